using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Products of polynomials over two elements (C4.1.6).</summary>
[InstructionSet(Arm64Features.None)]
internal static class PolynomialProducts<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "pmul {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 00 1 rm:5 10011 1 rn:5 rd:5",
        Rare = true)]
    public static void Pmul(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.PolynomialMultiply, Lanes.Byte, e.Vector(rn), e.Vector(rm)));

    [Instruction(
        "pmull{Two(shape)} {Vector(rd,3)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 00 1 rm:5 1110 00 rn:5 rd:5",
        Rare = true)]
    public static void Pmull(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape)
    {
        VectorOperation operation = shape.IsFull ? VectorOperation.PolynomialMultiplyWidenHigh : VectorOperation.PolynomialMultiplyWidenLow;
        e.SetVector(rd, W.Apply(operation, Lanes.Byte, e.Vector(rn), e.Vector(rm)));
    }

    [InstructionSet(Arm64Features.Pmull)]
    [Instruction(
        "pmull{Two(shape)} {rd}.1q, {VectorOf(rn,shape,3)}, {VectorOf(rm,shape,3)}",
        "0 shape[0]:1 0 01110 11 1 rm:5 1110 00 rn:5 rd:5",
        Rare = true)]
    public static void PmullDoubles(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape)
    {
        VectorOperation operation = shape.IsFull ? VectorOperation.PolynomialMultiplyWidenHigh : VectorOperation.PolynomialMultiplyWidenLow;
        e.SetVector(rd, W.Apply(operation, Lanes.Double, e.Vector(rn), e.Vector(rm)));
    }
}
