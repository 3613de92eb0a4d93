using Emu.CacheFormat;

namespace Emu.Translate.Regions;

/// <summary>A page besides its own that a region needs, to be what it was decoded from.</summary>
/// <param name="Distance">How many pages it lies behind the region's page; negative before it.</param>
/// <param name="Hash">XXH3-128 of its bytes, which only saves comparing most of the pages that are others.</param>
/// <param name="Source">What of it instructions were decoded from.</param>
public readonly record struct Neighbour(int Distance, UInt128 Hash, GuestLines Source)
{
    /// <summary>Whether a page of that hash at that distance is the one that the region needs.</summary>
    public bool Is(int distance, UInt128 hash, ReadOnlySpan<byte> page) =>
        distance == Distance && hash == Hash && Source.Match(page);
}
