using System.Buffers.Binary;
using System.Buffers.Text;
using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Files;
using Emu.Linux.Paths;
using Emu.Linux.Processes;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>
/// <c>getdents64</c>. In the process's own directories of descriptors and threads those of the emulator are left out.
/// </summary>
/// <remarks>Invariant of the unsafe code: the host gets scratch or stack memory with its length.</remarks>
internal static unsafe class FolderEntries
{
    private const int LengthOffset = 16, NameOffset = 19, LargestRead = 1 << 16;

    private enum Folder
    {
        Other,
        Descriptors,
        Threads,
    }

    public static long Read(LinuxThread thread, SyscallArguments a)
    {
        ulong descriptor = thread.Process.Reserved.Hide(a[0]);
        Folder folder = FolderOf(thread.Process, (int)descriptor);
        return folder == Folder.Other
            ? HostCall.Invoke(
                thread, HostNumber.Getdents64, mayWait: false, descriptor,
                HostCall.Pointer(thread.Process.Memory, a[1], (uint)a[2]), a[2])
            : ReadFiltered(thread, a, descriptor, folder);
    }

    /// <summary>Removes the entries of a buffer whose names are numbers that are hidden; returns what is left.</summary>
    public static int Filter(Span<byte> entries, Func<int, bool> isHidden)
    {
        int kept = 0;
        for (int at = 0; at + NameOffset < entries.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(entries[(at + LengthOffset)..]);
            if (length < NameOffset || length > entries.Length - at) break;
            Span<byte> entry = entries.Slice(at, length);
            bool hidden = Utf8Parser.TryParse(entry[NameOffset..], out int number, out _) && isHidden(number);
            at += length;
            if (hidden) continue;
            entry.CopyTo(entries[kept..]);
            kept += length;
        }
        return kept;
    }

    private static long ReadFiltered(LinuxThread thread, SyscallArguments a, ulong descriptor, Folder folder)
    {
        LinuxProcess process = thread.Process;
        Func<int, bool> isHidden = folder == Folder.Threads
            ? number => !ProcThreads.IsProgramThread(process, number)
            : process.Reserved.Contains;
        int room = (int)Math.Min((uint)a[2], LargestRead);
        byte* scratch = thread.Scratch(room);
        while (true)
        {
            long count = HostSyscall.Invoke(HostNumber.Getdents64, descriptor, (ulong)scratch, (ulong)room);
            if (count <= 0) return count;
            // Nothing left is not the end of the directory.
            int kept = Filter(new(scratch, (int)count), isHidden);
            if (kept == 0) continue;
            bool written = thread.Process.Memory.TryWrite(a[1], new ReadOnlySpan<byte>(scratch, kept));
            return written ? kept : -Errno.BadAddress;
        }
    }

    // By the name that the kernel has for the open directory.
    private static Folder FolderOf(LinuxProcess process, int descriptor)
    {
        Span<byte> buffer = stackalloc byte[ProcLink.Longest];
        ReadOnlySpan<byte> target = ProcLink.Read(descriptor, buffer);
        if (!target.StartsWith("/proc/"u8) || !ProcPath.TryParse(target, out ProcName name) || !name.Item.IsEmpty)
            return Folder.Other;
        bool isDescriptors = ProcThreads.IsDescriptorFolder(name), isThreads = name.Is("task"u8);
        if (!(isDescriptors || isThreads) || !ProcThreads.IsOwn(process, name)) return Folder.Other;
        return isThreads ? Folder.Threads : Folder.Descriptors;
    }
}
