using System.Numerics;

namespace Emu.FloatingPoint;

/// <content>Estimates of reciprocals and square roots, and the steps that refine them.</content>
public static partial class SoftwareFloat
{
    private const int EstimateBits = 8;

    /// <summary>The product, but infinity x 0 is 2 and raises nothing.</summary>
    public static ulong MultiplyExtended<T>(
        ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref left, ref right, rules, ref flags);
        return IsInfinityTimesZero<T>(left, right)
            ? Constant<T>(1, 0) | ((left ^ right) & BinaryFormat<T>.SignMask)
            : Multiply<T>(left, right, rounding, ref flags, rules);
    }

    /// <summary>2 - left x right, rounded once; infinity x 0 counts as 0 and raises nothing.</summary>
    public static ulong ReciprocalStep<T>(
        ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        left ^= BinaryFormat<T>.SignMask;
        Flush<T>(ref left, ref right, rules, ref flags);
        return IsInfinityTimesZero<T>(left, right)
            ? Constant<T>(1, 0)
            : MultiplyAdd<T>(left, right, Constant<T>(1, 0), rounding, ref flags, rules);
    }

    /// <summary>(3 - left x right) / 2, rounded once; infinity x 0 counts as 0 and raises nothing.</summary>
    public static ulong ReciprocalRootStep<T>(
        ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        left ^= BinaryFormat<T>.SignMask;
        Flush<T>(ref left, ref right, rules, ref flags);
        ulong half = BinaryFormat<T>.SmallestNormal >> 1;
        if (IsInfinityTimesZero<T>(left, right))
            return Constant<T>(0, half);
        if (!BinaryFormat<T>.IsFinite(left) || !BinaryFormat<T>.IsFinite(right)
            || BinaryFormat<T>.IsZero(left) || BinaryFormat<T>.IsZero(right))
            return MultiplyAdd<T>(left, right, Constant<T>(0, half), rounding, ref flags, rules);
        Product product = Product.Of(Unpacked.From<T>(left), Unpacked.From<T>(right));
        Product three = Product.Of(Unpacked.From<T>(Constant<T>(1, half)));
        return AddFinite<T>(
            product with { Exponent = product.Exponent - 1 }, three with { Exponent = three.Exponent - 1 }, rounding,
            ref flags, rules);
    }

    /// <summary>An estimate of 1 / operand, right to 8 bits.</summary>
    public static ulong ReciprocalEstimate<T>(
        ulong operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref operand, rules, ref flags);
        ulong sign = operand & BinaryFormat<T>.SignMask;
        if (BinaryFormat<T>.IsNaN(operand))
            return ChooseNaN<T>(operand, 0, 0, rules, ref flags);
        if (BinaryFormat<T>.IsInfinite(operand))
            return sign;
        if (BinaryFormat<T>.IsZero(operand))
        {
            flags |= FloatExceptions.DivideByZero;
            return sign | BinaryFormat<T>.Infinity;
        }

        Unpacked unpacked = Unpacked.From<T>(operand);
        if (unpacked.Exponent < -BinaryFormat<T>.Bias - 1)
        {
            // The reciprocal is beyond the largest number: the rounder says which that is.
            return FloatRounder.Round<T>(
                sign != 0, BinaryFormat<T>.Bias + 1, 1UL << 63, rounding, ref flags, FloatRules.None);
        }

        int exponent = -1 - unpacked.Exponent;
        if (exponent < BinaryFormat<T>.MinimumExponent && rules.Flushes<T>())
        {
            flags |= FloatExceptions.Underflow;
            return sign;
        }

        ulong estimate = ReciprocalEstimate((uint)(unpacked.Significand >> (63 - EstimateBits)));
        return Exactly<T>(sign, exponent, estimate);
    }

    /// <summary>An estimate of 1 / square root of the operand, right to 8 bits.</summary>
    public static ulong ReciprocalRootEstimate<T>(ulong operand, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref operand, rules, ref flags);
        if (BinaryFormat<T>.IsNaN(operand))
            return ChooseNaN<T>(operand, 0, 0, rules, ref flags);
        if (BinaryFormat<T>.IsZero(operand))
        {
            flags |= FloatExceptions.DivideByZero;
            return operand | BinaryFormat<T>.Infinity;
        }

        if (BinaryFormat<T>.IsNegative(operand))
            return InvalidNaN<T>(ref flags);
        if (BinaryFormat<T>.IsInfinite(operand))
            return 0;
        Unpacked unpacked = Unpacked.From<T>(operand);
        bool odd = (unpacked.Exponent & 1) != 0;
        uint scaled = (uint)(unpacked.Significand >> (63 - EstimateBits + (odd ? 0 : 1)));
        return Exactly<T>(0, (-1 - unpacked.Exponent) >> 1, ReciprocalRootEstimate(scaled));
    }

    /// <summary>A power of two near 1 / operand, for scaling: the exponent's complement, with the operand's sign.</summary>
    public static ulong ReciprocalExponent<T>(ulong operand, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref operand, rules, ref flags);
        if (BinaryFormat<T>.IsNaN(operand))
            return ChooseNaN<T>(operand, 0, 0, rules, ref flags);
        ulong exponent = operand & BinaryFormat<T>.Infinity;
        return (operand & BinaryFormat<T>.SignMask)
            | (exponent == 0 ? BinaryFormat<T>.Infinity - BinaryFormat<T>.SmallestNormal : exponent ^ BinaryFormat<T>.Infinity);
    }

    // Of n / 512 from a half up to one, as so many 256ths from one up to two.
    private static uint ReciprocalEstimate(uint number) => ((1u << 19) / ((2 * number) + 1) + 1) / 2;

    // Of n / 512 from a quarter up to one, as so many 256ths from one up to two.
    private static uint ReciprocalRootEstimate(uint number)
    {
        ulong middle = number < 256 ? (2 * number) + 1 : ((number | 1) * 2);
        // The largest root with middle x root^2 < 2^28; the host's square root is right to the last digit that counts.
        ulong root = (ulong)Math.Sqrt(((1 << 28) - 1) / (double)middle);
        return (uint)(root + 1) / 2;
    }

    // estimate / 256 x 2^exponent, cut off below the smallest subnormal number.
    private static ulong Exactly<T>(ulong sign, int exponent, ulong estimate)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        ulong significand = estimate << (BinaryFormat<T>.FractionBits - EstimateBits);
        int below = BinaryFormat<T>.MinimumExponent - exponent;
        if (below > 0)
            return sign | significand >> below;
        return sign | (significand + ((ulong)-below << BinaryFormat<T>.FractionBits));
    }

    private static bool IsInfinityTimesZero<T>(ulong left, ulong right)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        (BinaryFormat<T>.IsInfinite(left) && BinaryFormat<T>.IsZero(right))
        || (BinaryFormat<T>.IsZero(left) && BinaryFormat<T>.IsInfinite(right));

    // 2^exponent and a fraction of that.
    private static ulong Constant<T>(int exponent, ulong fraction)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        ((ulong)(BinaryFormat<T>.Bias + exponent) << BinaryFormat<T>.FractionBits) | fraction;
}
