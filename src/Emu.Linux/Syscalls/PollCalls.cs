using Emu.Linux.Abi;
using Emu.Linux.Files;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>Calls that wait for events on many descriptors, and those that make descriptors of events.</summary>
/// <remarks>Invariant of the unsafe code: structures for the host are on the stack or in scratch memory during the
/// call.</remarks>
internal static unsafe class PollCalls
{
    private const int MaskSize = 8, PollEntrySize = 8, EventsOffset = 6, TimeSize = 16, MostEvents = 1024, EpollDelete = 2;
    private const int MostDescriptors = 1 << 16;

    /// <summary>The rows for an ABI whose structures are these.</summary>
    public static IReadOnlyList<SyscallRow> RowsFor(StructLayouts structs) =>
    [
        ByHost(20, "epoll_create1", HostNumber.EpollCreate1, Flags(ValueNames.OpenFlags)),
        By(21, "epoll_ctl", ControlEpoll, Descriptor, Int, Descriptor, InStruct(structs.EpollEvent.GuestSize)),
        By(22, "epoll_pwait", (thread, a) => WaitEpoll(thread, a, timed: false), Descriptor, Hex, Int, Int, SignalMask,
            Size),
        ByHost(26, "inotify_init1", HostNumber.InotifyInit1, Flags(ValueNames.DescriptorFlags)),
        ByHost(27, "inotify_add_watch", HostNumber.InotifyAddWatch, Descriptor, PathName, Hex),
        ByHost(28, "inotify_rm_watch", HostNumber.InotifyRmWatch, Descriptor, Int),
        By(72, "pselect6", Select, Int, Hex, Hex, Hex, Time, Hex),
        By(73, "ppoll", Poll, Hex, Size, Time, SignalMask, Size),
        ByHost(74, "signalfd4", HostNumber.Signalfd4, Descriptor, SignalMask, Size, Flags(ValueNames.DescriptorFlags)),
        ByHost(262, "fanotify_init", HostNumber.FanotifyInit, Hex, Hex with { HasOpenFlags = true }),
        ByHost(263, "fanotify_mark", HostNumber.FanotifyMark, Descriptor, Hex, Hex, Folder, PlainPath),
        By(441, "epoll_pwait2", (thread, a) => WaitEpoll(thread, a, timed: true), Descriptor, Hex, Int, Time, SignalMask,
            Size),
    ];

    private static long ControlEpoll(LinuxThread thread, SyscallArguments a)
    {
        StructLayout layout = thread.Process.Abi.Structs.EpollEvent;
        Span<byte> guest = stackalloc byte[layout.GuestSize];
        byte* host = stackalloc byte[layout.HostSize];
        ulong structure = (ulong)host;
        if (a.Int(1) == EpollDelete) structure = 0;
        else if (!thread.Process.Memory.TryRead(a[3], guest)) structure = HostCall.BadPointer;
        else layout.ToHost(guest, new(host, layout.HostSize));
        return HostCall.Invoke(
            thread, HostNumber.EpollCtl, mayWait: false, thread.Process.Reserved.Hide(a[0]), a[1],
            thread.Process.Reserved.Hide(a[2]), structure);
    }

    // epoll_pwait and epoll_pwait2, whose timeouts differ: milliseconds, and a structure.
    private static long WaitEpoll(LinuxThread thread, SyscallArguments a, bool timed)
    {
        GuestMemory memory = thread.Process.Memory;
        StructLayout layout = thread.Process.Abi.Structs.EpollEvent;
        int most = Math.Min(a.Int(2), MostEvents);
        // The kernel looks at the range before it waits.
        if (most > 0 && !memory.IsUser(a[1], (ulong)(most * layout.GuestSize))) return -Errno.BadAddress;
        byte* events = thread.Scratch(Math.Max(most, 1) * layout.HostSize);
        ulong mask = 0;
        if (!TryReadMask(thread, a[4], &mask, out ulong maskPointer)) return -Errno.BadAddress;
        long count = HostCall.Invoke(
            thread, timed ? HostNumber.EpollPwait2 : HostNumber.EpollPwait, mayWait: true,
            thread.Process.Reserved.Hide(a[0]), (ulong)events, (ulong)most,
            timed ? HostCall.Pointer(memory, a[3], TimeSize) : a[3], maskPointer, a[5]);
        Span<byte> guest = stackalloc byte[layout.GuestSize];
        for (int i = 0; i < count; i++)
        {
            layout.ToGuest(new(events + i * layout.HostSize, layout.HostSize), guest);
            if (!memory.TryWrite(a[1] + (ulong)(i * layout.GuestSize), guest))
                return i == 0 ? -Errno.BadAddress : i;
        }
        return count;
    }

    private static long Poll(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        ulong mask = 0;
        if (!TryReadMask(thread, a[3], &mask, out ulong maskPointer)) return -Errno.BadAddress;
        ulong count = (uint)a[1], time = HostCall.Pointer(memory, a[2], TimeSize);
        if (CopyEntries(thread, a[0], count) is var copy && copy != null)
        {
            long result = HostCall.Invoke(
                thread, HostNumber.Ppoll, mayWait: true, (ulong)copy, count, time, maskPointer, a[4]);
            return result < 0 || TryWriteEvents(memory, a[0], copy, count) ? result : -Errno.BadAddress;
        }

        return HostCall.Invoke(
            thread, HostNumber.Ppoll, mayWait: true, HostCall.Pointer(memory, a[0], count * PollEntrySize), count, time,
            maskPointer, a[4]);
    }

    // The entries with a closed descriptor in place of the emulator's; null when there is none of these.
    private static byte* CopyEntries(LinuxThread thread, ulong address, ulong count)
    {
        ReservedDescriptors reserved = thread.Process.Reserved;
        if (reserved.IsEmpty || count is 0 or > MostDescriptors) return null;
        byte* copy = thread.Scratch((int)count * PollEntrySize);
        if (!thread.Process.Memory.TryRead(address, new Span<byte>(copy, (int)count * PollEntrySize))) return null;
        bool any = false;
        for (ulong i = 0; i < count; i++)
        {
            int* descriptor = (int*)(copy + i * PollEntrySize);
            if (!reserved.Contains(*descriptor)) continue;
            *descriptor = int.MaxValue;
            any = true;
        }

        return any ? copy : null;
    }

    private static bool TryWriteEvents(GuestMemory memory, ulong address, byte* entries, ulong count)
    {
        for (ulong at = EventsOffset; at < count * PollEntrySize; at += PollEntrySize)
            if (!memory.TryWrite(address + at, *(ushort*)(entries + at))) return false;
        return true;
    }

    private static long Select(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        ulong* maskArgument = stackalloc ulong[2];
        ulong mask = 0;
        if (a[5] != 0)
        {
            if (!memory.TryRead(a[5], out (ulong Address, ulong Size) given)) return -Errno.BadAddress;
            if (!TryReadMask(thread, given.Address, &mask, out maskArgument[0])) return -Errno.BadAddress;
            maskArgument[1] = given.Size;
        }
        // The kernel looks at no more bits than the process may have descriptors.
        if (AsksForReserved(thread, a)) return -Errno.BadDescriptor;
        ulong setSize = (ulong)((Math.Clamp((long)a.Int(0), 0, MostDescriptors) + 63) / 64 * sizeof(ulong));
        return HostCall.Invoke(
            thread, HostNumber.Pselect6, mayWait: true, (ulong)a.Int(0), HostCall.Pointer(memory, a[1], setSize),
            HostCall.Pointer(memory, a[2], setSize), HostCall.Pointer(memory, a[3], setSize),
            HostCall.Pointer(memory, a[4], TimeSize), a[5] == 0 ? 0 : (ulong)maskArgument);
    }

    // As for a closed descriptor.
    private static bool AsksForReserved(LinuxThread thread, SyscallArguments a)
    {
        foreach (int number in thread.Process.Reserved.Numbers)
        {
            if (number >= a.Int(0)) break;
            for (int set = 1; set <= 3; set++)
            {
                bool isRead = a[set] != 0 && thread.Process.Memory.TryRead(a[set] + (ulong)(number / 8), out byte bits)
                    && (bits >> (number % 8) & 1) != 0;
                if (isRead) return true;
            }
        }

        return false;
    }

    // The mask while the call waits, which the host's kernel sets and takes back.
    private static bool TryReadMask(LinuxThread thread, ulong address, ulong* mask, out ulong pointer)
    {
        pointer = 0;
        if (address == 0) return true;
        if (!thread.Process.Memory.TryRead(address, new Span<byte>(mask, MaskSize))) return false;
        *mask = thread.WaitMask(*mask);
        pointer = (ulong)mask;
        return true;
    }
}
