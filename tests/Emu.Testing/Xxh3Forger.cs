using System.Buffers.Binary;

namespace Emu.Testing;

/// <summary>
/// Makes bytes that have the XXH3-64 and XXH3-128 (without a seed) of others: what whoever makes a guest can do in
/// microseconds, and what no name of the code cache may be taken for an identity for.
/// </summary>
/// <remarks>
/// Long inputs are read in blocks of 1024 bytes, these in 16 stripes of 8 words. Within a block a word counts in two sums and
/// in nothing else: the sum of the words at its place in the stripes, and the sum of the products of the halves of word xor
/// secret. Four stripes that are free to choose give any wanted pair of sums: two words whose products add up to what is
/// missing, and two more that have product 0 and add up to the rest.
/// </remarks>
public static class Xxh3Forger
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockSize = 1024;

    /// <summary>Bytes of a stripe.</summary>
    public const int StripeSize = 64;

    /// <summary>Stripes that are needed to repair a block.</summary>
    public const int Spares = 4;

    private const int Stripes = BlockSize / StripeSize, Lanes = StripeSize / sizeof(ulong);

    // The default secret of XXH3, as far as whole blocks use it.
    private static readonly byte[] Secret = Convert.FromHexString(
        "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221b8084674f743248e" +
        "e03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8fa763fe39c343ff9dcbbc7c70b4f1d" +
        "8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc" +
        "8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e");

    /// <summary>The wanted bytes with the hash of the original ones, at the cost of the spare stripes of each block that
    /// differs.</summary>
    /// <param name="original">All that is hashed, more than a block.</param>
    /// <param name="wanted">As long, and the same in the last block.</param>
    /// <param name="spares">Numbers in each block of <see cref="Spares"/> stripes that may get any content.</param>
    public static byte[] Forge(ReadOnlySpan<byte> original, ReadOnlySpan<byte> wanted, ReadOnlySpan<int> spares)
    {
        byte[] forged = wanted.ToArray();
        int whole = (original.Length - 1) / BlockSize * BlockSize;
        if (original.Length != wanted.Length || !original[whole..].SequenceEqual(wanted[whole..]))
            throw new ArgumentException("the last block cannot be forged", nameof(wanted));
        for (int block = 0; block < whole; block += BlockSize)
        {
            ReadOnlySpan<byte> from = original.Slice(block, BlockSize);
            Span<byte> to = forged.AsSpan(block, BlockSize);
            if (!from.SequenceEqual(to)) Repair(from, to, spares);
        }

        return forged;
    }

    private static void Repair(ReadOnlySpan<byte> from, Span<byte> to, ReadOnlySpan<int> spares)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            ulong sum = 0, products = 0;
            for (int stripe = 0; stripe < Stripes; stripe++)
            {
                ulong word = Word(from, stripe, lane);
                sum += word;
                products += Product(word ^ Key(stripe, lane));
                if (spares.Contains(stripe)) continue;
                word = Word(to, stripe, lane);
                sum -= word;
                products -= Product(word ^ Key(stripe, lane));
            }

            RepairLane(to, lane, sum, products, spares);
        }
    }

    private static void RepairLane(Span<byte> to, int lane, ulong sum, ulong products, ReadOnlySpan<int> spares)
    {
        (ulong quotient, ulong rest) = Math.DivRem(products, uint.MaxValue);
        if (quotient > uint.MaxValue) throw new InvalidOperationException("one case in a billion: take other bytes");
        ulong first = (quotient << 32 | uint.MaxValue) ^ Key(spares[0], lane), second = (rest << 32 | 1) ^ Key(spares[1], lane);
        sum -= first + second;
        // One has the lower half of its key, the other the upper half of its.
        ulong third = Key(spares[2], lane), fourth = Key(spares[3], lane);
        fourth = fourth >> 32 << 32 | (uint)(sum - third);
        SetWord(to, spares[0], lane, first);
        SetWord(to, spares[1], lane, second);
        SetWord(to, spares[2], lane, sum - fourth);
        SetWord(to, spares[3], lane, fourth);
    }

    private static ulong Product(ulong keyed) => (uint)keyed * (keyed >> 32);

    private static ulong Key(int stripe, int lane) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Secret.AsSpan((stripe + lane) * sizeof(ulong)));

    private static ulong Word(ReadOnlySpan<byte> block, int stripe, int lane) =>
        BinaryPrimitives.ReadUInt64LittleEndian(block[((stripe * StripeSize) + (lane * sizeof(ulong)))..]);

    private static void SetWord(Span<byte> block, int stripe, int lane, ulong word) =>
        BinaryPrimitives.WriteUInt64LittleEndian(block[((stripe * StripeSize) + (lane * sizeof(ulong)))..], word);
}
