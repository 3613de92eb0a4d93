using System.Numerics;

namespace Emu.FloatingPoint;

/// <summary>
/// A finite number other than zero, taken apart: +-(<see cref="Significand"/> / 2^63) x 2^<see cref="Exponent"/>, with
/// the top bit of the significand set. Subnormal numbers are normalised like all others.
/// </summary>
internal readonly record struct Unpacked(bool IsNegative, int Exponent, ulong Significand)
{
    /// <summary>Takes apart a number that the caller knows to be finite and not zero.</summary>
    public static Unpacked From<T>(ulong bits)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        ulong magnitude = bits & ~BinaryFormat<T>.SignMask;
        int field = (int)(magnitude >> BinaryFormat<T>.FractionBits);
        ulong fraction = magnitude & (BinaryFormat<T>.SmallestNormal - 1);
        if (field != 0)
        {
            fraction |= BinaryFormat<T>.SmallestNormal;
            field--;
        }

        int shift = BitOperations.LeadingZeroCount(fraction);
        int exponent = field + BinaryFormat<T>.MinimumExponent + (63 - BinaryFormat<T>.FractionBits) - shift;
        return new(BinaryFormat<T>.IsNegative(bits), exponent, fraction << shift);
    }
}
