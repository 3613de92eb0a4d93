using CsCheck;

namespace Emu.Testing;

/// <summary>
/// Random floating-point numbers as raw bits, made to meet where arithmetic has its corners: special values, exponents
/// close to each other and to every limit, fractions with few ones, so that sums and products end exactly on or beside
/// halfway.
/// </summary>
public static class FloatOperandGen
{
    /// <summary>binary64.</summary>
    public static Gen<ulong> Double { get; } = Numbers(52, 1023);

    /// <summary>binary32, with a zero upper half.</summary>
    public static Gen<ulong> Single { get; } = Numbers(23, 127);

    /// <summary>binary16, with zeros above.</summary>
    public static Gen<ulong> Half { get; } = Numbers(10, 15).Select(bits => bits & ushort.MaxValue);

    /// <summary>
    /// Integers at and beside powers of two, and halfway between the numbers that a format holds there.
    /// </summary>
    public static Gen<ulong> Integer { get; } = Gen.Frequency(
        (1, Gen.Long[-9, 9].Select(value => (ulong)value)),
        (4, Gen.Select(Gen.Int[0, 64], Gen.Int[0, 63], Gen.Long[-3, 3], Gen.Long[-2, 2], (power, place, step, delta) =>
            (power == 64 ? 0 : 1UL << power) + (ulong)(step << place) + (ulong)delta)),
        (2, Gen.Select(Gen.ULong, Gen.Int[0, 63], (bits, shift) => bits >> shift)),
        (1, Gen.Select(Gen.ULong, Gen.Int[0, 63], (bits, shift) => 0UL - (bits >> shift))),
        (1, Gen.ULong));

    private static Gen<ulong> Numbers(int fractionBits, int bias)
    {
        int largest = 2 * bias + 1;
        ulong one = 1UL << fractionBits;
        ulong signBit = (ulong)(largest + 1) << fractionBits;
        Gen<ulong> sign = Gen.OneOfConst(0UL, signBit);

        Gen<int> exponent = Gen.Frequency(
            (4, Gen.Int[bias - 3, bias + 3]),
            (3, Gen.Int[bias - fractionBits - 4, bias + fractionBits + 4]),
            (2, Gen.Int[bias - 2, bias + 66]),
            (2, Gen.Int[0, 3]),
            (1, Gen.Int[0, 3 * fractionBits]),
            (2, Gen.Int[largest - 4, largest - 1]),
            (2, Gen.Int[bias / 2 - fractionBits, bias / 2 + fractionBits]),
            (1, Gen.Int[bias / 2 * 3 - 3, bias / 2 * 3 + 3]),
            (2, Gen.Int[0, largest]));
        Gen<ulong> fraction = Gen.Frequency(
            (2, Gen.Const(0UL)),
            (1, Gen.Const(one - 1)),
            (2, Gen.Int[0, fractionBits - 1].Select(bit => 1UL << bit)),
            (1, Gen.Int[0, fractionBits - 1].Select(bit => one - (1UL << bit))),
            (2, Gen.Select(Gen.ULong[0, one - 1], Gen.Int[0, fractionBits], (bits, cut) => bits >> cut << cut)),
            (1, Gen.Select(Gen.ULong[0, one - 1], Gen.Int[0, fractionBits], (bits, cut) => bits >> cut)),
            (2, Gen.ULong[0, one - 1]));
        ulong infinity = (ulong)largest << fractionBits;
        ulong quiet = one >> 1;
        Gen<ulong> special = Gen.OneOfConst(
            0UL, 1UL, one - 1, one, one + 1, infinity - 1, infinity,
            infinity | quiet, infinity | 1, infinity | quiet | 5);

        Gen<ulong> magnitude = Gen.Frequency(
            (1, special),
            (6, Gen.Select(exponent, fraction, (field, bits) => ((ulong)field << fractionBits) | bits)));
        return Gen.Select(magnitude, sign, (bits, signOnly) => bits | signOnly);
    }
}
