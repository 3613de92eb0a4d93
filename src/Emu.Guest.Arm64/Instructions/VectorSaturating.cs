using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Saturating operations of two vectors or scalars of one shape (C4.1.6, Advanced SIMD three same).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorSaturating<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "sqadd {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 00001 1 rn:5 rd:5",
        Rare = true)]
    public static void SqaddVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingAddSigned, rd, shape, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "sqadd {Scalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 0 11110 size[2:1]:2 1 rm:5 00001 1 rn:5 rd:5",
        Rare = true)]
    public static void SqaddScalar(ref E e, Vr rd, Vr rn, Vr rm, ScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingAddSigned, rd, size.Lanes, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "uqadd {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 00001 1 rn:5 rd:5",
        Rare = true)]
    public static void UqaddVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingAddUnsigned, rd, shape, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "uqadd {Scalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 1 11110 size[2:1]:2 1 rm:5 00001 1 rn:5 rd:5",
        Rare = true)]
    public static void UqaddScalar(ref E e, Vr rd, Vr rn, Vr rm, ScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingAddUnsigned, rd, size.Lanes, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "sqsub {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 00101 1 rn:5 rd:5",
        Rare = true)]
    public static void SqsubVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingSubtractSigned, rd, shape, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "sqsub {Scalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 0 11110 size[2:1]:2 1 rm:5 00101 1 rn:5 rd:5",
        Rare = true)]
    public static void SqsubScalar(ref E e, Vr rd, Vr rn, Vr rm, ScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingSubtractSigned, rd, size.Lanes, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "uqsub {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 00101 1 rn:5 rd:5",
        Rare = true)]
    public static void UqsubVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingSubtractUnsigned, rd, shape, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "uqsub {Scalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 1 11110 size[2:1]:2 1 rm:5 00101 1 rn:5 rd:5",
        Rare = true)]
    public static void UqsubScalar(ref E e, Vr rd, Vr rn, Vr rm, ScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingSubtractUnsigned, rd, size.Lanes, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "sqshl {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 01001 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshlVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingShiftSigned, rd, shape, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "sqshl {Scalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 0 11110 size[2:1]:2 1 rm:5 01001 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshlScalar(ref E e, Vr rd, Vr rn, Vr rm, ScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingShiftSigned, rd, size.Lanes, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "uqshl {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 01001 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshlVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingShiftUnsigned, rd, shape, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "uqshl {Scalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 1 11110 size[2:1]:2 1 rm:5 01001 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshlScalar(ref E e, Vr rd, Vr rn, Vr rm, ScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingShiftUnsigned, rd, size.Lanes, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "sqrshl {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 01011 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrshlVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingRoundedShiftSigned, rd, shape, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "sqrshl {Scalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 0 11110 size[2:1]:2 1 rm:5 01011 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrshlScalar(ref E e, Vr rd, Vr rn, Vr rm, ScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingRoundedShiftSigned, rd, size.Lanes, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "uqrshl {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 01011 1 rn:5 rd:5",
        Rare = true)]
    public static void UqrshlVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingRoundedShiftUnsigned, rd, shape, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "uqrshl {Scalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 1 11110 size[2:1]:2 1 rm:5 01011 1 rn:5 rd:5",
        Rare = true)]
    public static void UqrshlScalar(ref E e, Vr rd, Vr rn, Vr rm, ScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingRoundedShiftUnsigned, rd, size.Lanes, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "sqdmulh {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 10110 1 rn:5 rd:5",
        Rare = true)]
    public static void SqdmulhVector(ref E e, Vr rd, Vr rn, Vr rm, MiddleArrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingDoubledMultiplyHigh, rd, shape, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "sqdmulh {Scalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 0 11110 size[2:1]:2 1 rm:5 10110 1 rn:5 rd:5",
        Rare = true)]
    public static void SqdmulhScalar(ref E e, Vr rd, Vr rn, Vr rm, MiddleScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingDoubledMultiplyHigh, rd, size.Lanes, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "sqrdmulh {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 10110 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmulhVector(ref E e, Vr rd, Vr rn, Vr rm, MiddleArrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingRoundedDoubledMultiplyHigh, rd, shape, e.Vector(rn), e.Vector(rm), W.Zero);

    [Instruction(
        "sqrdmulh {Scalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 1 11110 size[2:1]:2 1 rm:5 10110 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmulhScalar(ref E e, Vr rd, Vr rn, Vr rm, MiddleScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingRoundedDoubledMultiplyHigh, rd, size.Lanes, e.Vector(rn), e.Vector(rm), W.Zero);
}
