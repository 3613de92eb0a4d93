using System.ComponentModel;
using System.Diagnostics;

namespace Emu.Guests.Tests;

/// <summary>One run of a machine emulator, ours or the oracle, to its end.</summary>
internal sealed record MachineRun
{
    /// <summary>QEMU, the oracle.</summary>
    public const string Qemu = "qemu-system-riscv64";

    /// <summary>Exit status; null when the machine had to be stopped.</summary>
    public required int? Status { get; init; }

    /// <summary>Standard output.</summary>
    public required string Output { get; init; }

    /// <summary>Standard error.</summary>
    public required string Errors { get; init; }

    /// <summary>The executable under test: <c>EMU_BIN</c>, or <c>artifacts/emu</c>.</summary>
    public static string Emulator =>
        Environment.GetEnvironmentVariable("EMU_BIN") ?? Path.Combine(Repository.Root, "artifacts", "emu");

    /// <summary>Runs our <c>system riscv64</c> with these options.</summary>
    public static MachineRun OnEmulator(TimeSpan patience, params string[] options)
    {
        Assert.True(File.Exists(Emulator), $"{Emulator} is missing: ./build.sh publish makes it, EMU_BIN names another one.");
        return Run(Emulator, ["system", "riscv64", .. options], patience);
    }

    /// <summary>
    /// Runs QEMU's machine of the same name with these options and its serial port on <see cref="Output"/>. The port writes a file:
    /// into a pipe that is full for a moment QEMU drops characters.
    /// </summary>
    public static MachineRun OnQemu(TimeSpan patience, params string[] options)
    {
        string serial = Path.Combine(Path.GetTempPath(), $"emu-serial-{Guid.NewGuid():n}");
        try
        {
            string[] devices = ["-display", "none", "-monitor", "none", "-serial", $"file:{serial}"];
            MachineRun run = Run(Qemu, [.. options, .. devices], patience);
            return run with { Output = run.Output + File.ReadAllText(serial) };
        }
        finally
        {
            File.Delete(serial);
        }
    }

    private static MachineRun Run(string executable, IEnumerable<string> arguments, TimeSpan patience)
    {
        using Process process = new();
        process.StartInfo = new ProcessStartInfo(executable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            throw new InvalidOperationException($"{executable} cannot be started: {failure.Message}");
        }

        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        bool ended = process.WaitForExit(patience);
        if (!ended)
            process.Kill();
        process.WaitForExit();
        return new MachineRun { Status = ended ? process.ExitCode : null, Output = output.Result, Errors = errors.Result };
    }
}
