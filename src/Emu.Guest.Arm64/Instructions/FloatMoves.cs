using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Copies, signs, constants and selection: what does no arithmetic (C4.1.95 - C4.1.99).</summary>
[InstructionSet(Arm64Features.None)]
internal static class FloatMoves<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("fmov {rd}, {rn}", "00011110 00 1 000000 10000 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FmovS(ref E e, Sr rd, Sr rn) =>
        Scalars<E, V, W, C>.Set(ref e, rd, Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Single));

    [Instruction("fabs {rd}, {rn}", "00011110 00 1 000001 10000 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FabsS(ref E e, Sr rd, Sr rn) =>
        Scalars<E, V, W, C>.Set(
            ref e, rd, Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Single) & ~Scalars<E, V, W,
            C>.Sign(FloatFormat.Single));

    [Instruction("fneg {rd}, {rn}", "00011110 00 1 000010 10000 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FnegS(ref E e, Sr rd, Sr rn) =>
        Scalars<E, V, W, C>.Set(
            ref e, rd, Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Single) ^ Scalars<E, V, W,
            C>.Sign(FloatFormat.Single));

    [Instruction("fmov {rd}, {imm}", "00011110 00 1 imm:8 100 00000 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FmovImmediateS(ref E e, Sr rd, FloatImmediate imm) =>
        Scalars<E, V, W, C>.Set(ref e, rd, imm.Expand(FloatFormat.Single));

    [Instruction("fcsel {rd}, {rn}, {rm}, {condition}", "00011110 00 1 rm:5 condition:4 11 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FcselS(ref E e, Sr rd, Sr rn, Sr rm, Cond condition) =>
        Scalars<E, V, W, C>.Select(ref e, FloatFormat.Single, rd, rn, rm, condition);

    [Instruction("fmov {rd}, {rn}", "00011110 01 1 000000 10000 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FmovD(ref E e, Dr rd, Dr rn) =>
        Scalars<E, V, W, C>.Set(ref e, rd, Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Double));

    [Instruction("fabs {rd}, {rn}", "00011110 01 1 000001 10000 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FabsD(ref E e, Dr rd, Dr rn) =>
        Scalars<E, V, W, C>.Set(
            ref e, rd, Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Double) & ~Scalars<E, V, W,
            C>.Sign(FloatFormat.Double));

    [Instruction("fneg {rd}, {rn}", "00011110 01 1 000010 10000 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FnegD(ref E e, Dr rd, Dr rn) =>
        Scalars<E, V, W, C>.Set(
            ref e, rd, Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Double) ^ Scalars<E, V, W,
            C>.Sign(FloatFormat.Double));

    [Instruction("fmov {rd}, {imm}", "00011110 01 1 imm:8 100 00000 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FmovImmediateD(ref E e, Dr rd, FloatImmediate imm) =>
        Scalars<E, V, W, C>.Set(ref e, rd, imm.Expand(FloatFormat.Double));

    [Instruction("fcsel {rd}, {rn}, {rm}, {condition}", "00011110 01 1 rm:5 condition:4 11 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FcselD(ref E e, Dr rd, Dr rn, Dr rm, Cond condition) =>
        Scalars<E, V, W, C>.Select(ref e, FloatFormat.Double, rd, rn, rm, condition);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmov {rd}, {rn}", "00011110 11 1 000000 10000 rn:5 rd:5", Rare = true)]
    public static void FmovH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Set(ref e, rd, Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Half));

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fabs {rd}, {rn}", "00011110 11 1 000001 10000 rn:5 rd:5", Rare = true)]
    public static void FabsH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Set(
            ref e, rd, Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Half) & ~Scalars<E, V, W,
            C>.Sign(FloatFormat.Half));

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fneg {rd}, {rn}", "00011110 11 1 000010 10000 rn:5 rd:5", Rare = true)]
    public static void FnegH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Set(
            ref e, rd, Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Half) ^ Scalars<E, V, W,
            C>.Sign(FloatFormat.Half));

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmov {rd}, {imm}", "00011110 11 1 imm:8 100 00000 rd:5", Rare = true)]
    public static void FmovImmediateH(ref E e, Hr rd, FloatImmediate imm) =>
        Scalars<E, V, W, C>.Set(ref e, rd, imm.Expand(FloatFormat.Half));

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcsel {rd}, {rn}, {rm}, {condition}", "00011110 11 1 rm:5 condition:4 11 rn:5 rd:5", Rare = true)]
    public static void FcselH(ref E e, Hr rd, Hr rn, Hr rm, Cond condition) =>
        Scalars<E, V, W, C>.Select(ref e, FloatFormat.Half, rd, rn, rm, condition);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmov {rd}, {rn}", "0 0 0 11110 11 1 00 110 000000 rn:5 rd:5", Rare = true)]
    public static void FmovHalfToW(ref E e, Wr rd, Hr rn) =>
        e[rd] = Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Half);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmov {rd}, {rn}", "0 0 0 11110 11 1 00 111 000000 rn:5 rd:5", Rare = true)]
    public static void FmovHalfFromW(ref E e, Hr rd, Wr rn) =>
        Scalars<E, V, W, C>.Set(ref e, rd, e[rn].ZeroExtend(16));

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmov {rd}, {rn}", "1 0 0 11110 11 1 00 110 000000 rn:5 rd:5", Rare = true)]
    public static void FmovHalfToX(ref E e, Xr rd, Hr rn) =>
        e[rd] = Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Half);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmov {rd}, {rn}", "1 0 0 11110 11 1 00 111 000000 rn:5 rd:5", Rare = true)]
    public static void FmovHalfFromX(ref E e, Hr rd, Xr rn) =>
        Scalars<E, V, W, C>.Set(ref e, rd, e[rn].ZeroExtend(16));
}
