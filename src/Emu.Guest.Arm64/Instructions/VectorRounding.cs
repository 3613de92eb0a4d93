using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Rounding doubling multiplication with accumulation (FEAT_RDM).</summary>
[InstructionSet(Arm64Features.Rdm)]
internal static class VectorRounding<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "sqrdmlah {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 0 rm:5 1 0000 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmlahVector(ref E e, Vr rd, Vr rn, Vr rm, MiddleArrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingRoundedDoubledMultiplyAddHigh, rd, shape, e.Vector(rn), e.Vector(rm), e.Vector(rd));

    [Instruction(
        "sqrdmlah {Scalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 1 11110 size[2:1]:2 0 rm:5 1 0000 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmlahScalar(ref E e, Vr rd, Vr rn, Vr rm, MiddleScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingRoundedDoubledMultiplyAddHigh, rd, size.Lanes, e.Vector(rn), e.Vector(rm), e.Vector(rd));

    [Instruction(
        "sqrdmlah {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 1 01111 01 index[1:0]:2 rm:4 1101 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmlahElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingRoundedDoubledMultiplyAddHigh, rd, (byte)(2 | shape.Bits), e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), e.Vector(rd));

    [Instruction(
        "sqrdmlah {Scalar(rd,2)}, {Scalar(rn,2)}, {Element(rm,index,1)}",
        "01 1 11111 01 index[1:0]:2 rm:4 1101 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmlahScalarElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingRoundedDoubledMultiplyAddHigh, rd, Lanes.Half, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), e.Vector(rd));

    [Instruction(
        "sqrdmlah {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 1 01111 10 index[0]:1 rm:5 1101 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmlahElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingRoundedDoubledMultiplyAddHigh, rd, (byte)(4 | shape.Bits), e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), e.Vector(rd));

    [Instruction(
        "sqrdmlah {Scalar(rd,4)}, {Scalar(rn,4)}, {Element(rm,index,2)}",
        "01 1 11111 10 index[0]:1 rm:5 1101 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmlahScalarElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingRoundedDoubledMultiplyAddHigh, rd, Lanes.Word, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), e.Vector(rd));

    [Instruction(
        "sqrdmlsh {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 0 rm:5 1 0001 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmlshVector(ref E e, Vr rd, Vr rn, Vr rm, MiddleArrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingRoundedDoubledMultiplySubtractHigh, rd, shape, e.Vector(rn), e.Vector(rm), e.Vector(rd));

    [Instruction(
        "sqrdmlsh {Scalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 1 11110 size[2:1]:2 0 rm:5 1 0001 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmlshScalar(ref E e, Vr rd, Vr rn, Vr rm, MiddleScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingRoundedDoubledMultiplySubtractHigh, rd, size.Lanes, e.Vector(rn), e.Vector(rm), e.Vector(rd));

    [Instruction(
        "sqrdmlsh {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 1 01111 01 index[1:0]:2 rm:4 1111 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmlshElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingRoundedDoubledMultiplySubtractHigh, rd, (byte)(2 | shape.Bits), e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), e.Vector(rd));

    [Instruction(
        "sqrdmlsh {Scalar(rd,2)}, {Scalar(rn,2)}, {Element(rm,index,1)}",
        "01 1 11111 01 index[1:0]:2 rm:4 1111 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmlshScalarElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingRoundedDoubledMultiplySubtractHigh, rd, Lanes.Half, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), e.Vector(rd));

    [Instruction(
        "sqrdmlsh {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 1 01111 10 index[0]:1 rm:5 1111 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmlshElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingRoundedDoubledMultiplySubtractHigh, rd, (byte)(4 | shape.Bits), e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), e.Vector(rd));

    [Instruction(
        "sqrdmlsh {Scalar(rd,4)}, {Scalar(rn,4)}, {Element(rm,index,2)}",
        "01 1 11111 10 index[0]:1 rm:5 1111 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmlshScalarElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingRoundedDoubledMultiplySubtractHigh, rd, Lanes.Word, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), e.Vector(rd));
}
