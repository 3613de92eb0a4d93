using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Signals;

namespace Emu.Linux.Processes;

/// <content>Signals: the return from a handler, the alternate stack, and threads that come and go.</content>
public sealed unsafe partial class LinuxThread
{
    /// <summary>
    /// rt_sigreturn: all registers, the mask and the alternate stack are those of the frame at the stack pointer. Returns
    /// 0, or the code that makes the call again after a signal that came first.
    /// </summary>
    internal long ReturnFromHandler()
    {
        SignalFrameWriter writer = Process.Abi.SignalFrame;
        Span<byte> frame = stackalloc byte[writer.Size];
        if (!Process.Memory.TryRead(StackPointer, frame) || !writer.TryRead(frame, out SignalContext context))
        {
            Force(SignalInfo.Fault(SignalNumber.SegmentationFault, SignalInfo.FromKernel, 0));
            return 0;
        }

        if (!TrySetMask(context.Mask)) return -Errno.RestartAlways;
        writer.Restore(frame, Cpu);
        _ = SetAlternateStack(context.Stack);
        return 0;
    }

    /// <summary>rt_sigaction for a signal that may be handled.</summary>
    internal void SetAction(int signal, in SignalAction action)
    {
        if (action.HasHandler && (signal is SignalNumber.SegmentationFault or SignalNumber.Bus))
            Process.UsePreciseFaults();
        Process.SignalActions.Set(signal, action);
        if (Process.SignalActions.IsIgnored(signal)) pending.Discard(signal);
    }

    /// <summary>The alternate stack as sigaltstack tells it.</summary>
    internal AlternateStack DescribeAlternateStack() => alternateStack.Describe(StackPointer);

    /// <summary>Sets the alternate stack. Returns 0 or a negative error.</summary>
    internal long SetAlternateStack(in AlternateStack wanted)
    {
        if (alternateStack.IsInUse(StackPointer)) return -Errno.NotPermitted;
        if (!AlternateStack.TryAccept(wanted, out AlternateStack accepted)) return -Errno.InvalidArgument;
        bool isNone = (wanted.Flags & ~AlternateStack.AutoDisarm) == AlternateStack.Disabled;
        if (!isNone && accepted.Size < Process.Abi.SmallestSignalStack) return -Errno.NoMemory;
        alternateStack = accepted;
        return 0;
    }

    /// <summary>What a thread or process made by this one takes over.</summary>
    internal SignalState CaptureForClone() => new(maskAfterWait ?? mask, alternateStack);

    /// <summary>
    /// Called on the thread's own host thread before its CPU runs: signals reach it from now on, with the given mask and
    /// alternate stack. Returns 0, or a negative error when the host has no memory for it.
    /// </summary>
    internal int AttachThread(in SignalState state)
    {
        mask = state.Mask;
        alternateStack = state.Stack;
        arrived->Mask = mask.Bits;
        arrived->Requests = &State->Requests;
        return ProgramSignals.Attach(arrived);
    }

    /// <summary>Called last on the thread's own host thread: what was sent to the process goes to other threads, what was
    /// sent to the thread is lost.</summary>
    internal void DetachThread()
    {
        ProgramSignals.Detach(arrived);
        HostSignals.Free(arrived);
        arrived = null;
    }

    /// <summary>In the child of a fork, on the thread that survives: signals of the parent are not the child's.</summary>
    internal void ForgetSignalsAfterFork()
    {
        pending.Clear();
        ProgramSignals.Forked(arrived);
    }

    /// <summary>
    /// Right before the host executes another program on this thread: the host's mask becomes exactly the guest's, and what
    /// has arrived waits for that program. Handlers end with the old program, ignored signals stay ignored, by the host's
    /// own rules. After a failure, <see cref="CancelExec"/>.
    /// </summary>
    internal void ResetForExec()
    {
        RestoreMaskAfterWait();
        arrived->Mask = mask.Bits;
        Process.SignalActions.ReleaseForExec();
        ProgramSignals.PrepareExec(arrived);
    }

    /// <summary>The program could not be executed: signals are as they were.</summary>
    internal void CancelExec()
    {
        ProgramSignals.Reclaim();
        ProgramSignals.SetMask(arrived, mask.Bits);
    }
}
