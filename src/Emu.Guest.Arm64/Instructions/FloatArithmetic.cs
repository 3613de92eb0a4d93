using System.Runtime.CompilerServices;
using Emu.FloatingPoint;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Addition, subtraction, multiplication and division of numbers (C4.1.98).</summary>
[InstructionSet(Arm64Features.None)]
internal static class FloatArithmetic<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("fmul {rd}, {rn}, {rm}", "00011110 00 1 rm:5 0000 10 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FmulS(ref E e, Sr rd, Sr rn, Sr rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V left = Scalars<E, V, W, C>.Get(
            ref e, rn, FloatFormat.Single), right = Scalars<E, V, W, C>.Get(ref e, rm, FloatFormat.Single);
        Scalars<E, V, W, C>.Set(ref e, rd, e.FloatMultiply(FloatFormat.Single, left, right, FloatRounding.Dynamic));
    }

    [Instruction("fmul {rd}, {rn}, {rm}", "00011110 01 1 rm:5 0000 10 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FmulD(ref E e, Dr rd, Dr rn, Dr rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V left = Scalars<E, V, W, C>.Get(
            ref e, rn, FloatFormat.Double), right = Scalars<E, V, W, C>.Get(ref e, rm, FloatFormat.Double);
        Scalars<E, V, W, C>.Set(ref e, rd, e.FloatMultiply(FloatFormat.Double, left, right, FloatRounding.Dynamic));
    }

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmul {rd}, {rn}, {rm}", "00011110 11 1 rm:5 0000 10 rn:5 rd:5", Rare = true)]
    public static void FmulH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.Multiply, FloatFormat.Half, rd, rn, rm);

    [Instruction("fdiv {rd}, {rn}, {rm}", "00011110 00 1 rm:5 0001 10 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FdivS(ref E e, Sr rd, Sr rn, Sr rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V left = Scalars<E, V, W, C>.Get(
            ref e, rn, FloatFormat.Single), right = Scalars<E, V, W, C>.Get(ref e, rm, FloatFormat.Single);
        Scalars<E, V, W, C>.Set(ref e, rd, e.FloatDivide(FloatFormat.Single, left, right, FloatRounding.Dynamic));
    }

    [Instruction("fdiv {rd}, {rn}, {rm}", "00011110 01 1 rm:5 0001 10 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FdivD(ref E e, Dr rd, Dr rn, Dr rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V left = Scalars<E, V, W, C>.Get(
            ref e, rn, FloatFormat.Double), right = Scalars<E, V, W, C>.Get(ref e, rm, FloatFormat.Double);
        Scalars<E, V, W, C>.Set(ref e, rd, e.FloatDivide(FloatFormat.Double, left, right, FloatRounding.Dynamic));
    }

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fdiv {rd}, {rn}, {rm}", "00011110 11 1 rm:5 0001 10 rn:5 rd:5", Rare = true)]
    public static void FdivH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.Divide, FloatFormat.Half, rd, rn, rm);

    [Instruction("fadd {rd}, {rn}, {rm}", "00011110 00 1 rm:5 0010 10 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FaddS(ref E e, Sr rd, Sr rn, Sr rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V left = Scalars<E, V, W, C>.Get(
            ref e, rn, FloatFormat.Single), right = Scalars<E, V, W, C>.Get(ref e, rm, FloatFormat.Single);
        Scalars<E, V, W, C>.Set(ref e, rd, e.FloatAdd(FloatFormat.Single, left, right, FloatRounding.Dynamic));
    }

    [Instruction("fadd {rd}, {rn}, {rm}", "00011110 01 1 rm:5 0010 10 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FaddD(ref E e, Dr rd, Dr rn, Dr rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V left = Scalars<E, V, W, C>.Get(
            ref e, rn, FloatFormat.Double), right = Scalars<E, V, W, C>.Get(ref e, rm, FloatFormat.Double);
        Scalars<E, V, W, C>.Set(ref e, rd, e.FloatAdd(FloatFormat.Double, left, right, FloatRounding.Dynamic));
    }

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fadd {rd}, {rn}, {rm}", "00011110 11 1 rm:5 0010 10 rn:5 rd:5", Rare = true)]
    public static void FaddH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.Add, FloatFormat.Half, rd, rn, rm);

    [Instruction("fsub {rd}, {rn}, {rm}", "00011110 00 1 rm:5 0011 10 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FsubS(ref E e, Sr rd, Sr rn, Sr rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V left = Scalars<E, V, W, C>.Get(
            ref e, rn, FloatFormat.Single), right = Scalars<E, V, W, C>.Get(ref e, rm, FloatFormat.Single);
        Scalars<E, V, W, C>.Set(ref e, rd, e.FloatSubtract(FloatFormat.Single, left, right, FloatRounding.Dynamic));
    }

    [Instruction("fsub {rd}, {rn}, {rm}", "00011110 01 1 rm:5 0011 10 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FsubD(ref E e, Dr rd, Dr rn, Dr rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V left = Scalars<E, V, W, C>.Get(
            ref e, rn, FloatFormat.Double), right = Scalars<E, V, W, C>.Get(ref e, rm, FloatFormat.Double);
        Scalars<E, V, W, C>.Set(ref e, rd, e.FloatSubtract(FloatFormat.Double, left, right, FloatRounding.Dynamic));
    }

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fsub {rd}, {rn}, {rm}", "00011110 11 1 rm:5 0011 10 rn:5 rd:5", Rare = true)]
    public static void FsubH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.Subtract, FloatFormat.Half, rd, rn, rm);
}
