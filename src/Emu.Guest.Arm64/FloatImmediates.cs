using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <summary>Floating-point constants of 8 bits: a sign, an exponent from -3 to 4, four bits of fraction.</summary>
internal static class FloatImmediates
{
    private const int FractionBits = 4;

    /// <summary>The encoding of the number in a format.</summary>
    public static ulong Expand(byte bits, FloatFormat format)
    {
        (int width, int fraction) = format switch
        {
            FloatFormat.Double => (64, 52),
            FloatFormat.Single => (32, 23),
            _ => (16, 10),
        };
        int exponentBits = width - fraction - 1;
        ulong low = (ulong)(bits >> FractionBits & 3);
        ulong exponent = (bits & 0x40) != 0
            ? (((1UL << (exponentBits - 3)) - 1) << 2) | low
            : (1UL << (exponentBits - 1)) | low;
        ulong sign = (ulong)(bits >> 7) << (width - 1);
        return sign | exponent << fraction | (ulong)(bits & 15) << (fraction - FractionBits);
    }
}
