using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Arithmetic of vectors of numbers (C4.1.82, C4.1.83).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorFloatArithmetic<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "fadd {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 1 rm:5 11010 1 rn:5 rd:5", Rare = true)]
    public static void FaddV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.Add, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fadd {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 0 01110 0 10 rm:5 00 010 1 rn:5 rd:5", Rare = true)]
    public static void FaddVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.Add, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fsub {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 0 01110 1 shape[0]:1 1 rm:5 11010 1 rn:5 rd:5", Rare = true)]
    public static void FsubV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.Subtract, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fsub {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 0 01110 1 10 rm:5 00 010 1 rn:5 rd:5", Rare = true)]
    public static void FsubVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.Subtract, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fmul {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 1 rm:5 11011 1 rn:5 rd:5", Rare = true)]
    public static void FmulV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.Multiply, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmul {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 1 01110 0 10 rm:5 00 011 1 rn:5 rd:5", Rare = true)]
    public static void FmulVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.Multiply, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fdiv {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 1 rm:5 11111 1 rn:5 rd:5", Rare = true)]
    public static void FdivV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.Divide, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fdiv {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 1 01110 0 10 rm:5 00 111 1 rn:5 rd:5", Rare = true)]
    public static void FdivVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.Divide, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fmulx {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 1 rm:5 11011 1 rn:5 rd:5", Rare = true)]
    public static void FmulxV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.MultiplyExtended, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmulx {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 0 01110 0 10 rm:5 00 011 1 rn:5 rd:5", Rare = true)]
    public static void FmulxVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Binary(
            ref e, FloatFunction.MultiplyExtended, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fmaxnm {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 1 rm:5 11000 1 rn:5 rd:5", Rare = true)]
    public static void FmaxnmV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.MaximumNumber, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmaxnm {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 0 01110 0 10 rm:5 00 000 1 rn:5 rd:5", Rare = true)]
    public static void FmaxnmVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.MaximumNumber, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fminnm {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 0 01110 1 shape[0]:1 1 rm:5 11000 1 rn:5 rd:5", Rare = true)]
    public static void FminnmV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.MinimumNumber, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fminnm {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 0 01110 1 10 rm:5 00 000 1 rn:5 rd:5", Rare = true)]
    public static void FminnmVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.MinimumNumber, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fmax {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 1 rm:5 11110 1 rn:5 rd:5", Rare = true)]
    public static void FmaxV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.Maximum, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmax {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 0 01110 0 10 rm:5 00 110 1 rn:5 rd:5", Rare = true)]
    public static void FmaxVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.Maximum, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fmin {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 0 01110 1 shape[0]:1 1 rm:5 11110 1 rn:5 rd:5", Rare = true)]
    public static void FminV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.Minimum, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmin {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 0 01110 1 10 rm:5 00 110 1 rn:5 rd:5", Rare = true)]
    public static void FminVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.Minimum, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "frecps {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 1 rm:5 11111 1 rn:5 rd:5", Rare = true)]
    public static void FrecpsV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.ReciprocalStep, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "frecps {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 0 01110 0 10 rm:5 00 111 1 rn:5 rd:5", Rare = true)]
    public static void FrecpsVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Binary(
            ref e, FloatFunction.ReciprocalStep, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "frsqrts {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 0 01110 1 shape[0]:1 1 rm:5 11111 1 rn:5 rd:5", Rare = true)]
    public static void FrsqrtsV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Binary(
            ref e, FloatFunction.ReciprocalRootStep, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "frsqrts {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 0 01110 1 10 rm:5 00 111 1 rn:5 rd:5", Rare = true)]
    public static void FrsqrtsVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Binary(
            ref e, FloatFunction.ReciprocalRootStep, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fmla {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 1 rm:5 11001 1 rn:5 rd:5", Rare = true)]
    public static void FmlaV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.MultiplyAdd(ref e, shape.Format, shape.IsFull, rd, rn, e.Vector(rm), false);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmla {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 0 01110 0 10 rm:5 00 001 1 rn:5 rd:5", Rare = true)]
    public static void FmlaVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.MultiplyAdd(ref e, FloatFormat.Half, full.IsFull, rd, rn, e.Vector(rm), false);

    [Instruction(
        "fmls {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 0 01110 1 shape[0]:1 1 rm:5 11001 1 rn:5 rd:5", Rare = true)]
    public static void FmlsV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.MultiplyAdd(ref e, shape.Format, shape.IsFull, rd, rn, e.Vector(rm), true);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmls {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 0 01110 1 10 rm:5 00 001 1 rn:5 rd:5", Rare = true)]
    public static void FmlsVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.MultiplyAdd(ref e, FloatFormat.Half, full.IsFull, rd, rn, e.Vector(rm), true);

    [Instruction(
        "fabd {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 1 01110 1 shape[0]:1 1 rm:5 11010 1 rn:5 rd:5", Rare = true)]
    public static void FabdV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Distance(ref e, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fabd {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 1 01110 1 10 rm:5 00 010 1 rn:5 rd:5", Rare = true)]
    public static void FabdVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Distance(ref e, FloatFormat.Half, full.IsFull, rd, rn, rm);
}
