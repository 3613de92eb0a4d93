using System.Numerics;

namespace Emu.Block.Qcow2;

/// <summary>
/// Which parts of a disk have been written, a bit for each part. Only pieces of the bitmap that have a bit set take
/// memory; a piece is what one cluster of an image holds.
/// </summary>
/// <param name="diskLength">Length of the disk, bytes.</param>
/// <param name="granularityBits">Logarithm of the bytes that a bit stands for, 9 to 31.</param>
/// <param name="pieceBytes">Bytes of a piece: the image's cluster size.</param>
internal sealed class DirtyBitmap(long diskLength, int granularityBits, int pieceBytes)
{
    private readonly SortedDictionary<long, byte[]> pieces = [];

    /// <summary>Logarithm of the bytes that a bit stands for.</summary>
    public int GranularityBits => granularityBits;

    /// <summary>Bits that the disk has.</summary>
    public long Bits { get; private set; } = BitsFor(diskLength, granularityBits);

    /// <summary>Something has changed since the bitmap was read or stored.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Pieces that the whole bitmap has, those without a bit included.</summary>
    public int PieceCount => (int)Qcow2Geometry.DivideUp(Qcow2Geometry.DivideUp(Bits, 8), pieceBytes);

    /// <summary>The pieces that may have a bit set, by their numbers, in order.</summary>
    public IEnumerable<KeyValuePair<long, byte[]>> Pieces => pieces;

    /// <summary>Bits that a disk has.</summary>
    public static long BitsFor(long diskLength, int granularityBits) =>
        Qcow2Geometry.DivideUp(diskLength, 1L << granularityBits);

    /// <summary>Puts a piece as it was stored into its place; the bitmap keeps it.</summary>
    public void SetPiece(long number, byte[] bytes)
    {
        pieces[number] = bytes;
        if (number >= Bits / (8L * pieceBytes)) TrimTo(Bits);
    }

    /// <summary>Records that a range of the disk was written.</summary>
    public void SetRange(long offset, long length)
    {
        if (length <= 0) return;
        long bit = offset >> granularityBits, end = Math.Min(Bits, ((offset + length - 1) >> granularityBits) + 1);
        IsChanged |= bit < end;
        long pieceBits = 8L * pieceBytes;
        while (bit < end)
        {
            long number = bit / pieceBits, until = Math.Min(end, (number + 1) * pieceBits);
            if (!pieces.TryGetValue(number, out byte[]? piece)) pieces[number] = piece = new byte[pieceBytes];
            SetBits(piece, (int)(bit % pieceBits), (int)(until - (number * pieceBits)));
            bit = until;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        pieces.Clear();
        IsChanged = true;
    }

    /// <summary>Adds what another bitmap of a disk of the same length has, of any granularity.</summary>
    public void Merge(DirtyBitmap other)
    {
        IsChanged = true;
        foreach ((long number, byte[] piece) in other.pieces)
            for (int i = 0; i < piece.Length; i++)
            {
                int rest = piece[i];
                while (rest != 0)
                {
                    int first = BitOperations.TrailingZeroCount(rest), run = BitOperations.TrailingZeroCount(~(rest >> first));
                    SetRange(
                        (((number * piece.Length) + i) * 8 + first) << other.GranularityBits, (long)run << other.GranularityBits);
                    rest &= ~(((1 << run) - 1) << first);
                }
            }
    }

    /// <summary>Lets the bitmap be that of a longer or shorter disk; what is added is not written yet.</summary>
    public void Resize(long length)
    {
        Bits = BitsFor(length, granularityBits);
        TrimTo(Bits);
        IsChanged = true;
    }

    private static void SetBits(byte[] piece, int first, int end)
    {
        for (; first < end && (first & 7) != 0; first++) piece[first >> 3] |= (byte)(1 << (first & 7));
        int whole = (end - first) >> 3;
        if (whole > 0)
        {
            piece.AsSpan(first >> 3, whole).Fill(0xff);
            first += whole << 3;
        }

        for (; first < end; first++) piece[first >> 3] |= (byte)(1 << (first & 7));
    }

    /// <summary>Takes away bits behind the end of the disk, which a stored piece may have.</summary>
    private void TrimTo(long bits)
    {
        long pieceBits = 8L * pieceBytes, last = bits / pieceBits;
        foreach (long number in pieces.Keys.Where(each => each * pieceBits >= bits).ToArray()) pieces.Remove(number);
        if (!pieces.TryGetValue(last, out byte[]? piece)) return;
        int used = (int)(bits % pieceBits);
        if ((used & 7) != 0) piece[used >> 3] &= (byte)((1 << (used & 7)) - 1);
        piece.AsSpan((used + 7) >> 3).Clear();
    }
}
