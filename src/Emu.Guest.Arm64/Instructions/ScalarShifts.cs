using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Shifts by a constant of scalars in vector registers (C4.1.6, Advanced SIMD scalar shift by
/// immediate).</summary>
[InstructionSet(Arm64Features.None)]
internal static class ScalarShifts<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "sqshl {Scalar(rd,0)}, {Scalar(rn,0)}, {shift}", "01 0 1 11110 0001 shift:3 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshlImmediateScalarB(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeftScalar(ref e, VectorOperation.SaturatingShiftSigned, rd, rn, Lanes.Byte, shift.Value);

    [Instruction(
        "uqshl {Scalar(rd,0)}, {Scalar(rn,0)}, {shift}", "01 1 1 11110 0001 shift:3 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshlImmediateScalarB(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeftScalar(ref e, VectorOperation.SaturatingShiftUnsigned, rd, rn, Lanes.Byte, shift.Value);

    [Instruction(
        "sqshlu {Scalar(rd,0)}, {Scalar(rn,0)}, {shift}", "01 1 1 11110 0001 shift:3 01100 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshluImmediateScalarB(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeftToUnsignedScalar(ref e, rd, rn, Lanes.Byte, shift.Value);

    [Instruction(
        "sqshrn {Scalar(rd,0)}, {Scalar(rn,2)}, {Less(8,shift)}", "01 0 1 11110 0001 shift:3 10010 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshrnScalarB(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.ShiftRightSigned, VectorOperation.SaturatingNarrowSigned, rd, rn, Lanes.Half, 8 - shift.Value);

    [Instruction(
        "sqrshrn {Scalar(rd,0)}, {Scalar(rn,2)}, {Less(8,shift)}", "01 0 1 11110 0001 shift:3 10011 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrshrnScalarB(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.RoundedShiftRightSigned, VectorOperation.SaturatingNarrowSigned, rd, rn, Lanes.Half, 8 - shift.Value);

    [Instruction(
        "uqshrn {Scalar(rd,0)}, {Scalar(rn,2)}, {Less(8,shift)}", "01 1 1 11110 0001 shift:3 10010 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshrnScalarB(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.ShiftRightUnsigned, VectorOperation.SaturatingNarrowUnsigned, rd, rn, Lanes.Half, 8 - shift.Value);

    [Instruction(
        "uqrshrn {Scalar(rd,0)}, {Scalar(rn,2)}, {Less(8,shift)}", "01 1 1 11110 0001 shift:3 10011 1 rn:5 rd:5",
        Rare = true)]
    public static void UqrshrnScalarB(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.RoundedShiftRightUnsigned, VectorOperation.SaturatingNarrowUnsigned, rd, rn, Lanes.Half, 8 - shift.Value);

    [Instruction(
        "sqshrun {Scalar(rd,0)}, {Scalar(rn,2)}, {Less(8,shift)}", "01 1 1 11110 0001 shift:3 10000 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshrunScalarB(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.ShiftRightSigned, VectorOperation.SaturatingNarrowSignedToUnsigned, rd, rn, Lanes.Half, 8 - shift.Value);

    [Instruction(
        "sqrshrun {Scalar(rd,0)}, {Scalar(rn,2)}, {Less(8,shift)}", "01 1 1 11110 0001 shift:3 10001 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrshrunScalarB(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.RoundedShiftRightSigned, VectorOperation.SaturatingNarrowSignedToUnsigned, rd, rn, Lanes.Half, 8 - shift.Value);

    [Instruction(
        "sqshl {Scalar(rd,2)}, {Scalar(rn,2)}, {shift}", "01 0 1 11110 001 shift:4 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshlImmediateScalarH(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeftScalar(ref e, VectorOperation.SaturatingShiftSigned, rd, rn, Lanes.Half, shift.Value);

    [Instruction(
        "uqshl {Scalar(rd,2)}, {Scalar(rn,2)}, {shift}", "01 1 1 11110 001 shift:4 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshlImmediateScalarH(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeftScalar(ref e, VectorOperation.SaturatingShiftUnsigned, rd, rn, Lanes.Half, shift.Value);

    [Instruction(
        "sqshlu {Scalar(rd,2)}, {Scalar(rn,2)}, {shift}", "01 1 1 11110 001 shift:4 01100 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshluImmediateScalarH(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeftToUnsignedScalar(ref e, rd, rn, Lanes.Half, shift.Value);

    [Instruction(
        "sqshrn {Scalar(rd,2)}, {Scalar(rn,4)}, {Less(16,shift)}", "01 0 1 11110 001 shift:4 10010 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshrnScalarH(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.ShiftRightSigned, VectorOperation.SaturatingNarrowSigned, rd, rn, Lanes.Word, 16 - shift.Value);

    [Instruction(
        "sqrshrn {Scalar(rd,2)}, {Scalar(rn,4)}, {Less(16,shift)}", "01 0 1 11110 001 shift:4 10011 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrshrnScalarH(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.RoundedShiftRightSigned, VectorOperation.SaturatingNarrowSigned, rd, rn, Lanes.Word, 16 - shift.Value);

    [Instruction(
        "uqshrn {Scalar(rd,2)}, {Scalar(rn,4)}, {Less(16,shift)}", "01 1 1 11110 001 shift:4 10010 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshrnScalarH(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.ShiftRightUnsigned, VectorOperation.SaturatingNarrowUnsigned, rd, rn, Lanes.Word, 16 - shift.Value);

    [Instruction(
        "uqrshrn {Scalar(rd,2)}, {Scalar(rn,4)}, {Less(16,shift)}", "01 1 1 11110 001 shift:4 10011 1 rn:5 rd:5",
        Rare = true)]
    public static void UqrshrnScalarH(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.RoundedShiftRightUnsigned, VectorOperation.SaturatingNarrowUnsigned, rd, rn, Lanes.Word, 16 - shift.Value);

    [Instruction(
        "sqshrun {Scalar(rd,2)}, {Scalar(rn,4)}, {Less(16,shift)}", "01 1 1 11110 001 shift:4 10000 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshrunScalarH(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.ShiftRightSigned, VectorOperation.SaturatingNarrowSignedToUnsigned, rd, rn, Lanes.Word, 16 - shift.Value);

    [Instruction(
        "sqrshrun {Scalar(rd,2)}, {Scalar(rn,4)}, {Less(16,shift)}", "01 1 1 11110 001 shift:4 10001 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrshrunScalarH(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.RoundedShiftRightSigned, VectorOperation.SaturatingNarrowSignedToUnsigned, rd, rn, Lanes.Word, 16 - shift.Value);

    [Instruction(
        "sqshl {Scalar(rd,4)}, {Scalar(rn,4)}, {shift}", "01 0 1 11110 01 shift:5 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshlImmediateScalarS(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeftScalar(ref e, VectorOperation.SaturatingShiftSigned, rd, rn, Lanes.Word, shift.Value);

    [Instruction(
        "uqshl {Scalar(rd,4)}, {Scalar(rn,4)}, {shift}", "01 1 1 11110 01 shift:5 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshlImmediateScalarS(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeftScalar(ref e, VectorOperation.SaturatingShiftUnsigned, rd, rn, Lanes.Word, shift.Value);

    [Instruction(
        "sqshlu {Scalar(rd,4)}, {Scalar(rn,4)}, {shift}", "01 1 1 11110 01 shift:5 01100 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshluImmediateScalarS(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeftToUnsignedScalar(ref e, rd, rn, Lanes.Word, shift.Value);

    [Instruction(
        "sqshrn {Scalar(rd,4)}, {Scalar(rn,6)}, {Less(32,shift)}", "01 0 1 11110 01 shift:5 10010 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshrnScalarS(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.ShiftRightSigned, VectorOperation.SaturatingNarrowSigned, rd, rn, Lanes.Double, 32 - shift.Value);

    [Instruction(
        "sqrshrn {Scalar(rd,4)}, {Scalar(rn,6)}, {Less(32,shift)}", "01 0 1 11110 01 shift:5 10011 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrshrnScalarS(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.RoundedShiftRightSigned, VectorOperation.SaturatingNarrowSigned, rd, rn, Lanes.Double, 32 - shift.Value);

    [Instruction(
        "uqshrn {Scalar(rd,4)}, {Scalar(rn,6)}, {Less(32,shift)}", "01 1 1 11110 01 shift:5 10010 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshrnScalarS(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.ShiftRightUnsigned, VectorOperation.SaturatingNarrowUnsigned, rd, rn, Lanes.Double, 32 - shift.Value);

    [Instruction(
        "uqrshrn {Scalar(rd,4)}, {Scalar(rn,6)}, {Less(32,shift)}", "01 1 1 11110 01 shift:5 10011 1 rn:5 rd:5",
        Rare = true)]
    public static void UqrshrnScalarS(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.RoundedShiftRightUnsigned, VectorOperation.SaturatingNarrowUnsigned, rd, rn, Lanes.Double, 32 - shift.Value);

    [Instruction(
        "sqshrun {Scalar(rd,4)}, {Scalar(rn,6)}, {Less(32,shift)}", "01 1 1 11110 01 shift:5 10000 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshrunScalarS(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.ShiftRightSigned, VectorOperation.SaturatingNarrowSignedToUnsigned, rd, rn, Lanes.Double, 32 - shift.Value);

    [Instruction(
        "sqrshrun {Scalar(rd,4)}, {Scalar(rn,6)}, {Less(32,shift)}", "01 1 1 11110 01 shift:5 10001 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrshrunScalarS(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.NarrowScalar(ref e, VectorOperation.RoundedShiftRightSigned, VectorOperation.SaturatingNarrowSignedToUnsigned, rd, rn, Lanes.Double, 32 - shift.Value);

    [Instruction(
        "sqshl {Scalar(rd,6)}, {Scalar(rn,6)}, {shift}", "01 0 1 11110 1 shift:6 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshlImmediateScalarD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeftScalar(ref e, VectorOperation.SaturatingShiftSigned, rd, rn, Lanes.Double, shift.Value);

    [Instruction(
        "uqshl {Scalar(rd,6)}, {Scalar(rn,6)}, {shift}", "01 1 1 11110 1 shift:6 01110 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshlImmediateScalarD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeftScalar(ref e, VectorOperation.SaturatingShiftUnsigned, rd, rn, Lanes.Double, shift.Value);

    [Instruction(
        "sqshlu {Scalar(rd,6)}, {Scalar(rn,6)}, {shift}", "01 1 1 11110 1 shift:6 01100 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshluImmediateScalarD(ref E e, Vr rd, Vr rn, SmallUImm shift) =>
        Saturating<E, V, W, C>.ShiftLeftToUnsignedScalar(ref e, rd, rn, Lanes.Double, shift.Value);

    [Instruction("sshr {rd}, {rn}, {Less(64,shift)}", "01 0 1 11110 1 shift:6 00000 1 rn:5 rd:5", Rare = true)]
    public static void SshrScalar(ref E e, Dr rd, Dr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.ShiftRightSigned, Lanes.Double, e.Vector(rn), 64 - shift.Value).Low, 0));

    [Instruction("ssra {rd}, {rn}, {Less(64,shift)}", "01 0 1 11110 1 shift:6 00010 1 rn:5 rd:5", Rare = true)]
    public static void SsraScalar(ref E e, Dr rd, Dr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.Add, Lanes.Double, e.Vector(rd), W.Apply(VectorOperation.ShiftRightSigned, Lanes.Double, e.Vector(rn), 64 - shift.Value)).Low, 0));

    [Instruction("srshr {rd}, {rn}, {Less(64,shift)}", "01 0 1 11110 1 shift:6 00100 1 rn:5 rd:5", Rare = true)]
    public static void SrshrScalar(ref E e, Dr rd, Dr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.RoundedShiftRightSigned, Lanes.Double, e.Vector(rn), 64 - shift.Value).Low, 0));

    [Instruction("srsra {rd}, {rn}, {Less(64,shift)}", "01 0 1 11110 1 shift:6 00110 1 rn:5 rd:5", Rare = true)]
    public static void SrsraScalar(ref E e, Dr rd, Dr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.Add, Lanes.Double, e.Vector(rd), W.Apply(VectorOperation.RoundedShiftRightSigned, Lanes.Double, e.Vector(rn), 64 - shift.Value)).Low, 0));

    [Instruction("ushr {rd}, {rn}, {Less(64,shift)}", "01 1 1 11110 1 shift:6 00000 1 rn:5 rd:5", Rare = true)]
    public static void UshrScalar(ref E e, Dr rd, Dr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.ShiftRightUnsigned, Lanes.Double, e.Vector(rn), 64 - shift.Value).Low, 0));

    [Instruction("usra {rd}, {rn}, {Less(64,shift)}", "01 1 1 11110 1 shift:6 00010 1 rn:5 rd:5", Rare = true)]
    public static void UsraScalar(ref E e, Dr rd, Dr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.Add, Lanes.Double, e.Vector(rd), W.Apply(VectorOperation.ShiftRightUnsigned, Lanes.Double, e.Vector(rn), 64 - shift.Value)).Low, 0));

    [Instruction("urshr {rd}, {rn}, {Less(64,shift)}", "01 1 1 11110 1 shift:6 00100 1 rn:5 rd:5", Rare = true)]
    public static void UrshrScalar(ref E e, Dr rd, Dr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.RoundedShiftRightUnsigned, Lanes.Double, e.Vector(rn), 64 - shift.Value).Low, 0));

    [Instruction("ursra {rd}, {rn}, {Less(64,shift)}", "01 1 1 11110 1 shift:6 00110 1 rn:5 rd:5", Rare = true)]
    public static void UrsraScalar(ref E e, Dr rd, Dr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.Add, Lanes.Double, e.Vector(rd), W.Apply(VectorOperation.RoundedShiftRightUnsigned, Lanes.Double, e.Vector(rn), 64 - shift.Value)).Low, 0));

    [Instruction("sri {rd}, {rn}, {Less(64,shift)}", "01 1 1 11110 1 shift:6 01000 1 rn:5 rd:5", Rare = true)]
    public static void SriScalar(ref E e, Dr rd, Dr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.ShiftRightInsert, Lanes.Double, e.Vector(rd), e.Vector(rn), 64 - shift.Value).Low, 0));

    [Instruction("shl {rd}, {rn}, {shift}", "01 0 1 11110 1 shift:6 01010 1 rn:5 rd:5", Rare = true)]
    public static void ShlScalar(ref E e, Dr rd, Dr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.ShiftLeft, Lanes.Double, e.Vector(rn), shift.Value).Low, 0));

    [Instruction("sli {rd}, {rn}, {shift}", "01 1 1 11110 1 shift:6 01010 1 rn:5 rd:5", Rare = true)]
    public static void SliScalar(ref E e, Dr rd, Dr rn, SmallUImm shift) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.ShiftLeftInsert, Lanes.Double, e.Vector(rd), e.Vector(rn), shift.Value).Low, 0));
}
