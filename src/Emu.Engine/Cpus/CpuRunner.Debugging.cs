using Emu.Engine.Debugging;
using Emu.Isa;

namespace Emu.Engine.Cpus;

/// <content>What a debugger does with a CPU.</content>
public sealed unsafe partial class CpuRunner
{
    private readonly DebugPoints points;

    // Where the CPU stands because the instruction there would have made a watched access; null when it does not.
    private ulong? watchedAt;

    /// <summary>
    /// Executes one instruction, also at a breakpoint; no interrupt is taken before it, and a wait for one ends at once.
    /// Only while the CPU does not run.
    /// </summary>
    /// <returns>The watchpoint that the instruction would have met: it has not been executed then. Null otherwise.</returns>
    public Watchpoint? StepForDebugger()
    {
        // An instruction that waits looks whether the CPU is to stop.
        Cpu.Request(CpuRequests.Stop);
        if (!TryPassWatchedAccess()) Step(1);
        return TakeWatchpoint();
    }

    // Executes the instruction before which a watchpoint has stopped the CPU, if it still stands there. False when it does
    // not.
    private bool TryPassWatchedAccess()
    {
        bool stands = watchedAt == state->Pc;
        watchedAt = null;
        if (!stands) return false;
        data.IgnoresWatchpoints = true;
        Step(1);
        data.IgnoresWatchpoints = false;
        return true;
    }

    // The watchpoint that the instruction at the pc would have met, once.
    private Watchpoint? TakeWatchpoint()
    {
        if (data.MetWatchpoint is not { } watchpoint) return null;
        data.MetWatchpoint = null;
        watchedAt = state->Pc;
        return watchpoint;
    }

    private void ForgetAt(ulong address)
    {
        code.ForgetAt(address);
        tlb.Flush();
    }
}
