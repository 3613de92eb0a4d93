using System.Numerics;

namespace Emu.FloatingPoint;

/// <content>Rounding to numbers that are integers.</content>
public static partial class SoftwareFloat
{
    /// <summary>Rounds to a number that is an integer; inexact is raised only when <paramref name="exact"/> says
    /// so.</summary>
    public static ulong RoundToIntegral<T>(
        ulong operand, FloatRounding rounding, bool exact, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref operand, rules, ref flags);
        if (BinaryFormat<T>.IsNaN(operand))
            return ChooseNaN<T>(operand, 0, 0, rules, ref flags);
        if (BinaryFormat<T>.IsZero(operand) || BinaryFormat<T>.IsInfinite(operand))
            return operand;
        Unpacked unpacked = Unpacked.From<T>(operand);
        if (unpacked.Exponent >= BinaryFormat<T>.FractionBits)
            return operand;
        ulong magnitude = RoundToInteger(unpacked, rounding, out bool inexact, out _);
        if (inexact && exact)
            flags |= FloatExceptions.Inexact;
        return Integral<T>(unpacked.IsNegative, magnitude);
    }

    /// <summary>
    /// Rounds to a number that is a signed integer of so many bits. NaN, infinities and what does not fit give the lowest one
    /// and raise only invalid; else inexact is raised.
    /// </summary>
    public static ulong RoundToIntegralWithin<T>(
        ulong operand, int bits, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref operand, rules, ref flags);
        if (BinaryFormat<T>.IsZero(operand))
            return operand;
        if (BinaryFormat<T>.IsFinite(operand))
        {
            Unpacked unpacked = Unpacked.From<T>(operand);
            if (unpacked.Exponent < bits)
            {
                ulong magnitude = RoundToInteger(unpacked, rounding, out bool inexact, out bool carry);
                if (!carry && magnitude <= (1UL << (bits - 1)) - (unpacked.IsNegative ? 0UL : 1))
                {
                    if (inexact)
                        flags |= FloatExceptions.Inexact;
                    return Integral<T>(unpacked.IsNegative, magnitude);
                }
            }
        }

        flags |= FloatExceptions.Invalid;
        return Integral<T>(true, 1UL << (bits - 1));
    }

    /// <summary>
    /// Rounds towards zero and keeps the low 32 bits, in two's complement: invalid when there were more, else inexact.
    /// <paramref name="isSame"/> is set when the integer is the very number, and not a negative zero.
    /// </summary>
    public static uint ToInteger32Modular<T>(
        ulong operand, ref FloatExceptions flags, FloatRules rules, out bool isSame)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref operand, rules, ref flags);
        isSame = operand == 0;
        if (BinaryFormat<T>.IsZero(operand))
            return 0;
        if (!BinaryFormat<T>.IsFinite(operand))
        {
            flags |= FloatExceptions.Invalid;
            return 0;
        }

        Unpacked unpacked = Unpacked.From<T>(operand);
        bool inexact = false;
        ulong magnitude = unpacked.Exponent < 64
            ? RoundToInteger(unpacked, FloatRounding.TowardsZero, out inexact, out _)
            : unpacked.Exponent < 95 ? unpacked.Significand << (unpacked.Exponent - 63) : 0;
        bool fits = unpacked.Exponent < 32 && magnitude <= (unpacked.IsNegative ? 1UL << 31 : int.MaxValue);
        isSame = fits && !inexact;
        if (!isSame)
            flags |= fits ? FloatExceptions.Inexact : FloatExceptions.Invalid;
        return (uint)(unpacked.IsNegative ? 0 - magnitude : magnitude);
    }

    // The number that an integer exactly is.
    private static ulong Integral<T>(bool negative, ulong magnitude)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        FloatExceptions none = default;
        return FromMagnitude<T>(false, magnitude, 0, FloatRounding.TowardsZero, ref none, FloatRules.None)
            | (negative ? BinaryFormat<T>.SignMask : 0);
    }
}
