using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Saturating multiplication of a scalar by a lane of a vector (C4.1.6, Advanced SIMD scalar x indexed
/// element).</summary>
[InstructionSet(Arm64Features.None)]
internal static class ScalarByElement<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "sqdmlal {Scalar(rd,4)}, {Scalar(rn,2)}, {Element(rm,index,1)}",
        "01 0 11111 01 index[1:0]:2 rm:4 0011 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmlalScalarElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        DoubledProduct<E, V, W, C>.AccumulateScalar(ref e, VectorOperation.SaturatingAddSigned, rd, (byte)2, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value));

    [Instruction(
        "sqdmlsl {Scalar(rd,4)}, {Scalar(rn,2)}, {Element(rm,index,1)}",
        "01 0 11111 01 index[1:0]:2 rm:4 0111 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmlslScalarElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        DoubledProduct<E, V, W, C>.AccumulateScalar(ref e, VectorOperation.SaturatingSubtractSigned, rd, (byte)2, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value));

    [Instruction(
        "sqdmull {Scalar(rd,4)}, {Scalar(rn,2)}, {Element(rm,index,1)}",
        "01 0 11111 01 index[1:0]:2 rm:4 1011 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmullScalarElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        DoubledProduct<E, V, W, C>.SetScalar(ref e, rd, (byte)2, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value));

    [Instruction(
        "sqdmulh {Scalar(rd,2)}, {Scalar(rn,2)}, {Element(rm,index,1)}",
        "01 0 11111 01 index[1:0]:2 rm:4 1100 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmulhScalarElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingDoubledMultiplyHigh, rd, Lanes.Half, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), W.Zero);

    [Instruction(
        "sqrdmulh {Scalar(rd,2)}, {Scalar(rn,2)}, {Element(rm,index,1)}",
        "01 0 11111 01 index[1:0]:2 rm:4 1101 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmulhScalarElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingRoundedDoubledMultiplyHigh, rd, Lanes.Half, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), W.Zero);

    [Instruction(
        "sqdmlal {Scalar(rd,6)}, {Scalar(rn,4)}, {Element(rm,index,2)}",
        "01 0 11111 10 index[0]:1 rm:5 0011 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmlalScalarElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        DoubledProduct<E, V, W, C>.AccumulateScalar(ref e, VectorOperation.SaturatingAddSigned, rd, (byte)4, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value));

    [Instruction(
        "sqdmlsl {Scalar(rd,6)}, {Scalar(rn,4)}, {Element(rm,index,2)}",
        "01 0 11111 10 index[0]:1 rm:5 0111 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmlslScalarElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        DoubledProduct<E, V, W, C>.AccumulateScalar(ref e, VectorOperation.SaturatingSubtractSigned, rd, (byte)4, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value));

    [Instruction(
        "sqdmull {Scalar(rd,6)}, {Scalar(rn,4)}, {Element(rm,index,2)}",
        "01 0 11111 10 index[0]:1 rm:5 1011 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmullScalarElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        DoubledProduct<E, V, W, C>.SetScalar(ref e, rd, (byte)4, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value));

    [Instruction(
        "sqdmulh {Scalar(rd,4)}, {Scalar(rn,4)}, {Element(rm,index,2)}",
        "01 0 11111 10 index[0]:1 rm:5 1100 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmulhScalarElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingDoubledMultiplyHigh, rd, Lanes.Word, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), W.Zero);

    [Instruction(
        "sqrdmulh {Scalar(rd,4)}, {Scalar(rn,4)}, {Element(rm,index,2)}",
        "01 0 11111 10 index[0]:1 rm:5 1101 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmulhScalarElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingRoundedDoubledMultiplyHigh, rd, Lanes.Word, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), W.Zero);
}
