using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Rounding, roots, estimates, signs and constants of vectors of numbers (C4.1.79, C4.1.80).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorFloatRoundings<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "frintn {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 10000 11000 10 rn:5 rd:5", Rare = true)]
    public static void FrintnV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, shape.Format, shape.IsFull, rd, rn, FloatRounding.NearestEven);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "frintn {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 0 01110 0 111100 11000 10 rn:5 rd:5", Rare = true)]
    public static void FrintnVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.NearestEven);

    [Instruction(
        "frintm {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 10000 11001 10 rn:5 rd:5", Rare = true)]
    public static void FrintmV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, shape.Format, shape.IsFull, rd, rn, FloatRounding.Down);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "frintm {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 0 01110 0 111100 11001 10 rn:5 rd:5", Rare = true)]
    public static void FrintmVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Down);

    [Instruction(
        "frintp {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 0 01110 1 shape[0]:1 10000 11000 10 rn:5 rd:5", Rare = true)]
    public static void FrintpV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, shape.Format, shape.IsFull, rd, rn, FloatRounding.Up);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "frintp {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 0 01110 1 111100 11000 10 rn:5 rd:5", Rare = true)]
    public static void FrintpVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Up);

    [Instruction(
        "frintz {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 0 01110 1 shape[0]:1 10000 11001 10 rn:5 rd:5", Rare = true)]
    public static void FrintzV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, shape.Format, shape.IsFull, rd, rn, FloatRounding.TowardsZero);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "frintz {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 0 01110 1 111100 11001 10 rn:5 rd:5", Rare = true)]
    public static void FrintzVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.TowardsZero);

    [Instruction(
        "frinta {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 10000 11000 10 rn:5 rd:5", Rare = true)]
    public static void FrintaV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, shape.Format, shape.IsFull, rd, rn, FloatRounding.NearestAway);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "frinta {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 1 01110 0 111100 11000 10 rn:5 rd:5", Rare = true)]
    public static void FrintaVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.NearestAway);

    [Instruction(
        "frintx {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 10000 11001 10 rn:5 rd:5", Rare = true)]
    public static void FrintxV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegralExact, shape.Format, shape.IsFull, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "frintx {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 1 01110 0 111100 11001 10 rn:5 rd:5", Rare = true)]
    public static void FrintxVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegralExact, FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Dynamic);

    [Instruction(
        "frinti {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 1 01110 1 shape[0]:1 10000 11001 10 rn:5 rd:5", Rare = true)]
    public static void FrintiV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, shape.Format, shape.IsFull, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "frinti {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 1 01110 1 111100 11001 10 rn:5 rd:5", Rare = true)]
    public static void FrintiVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.RoundToIntegral, FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Dynamic);

    [Instruction(
        "frecpe {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 0 01110 1 shape[0]:1 10000 11101 10 rn:5 rd:5", Rare = true)]
    public static void FrecpeV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.ReciprocalEstimate, shape.Format, shape.IsFull, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "frecpe {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 0 01110 1 111100 11101 10 rn:5 rd:5", Rare = true)]
    public static void FrecpeVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.ReciprocalEstimate, FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Dynamic);

    [Instruction(
        "frsqrte {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 1 01110 1 shape[0]:1 10000 11101 10 rn:5 rd:5", Rare = true)]
    public static void FrsqrteV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.ReciprocalRootEstimate, shape.Format, shape.IsFull, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "frsqrte {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 1 01110 1 111100 11101 10 rn:5 rd:5", Rare = true)]
    public static void FrsqrteVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.ReciprocalRootEstimate, FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Dynamic);

    [Instruction(
        "fsqrt {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 1 01110 1 shape[0]:1 10000 11111 10 rn:5 rd:5", Rare = true)]
    public static void FsqrtV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.SquareRoot, shape.Format, shape.IsFull, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fsqrt {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 1 01110 1 111100 11111 10 rn:5 rd:5", Rare = true)]
    public static void FsqrtVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FloatFunction.SquareRoot, FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Frint)]
    [Instruction(
        "frint32z {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 10000 11110 10 rn:5 rd:5", Rare = true)]
    public static void Frint32zV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.RoundToIntegralWithin, shape.Format, shape.IsFull, rd, rn,
            FloatRounding.TowardsZero, 32);

    [InstructionSet(Arm64Features.Frint)]
    [Instruction(
        "frint32x {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 10000 11110 10 rn:5 rd:5", Rare = true)]
    public static void Frint32xV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.RoundToIntegralWithin, shape.Format, shape.IsFull, rd, rn, FloatRounding.Dynamic, 32);

    [InstructionSet(Arm64Features.Frint)]
    [Instruction(
        "frint64z {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 10000 11111 10 rn:5 rd:5", Rare = true)]
    public static void Frint64zV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.RoundToIntegralWithin, shape.Format, shape.IsFull, rd, rn,
            FloatRounding.TowardsZero, 64);

    [InstructionSet(Arm64Features.Frint)]
    [Instruction(
        "frint64x {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 10000 11111 10 rn:5 rd:5", Rare = true)]
    public static void Frint64xV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.RoundToIntegralWithin, shape.Format, shape.IsFull, rd, rn, FloatRounding.Dynamic, 64);

    [Instruction(
        "fabs {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 0 01110 1 shape[0]:1 10000 01111 10 rn:5 rd:5", Rare = true)]
    public static void FabsV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        e.SetVector(rd, Plain(e.Vector(rn) & ~VectorFloats<E, V, W, C>.Signs(shape.Format), shape.IsFull));

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fabs {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 0 01110 1 111100 01111 10 rn:5 rd:5", Rare = true)]
    public static void FabsVH(ref E e, Vr rd, Vr rn, Full full) =>
        e.SetVector(rd, Plain(e.Vector(rn) & ~VectorFloats<E, V, W, C>.Signs(FloatFormat.Half), full.IsFull));

    [Instruction(
        "fneg {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 1 01110 1 shape[0]:1 10000 01111 10 rn:5 rd:5", Rare = true)]
    public static void FnegV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        e.SetVector(rd, Plain(e.Vector(rn) ^ VectorFloats<E, V, W, C>.Signs(shape.Format), shape.IsFull));

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fneg {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 1 01110 1 111100 01111 10 rn:5 rd:5", Rare = true)]
    public static void FnegVH(ref E e, Vr rd, Vr rn, Full full) =>
        e.SetVector(rd, Plain(e.Vector(rn) ^ VectorFloats<E, V, W, C>.Signs(FloatFormat.Half), full.IsFull));

    [Instruction(
        "fmov {rd}.{Words(full)}, {imm}",
        "0 full:1 0 0111100000 imm[7:5]:3 1111 01 imm[4:0]:5 rd:5", Rare = true)]
    public static void FmovVectorS(ref E e, Vr rd, FloatImmediate imm, Full full) =>
        e.SetVector(rd, Repeat(imm.Expand(FloatFormat.Single) * 0x1_0000_0001, full.IsFull));

    [Instruction("fmov {rd}.2d, {imm}", "0 1 1 0111100000 imm[7:5]:3 1111 01 imm[4:0]:5 rd:5", Rare = true)]
    public static void FmovVectorD(ref E e, Vr rd, FloatImmediate imm) =>
        e.SetVector(rd, Repeat(imm.Expand(FloatFormat.Double), true));

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmov {rd}.{Halves(full)}, {imm}",
        "0 full:1 0 0111100000 imm[7:5]:3 1111 11 imm[4:0]:5 rd:5", Rare = true)]
    public static void FmovVectorH(ref E e, Vr rd, FloatImmediate imm, Full full) =>
        e.SetVector(rd, Repeat(imm.Expand(FloatFormat.Half) * 0x1_0001_0001_0001, full.IsFull));

    private static W Plain(W value, bool isFull) => isFull ? value : W.Create(value.Low, 0);

    private static W Repeat(V half, bool isFull) => W.Create(half, isFull ? half : 0);
}
