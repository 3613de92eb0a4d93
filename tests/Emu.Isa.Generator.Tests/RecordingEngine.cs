namespace Emu.Isa.Generator.Tests;

/// <summary>
/// An engine for the generated dispatchers that writes down what it is told to do, and cannot compute.
/// </summary>
internal static class RecordingEngine
{
    public const string Source = """
        using System;
        using System.Collections.Generic;
        using Emu.Isa;

        namespace Emu.Guest.RiscV;

        public static unsafe class Machine
        {
            /// <summary>Runs words as one program through the interpreter's loop; what happened.</summary>
            public static string Interpret(uint[] words)
            {
                DecodedInstruction[] program = new DecodedInstruction[words.Length + 1];
                for (int i = 0; i < words.Length; i++)
                    Decoder.Decode(words[i], Extensions.I, out program[i]);
                program[words.Length].Operation = Operation.EndOfBlock;
                List<string> log = [];
                fixed (DecodedInstruction* first = program)
                {
                    Recorder recorder = new(log, first, first + program.Length);
                    InterpreterLoop<Recorder, Number, Truth>.Run(ref recorder);
                    log.Add(recorder.IsAtEnd ? "stopped at the end" : "stopped early");
                }

                return string.Join("; ", log);
            }

            /// <summary>Executes one word alone; what happened.</summary>
            public static string Execute(uint word)
            {
                Decoder.Decode(word, Extensions.I, out DecodedInstruction instruction);
                List<string> log = [];
                Recorder recorder = new(log, null, null);
                log.Add(Dispatch<Recorder, Number, Truth>.Execute(ref recorder, in instruction) ? "ends" : "goes on");
                return string.Join("; ", log);
            }
        }

        public unsafe struct Recorder(List<string> log, DecodedInstruction* next, DecodedInstruction* end)
            : IRiscVEmitter<Number, Truth>, IInterpreterCursor
        {
            public readonly bool IsAtEnd => next == end;
            public void Note(int number) => log.Add($"{number}");
            public void System(SystemOperation operation, int first, int second) => log.Add($"{operation}");
            public DecodedInstruction* Next() => next++;
            public void FallThrough() => log.Add("falls through");

            public bool EndBlock()
            {
                log.Add("end of block");
                return next != end;
            }
        }

        public struct Truth : ICondition<Truth>
        {
            public static Truth operator !(Truth condition) => throw null!;
            public static Truth operator &(Truth left, Truth right) => throw null!;
            public static Truth operator |(Truth left, Truth right) => throw null!;
        }

        public struct Number : IValue<Number, Truth>
        {
            public static implicit operator Number(long constant) => throw null!;
            public static Number operator +(Number left, Number right) => throw null!;
            public static Number operator -(Number left, Number right) => throw null!;
            public static Number operator *(Number left, Number right) => throw null!;
            public static Number operator &(Number left, Number right) => throw null!;
            public static Number operator |(Number left, Number right) => throw null!;
            public static Number operator ^(Number left, Number right) => throw null!;
            public static Number operator ~(Number value) => throw null!;
            public Number ShiftLeft(Number count) => throw null!;
            public Number ShiftRightLogical(Number count) => throw null!;
            public Number ShiftRightArithmetic(Number count) => throw null!;
            public Number RotateRight(Number count) => throw null!;
            public Number RotateRightWord(Number count) => throw null!;
            public Number SignExtend(int bits) => throw null!;
            public Number ZeroExtend(int bits) => throw null!;
            public static Number MultiplyHighSigned(Number left, Number right) => throw null!;
            public static Number MultiplyHighUnsigned(Number left, Number right) => throw null!;
            public static Number MultiplyHighSignedUnsigned(Number left, Number right) => throw null!;
            public static Number DivideSigned(Number dividend, Number divisor) => throw null!;
            public static Number DivideUnsigned(Number dividend, Number divisor) => throw null!;
            public static Number RemainderSigned(Number dividend, Number divisor) => throw null!;
            public static Number RemainderUnsigned(Number dividend, Number divisor) => throw null!;
            public Number CountLeadingZeros() => throw null!;
            public Number CountTrailingZeros() => throw null!;
            public Number PopulationCount() => throw null!;
            public Number ReverseBytes() => throw null!;
            public Truth IsEqual(Number other) => throw null!;
            public Truth IsNotEqual(Number other) => throw null!;
            public Truth IsLessSigned(Number other) => throw null!;
            public Truth IsLessUnsigned(Number other) => throw null!;
            public Truth IsGreaterOrEqualSigned(Number other) => throw null!;
            public Truth IsGreaterOrEqualUnsigned(Number other) => throw null!;
            public static Number Select(Truth condition, Number whenTrue, Number whenFalse) => throw null!;
            public static Number FromCondition(Truth condition) => throw null!;
        }
        """;
}
