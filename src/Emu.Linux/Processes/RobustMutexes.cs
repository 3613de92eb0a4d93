using Emu.Host;
using Emu.Isa;
using Emu.Linux.Memory;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Processes;

/// <summary>
/// What the kernel does for the robust mutexes that a thread still owns when it ends: marks them, and wakes who waits. The
/// list is the guest's, and may be anything.
/// </summary>
/// <remarks>Invariant of the unsafe code: a word is changed only where the address space has just said that it may be
/// stored to; losing it in between is a fault that the signal handler repairs.</remarks>
internal static unsafe class RobustMutexes
{
    /// <summary>Bytes of <c>struct robust_list_head</c>.</summary>
    public const ulong HeadSize = 24;

    private const int Limit = 2048;
    private const ulong OffsetField = 8, PendingField = 16, PriorityInheritance = 1;

    /// <summary>
    /// Gives the host's kernel the list as well, for a thread that is killed. Only where its pointers are the host's, and
    /// not where the host thread's list tells the parent of a vfork about it.
    /// </summary>
    public static void TellHost(LinuxThread thread)
    {
        GuestMemory memory = thread.Process.Memory;
        if (memory.Base != 0 || thread.Process.IsVforkChild || !memory.IsUser(thread.RobustList, HeadSize)) return;
        HostSyscall.Invoke(HostNumber.SetRobustList, thread.RobustList, HeadSize);
    }

    /// <summary>Walks the list of a thread that ends.</summary>
    public static void Release(LinuxThread thread)
    {
        ulong head = thread.RobustList;
        thread.RobustList = 0;
        if (head == 0) return;
        GuestMemory memory = thread.Process.Memory;
        // The host's kernel has the same list, for a death without this.
        TellHost(thread);
        if (!memory.TryRead(head, out ulong entry) || !memory.TryRead(head + OffsetField, out ulong offset)
            || !memory.TryRead(head + PendingField, out ulong pending))
            return;
        for (int i = 0; i < Limit && (entry & ~PriorityInheritance) != head; i++)
        {
            ulong current = entry & ~PriorityInheritance;
            bool hasNext = memory.TryRead(current, out ulong next);
            bool isPending = current == (pending & ~PriorityInheritance);
            if (!isPending && !TryRelease(thread, current + offset, (entry & PriorityInheritance) != 0, false)) return;
            if (!hasNext) return;
            entry = next;
        }

        if (pending != 0)
            TryRelease(
                thread, (pending & ~PriorityInheritance) + offset, (pending & PriorityInheritance) != 0, true);
    }

    private static bool TryRelease(LinuxThread thread, ulong address, bool inherits, bool isPending)
    {
        GuestMemory memory = thread.Process.Memory;
        if (address % sizeof(uint) != 0 || !memory.IsUser(address, sizeof(uint))) return false;
        while (memory.TryRead(address, out uint value))
        {
            if (isPending && !inherits && value == 0)
            {
                Wake(memory, address);
                return true;
            }

            if ((value & FutexOperation.OwnerMask) != (uint)thread.ThreadId) return true;
            if (!memory.TryTranslate(address, AccessKind.Store, out _)) return false;
            uint marked = (value & FutexOperation.Waiters) | FutexOperation.OwnerDied;
            ref uint word = ref *(uint*)memory.ToHost(address);
            if (Interlocked.CompareExchange(ref word, marked, value) != value) continue;
            if (!inherits && (value & FutexOperation.Waiters) != 0) Wake(memory, address);
            return true;
        }

        return false;
    }

    private static void Wake(GuestMemory memory, ulong address) =>
        HostSyscall.Invoke(HostNumber.Futex, memory.ToHost(address), FutexOperation.Wake, 1);
}
