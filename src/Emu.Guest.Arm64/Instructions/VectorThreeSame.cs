using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Operations of two vectors of one shape (C4.1.6, Advanced SIMD three same).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorThreeSame<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "shadd {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 00000 1 rn:5 rd:5",
        Rare = true)]
    public static void ShaddVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.AverageSigned, rd, rn, rm, shape);

    [Instruction(
        "uhadd {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 00000 1 rn:5 rd:5",
        Rare = true)]
    public static void UhaddVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.AverageUnsigned, rd, rn, rm, shape);

    [Instruction(
        "srhadd {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 00010 1 rn:5 rd:5",
        Rare = true)]
    public static void SrhaddVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.AverageUpSigned, rd, rn, rm, shape);

    [Instruction(
        "urhadd {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 00010 1 rn:5 rd:5",
        Rare = true)]
    public static void UrhaddVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.AverageUpUnsigned, rd, rn, rm, shape);

    [Instruction(
        "shsub {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 00100 1 rn:5 rd:5",
        Rare = true)]
    public static void ShsubVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.HalfDifferenceSigned, rd, rn, rm, shape);

    [Instruction(
        "uhsub {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 00100 1 rn:5 rd:5",
        Rare = true)]
    public static void UhsubVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.HalfDifferenceUnsigned, rd, rn, rm, shape);

    [Instruction(
        "cmgt {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 00110 1 rn:5 rd:5",
        Rare = true)]
    public static void CmgtVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.GreaterSigned, rd, rn, rm, shape);

    [Instruction(
        "cmhi {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 00110 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void CmhiVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.GreaterUnsigned, rd, rn, rm, shape);

    [Instruction(
        "cmge {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 00111 1 rn:5 rd:5",
        Rare = true)]
    public static void CmgeVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.GreaterOrEqualSigned, rd, rn, rm, shape);

    [Instruction(
        "cmhs {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 00111 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void CmhsVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.GreaterOrEqualUnsigned, rd, rn, rm, shape);

    [Instruction(
        "sshl {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 01000 1 rn:5 rd:5",
        Rare = true)]
    public static void SshlVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.ShiftSigned, rd, rn, rm, shape);

    [Instruction(
        "ushl {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 01000 1 rn:5 rd:5",
        Rare = true)]
    public static void UshlVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.ShiftUnsigned, rd, rn, rm, shape);

    [Instruction(
        "srshl {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 01010 1 rn:5 rd:5",
        Rare = true)]
    public static void SrshlVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.RoundedShiftSigned, rd, rn, rm, shape);

    [Instruction(
        "urshl {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 01010 1 rn:5 rd:5",
        Rare = true)]
    public static void UrshlVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.RoundedShiftUnsigned, rd, rn, rm, shape);

    [Instruction(
        "smax {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 01100 1 rn:5 rd:5",
        Rare = true)]
    public static void SmaxVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.MaxSigned, rd, rn, rm, shape);

    [Instruction(
        "umax {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 01100 1 rn:5 rd:5",
        Rare = true)]
    public static void UmaxVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.MaxUnsigned, rd, rn, rm, shape);

    [Instruction(
        "smin {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 01101 1 rn:5 rd:5",
        Rare = true)]
    public static void SminVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.MinSigned, rd, rn, rm, shape);

    [Instruction(
        "umin {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 01101 1 rn:5 rd:5",
        Rare = true)]
    public static void UminVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.MinUnsigned, rd, rn, rm, shape);

    [Instruction(
        "sabd {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void SabdVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.DifferenceSigned, rd, rn, rm, shape);

    [Instruction(
        "uabd {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void UabdVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.DifferenceUnsigned, rd, rn, rm, shape);

    [Instruction(
        "saba {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 01111 1 rn:5 rd:5",
        Rare = true)]
    public static void SabaVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Accumulate(ref e, VectorOperation.DifferenceSigned, rd, rn, rm, shape);

    [Instruction(
        "uaba {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 01111 1 rn:5 rd:5",
        Rare = true)]
    public static void UabaVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Accumulate(ref e, VectorOperation.DifferenceUnsigned, rd, rn, rm, shape);

    [Instruction(
        "add {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 10000 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void AddVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.Add, rd, rn, rm, shape);

    [Instruction(
        "sub {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 10000 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void SubVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.Subtract, rd, rn, rm, shape);

    [Instruction(
        "cmtst {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 10001 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void CmtstVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.Test, rd, rn, rm, shape);

    [Instruction(
        "cmeq {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 10001 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void CmeqVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.Equal, rd, rn, rm, shape);

    [Instruction(
        "mla {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 10010 1 rn:5 rd:5",
        Rare = true)]
    public static void MlaVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.MultiplyAdd, shape.Lanes, e.Vector(rn), e.Vector(rm), e.Vector(rd), 0));

    [Instruction(
        "mls {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 10010 1 rn:5 rd:5",
        Rare = true)]
    public static void MlsVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.MultiplySubtract, shape.Lanes, e.Vector(rn), e.Vector(rm), e.Vector(rd), 0));

    [Instruction(
        "mul {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 10011 1 rn:5 rd:5",
        Rare = true)]
    public static void MulVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.Multiply, rd, rn, rm, shape);

    [Instruction(
        "smaxp {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 10100 1 rn:5 rd:5",
        Rare = true)]
    public static void SmaxpVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Pair(ref e, VectorOperation.PairMaxSigned, rd, rn, rm, shape);

    [Instruction(
        "umaxp {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 10100 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void UmaxpVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Pair(ref e, VectorOperation.PairMaxUnsigned, rd, rn, rm, shape);

    [Instruction(
        "sminp {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 10101 1 rn:5 rd:5",
        Rare = true)]
    public static void SminpVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Pair(ref e, VectorOperation.PairMinSigned, rd, rn, rm, shape);

    [Instruction(
        "uminp {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 10101 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void UminpVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        Lanewise<E, V, W, C>.Pair(ref e, VectorOperation.PairMinUnsigned, rd, rn, rm, shape);

    [Instruction(
        "addp {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 10111 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void AddpVector(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Pair(ref e, VectorOperation.PairAdd, rd, rn, rm, shape);
}
