namespace Emu.Isa;

/// <summary>
/// Why a CPU's thread must look up from running guest code: bits of <c>CpuState.Requests</c>, set atomically by any
/// thread and tested by the CPU between blocks.
/// </summary>
[Flags]
public enum CpuRequests
{
    None = 0,

    /// <summary>The pending or enabled interrupts have changed.</summary>
    Interrupt = 1,

    /// <summary>The machine stops, pauses or resets: the thread leaves its loop.</summary>
    Stop = 2,

    /// <summary>Another thread has asked something of the engine that runs this CPU: a fence, to forget code or
    /// mappings, to look for code; or a page of code was stored to.</summary>
    Mail = 4,

    /// <summary>The CPU is asked where it is, to find out what is hot.</summary>
    Sample = 8,
}
