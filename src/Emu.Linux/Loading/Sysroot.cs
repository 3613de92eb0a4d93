using System.Text;
using Emu.Host;

namespace Emu.Linux.Loading;

/// <summary>
/// The directory of <c>-L</c>: an absolute path that exists below it is meant there, every other one is the host's.
/// </summary>
/// <remarks>Invariant of the unsafe code: the host gets pinned names that end with a zero.</remarks>
internal sealed unsafe class Sysroot
{
    private const long AccessAt = 269;
    private const int CurrentFolder = -100;

    private readonly byte[] folder;

    /// <param name="path">The directory; null or empty is none.</param>
    public Sysroot(string? path)
    {
        folder = Encoding.UTF8.GetBytes((path ?? "").TrimEnd('/') + "\0")[..^1];
        // Most hosts have none, and then no path costs a look.
        IsPresent = folder.Length != 0 && Exists(folder);
    }

    /// <summary>False when all paths are the host's.</summary>
    public bool IsPresent { get; }

    /// <summary>Where a path of the program is on the host.</summary>
    public byte[] Find(byte[] path)
    {
        if (!IsPresent || path is not [(byte)'/', ..]) return path;
        byte[] below = [.. folder, .. path];
        return Exists(below) ? below : path;
    }

    private static bool Exists(byte[] path)
    {
        byte[] terminated = [.. path, 0];
        fixed (byte* text = terminated)
            return HostSyscall.Invoke(AccessAt, unchecked((ulong)CurrentFolder), (ulong)text, 0) == 0;
    }
}
