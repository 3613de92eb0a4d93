namespace Emu.Isa.Generator.Tests;

/// <summary>The part of Emu.Guest.RiscV that generated code refers to, as small as it can be.</summary>
internal static class Contract
{
    public const string Source = """
        using System;
        using Emu.Isa;

        namespace Emu.Guest.RiscV;

        [Flags]
        public enum Extensions : uint { None = 0, I = 1, C = 2, F = 4 }

        public enum RoundingMode : byte { NearestEven = 0, Dynamic = 7 }

        public enum SystemOperation { IllegalInstruction = 0 }

        [AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
        public sealed class InstructionSetAttribute(Extensions required) : Attribute
        {
            public Extensions Required { get; } = required;
        }

        public struct DecodedInstruction
        {
            public Operation Operation;
            public byte A;
            public byte B;
            public byte C;
            public byte D;
            public int Immediate;
            public uint Raw;
        }

        public interface IRiscVEmitter<V, C>
            where V : struct, IValue<V, C>
            where C : struct, ICondition<C>
        {
            void Note(int number);
            void System(SystemOperation operation, int first, int second);
        }

        public unsafe interface IInterpreterCursor
        {
            DecodedInstruction* Next();
            void FallThrough();
            bool EndBlock();
        }

        internal static class OperandText
        {
            public static string Reg(byte number) => $"x{number}";
            public static string FReg(byte number) => $"f{number}";
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
