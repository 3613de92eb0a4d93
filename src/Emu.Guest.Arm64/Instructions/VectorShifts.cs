using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Shifts of lanes by a constant (C4.1.6, Advanced SIMD shift by immediate).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorShifts<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "sshr {VectorOf(rd,shape,0)}, {VectorOf(rn,shape,0)}, {Less(8,shift)}",
        "0 shape[0]:1 0 0 11110 0001 shift:3 00000 1 rn:5 rd:5",
        Rare = true)]
    public static void SshrB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftRightSigned, Lanes.Byte, e.Vector(rn), 8 - shift.Value));

    [Instruction(
        "ssra {VectorOf(rd,shape,0)}, {VectorOf(rn,shape,0)}, {Less(8,shift)}",
        "0 shape[0]:1 0 0 11110 0001 shift:3 00010 1 rn:5 rd:5",
        Rare = true)]
    public static void SsraB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Add, Lanes.Byte, e.Vector(rd), W.Apply(VectorOperation.ShiftRightSigned, Lanes.Byte, e.Vector(rn), 8 - shift.Value)));

    [Instruction(
        "srshr {VectorOf(rd,shape,0)}, {VectorOf(rn,shape,0)}, {Less(8,shift)}",
        "0 shape[0]:1 0 0 11110 0001 shift:3 00100 1 rn:5 rd:5",
        Rare = true)]
    public static void SrshrB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.RoundedShiftRightSigned, Lanes.Byte, e.Vector(rn), 8 - shift.Value));

    [Instruction(
        "srsra {VectorOf(rd,shape,0)}, {VectorOf(rn,shape,0)}, {Less(8,shift)}",
        "0 shape[0]:1 0 0 11110 0001 shift:3 00110 1 rn:5 rd:5",
        Rare = true)]
    public static void SrsraB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Add, Lanes.Byte, e.Vector(rd), W.Apply(VectorOperation.RoundedShiftRightSigned, Lanes.Byte, e.Vector(rn), 8 - shift.Value)));

    [Instruction(
        "sqshl {VectorOf(rd,shape,0)}, {VectorOf(rn,shape,0)}, {shift}",
        "0 shape[0]:1 0 0 11110 0001 shift:3 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshlImmediateB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.ShiftLeft(ref e, VectorOperation.SaturatingShiftSigned, rd, rn, Lanes.Byte, shape.IsFull, shift.Value);

    [Instruction(
        "ushr {VectorOf(rd,shape,0)}, {VectorOf(rn,shape,0)}, {Less(8,shift)}",
        "0 shape[0]:1 1 0 11110 0001 shift:3 00000 1 rn:5 rd:5",
        Rare = true)]
    public static void UshrB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftRightUnsigned, Lanes.Byte, e.Vector(rn), 8 - shift.Value));

    [Instruction(
        "usra {VectorOf(rd,shape,0)}, {VectorOf(rn,shape,0)}, {Less(8,shift)}",
        "0 shape[0]:1 1 0 11110 0001 shift:3 00010 1 rn:5 rd:5",
        Rare = true)]
    public static void UsraB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Add, Lanes.Byte, e.Vector(rd), W.Apply(VectorOperation.ShiftRightUnsigned, Lanes.Byte, e.Vector(rn), 8 - shift.Value)));

    [Instruction(
        "urshr {VectorOf(rd,shape,0)}, {VectorOf(rn,shape,0)}, {Less(8,shift)}",
        "0 shape[0]:1 1 0 11110 0001 shift:3 00100 1 rn:5 rd:5",
        Rare = true)]
    public static void UrshrB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.RoundedShiftRightUnsigned, Lanes.Byte, e.Vector(rn), 8 - shift.Value));

    [Instruction(
        "ursra {VectorOf(rd,shape,0)}, {VectorOf(rn,shape,0)}, {Less(8,shift)}",
        "0 shape[0]:1 1 0 11110 0001 shift:3 00110 1 rn:5 rd:5",
        Rare = true)]
    public static void UrsraB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Add, Lanes.Byte, e.Vector(rd), W.Apply(VectorOperation.RoundedShiftRightUnsigned, Lanes.Byte, e.Vector(rn), 8 - shift.Value)));

    [Instruction(
        "uqshl {VectorOf(rd,shape,0)}, {VectorOf(rn,shape,0)}, {shift}",
        "0 shape[0]:1 1 0 11110 0001 shift:3 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshlImmediateB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.ShiftLeft(ref e, VectorOperation.SaturatingShiftUnsigned, rd, rn, Lanes.Byte, shape.IsFull, shift.Value);

    [Instruction(
        "sri {VectorOf(rd,shape,0)}, {VectorOf(rn,shape,0)}, {Less(8,shift)}",
        "0 shape[0]:1 1 0 11110 0001 shift:3 01000 1 rn:5 rd:5",
        Rare = true)]
    public static void SriB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftRightInsert, Lanes.Byte, e.Vector(rd), e.Vector(rn), 8 - shift.Value));

    [Instruction(
        "shl {VectorOf(rd,shape,0)}, {VectorOf(rn,shape,0)}, {shift}",
        "0 shape[0]:1 0 0 11110 0001 shift:3 01010 1 rn:5 rd:5",
        Rare = true)]
    public static void ShlB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftLeft, Lanes.Byte, e.Vector(rn), shift.Value));

    [Instruction(
        "sli {VectorOf(rd,shape,0)}, {VectorOf(rn,shape,0)}, {shift}",
        "0 shape[0]:1 1 0 11110 0001 shift:3 01010 1 rn:5 rd:5",
        Rare = true)]
    public static void SliB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftLeftInsert, Lanes.Byte, e.Vector(rd), e.Vector(rn), shift.Value));

    [Instruction(
        "sqshlu {VectorOf(rd,shape,0)}, {VectorOf(rn,shape,0)}, {shift}",
        "0 shape[0]:1 1 0 11110 0001 shift:3 01100 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshluB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.ShiftLeftToUnsigned(ref e, rd, rn, Lanes.Byte, shape.IsFull, shift.Value);

    [Instruction(
        "sshr {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Less(16,shift)}",
        "0 shape[0]:1 0 0 11110 001 shift:4 00000 1 rn:5 rd:5",
        Rare = true)]
    public static void SshrH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftRightSigned, Lanes.Half, e.Vector(rn), 16 - shift.Value));

    [Instruction(
        "ssra {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Less(16,shift)}",
        "0 shape[0]:1 0 0 11110 001 shift:4 00010 1 rn:5 rd:5",
        Rare = true)]
    public static void SsraH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Add, Lanes.Half, e.Vector(rd), W.Apply(VectorOperation.ShiftRightSigned, Lanes.Half, e.Vector(rn), 16 - shift.Value)));

    [Instruction(
        "srshr {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Less(16,shift)}",
        "0 shape[0]:1 0 0 11110 001 shift:4 00100 1 rn:5 rd:5",
        Rare = true)]
    public static void SrshrH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.RoundedShiftRightSigned, Lanes.Half, e.Vector(rn), 16 - shift.Value));

    [Instruction(
        "srsra {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Less(16,shift)}",
        "0 shape[0]:1 0 0 11110 001 shift:4 00110 1 rn:5 rd:5",
        Rare = true)]
    public static void SrsraH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Add, Lanes.Half, e.Vector(rd), W.Apply(VectorOperation.RoundedShiftRightSigned, Lanes.Half, e.Vector(rn), 16 - shift.Value)));

    [Instruction(
        "sqshl {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {shift}",
        "0 shape[0]:1 0 0 11110 001 shift:4 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshlImmediateH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.ShiftLeft(ref e, VectorOperation.SaturatingShiftSigned, rd, rn, Lanes.Half, shape.IsFull, shift.Value);

    [Instruction(
        "ushr {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Less(16,shift)}",
        "0 shape[0]:1 1 0 11110 001 shift:4 00000 1 rn:5 rd:5",
        Rare = true)]
    public static void UshrH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftRightUnsigned, Lanes.Half, e.Vector(rn), 16 - shift.Value));

    [Instruction(
        "usra {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Less(16,shift)}",
        "0 shape[0]:1 1 0 11110 001 shift:4 00010 1 rn:5 rd:5",
        Rare = true)]
    public static void UsraH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Add, Lanes.Half, e.Vector(rd), W.Apply(VectorOperation.ShiftRightUnsigned, Lanes.Half, e.Vector(rn), 16 - shift.Value)));

    [Instruction(
        "urshr {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Less(16,shift)}",
        "0 shape[0]:1 1 0 11110 001 shift:4 00100 1 rn:5 rd:5",
        Rare = true)]
    public static void UrshrH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.RoundedShiftRightUnsigned, Lanes.Half, e.Vector(rn), 16 - shift.Value));

    [Instruction(
        "ursra {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Less(16,shift)}",
        "0 shape[0]:1 1 0 11110 001 shift:4 00110 1 rn:5 rd:5",
        Rare = true)]
    public static void UrsraH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Add, Lanes.Half, e.Vector(rd), W.Apply(VectorOperation.RoundedShiftRightUnsigned, Lanes.Half, e.Vector(rn), 16 - shift.Value)));

    [Instruction(
        "uqshl {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {shift}",
        "0 shape[0]:1 1 0 11110 001 shift:4 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshlImmediateH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.ShiftLeft(ref e, VectorOperation.SaturatingShiftUnsigned, rd, rn, Lanes.Half, shape.IsFull, shift.Value);

    [Instruction(
        "sri {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {Less(16,shift)}",
        "0 shape[0]:1 1 0 11110 001 shift:4 01000 1 rn:5 rd:5",
        Rare = true)]
    public static void SriH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftRightInsert, Lanes.Half, e.Vector(rd), e.Vector(rn), 16 - shift.Value));

    [Instruction(
        "shl {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {shift}",
        "0 shape[0]:1 0 0 11110 001 shift:4 01010 1 rn:5 rd:5",
        Rare = true)]
    public static void ShlH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftLeft, Lanes.Half, e.Vector(rn), shift.Value));

    [Instruction(
        "sli {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {shift}",
        "0 shape[0]:1 1 0 11110 001 shift:4 01010 1 rn:5 rd:5",
        Rare = true)]
    public static void SliH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftLeftInsert, Lanes.Half, e.Vector(rd), e.Vector(rn), shift.Value));

    [Instruction(
        "sqshlu {VectorOf(rd,shape,1)}, {VectorOf(rn,shape,1)}, {shift}",
        "0 shape[0]:1 1 0 11110 001 shift:4 01100 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshluH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.ShiftLeftToUnsigned(ref e, rd, rn, Lanes.Half, shape.IsFull, shift.Value);

    [Instruction(
        "sshr {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Less(32,shift)}",
        "0 shape[0]:1 0 0 11110 01 shift:5 00000 1 rn:5 rd:5",
        Rare = true)]
    public static void SshrS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftRightSigned, Lanes.Word, e.Vector(rn), 32 - shift.Value));

    [Instruction(
        "ssra {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Less(32,shift)}",
        "0 shape[0]:1 0 0 11110 01 shift:5 00010 1 rn:5 rd:5",
        Rare = true)]
    public static void SsraS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Add, Lanes.Word, e.Vector(rd), W.Apply(VectorOperation.ShiftRightSigned, Lanes.Word, e.Vector(rn), 32 - shift.Value)));

    [Instruction(
        "srshr {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Less(32,shift)}",
        "0 shape[0]:1 0 0 11110 01 shift:5 00100 1 rn:5 rd:5",
        Rare = true)]
    public static void SrshrS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.RoundedShiftRightSigned, Lanes.Word, e.Vector(rn), 32 - shift.Value));

    [Instruction(
        "srsra {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Less(32,shift)}",
        "0 shape[0]:1 0 0 11110 01 shift:5 00110 1 rn:5 rd:5",
        Rare = true)]
    public static void SrsraS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Add, Lanes.Word, e.Vector(rd), W.Apply(VectorOperation.RoundedShiftRightSigned, Lanes.Word, e.Vector(rn), 32 - shift.Value)));

    [Instruction(
        "sqshl {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {shift}",
        "0 shape[0]:1 0 0 11110 01 shift:5 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshlImmediateS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.ShiftLeft(ref e, VectorOperation.SaturatingShiftSigned, rd, rn, Lanes.Word, shape.IsFull, shift.Value);

    [Instruction(
        "ushr {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Less(32,shift)}",
        "0 shape[0]:1 1 0 11110 01 shift:5 00000 1 rn:5 rd:5",
        Rare = true)]
    public static void UshrS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftRightUnsigned, Lanes.Word, e.Vector(rn), 32 - shift.Value));

    [Instruction(
        "usra {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Less(32,shift)}",
        "0 shape[0]:1 1 0 11110 01 shift:5 00010 1 rn:5 rd:5",
        Rare = true)]
    public static void UsraS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Add, Lanes.Word, e.Vector(rd), W.Apply(VectorOperation.ShiftRightUnsigned, Lanes.Word, e.Vector(rn), 32 - shift.Value)));

    [Instruction(
        "urshr {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Less(32,shift)}",
        "0 shape[0]:1 1 0 11110 01 shift:5 00100 1 rn:5 rd:5",
        Rare = true)]
    public static void UrshrS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.RoundedShiftRightUnsigned, Lanes.Word, e.Vector(rn), 32 - shift.Value));

    [Instruction(
        "ursra {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Less(32,shift)}",
        "0 shape[0]:1 1 0 11110 01 shift:5 00110 1 rn:5 rd:5",
        Rare = true)]
    public static void UrsraS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.Add, Lanes.Word, e.Vector(rd), W.Apply(VectorOperation.RoundedShiftRightUnsigned, Lanes.Word, e.Vector(rn), 32 - shift.Value)));

    [Instruction(
        "uqshl {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {shift}",
        "0 shape[0]:1 1 0 11110 01 shift:5 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshlImmediateS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.ShiftLeft(ref e, VectorOperation.SaturatingShiftUnsigned, rd, rn, Lanes.Word, shape.IsFull, shift.Value);

    [Instruction(
        "sri {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {Less(32,shift)}",
        "0 shape[0]:1 1 0 11110 01 shift:5 01000 1 rn:5 rd:5",
        Rare = true)]
    public static void SriS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftRightInsert, Lanes.Word, e.Vector(rd), e.Vector(rn), 32 - shift.Value));

    [Instruction(
        "shl {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {shift}",
        "0 shape[0]:1 0 0 11110 01 shift:5 01010 1 rn:5 rd:5",
        Rare = true)]
    public static void ShlS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftLeft, Lanes.Word, e.Vector(rn), shift.Value));

    [Instruction(
        "sli {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {shift}",
        "0 shape[0]:1 1 0 11110 01 shift:5 01010 1 rn:5 rd:5",
        Rare = true)]
    public static void SliS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Apply(VectorOperation.ShiftLeftInsert, Lanes.Word, e.Vector(rd), e.Vector(rn), shift.Value));

    [Instruction(
        "sqshlu {VectorOf(rd,shape,2)}, {VectorOf(rn,shape,2)}, {shift}",
        "0 shape[0]:1 1 0 11110 01 shift:5 01100 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshluS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.ShiftLeftToUnsigned(ref e, rd, rn, Lanes.Word, shape.IsFull, shift.Value);

    [Instruction(
        "sshr {Vector(rd,7)}, {Vector(rn,7)}, {Less(64,shift)}", "0 1 0 0 11110 1 shift:6 00000 1 rn:5 rd:5",
        Rare = true)]
    public static void SshrD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Apply(VectorOperation.ShiftRightSigned, Lanes.Double, e.Vector(rn), 64 - shift.Value));

    [Instruction(
        "ssra {Vector(rd,7)}, {Vector(rn,7)}, {Less(64,shift)}", "0 1 0 0 11110 1 shift:6 00010 1 rn:5 rd:5",
        Rare = true)]
    public static void SsraD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanes.Double, e.Vector(rd), W.Apply(VectorOperation.ShiftRightSigned, Lanes.Double, e.Vector(rn), 64 - shift.Value)));

    [Instruction(
        "srshr {Vector(rd,7)}, {Vector(rn,7)}, {Less(64,shift)}", "0 1 0 0 11110 1 shift:6 00100 1 rn:5 rd:5",
        Rare = true)]
    public static void SrshrD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Apply(VectorOperation.RoundedShiftRightSigned, Lanes.Double, e.Vector(rn), 64 - shift.Value));

    [Instruction(
        "srsra {Vector(rd,7)}, {Vector(rn,7)}, {Less(64,shift)}", "0 1 0 0 11110 1 shift:6 00110 1 rn:5 rd:5",
        Rare = true)]
    public static void SrsraD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanes.Double, e.Vector(rd), W.Apply(VectorOperation.RoundedShiftRightSigned, Lanes.Double, e.Vector(rn), 64 - shift.Value)));

    [Instruction(
        "sqshl {Vector(rd,7)}, {Vector(rn,7)}, {shift}", "0 1 0 0 11110 1 shift:6 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshlImmediateD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeft(ref e, VectorOperation.SaturatingShiftSigned, rd, rn, Lanes.Double, true, shift.Value);

    [Instruction(
        "ushr {Vector(rd,7)}, {Vector(rn,7)}, {Less(64,shift)}", "0 1 1 0 11110 1 shift:6 00000 1 rn:5 rd:5",
        Rare = true)]
    public static void UshrD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Apply(VectorOperation.ShiftRightUnsigned, Lanes.Double, e.Vector(rn), 64 - shift.Value));

    [Instruction(
        "usra {Vector(rd,7)}, {Vector(rn,7)}, {Less(64,shift)}", "0 1 1 0 11110 1 shift:6 00010 1 rn:5 rd:5",
        Rare = true)]
    public static void UsraD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanes.Double, e.Vector(rd), W.Apply(VectorOperation.ShiftRightUnsigned, Lanes.Double, e.Vector(rn), 64 - shift.Value)));

    [Instruction(
        "urshr {Vector(rd,7)}, {Vector(rn,7)}, {Less(64,shift)}", "0 1 1 0 11110 1 shift:6 00100 1 rn:5 rd:5",
        Rare = true)]
    public static void UrshrD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Apply(VectorOperation.RoundedShiftRightUnsigned, Lanes.Double, e.Vector(rn), 64 - shift.Value));

    [Instruction(
        "ursra {Vector(rd,7)}, {Vector(rn,7)}, {Less(64,shift)}", "0 1 1 0 11110 1 shift:6 00110 1 rn:5 rd:5",
        Rare = true)]
    public static void UrsraD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Apply(VectorOperation.Add, Lanes.Double, e.Vector(rd), W.Apply(VectorOperation.RoundedShiftRightUnsigned, Lanes.Double, e.Vector(rn), 64 - shift.Value)));

    [Instruction(
        "uqshl {Vector(rd,7)}, {Vector(rn,7)}, {shift}", "0 1 1 0 11110 1 shift:6 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshlImmediateD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeft(ref e, VectorOperation.SaturatingShiftUnsigned, rd, rn, Lanes.Double, true, shift.Value);

    [Instruction(
        "sri {Vector(rd,7)}, {Vector(rn,7)}, {Less(64,shift)}", "0 1 1 0 11110 1 shift:6 01000 1 rn:5 rd:5",
        Rare = true)]
    public static void SriD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Apply(VectorOperation.ShiftRightInsert, Lanes.Double, e.Vector(rd), e.Vector(rn), 64 - shift.Value));

    [Instruction(
        "shl {Vector(rd,7)}, {Vector(rn,7)}, {shift}", "0 1 0 0 11110 1 shift:6 01010 1 rn:5 rd:5",
        Rare = true)]
    public static void ShlD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Apply(VectorOperation.ShiftLeft, Lanes.Double, e.Vector(rn), shift.Value));

    [Instruction(
        "sli {Vector(rd,7)}, {Vector(rn,7)}, {shift}", "0 1 1 0 11110 1 shift:6 01010 1 rn:5 rd:5",
        Rare = true)]
    public static void SliD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Apply(VectorOperation.ShiftLeftInsert, Lanes.Double, e.Vector(rd), e.Vector(rn), shift.Value));

    [Instruction(
        "sqshlu {Vector(rd,7)}, {Vector(rn,7)}, {shift}", "0 1 1 0 11110 1 shift:6 01100 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshluD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeftToUnsigned(ref e, rd, rn, Lanes.Double, true, shift.Value);
}
