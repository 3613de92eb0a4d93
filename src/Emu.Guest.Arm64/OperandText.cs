using System.Globalization;

namespace Emu.Guest.Arm64;

/// <summary>How operands are printed; the disassembler calls the method that has the operand type's name.</summary>
internal static partial class OperandText
{
    private static readonly string[] Conditions =
        ["eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", "al", "nv"];

    private static readonly string[] PointerKeyNames = ["ia", "ib", "da", "db"];

    private static readonly string[] Orderings = ["", "l", "a", "al"];

    private static readonly string[] Shifts = ["lsl", "lsr", "asr", "ror"];

    private static readonly string[] Extends = ["uxtb", "uxth", "uxtw", "uxtx", "sxtb", "sxth", "sxtw", "sxtx"];

    private static readonly string[] Barriers =
    [
        "#0x00", "oshld", "oshst", "osh", "#0x04", "nshld", "nshst", "nsh", "#0x08", "ishld", "ishst", "ish", "#0x0c", "ld",
        "st", "sy",
    ];

    public static string Xr(byte number) => number == 31 ? "xzr" : $"x{number}";

    public static string Wr(byte number) => number == 31 ? "wzr" : $"w{number}";

    public static string XrSp(byte number) => number == 31 ? "sp" : $"x{number}";

    public static string WrSp(byte number) => number == 31 ? "wsp" : $"w{number}";

    public static string OptionalRareRegister(byte number) => number == 31 ? "" : $", {Xr(number)}";

    public static string Cond(byte number) => Conditions[number];

    public static string SmallHex(byte value) => $"#0x{value:x}";

    public static string Hex(int value) => $"#0x{value:x}";

    public static string SmallUImm(byte value) => $"#{value}";

    public static string UImm(int value) => $"#{value}";

    public static string Imm(int value) => $"#{value.ToString(CultureInfo.InvariantCulture)}";

    public static string Offset(ulong address, int value) => $"0x{address + (ulong)(long)value:x}";

    public static string PageOffset(ulong address, int value) => $"0x{(address & ~0xfffUL) + ((ulong)value << 12):x}";

    public static string AddImmediate(int bits) => $"#0x{bits & 0xfff:x}{(bits >> 12 != 0 ? ", lsl #12" : "")}";

    public static string OptionalShift(byte bits) => bits == 0 ? "" : $", {Shifts[bits >> 6]} #{bits & 63}";

    public static string OptionalHalfPlace(byte number) => number == 0 ? "" : $", lsl #{number * 16}";

    public static string LogicalImmediate64(int bits) =>
        $"#0x{LogicalImmediates.Expand(LogicalImmediates.Decode((uint)bits)):x}";

    public static string LogicalImmediate32(int bits) =>
        $"#0x{(uint)LogicalImmediates.Expand(LogicalImmediates.Decode((uint)bits)):x}";

    public static string OptionalDisplacement(int value) =>
        value == 0 ? "" : $", #{value.ToString(CultureInfo.InvariantCulture)}";

    public static string OptionalScaledOffset(int value) => OptionalDisplacement(value);

    /// <summary>The extended operand of an addition: its register has 64 bits for UXTX and SXTX of 64 bits only, and where
    /// the stack pointer is an operand the extension that does nothing is called LSL.</summary>
    /// <param name="register">The register.</param>
    /// <param name="extend">As <see cref="ExtendedAmount"/> has it.</param>
    /// <param name="destination">The register that is set.</param>
    /// <param name="first">The first operand.</param>
    /// <param name="natural">The extension that does nothing: 2 or 3.</param>
    public static string Extended(byte register, byte extend, byte destination, byte first, byte natural)
    {
        (int kind, int amount) = (extend & 7, extend >> 3);
        string name = (kind & 3) == 3 && natural == 3 ? Xr(register) : Wr(register);
        string shift = amount == 0 ? "" : $" #{amount}";
        if (kind != natural || (destination != 31 && first != 31)) return $"{name}, {Extends[kind]}{shift}";
        return amount == 0 ? name : $"{name}, lsl{shift}";
    }

    /// <summary>As <see cref="Extended"/> where the register that is set cannot be the stack pointer.</summary>
    public static string ExtendedCompare(byte register, byte extend, byte first, byte natural) =>
        Extended(register, extend, 0, first, natural);

    /// <summary>The index of an address.</summary>
    /// <param name="register">The register.</param>
    /// <param name="kind">The extension.</param>
    /// <param name="isScaled">1 when the index counts elements.</param>
    /// <param name="scale">The element's size as a power of two.</param>
    public static string Index(byte register, byte kind, byte isScaled, byte scale)
    {
        string name = (kind & 1) != 0 ? Xr(register) : Wr(register);
        string amount = isScaled != 0 ? $" #{scale}" : "";
        if (kind != 3) return $"{name}, {Extends[kind]}{amount}";
        return isScaled != 0 ? $"{name}, lsl{amount}" : name;
    }

    /// <summary>An index of 64 bits that is not extended.</summary>
    public static string ShiftedIndex(byte register, byte isScaled, byte scale) => Index(register, 3, isScaled, scale);

    /// <summary>The register of a test of one bit: of 32 bits when they have it.</summary>
    public static string TestedRegister(byte register, byte bit) => bit < 32 ? Wr(register) : Xr(register);

    public static string Ordering(byte bits) => Orderings[bits];

    public static string OptionalReturnRegister(byte number) => number == 30 ? "" : $"\t{Xr(number)}";

    public static string OptionalAddShift(byte bits) => OptionalShift(bits);

    public static string SystemRegisterNumber(int bits) => SystemRegisterNames.NameOf(bits | 0x8000);

    /// <summary>A system register that is written.</summary>
    public static string WrittenRegister(int bits) => SystemRegisterNames.WrittenNameOf(bits | 0x8000);

    /// <summary>The field of PSTATE that an instruction sets, by op1 and op2.</summary>
    public static string PstateField(byte field) => field switch
    {
        3 => "uao",
        4 => "pan",
        5 => "spsel",
        25 => "ssbs",
        26 => "dit",
        30 => "daifset",
        _ => "daifclr",
    };

    /// <summary>An operation of the system by op1, CRn, CRm and op2.</summary>
    public static string SystemCall(int bits) => $"#{bits >> 11}, C{bits >> 7 & 15}, C{bits >> 3 & 15}, #{bits & 7}";

    /// <summary>A number without its sign of an immediate.</summary>
    public static string Plain(byte value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A register of an even number and the next one.</summary>
    public static string WPair(byte number) => $"{Wr(number)}, {Wr((byte)(number + 1))}";

    /// <summary>The same of 64 bits.</summary>
    public static string XPair(byte number) => $"{Xr(number)}, {Xr((byte)(number + 1))}";

    public static string PrefetchKind(byte value)
    {
        (int type, int level, int policy) = (value >> 3, (value >> 1) & 3, value & 1);
        if (type == 3 || level == 3) return $"#0x{value:x2}";
        return $"{(type switch { 0 => "pld", 1 => "pli", _ => "pst" })}l{level + 1}{(policy == 0 ? "keep" : "strm")}";
    }

    public static string PointerKey(byte bits) => PointerKeyNames[bits & 3];

    /// <summary>A key used with the modifier 0.</summary>
    public static string ZeroKey(byte bits) => PointerKeyNames[bits].Insert(1, "z");

    public static string DataKey(byte bits) => bits == 0 ? "a" : "b";

    /// <summary>The letter of an instruction key.</summary>
    public static string InstructionKey(byte bits) => bits == 0 ? "a" : "b";

    /// <summary>The kind of pointer that loses its code.</summary>
    public static string StrippedKind(byte bit) => bit == 0 ? "i" : "d";

    /// <summary>The hint of a key, by that of key A.</summary>
    public static string HintOfKey(byte bits, byte first) => $"#0x{first + 2 * bits:x}";

    public static string BarrierOption(byte value) => Barriers[value];

    public static string OptionalRareOption(byte value) => value == 15 ? "" : $"\t#0x{value:x}";
}
