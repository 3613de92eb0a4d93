using System.Numerics;

namespace Emu.FloatingPoint;

/// <content>Conversions between the formats and integers.</content>
public static partial class SoftwareFloat
{
    public static ulong FromInt64<T>(long operand, FloatRounding rounding, ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        FromMagnitude<T>(operand < 0, operand < 0 ? 0UL - (ulong)operand : (ulong)operand, rounding, ref flags);

    public static ulong FromUInt64<T>(ulong operand, FloatRounding rounding, ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        FromMagnitude<T>(false, operand, rounding, ref flags);

    /// <summary>Out of range saturates and NaN gives the largest value, both raising only invalid.</summary>
    public static int ToInt32<T>(ulong operand, FloatRounding rounding, ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        (int)ToInteger<T>(operand, 1UL << 31, int.MaxValue, rounding, ref flags);

    /// <inheritdoc cref="ToInt32"/>
    public static uint ToUInt32<T>(ulong operand, FloatRounding rounding, ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        (uint)ToInteger<T>(operand, 0, uint.MaxValue, rounding, ref flags);

    /// <inheritdoc cref="ToInt32"/>
    public static long ToInt64<T>(ulong operand, FloatRounding rounding, ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        (long)ToInteger<T>(operand, 1UL << 63, long.MaxValue, rounding, ref flags);

    /// <inheritdoc cref="ToInt32"/>
    public static ulong ToUInt64<T>(ulong operand, FloatRounding rounding, ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        ToInteger<T>(operand, 0, ulong.MaxValue, rounding, ref flags);

    /// <summary>Converts between formats; a signalling NaN raises invalid.</summary>
    public static ulong Convert<TFrom, TTo>(ulong operand, FloatRounding rounding, ref FloatExceptions flags)
        where TFrom : struct, IBinaryFloatingPointIeee754<TFrom>
        where TTo : struct, IBinaryFloatingPointIeee754<TTo>
    {
        if (BinaryFormat<TFrom>.IsNaN(operand))
            return NaN<TTo>(BinaryFormat<TFrom>.IsSignallingNaN(operand), ref flags);
        ulong sign = BinaryFormat<TFrom>.IsNegative(operand) ? BinaryFormat<TTo>.SignMask : 0;
        if (BinaryFormat<TFrom>.IsInfinite(operand))
            return sign | BinaryFormat<TTo>.Infinity;
        if (BinaryFormat<TFrom>.IsZero(operand))
            return sign;
        Unpacked unpacked = Unpacked.From<TFrom>(operand);
        return FloatRounder.Round<TTo>(
            unpacked.IsNegative, unpacked.Exponent, unpacked.Significand, rounding, ref flags);
    }

    private static ulong FromMagnitude<T>(
        bool negative, ulong magnitude, FloatRounding rounding, ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (magnitude == 0)
            return 0;
        int shift = BitOperations.LeadingZeroCount(magnitude);
        return FloatRounder.Round<T>(negative, 63 - shift, magnitude << shift, rounding, ref flags);
    }

    /// <summary>
    /// The integer in two's complement. <paramref name="lowest"/> is the magnitude of the lowest integer of the target,
    /// <paramref name="highest"/> the highest one.
    /// </summary>
    private static ulong ToInteger<T>(
        ulong operand, ulong lowest, ulong highest, FloatRounding rounding, ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (BinaryFormat<T>.IsZero(operand))
            return 0;
        bool negative = BinaryFormat<T>.IsNegative(operand) && !BinaryFormat<T>.IsNaN(operand);
        ulong limit = negative ? lowest : highest;
        if (BinaryFormat<T>.IsFinite(operand))
        {
            Unpacked unpacked = Unpacked.From<T>(operand);
            if (unpacked.Exponent < 64)
            {
                // Fixed point: the integer in the upper half and the fraction in the lower one.
                UInt128 value = FloatRounder.ShiftRightSticky(
                    (UInt128)unpacked.Significand << 64, 63 - unpacked.Exponent);
                ulong magnitude = (ulong)(value >> 64);
                ulong fraction = (ulong)value;
                if (FloatRounder.GoesUp((magnitude & 1) != 0, fraction, 1UL << 63, negative, rounding))
                    magnitude++;
                if (magnitude <= limit)
                {
                    if (fraction != 0)
                        flags |= FloatExceptions.Inexact;
                    return negative ? 0UL - magnitude : magnitude;
                }
            }
        }

        flags |= FloatExceptions.Invalid;
        return negative ? 0UL - limit : limit;
    }
}
