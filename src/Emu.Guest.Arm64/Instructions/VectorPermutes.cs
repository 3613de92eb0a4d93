using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Permutations of lanes, extraction and tables (C4.1.6).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorPermutes<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "uzp1 {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 0 rm:5 0 001 10 rn:5 rd:5",
        Rare = true)]
    public static void Uzp1(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape)
    {
        W a = e.Vector(rn), b = e.Vector(rm);
        if (!shape.IsFull) a = b = W.Create(a.Low, b.Low);
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.UnzipEven, shape.Lanes, a, b));
    }

    [Instruction(
        "trn1 {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 0 rm:5 0 010 10 rn:5 rd:5",
        Rare = true)]
    public static void Trn1(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.TransposeEven, rd, rn, rm, shape);

    [Instruction(
        "zip1 {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 0 rm:5 0 011 10 rn:5 rd:5",
        Rare = true)]
    public static void Zip1(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.ZipLow, rd, rn, rm, shape);

    [Instruction(
        "uzp2 {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 0 rm:5 0 101 10 rn:5 rd:5",
        Rare = true)]
    public static void Uzp2(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape)
    {
        W a = e.Vector(rn), b = e.Vector(rm);
        if (!shape.IsFull) a = b = W.Create(a.Low, b.Low);
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.UnzipOdd, shape.Lanes, a, b));
    }

    [Instruction(
        "trn2 {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 0 rm:5 0 110 10 rn:5 rd:5",
        Rare = true)]
    public static void Trn2(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape) =>
        Lanewise<E, V, W, C>.Apply(ref e, VectorOperation.TransposeOdd, rd, rn, rm, shape);

    [Instruction(
        "zip2 {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 shape[2:1]:2 0 rm:5 0 111 10 rn:5 rd:5",
        Rare = true)]
    public static void Zip2(ref E e, Vr rd, Vr rn, Vr rm, Arrangement shape)
    {
        W a = e.Vector(rn), b = e.Vector(rm);
        if (shape.IsFull) e.SetVector(rd, W.Apply(VectorOperation.ZipHigh, shape.Lanes, a, b));
        else e.SetVector(rd, W.Create(W.Apply(VectorOperation.ZipLow, shape.Lanes, a, b).High, 0));
    }

    [Instruction(
        "ext {Vector(rd,1)}, {Vector(rn,1)}, {Vector(rm,1)}, {place}", "0 1 1 01110 000 rm:5 0 place:4 0 rn:5 rd:5",
        Rare = true)]
    public static void ExtFull(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm place) =>
        e.SetVector(rd, W.Apply(VectorOperation.Extract, Lanes.Byte, e.Vector(rn), e.Vector(rm), place.Value));

    [Instruction(
        "ext {Vector(rd,0)}, {Vector(rn,0)}, {Vector(rm,0)}, {place}", "0 0 1 01110 000 rm:5 0 0 place:3 0 rn:5 rd:5",
        Rare = true)]
    public static void ExtHalf(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm place)
    {
        W pair = W.Create(e.Vector(rn).Low, e.Vector(rm).Low);
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.Extract, Lanes.Byte, pair, W.Zero, place.Value).Low, 0));
    }

    [Instruction(
        "tbl {Vector(rd,shape)}, {Registers(rn,1,1)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 000 rm:5 0 00 0 00 rn:5 rd:5",
        Rare = true)]
    public static void Tbl1(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        LookUp(ref e, rd, rn, 1, rm, shape, W.Zero);

    [Instruction(
        "tbx {Vector(rd,shape)}, {Registers(rn,1,1)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 000 rm:5 0 00 1 00 rn:5 rd:5",
        Rare = true)]
    public static void Tbx1(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        LookUp(ref e, rd, rn, 1, rm, shape, e.Vector(rd));

    [Instruction(
        "tbl {Vector(rd,shape)}, {Registers(rn,1,2)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 000 rm:5 0 01 0 00 rn:5 rd:5",
        Rare = true)]
    public static void Tbl2(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        LookUp(ref e, rd, rn, 2, rm, shape, W.Zero);

    [Instruction(
        "tbx {Vector(rd,shape)}, {Registers(rn,1,2)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 000 rm:5 0 01 1 00 rn:5 rd:5",
        Rare = true)]
    public static void Tbx2(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        LookUp(ref e, rd, rn, 2, rm, shape, e.Vector(rd));

    [Instruction(
        "tbl {Vector(rd,shape)}, {Registers(rn,1,3)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 000 rm:5 0 10 0 00 rn:5 rd:5",
        Rare = true)]
    public static void Tbl3(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        LookUp(ref e, rd, rn, 3, rm, shape, W.Zero);

    [Instruction(
        "tbx {Vector(rd,shape)}, {Registers(rn,1,3)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 000 rm:5 0 10 1 00 rn:5 rd:5",
        Rare = true)]
    public static void Tbx3(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        LookUp(ref e, rd, rn, 3, rm, shape, e.Vector(rd));

    [Instruction(
        "tbl {Vector(rd,shape)}, {Registers(rn,1,4)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 000 rm:5 0 11 0 00 rn:5 rd:5",
        Rare = true)]
    public static void Tbl4(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        LookUp(ref e, rd, rn, 4, rm, shape, W.Zero);

    [Instruction(
        "tbx {Vector(rd,shape)}, {Registers(rn,1,4)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 000 rm:5 0 11 1 00 rn:5 rd:5",
        Rare = true)]
    public static void Tbx4(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        LookUp(ref e, rd, rn, 4, rm, shape, e.Vector(rd));

    private static void LookUp(ref E e, Vr rd, Vr rn, int count, Vr rm, AnyArrangement shape, W otherwise)
    {
        W places = e.Vector(rm), found = otherwise;
        for (int i = 0; i < count; i++)
        {
            Vr table = (byte)((rn.Number + i) & 31);
            found = W.Apply(VectorOperation.TableOr, Lanes.Byte, e.Vector(table), places, found, 16 * i);
        }

        Lanewise<E, V, W, C>.Set(ref e, rd, shape, found);
    }
}
