namespace Emu.Engine.Tlb;

/// <summary>What one CPU's address translation has done. Written by the CPU's own thread; others may read roughly.</summary>
public sealed class TlbCounters
{
    /// <summary>Loads, stores and atomics whose page was not in the TLB and had to be walked for.</summary>
    public ulong DataWalks { get; internal set; }

    /// <summary>Accesses to devices that translated code has made without leaving for the interpreter.</summary>
    public ulong DeviceAccesses { get; internal set; }

    /// <summary>Instruction pages that had to be walked for.</summary>
    public ulong FetchWalks { get; internal set; }

    /// <summary>Pages entered in the TLB for loads and stores.</summary>
    public ulong Fills { get; internal set; }

    /// <summary>Jumps whose target was not in the jump cache.</summary>
    public ulong JumpMisses { get; internal set; }

    /// <summary>Page tables that were selected.</summary>
    public ulong AddressSpaceChanges { get; internal set; }

    /// <summary>Of these, the ones that found a partition of the TLB in use by another address space.</summary>
    public ulong AddressSpacesReplaced { get; internal set; }

    /// <summary>Fences and other causes that emptied all of the TLB.</summary>
    public ulong FullFlushes { get; internal set; }

    /// <summary>Fences of one address space.</summary>
    public ulong AddressSpaceFlushes { get; internal set; }

    /// <summary>Pages flushed one by one.</summary>
    public ulong PageFlushes { get; internal set; }

    /// <summary>Of these, the ones that may have been pieces of superpages.</summary>
    public ulong SuperpageFlushes { get; internal set; }

    /// <summary>Fences that other CPUs asked for.</summary>
    public ulong RemoteFences { get; internal set; }

    /// <summary>Pages that fences of instructions have compared with what was decoded from them.</summary>
    public ulong FenceComparisons { get; internal set; }

    /// <summary>Blocks that were compared with memory before they ran, because their page is not guarded.</summary>
    public ulong EntryComparisons { get; internal set; }
}
