using System.Buffers.Text;
using Emu.Host;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Files;

/// <summary>Reads links of the host's /proc.</summary>
/// <remarks>Invariant of the unsafe code: the host gets the caller's or stack memory with its length, and names that end
/// with a zero.</remarks>
internal static unsafe class ProcLink
{
    /// <summary>Bytes of what is read at most; longer targets are none of /proc.</summary>
    public const int Longest = 128;

    private const int CurrentFolder = -100;

    /// <summary>What the kernel calls an open file, or the current directory for AT_FDCWD. Empty when it does not say, or the
    /// name is too long.</summary>
    public static ReadOnlySpan<byte> Read(int descriptor, Span<byte> buffer)
    {
        if (descriptor == CurrentFolder) return Read("/proc/self/cwd\0"u8, buffer);
        if (descriptor < 0) return default;
        ReadOnlySpan<byte> start = "/proc/self/fd/"u8;
        Span<byte> path = stackalloc byte[32];
        start.CopyTo(path);
        Utf8Formatter.TryFormat(descriptor, path[start.Length..^1], out int digits);
        path[start.Length + digits] = 0;
        return Read(path, buffer);
    }

    /// <summary>The target of a link.</summary>
    /// <param name="path">Ends with a zero.</param>
    /// <param name="buffer">Of <see cref="Longest"/> bytes; the result lies in it.</param>
    public static ReadOnlySpan<byte> Read(scoped ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        long length;
        fixed (byte* text = path, target = buffer)
            length = HostSyscall.Invoke(
                HostNumber.Readlinkat, unchecked((ulong)CurrentFolder), (ulong)text, (ulong)target, (ulong)buffer.Length);
        return length <= 0 || length >= buffer.Length ? default : buffer[..(int)length];
    }
}
