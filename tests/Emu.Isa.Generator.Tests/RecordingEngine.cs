namespace Emu.Isa.Generator.Tests;

/// <summary>
/// An engine for the generated dispatchers that writes down what it is told to do, and cannot compute.
/// </summary>
internal static class RecordingEngine
{
    public const string Source = """
        using System;
        using System.Collections.Generic;
        using Emu.FloatingPoint;
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
                program[words.Length].Operation = DecodedInstruction.EndOfBlock;
                List<string> log = [];
                fixed (DecodedInstruction* first = program)
                {
                    Recorder recorder = new(log, first, first + program.Length);
                    InterpreterLoop<Recorder, Number, Pair, Truth>.Run(ref recorder);
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
                log.Add(Dispatch<Recorder, Number, Pair, Truth>.Execute(ref recorder, in instruction) ? "ends" : "goes on");
                return string.Join("; ", log);
            }
        }

        public unsafe struct Recorder(List<string> log, DecodedInstruction* next, DecodedInstruction* end)
            : IEmitter<Number, Pair, Truth>, IInterpreterCursor
        {
            public readonly bool IsAtEnd => next == end;
            public void Jump(int number) => log.Add($"{number}");
            public void Illegal() => log.Add("illegal");
            public DecodedInstruction* Next() => next++;
            public void FallThrough() => log.Add("falls through");

            public bool EndBlock()
            {
                log.Add("end of block");
                return next != end;
            }

            public Number this[Register register] { get => throw null!; set => throw null!; }
            public Number Pc => throw null!;
            public Number NextPc => throw null!;
            public Pair Vector(Register register) => throw null!;
            public void SetVector(Register register, Pair value) => throw null!;
            public Pair FloatLanes(
                FloatFunction function, FloatFormat format, bool isFull, Pair first, Pair second, Pair third,
                FloatRounding rounding, int immediate) => throw null!;
            public Number Compute(uint function, Number first, Number second, Number third) => throw null!;
            public bool Load(Number address, Width width, out Number value) => throw null!;
            public bool Store(Number address, Width width, Number value) => throw null!;
            public bool LoadVector(Number address, out Pair value) => throw null!;
            public bool StoreVector(Number address, Pair value) => throw null!;
            public bool AtomicReadModifyWrite(
                AtomicOperation operation, Number address, Width width, Number operand, out Number old) => throw null!;
            public bool CompareExchange(
                Number address, Width width, Number expected, Number value, out Number old) => throw null!;
            public bool CompareExchange(Number address, Pair expected, Pair value, out Pair old) => throw null!;
            public bool LoadReserved(Number address, out Pair value) => throw null!;
            public bool StoreConditional(Number address, Pair value, out Number failed) => throw null!;
            public bool LoadReserved(Number address, Width width, out Number value) => throw null!;
            public bool StoreConditional(Number address, Width width, Number value, out Number failed) => throw null!;
            public bool ZeroBlock(Number address) => throw null!;
            public void MemoryFence() => throw null!;
            public void BranchIf(Truth condition, int offset) => throw null!;
            public void JumpIndirect(Number target) => throw null!;
            public bool System(uint operation, Number first, Number second, out Number result) => throw null!;
            public Number Float(Register register) => throw null!;
            public void SetFloat(Register register, Number value) => throw null!;
            public bool BeginFloat() => throw null!;
            public bool BeginFloat(FloatRounding rounding) => throw null!;
            public Number FloatAdd(FloatFormat format, Number left, Number right, FloatRounding rounding) => throw null!;
            public Number FloatSubtract(FloatFormat format, Number left, Number right, FloatRounding rounding) => throw null!;
            public Number FloatMultiply(FloatFormat format, Number left, Number right, FloatRounding rounding) => throw null!;
            public Number FloatDivide(FloatFormat format, Number left, Number right, FloatRounding rounding) => throw null!;
            public Number FloatSquareRoot(FloatFormat format, Number operand, FloatRounding rounding) => throw null!;
            public Number FloatMultiplyAdd(
                FloatFormat format, Number left, Number right, Number addend, FloatRounding rounding) => throw null!;
            public Number FloatMinimum(FloatFormat format, Number left, Number right) => throw null!;
            public Number FloatMaximum(FloatFormat format, Number left, Number right) => throw null!;
            public Truth FloatIsEqual(FloatFormat format, Number left, Number right) => throw null!;
            public Truth FloatIsLess(FloatFormat format, Number left, Number right) => throw null!;
            public Truth FloatIsLessOrEqual(FloatFormat format, Number left, Number right) => throw null!;
            public Number FloatToInteger(
                FloatFormat from, IntegerFormat to, Number operand, FloatRounding rounding) => throw null!;
            public Number IntegerToFloat(
                IntegerFormat from, FloatFormat to, Number operand, FloatRounding rounding) => throw null!;
            public Number FloatToFloat(
                FloatFormat from, FloatFormat to, Number operand, FloatRounding rounding) => throw null!;
            public Number FloatApply(
                FloatFunction function, FloatFormat format, Number first, Number second, Number third,
                FloatRounding rounding, int immediate) => throw null!;
        }

        public struct Pair : IVector<Pair, Number, Truth>
        {
            public static Pair Zero => throw null!;
            public Number Low => throw null!;
            public Number High => throw null!;
            public static Pair operator &(Pair left, Pair right) => throw null!;
            public static Pair operator |(Pair left, Pair right) => throw null!;
            public static Pair operator ~(Pair value) => throw null!;
            public static Pair Create(Number low, Number high) => throw null!;
            public static Pair Duplicate(Lanes lanes, Number value) => throw null!;
            public static Pair Apply(
                VectorOperation operation, Lanes lanes, Pair first, Pair second, Pair third, int immediate) => throw null!;
            public Number Get(Lanes lanes, int index) => throw null!;
            public Pair With(Lanes lanes, int index, Number value) => throw null!;
            public static Pair operator ^(Pair left, Pair right) => throw null!;
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
