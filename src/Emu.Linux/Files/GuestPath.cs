using System.Text;
using Emu.Host;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Files;

/// <summary>
/// Paths of the program as the host has them: what is absolute and exists below <c>-L</c> is meant there, and
/// /proc/self/exe is the program's file. Any thread may call.
/// </summary>
/// <remarks>Invariant of the unsafe code: the host gets pinned paths that end with a zero.</remarks>
internal static unsafe class GuestPath
{
    /// <summary>Bytes of a path with its zero at most (PATH_MAX).</summary>
    public const int Limit = 4096;

    private const ulong CurrentFolder = unchecked((ulong)-100);

    /// <summary>
    /// The host's path, ended by a zero, for a path in guest memory; null when the two are the same, or it cannot be
    /// read, so that the host's kernel may have the guest's pointer.
    /// </summary>
    /// <param name="process">Whose path it is.</param>
    /// <param name="address">The guest's pointer.</param>
    /// <param name="follow">The call follows a link at the end of the path.</param>
    public static byte[]? Rewrite(LinuxProcess process, ulong address, bool follow) =>
        TryReadCandidate(process, address, out byte[] path) ? Rewrite(process, path, follow) : null;

    /// <summary>The same for a path without a zero at its end; the result has one.</summary>
    public static byte[]? Rewrite(LinuxProcess process, byte[] path, bool follow)
    {
        if (follow && IsProgramLink(process, path)) return [.. process.ProgramPath, 0];
        if (process.Options.Sysroot is not { Length: > 0 } sysroot || path is not [(byte)'/', ..]) return null;
        byte[] below = [.. Encoding.UTF8.GetBytes(sysroot), .. path, 0];
        fixed (byte* text = below)
            return HostSyscall.Invoke(HostNumber.Faccessat, CurrentFolder, (ulong)text, 0) == 0 ? below : null;
    }

    /// <summary>
    /// Reads a path that may mean something else to the guest than to the host. False for all others, most of which
    /// are told by their first bytes, and for what cannot be read.
    /// </summary>
    public static bool TryReadCandidate(LinuxProcess process, ulong address, out byte[] path)
    {
        path = [];
        ReadOnlySpan<byte> sign = process.Options.Sysroot is { Length: > 0 } ? "/"u8 : "/proc/"u8;
        Span<byte> start = stackalloc byte[6];
        start.Clear();
        // A short path may end before an unmapped page: what was read counts.
        process.Memory.TryRead(address, start);
        return start.StartsWith(sign) && process.Memory.TryReadString(address, Limit, out path)
            && path.Length < Limit;
    }

    /// <summary>True when the path is the link to the program's own file.</summary>
    public static bool IsProgramLink(LinuxProcess process, ReadOnlySpan<byte> path) =>
        process.ProgramPath.Length != 0 && path.StartsWith("/proc/"u8)
        && ProcPath.OwnEntry(path, ProcPath.OwnProcess).SequenceEqual("exe"u8);
}
