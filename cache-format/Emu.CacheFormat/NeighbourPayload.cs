using System.Buffers.Binary;

namespace Emu.CacheFormat;

/// <summary>Another page that a region's instructions were decoded from.</summary>
/// <param name="Distance">How many pages it lies behind the region's page, at least 1, or before it, at most
/// -1.</param>
/// <param name="Hash">XXH3-128 of its bytes.</param>
/// <param name="Source">What instructions were decoded from, of at least one line.</param>
/// <param name="Blocks">Its blocks that were known, ascending by offset.</param>
public sealed record NeighbourPayload(
    int Distance, UInt128 Hash, GuestLines Source, IReadOnlyList<BlockCount> Blocks)
{
    /// <summary>No neighbour lies further away.</summary>
    public const int MostDistance = 1 << 15;

    private const int DistanceAt = 16, BlockCountAt = 20, LinesAt = 24, BlocksAt = 32;

    private int BytesAt => BlocksAt + (Blocks.Count * sizeof(ulong));

    internal int Length => BytesAt + Source.Encoded.Length;

    internal void Encode(Span<byte> to)
    {
        CacheLayout.WriteHash(to, Hash);
        BinaryPrimitives.WriteInt32LittleEndian(to[DistanceAt..], Distance);
        BinaryPrimitives.WriteInt32LittleEndian(to[BlockCountAt..], Blocks.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(to[LinesAt..], Source.Lines);
        ProfilePayload.Encode(Blocks).CopyTo(to[BlocksAt..]);
        Source.Encoded.Span.CopyTo(to[BytesAt..]);
    }

    /// <summary>Decodes the neighbour that bytes begin with; null when they break a rule of the format.</summary>
    internal static NeighbourPayload? Decode(ReadOnlyMemory<byte> payload)
    {
        ReadOnlySpan<byte> from = payload.Span;
        if (from.Length < BlocksAt) return null;
        int distance = BinaryPrimitives.ReadInt32LittleEndian(from[DistanceAt..]);
        int blocks = BinaryPrimitives.ReadInt32LittleEndian(from[BlockCountAt..]);
        ulong lines = BinaryPrimitives.ReadUInt64LittleEndian(from[LinesAt..]);
        if (distance is 0 or < -MostDistance or > MostDistance || blocks is < 0 or > CacheLayout.PageSize / 2
            || lines == 0)
            return null;
        int bytesAt = BlocksAt + (blocks * sizeof(ulong));
        if (from.Length < bytesAt || ProfilePayload.Decode(from[BlocksAt..bytesAt]) is not { } counts
            || !GuestLines.TryRead(payload[bytesAt..], lines, out GuestLines? source))
            return null;
        return new NeighbourPayload(distance, CacheLayout.ReadHash(from), source, counts);
    }
}
