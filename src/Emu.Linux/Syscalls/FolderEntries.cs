using System.Buffers.Binary;
using System.Buffers.Text;
using Emu.Host;
using Emu.Linux.Files;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>
/// <c>getdents64</c>. In the process's own folder of descriptors those of the emulator are left out.
/// </summary>
/// <remarks>Invariant of the unsafe code: the host gets scratch or stack memory with its length.</remarks>
internal static unsafe class FolderEntries
{
    private const int LengthOffset = 16, NameOffset = 19, LongestLink = 64, LargestRead = 1 << 16;

    public static long Read(LinuxThread thread, SyscallArguments a)
    {
        ulong descriptor = thread.Process.Reserved.Hide(a[0]);
        if (!thread.Process.Reserved.IsEmpty && IsDescriptorFolder((int)descriptor))
            return ReadFiltered(thread, a, descriptor);
        return HostCall.Invoke(
            thread, HostNumber.Getdents64, mayWait: false, descriptor,
            HostCall.Pointer(thread.Process.Memory, a[1], (uint)a[2]), a[2]);
    }

    /// <summary>Removes the entries of a buffer whose names are numbers of reserved descriptors; returns what is
    /// left.</summary>
    public static int Filter(Span<byte> entries, ReservedDescriptors reserved)
    {
        int kept = 0;
        for (int at = 0; at + NameOffset < entries.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(entries[(at + LengthOffset)..]);
            if (length < NameOffset || length > entries.Length - at) break;
            Span<byte> entry = entries.Slice(at, length);
            bool hidden = Utf8Parser.TryParse(entry[NameOffset..], out int number, out _)
                && reserved.Contains(number);
            at += length;
            if (hidden) continue;
            entry.CopyTo(entries[kept..]);
            kept += length;
        }
        return kept;
    }

    private static long ReadFiltered(LinuxThread thread, SyscallArguments a, ulong descriptor)
    {
        int room = (int)Math.Min((uint)a[2], LargestRead);
        byte* scratch = thread.Scratch(room);
        while (true)
        {
            long count = HostSyscall.Invoke(HostNumber.Getdents64, descriptor, (ulong)scratch, (ulong)room);
            if (count <= 0) return count;
            // Nothing left is not the end of the folder.
            int kept = Filter(new(scratch, (int)count), thread.Process.Reserved);
            if (kept == 0) continue;
            bool written = thread.Process.Memory.TryWrite(a[1], new ReadOnlySpan<byte>(scratch, kept));
            return written ? kept : -Errno.BadAddress;
        }
    }

    // /proc/PID/fd, as the kernel names the open folder.
    private static bool IsDescriptorFolder(int descriptor)
    {
        Span<byte> path = stackalloc byte[LongestLink];
        "/proc/self/fd/"u8.CopyTo(path);
        Utf8Formatter.TryFormat(descriptor, path["/proc/self/fd/".Length..^1], out int digits);
        path["/proc/self/fd/".Length + digits] = 0;
        Span<byte> target = stackalloc byte[LongestLink];
        long length;
        fixed (byte* text = path, buffer = target)
            length = HostSyscall.Invoke(
                HostNumber.Readlinkat, unchecked((ulong)-100), (ulong)text, (ulong)buffer, LongestLink);
        return length is > 0 and < LongestLink && target.StartsWith("/proc/"u8)
            && (target[..(int)length].EndsWith("/fd"u8) || target[..(int)length].EndsWith("/fdinfo"u8));
    }
}
