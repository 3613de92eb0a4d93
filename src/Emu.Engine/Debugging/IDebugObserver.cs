using Emu.Isa;

namespace Emu.Engine.Debugging;

/// <summary>Is told by CPUs that they have come to what a debugger waits for. Any CPU's thread calls.</summary>
public interface IDebugObserver
{
    /// <summary>A CPU stands before the instruction at a breakpoint, or before one that would make a watched access, as the
    /// triggers of hardware stop it. It must be requested to stop before this returns (<see cref="CpuRequests.Stop"/>).</summary>
    /// <param name="cpu">The CPU, whose thread calls.</param>
    /// <param name="watchpoint">The watchpoint; null for a breakpoint.</param>
    void Stopped(Cpu cpu, Watchpoint? watchpoint);
}
