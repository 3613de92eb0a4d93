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

    /// <summary>Another CPU asked for a fence (TLB flush or instruction fetch).</summary>
    Fence = 4,

    /// <summary>
    /// Bytes that this CPU has decoded code from were stored to, or another CPU must see this one's stores to a page.
    /// </summary>
    CodeModified = 8,

    /// <summary>The CPU is asked where it is, to find out what is hot.</summary>
    Sample = 16,

    /// <summary>A user-mode program's address space, or the kind of its code, has changed.</summary>
    Mapping = 32,
}
