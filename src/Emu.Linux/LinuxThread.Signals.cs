using Emu.Isa.RiscV.Privileged;

namespace Emu.Linux;

/// <content>Signals.</content>
public sealed unsafe partial class LinuxThread
{
    /// <summary>
    /// Called before the thread goes back to its program: delivers what is pending and not blocked, and turns the
    /// kernel's restart codes in a0 into a restart or EINTR.
    /// </summary>
    /// <param name="callPc">Address of the environment call that has just been served, whose result is in a0; null when
    /// there was none.</param>
    internal void DeliverSignals(ulong? callPc)
    {
        if (callPc is { } pc) State->Pc = pc + 4;
    }

    /// <summary>Not zero while a signal waits to be delivered: what interruptible host calls look at.</summary>
    internal int* PendingSignals { get; } = (int*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(sizeof(int));

    /// <summary>The host's mask for a call that waits with a mask of the guest's.</summary>
    internal ulong WaitMask(ulong guestMask) => *PendingSignals >= 0 ? guestMask : 0;

    /// <summary>The instruction at the pc has faulted: forces the signal that Linux sends for it.</summary>
    internal void RaiseFault(ExceptionCause cause, ulong value) => throw new NotImplementedException();
}
