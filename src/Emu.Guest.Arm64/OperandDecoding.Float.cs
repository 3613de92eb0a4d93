namespace Emu.Guest.Arm64;

/// <content>Fixed-point numbers.</content>
internal static partial class OperandDecoding
{
    public static int Fraction16(uint bits) => 16 - (int)bits;

    public static int Fraction32(uint bits) => 32 - (int)bits;

    public static int Fraction64(uint bits) => 64 - (int)bits;
}
