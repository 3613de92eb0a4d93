namespace Emu.Guest.Arm64;

/// <summary>What decoding makes of the encoded bits of operands; the decoder calls the method that has the operand type's
/// name.</summary>
internal static partial class OperandDecoding
{
    public static int XrSp(uint number) => number == 31 ? Arm64Architecture.StackPointer : (int)number;

    public static int WrSp(uint number) => XrSp(number);

    public static int AddImmediate(uint bits) => (int)((bits & 0xfff) << ((int)(bits >> 12) * 12));

    public static bool AcceptsLogicalImmediate64(uint bits) => LogicalImmediates.IsValid(bits);

    public static int LogicalImmediate64(uint bits) => LogicalImmediates.Decode(bits);

    public static bool AcceptsLogicalImmediate32(uint bits) => LogicalImmediates.IsValid(bits);

    public static int LogicalImmediate32(uint bits) => LogicalImmediates.Decode(bits);

    public static bool AcceptsAddShift(uint bits) => bits < 0xc0;

    public static bool AcceptsExtendedAmount(uint bits) => bits >> 3 <= 4;

    public static int SystemRegisterNumber(uint bits) => (int)bits | 0x8000;

    public static int DataKey(uint bits) => (int)bits | 2;

    public static bool AcceptsPstateField(uint bits) => bits is 3 or 4 or 5 or 25 or 26 or 30 or 31;
}
