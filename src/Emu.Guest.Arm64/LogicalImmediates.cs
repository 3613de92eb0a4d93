using System.Numerics;

namespace Emu.Guest.Arm64;

/// <summary>
/// Immediates of logical instructions: a run of ones in an element of 2 to 64 bits, rotated right and repeated
/// (DDI 0487, DecodeBitMasks).
/// </summary>
internal static class LogicalImmediates
{
    private static ReadOnlySpan<ulong> Repetitions =>
        [0, 0x5555_5555_5555_5555, 0x1111_1111_1111_1111, 0x0101_0101_0101_0101, 0x0001_0001_0001_0001, 0x0000_0001_0000_0001, 1];

    /// <summary>False for the combinations of N (bit 12), immr and imms that are reserved.</summary>
    public static bool IsValid(uint bits)
    {
        int length = LengthOf(bits);
        if (length < 1) return false;
        uint mask = (1u << length) - 1;
        return (bits & mask) != mask;
    }

    /// <summary>The same three fields as numbers that are ready for <see cref="Expand"/>: the element's length as a power of
    /// two from bit 12, the rotation from bit 6, the number of ones less one.</summary>
    public static int Decode(uint bits)
    {
        int length = LengthOf(bits);
        uint mask = (1u << length) - 1;
        return (length << 12) | (int)(((bits >> 6) & mask) << 6) | (int)(bits & mask);
    }

    /// <summary>The immediate, 64 bits.</summary>
    public static ulong Expand(int decoded) => BitOperations.RotateRight(
        (ulong.MaxValue >> (63 - (decoded & 63))) * Repetitions[decoded >> 12], (decoded >> 6) & 63);

    private static int LengthOf(uint bits) => BitOperations.Log2((((bits >> 6) & 0x40) | (~bits & 0x3f)) * 2) - 1;
}
