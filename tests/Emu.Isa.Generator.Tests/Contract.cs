namespace Emu.Isa.Generator.Tests;

/// <summary>The part of Emu.Guest.RiscV that generated code refers to, as small as it can be.</summary>
internal static class Contract
{
    public const string Source = """
        using System;
        using Emu.Isa;

        [assembly: InstructionFormat(typeof(Emu.Guest.RiscV.Extensions), LongWhen = "11")]

        namespace Emu.Guest.RiscV;

        [Flags]
        public enum Extensions : uint { None = 0, I = 1, C = 2, F = 4 }

        [Operand(5, IsSmall = true, IsRegister = true)]
        public readonly record struct Reg(byte Number)
        {
            public static implicit operator Reg(byte number) => new(number);
        }

        [Operand(5, IsSmall = true, IsRegister = true)]
        public readonly record struct FReg(byte Number)
        {
            public static implicit operator FReg(byte number) => new(number);
        }

        [Operand(3, IsSmall = true, IsOptional = true, Reserved = [5, 6])]
        public readonly record struct RoundingMode(byte Number)
        {
            public static implicit operator RoundingMode(byte number) => new(number);
        }

        [Operand(5, IsSmall = true, IsDecoded = true, IsChecked = true)]
        public readonly record struct Doubled(byte Number)
        {
            public static implicit operator Doubled(byte number) => new(number);
        }

        internal static class OperandDecoding
        {
            public static int Doubled(uint bits) => (int)bits * 2;
            public static bool AcceptsDoubled(uint bits) => bits != 3;
        }

        [AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
        public sealed class InstructionSetAttribute(Extensions required) : Attribute
        {
            public Extensions Required { get; } = required;
        }

        internal static class OperandText
        {
            public static string Reg(byte number) => $"x{number}";
            public static string FReg(byte number) => $"f{number}";
            public static string Doubled(byte value) => $"two times {value}";
            public static string Sum(byte left, byte right, byte more) => $"{left + right + more}";
            public static string Imm(int value) => $"{value}";
            public static string UImm(int value) => $"{value}";
            public static string Shamt(byte value) => $"{value}";
            public static string SmallUImm(byte value) => $"{value}";
            public static string UpperImm(int value) => $"{value >> 12}";
            public static string Offset(ulong address, int value) => $"{address + (ulong)value}";
            public static string OptionalRoundingMode(byte value) => value == 7 ? "" : $",{value}";
        }
        """;
}
