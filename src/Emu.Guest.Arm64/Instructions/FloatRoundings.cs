using System.Runtime.CompilerServices;
using Emu.FloatingPoint;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Conversions between formats, and rounding to numbers that are integers (C4.1.95).</summary>
[InstructionSet(Arm64Features.None)]
internal static class FloatRoundings<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("fcvt {rd}, {rn}", "00011110 00 1 0001 01 10000 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FcvtSToD(ref E e, Dr rd, Sr rn)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V operand = Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Single);
        Scalars<E, V, W, C>.Set(
            ref e, rd, e.FloatToFloat(FloatFormat.Single, FloatFormat.Double, operand, FloatRounding.Dynamic));
    }

    [Instruction("fcvt {rd}, {rn}", "00011110 00 1 0001 11 10000 rn:5 rd:5", Rare = true)]
    public static void FcvtSToH(ref E e, Hr rd, Sr rn)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V operand = Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Single);
        Scalars<E, V, W, C>.Set(
            ref e, rd, e.FloatToFloat(FloatFormat.Single, FloatFormat.Half, operand, FloatRounding.Dynamic));
    }

    [Instruction("fcvt {rd}, {rn}", "00011110 01 1 0001 00 10000 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FcvtDToS(ref E e, Sr rd, Dr rn)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V operand = Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Double);
        Scalars<E, V, W, C>.Set(
            ref e, rd, e.FloatToFloat(FloatFormat.Double, FloatFormat.Single, operand, FloatRounding.Dynamic));
    }

    [Instruction("fcvt {rd}, {rn}", "00011110 01 1 0001 11 10000 rn:5 rd:5", Rare = true)]
    public static void FcvtDToH(ref E e, Hr rd, Dr rn)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V operand = Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Double);
        Scalars<E, V, W, C>.Set(
            ref e, rd, e.FloatToFloat(FloatFormat.Double, FloatFormat.Half, operand, FloatRounding.Dynamic));
    }

    [Instruction("fcvt {rd}, {rn}", "00011110 11 1 0001 00 10000 rn:5 rd:5", Rare = true)]
    public static void FcvtHToS(ref E e, Sr rd, Hr rn)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V operand = Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Half);
        Scalars<E, V, W, C>.Set(
            ref e, rd, e.FloatToFloat(FloatFormat.Half, FloatFormat.Single, operand, FloatRounding.Dynamic));
    }

    [Instruction("fcvt {rd}, {rn}", "00011110 11 1 0001 01 10000 rn:5 rd:5", Rare = true)]
    public static void FcvtHToD(ref E e, Dr rd, Hr rn)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V operand = Scalars<E, V, W, C>.Get(ref e, rn, FloatFormat.Half);
        Scalars<E, V, W, C>.Set(
            ref e, rd, e.FloatToFloat(FloatFormat.Half, FloatFormat.Double, operand, FloatRounding.Dynamic));
    }

    [Instruction(
        "frintn {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "00011110 0 size:1 1 001000 10000 rn:5 rd:5", Rare = true)]
    public static void Frintn(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, size.Format, rd, rn, FloatRounding.NearestEven);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("frintn {rd}, {rn}", "00011110 11 1 001000 10000 rn:5 rd:5", Rare = true)]
    public static void FrintnH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, FloatFormat.Half, rd, rn, FloatRounding.NearestEven);

    [Instruction(
        "frintp {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "00011110 0 size:1 1 001001 10000 rn:5 rd:5", Rare = true)]
    public static void Frintp(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, FloatFunction.RoundToIntegral, size.Format, rd, rn, FloatRounding.Up);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("frintp {rd}, {rn}", "00011110 11 1 001001 10000 rn:5 rd:5", Rare = true)]
    public static void FrintpH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(ref e, FloatFunction.RoundToIntegral, FloatFormat.Half, rd, rn, FloatRounding.Up);

    [Instruction(
        "frintm {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "00011110 0 size:1 1 001010 10000 rn:5 rd:5", Rare = true)]
    public static void Frintm(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, FloatFunction.RoundToIntegral, size.Format, rd, rn, FloatRounding.Down);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("frintm {rd}, {rn}", "00011110 11 1 001010 10000 rn:5 rd:5", Rare = true)]
    public static void FrintmH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(ref e, FloatFunction.RoundToIntegral, FloatFormat.Half, rd, rn, FloatRounding.Down);

    [Instruction(
        "frintz {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "00011110 0 size:1 1 001011 10000 rn:5 rd:5", Rare = true)]
    public static void Frintz(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, size.Format, rd, rn, FloatRounding.TowardsZero);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("frintz {rd}, {rn}", "00011110 11 1 001011 10000 rn:5 rd:5", Rare = true)]
    public static void FrintzH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, FloatFormat.Half, rd, rn, FloatRounding.TowardsZero);

    [Instruction(
        "frinta {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "00011110 0 size:1 1 001100 10000 rn:5 rd:5", Rare = true)]
    public static void Frinta(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, size.Format, rd, rn, FloatRounding.NearestAway);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("frinta {rd}, {rn}", "00011110 11 1 001100 10000 rn:5 rd:5", Rare = true)]
    public static void FrintaH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, FloatFormat.Half, rd, rn, FloatRounding.NearestAway);

    [Instruction(
        "frintx {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "00011110 0 size:1 1 001110 10000 rn:5 rd:5", Rare = true)]
    public static void Frintx(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegralExact, size.Format, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("frintx {rd}, {rn}", "00011110 11 1 001110 10000 rn:5 rd:5", Rare = true)]
    public static void FrintxH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegralExact, FloatFormat.Half, rd, rn, FloatRounding.Dynamic);

    [Instruction(
        "frinti {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "00011110 0 size:1 1 001111 10000 rn:5 rd:5", Rare = true)]
    public static void Frinti(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, FloatFunction.RoundToIntegral, size.Format, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("frinti {rd}, {rn}", "00011110 11 1 001111 10000 rn:5 rd:5", Rare = true)]
    public static void FrintiH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, FloatFormat.Half, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Frint)]
    [Instruction(
        "frint32z {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "00011110 0 size:1 1 010000 10000 rn:5 rd:5", Rare = true)]
    public static void Frint32z(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegralWithin, size.Format, rd, rn, FloatRounding.TowardsZero, 32);

    [InstructionSet(Arm64Features.Frint)]
    [Instruction(
        "frint32x {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "00011110 0 size:1 1 010001 10000 rn:5 rd:5", Rare = true)]
    public static void Frint32x(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegralWithin, size.Format, rd, rn, FloatRounding.Dynamic, 32);

    [InstructionSet(Arm64Features.Frint)]
    [Instruction(
        "frint64z {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "00011110 0 size:1 1 010010 10000 rn:5 rd:5", Rare = true)]
    public static void Frint64z(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegralWithin, size.Format, rd, rn, FloatRounding.TowardsZero, 64);

    [InstructionSet(Arm64Features.Frint)]
    [Instruction(
        "frint64x {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "00011110 0 size:1 1 010011 10000 rn:5 rd:5", Rare = true)]
    public static void Frint64x(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegralWithin, size.Format, rd, rn, FloatRounding.Dynamic, 64);

    [InstructionSet(Arm64Features.Bf16)]
    [Instruction("bfcvt {rd}, {rn}", "00011110 01 1 000110 10000 rn:5 rd:5", Rare = true)]
    public static void Bfcvt(ref E e, Hr rd, Sr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.ConvertToBrain, FloatFormat.Single, rd, rn, FloatRounding.Dynamic);
}
