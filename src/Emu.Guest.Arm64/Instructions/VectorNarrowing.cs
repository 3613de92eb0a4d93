using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Operations of two vectors of which the upper halves of lanes are kept, and narrowing of one
/// (C4.1.6).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorNarrowing<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "addhn{Two(shape)} {Vector(rd,shape)}, {Wide(rn,shape)}, {Wide(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 0100 00 rn:5 rd:5",
        Rare = true)]
    public static void Addhn(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape)
    {
        Lanes lanes = Lanewise<E, V, W, C>.Wider(shape);
        W sum = W.Apply(VectorOperation.Add, lanes, e.Vector(rn), e.Vector(rm));
        W upper = W.Apply(VectorOperation.ShiftRightUnsigned, lanes, sum, 8 << (int)shape.Lanes);
        Lanewise<E, V, W, C>.SetNarrow(ref e, rd, shape, W.Apply(VectorOperation.Narrow, lanes, upper));
    }

    [Instruction(
        "raddhn{Two(shape)} {Vector(rd,shape)}, {Wide(rn,shape)}, {Wide(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 0100 00 rn:5 rd:5",
        Rare = true)]
    public static void Raddhn(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape)
    {
        Lanes lanes = Lanewise<E, V, W, C>.Wider(shape);
        W sum = W.Apply(VectorOperation.Add, lanes, e.Vector(rn), e.Vector(rm));
        sum = W.Apply(VectorOperation.Add, lanes, sum, W.Duplicate(lanes, 1L << ((8 << (int)shape.Lanes) - 1)));
        W upper = W.Apply(VectorOperation.ShiftRightUnsigned, lanes, sum, 8 << (int)shape.Lanes);
        Lanewise<E, V, W, C>.SetNarrow(ref e, rd, shape, W.Apply(VectorOperation.Narrow, lanes, upper));
    }

    [Instruction(
        "subhn{Two(shape)} {Vector(rd,shape)}, {Wide(rn,shape)}, {Wide(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 1 rm:5 0110 00 rn:5 rd:5",
        Rare = true)]
    public static void Subhn(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape)
    {
        Lanes lanes = Lanewise<E, V, W, C>.Wider(shape);
        W sum = W.Apply(VectorOperation.Subtract, lanes, e.Vector(rn), e.Vector(rm));
        W upper = W.Apply(VectorOperation.ShiftRightUnsigned, lanes, sum, 8 << (int)shape.Lanes);
        Lanewise<E, V, W, C>.SetNarrow(ref e, rd, shape, W.Apply(VectorOperation.Narrow, lanes, upper));
    }

    [Instruction(
        "rsubhn{Two(shape)} {Vector(rd,shape)}, {Wide(rn,shape)}, {Wide(rm,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 1 rm:5 0110 00 rn:5 rd:5",
        Rare = true)]
    public static void Rsubhn(ref E e, Vr rd, Vr rn, Vr rm, SmallArrangement shape)
    {
        Lanes lanes = Lanewise<E, V, W, C>.Wider(shape);
        W sum = W.Apply(VectorOperation.Subtract, lanes, e.Vector(rn), e.Vector(rm));
        sum = W.Apply(VectorOperation.Add, lanes, sum, W.Duplicate(lanes, 1L << ((8 << (int)shape.Lanes) - 1)));
        W upper = W.Apply(VectorOperation.ShiftRightUnsigned, lanes, sum, 8 << (int)shape.Lanes);
        Lanewise<E, V, W, C>.SetNarrow(ref e, rd, shape, W.Apply(VectorOperation.Narrow, lanes, upper));
    }

    [Instruction(
        "xtn{Two(shape)} {Vector(rd,shape)}, {Wide(rn,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 10000 10010 10 rn:5 rd:5",
        Rare = true)]
    public static void Xtn(ref E e, Vr rd, Vr rn, SmallArrangement shape)
    {
        Lanes lanes = Lanewise<E, V, W, C>.Wider(shape);
        Lanewise<E, V, W, C>.SetNarrow(ref e, rd, shape, W.Apply(VectorOperation.Narrow, lanes, e.Vector(rn)));
    }

    [Instruction(
        "sqxtn{Two(shape)} {Vector(rd,shape)}, {Wide(rn,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 10000 10100 10 rn:5 rd:5",
        Rare = true)]
    public static void Sqxtn(ref E e, Vr rd, Vr rn, SmallArrangement shape)
    {
        Lanes lanes = Lanewise<E, V, W, C>.Wider(shape);
        Lanewise<E, V, W, C>.Note(ref e, W.Apply(VectorOperation.SaturatingNarrowSigned, lanes, e.Vector(rn), VectorOperations.WhereSaturated));
        Lanewise<E, V, W, C>.SetNarrow(ref e, rd, shape, W.Apply(VectorOperation.SaturatingNarrowSigned, lanes, e.Vector(rn)));
    }

    [Instruction(
        "sqxtn {Scalar(rd,size)}, {WideScalar(rn,size)}", "01 0 11110 size[2:1]:2 10000 10100 10 rn:5 rd:5",
        Rare = true)]
    public static void SqxtnScalar(ref E e, Vr rd, Vr rn, SmallScalarSize size)
    {
        Lanes lanes = size.Lanes + 1;
        W operand = W.Create(e.Vector(rn).Get(lanes, 0), 0);
        Lanewise<E, V, W, C>.Note(ref e, W.Apply(VectorOperation.SaturatingNarrowSigned, lanes, operand, VectorOperations.WhereSaturated));
        Lanewise<E, V, W, C>.SetScalar(ref e, rd, size.Lanes, W.Apply(VectorOperation.SaturatingNarrowSigned, lanes, operand));
    }

    [Instruction(
        "uqxtn{Two(shape)} {Vector(rd,shape)}, {Wide(rn,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 10000 10100 10 rn:5 rd:5",
        Rare = true)]
    public static void Uqxtn(ref E e, Vr rd, Vr rn, SmallArrangement shape)
    {
        Lanes lanes = Lanewise<E, V, W, C>.Wider(shape);
        Lanewise<E, V, W, C>.Note(ref e, W.Apply(VectorOperation.SaturatingNarrowUnsigned, lanes, e.Vector(rn), VectorOperations.WhereSaturated));
        Lanewise<E, V, W, C>.SetNarrow(ref e, rd, shape, W.Apply(VectorOperation.SaturatingNarrowUnsigned, lanes, e.Vector(rn)));
    }

    [Instruction(
        "uqxtn {Scalar(rd,size)}, {WideScalar(rn,size)}", "01 1 11110 size[2:1]:2 10000 10100 10 rn:5 rd:5",
        Rare = true)]
    public static void UqxtnScalar(ref E e, Vr rd, Vr rn, SmallScalarSize size)
    {
        Lanes lanes = size.Lanes + 1;
        W operand = W.Create(e.Vector(rn).Get(lanes, 0), 0);
        Lanewise<E, V, W, C>.Note(ref e, W.Apply(VectorOperation.SaturatingNarrowUnsigned, lanes, operand, VectorOperations.WhereSaturated));
        Lanewise<E, V, W, C>.SetScalar(ref e, rd, size.Lanes, W.Apply(VectorOperation.SaturatingNarrowUnsigned, lanes, operand));
    }

    [Instruction(
        "sqxtun{Two(shape)} {Vector(rd,shape)}, {Wide(rn,shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 10000 10010 10 rn:5 rd:5",
        Rare = true)]
    public static void Sqxtun(ref E e, Vr rd, Vr rn, SmallArrangement shape)
    {
        Lanes lanes = Lanewise<E, V, W, C>.Wider(shape);
        Lanewise<E, V, W, C>.Note(ref e, W.Apply(VectorOperation.SaturatingNarrowSignedToUnsigned, lanes, e.Vector(rn), VectorOperations.WhereSaturated));
        Lanewise<E, V, W, C>.SetNarrow(ref e, rd, shape, W.Apply(VectorOperation.SaturatingNarrowSignedToUnsigned, lanes, e.Vector(rn)));
    }

    [Instruction(
        "sqxtun {Scalar(rd,size)}, {WideScalar(rn,size)}", "01 1 11110 size[2:1]:2 10000 10010 10 rn:5 rd:5",
        Rare = true)]
    public static void SqxtunScalar(ref E e, Vr rd, Vr rn, SmallScalarSize size)
    {
        Lanes lanes = size.Lanes + 1;
        W operand = W.Create(e.Vector(rn).Get(lanes, 0), 0);
        Lanewise<E, V, W, C>.Note(ref e, W.Apply(VectorOperation.SaturatingNarrowSignedToUnsigned, lanes, operand, VectorOperations.WhereSaturated));
        Lanewise<E, V, W, C>.SetScalar(ref e, rd, size.Lanes, W.Apply(VectorOperation.SaturatingNarrowSignedToUnsigned, lanes, operand));
    }

    [Instruction(
        "shll{Two(shape)} {Wide(rd,shape)}, {Vector(rn,shape)}, {LaneBits(shape)}",
        "0 shape[0]:1 1 01110 shape[2:1]:2 10000 10011 10 rn:5 rd:5",
        Rare = true)]
    public static void Shll(ref E e, Vr rd, Vr rn, SmallArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.ShiftLeft, Lanewise<E, V, W, C>.Wider(shape), Lanewise<E, V, W, C>.Widen(ref e, rn, shape, false), 8 << (int)shape.Lanes));
}
