using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Signals;

namespace Emu.Linux.Processes;

/// <content>Signals: their delivery on the way back to the program.</content>
/// <remarks>
/// Invariant of the unsafe code: <see cref="arrived"/> is attached to this thread's host thread alone, and lives until
/// <see cref="DetachThread"/>. What has arrived there is not blocked by <see cref="mask"/>, signals apart that the host
/// cannot block (<see cref="HostSignals.Open"/>), and while <see cref="PendingSignals"/> is set the host blocks all others.
/// </remarks>
public sealed unsafe partial class LinuxThread
{
    private readonly PendingSignals pending = new();
    private ArrivedSignals* arrived = HostSignals.Allocate();
    private SignalSet mask;
    private SignalSet? maskAfterWait;
    private AlternateStack alternateStack = AlternateStack.None;

    /// <summary>
    /// What <c>HostSyscall.InvokeInterruptible</c> takes: not zero while a signal waits to be delivered.
    /// </summary>
    internal int* PendingSignals => &arrived->Pending;

    /// <summary>The result register as it was when the system call was made, for the call to be made again.</summary>
    internal ulong FirstArgument { get; set; }

    /// <summary>What restart_syscall goes on with, set by who returns <see cref="RestartRules.RestartByBlock"/>.</summary>
    internal Func<LinuxThread, long>? RestartBlock { get; set; }

    /// <summary>The signals that the program blocks on this thread.</summary>
    internal SignalSet SignalMask => mask;

    /// <summary>Blocked signals that are kept here, as the host cannot keep them.</summary>
    internal SignalSet KeptSignals => pending.Numbers & mask;

    /// <summary>True when a signal must be delivered before a call that looks at signals can be served: the call returns
    /// <see cref="Errno.RestartAlways"/>.</summary>
    internal bool HasArrivals => arrived->Pending != 0;

    /// <summary>
    /// Called before the thread goes back to its program: delivers what is pending and not blocked, and turns the
    /// kernel's restart codes in the result register into a restart or EINTR.
    /// </summary>
    /// <param name="callPc">Address of the system call that has just been served, whose result is in its register; null
    /// when there was none.</param>
    internal void DeliverSignals(ulong? callPc)
    {
        bool restarts = callPc is not null && RestartRules.IsRestart((long)Result);
        bool deliverable = arrived->Pending != 0 || !pending.Numbers.Except(mask).IsEmpty;
        if (restarts || deliverable || maskAfterWait is not null) Deliver(callPc, restarts ? callPc : null);
    }

    /// <summary>
    /// The host's mask for a call that waits with a mask of the guest's, and is made right afterwards. The thread's own
    /// mask comes back by itself, after a handler that has ended the wait has run.
    /// </summary>
    internal ulong WaitMask(ulong guestMask)
    {
        maskAfterWait = mask;
        mask = new SignalSet(guestMask).Except(SignalSet.Unblockable);
        if (!pending.Numbers.Except(mask).IsEmpty) arrived->Pending = 1;
        return mask.Except(HostSignals.Open).Bits;
    }

    /// <summary>
    /// Makes a mask the thread's. False when a signal arrived before: the call must be made again once that has been
    /// delivered, for which <see cref="Errno.RestartAlways"/> is returned.
    /// </summary>
    internal bool TrySetMask(SignalSet wanted)
    {
        ulong guest = wanted.Except(SignalSet.Unblockable).Bits, host = new SignalSet(guest).Except(HostSignals.Open).Bits;
        long result = HostSignals.ChangeMask(PendingSignals, &host);
        if (result < 0) return false;
        mask = new SignalSet(guest);
        arrived->Mask = guest;
        return true;
    }

    /// <summary>Takes a signal of a set that is kept here, for who waits for it.</summary>
    internal bool TryTakeKept(SignalSet wanted, out SignalInfo info) => pending.TryTake(wanted & mask, out info);

    private void Deliver(ulong? callPc, ulong? restartPc)
    {
        // A wait that was not ended by a signal has put the mask back before signals are looked at.
        bool waitEnded = restartPc is null && (callPc is null || (long)Result != -Errno.Interrupted);
        if (maskAfterWait is not null && waitEnded) RestoreMaskAfterWait();
        do
        {
            Collect();
            bool handled = false;
            while (pending.TryTake(new SignalSet(~mask.Bits), out SignalInfo info))
                handled |= Begin(info, ref restartPc);
            if (!handled)
            {
                if (restartPc is { } pc) Restart(pc, (long)Result);
                RestoreMaskAfterWait();
            }

            restartPc = null;
            ProgramSignals.SetMask(arrived, mask.Bits);
        }
        while (arrived->Pending != 0 || !pending.Numbers.Except(mask).IsEmpty);
    }

    private void RestoreMaskAfterWait()
    {
        if (maskAfterWait is not { } old) return;
        mask = old;
        maskAfterWait = null;
    }

    // Moves what has arrived to what is pending. What is ignored is lost, unless it is blocked.
    private void Collect()
    {
        if (arrived->Pending == 0) return;
        SignalInfo* entries = stackalloc SignalInfo[ArrivedSignals.EntryCount];
        PagePatch* patches = stackalloc PagePatch[ArrivedSignals.PatchCount];
        int patchCount;
        int count = ProgramSignals.Take(arrived, entries, patches, &patchCount);
        for (int i = 0; i < count; i++)
        {
            int number = entries[i].Number;
            if (mask.Contains(number) || !Process.SignalActions.IsIgnored(number)) pending.Add(entries[i]);
        }

        for (int i = 0; i < patchCount; i++) Repair(patches[i]);
    }

    // True when a handler begins.
    private bool Begin(SignalInfo info, ref ulong? restartPc)
    {
        if (Process.Debugger is { } debugger && info.Number != SignalNumber.Kill)
        {
            int number = debugger.Filter(this, info.Number);
            if (number == 0) return false;
            if (number != info.Number) info = info with { Number = number };
        }

        SignalAction action = Process.SignalActions.Take(info.Number);
        if (!action.HasHandler)
        {
            if (action.Handler == SignalAction.Default && DefaultActions.Of(info.Number) != DefaultAction.Ignore)
                TakeDefault(info.Number, isFault: info.Code > 0);
            return false;
        }

        if (restartPc is { } pc)
        {
            long result = (long)Result;
            // A signal that a wait's own mask lets in has ended the wait, though the host's kernel was not asked.
            bool restarts = maskAfterWait is null && RestartRules.RestartsAfterHandler(
                result, CallNumber, action.Has(SignalActionFlags.Restart));
            if (restarts) Restart(pc, result);
            else Result = unchecked((ulong)-Errno.Interrupted);
            restartPc = null;
        }

        if (!TryEnterHandler(info, action)) ForceBadFrame(info.Number);
        return true;
    }

    private void Restart(ulong pc, long result)
    {
        const ulong RestartSyscall = 128;
        Result = FirstArgument;
        if (result == -RestartRules.RestartByBlock) CallNumber = RestartSyscall;
        State->Pc = pc;
    }

    /// <summary>Builds the frame and sets the registers; false when the frame cannot be written.</summary>
    internal bool TryEnterHandler(in SignalInfo info, in SignalAction action)
    {
        LinuxAbi abi = Process.Abi;
        SignalFrameWriter writer = abi.SignalFrame;
        Span<byte> frame = stackalloc byte[writer.Size];
        writer.Write(frame, new SignalContext(info, alternateStack, maskAfterWait ?? mask, lastFault), Cpu);
        ulong address = FrameAddress(action, (ulong)writer.Size);
        if (!Process.Memory.TryWrite(address, frame)) return false;

        maskAfterWait = null;
        mask |= action.Mask;
        if (!action.Has(SignalActionFlags.NoDefer)) mask |= SignalSet.Of(info.Number);
        if ((alternateStack.Flags & AlternateStack.AutoDisarm) != 0) alternateStack = AlternateStack.None;
        State->Pc = action.Handler & abi.PcMask;
        State->ReservationWidth = 0;
        StackPointer = address;
        Register(abi.ReturnAddressRegister) =
            action.Has(SignalActionFlags.Restorer) ? action.Restorer : Process.SigreturnAddress;
        Register(abi.ArgumentRegisters[0]) = (ulong)info.Number;
        Register(abi.ArgumentRegisters[1]) = address + (ulong)writer.InfoOffset;
        Register(abi.ArgumentRegisters[2]) = address + (ulong)writer.ContextOffset;
        writer.Enter(Cpu, address);
        return true;
    }

    private ulong FrameAddress(in SignalAction action, ulong size)
    {
        const ulong Alignment = 16;
        ulong stack = StackPointer;
        // The alternate stack is full: nothing can be written to the address that stands for this.
        if (alternateStack.IsInUse(stack) && !alternateStack.IsInUse(stack - size))
            return ulong.MaxValue & ~(Alignment - 1);
        bool switches = action.Has(SignalActionFlags.OnStack) && alternateStack.Size != 0
            && !alternateStack.IsInUse(stack);
        return (switches ? alternateStack.End : stack) - size & ~(Alignment - 1);
    }

    // The frame of a signal cannot be written: SIGSEGV, which ends the process when it is that signal's own.
    private void ForceBadFrame(int signal)
    {
        if (signal == SignalNumber.SegmentationFault)
        {
            Process.SignalActions.Reset(signal);
            TakeDefault(signal, isFault: true);
        }

        Force(SignalInfo.Fault(SignalNumber.SegmentationFault, SignalInfo.FromKernel, 0));
    }

    private void TakeDefault(int signal, bool isFault)
    {
        if (DefaultActions.Of(signal) != DefaultAction.Stop) Process.Debugger?.Killed(signal);
        Process.BeforeDeath?.Invoke(signal);
        HostSignals.TakeDefault(signal, isFault);
    }
}
