using System.Runtime.InteropServices;
using Emu.Engine.Cache;
using Emu.Translate.Regions;

namespace Emu.Engine.Code;

/// <summary>The translated code of one page of a CPU. Used on the CPU's own thread.</summary>
internal sealed class AttachedCode(CodeStore store, PageRegions known)
{
    private Dictionary<ushort, PlaceHeat>? places;

    /// <summary>The store that keeps the page's code.</summary>
    public CodeStore Store { get; } = store;

    /// <summary>The store's regions for the page's content, as that was when last looked at.</summary>
    public PageRegions Known { get; set; } = known;

    /// <summary>The regions whose lines this CPU holds, so that it is told of stores into them.</summary>
    public Region[] Regions { get; set; } = [];

    /// <summary>The regions that a block may enter: LLVM's, and baseline regions that have no entry in common with
    /// them; of these, the latest first.</summary>
    public List<Region> Usable { get; } = [];

    /// <summary>What the CPU had done (<see cref="PageTranslator.Work"/>) when something of the page was translated last;
    /// null when nothing was since its bytes changed.</summary>
    public ulong? TranslatedAt { get; set; }

    /// <summary>Pages with code that reaches into this one.</summary>
    public HashSet<CodePage> ReachingIntoIt { get; } = [];

    /// <summary>A copy of the page's bytes, made when a region of another page first reached into this
    /// one.</summary>
    public byte[]? Copy { get; set; }

    /// <summary>XXH3-128 of <see cref="Copy"/>.</summary>
    public UInt128 CopyHash { get; set; }

    /// <summary>The best region that may be entered at an offset of the page, or null.</summary>
    public Region? Best(int offset)
    {
        Region? best = null;
        foreach (Region region in Usable)
            if ((best is null || region.Level > best.Level) && region.HasEntry(offset)) best = region;
        return best;
    }

    /// <summary>One baseline region may be entered at all of some offsets of the page, ascending.</summary>
    public bool HasBaseline(ReadOnlySpan<ushort> offsets)
    {
        foreach (Region region in Usable)
            if (region.Level == OptimizationLevel.Baseline && region.HasEntries(offsets)) return true;
        return false;
    }

    /// <summary>How many samples have found the CPU at an offset of the page.</summary>
    public int Samples(ushort offset) => places?.GetValueOrDefault(offset).Samples ?? 0;

    /// <summary>How hot an offset of the page is.</summary>
    public ref PlaceHeat HeatAt(ushort offset) =>
        ref CollectionsMarshal.GetValueRefOrAddDefault(places ??= [], offset, out _);
}
