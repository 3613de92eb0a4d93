using System.ComponentModel;
using System.Diagnostics;
using Emu.Guest.RiscV;

namespace Emu.Testing;

/// <summary>
/// Runs cases on <c>qemu-riscv64</c>: all cases of a call in one process, in one guest that <see
/// cref="QemuUserGuest"/> makes.
/// </summary>
public sealed class QemuUserOracle : ICpuRunner
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Unprivileged extensions that QEMU 7.2 can turn on and off; it refuses names that it does not know.
    private static readonly string[] Switches =
        ["zba", "zbb", "zbc", "zbs", "zbkb", "zbkc", "zbkx", "zknd", "zkne", "zknh", "zksed", "zksh"];

    /// <summary>QEMU's <c>-cpu</c> with those extensions that this emulator has, as far as QEMU 7.2 knows them.</summary>
    public static string SameExtensions { get; } = "rv64," + string.Join(
        ',', Switches.Select(name => $"{name}={(new IsaOptions().IsaString.Split('_').Contains(name) ? "on" : "off")}"));

    /// <summary>QEMU's <c>-cpu</c>: a model and its properties.</summary>
    public string Cpu { get; init; } = SameExtensions;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">
    /// QEMU is not installed, or a case broke the rules of <see cref="CpuCase"/>.
    /// </exception>
    public CpuResult[] Run(IReadOnlyList<CpuCase> cases)
    {
        string path = Path.Combine(Path.GetTempPath(), $"emu-oracle-{Guid.NewGuid():n}");
        try
        {
            WriteExecutable(path, QemuUserGuest.Build(cases));
            byte[] output = Execute(path);
            if (output.Length != cases.Count * QemuUserGuest.ResultSize)
            {
                int done = output.Length / QemuUserGuest.ResultSize;
                string guilty = done < cases.Count ? cases[done].ToString() : "none";
                throw new InvalidOperationException(
                    $"qemu-riscv64 finished {done} of {cases.Count} cases, the next one: {guilty}");
            }

            return [.. cases.Select((_, i) => QemuUserGuest.ParseResult(output.AsSpan(i * QemuUserGuest.ResultSize)))];
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void WriteExecutable(string path, byte[] bytes)
    {
        // QEMU refuses a file without the permission to execute it.
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("qemu-riscv64 runs on Linux only.");
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
        };
        using FileStream file = new(path, options);
        file.Write(bytes);
    }

    private byte[] Execute(string path)
    {
        using Process qemu = new();
        qemu.StartInfo = new ProcessStartInfo("qemu-riscv64", ["-cpu", Cpu, path]) { RedirectStandardOutput = true };
        try
        {
            qemu.Start();
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException("qemu-riscv64 is not installed: apt-get install qemu-user");
        }

        using Timer watchdog = new(_ => qemu.Kill(), null, Patience, Timeout.InfiniteTimeSpan);
        using MemoryStream output = new();
        qemu.StandardOutput.BaseStream.CopyTo(output);
        qemu.WaitForExit();
        return output.ToArray();
    }
}
