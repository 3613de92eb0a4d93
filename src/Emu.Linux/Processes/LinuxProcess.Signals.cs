using Emu.Linux.Abi;
using Emu.Linux.Signals;

namespace Emu.Linux.Processes;

/// <content>Signals: what all threads share.</content>
public sealed partial class LinuxProcess
{
    private bool usesPreciseFaults;

    /// <summary>What the process wants done with each signal.</summary>
    internal SignalActions SignalActions { get; } = new();

    /// <summary>Where handlers return to: the vdso's <c>__vdso_rt_sigreturn</c>, known once it is mapped.</summary>
    public ulong SigreturnAddress { get; set; }

    /// <summary>Makes the engine able to find all registers after a fault; called at most once.</summary>
    public Action? PreciseFaultsWanted { get; set; }

    /// <summary>Called, on any guest thread, before a signal ends the process: the last chance to keep what it
    /// has translated. Takes the signal.</summary>
    public Action<int>? BeforeDeath { get; set; }

    /// <summary>
    /// Called once, early: from now on faults in copies to and from the program are results, and not the emulator's end.
    /// Tells the signal state that the first thread is attached with: it is that of this process's start.
    /// </summary>
    internal SignalState BeginSignals()
    {
        HostSignals.Begin(Memory.Base, Memory.Limit, out SignalSet mask, out SignalSet ignored);
        SignalActions.Begin(ignored);
        return new SignalState(mask, AlternateStack.None);
    }

    /// <summary>The program has a handler for its own faults, and may look at the registers of the instruction.</summary>
    internal void UsePreciseFaults()
    {
        if (Interlocked.Exchange(ref usesPreciseFaults, true)) return;
        PreciseFaultsWanted?.Invoke();
    }
}
