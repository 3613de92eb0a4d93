using Emu.Engine.Translator;

namespace Emu.Engine.Cache;

/// <summary>
/// All regions for one content of a guest page, wherever in memory it lies. One object per hash and store; any thread
/// may read it.
/// </summary>
public sealed class PageRegions
{
    // Replaced as a whole, with the store's gate held.
    private volatile Region[] regions = [];

    private volatile bool isForgotten;

    internal PageRegions(UInt128 hash) => Hash = hash;

    /// <summary>XXH3-128 of the page's 4096 bytes.</summary>
    public UInt128 Hash { get; }

    /// <summary>A snapshot, in the order in which they were found; later ones come in a new array. Do not change
    /// it.</summary>
    public Region[] Regions => regions;

    /// <summary>The store has another object for the hash, or none: ask it again. Any thread may read it.</summary>
    public bool IsForgotten => isForgotten;

    /// <summary>
    /// The region to run for the instruction at an offset of the page; null when there is none. Of several, the one of
    /// the highest optimisation level, and of these the latest.
    /// </summary>
    public Region? Find(int pageOffset)
    {
        Region? best = null;
        foreach (Region region in regions)
            if (region.HasEntry(pageOffset) && (best is null || region.Level >= best.Level)) best = region;
        return best;
    }

    /// <summary>LLVM's code for the place that a source asks for is there already, and valid beside its
    /// neighbours.</summary>
    internal bool Covers(RegionSource source) => regions.Any(
        region => region.Level > OptimizationLevel.Baseline && region.HasEntry(source.Entry)
            && region.FitsIn(source.Neighbours));

    /// <summary>The region with exactly these entries and neighbours, or null. Of several, the one of the highest
    /// level.</summary>
    internal Region? FindSame(ReadOnlySpan<ushort> entries, ReadOnlySpan<Neighbour> neighbours)
    {
        Region? best = null;
        foreach (Region region in regions)
            if (region.IsLike(entries, neighbours) && (best is null || region.Level > best.Level)) best = region;
        return best;
    }

    internal void Forget() => isForgotten = true;

    internal void Attach(Region region) => regions = [.. regions, region];
}
