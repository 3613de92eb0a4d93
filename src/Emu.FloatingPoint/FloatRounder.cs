using System.Numerics;

namespace Emu.FloatingPoint;

/// <summary>
/// The one place where software arithmetic rounds: from an exact result to an encoded one, with its flags.
/// </summary>
internal static class FloatRounder
{
    /// <summary>
    /// Encodes +-(<paramref name="significand"/> / 2^63) x 2^<paramref name="exponent"/>. The significand's top bit is
    /// set; its lowest bit is also set if anything below it was cut off.
    /// </summary>
    public static ulong Round<T>(
        bool negative, int exponent, ulong significand, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        ulong sign = negative ? BinaryFormat<T>.SignMask : 0;
        bool tiny = false;
        if (exponent < BinaryFormat<T>.MinimumExponent)
        {
            if (rules.Flushes<T>())
            {
                flags |= FloatExceptions.Underflow;
                return sign;
            }

            tiny = (rules & FloatRules.TinyBeforeRounding) != 0
                || exponent < BinaryFormat<T>.MinimumExponent - 1
                || !RoundsToPowerOfTwo<T>(significand, negative, rounding);
            significand = ShiftRightSticky(significand, BinaryFormat<T>.MinimumExponent - exponent);
            exponent = BinaryFormat<T>.MinimumExponent;
        }

        // The hidden bit of a normal number, and a carry out of the fraction, both count up the exponent field.
        ulong kept = Cut<T>(significand, negative, rounding, out bool inexact);
        ulong magnitude = ((ulong)(exponent - BinaryFormat<T>.MinimumExponent) << BinaryFormat<T>.FractionBits) + kept;
        if (typeof(T) == typeof(Half) && (rules & FloatRules.AlternativeHalf) != 0)
        {
            if (magnitude >= BinaryFormat<T>.SignMask)
            {
                flags |= FloatExceptions.Invalid;
                return sign | (BinaryFormat<T>.SignMask - 1);
            }
        }
        else if (magnitude >= BinaryFormat<T>.Infinity)
        {
            flags |= FloatExceptions.Overflow | FloatExceptions.Inexact;
            return sign | (OverflowsToInfinity(negative, rounding)
                ? BinaryFormat<T>.Infinity
                : BinaryFormat<T>.LargestFinite);
        }

        if (inexact)
            flags |= tiny ? FloatExceptions.Underflow | FloatExceptions.Inexact : FloatExceptions.Inexact;
        return sign | magnitude;
    }

    /// <summary>
    /// Whether the last kept digit goes up, given what is cut off below it in units where half of it is <paramref
    /// name="half"/>.
    /// </summary>
    public static bool GoesUp(bool odd, ulong remainder, ulong half, bool negative, FloatRounding rounding) =>
        rounding switch
        {
            FloatRounding.NearestEven => remainder > half || (remainder == half && odd),
            FloatRounding.NearestAway => remainder >= half,
            FloatRounding.Down => negative && remainder != 0,
            FloatRounding.Up => !negative && remainder != 0,
            FloatRounding.Odd => !odd && remainder != 0,
            _ => false,
        };

    /// <summary>The sign of an exact zero that is the sum of numbers with different signs (IEEE 754, 6.3).</summary>
    public static ulong CancelledZero<T>(FloatRounding rounding)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        rounding == FloatRounding.Down ? BinaryFormat<T>.SignMask : 0;

    /// <summary>Shifts right; the lowest bit of the result is also set if a one bit was shifted out.</summary>
    public static ulong ShiftRightSticky(ulong value, int count)
    {
        if (count >= 64)
            return value != 0 ? 1UL : 0;
        ulong result = value >> count;
        return result << count == value ? result : result | 1;
    }

    /// <inheritdoc cref="ShiftRightSticky(ulong, int)"/>
    public static UInt128 ShiftRightSticky(UInt128 value, int count)
    {
        if (count >= 128)
            return value != UInt128.Zero ? UInt128.One : UInt128.Zero;
        UInt128 result = value >> count;
        return result << count == value ? result : result | UInt128.One;
    }

    /// <summary>The upper half; its lowest bit is also set if the lower half is not zero.</summary>
    public static ulong UpperHalfSticky(UInt128 value) => (ulong)(value >> 64) | ((ulong)value != 0 ? 1UL : 0);

    private static ulong Cut<T>(ulong significand, bool negative, FloatRounding rounding, out bool inexact)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        int cut = 63 - BinaryFormat<T>.FractionBits;
        ulong kept = significand >> cut;
        ulong remainder = significand & ((1UL << cut) - 1);
        inexact = remainder != 0;
        return GoesUp((kept & 1) != 0, remainder, 1UL << (cut - 1), negative, rounding) ? kept + 1 : kept;
    }

    /// <summary>
    /// Tininess is detected after rounding: a number just below the smallest normal one is not tiny if it would round
    /// up to that with an exponent without limits.
    /// </summary>
    private static bool RoundsToPowerOfTwo<T>(ulong significand, bool negative, FloatRounding rounding)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        Cut<T>(significand, negative, rounding, out _) >> (BinaryFormat<T>.FractionBits + 1) != 0;

    private static bool OverflowsToInfinity(bool negative, FloatRounding rounding) => rounding switch
    {
        FloatRounding.TowardsZero or FloatRounding.Odd => false,
        FloatRounding.Down => negative,
        FloatRounding.Up => !negative,
        _ => true,
    };
}
