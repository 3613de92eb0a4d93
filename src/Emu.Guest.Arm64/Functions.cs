using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <summary>Functions that instructions compute outside of translated code. The numbers are permanent, as they are in cached
/// code.</summary>
internal static class Functions
{
    /// <summary>NZCV of a kind, the first operand, and the two numbers that it follows from.</summary>
    public const uint PackFlags = 0;

    /// <summary>The first operand as a CRC-32 that takes in the second one; to this number are added the binary logarithm of the
    /// second operand's bytes, and <see cref="Castagnoli"/>.</summary>
    public const uint Checksum = 0x10;

    /// <summary>Added to <see cref="Checksum"/>: CRC-32C.</summary>
    public const uint Castagnoli = 4;

    /// <summary>The code of a pointer, the first operand, with a modifier and a key, by QARMA5.</summary>
    public const uint Qarma5Code = 0x20;

    // The polynomials, lowest degree in the highest bit.
    private const uint EthernetPolynomial = 0xedb8_8320, CastagnoliPolynomial = 0x82f6_3b78;

    /// <summary>As <see cref="IGuest.Compute"/>.</summary>
    public static ulong Compute(uint function, ulong first, ulong second, ulong third) => function switch
    {
        PackFlags => FlagConditions<NumericValue, NumericCondition>.Pack(
            (FlagKind)first, new NumericValue(second), new NumericValue(third)).Bits,
        >= Checksum and < Checksum + (2 * Castagnoli) => TakeIn(
            (uint)first, second, 8 << (int)(function & 3),
            (function & Castagnoli) != 0 ? CastagnoliPolynomial : EthernetPolynomial),
        Qarma5Code => QarmaCipher.Encrypt(first, second, third, QarmaCipher.UpperHalfOf(third)),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "no such function"),
    };

    private static uint TakeIn(uint checksum, ulong value, int bits, uint polynomial)
    {
        ulong rest = checksum ^ (value & (ulong.MaxValue >> (64 - bits)));
        for (int i = 0; i < bits; i++) rest = (rest >> 1) ^ ((0 - (rest & 1)) & polynomial);
        return (uint)rest;
    }
}
