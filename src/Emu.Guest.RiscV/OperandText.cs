using System.Globalization;
using Emu.FloatingPoint;

namespace Emu.Guest.RiscV;

/// <summary>How operands are printed; the disassembler calls the method that has the operand type's name.</summary>
internal static class OperandText
{
    private static readonly string[] Registers =
    [
        "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5",
        "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
    ];

    private static readonly string[] FloatRegisters =
    [
        "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2", "fa3", "fa4", "fa5",
        "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9", "ft10", "ft11",
    ];

    private static readonly string[] RoundingModes = ["rne", "rtz", "rdn", "rup", "rmm", "unknown", "unknown", "dyn"];

    private static readonly string[] Orderings = ["", ".rl", ".aq", ".aqrl"];

    public static string Reg(byte number) => Registers[number];

    public static string FReg(byte number) => FloatRegisters[number];

    public static string Imm(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string UImm(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string SmallUImm(byte value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Shamt(byte value) => $"0x{value:x}";

    public static string Offset(ulong address, int value) => $"0x{address + (ulong)(long)value:x}";

    public static string UpperImm(int value) => $"0x{(value >> 12) & 0xfffff:x}";

    public static string CsrNumber(int number) => CsrNames.NameOrNumber(number);

    public static string RoundingMode(byte value) => RoundingModes[value];

    /// <summary>The rounding mode behind a comma, or nothing when it is the dynamic one.</summary>
    public static string OptionalRoundingMode(byte value) =>
        value == (byte)FloatRounding.Dynamic ? "" : $",{RoundingModes[value]}";

    public static string Ordering(byte bits) => Orderings[bits];

    public static string FenceSet(byte bits)
    {
        const string Letters = "iorw";
        string text = "";
        for (int i = 0; i < Letters.Length; i++)
        {
            if ((bits & (8 >> i)) != 0)
                text += Letters[i];
        }

        return text.Length == 0 ? "unknown" : text;
    }
}
