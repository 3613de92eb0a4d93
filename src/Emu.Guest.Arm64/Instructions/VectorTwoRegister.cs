using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Operations of one vector (C4.1.6, Advanced SIMD two-register miscellaneous).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorTwoRegister<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "rev64 {Vector(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 0 01110 shape[2:1]:2 10000 00000 10 rn:5 rd:5",
        Rare = true)]
    public static void Rev64Vector(ref E e, Vr rd, Vr rn, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.Reverse, rd, rn, shape, 8);

    [Instruction(
        "rev16 {Vector(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 0 01110 shape[2:1]:2 10000 00001 10 rn:5 rd:5",
        Rare = true)]
    public static void Rev16Vector(ref E e, Vr rd, Vr rn, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.Reverse, rd, rn, shape, 2);

    [Instruction(
        "rev32 {Vector(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 1 01110 shape[2:1]:2 10000 00000 10 rn:5 rd:5",
        Rare = true)]
    public static void Rev32Vector(ref E e, Vr rd, Vr rn, HalfArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.Reverse, rd, rn, shape, 4);

    [Instruction(
        "cls {Vector(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 0 01110 shape[2:1]:2 10000 00100 10 rn:5 rd:5",
        Rare = true)]
    public static void ClsVector(ref E e, Vr rd, Vr rn, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.CountLeadingSigns, rd, rn, shape);

    [Instruction(
        "clz {Vector(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 1 01110 shape[2:1]:2 10000 00100 10 rn:5 rd:5",
        Rare = true)]
    public static void ClzVector(ref E e, Vr rd, Vr rn, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.CountLeadingZeros, rd, rn, shape);

    [Instruction(
        "cnt {Vector(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 0 01110 shape[2:1]:2 10000 00101 10 rn:5 rd:5",
        Rare = true)]
    public static void CntVector(ref E e, Vr rd, Vr rn, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.PopulationCount, rd, rn, shape);

    [Instruction(
        "abs {Vector(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 0 01110 shape[2:1]:2 10000 01011 10 rn:5 rd:5",
        Rare = true)]
    public static void AbsVector(ref E e, Vr rd, Vr rn, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.Absolute, rd, rn, shape);

    [Instruction(
        "neg {Vector(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 1 01110 shape[2:1]:2 10000 01011 10 rn:5 rd:5",
        Rare = true)]
    public static void NegVector(ref E e, Vr rd, Vr rn, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.Negate, rd, rn, shape);

    [Instruction(
        "rbit {Vector(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 1 01110 01 10000 00101 10 rn:5 rd:5",
        Rare = true)]
    public static void RbitVector(ref E e, Vr rd, Vr rn, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ReverseBits, Lanes.Byte, e.Vector(rn)));

    [Instruction(
        "saddlp {Paired(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 0 01110 shape[2:1]:2 10000 00010 10 rn:5 rd:5",
        Rare = true)]
    public static void SaddlpVector(ref E e, Vr rd, Vr rn, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.PairAddWidenSigned, rd, rn, shape);

    [Instruction(
        "sadalp {Paired(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 0 01110 shape[2:1]:2 10000 00110 10 rn:5 rd:5",
        Rare = true)]
    public static void SadalpVector(ref E e, Vr rd, Vr rn, SmallArrangement shape)
    {
        W sums = W.Apply(VectorOperation.PairAddWidenSigned, shape.Lanes, e.Vector(rn));
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Add, Lanewise<E, V, W, C>.Wider(shape), e.Vector(rd), sums));
    }

    [Instruction(
        "uaddlp {Paired(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 1 01110 shape[2:1]:2 10000 00010 10 rn:5 rd:5",
        Rare = true)]
    public static void UaddlpVector(ref E e, Vr rd, Vr rn, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.PairAddWidenUnsigned, rd, rn, shape);

    [Instruction(
        "uadalp {Paired(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 1 01110 shape[2:1]:2 10000 00110 10 rn:5 rd:5",
        Rare = true)]
    public static void UadalpVector(ref E e, Vr rd, Vr rn, SmallArrangement shape)
    {
        W sums = W.Apply(VectorOperation.PairAddWidenUnsigned, shape.Lanes, e.Vector(rn));
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Add, Lanewise<E, V, W, C>.Wider(shape), e.Vector(rd), sums));
    }

    [Instruction(
        "cmgt {Vector(rd,shape)}, {Vector(rn,shape)}, #0",
        "0 shape[0]:1 0 01110 shape[2:1]:2 10000 01000 10 rn:5 rd:5",
        Rare = true)]
    public static void CmgtZeroVector(ref E e, Vr rd, Vr rn, Arrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.GreaterSigned, shape.Lanes, e.Vector(rn), W.Zero));

    [Instruction("cmgt {rd}, {rn}, #0", "01 0 11110 11 10000 01000 10 rn:5 rd:5", Rare = true)]
    public static void CmgtZeroScalar(ref E e, Dr rd, Dr rn) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.GreaterSigned, Lanes.Double, e.Vector(rn), W.Zero).Low, 0));

    [Instruction(
        "cmeq {Vector(rd,shape)}, {Vector(rn,shape)}, #0",
        "0 shape[0]:1 0 01110 shape[2:1]:2 10000 01001 10 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void CmeqZeroVector(ref E e, Vr rd, Vr rn, Arrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Equal, shape.Lanes, e.Vector(rn), W.Zero));

    [Instruction("cmeq {rd}, {rn}, #0", "01 0 11110 11 10000 01001 10 rn:5 rd:5", Rare = true)]
    public static void CmeqZeroScalar(ref E e, Dr rd, Dr rn) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.Equal, Lanes.Double, e.Vector(rn), W.Zero).Low, 0));

    [Instruction(
        "cmlt {Vector(rd,shape)}, {Vector(rn,shape)}, #0",
        "0 shape[0]:1 0 01110 shape[2:1]:2 10000 01010 10 rn:5 rd:5",
        Rare = true)]
    public static void CmltZeroVector(ref E e, Vr rd, Vr rn, Arrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.GreaterSigned, shape.Lanes, W.Zero, e.Vector(rn)));

    [Instruction("cmlt {rd}, {rn}, #0", "01 0 11110 11 10000 01010 10 rn:5 rd:5", Rare = true)]
    public static void CmltZeroScalar(ref E e, Dr rd, Dr rn) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.GreaterSigned, Lanes.Double, W.Zero, e.Vector(rn)).Low, 0));

    [Instruction(
        "cmge {Vector(rd,shape)}, {Vector(rn,shape)}, #0",
        "0 shape[0]:1 1 01110 shape[2:1]:2 10000 01000 10 rn:5 rd:5",
        Rare = true)]
    public static void CmgeZeroVector(ref E e, Vr rd, Vr rn, Arrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.GreaterOrEqualSigned, shape.Lanes, e.Vector(rn), W.Zero));

    [Instruction("cmge {rd}, {rn}, #0", "01 1 11110 11 10000 01000 10 rn:5 rd:5", Rare = true)]
    public static void CmgeZeroScalar(ref E e, Dr rd, Dr rn) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.GreaterOrEqualSigned, Lanes.Double, e.Vector(rn), W.Zero).Low, 0));

    [Instruction(
        "cmle {Vector(rd,shape)}, {Vector(rn,shape)}, #0",
        "0 shape[0]:1 1 01110 shape[2:1]:2 10000 01001 10 rn:5 rd:5",
        Rare = true)]
    public static void CmleZeroVector(ref E e, Vr rd, Vr rn, Arrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.GreaterOrEqualSigned, shape.Lanes, W.Zero, e.Vector(rn)));

    [Instruction("cmle {rd}, {rn}, #0", "01 1 11110 11 10000 01001 10 rn:5 rd:5", Rare = true)]
    public static void CmleZeroScalar(ref E e, Dr rd, Dr rn) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.GreaterOrEqualSigned, Lanes.Double, W.Zero, e.Vector(rn)).Low, 0));

    [Instruction("abs {rd}, {rn}", "01 0 11110 11 10000 01011 10 rn:5 rd:5", Rare = true)]
    public static void AbsScalar(ref E e, Dr rd, Dr rn) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.Absolute, Lanes.Double, e.Vector(rn)).Low, 0));

    [Instruction("neg {rd}, {rn}", "01 1 11110 11 10000 01011 10 rn:5 rd:5", Rare = true)]
    public static void NegScalar(ref E e, Dr rd, Dr rn) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.Negate, Lanes.Double, e.Vector(rn)).Low, 0));

    [Instruction(
        "suqadd {Vector(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 0 01110 shape[2:1]:2 10000 00011 10 rn:5 rd:5",
        Rare = true)]
    public static void SuqaddVector(ref E e, Vr rd, Vr rn, Arrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingAddUnsignedToSigned, rd, shape, e.Vector(rd), e.Vector(rn), W.Zero);

    [Instruction(
        "suqadd {Scalar(rd,size)}, {Scalar(rn,size)}", "01 0 11110 size[2:1]:2 10000 00011 10 rn:5 rd:5",
        Rare = true)]
    public static void SuqaddScalar(ref E e, Vr rd, Vr rn, ScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingAddUnsignedToSigned, rd, size.Lanes, e.Vector(rd), e.Vector(rn), W.Zero);

    [Instruction(
        "usqadd {Vector(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 1 01110 shape[2:1]:2 10000 00011 10 rn:5 rd:5",
        Rare = true)]
    public static void UsqaddVector(ref E e, Vr rd, Vr rn, Arrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingAddSignedToUnsigned, rd, shape, e.Vector(rd), e.Vector(rn), W.Zero);

    [Instruction(
        "usqadd {Scalar(rd,size)}, {Scalar(rn,size)}", "01 1 11110 size[2:1]:2 10000 00011 10 rn:5 rd:5",
        Rare = true)]
    public static void UsqaddScalar(ref E e, Vr rd, Vr rn, ScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingAddSignedToUnsigned, rd, size.Lanes, e.Vector(rd), e.Vector(rn), W.Zero);

    [Instruction(
        "sqabs {Vector(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 0 01110 shape[2:1]:2 10000 00111 10 rn:5 rd:5",
        Rare = true)]
    public static void SqabsVector(ref E e, Vr rd, Vr rn, Arrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingAbsolute, rd, shape, e.Vector(rn), W.Zero, W.Zero);

    [Instruction(
        "sqabs {Scalar(rd,size)}, {Scalar(rn,size)}", "01 0 11110 size[2:1]:2 10000 00111 10 rn:5 rd:5",
        Rare = true)]
    public static void SqabsScalar(ref E e, Vr rd, Vr rn, ScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingAbsolute, rd, size.Lanes, e.Vector(rn), W.Zero, W.Zero);

    [Instruction(
        "sqneg {Vector(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 1 01110 shape[2:1]:2 10000 00111 10 rn:5 rd:5",
        Rare = true)]
    public static void SqnegVector(ref E e, Vr rd, Vr rn, Arrangement shape) =>
        Lanewise<E, V, W, C>.Saturate(ref e, VectorOperation.SaturatingNegate, rd, shape, e.Vector(rn), W.Zero, W.Zero);

    [Instruction(
        "sqneg {Scalar(rd,size)}, {Scalar(rn,size)}", "01 1 11110 size[2:1]:2 10000 00111 10 rn:5 rd:5",
        Rare = true)]
    public static void SqnegScalar(ref E e, Vr rd, Vr rn, ScalarSize size) =>
        Lanewise<E, V, W, C>.SaturateScalar(ref e, VectorOperation.SaturatingNegate, rd, size.Lanes, e.Vector(rn), W.Zero, W.Zero);

    [Instruction(
        "urecpe {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}", "0 shape[0]:1 0 01110 10 10000 11100 10 rn:5 rd:5",
        Rare = true)]
    public static void UrecpeVector(ref E e, Vr rd, Vr rn, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ReciprocalEstimate, Lanes.Word, e.Vector(rn)));

    [Instruction(
        "ursqrte {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}", "0 shape[0]:1 1 01110 10 10000 11100 10 rn:5 rd:5",
        Rare = true)]
    public static void UrsqrteVector(ref E e, Vr rd, Vr rn, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ReciprocalRootEstimate, Lanes.Word, e.Vector(rn)));
}
