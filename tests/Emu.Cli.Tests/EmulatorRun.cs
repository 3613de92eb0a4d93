using System.Diagnostics;
using System.Reflection;

namespace Emu.Cli.Tests;

/// <summary>One run of the published executable, to its end.</summary>
internal sealed record EmulatorRun(int Status, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The folder of the sources.</summary>
    public static string Repository => typeof(EmulatorRun).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>The executable under test: <c>EMU_BIN</c>, or <c>artifacts/emu</c>.</summary>
    public static string Executable
    {
        get
        {
            string path = Environment.GetEnvironmentVariable("EMU_BIN") ?? Path.Combine(Repository, "artifacts", "emu");
            Assert.True(
                File.Exists(path), $"{path} is missing: ./build.sh publish makes it, EMU_BIN names another one.");
            return path;
        }
    }

    /// <summary>Runs <c>emu system riscv64</c> with these options.</summary>
    public static EmulatorRun System(params string[] options) => Machine("riscv64", options);

    /// <summary>Runs <c>emu system</c> for a guest with these options.</summary>
    public static EmulatorRun Machine(string guest, params string[] options) => Of(Executable, ["system", guest, .. options]);

    /// <summary>Runs a program.</summary>
    public static EmulatorRun Of(string executable, params string[] arguments)
    {
        using Process process = new();
        process.StartInfo = new ProcessStartInfo(executable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process.Start();
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            Assert.Fail($"{executable} {string.Join(' ', arguments)} did not end: {output.Result}{errors.Result}");
        }

        process.WaitForExit();
        return new EmulatorRun(process.ExitCode, output.Result, errors.Result);
    }
}
