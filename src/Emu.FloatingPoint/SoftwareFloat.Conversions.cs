using System.Numerics;

namespace Emu.FloatingPoint;

/// <content>Conversions between the formats and integers, and fixed-point numbers: integers of units of 2^-digits.</content>
public static partial class SoftwareFloat
{
    public static ulong FromInt64<T>(
        long operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules = FloatRules.None,
        int digits = 0)
        where T : struct, IBinaryFloatingPointIeee754<T> => FromMagnitude<T>(
            operand < 0, operand < 0 ? 0UL - (ulong)operand : (ulong)operand, digits, rounding, ref flags, rules);

    public static ulong FromUInt64<T>(
        ulong operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules = FloatRules.None,
        int digits = 0)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        FromMagnitude<T>(false, operand, digits, rounding, ref flags, rules);

    /// <summary>Out of range saturates and NaN gives what the rules say, both raising only invalid.</summary>
    public static int ToInt32<T>(
        ulong operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules = FloatRules.None,
        int digits = 0)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        (int)ToInteger<T>(operand, 1UL << 31, int.MaxValue, digits, rounding, ref flags, rules);

    /// <inheritdoc cref="ToInt32"/>
    public static short ToInt16<T>(
        ulong operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules = FloatRules.None,
        int digits = 0)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        (short)ToInteger<T>(operand, 1UL << 15, (ulong)short.MaxValue, digits, rounding, ref flags, rules);

    /// <inheritdoc cref="ToInt32"/>
    public static ushort ToUInt16<T>(
        ulong operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules = FloatRules.None,
        int digits = 0)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        (ushort)ToInteger<T>(operand, 0, ushort.MaxValue, digits, rounding, ref flags, rules);

    /// <inheritdoc cref="ToInt32"/>
    public static uint ToUInt32<T>(
        ulong operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules = FloatRules.None,
        int digits = 0)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        (uint)ToInteger<T>(operand, 0, uint.MaxValue, digits, rounding, ref flags, rules);

    /// <inheritdoc cref="ToInt32"/>
    public static long ToInt64<T>(
        ulong operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules = FloatRules.None,
        int digits = 0)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        (long)ToInteger<T>(operand, 1UL << 63, long.MaxValue, digits, rounding, ref flags, rules);

    /// <inheritdoc cref="ToInt32"/>
    public static ulong ToUInt64<T>(
        ulong operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules = FloatRules.None,
        int digits = 0)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        ToInteger<T>(operand, 0, ulong.MaxValue, digits, rounding, ref flags, rules);

    /// <summary>Converts between formats; a signalling NaN raises invalid.</summary>
    public static ulong Convert<TFrom, TTo>(
        ulong operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules = FloatRules.None)
        where TFrom : struct, IBinaryFloatingPointIeee754<TFrom>
        where TTo : struct, IBinaryFloatingPointIeee754<TTo>
    {
        rules &= ~FloatRules.FlushHalfToZero;
        Flush<TFrom>(ref operand, rules, ref flags);
        ulong sign = BinaryFormat<TFrom>.IsNegative(operand) ? BinaryFormat<TTo>.SignMask : 0;
        bool isAlternative = (rules & FloatRules.AlternativeHalf) != 0;
        if (!BinaryFormat<TFrom>.IsFinite(operand) && !(typeof(TFrom) == typeof(Half) && isAlternative))
        {
            if (typeof(TTo) == typeof(Half) && isAlternative)
            {
                flags |= FloatExceptions.Invalid;
                return sign | (BinaryFormat<TFrom>.IsNaN(operand) ? 0 : BinaryFormat<TTo>.SignMask - 1);
            }

            return BinaryFormat<TFrom>.IsNaN(operand)
                ? ConvertNaN<TFrom, TTo>(operand, sign, rules, ref flags)
                : sign | BinaryFormat<TTo>.Infinity;
        }

        if (BinaryFormat<TFrom>.IsZero(operand))
            return sign;
        Unpacked unpacked = Unpacked.From<TFrom>(operand);
        return FloatRounder.Round<TTo>(
            unpacked.IsNegative, unpacked.Exponent, unpacked.Significand, rounding, ref flags, rules);
    }

    /// <summary>left x right + addend, rounded once, where the factors are halves and the addend is a single.</summary>
    public static ulong MultiplyAddHalves(
        ulong left, ulong right, ulong addend, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules)
    {
        Flush<Half>(ref left, ref right, rules, ref flags);
        return MultiplyAdd<float>(Widen(left), Widen(right), addend, rounding, ref flags, rules);
    }

    // The same number or NaN as a single, signalling or not.
    private static ulong Widen(ulong half)
    {
        FloatExceptions none = default;
        if (!BinaryFormat<Half>.IsNaN(half))
            return Convert<Half, float>(half, FloatRounding.NearestEven, ref none);
        int wider = BinaryFormat<float>.FractionBits - BinaryFormat<Half>.FractionBits;
        ulong sign = BinaryFormat<Half>.IsNegative(half) ? BinaryFormat<float>.SignMask : 0;
        return sign | BinaryFormat<float>.Infinity | (half & (BinaryFormat<Half>.SmallestNormal - 1)) << wider;
    }

    // Keeps the digits below the quiet bit as far as there is room, from the highest one down.
    private static ulong ConvertNaN<TFrom, TTo>(
        ulong operand, ulong sign, FloatRules rules, ref FloatExceptions flags)
        where TFrom : struct, IBinaryFloatingPointIeee754<TFrom>
        where TTo : struct, IBinaryFloatingPointIeee754<TTo>
    {
        if (BinaryFormat<TFrom>.IsSignallingNaN(operand))
            flags |= FloatExceptions.Invalid;
        if (!rules.Propagates())
            return BinaryFormat<TTo>.DefaultNaN;
        ulong payload = operand & (BinaryFormat<TFrom>.QuietBit - 1);
        int wider = BinaryFormat<TTo>.FractionBits - BinaryFormat<TFrom>.FractionBits;
        return sign | BinaryFormat<TTo>.DefaultNaN | (wider >= 0 ? payload << wider : payload >> -wider);
    }

    private static ulong FromMagnitude<T>(
        bool negative, ulong magnitude, int digits, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (magnitude == 0)
            return 0;
        int shift = BitOperations.LeadingZeroCount(magnitude);
        return FloatRounder.Round<T>(
            negative, 63 - shift - digits, magnitude << shift, rounding, ref flags, ForArithmetic(rules));
    }

    /// <summary>
    /// The integer in two's complement. <paramref name="lowest"/> is the magnitude of the lowest integer of the target,
    /// <paramref name="highest"/> the highest one.
    /// </summary>
    private static ulong ToInteger<T>(
        ulong operand, ulong lowest, ulong highest, int digits, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref operand, rules, ref flags);
        if (BinaryFormat<T>.IsZero(operand))
            return 0;
        if (BinaryFormat<T>.IsNaN(operand))
        {
            flags |= FloatExceptions.Invalid;
            return (rules & FloatRules.NaNConvertsToZero) != 0 ? 0 : highest;
        }

        bool negative = BinaryFormat<T>.IsNegative(operand);
        ulong limit = negative ? lowest : highest;
        if (BinaryFormat<T>.IsFinite(operand))
        {
            Unpacked unpacked = Unpacked.From<T>(operand);
            if (unpacked.Exponent + digits < 64)
            {
                ulong magnitude = RoundToInteger(
                    unpacked with { Exponent = unpacked.Exponent + digits }, rounding, out bool inexact, out bool carry);
                if (magnitude <= limit && !carry)
                {
                    if (inexact)
                        flags |= FloatExceptions.Inexact;
                    return negative ? 0UL - magnitude : magnitude;
                }
            }
        }

        flags |= FloatExceptions.Invalid;
        return negative ? 0UL - limit : limit;
    }

    // The magnitude as an integer, of a number below 2^64; what rounds up to 2^64 gives 0 and a carry.
    private static ulong RoundToInteger(Unpacked number, FloatRounding rounding, out bool inexact, out bool carry)
    {
        // Fixed point: the integer in the upper half and the fraction in the lower one.
        UInt128 value = FloatRounder.ShiftRightSticky((UInt128)number.Significand << 64, 63 - number.Exponent);
        ulong magnitude = (ulong)(value >> 64);
        ulong fraction = (ulong)value;
        inexact = fraction != 0;
        bool up = FloatRounder.GoesUp((magnitude & 1) != 0, fraction, 1UL << 63, number.IsNegative, rounding);
        carry = up && magnitude == ulong.MaxValue;
        return up ? magnitude + 1 : magnitude;
    }
}
