using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Multiplication of a vector by one lane of another (C4.1.6, Advanced SIMD vector x indexed
/// element).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorByElement<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "mla {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 1 01111 01 index[1:0]:2 rm:4 0000 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void MlaElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.MultiplyAdd, Lanes.Half, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), e.Vector(rd), 0));

    [Instruction(
        "mls {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 1 01111 01 index[1:0]:2 rm:4 0100 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void MlsElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.MultiplySubtract, Lanes.Half, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), e.Vector(rd), 0));

    [Instruction(
        "mul {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 0 01111 01 index[1:0]:2 rm:4 1000 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void MulElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Multiply, Lanes.Half, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value)));

    [Instruction(
        "smlal{Two(shape)} {Vector(rd,5)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 0 01111 01 index[1:0]:2 rm:4 0010 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SmlalElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanes.Word, e.Vector(rd), Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), (byte)(2 | shape.Bits), true)));

    [Instruction(
        "smlsl{Two(shape)} {Vector(rd,5)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 0 01111 01 index[1:0]:2 rm:4 0110 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SmlslElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Subtract, Lanes.Word, e.Vector(rd), Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), (byte)(2 | shape.Bits), true)));

    [Instruction(
        "smull{Two(shape)} {Vector(rd,5)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 0 01111 01 index[1:0]:2 rm:4 1010 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SmullElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        e.SetVector(rd, Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), (byte)(2 | shape.Bits), true));

    [Instruction(
        "umlal{Two(shape)} {Vector(rd,5)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 1 01111 01 index[1:0]:2 rm:4 0010 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void UmlalElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanes.Word, e.Vector(rd), Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), (byte)(2 | shape.Bits), false)));

    [Instruction(
        "umlsl{Two(shape)} {Vector(rd,5)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 1 01111 01 index[1:0]:2 rm:4 0110 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void UmlslElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Subtract, Lanes.Word, e.Vector(rd), Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), (byte)(2 | shape.Bits), false)));

    [Instruction(
        "umull{Two(shape)} {Vector(rd,5)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 1 01111 01 index[1:0]:2 rm:4 1010 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void UmullElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        e.SetVector(rd, Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), (byte)(2 | shape.Bits), false));

    [Instruction(
        "sqdmlal{Two(shape)} {Vector(rd,5)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 0 01111 01 index[1:0]:2 rm:4 0011 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmlalElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        DoubledProduct<E, V, W, C>.Accumulate(ref e, VectorOperation.SaturatingAddSigned, rd, (byte)(2 | shape.Bits), e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value));

    [Instruction(
        "sqdmlsl{Two(shape)} {Vector(rd,5)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 0 01111 01 index[1:0]:2 rm:4 0111 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmlslElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        DoubledProduct<E, V, W, C>.Accumulate(ref e, VectorOperation.SaturatingSubtractSigned, rd, (byte)(2 | shape.Bits), e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value));

    [Instruction(
        "sqdmull{Two(shape)} {Vector(rd,5)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 0 01111 01 index[1:0]:2 rm:4 1011 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmullElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        DoubledProduct<E, V, W, C>.Set(ref e, rd, (byte)(2 | shape.Bits), e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value));

    [Instruction(
        "sqdmulh {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 0 01111 01 index[1:0]:2 rm:4 1100 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmulhElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingDoubledMultiplyHigh, rd, (byte)(2 | shape.Bits), e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), W.Zero);

    [Instruction(
        "sqrdmulh {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Element(rm,index,1)}",
        "0 shape[0]:1 0 01111 01 index[1:0]:2 rm:4 1101 index[2]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmulhElementH(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingRoundedDoubledMultiplyHigh, rd, (byte)(2 | shape.Bits), e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Half, e.Vector(rm), index.Value), W.Zero);

    [Instruction(
        "mla {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 1 01111 10 index[0]:1 rm:5 0000 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void MlaElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.MultiplyAdd, Lanes.Word, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), e.Vector(rd), 0));

    [Instruction(
        "mls {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 1 01111 10 index[0]:1 rm:5 0100 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void MlsElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.MultiplySubtract, Lanes.Word, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), e.Vector(rd), 0));

    [Instruction(
        "mul {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 0 01111 10 index[0]:1 rm:5 1000 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void MulElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Multiply, Lanes.Word, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value)));

    [Instruction(
        "smlal{Two(shape)} {Vector(rd,7)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 0 01111 10 index[0]:1 rm:5 0010 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SmlalElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanes.Double, e.Vector(rd), Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), (byte)(4 | shape.Bits), true)));

    [Instruction(
        "smlsl{Two(shape)} {Vector(rd,7)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 0 01111 10 index[0]:1 rm:5 0110 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SmlslElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Subtract, Lanes.Double, e.Vector(rd), Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), (byte)(4 | shape.Bits), true)));

    [Instruction(
        "smull{Two(shape)} {Vector(rd,7)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 0 01111 10 index[0]:1 rm:5 1010 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SmullElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        e.SetVector(rd, Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), (byte)(4 | shape.Bits), true));

    [Instruction(
        "umlal{Two(shape)} {Vector(rd,7)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 1 01111 10 index[0]:1 rm:5 0010 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void UmlalElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanes.Double, e.Vector(rd), Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), (byte)(4 | shape.Bits), false)));

    [Instruction(
        "umlsl{Two(shape)} {Vector(rd,7)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 1 01111 10 index[0]:1 rm:5 0110 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void UmlslElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Subtract, Lanes.Double, e.Vector(rd), Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), (byte)(4 | shape.Bits), false)));

    [Instruction(
        "umull{Two(shape)} {Vector(rd,7)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 1 01111 10 index[0]:1 rm:5 1010 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void UmullElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        e.SetVector(rd, Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), (byte)(4 | shape.Bits), false));

    [Instruction(
        "sqdmlal{Two(shape)} {Vector(rd,7)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 0 01111 10 index[0]:1 rm:5 0011 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmlalElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        DoubledProduct<E, V, W, C>.Accumulate(ref e, VectorOperation.SaturatingAddSigned, rd, (byte)(4 | shape.Bits), e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value));

    [Instruction(
        "sqdmlsl{Two(shape)} {Vector(rd,7)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 0 01111 10 index[0]:1 rm:5 0111 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmlslElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        DoubledProduct<E, V, W, C>.Accumulate(ref e, VectorOperation.SaturatingSubtractSigned, rd, (byte)(4 | shape.Bits), e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value));

    [Instruction(
        "sqdmull{Two(shape)} {Vector(rd,7)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 0 01111 10 index[0]:1 rm:5 1011 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmullElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        DoubledProduct<E, V, W, C>.Set(ref e, rd, (byte)(4 | shape.Bits), e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value));

    [Instruction(
        "sqdmulh {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 0 01111 10 index[0]:1 rm:5 1100 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqdmulhElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingDoubledMultiplyHigh, rd, (byte)(4 | shape.Bits), e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), W.Zero);

    [Instruction(
        "sqrdmulh {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Element(rm,index,2)}",
        "0 shape[0]:1 0 01111 10 index[0]:1 rm:5 1101 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SqrdmulhElementS(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingRoundedDoubledMultiplyHigh, rd, (byte)(4 | shape.Bits), e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), W.Zero);
}
