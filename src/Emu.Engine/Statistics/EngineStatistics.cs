using Emu.Translate.Abi;

namespace Emu.Engine.Statistics;

/// <summary>What the engines of a machine did, all CPUs together: the figures of <c>stats=FILE</c> and <c>-d
/// stats</c>. Immutable.</summary>
public sealed record EngineStatistics
{
    /// <summary>Guest instructions that the interpreter has retired.</summary>
    public ulong InterpretedInstructions { get; init; }

    /// <summary>Guest instructions that translated code has retired.</summary>
    public ulong TranslatedInstructions { get; init; }

    /// <summary>Times that the interpreter handed over to translated code.</summary>
    public ulong TranslatedEntries { get; init; }

    /// <summary>Regions that LLVM has translated in this run.</summary>
    public ulong CompiledRegions { get; init; }

    /// <summary>Regions of baseline code that the CPUs have made in this run.</summary>
    public ulong BaselineRegions { get; init; }

    /// <summary>Blocks in <see cref="BaselineRegions"/>.</summary>
    public ulong BaselineBlocks { get; init; }

    /// <summary>Guest instructions in <see cref="BaselineRegions"/>.</summary>
    public ulong BaselineInstructions { get; init; }

    /// <summary>Bytes of code in <see cref="BaselineRegions"/>.</summary>
    public ulong BaselineBytes { get; init; }

    /// <summary>Regions of baseline code taken from cache files; they count as <see cref="LoadedRegions"/> too.</summary>
    public ulong LoadedBaselineRegions { get; init; }

    /// <summary>Times that a CPU was asked where it was and was found in baseline code.</summary>
    public ulong Samples { get; init; }

    /// <summary>Regions taken from cache files, because their page has run.</summary>
    public ulong LoadedRegions { get; init; }

    /// <summary>Of these, regions from the cache files of other guest images.</summary>
    public ulong SharedRegions { get; init; }

    /// <summary>Times that a region was attached to a page of a CPU.</summary>
    public ulong AttachedRegions { get; init; }

    /// <summary>Times that a region was detached from one, because the page was modified or forgotten.</summary>
    public ulong DetachedRegions { get; init; }

    /// <summary>Regions that were not made, or not used, by <see cref="RegionRefusal"/>.</summary>
    public IReadOnlyList<ulong> Refused { get; init; } = new ulong[Enum.GetValues<RegionRefusal>().Length];

    /// <summary>Instructions that translated code left to the interpreter, by <see cref="SideExitCause"/>.</summary>
    public IReadOnlyList<ulong> SideExits { get; init; } = new ulong[Enum.GetValues<SideExitCause>().Length];

    /// <summary>Jumps whose target the CPU's jump cache did not know.</summary>
    public ulong JumpCacheMisses { get; init; }

    /// <summary>Loads, stores and atomics whose page had to be walked for.</summary>
    public ulong TlbMisses { get; init; }

    /// <summary>Pages entered in the TLB for loads and stores.</summary>
    public ulong TlbFills { get; init; }

    /// <summary>Accesses to devices that translated code has made without leaving for the interpreter.</summary>
    public ulong DeviceAccesses { get; init; }

    /// <summary>Instruction pages that had to be walked for.</summary>
    public ulong FetchWalks { get; init; }

    /// <summary>Times that all of a CPU's TLB was emptied.</summary>
    public ulong TlbFlushes { get; init; }

    /// <summary>Times that one address space was flushed.</summary>
    public ulong AddressSpaceFlushes { get; init; }

    /// <summary>Pages flushed one by one.</summary>
    public ulong PageFlushes { get; init; }

    /// <summary>Page tables that were selected.</summary>
    public ulong AddressSpaceChanges { get; init; }

    /// <summary>Fences that CPUs asked of each other.</summary>
    public ulong RemoteFences { get; init; }

    /// <summary>Bytes of host code that were loaded or made.</summary>
    public ulong CodeBytes { get; init; }

    /// <summary>Bytes of the cache files that were in use.</summary>
    public ulong CacheFileBytes { get; init; }

    /// <summary>Time that LLVM spent translating, summed over the threads.</summary>
    public TimeSpan CompileTime { get; init; }

    /// <summary>Time that the CPUs spent making baseline code.</summary>
    public TimeSpan BaselineTime { get; init; }

    /// <summary>Time taken to open cache files, check what they hold, and attach it.</summary>
    public TimeSpan AttachTime { get; init; }

    /// <summary>From the start of the process to the guest's first instruction.</summary>
    public TimeSpan TimeToFirstInstruction { get; init; }

    /// <summary>From the start of the process to these figures.</summary>
    public TimeSpan WallTime { get; init; }
}
