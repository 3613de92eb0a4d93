using System.Buffers.Binary;

namespace Emu.CacheFormat.SavedState;

/// <summary>A run of pages that a saved machine's file holds.</summary>
/// <param name="FirstPage">Number of the first one in its region.</param>
/// <param name="Pages">How many, 1 to <see cref="StateLayout.MostPages"/>.</param>
/// <param name="Region">Number of the region of memory, in the order of the description.</param>
/// <param name="Position">Where they lie in the file, a multiple of <see cref="StateLayout.PageSize"/>.</param>
/// <param name="Check">XXH3-64 of their bytes.</param>
public readonly record struct StateExtent(ulong FirstPage, int Pages, int Region, long Position, ulong Check)
{
    /// <summary>Bytes of the pages.</summary>
    public int Length => Pages * StateLayout.PageSize;

    /// <summary>Where the first page lies in its region, in bytes.</summary>
    public ulong Offset => FirstPage * StateLayout.PageSize;

    internal void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, FirstPage);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], Pages);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], Region);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], Position);
        BinaryPrimitives.WriteUInt64LittleEndian(to[24..], Check);
    }

    internal static StateExtent Read(ReadOnlySpan<byte> from) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(from), BinaryPrimitives.ReadInt32LittleEndian(from[8..]),
        BinaryPrimitives.ReadInt32LittleEndian(from[12..]), BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(from[24..]));
}
