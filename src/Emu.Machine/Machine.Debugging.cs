using Emu.Core.Memory;
using Emu.Engine.Cpus;
using Emu.Engine.Debugging;
using Emu.Isa;
using Emu.Machine.Cpus;

namespace Emu.Machine;

/// <content>What a debugger asks of the machine.</content>
public sealed partial class Machine
{
    /// <summary>Where CPUs are to stop; changed inside of <see cref="WhileStopped{T}"/> only.</summary>
    public DebugPoints DebugPoints => engines.DebugPoints;

    /// <summary>The machine's memory, as devices see it; what is written there is seen by all CPUs.</summary>
    public BusMemory Bus { get; }

    /// <summary>Any device's registers, or memory, at a physical address; false when nothing answers.</summary>
    public bool TryReadBus(PhysicalAddress address, int size, out ulong value) => memory.Read(address, size, out value);

    /// <summary>Stops the machine because a CPU has come to what a debugger waits for. On the CPU's own thread, which runs no
    /// further instruction.</summary>
    public void StopForDebugger(Cpu cpu)
    {
        ArgumentNullException.ThrowIfNull(cpu);
        threads[cpu.Id].RequestStop();
        RequestPause(RunState.Debug, "");
    }

    /// <summary>Has a CPU of a paused machine execute one instruction. Not for the machine's own threads.</summary>
    /// <param name="cpu">Its number.</param>
    /// <param name="othersRun">The other CPUs run meanwhile, and may come to what a debugger waits for; clocks and queues
    /// stand still.</param>
    /// <returns>The watchpoint that the instruction would have met, if that kept it from being executed; else
    /// null.</returns>
    /// <exception cref="InvalidOperationException">The machine has ended.</exception>
    public Watchpoint? Step(int cpu, bool othersRun) => WhileStopped(() =>
    {
        CpuRunner runner = engines.Runners[cpu];
        if (othersRun)
        {
            foreach (CpuThread thread in threads)
                if (thread.Cpu != runner.Cpu) thread.Release();
        }

        Watchpoint? met = runner.StepForDebugger();
        if (othersRun) StopCpus();
        return met;
    });

    /// <summary>Chooses the CPUs that run when the machine does; the others stay where they are. While it is paused.</summary>
    public void Hold(Func<int, bool> isHeld)
    {
        ArgumentNullException.ThrowIfNull(isHeld);
        foreach (CpuThread thread in threads) thread.IsHeld = isHeld(thread.Cpu.Id);
    }
}
