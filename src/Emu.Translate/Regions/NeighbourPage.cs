using Emu.CacheFormat;

namespace Emu.Translate.Regions;

/// <summary>Another page of the object that a region's page belongs to, as it was. Immutable.</summary>
/// <param name="Distance">How many pages it lies behind the region's page; negative before it.</param>
/// <param name="Hash">XXH3-128 of <paramref name="Page"/>.</param>
/// <param name="Page">Its <see cref="RegionSource.PageSize"/> bytes.</param>
/// <param name="Blocks">Its blocks that are known to run, ascending by offset.</param>
public sealed record NeighbourPage(int Distance, UInt128 Hash, byte[] Page, IReadOnlyList<BlockHeat> Blocks)
{
    /// <summary>What of it instructions of a region were decoded from; null where that is not known, and all of it
    /// counts.</summary>
    public GuestLines? Source { get; init; }

    /// <summary>What a region that was decoded from it wants to find there.</summary>
    public Neighbour Identity => new(Distance, Hash, Source ?? GuestLines.Of(Page, ulong.MaxValue));
}
