using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Operations of two vectors whose result has lanes of twice their size (C4.1.6, Advanced SIMD three
/// different).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorWidening<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "saddl{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 0000 00 rn:5 rd:5",
        Rare = true)]
    public static void SaddlVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanewise<E, V, W, C>.Wider(shape), Lanewise<E, V, W, C>.Widen(ref e, rn, shape, true), Lanewise<E, V, W, C>.Widen(ref e, rm, shape, true)));

    [Instruction(
        "saddw{Two(shape)} {Wide(rd,shape)}, {Wide(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 0001 00 rn:5 rd:5",
        Rare = true)]
    public static void SaddwVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanewise<E, V, W, C>.Wider(shape), e.Vector(rn), Lanewise<E, V, W, C>.Widen(ref e, rm, shape, true)));

    [Instruction(
        "ssubl{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 0010 00 rn:5 rd:5",
        Rare = true)]
    public static void SsublVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Subtract, Lanewise<E, V, W, C>.Wider(shape), Lanewise<E, V, W, C>.Widen(ref e, rn, shape, true), Lanewise<E, V, W, C>.Widen(ref e, rm, shape, true)));

    [Instruction(
        "ssubw{Two(shape)} {Wide(rd,shape)}, {Wide(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 0011 00 rn:5 rd:5",
        Rare = true)]
    public static void SsubwVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Subtract, Lanewise<E, V, W, C>.Wider(shape), e.Vector(rn), Lanewise<E, V, W, C>.Widen(ref e, rm, shape, true)));

    [Instruction(
        "sabal{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 0101 00 rn:5 rd:5",
        Rare = true)]
    public static void SabalVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanewise<E, V, W, C>.Wider(shape), e.Vector(rd), W.Apply(VectorOperation.DifferenceSigned, Lanewise<E, V, W, C>.Wider(shape), Lanewise<E, V, W, C>.Widen(ref e, rn, shape, true), Lanewise<E, V, W, C>.Widen(ref e, rm, shape, true))));

    [Instruction(
        "sabdl{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 0111 00 rn:5 rd:5",
        Rare = true)]
    public static void SabdlVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.DifferenceSigned, Lanewise<E, V, W, C>.Wider(shape), Lanewise<E, V, W, C>.Widen(ref e, rn, shape, true), Lanewise<E, V, W, C>.Widen(ref e, rm, shape, true)));

    [Instruction(
        "smlal{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 1000 00 rn:5 rd:5",
        Rare = true)]
    public static void SmlalVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanewise<E, V, W, C>.Wider(shape), e.Vector(rd), Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), e.Vector(rm), shape, true)));

    [Instruction(
        "smlsl{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 1010 00 rn:5 rd:5",
        Rare = true)]
    public static void SmlslVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Subtract, Lanewise<E, V, W, C>.Wider(shape), e.Vector(rd), Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), e.Vector(rm), shape, true)));

    [Instruction(
        "smull{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 1100 00 rn:5 rd:5",
        Rare = true)]
    public static void SmullVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), e.Vector(rm), shape, true));

    [Instruction(
        "uaddl{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 0000 00 rn:5 rd:5",
        Rare = true)]
    public static void UaddlVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanewise<E, V, W, C>.Wider(shape), Lanewise<E, V, W, C>.Widen(ref e, rn, shape, false), Lanewise<E, V, W, C>.Widen(ref e, rm, shape, false)));

    [Instruction(
        "uaddw{Two(shape)} {Wide(rd,shape)}, {Wide(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 0001 00 rn:5 rd:5",
        Rare = true)]
    public static void UaddwVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanewise<E, V, W, C>.Wider(shape), e.Vector(rn), Lanewise<E, V, W, C>.Widen(ref e, rm, shape, false)));

    [Instruction(
        "usubl{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 0010 00 rn:5 rd:5",
        Rare = true)]
    public static void UsublVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Subtract, Lanewise<E, V, W, C>.Wider(shape), Lanewise<E, V, W, C>.Widen(ref e, rn, shape, false), Lanewise<E, V, W, C>.Widen(ref e, rm, shape, false)));

    [Instruction(
        "usubw{Two(shape)} {Wide(rd,shape)}, {Wide(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 0011 00 rn:5 rd:5",
        Rare = true)]
    public static void UsubwVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Subtract, Lanewise<E, V, W, C>.Wider(shape), e.Vector(rn), Lanewise<E, V, W, C>.Widen(ref e, rm, shape, false)));

    [Instruction(
        "uabal{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 0101 00 rn:5 rd:5",
        Rare = true)]
    public static void UabalVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanewise<E, V, W, C>.Wider(shape), e.Vector(rd), W.Apply(VectorOperation.DifferenceSigned, Lanewise<E, V, W, C>.Wider(shape), Lanewise<E, V, W, C>.Widen(ref e, rn, shape, false), Lanewise<E, V, W, C>.Widen(ref e, rm, shape, false))));

    [Instruction(
        "uabdl{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 0111 00 rn:5 rd:5",
        Rare = true)]
    public static void UabdlVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.DifferenceSigned, Lanewise<E, V, W, C>.Wider(shape), Lanewise<E, V, W, C>.Widen(ref e, rn, shape, false), Lanewise<E, V, W, C>.Widen(ref e, rm, shape, false)));

    [Instruction(
        "umlal{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 1000 00 rn:5 rd:5",
        Rare = true)]
    public static void UmlalVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanewise<E, V, W, C>.Wider(shape), e.Vector(rd), Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), e.Vector(rm), shape, false)));

    [Instruction(
        "umlsl{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 1010 00 rn:5 rd:5",
        Rare = true)]
    public static void UmlslVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.Subtract, Lanewise<E, V, W, C>.Wider(shape), e.Vector(rd), Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), e.Vector(rm), shape, false)));

    [Instruction(
        "umull{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 1100 00 rn:5 rd:5",
        Rare = true)]
    public static void UmullVector(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape) =>
        e.SetVector(rd, Lanewise<E, V, W, C>.MultiplyWiden(e.Vector(rn), e.Vector(rm), shape, false));

    [Instruction(
        "sqdmlal{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 1001 00 rn:5 rd:5",
        Rare = true)]
    public static void SqdmlalVector(ref E e, Vr rd, Vr rn, Vr rm, MiddleArrangement shape) =>
        DoubledProduct<E, V, W, C>.Accumulate(ref e, VectorOperation.SaturatingAddSigned, rd, shape, e.Vector(rn), e.Vector(rm));

    [Instruction(
        "sqdmlal {WideScalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 0 11110 size[2:1]:2 1 rm:5 1001 00 rn:5 rd:5",
        Rare = true)]
    public static void SqdmlalScalar(ref E e, Vr rd, Vr rn, Vr rm, MiddleScalarSize size) =>
        DoubledProduct<E, V, W, C>.AccumulateScalar(ref e, VectorOperation.SaturatingAddSigned, rd, size, e.Vector(rn), e.Vector(rm));

    [Instruction(
        "sqdmlsl{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 1011 00 rn:5 rd:5",
        Rare = true)]
    public static void SqdmlslVector(ref E e, Vr rd, Vr rn, Vr rm, MiddleArrangement shape) =>
        DoubledProduct<E, V, W, C>.Accumulate(ref e, VectorOperation.SaturatingSubtractSigned, rd, shape, e.Vector(rn), e.Vector(rm));

    [Instruction(
        "sqdmlsl {WideScalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 0 11110 size[2:1]:2 1 rm:5 1011 00 rn:5 rd:5",
        Rare = true)]
    public static void SqdmlslScalar(ref E e, Vr rd, Vr rn, Vr rm, MiddleScalarSize size) =>
        DoubledProduct<E, V, W, C>.AccumulateScalar(ref e, VectorOperation.SaturatingSubtractSigned, rd, size, e.Vector(rn), e.Vector(rm));

    [Instruction(
        "sqdmull{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 1101 00 rn:5 rd:5",
        Rare = true)]
    public static void SqdmullVector(ref E e, Vr rd, Vr rn, Vr rm, MiddleArrangement shape) =>
        DoubledProduct<E, V, W, C>.Set(ref e, rd, shape, e.Vector(rn), e.Vector(rm));

    [Instruction(
        "sqdmull {WideScalar(rd,size)}, {Scalar(rn,size)}, {Scalar(rm,size)}",
        "01 0 11110 size[2:1]:2 1 rm:5 1101 00 rn:5 rd:5",
        Rare = true)]
    public static void SqdmullScalar(ref E e, Vr rd, Vr rn, Vr rm, MiddleScalarSize size) =>
        DoubledProduct<E, V, W, C>.SetScalar(ref e, rd, size, e.Vector(rn), e.Vector(rm));
}
