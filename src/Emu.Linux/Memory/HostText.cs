using Emu.Host;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Memory;

/// <summary>Reads files of the host's /proc.</summary>
/// <remarks>Invariant of the unsafe code: the host gets pinned memory with its length.</remarks>
internal static unsafe class HostText
{
    private const int Limit = 1 << 16, CloseOnExec = 0x80000;

    /// <summary>The whole file, or its beginning when it is longer than the limit; null when it cannot be read.</summary>
    /// <param name="path">Ends with a zero.</param>
    /// <param name="limit">Bytes.</param>
    public static byte[]? Read(ReadOnlySpan<byte> path, int limit = Limit)
    {
        long file;
        fixed (byte* text = path)
            file = HostSyscall.Invoke(HostNumber.Openat, unchecked((ulong)-100), (ulong)text, CloseOnExec);
        if (file < 0) return null;
        byte[] buffer = new byte[Limit];
        int length = 0;
        while (length < limit)
        {
            if (length == buffer.Length) Array.Resize(ref buffer, 2 * length);
            int count = HostDescriptor.Read((int)file, buffer.AsSpan(length));
            if (count <= 0) break;
            length += count;
        }
        HostSyscall.Invoke(HostNumber.Close, (ulong)file);
        return buffer[..length];
    }
}
