using System.Globalization;
using Emu.Isa;

namespace Emu.Guest.Toy;

/// <summary>An integer register, 0 to 14.</summary>
[Operand(4, IsSmall = true, Reserved = [15])]
public readonly record struct R(byte Number)
{
    public static implicit operator R(byte number) => new(number);

    public static implicit operator Register(R register) => new(register.Number);
}

/// <summary>A vector register, 0 to 7.</summary>
[Operand(4, IsSmall = true, Reserved = [8, 9, 10, 11, 12, 13, 14, 15])]
public readonly record struct Q(byte Number)
{
    public static implicit operator Q(byte number) => new(number);

    public static implicit operator Register(Q register) =>
        new((byte)(ToyArchitecture.FirstVector + register.Number));
}

/// <summary>How operands are printed; the disassembler calls the method that has the operand type's name.</summary>
internal static class OperandText
{
    public static string R(byte number) => $"r{number}";

    public static string Q(byte number) => $"q{number}";

    public static string UImm(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string SmallUImm(byte value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Shamt(byte value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Imm(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Offset(ulong address, int value) => $"0x{address + (ulong)(long)value:x}";
}
