using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Operations over all lanes of a vector (C4.1.6, Advanced SIMD across lanes).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorAcrossLanes<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "saddlv {WideScalar(rd,shape)}, {Vector(rn,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 11000 00011 10 rn:5 rd:5",
        Rare = true)]
    public static void SaddlvLanes(ref E e, Vr rd, Vr rn, AcrossArrangement shape) =>
        Lanewise<E, V, W, C>.Reduce(ref e, VectorOperation.ReduceAddWidenSigned, rd, rn, shape, isSum: true);

    [Instruction(
        "uaddlv {WideScalar(rd,shape)}, {Vector(rn,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 11000 00011 10 rn:5 rd:5",
        Rare = true)]
    public static void UaddlvLanes(ref E e, Vr rd, Vr rn, AcrossArrangement shape) =>
        Lanewise<E, V, W, C>.Reduce(ref e, VectorOperation.ReduceAddWidenUnsigned, rd, rn, shape, isSum: true);

    [Instruction(
        "smaxv {Scalar(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 0 01110 shape[2:1]:2 11000 01010 10 rn:5 rd:5",
        Rare = true)]
    public static void SmaxvLanes(ref E e, Vr rd, Vr rn, AcrossArrangement shape) =>
        Lanewise<E, V, W, C>.Reduce(ref e, VectorOperation.ReduceMaxSigned, rd, rn, shape, isSum: false);

    [Instruction(
        "umaxv {Scalar(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 1 01110 shape[2:1]:2 11000 01010 10 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void UmaxvLanes(ref E e, Vr rd, Vr rn, AcrossArrangement shape) =>
        Lanewise<E, V, W, C>.Reduce(ref e, VectorOperation.ReduceMaxUnsigned, rd, rn, shape, isSum: false);

    [Instruction(
        "sminv {Scalar(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 0 01110 shape[2:1]:2 11000 11010 10 rn:5 rd:5",
        Rare = true)]
    public static void SminvLanes(ref E e, Vr rd, Vr rn, AcrossArrangement shape) =>
        Lanewise<E, V, W, C>.Reduce(ref e, VectorOperation.ReduceMinSigned, rd, rn, shape, isSum: false);

    [Instruction(
        "uminv {Scalar(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 1 01110 shape[2:1]:2 11000 11010 10 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void UminvLanes(ref E e, Vr rd, Vr rn, AcrossArrangement shape) =>
        Lanewise<E, V, W, C>.Reduce(ref e, VectorOperation.ReduceMinUnsigned, rd, rn, shape, isSum: false);

    [Instruction(
        "addv {Scalar(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 0 01110 shape[2:1]:2 11000 11011 10 rn:5 rd:5",
        Rare = true)]
    public static void AddvLanes(ref E e, Vr rd, Vr rn, AcrossArrangement shape) =>
        Lanewise<E, V, W, C>.Reduce(ref e, VectorOperation.ReduceAdd, rd, rn, shape, isSum: true);
}
