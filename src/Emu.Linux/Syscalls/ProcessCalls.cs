using Emu.Host;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;

namespace Emu.Linux.Syscalls;

/// <summary>Calls that make, end, execute, name and wait for threads and processes.</summary>
internal static unsafe class ProcessCalls
{
    /// <summary>The kernel knows the calling thread as this.</summary>
    private const int Self = 0;

    private const ulong SynchronizeCore = 0x60;
    private const int CompareEpollTarget = 7, EpollSlotSize = 12;

    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        By(93, "exit", Exit, Int),
        By(94, "exit_group", ExitGroup, Int),
        ByHostWaiting(95, "waitid", HostNumbers.WaitId, Int, Int, OutStruct(128), Hex, OutStruct(144)),
        By(96, "set_tid_address", SetTidAddress, Pointer),
        ByHost(97, "unshare", HostNumbers.Unshare, Hex),
        FutexCalls.Futex,
        By(99, "set_robust_list", SetRobustList, Pointer, Size),
        By(100, "get_robust_list", GetRobustList, Int, OutStruct(8), OutStruct(8)),
        ByHost(124, "sched_yield", HostNumbers.SchedulerYield),
        ByHost(154, "setpgid", HostNumbers.SetProcessGroup, Int, Int),
        ByHost(155, "getpgid", HostNumbers.GetProcessGroup, Int),
        ByHost(156, "getsid", HostNumbers.GetSession, Int),
        ByHost(157, "setsid", HostNumbers.SetSession),
        ByHost(172, "getpid", HostNumbers.GetProcessId),
        ByHost(173, "getppid", HostNumbers.GetParentId),
        ByHost(178, "gettid", HostNumbers.GetThreadId),
        By(220, "clone", Clone, Hex, Pointer, Pointer, Hex, Pointer),
        By(221, "execve", ExecuteCalls.Execute, Arguments.Path, Pointer, Pointer),
        ByHostWaiting(260, "wait4", HostNumbers.Wait4, Int, OutStruct(4), Hex, OutStruct(144)),
        ByHost(268, "setns", HostNumbers.SetNamespace, Descriptor, Hex),
        By(272, "kcmp", Compare, Int, Int, Int, Hex, Hex),
        By(281, "execveat", ExecuteCalls.ExecuteAt, Folder, Arguments.Path, Pointer, Pointer, Hex),
        By(283, "membarrier", MemoryBarrier, Hex, Hex, Int),
        By(435, "clone3", Clone3, Pointer, Size),
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
            long result = HostSyscall.Invoke(HostNumbers.GetRobustList, (ulong)id, (ulong)&head, (ulong)&size);
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
        return HostSyscall.Invoke(HostNumbers.CompareKernel, a[0], a[1], a[2], a[3], second);
    }

    private static long MemoryBarrier(LinuxThread thread, SyscallArguments a)
    {
        // Code is made of what memory holds at a fence.
        if ((a[0] & SynchronizeCore) != 0) thread.Process.Engine.FlushInstructions(thread.Runner);
        return HostSyscall.Invoke(HostNumbers.MemoryBarrier, a[0], a[1], a[2]);
    }
}
