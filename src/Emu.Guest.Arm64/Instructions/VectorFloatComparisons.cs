using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Comparisons of vectors of numbers, which give masks (C4.1.73 - C4.1.83).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorFloatComparisons<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "fcmeq {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 1 rm:5 11100 1 rn:5 rd:5", Rare = true)]
    public static void FcmeqV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.IsEqual, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcmeq {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 0 01110 0 10 rm:5 00 100 1 rn:5 rd:5", Rare = true)]
    public static void FcmeqVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.IsEqual, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fcmeq {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, {FloatRegister(rm,size)}",
        "01 0 11110 0 size:1 1 rm:5 11100 1 rn:5 rd:5", Rare = true)]
    public static void FcmeqScalar(ref E e, Vr rd, Vr rn, Vr rm, FloatSize size) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.IsEqual, size.Format, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcmeq {rd}, {rn}, {rm}", "01 0 11110 0 10 rm:5 00 100 1 rn:5 rd:5", Rare = true)]
    public static void FcmeqScalarH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.IsEqual, FloatFormat.Half, rd, rn, rm);

    [Instruction(
        "fcmge {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 1 rm:5 11100 1 rn:5 rd:5", Rare = true)]
    public static void FcmgeV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.IsGreaterOrEqual, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcmge {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 1 01110 0 10 rm:5 00 100 1 rn:5 rd:5", Rare = true)]
    public static void FcmgeVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Binary(
            ref e, FloatFunction.IsGreaterOrEqual, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fcmge {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, {FloatRegister(rm,size)}",
        "01 1 11110 0 size:1 1 rm:5 11100 1 rn:5 rd:5", Rare = true)]
    public static void FcmgeScalar(ref E e, Vr rd, Vr rn, Vr rm, FloatSize size) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.IsGreaterOrEqual, size.Format, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcmge {rd}, {rn}, {rm}", "01 1 11110 0 10 rm:5 00 100 1 rn:5 rd:5", Rare = true)]
    public static void FcmgeScalarH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.IsGreaterOrEqual, FloatFormat.Half, rd, rn, rm);

    [Instruction(
        "fcmgt {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 1 01110 1 shape[0]:1 1 rm:5 11100 1 rn:5 rd:5", Rare = true)]
    public static void FcmgtV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.IsGreater, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcmgt {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 1 01110 1 10 rm:5 00 100 1 rn:5 rd:5", Rare = true)]
    public static void FcmgtVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.Binary(ref e, FloatFunction.IsGreater, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "fcmgt {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, {FloatRegister(rm,size)}",
        "01 1 11110 1 size:1 1 rm:5 11100 1 rn:5 rd:5", Rare = true)]
    public static void FcmgtScalar(ref E e, Vr rd, Vr rn, Vr rm, FloatSize size) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.IsGreater, size.Format, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcmgt {rd}, {rn}, {rm}", "01 1 11110 1 10 rm:5 00 100 1 rn:5 rd:5", Rare = true)]
    public static void FcmgtScalarH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.IsGreater, FloatFormat.Half, rd, rn, rm);

    [Instruction(
        "facge {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 1 rm:5 11101 1 rn:5 rd:5", Rare = true)]
    public static void FacgeV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.OfMagnitudes(
            ref e, FloatFunction.IsGreaterOrEqual, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "facge {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 1 01110 0 10 rm:5 00 101 1 rn:5 rd:5", Rare = true)]
    public static void FacgeVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.OfMagnitudes(
            ref e, FloatFunction.IsGreaterOrEqual, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "facge {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, {FloatRegister(rm,size)}",
        "01 1 11110 0 size:1 1 rm:5 11101 1 rn:5 rd:5", Rare = true)]
    public static void FacgeScalar(ref E e, Vr rd, Vr rn, Vr rm, FloatSize size) =>
        Scalars<E, V, W, C>.OfMagnitudes(ref e, FloatFunction.IsGreaterOrEqual, size.Format, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("facge {rd}, {rn}, {rm}", "01 1 11110 0 10 rm:5 00 101 1 rn:5 rd:5", Rare = true)]
    public static void FacgeScalarH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.OfMagnitudes(ref e, FloatFunction.IsGreaterOrEqual, FloatFormat.Half, rd, rn, rm);

    [Instruction(
        "facgt {rd}.{shape}, {rn}.{shape}, {rm}.{shape}",
        "0 shape[1]:1 1 01110 1 shape[0]:1 1 rm:5 11101 1 rn:5 rd:5", Rare = true)]
    public static void FacgtV(ref E e, Vr rd, Vr rn, Vr rm, FloatShape shape) =>
        VectorFloats<E, V, W, C>.OfMagnitudes(ref e, FloatFunction.IsGreater, shape.Format, shape.IsFull, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "facgt {rd}.{Halves(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 1 01110 1 10 rm:5 00 101 1 rn:5 rd:5", Rare = true)]
    public static void FacgtVH(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorFloats<E, V, W, C>.OfMagnitudes(
            ref e, FloatFunction.IsGreater, FloatFormat.Half, full.IsFull, rd, rn, rm);

    [Instruction(
        "facgt {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, {FloatRegister(rm,size)}",
        "01 1 11110 1 size:1 1 rm:5 11101 1 rn:5 rd:5", Rare = true)]
    public static void FacgtScalar(ref E e, Vr rd, Vr rn, Vr rm, FloatSize size) =>
        Scalars<E, V, W, C>.OfMagnitudes(ref e, FloatFunction.IsGreater, size.Format, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("facgt {rd}, {rn}, {rm}", "01 1 11110 1 10 rm:5 00 101 1 rn:5 rd:5", Rare = true)]
    public static void FacgtScalarH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.OfMagnitudes(ref e, FloatFunction.IsGreater, FloatFormat.Half, rd, rn, rm);

    [Instruction(
        "fcmgt {rd}.{shape}, {rn}.{shape}, #0.0",
        "0 shape[1]:1 0 01110 1 shape[0]:1 10000 01100 10 rn:5 rd:5", Rare = true)]
    public static void FcmgtZeroV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.CompareZero(
            ref e, FloatFunction.IsGreater, shape.Format, shape.IsFull, rd, rn, false);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcmgt {rd}.{Halves(full)}, {rn}.{Halves(full)}, #0.0",
        "0 full:1 0 01110 1 111100 01100 10 rn:5 rd:5", Rare = true)]
    public static void FcmgtZeroVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.CompareZero(
            ref e, FloatFunction.IsGreater, FloatFormat.Half, full.IsFull, rd, rn, false);

    [Instruction(
        "fcmgt {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, #0.0",
        "01 0 11110 1 size:1 10000 01100 10 rn:5 rd:5", Rare = true)]
    public static void FcmgtZeroScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.CompareZero(ref e, FloatFunction.IsGreater, size.Format, rd, rn, false);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcmgt {rd}, {rn}, #0.0", "01 0 11110 1 111100 01100 10 rn:5 rd:5", Rare = true)]
    public static void FcmgtZeroScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.CompareZero(ref e, FloatFunction.IsGreater, FloatFormat.Half, rd, rn, false);

    [Instruction(
        "fcmeq {rd}.{shape}, {rn}.{shape}, #0.0",
        "0 shape[1]:1 0 01110 1 shape[0]:1 10000 01101 10 rn:5 rd:5", Rare = true)]
    public static void FcmeqZeroV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.CompareZero(ref e, FloatFunction.IsEqual, shape.Format, shape.IsFull, rd, rn, false);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcmeq {rd}.{Halves(full)}, {rn}.{Halves(full)}, #0.0",
        "0 full:1 0 01110 1 111100 01101 10 rn:5 rd:5", Rare = true)]
    public static void FcmeqZeroVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.CompareZero(
            ref e, FloatFunction.IsEqual, FloatFormat.Half, full.IsFull, rd, rn, false);

    [Instruction(
        "fcmeq {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, #0.0",
        "01 0 11110 1 size:1 10000 01101 10 rn:5 rd:5", Rare = true)]
    public static void FcmeqZeroScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.CompareZero(ref e, FloatFunction.IsEqual, size.Format, rd, rn, false);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcmeq {rd}, {rn}, #0.0", "01 0 11110 1 111100 01101 10 rn:5 rd:5", Rare = true)]
    public static void FcmeqZeroScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.CompareZero(ref e, FloatFunction.IsEqual, FloatFormat.Half, rd, rn, false);

    [Instruction(
        "fcmlt {rd}.{shape}, {rn}.{shape}, #0.0",
        "0 shape[1]:1 0 01110 1 shape[0]:1 10000 01110 10 rn:5 rd:5", Rare = true)]
    public static void FcmltZeroV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.CompareZero(ref e, FloatFunction.IsGreater, shape.Format, shape.IsFull, rd, rn, true);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcmlt {rd}.{Halves(full)}, {rn}.{Halves(full)}, #0.0",
        "0 full:1 0 01110 1 111100 01110 10 rn:5 rd:5", Rare = true)]
    public static void FcmltZeroVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.CompareZero(
            ref e, FloatFunction.IsGreater, FloatFormat.Half, full.IsFull, rd, rn, true);

    [Instruction(
        "fcmlt {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, #0.0",
        "01 0 11110 1 size:1 10000 01110 10 rn:5 rd:5", Rare = true)]
    public static void FcmltZeroScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.CompareZero(ref e, FloatFunction.IsGreater, size.Format, rd, rn, true);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcmlt {rd}, {rn}, #0.0", "01 0 11110 1 111100 01110 10 rn:5 rd:5", Rare = true)]
    public static void FcmltZeroScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.CompareZero(ref e, FloatFunction.IsGreater, FloatFormat.Half, rd, rn, true);

    [Instruction(
        "fcmge {rd}.{shape}, {rn}.{shape}, #0.0",
        "0 shape[1]:1 1 01110 1 shape[0]:1 10000 01100 10 rn:5 rd:5", Rare = true)]
    public static void FcmgeZeroV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.CompareZero(
            ref e, FloatFunction.IsGreaterOrEqual, shape.Format, shape.IsFull, rd, rn, false);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcmge {rd}.{Halves(full)}, {rn}.{Halves(full)}, #0.0",
        "0 full:1 1 01110 1 111100 01100 10 rn:5 rd:5", Rare = true)]
    public static void FcmgeZeroVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.CompareZero(
            ref e, FloatFunction.IsGreaterOrEqual, FloatFormat.Half, full.IsFull, rd, rn, false);

    [Instruction(
        "fcmge {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, #0.0",
        "01 1 11110 1 size:1 10000 01100 10 rn:5 rd:5", Rare = true)]
    public static void FcmgeZeroScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.CompareZero(ref e, FloatFunction.IsGreaterOrEqual, size.Format, rd, rn, false);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcmge {rd}, {rn}, #0.0", "01 1 11110 1 111100 01100 10 rn:5 rd:5", Rare = true)]
    public static void FcmgeZeroScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.CompareZero(ref e, FloatFunction.IsGreaterOrEqual, FloatFormat.Half, rd, rn, false);

    [Instruction(
        "fcmle {rd}.{shape}, {rn}.{shape}, #0.0",
        "0 shape[1]:1 1 01110 1 shape[0]:1 10000 01101 10 rn:5 rd:5", Rare = true)]
    public static void FcmleZeroV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.CompareZero(
            ref e, FloatFunction.IsGreaterOrEqual, shape.Format, shape.IsFull, rd, rn, true);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcmle {rd}.{Halves(full)}, {rn}.{Halves(full)}, #0.0",
        "0 full:1 1 01110 1 111100 01101 10 rn:5 rd:5", Rare = true)]
    public static void FcmleZeroVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.CompareZero(
            ref e, FloatFunction.IsGreaterOrEqual, FloatFormat.Half, full.IsFull, rd, rn, true);

    [Instruction(
        "fcmle {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, #0.0",
        "01 1 11110 1 size:1 10000 01101 10 rn:5 rd:5", Rare = true)]
    public static void FcmleZeroScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.CompareZero(ref e, FloatFunction.IsGreaterOrEqual, size.Format, rd, rn, true);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcmle {rd}, {rn}, #0.0", "01 1 11110 1 111100 01101 10 rn:5 rd:5", Rare = true)]
    public static void FcmleZeroScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.CompareZero(ref e, FloatFunction.IsGreaterOrEqual, FloatFormat.Half, rd, rn, true);
}
