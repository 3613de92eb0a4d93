using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Dot products and matrix products of bytes (FEAT_DotProd, FEAT_I8MM).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorDotProducts<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [InstructionSet(Arm64Features.DotProd)]
    [Instruction(
        "sdot {VectorOf(rd,shape,2)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 10 0 rm:5 1 0010 1 rn:5 rd:5",
        Rare = true)]
    public static void SdotVector(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.DotSigned, Lanes.Byte, e.Vector(rn), e.Vector(rm), e.Vector(rd), 0));

    [InstructionSet(Arm64Features.DotProd)]
    [Instruction(
        "udot {VectorOf(rd,shape,2)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 10 0 rm:5 1 0010 1 rn:5 rd:5",
        Rare = true)]
    public static void UdotVector(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.DotUnsigned, Lanes.Byte, e.Vector(rn), e.Vector(rm), e.Vector(rd), 0));

    [InstructionSet(Arm64Features.I8mm)]
    [Instruction(
        "usdot {VectorOf(rd,shape,2)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 10 0 rm:5 1 0011 1 rn:5 rd:5",
        Rare = true)]
    public static void UsdotVector(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.DotUnsignedSigned, Lanes.Byte, e.Vector(rn), e.Vector(rm), e.Vector(rd), 0));

    [InstructionSet(Arm64Features.DotProd)]
    [Instruction(
        "sdot {VectorOf(rd,shape,2)}, {Vector(rn,shape)}, {rm}.4b[{Plain(index)}]",
        "0 shape[0]:1 0 01111 10 index[0]:1 rm:5 1110 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SdotElement(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.DotSigned, Lanes.Byte, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), e.Vector(rd), 0));

    [InstructionSet(Arm64Features.DotProd)]
    [Instruction(
        "udot {VectorOf(rd,shape,2)}, {Vector(rn,shape)}, {rm}.4b[{Plain(index)}]",
        "0 shape[0]:1 1 01111 10 index[0]:1 rm:5 1110 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void UdotElement(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.DotUnsigned, Lanes.Byte, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), e.Vector(rd), 0));

    [InstructionSet(Arm64Features.I8mm)]
    [Instruction(
        "usdot {VectorOf(rd,shape,2)}, {Vector(rn,shape)}, {rm}.4b[{Plain(index)}]",
        "0 shape[0]:1 0 01111 10 index[0]:1 rm:5 1111 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void UsdotElement(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.DotUnsignedSigned, Lanes.Byte, e.Vector(rn), W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), e.Vector(rd), 0));

    [InstructionSet(Arm64Features.I8mm)]
    [Instruction(
        "sudot {VectorOf(rd,shape,2)}, {Vector(rn,shape)}, {rm}.4b[{Plain(index)}]",
        "0 shape[0]:1 0 01111 00 index[0]:1 rm:5 1111 index[1]:1 0 rn:5 rd:5",
        Rare = true)]
    public static void SudotElement(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.DotUnsignedSigned, Lanes.Byte, W.Apply(VectorOperation.DuplicateLane, Lanes.Word, e.Vector(rm), index.Value), e.Vector(rn), e.Vector(rd), 0));

    [InstructionSet(Arm64Features.I8mm)]
    [Instruction(
        "smmla {Vector(rd,5)}, {Vector(rn,1)}, {Vector(rm,1)}", "0 1 0 01110 10 0 rm:5 1 0100 1 rn:5 rd:5",
        Rare = true)]
    public static void Smmla(ref E e, Vr rd, Vr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.MatrixSigned, Lanes.Byte, e.Vector(rn), e.Vector(rm), e.Vector(rd), 0));

    [InstructionSet(Arm64Features.I8mm)]
    [Instruction(
        "ummla {Vector(rd,5)}, {Vector(rn,1)}, {Vector(rm,1)}", "0 1 1 01110 10 0 rm:5 1 0100 1 rn:5 rd:5",
        Rare = true)]
    public static void Ummla(ref E e, Vr rd, Vr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.MatrixUnsigned, Lanes.Byte, e.Vector(rn), e.Vector(rm), e.Vector(rd), 0));

    [InstructionSet(Arm64Features.I8mm)]
    [Instruction(
        "usmmla {Vector(rd,5)}, {Vector(rn,1)}, {Vector(rm,1)}", "0 1 0 01110 10 0 rm:5 1 0101 1 rn:5 rd:5",
        Rare = true)]
    public static void Usmmla(ref E e, Vr rd, Vr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.MatrixUnsignedSigned, Lanes.Byte, e.Vector(rn), e.Vector(rm), e.Vector(rd), 0));
}
