using Emu.Engine.Debugging;
using Emu.Isa;

namespace Emu.Engine.Cpus;

/// <content>What a debugger does with a CPU.</content>
public sealed unsafe partial class CpuRunner
{
    private readonly DebugPoints points;

    /// <summary>
    /// Executes one instruction, also at a breakpoint; no interrupt is taken before it, and a wait for one ends at once.
    /// Only while the CPU does not run.
    /// </summary>
    /// <returns>The watchpoint that the instruction has met; null for none.</returns>
    public Watchpoint? StepForDebugger()
    {
        // An instruction that waits looks whether the CPU is to stop.
        Cpu.Request(CpuRequests.Stop);
        Step(1);
        return FinishWatchedAccess();
    }

    // Executes the instruction whose access has met a watchpoint, and was not made.
    private Watchpoint? FinishWatchedAccess()
    {
        if (data.MetWatchpoint is not { } watchpoint) return null;
        data.IgnoresWatchpoints = true;
        Step(1);
        data.IgnoresWatchpoints = false;
        data.MetWatchpoint = null;
        return watchpoint;
    }

    private void ForgetAt(ulong address)
    {
        code.ForgetAt(address);
        tlb.Flush();
    }
}
