using Emu.Host;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Files;

/// <summary>Reads small files of the host's /proc.</summary>
/// <remarks>Invariant of the unsafe code: the host gets pinned memory with its length.</remarks>
internal static unsafe class HostText
{
    private const int Limit = 1 << 16, CloseOnExec = 0x80000;

    /// <summary>The whole file, up to 64 KiB; null when it cannot be read.</summary>
    /// <param name="path">Ends with a zero.</param>
    public static byte[]? Read(ReadOnlySpan<byte> path)
    {
        long file;
        fixed (byte* text = path)
            file = HostSyscall.Invoke(HostNumber.Openat, unchecked((ulong)-100), (ulong)text, CloseOnExec);
        if (file < 0) return null;
        byte[] buffer = new byte[Limit];
        int length = 0;
        while (length < Limit)
        {
            int count = HostDescriptor.Read((int)file, buffer.AsSpan(length));
            if (count <= 0) break;
            length += count;
        }
        HostSyscall.Invoke(HostNumber.Close, (ulong)file);
        return buffer[..length];
    }
}
