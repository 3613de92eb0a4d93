using System.Text;
using Emu.Guest.RiscV.Linux;
using Emu.Linux.Loading;
using Emu.Linux.Memory;

namespace Emu.Linux.Tests.Loading;

/// <summary>A folder of programs for one test.</summary>
internal sealed class ProgramFolder : IDisposable
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Path { get; } = Directory.CreateTempSubdirectory("emu-loading-").FullName;

    /// <summary>Writes a file; returns its path.</summary>
    public string Write(string name, byte[] bytes, UnixFileMode mode = Executable)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
        return path;
    }

    public string Write(string name, string text) => Write(name, Encoding.Latin1.GetBytes(text));

    public PreparedProgram? Prepare(
        string path, out ProgramError? error, string? sysroot = null, params string[] rest) =>
        ProgramFinder.Prepare(Request(path, sysroot, rest), out error);

    public static ProgramRequest Request(string path, string? sysroot = null, params string[] rest) => new()
    {
        Path = Encoding.UTF8.GetBytes(path),
        Arguments = [.. rest.Prepend(path).Select(Encoding.UTF8.GetBytes)],
        Environment = ["A=1"u8.ToArray(), "B=two"u8.ToArray()],
        Sysroot = new Sysroot(sysroot),
        Abi = RiscVLinux.Abi,
        Limit = GuestMemory.DefaultLimit,
    };

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
