using Emu.Linux.Files;
using Emu.Linux.Processes;

namespace Emu.Linux.Paths;

/// <summary>
/// Paths of the program as the host has them: what is absolute and exists below <c>-L</c> is meant there,
/// /proc/self/exe is the program's file, and what /proc has of the emulator is not there. Any thread may call.
/// </summary>
internal static class GuestPath
{
    /// <summary>Bytes of a path with its zero at most (PATH_MAX).</summary>
    public const int Limit = 4096;

    /// <summary>
    /// The host's path, ended by a zero, for a path in guest memory; null when the two are the same, or it cannot be
    /// read, so that the host's kernel may have the guest's pointer.
    /// </summary>
    /// <param name="process">Whose path it is.</param>
    /// <param name="folder">Where a path that is not absolute begins.</param>
    /// <param name="address">The guest's pointer.</param>
    /// <param name="follow">The call follows a link at the end of the path.</param>
    public static byte[]? Rewrite(LinuxProcess process, int folder, ulong address, bool follow) =>
        TryReadCandidate(process, folder, address, out byte[] path) ? Rewrite(process, path, follow) : null;

    /// <summary>The same for an absolute path without a zero at its end; the result has one.</summary>
    public static byte[]? Rewrite(LinuxProcess process, byte[] path, bool follow)
    {
        if (follow && IsProgramLink(process, path)) return [.. process.ProgramPath, 0];
        if (ProcThreads.Hide(process, path) is { } hidden) return [.. hidden, 0];
        byte[] found = process.Sysroot.Find(path);
        return found == path ? null : [.. found, 0];
    }

    /// <summary>
    /// Reads a path that may mean something else to the guest than to the host, and makes it absolute. False for all
    /// others, most of which are told by their first bytes or their last name, and for what cannot be read.
    /// </summary>
    public static bool TryReadCandidate(LinuxProcess process, int folder, ulong address, out byte[] path)
    {
        path = [];
        Span<byte> start = stackalloc byte[2];
        start.Clear();
        // A short path may end before an unmapped page: what was read counts.
        process.Memory.TryRead(address, start);
        bool isAbsolute = start[0] == (byte)'/';
        if (start[0] == 0 || (isAbsolute && !process.Sysroot.IsPresent && !MayLeadToProc(start[1]))) return false;
        if (!process.Memory.TryReadString(address, Limit, out path) || path.Length >= Limit) return false;
        if (isAbsolute) return true;
        if (ProcPath.Complete(folder, path) is not { } complete) return false;
        path = complete;
        return true;
    }

    /// <summary>True when the path is the link to the program's own file.</summary>
    public static bool IsProgramLink(LinuxProcess process, ReadOnlySpan<byte> path) =>
        process.ProgramPath.Length != 0 && ProcPath.TryParse(path, out ProcName name) && name.Is("exe"u8)
        && ProcThreads.IsOwn(process, name);

    // By the byte behind the first slash.
    private static bool MayLeadToProc(byte second) => second is (byte)'p' or (byte)'d' or (byte)'/' or (byte)'.';
}
