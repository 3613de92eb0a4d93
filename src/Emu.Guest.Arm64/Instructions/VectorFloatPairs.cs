using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Functions of neighbouring lanes, and of all lanes of a vector (C4.1.78, C4.1.83).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorFloatPairs<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "faddp {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 1 rm:5 11010 1 rn:5 rd:5", Rare = true)]
    public static void FaddpV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Pairwise(ref e, FloatFunction.Add, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "faddp {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 1 01110 0 10 rm:5 00 010 1 rn:5 rd:5", Rare = true)]
    public static void FaddpVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Pairwise(ref e, FloatFunction.Add, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fmaxp {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 1 rm:5 11110 1 rn:5 rd:5", Rare = true)]
    public static void FmaxpV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Pairwise(ref e, FloatFunction.Maximum, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmaxp {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 1 01110 0 10 rm:5 00 110 1 rn:5 rd:5", Rare = true)]
    public static void FmaxpVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Pairwise(ref e, FloatFunction.Maximum, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fminp {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 1 01110 1 shape[0]:1 1 rm:5 11110 1 rn:5 rd:5", Rare = true)]
    public static void FminpV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Pairwise(ref e, FloatFunction.Minimum, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fminp {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 1 01110 1 10 rm:5 00 110 1 rn:5 rd:5", Rare = true)]
    public static void FminpVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Pairwise(ref e, FloatFunction.Minimum, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fmaxnmp {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 1 rm:5 11000 1 rn:5 rd:5", Rare = true)]
    public static void FmaxnmpV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Pairwise(ref e, FloatFunction.MaximumNumber, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmaxnmp {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 1 01110 0 10 rm:5 00 000 1 rn:5 rd:5", Rare = true)]
    public static void FmaxnmpVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Pairwise(
            ref e, FloatFunction.MaximumNumber, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fminnmp {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 1 01110 1 shape[0]:1 1 rm:5 11000 1 rn:5 rd:5", Rare = true)]
    public static void FminnmpV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Pairwise(ref e, FloatFunction.MinimumNumber, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fminnmp {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 1 01110 1 10 rm:5 00 000 1 rn:5 rd:5", Rare = true)]
    public static void FminnmpVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Pairwise(
            ref e, FloatFunction.MinimumNumber, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction("fmaxnmv {rd}, {rn}.4s", "0 1 1 01110 0 0 11000 01100 10 rn:5 rd:5", Rare = true)]
    public static void FmaxnmAcross(ref E e, Sr rd, Vr rn) =>
        VectorFloats<E, V, W, C>.Across(ref e, FloatFunction.MaximumNumber, FloatFormat.Single, true, rd, rn);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmaxnmv {rd}, {rn}.{Halves(full)}", "0 full:1 0 01110 0 0 11000 01100 10 rn:5 rd:5", Rare = true)]
    public static void FmaxnmAcrossH(ref E e, Hr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Across(ref e, FloatFunction.MaximumNumber, FloatFormat.Half, full.IsFull, rd, rn);

    [Instruction("fminnmv {rd}, {rn}.4s", "0 1 1 01110 1 0 11000 01100 10 rn:5 rd:5", Rare = true)]
    public static void FminnmAcross(ref E e, Sr rd, Vr rn) =>
        VectorFloats<E, V, W, C>.Across(ref e, FloatFunction.MinimumNumber, FloatFormat.Single, true, rd, rn);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fminnmv {rd}, {rn}.{Halves(full)}", "0 full:1 0 01110 1 0 11000 01100 10 rn:5 rd:5", Rare = true)]
    public static void FminnmAcrossH(ref E e, Hr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Across(ref e, FloatFunction.MinimumNumber, FloatFormat.Half, full.IsFull, rd, rn);

    [Instruction("fmaxv {rd}, {rn}.4s", "0 1 1 01110 0 0 11000 01111 10 rn:5 rd:5", Rare = true)]
    public static void FmaxAcross(ref E e, Sr rd, Vr rn) =>
        VectorFloats<E, V, W, C>.Across(ref e, FloatFunction.Maximum, FloatFormat.Single, true, rd, rn);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmaxv {rd}, {rn}.{Halves(full)}", "0 full:1 0 01110 0 0 11000 01111 10 rn:5 rd:5", Rare = true)]
    public static void FmaxAcrossH(ref E e, Hr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Across(ref e, FloatFunction.Maximum, FloatFormat.Half, full.IsFull, rd, rn);

    [Instruction("fminv {rd}, {rn}.4s", "0 1 1 01110 1 0 11000 01111 10 rn:5 rd:5", Rare = true)]
    public static void FminAcross(ref E e, Sr rd, Vr rn) =>
        VectorFloats<E, V, W, C>.Across(ref e, FloatFunction.Minimum, FloatFormat.Single, true, rd, rn);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fminv {rd}, {rn}.{Halves(full)}", "0 full:1 0 01110 1 0 11000 01111 10 rn:5 rd:5", Rare = true)]
    public static void FminAcrossH(ref E e, Hr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Across(ref e, FloatFunction.Minimum, FloatFormat.Half, full.IsFull, rd, rn);

    [Instruction(
        "faddp {FloatRegister(rd,size)}, {rn}.2{size}",
        "01 1 11110 0 size:1 11000 01101 10 rn:5 rd:5", Rare = true)]
    public static void FaddpScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        VectorFloats<E, V, W, C>.PairwiseScalar(ref e, FloatFunction.Add, size.Format, rd, rn);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("faddp {rd}, {rn}.2h", "01 0 11110 0 0 11000 01101 10 rn:5 rd:5", Rare = true)]
    public static void FaddpScalarH(ref E e, Hr rd, Vr rn) =>
        VectorFloats<E, V, W, C>.PairwiseScalar(ref e, FloatFunction.Add, FloatFormat.Half, rd, rn);

    [Instruction(
        "fmaxp {FloatRegister(rd,size)}, {rn}.2{size}",
        "01 1 11110 0 size:1 11000 01111 10 rn:5 rd:5", Rare = true)]
    public static void FmaxpScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        VectorFloats<E, V, W, C>.PairwiseScalar(ref e, FloatFunction.Maximum, size.Format, rd, rn);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmaxp {rd}, {rn}.2h", "01 0 11110 0 0 11000 01111 10 rn:5 rd:5", Rare = true)]
    public static void FmaxpScalarH(ref E e, Hr rd, Vr rn) =>
        VectorFloats<E, V, W, C>.PairwiseScalar(ref e, FloatFunction.Maximum, FloatFormat.Half, rd, rn);

    [Instruction(
        "fminp {FloatRegister(rd,size)}, {rn}.2{size}",
        "01 1 11110 1 size:1 11000 01111 10 rn:5 rd:5", Rare = true)]
    public static void FminpScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        VectorFloats<E, V, W, C>.PairwiseScalar(ref e, FloatFunction.Minimum, size.Format, rd, rn);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fminp {rd}, {rn}.2h", "01 0 11110 1 0 11000 01111 10 rn:5 rd:5", Rare = true)]
    public static void FminpScalarH(ref E e, Hr rd, Vr rn) =>
        VectorFloats<E, V, W, C>.PairwiseScalar(ref e, FloatFunction.Minimum, FloatFormat.Half, rd, rn);

    [Instruction(
        "fmaxnmp {FloatRegister(rd,size)}, {rn}.2{size}",
        "01 1 11110 0 size:1 11000 01100 10 rn:5 rd:5", Rare = true)]
    public static void FmaxnmpScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        VectorFloats<E, V, W, C>.PairwiseScalar(ref e, FloatFunction.MaximumNumber, size.Format, rd, rn);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmaxnmp {rd}, {rn}.2h", "01 0 11110 0 0 11000 01100 10 rn:5 rd:5", Rare = true)]
    public static void FmaxnmpScalarH(ref E e, Hr rd, Vr rn) =>
        VectorFloats<E, V, W, C>.PairwiseScalar(ref e, FloatFunction.MaximumNumber, FloatFormat.Half, rd, rn);

    [Instruction(
        "fminnmp {FloatRegister(rd,size)}, {rn}.2{size}",
        "01 1 11110 1 size:1 11000 01100 10 rn:5 rd:5", Rare = true)]
    public static void FminnmpScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        VectorFloats<E, V, W, C>.PairwiseScalar(ref e, FloatFunction.MinimumNumber, size.Format, rd, rn);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fminnmp {rd}, {rn}.2h", "01 0 11110 1 0 11000 01100 10 rn:5 rd:5", Rare = true)]
    public static void FminnmpScalarH(ref E e, Hr rd, Vr rn) =>
        VectorFloats<E, V, W, C>.PairwiseScalar(ref e, FloatFunction.MinimumNumber, FloatFormat.Half, rd, rn);
}
