using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Emu.CacheFormat;

/// <summary>
/// What host code was made from: parcels (2 bytes at an even offset) of a guest page, by 64-byte lines, with the bytes that
/// they had. Immutable.
/// </summary>
public sealed class GuestLines : IEquatable<GuestLines>
{
    /// <summary>Bytes of a line.</summary>
    public const int LineSize = 64;

    /// <summary>Lines of a page.</summary>
    public const int LineCount = CacheLayout.PageSize / LineSize;

    private const int ParcelSize = 2, MaskSize = sizeof(uint);

    // For each line a mask, a bit for each of its parcels, never 0; then the bytes of the parcels.
    private readonly ReadOnlyMemory<byte> encoded;

    private GuestLines(ulong lines, ReadOnlyMemory<byte> encoded)
    {
        Lines = lines;
        this.encoded = encoded;
    }

    /// <summary>A bit for each line of the page of which there are parcels, the lowest for the first.</summary>
    public ulong Lines { get; }

    internal ReadOnlyMemory<byte> Encoded => encoded;

    private int LineNumber => BitOperations.PopCount(Lines);

    /// <summary>Copies parcels of a page.</summary>
    /// <param name="page">The page's bytes.</param>
    /// <param name="parcels">For each line of it, a bit for each parcel.</param>
    public static GuestLines Of(ReadOnlySpan<byte> page, ReadOnlySpan<uint> parcels)
    {
        ulong lines = 0;
        int length = 0;
        for (int line = 0; line < LineCount; line++)
        {
            if (parcels[line] == 0) continue;
            lines |= 1ul << line;
            length += MaskSize + (BitOperations.PopCount(parcels[line]) * ParcelSize);
        }

        byte[] encoded = new byte[length];
        int maskAt = 0, bytesAt = BitOperations.PopCount(lines) * MaskSize;
        for (int line = 0; line < LineCount; line++)
        {
            if (parcels[line] == 0) continue;
            BinaryPrimitives.WriteUInt32LittleEndian(encoded.AsSpan(maskAt), parcels[line]);
            maskAt += MaskSize;
            for (uint rest = parcels[line]; rest != 0;)
            {
                ReadOnlySpan<byte> run = page[TakeRun(line, ref rest)];
                run.CopyTo(encoded.AsSpan(bytesAt));
                bytesAt += run.Length;
            }
        }

        return new GuestLines(lines, encoded);
    }

    /// <summary>Copies whole lines of a page.</summary>
    public static GuestLines Of(ReadOnlySpan<byte> page, ulong lines)
    {
        Span<uint> parcels = stackalloc uint[LineCount];
        for (int line = 0; line < LineCount; line++) parcels[line] = (lines >> line & 1) == 0 ? 0 : uint.MaxValue;
        return Of(page, parcels);
    }

    /// <summary>Adds the parcels of some bytes of a page to a set.</summary>
    /// <param name="parcels">For each line of the page, a bit for each parcel.</param>
    /// <param name="start">Offset of the first byte.</param>
    /// <param name="end">Offset behind the last byte.</param>
    public static void Mark(Span<uint> parcels, int start, int end)
    {
        for (int parcel = start / ParcelSize; parcel <= (end - 1) / ParcelSize; parcel++)
            parcels[parcel / (LineSize / ParcelSize)] |= 1u << (parcel % (LineSize / ParcelSize));
    }

    /// <summary>True when the page has exactly these bytes in these places.</summary>
    public bool Match(ReadOnlySpan<byte> page)
    {
        ReadOnlySpan<byte> all = encoded.Span, expected = all[(LineNumber * MaskSize)..];
        for (ulong lines = Lines; lines != 0; lines &= lines - 1)
        {
            uint rest = BinaryPrimitives.ReadUInt32LittleEndian(all);
            all = all[MaskSize..];
            while (rest != 0)
            {
                ReadOnlySpan<byte> found = page[TakeRun(BitOperations.TrailingZeroCount(lines), ref rest)];
                if (!found.SequenceEqual(expected[..found.Length])) return false;
                expected = expected[found.Length..];
            }
        }

        return true;
    }

    /// <summary>Puts the bytes in their place in a page.</summary>
    public void CopyTo(Span<byte> page)
    {
        ReadOnlySpan<byte> all = encoded.Span, from = all[(LineNumber * MaskSize)..];
        for (ulong lines = Lines; lines != 0; lines &= lines - 1)
        {
            uint rest = BinaryPrimitives.ReadUInt32LittleEndian(all);
            all = all[MaskSize..];
            while (rest != 0)
            {
                Span<byte> to = page[TakeRun(BitOperations.TrailingZeroCount(lines), ref rest)];
                from[..to.Length].CopyTo(to);
                from = from[to.Length..];
            }
        }
    }

    /// <summary>Adds the parcels to a set: for each line of the page, a bit for each parcel.</summary>
    public void MarkIn(Span<uint> parcels)
    {
        ReadOnlySpan<byte> masks = encoded.Span;
        for (ulong lines = Lines; lines != 0; lines &= lines - 1)
        {
            parcels[BitOperations.TrailingZeroCount(lines)] |= BinaryPrimitives.ReadUInt32LittleEndian(masks);
            masks = masks[MaskSize..];
        }
    }

    /// <summary>The same with bytes of its own, for when the memory that it was read from is used again.</summary>
    public GuestLines Copy() => new(Lines, encoded.ToArray());

    public bool Equals(GuestLines? other) =>
        other is not null && Lines == other.Lines && encoded.Span.SequenceEqual(other.encoded.Span);

    public override bool Equals(object? obj) => Equals(obj as GuestLines);

    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.AddBytes(encoded.Span);
        return hash.ToHashCode();
    }

    /// <summary>Reads what bytes begin with; false when they break a rule of the format.</summary>
    internal static bool TryRead(ReadOnlyMemory<byte> from, ulong lines, [NotNullWhen(true)] out GuestLines? read)
    {
        read = null;
        int masks = BitOperations.PopCount(lines) * MaskSize, length = masks;
        if (from.Length < masks) return false;
        foreach (uint mask in MemoryMarshal.Cast<byte, uint>(from.Span[..masks]))
        {
            if (mask == 0) return false;
            length += BitOperations.PopCount(mask) * ParcelSize;
        }

        if (from.Length < length) return false;
        read = new GuestLines(lines, from[..length]);
        return true;
    }

    // The bytes of the first run of parcels of a line, which is taken out of the set.
    private static Range TakeRun(int line, ref uint parcels)
    {
        int first = BitOperations.TrailingZeroCount(parcels);
        int end = first + BitOperations.TrailingZeroCount(~(parcels >> first));
        parcels = end == sizeof(uint) * 8 ? 0 : parcels & (uint.MaxValue << end);
        int start = line * LineSize;
        return (start + (first * ParcelSize))..(start + (end * ParcelSize));
    }
}
