using System.Buffers.Text;

namespace Emu.Linux.Files;

/// <summary>Reads the names in /proc that mean a process or a thread.</summary>
internal static class ProcPath
{
    /// <summary>What <see cref="ProcName.Owner"/> is for /proc/self and /proc/thread-self.</summary>
    public const int Self = 0;

    // Of files whose content is the guest's, and of the program's link.
    private static readonly byte[][] ownNames =
    [
        [.. "auxv"u8], [.. "cmdline"u8], [.. "cpuinfo"u8], [.. "environ"u8], [.. "exe"u8], [.. "maps"u8],
        [.. "sched"u8], [.. "smaps"u8], [.. "stat"u8], [.. "status"u8],
    ];

    /// <summary>Takes apart a path to something of a process, or to the process's directory. False for another path, and for
    /// one that leads through links or back.</summary>
    public static bool TryParse(ReadOnlySpan<byte> path, out ProcName name)
    {
        name = default;
        if (!path.StartsWith("/"u8) || !Next(path, out path).SequenceEqual("proc"u8)) return false;
        ReadOnlySpan<byte> owner = Next(path, out path);
        int process = Self, task = 0;
        if (!owner.SequenceEqual("self"u8) && !owner.SequenceEqual("thread-self"u8) && !TryNumber(owner, out process))
            return false;
        ReadOnlySpan<byte> entry = Next(path, out path);
        if (entry.SequenceEqual("task"u8) && TryNumber(Next(path, out ReadOnlySpan<byte> behind), out task))
            entry = Next(behind, out path);
        ReadOnlySpan<byte> item = Next(path, out path);
        if (entry.SequenceEqual(".."u8) || item.SequenceEqual(".."u8)) return false;
        name = new ProcName { Owner = process, Task = task, Entry = entry, Item = item, Rest = path };
        return true;
    }

    /// <summary>True for a path that is <paramref name="name"/> in /proc itself.</summary>
    public static bool IsGlobal(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name) =>
        path.StartsWith("/"u8) && Next(path, out path).SequenceEqual("proc"u8)
        && Next(path, out path).SequenceEqual(name) && Next(path, out path).IsEmpty;

    /// <summary>The absolute form of a path that begins at a directory in /proc; null for all others. Most are told by their
    /// last name.</summary>
    public static byte[]? Complete(int folder, byte[] path)
    {
        ReadOnlySpan<byte> last = path.AsSpan(path.AsSpan().LastIndexOf((byte)'/') + 1);
        bool isCandidate = TryNumber(last, out _);
        foreach (byte[] own in ownNames) isCandidate |= last.SequenceEqual(own);
        if (!isCandidate) return null;
        Span<byte> buffer = stackalloc byte[ProcLink.Longest];
        ReadOnlySpan<byte> start = ProcLink.Read(folder, buffer);
        return start.StartsWith("/proc"u8) && (start.Length == 5 || start[5] == (byte)'/') ? [.. start, (byte)'/', .. path] : null;
    }

    /// <summary>The calling process's id in the /proc that the process sees, which may be another namespace's.</summary>
    public static int ShownProcess()
    {
        Span<byte> buffer = stackalloc byte[ProcLink.Longest];
        return TryNumber(ProcLink.Read("/proc/self\0"u8, buffer), out int number) ? number : 0;
    }

    /// <summary>A decimal number and nothing else.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out int number) =>
        Utf8Parser.TryParse(text, out number, out int length) && length == text.Length && length != 0;

    // The first component that is not "." or empty.
    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> rest)
    {
        rest = path;
        while (!rest.IsEmpty)
        {
            int slash = rest.IndexOf((byte)'/');
            ReadOnlySpan<byte> component = slash < 0 ? rest : rest[..slash];
            rest = slash < 0 ? default : rest[(slash + 1)..];
            if (!component.IsEmpty && !component.SequenceEqual("."u8)) return component;
        }
        return default;
    }
}
