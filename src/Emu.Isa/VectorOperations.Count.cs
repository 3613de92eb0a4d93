using System.Numerics;
using System.Runtime.Intrinsics;

namespace Emu.Isa;

/// <content>What is counted or estimated in each lane, and sums of products.</content>
public static partial class VectorOperations
{
    private static Vector128<byte> Count(VectorOperation operation, Lanes lanes, Vector128<byte> a)
    {
        if (operation is VectorOperation.ReverseBits) lanes = Lanes.Byte;
        if (operation >= VectorOperation.ReciprocalEstimate) lanes = Lanes.Word;
        Vector128<byte> result = default;
        for (int i = 0; i < CountOf(lanes); i++)
            result = With(result, lanes, i, Count(operation, BitsOf(lanes), Unsigned(a, lanes, i), Signed(a, lanes, i)));
        return result;
    }

    private static ulong Count(VectorOperation operation, int bits, ulong lane, long signed) => operation switch
    {
        VectorOperation.CountLeadingZeros => (ulong)(BitOperations.LeadingZeroCount(lane) - (64 - bits)),
        VectorOperation.CountLeadingSigns =>
            (ulong)(BitOperations.LeadingZeroCount((ulong)(signed ^ (signed >> 63))) - (64 - bits) - 1),
        VectorOperation.PopulationCount => (ulong)BitOperations.PopCount(lane),
        VectorOperation.ReverseBits => ReversedByte(lane),
        VectorOperation.ReciprocalEstimate => Reciprocal((uint)lane),
        VectorOperation.ReciprocalRootEstimate => ReciprocalRoot((uint)lane),
        _ => throw Unknown(operation),
    };

    // Bits, pairs and halves change places.
    private static ulong ReversedByte(ulong value)
    {
        value = ((value >> 1) & 0x55) | ((value & 0x55) << 1);
        value = ((value >> 2) & 0x33) | ((value & 0x33) << 2);
        return (value >> 4) | ((value & 15) << 4);
    }

    /// <summary>The architecture's estimate of 1 / a: a as a fraction from 1/2 up to 1, in 9 bits, its reciprocal in 9
    /// (RecipEstimate in DDI 0487).</summary>
    /// <param name="fraction">256 to 511.</param>
    /// <returns>256 to 511.</returns>
    internal static uint ReciprocalOfNineBits(uint fraction)
    {
        uint middle = (fraction * 2) + 1;
        return ((1u << 19) / middle + 1) / 2;
    }

    /// <summary>The architecture's estimate of 1 / sqrt(a): a as a fraction from 1/4 up to 1, in 9 bits
    /// (RecipSqrtEstimate in DDI 0487).</summary>
    /// <param name="fraction">128 to 511.</param>
    /// <returns>256 to 511.</returns>
    internal static uint ReciprocalRootOfNineBits(uint fraction)
    {
        // Fractions below 1/2 are kept in nine bits, those above in eight.
        uint middle = fraction < 256 ? (fraction * 2) + 1 : ((fraction & ~1u) + 1) * 2;
        // The largest root with middle x root^2 < 2^28; the host's square root is right to the last digit that counts.
        return ((uint)Math.Sqrt(((1 << 28) - 1) / (double)middle) + 1) / 2;
    }

    private static ulong Reciprocal(uint lane) =>
        lane >> 31 == 0 ? uint.MaxValue : (ulong)ReciprocalOfNineBits(lane >> 23) << 23;

    private static ulong ReciprocalRoot(uint lane) =>
        lane >> 30 == 0 ? uint.MaxValue : (ulong)ReciprocalRootOfNineBits(lane >> 23) << 23;

    private static Vector128<byte> AddProducts(
        VectorOperation operation, Vector128<byte> a, Vector128<byte> b, Vector128<byte> c)
    {
        bool isMatrix = operation >= VectorOperation.MatrixSigned;
        bool isLeftSigned = operation is VectorOperation.DotSigned or VectorOperation.MatrixSigned;
        bool isRightSigned = operation is not (VectorOperation.DotUnsigned or VectorOperation.MatrixUnsigned);
        Vector128<uint> sums = c.AsUInt32();
        for (int i = 0; i < 4; i++)
        {
            int left = isMatrix ? (i >> 1) * 8 : i * 4, right = isMatrix ? (i & 1) * 8 : i * 4;
            uint sum = sums.GetElement(i);
            for (int j = 0; j < (isMatrix ? 8 : 4); j++)
            {
                int x = isLeftSigned ? (sbyte)a.GetElement(left + j) : a.GetElement(left + j);
                int y = isRightSigned ? (sbyte)b.GetElement(right + j) : b.GetElement(right + j);
                sum += (uint)(x * y);
            }

            sums = sums.WithElement(i, sum);
        }

        return sums.AsByte();
    }
}
