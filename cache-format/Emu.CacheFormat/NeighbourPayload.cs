using System.Buffers.Binary;

namespace Emu.CacheFormat;

/// <summary>Another page that a region's instructions were decoded from.</summary>
/// <param name="Distance">How many pages it lies behind the region's page, at least 1, or before it, at most
/// -1.</param>
/// <param name="Hash">XXH3-128 of its bytes.</param>
/// <param name="Blocks">Its blocks that were known, ascending by offset.</param>
public sealed record NeighbourPayload(int Distance, UInt128 Hash, IReadOnlyList<BlockCount> Blocks)
{
    /// <summary>No neighbour lies further away.</summary>
    public const int MostDistance = 1 << 15;

    private const int DistanceAt = 16, BlockCountAt = 20, BlocksAt = 24;

    internal int Length => BlocksAt + (Blocks.Count * sizeof(ulong));

    internal void Encode(Span<byte> to)
    {
        CacheLayout.WriteHash(to, Hash);
        BinaryPrimitives.WriteInt32LittleEndian(to[DistanceAt..], Distance);
        BinaryPrimitives.WriteInt32LittleEndian(to[BlockCountAt..], Blocks.Count);
        ProfilePayload.Encode(Blocks).CopyTo(to[BlocksAt..]);
    }

    /// <summary>Decodes the neighbour that bytes begin with; null when they break a rule of the format.</summary>
    internal static NeighbourPayload? Decode(ReadOnlySpan<byte> from)
    {
        if (from.Length < BlocksAt) return null;
        int distance = BinaryPrimitives.ReadInt32LittleEndian(from[DistanceAt..]);
        int blocks = BinaryPrimitives.ReadInt32LittleEndian(from[BlockCountAt..]);
        if (distance is 0 or < -MostDistance or > MostDistance || blocks is < 0 or > CacheLayout.PageSize / 2
            || from.Length < BlocksAt + (blocks * sizeof(ulong))
            || ProfilePayload.Decode(from.Slice(BlocksAt, blocks * sizeof(ulong))) is not { } counts)
            return null;
        return new NeighbourPayload(distance, CacheLayout.ReadHash(from), counts);
    }
}
