using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Minimum and maximum, negated products and square roots (C4.1.98, C4.1.95).</summary>
[InstructionSet(Arm64Features.None)]
internal static class FloatMinimumMaximum<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "fmax {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, {FloatRegister(rm,size)}",
        "00011110 0 size:1 1 rm:5 0100 10 rn:5 rd:5", Rare = true)]
    public static void Fmax(ref E e, Vr rd, Vr rn, Vr rm, FloatSize size) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.Maximum, size.Format, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmax {rd}, {rn}, {rm}", "00011110 11 1 rm:5 0100 10 rn:5 rd:5", Rare = true)]
    public static void FmaxH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.Maximum, FloatFormat.Half, rd, rn, rm);

    [Instruction(
        "fmin {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, {FloatRegister(rm,size)}",
        "00011110 0 size:1 1 rm:5 0101 10 rn:5 rd:5", Rare = true)]
    public static void Fmin(ref E e, Vr rd, Vr rn, Vr rm, FloatSize size) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.Minimum, size.Format, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmin {rd}, {rn}, {rm}", "00011110 11 1 rm:5 0101 10 rn:5 rd:5", Rare = true)]
    public static void FminH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.Minimum, FloatFormat.Half, rd, rn, rm);

    [Instruction(
        "fmaxnm {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, {FloatRegister(rm,size)}",
        "00011110 0 size:1 1 rm:5 0110 10 rn:5 rd:5", Rare = true)]
    public static void Fmaxnm(ref E e, Vr rd, Vr rn, Vr rm, FloatSize size) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.MaximumNumber, size.Format, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmaxnm {rd}, {rn}, {rm}", "00011110 11 1 rm:5 0110 10 rn:5 rd:5", Rare = true)]
    public static void FmaxnmH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.MaximumNumber, FloatFormat.Half, rd, rn, rm);

    [Instruction(
        "fminnm {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, {FloatRegister(rm,size)}",
        "00011110 0 size:1 1 rm:5 0111 10 rn:5 rd:5", Rare = true)]
    public static void Fminnm(ref E e, Vr rd, Vr rn, Vr rm, FloatSize size) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.MinimumNumber, size.Format, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fminnm {rd}, {rn}, {rm}", "00011110 11 1 rm:5 0111 10 rn:5 rd:5", Rare = true)]
    public static void FminnmH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.MinimumNumber, FloatFormat.Half, rd, rn, rm);

    [Instruction("fnmul {rd}, {rn}, {rm}", "00011110 00 1 rm:5 1000 10 rn:5 rd:5", Rare = true)]
    public static void FnmulS(ref E e, Sr rd, Sr rn, Sr rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V left = Scalars<E, V, W, C>.Get(
            ref e, rn, FloatFormat.Single), right = Scalars<E, V, W, C>.Get(ref e, rm, FloatFormat.Single);
        V product = e.FloatMultiply(FloatFormat.Single, left, right, FloatRounding.Dynamic);
        Scalars<E, V, W, C>.Set(ref e, rd, product ^ Scalars<E, V, W, C>.Sign(FloatFormat.Single));
    }

    [Instruction("fnmul {rd}, {rn}, {rm}", "00011110 01 1 rm:5 1000 10 rn:5 rd:5", Rare = true)]
    public static void FnmulD(ref E e, Dr rd, Dr rn, Dr rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V left = Scalars<E, V, W, C>.Get(
            ref e, rn, FloatFormat.Double), right = Scalars<E, V, W, C>.Get(ref e, rm, FloatFormat.Double);
        V product = e.FloatMultiply(FloatFormat.Double, left, right, FloatRounding.Dynamic);
        Scalars<E, V, W, C>.Set(ref e, rd, product ^ Scalars<E, V, W, C>.Sign(FloatFormat.Double));
    }

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fnmul {rd}, {rn}, {rm}", "00011110 11 1 rm:5 1000 10 rn:5 rd:5", Rare = true)]
    public static void FnmulH(ref E e, Hr rd, Hr rn, Hr rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V left = Scalars<E, V, W, C>.Get(
            ref e, rn, FloatFormat.Half), right = Scalars<E, V, W, C>.Get(ref e, rm, FloatFormat.Half);
        V product = e.FloatMultiply(FloatFormat.Half, left, right, FloatRounding.Dynamic);
        Scalars<E, V, W, C>.Set(ref e, rd, product ^ Scalars<E, V, W, C>.Sign(FloatFormat.Half));
    }

    [Instruction("fsqrt {rd}, {rn}", "00011110 00 1 000011 10000 rn:5 rd:5", Rare = true)]
    public static void FsqrtS(ref E e, Sr rd, Sr rn) =>
        Scalars<E, V, W, C>.Unary(ref e, FloatFunction.SquareRoot, FloatFormat.Single, rd, rn, FloatRounding.Dynamic);

    [Instruction("fsqrt {rd}, {rn}", "00011110 01 1 000011 10000 rn:5 rd:5", Rare = true)]
    public static void FsqrtD(ref E e, Dr rd, Dr rn) =>
        Scalars<E, V, W, C>.Unary(ref e, FloatFunction.SquareRoot, FloatFormat.Double, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fsqrt {rd}, {rn}", "00011110 11 1 000011 10000 rn:5 rd:5", Rare = true)]
    public static void FsqrtH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(ref e, FloatFunction.SquareRoot, FloatFormat.Half, rd, rn, FloatRounding.Dynamic);
}
