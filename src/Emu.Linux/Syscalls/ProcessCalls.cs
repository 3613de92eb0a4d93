using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>Calls that make, end, execute, name and wait for threads and processes.</summary>
/// <remarks>Invariant of the unsafe code: structures for the host are on the stack during the call.</remarks>
internal static unsafe class ProcessCalls
{
    /// <summary>The kernel knows the calling thread as this.</summary>
    private const int Self = 0;

    private const ulong SynchronizeCore = 0x60;
    private const int CompareEpollTarget = 7, EpollSlotSize = 12;

    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        By(93, "exit", Exit),
        By(94, "exit_group", ExitGroup),
        ByHostWaiting(95, "waitid", HostNumber.Waitid, Int, Int, OutStruct(128), Hex, OutStruct(144)),
        By(96, "set_tid_address", SetTidAddress),
        NamespaceCalls.Unshare,
        FutexCalls.Futex,
        By(99, "set_robust_list", SetRobustList),
        By(100, "get_robust_list", GetRobustList),
        ByHost(154, "setpgid", HostNumber.Setpgid, Int, Int),
        ByHost(155, "getpgid", HostNumber.Getpgid, Int),
        ByHost(156, "getsid", HostNumber.Getsid, Int),
        ByHost(157, "setsid", HostNumber.Setsid),
        By(220, "clone", Clone),
        By(221, "execve", ExecuteCalls.Execute),
        ByHostWaiting(260, "wait4", HostNumber.Wait4, Int, OutStruct(4), Hex, OutStruct(144)),
        NamespaceCalls.SetNamespace,
        By(272, "kcmp", Compare),
        By(281, "execveat", ExecuteCalls.ExecuteAt),
        By(283, "membarrier", MemoryBarrier),
        By(435, "clone3", Clone3),
        FutexCalls.FutexWaitMany,
    ];

    private static long Exit(LinuxThread thread, SyscallArguments a)
    {
        thread.End(a.Int(0));
        return 0;
    }

    private static long ExitGroup(LinuxThread thread, SyscallArguments a)
    {
        thread.Process.EndAll(thread, a.Int(0));
        return 0;
    }

    private static long SetTidAddress(LinuxThread thread, SyscallArguments a)
    {
        thread.ClearChildTid = a[0];
        return thread.ThreadId;
    }

    private static long SetRobustList(LinuxThread thread, SyscallArguments a)
    {
        if (a[1] != RobustMutexes.HeadSize) return -Errno.InvalidArgument;
        thread.RobustList = a[0];
        RobustMutexes.TellHost(thread);
        return 0;
    }

    private static long GetRobustList(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        int id = a.Int(0);
        if (id == Self) id = thread.ThreadId;
        ulong head;
        if (thread.Process.Find(id) is { } other)
        {
            head = other.RobustList;
        }
        else
        {
            ulong size;
            long result = HostSyscall.Invoke(HostNumber.GetRobustList, (ulong)id, (ulong)&head, (ulong)&size);
            if (result < 0) return result;
        }

        // In this order in the kernel.
        bool written = memory.TryWrite(a[2], RobustMutexes.HeadSize) && memory.TryWrite(a[1], head);
        return written ? 0 : -Errno.BadAddress;
    }

    private static long Clone(LinuxThread thread, SyscallArguments a) =>
        thread.Process.Clone(thread, CloneArguments.FromRegisters(a));

    private static long Clone3(LinuxThread thread, SyscallArguments a)
    {
        long result = CloneArguments.FromStructure(thread.Process.Memory, a[0], a[1], out CloneArguments arguments);
        return result < 0 ? result : thread.Process.Clone(thread, arguments);
    }

    private static long Compare(LinuxThread thread, SyscallArguments a)
    {
        ulong second = a[4];
        if (a.Int(2) == CompareEpollTarget) second = HostCall.Pointer(thread.Process.Memory, second, EpollSlotSize);
        return HostSyscall.Invoke(HostNumber.Kcmp, a[0], a[1], a[2], a[3], second);
    }

    private static long MemoryBarrier(LinuxThread thread, SyscallArguments a)
    {
        // Code is made of what memory holds at a fence.
        if ((a[0] & SynchronizeCore) != 0) thread.Process.Engine.FlushInstructions(thread.Runner);
        long answer = HostSyscall.Invoke(HostNumber.Membarrier, a[0], a[1], a[2]);
        return thread.Process.BarrierRegistrations.Answer((uint)a[0], answer);
    }
}
