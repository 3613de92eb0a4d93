using System.Diagnostics;

namespace Emu.House.Tests;

/// <summary>A directory in which commands of the documents run: the published executable under all its names, the files that the documents
/// mention, and a code cache of its own.</summary>
internal sealed class Emulator : IDisposable
{
    private static readonly string[] Names =
    [
        "emu", "qemu-system-riscv64", "qemu-riscv64", "qemu-img", "qemu-nbd", "qemu-io", "qemu-storage-daemon", "qemu-system-aarch64",
        "qemu-aarch64", "qemu-x86_64", "qemu-system-x86_64",
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly string root = Directory.CreateTempSubdirectory("emu-documents-").FullName;
    private readonly string programs = Variable("EMU_GUEST_PROGRAMS", Path.Combine(Repository.Root, "artifacts", "guest-programs"));

    public Emulator()
    {
        string executable = Variable("EMU_BIN", Path.Combine(Repository.Root, "artifacts", "emu"));
        Assert.True(File.Exists(executable), $"{executable} is missing: ./build.sh publish makes it, EMU_BIN names another one");
        Directory.CreateDirectory(Binaries);
        Directory.CreateDirectory(Work);
        foreach (string name in Names) File.CreateSymbolicLink(Path.Combine(Binaries, name), executable);
        File.Copy(Path.Combine(programs, "user", "basic", "hello.static"), Path.Combine(Work, "hello"));
        File.Copy(Path.Combine(programs, "user", "basic", "hello.dynamic"), Path.Combine(Work, "dynamic-hello"));
        File.WriteAllBytes(Path.Combine(Work, "disk.raw"), new byte[1 << 20]);
        // addi x0, x0, 0: a firmware that is never started.
        File.WriteAllBytes(Path.Combine(Work, "firmware"), [0x13, 0, 0, 0]);
    }

    private string Binaries => Path.Combine(root, "bin");

    private string Work => Path.Combine(root, "work");

    /// <summary>Runs a script of the shell, which ends at the first command that fails.</summary>
    public (int Status, string Output, string Errors) Shell(string script)
    {
        using Process process = new();
        process.StartInfo = new ProcessStartInfo("/bin/sh", ["-eu", "-c", script])
        {
            WorkingDirectory = Work,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process.StartInfo.Environment["PATH"] = $"{Binaries}:{Environment.GetEnvironmentVariable("PATH")}";
        process.StartInfo.Environment["XDG_CACHE_HOME"] = Path.Combine(root, "cache");
        process.StartInfo.Environment["guests"] = Variable("EMU_GUESTS_DIR", DefaultGuests());
        process.Start();
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{script}\ndid not end: {output.Result}{errors.Result}");
        }

        process.WaitForExit();
        return (process.ExitCode, output.Result, errors.Result);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static string Variable(string name, string otherwise) => Environment.GetEnvironmentVariable(name) ?? otherwise;

    private static string DefaultGuests() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "emu-aot", "guests");
}
