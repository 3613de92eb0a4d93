using Emu.Translate.Regions;

namespace Emu.Engine.Cache;

/// <summary>
/// All regions for one content of a guest page, wherever in memory it lies. Any thread may read it.
/// </summary>
/// <remarks>
/// As long as there are no regions, pages of the same hash share an object. The first region decides which content it is
/// for: from then on the bytes count, since guests can make pages of one hash at will.
/// </remarks>
public sealed class PageRegions
{
    // Written once, before the first region is there.
    private volatile byte[]? content;

    // Replaced as a whole, with the store's gate held.
    private volatile Region[] regions = [];

    private volatile bool isForgotten;

    internal PageRegions(UInt128 hash) => Hash = hash;

    /// <summary>XXH3-128 of the page's 4096 bytes.</summary>
    public UInt128 Hash { get; }

    /// <summary>The page's bytes; null while there are no regions. Do not change them.</summary>
    public byte[]? Content => content;

    /// <summary>A snapshot, in the order in which they were found; later ones come in a new array. Do not change
    /// it.</summary>
    public Region[] Regions => regions;

    /// <summary>The store has another object for the content, or none: ask it again. Any thread may read it.</summary>
    public bool IsForgotten => isForgotten;

    /// <summary>Another content of the same hash, or null. Guarded by the store's gate.</summary>
    internal PageRegions? Next { get; set; }

    /// <summary>How many of the own cache file's regions for the hash have been compared with the content. Guarded by the
    /// store's gate.</summary>
    internal int SeenInFile { get; set; }

    /// <summary>True when the regions, if there are any, are for exactly these bytes.</summary>
    public bool IsFor(ReadOnlySpan<byte> page) =>
        content is { } known ? page.SequenceEqual(known) : PageHash.Of(page) == Hash;

    /// <summary>
    /// The region to run for the instruction at an offset of the page; null when there is none. Of several, the one of
    /// the highest optimisation level, and of these the latest.
    /// </summary>
    public Region? Find(int pageOffset, CodeMode mode = default)
    {
        Region? best = null;
        foreach (Region region in regions)
        {
            if (region.CodeMode == mode && region.HasEntry(pageOffset) && (best is null || region.Level >= best.Level))
                best = region;
        }

        return best;
    }

    /// <summary>LLVM's code for the place that a source asks for is there already, and valid beside its
    /// neighbours.</summary>
    internal bool Covers(RegionSource source) => regions.Any(
        region => region.Level > OptimizationLevel.Baseline && region.CodeMode == source.CodeMode
            && region.HasEntry(source.Entry) && region.FitsIn(source.Neighbours));

    /// <summary>The region with exactly these entries and neighbours, or null. Of several, the one of the highest
    /// level.</summary>
    internal Region? FindSame(ReadOnlySpan<ushort> entries, ReadOnlySpan<Neighbour> neighbours, CodeMode mode)
    {
        Region? best = null;
        foreach (Region region in regions)
        {
            if (region.IsLike(entries, neighbours, mode) && (best is null || region.Level > best.Level))
                best = region;
        }

        return best;
    }

    /// <summary>A baseline region that was made later has all blocks of this one.</summary>
    internal bool HasReplaced(Region baseline)
    {
        Region[] all = regions;
        for (int i = all.Length; --i >= 0 && all[i] != baseline;)
        {
            if (all[i].Level == OptimizationLevel.Baseline && all[i].CodeMode == baseline.CodeMode
                && all[i].HasEntries(baseline.Entries))
                return true;
        }

        return false;
    }

    internal void Forget() => isForgotten = true;

    /// <summary>Adds a region that was made from the page.</summary>
    /// <param name="region">The region.</param>
    /// <param name="page">The bytes that this is for; kept when it is the first region.</param>
    internal void Attach(Region region, ReadOnlySpan<byte> page)
    {
        content ??= page.ToArray();
        regions = [.. regions, region];
    }
}
