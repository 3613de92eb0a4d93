using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using Emu.Linux.Signals;

namespace Emu.Linux.Syscalls;

/// <summary>The calls about signals.</summary>
/// <remarks>Invariant of the unsafe code: the host gets pointers to this thread's stack only, of the size it
/// expects.</remarks>
internal static unsafe class SignalCalls
{
    private const int Block = 0, Unblock = 1, SetMask = 2;
    private const ulong MaskSize = SignalSet.Size;

    /// <summary>The rows, ascending by number.</summary>
    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        new() { Number = 128, Name = "restart_syscall", Handler = RestartSyscall },
        new() { Number = 129, Name = "kill", Handler = Kill },
        new() { Number = 130, Name = "tkill", Handler = KillThread },
        new() { Number = 131, Name = "tgkill", Handler = KillThreadOfProcess },
        new() { Number = 132, Name = "sigaltstack", Handler = ChangeAlternateStack },
        new() { Number = 133, Name = "rt_sigsuspend", Handler = Suspend },
        new() { Number = 134, Name = "rt_sigaction", Handler = ChangeAction },
        new() { Number = 135, Name = "rt_sigprocmask", Handler = ChangeMask },
        new() { Number = 136, Name = "rt_sigpending", Handler = Pending },
        new() { Number = 137, Name = "rt_sigtimedwait", Handler = TimedWait },
        new() { Number = 138, Name = "rt_sigqueueinfo", Handler = Queue },
        new() { Number = 139, Name = "rt_sigreturn", Handler = ReturnFromHandler, SetsRegisters = true },
        new() { Number = 240, Name = "rt_tgsigqueueinfo", Handler = QueueForThread },
        new() { Number = 424, Name = "pidfd_send_signal", Handler = SendToDescriptor },
    ];

    private static long RestartSyscall(LinuxThread thread, SyscallArguments a)
    {
        Func<LinuxThread, long>? block = thread.RestartBlock;
        thread.RestartBlock = null;
        return block is null ? -Errno.Interrupted : block(thread);
    }

    private static long Kill(LinuxThread thread, SyscallArguments a) =>
        HostSyscall.Invoke(HostSyscallNumbers.SignalProcess, a[0], a[1]);

    private static long KillThread(LinuxThread thread, SyscallArguments a) =>
        a.Int(0) <= 0 ? -Errno.InvalidArgument : ProgramSignals.KillThread(0, a.Int(0), a.Int(1));

    private static long KillThreadOfProcess(LinuxThread thread, SyscallArguments a) =>
        a.Int(0) <= 0 || a.Int(1) <= 0
            ? -Errno.InvalidArgument
            : ProgramSignals.KillThread(a.Int(0), a.Int(1), a.Int(2));

    private static long ChangeAlternateStack(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        AlternateStack old = thread.DescribeAlternateStack();
        if (a[0] != 0)
        {
            if (!memory.TryRead(a[0], out AlternateStack wanted)) return -Errno.BadAddress;
            long result = thread.SetAlternateStack(wanted);
            if (result < 0) return result;
        }

        return a[1] == 0 || memory.TryWrite(a[1], old) ? 0 : -Errno.BadAddress;
    }

    private static long Suspend(LinuxThread thread, SyscallArguments a)
    {
        if (a[1] != MaskSize) return -Errno.InvalidArgument;
        if (!thread.Process.Memory.TryRead(a[0], out ulong mask)) return -Errno.BadAddress;
        if (thread.HasArrivals) return -Errno.RestartAlways;
        ulong hostMask = thread.WaitMask(mask);
        _ = HostSyscall.InvokeInterruptible(
            thread.PendingSignals, HostSyscallNumbers.SignalSuspend, (ulong)&hostMask, MaskSize);
        return -Errno.RestartUnlessHandled;
    }

    private static long ChangeAction(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        bool hasRestorer = thread.Process.Abi.HasRestorer;
        int signal = a.Int(0);
        if (a[3] != MaskSize) return -Errno.InvalidArgument;
        SignalAction wanted = default;
        if (a[1] != 0 && !SignalAction.TryRead(memory, a[1], hasRestorer, out wanted)) return -Errno.BadAddress;
        bool isNumber = signal is >= 1 and <= SignalNumber.Last;
        if (!isNumber || (a[1] != 0 && SignalSet.Unblockable.Contains(signal))) return -Errno.InvalidArgument;

        SignalAction old = thread.Process.SignalActions[signal];
        if (a[1] != 0) thread.SetAction(signal, wanted);
        return a[2] == 0 || old.TryWrite(memory, a[2], hasRestorer) ? 0 : -Errno.BadAddress;
    }

    private static long ChangeMask(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        if (a[3] != MaskSize) return -Errno.InvalidArgument;
        SignalSet old = thread.SignalMask;
        if (a[1] != 0)
        {
            if (!memory.TryRead(a[1], out SignalSet given)) return -Errno.BadAddress;
            if (a.Int(0) is < Block or > SetMask) return -Errno.InvalidArgument;
            SignalSet wanted = a.Int(0) switch
            {
                Block => old | given.Except(SignalSet.Unblockable),
                Unblock => old.Except(given),
                _ => given,
            };
            if (!thread.TrySetMask(wanted)) return -Errno.RestartAlways;
        }

        return a[2] == 0 || memory.TryWrite(a[2], old) ? 0 : -Errno.BadAddress;
    }

    private static long Pending(LinuxThread thread, SyscallArguments a)
    {
        if (a[1] > MaskSize) return -Errno.InvalidArgument;
        if (thread.HasArrivals) return -Errno.RestartAlways;
        ulong set;
        long result = HostSyscall.Invoke(HostSyscallNumbers.SignalPending, (ulong)&set, MaskSize);
        if (result < 0) return result;
        set = new SignalSet(set & thread.SignalMask.Bits | thread.KeptSignals.Bits).Bits;
        var bytes = new ReadOnlySpan<byte>(&set, (int)a[1]);
        return thread.Process.Memory.TryWrite(a[0], bytes) ? 0 : -Errno.BadAddress;
    }

    private static long TimedWait(LinuxThread thread, SyscallArguments a)
    {
        const ulong TimeSize = 16;
        GuestMemory memory = thread.Process.Memory;
        if (a[3] != MaskSize) return -Errno.InvalidArgument;
        if (!memory.TryRead(a[0], out SignalSet wanted)) return -Errno.BadAddress;
        Int128 time = default;
        if (a[2] != 0 && !memory.TryRead(a[2], new Span<byte>(&time, (int)TimeSize))) return -Errno.BadAddress;
        if (thread.HasArrivals) return -Errno.RestartAlways;

        SignalInfo info = default;
        if (!thread.TryTakeKept(wanted, out info))
        {
            ulong set = wanted.Except(SignalSet.Unblockable).Bits;
            long result = HostSyscall.InvokeInterruptible(
                thread.PendingSignals, HostSyscallNumbers.SignalTimedWait, (ulong)&set, (ulong)&info,
                a[2] == 0 ? 0 : (ulong)&time, MaskSize);
            if (result == HostSyscall.Ended) return -Errno.RestartAlways;
            if (result < 0) return result;
        }

        ProgramSignals.RemoveMark(&info);
        return a[1] == 0 || memory.TryWrite(a[1], info) ? info.Number : -Errno.BadAddress;
    }

    private static long Queue(LinuxThread thread, SyscallArguments a)
    {
        if (!thread.Process.Memory.TryRead(a[2], out SignalInfo info)) return -Errno.BadAddress;
        ProgramSignals.Mark(&info);
        return HostSyscall.Invoke(HostSyscallNumbers.SignalQueue, a[0], a[1], (ulong)&info);
    }

    private static long QueueForThread(LinuxThread thread, SyscallArguments a)
    {
        if (!thread.Process.Memory.TryRead(a[3], out SignalInfo info)) return -Errno.BadAddress;
        ProgramSignals.Mark(&info);
        return HostSyscall.Invoke(HostSyscallNumbers.SignalQueueThread, a[0], a[1], a[2], (ulong)&info);
    }

    private static long ReturnFromHandler(LinuxThread thread, SyscallArguments a) => thread.ReturnFromHandler();

    private static long SendToDescriptor(LinuxThread thread, SyscallArguments a)
    {
        SignalInfo info = default;
        if (a[2] != 0 && !thread.Process.Memory.TryRead(a[2], out info)) return -Errno.BadAddress;
        ProgramSignals.Mark(&info);
        return HostSyscall.Invoke(
            HostSyscallNumbers.SignalDescriptor, thread.Process.Reserved.Hide(a[0]), a[1], a[2] == 0 ? 0 : (ulong)&info, a[3]);
    }
}
