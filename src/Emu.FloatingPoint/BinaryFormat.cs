using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.FloatingPoint;

/// <summary>
/// The encoding of an IEEE 754 binary interchange format (3.4), named by the host type that has it. A number is its raw
/// bits in a <c>ulong</c>; those of a narrower number than a <c>double</c> stand in the low bits, with zeros above.
/// </summary>
/// <typeparam name="T"><c>Half</c>, <c>float</c> or <c>double</c>.</typeparam>
internal static class BinaryFormat<T>
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Bits of the significand field; the precision is one more.</summary>
    public static int FractionBits
    {
        [MethodImpl(AggressiveInlining)]
        get => typeof(T) == typeof(double) ? 52 : typeof(T) == typeof(float) ? 23 : 10;
    }

    /// <summary>Largest exponent of a finite number, and what is added to an exponent in the encoding.</summary>
    public static int Bias
    {
        [MethodImpl(AggressiveInlining)]
        get => typeof(T) == typeof(double) ? 1023 : typeof(T) == typeof(float) ? 127 : 15;
    }

    /// <summary>Exponent of the smallest normal number.</summary>
    public static int MinimumExponent
    {
        [MethodImpl(AggressiveInlining)]
        get => 1 - Bias;
    }

    public static ulong SignMask
    {
        [MethodImpl(AggressiveInlining)]
        get => typeof(T) == typeof(double) ? 0x8000_0000_0000_0000UL : typeof(T) == typeof(float) ? 0x8000_0000UL : 0x8000UL;
    }

    public static ulong SmallestNormal
    {
        [MethodImpl(AggressiveInlining)]
        get => typeof(T) == typeof(double) ? 0x0010_0000_0000_0000UL : typeof(T) == typeof(float) ? 0x0080_0000UL : 0x0400UL;
    }

    public static ulong Infinity
    {
        [MethodImpl(AggressiveInlining)]
        get => typeof(T) == typeof(double) ? 0x7ff0_0000_0000_0000UL : typeof(T) == typeof(float) ? 0x7f80_0000UL : 0x7c00UL;
    }

    public static ulong LargestFinite => Infinity - 1;

    /// <summary>The positive quiet NaN with an otherwise empty fraction.</summary>
    public static ulong DefaultNaN => Infinity | QuietBit;

    /// <summary>The most significant bit of the fraction, which tells quiet NaNs from signalling ones.</summary>
    public static ulong QuietBit => SmallestNormal >> 1;

    /// <summary>The left shift by which the sign bit falls out at the top.</summary>
    private static int SignOut
    {
        [MethodImpl(AggressiveInlining)]
        get => typeof(T) == typeof(double) ? 1 : typeof(T) == typeof(float) ? 33 : 49;
    }

    [MethodImpl(AggressiveInlining)]
    public static bool IsNegative(ulong bits) => (bits & SignMask) != 0;

    [MethodImpl(AggressiveInlining)]
    public static bool IsZero(ulong bits) => bits << SignOut == 0;

    [MethodImpl(AggressiveInlining)]
    public static bool IsInfinite(ulong bits) => bits << SignOut == Infinity << SignOut;

    [MethodImpl(AggressiveInlining)]
    public static bool IsNaN(ulong bits) => bits << SignOut > Infinity << SignOut;

    /// <summary>Not zero, and below the normal range.</summary>
    [MethodImpl(AggressiveInlining)]
    public static bool IsSubnormal(ulong bits) => (bits << SignOut) - 1 < (SmallestNormal << SignOut) - 1;

    public static bool IsSignallingNaN(ulong bits) => IsNaN(bits) && (bits & QuietBit) == 0;

    [MethodImpl(AggressiveInlining)]
    public static bool IsFinite(ulong bits) => bits << SignOut < Infinity << SignOut;

    /// <summary>
    /// Finite and, as a magnitude, above the smallest normal number: a result of which neither the rounding nor the
    /// flags depended on the limits of the exponent.
    /// </summary>
    [MethodImpl(AggressiveInlining)]
    public static bool IsWellInRange(ulong bits) =>
        (bits << SignOut) - ((SmallestNormal + 1) << SignOut) < (Infinity - SmallestNormal - 1) << SignOut;

    /// <summary>
    /// Finite and so large that the rounding error of a product near it, a multiple of the square of a unit in the last
    /// place, is itself a number of this format.
    /// </summary>
    public static bool HasRepresentableError(ulong bits) =>
        IsFinite(bits) && bits << SignOut >= (ulong)(2 * FractionBits + 4) << (FractionBits + SignOut);

    /// <summary>The number with the other sign; a NaN stays as it is.</summary>
    public static ulong NegateNumber(ulong bits) => IsNaN(bits) ? bits : bits ^ SignMask;

    [MethodImpl(AggressiveInlining)]
    public static T ToHost(ulong bits) => typeof(T) == typeof(double)
        ? Unsafe.BitCast<ulong, T>(bits)
        : typeof(T) == typeof(float)
            ? Unsafe.BitCast<uint, T>((uint)bits)
            : Unsafe.BitCast<ushort, T>((ushort)bits);

    [MethodImpl(AggressiveInlining)]
    public static ulong FromHost(T value) => typeof(T) == typeof(double)
        ? Unsafe.BitCast<T, ulong>(value)
        : typeof(T) == typeof(float)
            ? Unsafe.BitCast<T, uint>(value)
            : Unsafe.BitCast<T, ushort>(value);

    /// <summary>The same number as a <c>double</c>, which holds every number of the others.</summary>
    [MethodImpl(AggressiveInlining)]
    public static double ToDouble(ulong bits) => typeof(T) == typeof(double)
        ? BitConverter.UInt64BitsToDouble(bits)
        : typeof(T) == typeof(float)
            ? BitConverter.UInt32BitsToSingle((uint)bits)
            : (double)BitConverter.UInt16BitsToHalf((ushort)bits);

    /// <summary>The bits of a <c>double</c> in this format, for numbers that both hold.</summary>
    [MethodImpl(AggressiveInlining)]
    public static ulong FromDouble(double value) => typeof(T) == typeof(double)
        ? BitConverter.DoubleToUInt64Bits(value)
        : typeof(T) == typeof(float)
            ? BitConverter.SingleToUInt32Bits((float)value)
            : BitConverter.HalfToUInt16Bits((Half)value);
}
