using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Shifts by a constant with lanes of another size (C4.1.6, Advanced SIMD shift by immediate).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorShiftsNarrowing<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "shrn{Two(shape)} {VectorOf(rd,shape,0)}, {Vector(rn,3)}, {Less(8,shift)}",
        "0 shape[0]:1 0 0 11110 0001 shift:3 10000 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void ShrnB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.ShiftRightUnsigned, VectorOperation.Narrow, rd, rn, Lanes.Half, 8 - shift.Value, shape.IsFull);

    [Instruction(
        "rshrn{Two(shape)} {VectorOf(rd,shape,0)}, {Vector(rn,3)}, {Less(8,shift)}",
        "0 shape[0]:1 0 0 11110 0001 shift:3 10001 1 rn:5 rd:5",
        Rare = true)]
    public static void RshrnB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.RoundedShiftRightUnsigned, VectorOperation.Narrow, rd, rn, Lanes.Half, 8 - shift.Value, shape.IsFull);

    [Instruction(
        "sqshrn{Two(shape)} {VectorOf(rd,shape,0)}, {Vector(rn,3)}, {Less(8,shift)}",
        "0 shape[0]:1 0 0 11110 0001 shift:3 10010 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshrnB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.ShiftRightSigned, VectorOperation.SaturatingNarrowSigned, rd, rn, Lanes.Half, 8 - shift.Value, shape.IsFull);

    [Instruction(
        "sqrshrn{Two(shape)} {VectorOf(rd,shape,0)}, {Vector(rn,3)}, {Less(8,shift)}",
        "0 shape[0]:1 0 0 11110 0001 shift:3 10011 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrshrnB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.RoundedShiftRightSigned, VectorOperation.SaturatingNarrowSigned, rd, rn, Lanes.Half, 8 - shift.Value, shape.IsFull);

    [Instruction(
        "uqshrn{Two(shape)} {VectorOf(rd,shape,0)}, {Vector(rn,3)}, {Less(8,shift)}",
        "0 shape[0]:1 1 0 11110 0001 shift:3 10010 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshrnB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.ShiftRightUnsigned, VectorOperation.SaturatingNarrowUnsigned, rd, rn, Lanes.Half, 8 - shift.Value, shape.IsFull);

    [Instruction(
        "uqrshrn{Two(shape)} {VectorOf(rd,shape,0)}, {Vector(rn,3)}, {Less(8,shift)}",
        "0 shape[0]:1 1 0 11110 0001 shift:3 10011 1 rn:5 rd:5",
        Rare = true)]
    public static void UqrshrnB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.RoundedShiftRightUnsigned, VectorOperation.SaturatingNarrowUnsigned, rd, rn, Lanes.Half, 8 - shift.Value, shape.IsFull);

    [Instruction(
        "sqshrun{Two(shape)} {VectorOf(rd,shape,0)}, {Vector(rn,3)}, {Less(8,shift)}",
        "0 shape[0]:1 1 0 11110 0001 shift:3 10000 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshrunB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.ShiftRightSigned, VectorOperation.SaturatingNarrowSignedToUnsigned, rd, rn, Lanes.Half, 8 - shift.Value, shape.IsFull);

    [Instruction(
        "sqrshrun{Two(shape)} {VectorOf(rd,shape,0)}, {Vector(rn,3)}, {Less(8,shift)}",
        "0 shape[0]:1 1 0 11110 0001 shift:3 10001 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrshrunB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.RoundedShiftRightSigned, VectorOperation.SaturatingNarrowSignedToUnsigned, rd, rn, Lanes.Half, 8 - shift.Value, shape.IsFull);

    [Instruction(
        "sshll{Two(shape)} {Vector(rd,3)}, {VectorOf(rn,shape,0)}, {shift}",
        "0 shape[0]:1 0 0 11110 0001 shift:3 10100 1 rn:5 rd:5",
        Rare = true)]
    public static void SshllB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.ShiftLeft, Lanes.Half, Lanewise<E, V, W, C>.Widen(ref e, rn, (byte)(0 | shape.Bits), true), shift.Value));

    [Instruction(
        "ushll{Two(shape)} {Vector(rd,3)}, {VectorOf(rn,shape,0)}, {shift}",
        "0 shape[0]:1 1 0 11110 0001 shift:3 10100 1 rn:5 rd:5",
        Rare = true)]
    public static void UshllB(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.ShiftLeft, Lanes.Half, Lanewise<E, V, W, C>.Widen(ref e, rn, (byte)(0 | shape.Bits), false), shift.Value));

    [Instruction(
        "shrn{Two(shape)} {VectorOf(rd,shape,1)}, {Vector(rn,5)}, {Less(16,shift)}",
        "0 shape[0]:1 0 0 11110 001 shift:4 10000 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void ShrnH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.ShiftRightUnsigned, VectorOperation.Narrow, rd, rn, Lanes.Word, 16 - shift.Value, shape.IsFull);

    [Instruction(
        "rshrn{Two(shape)} {VectorOf(rd,shape,1)}, {Vector(rn,5)}, {Less(16,shift)}",
        "0 shape[0]:1 0 0 11110 001 shift:4 10001 1 rn:5 rd:5",
        Rare = true)]
    public static void RshrnH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.RoundedShiftRightUnsigned, VectorOperation.Narrow, rd, rn, Lanes.Word, 16 - shift.Value, shape.IsFull);

    [Instruction(
        "sqshrn{Two(shape)} {VectorOf(rd,shape,1)}, {Vector(rn,5)}, {Less(16,shift)}",
        "0 shape[0]:1 0 0 11110 001 shift:4 10010 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshrnH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.ShiftRightSigned, VectorOperation.SaturatingNarrowSigned, rd, rn, Lanes.Word, 16 - shift.Value, shape.IsFull);

    [Instruction(
        "sqrshrn{Two(shape)} {VectorOf(rd,shape,1)}, {Vector(rn,5)}, {Less(16,shift)}",
        "0 shape[0]:1 0 0 11110 001 shift:4 10011 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrshrnH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.RoundedShiftRightSigned, VectorOperation.SaturatingNarrowSigned, rd, rn, Lanes.Word, 16 - shift.Value, shape.IsFull);

    [Instruction(
        "uqshrn{Two(shape)} {VectorOf(rd,shape,1)}, {Vector(rn,5)}, {Less(16,shift)}",
        "0 shape[0]:1 1 0 11110 001 shift:4 10010 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshrnH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.ShiftRightUnsigned, VectorOperation.SaturatingNarrowUnsigned, rd, rn, Lanes.Word, 16 - shift.Value, shape.IsFull);

    [Instruction(
        "uqrshrn{Two(shape)} {VectorOf(rd,shape,1)}, {Vector(rn,5)}, {Less(16,shift)}",
        "0 shape[0]:1 1 0 11110 001 shift:4 10011 1 rn:5 rd:5",
        Rare = true)]
    public static void UqrshrnH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.RoundedShiftRightUnsigned, VectorOperation.SaturatingNarrowUnsigned, rd, rn, Lanes.Word, 16 - shift.Value, shape.IsFull);

    [Instruction(
        "sqshrun{Two(shape)} {VectorOf(rd,shape,1)}, {Vector(rn,5)}, {Less(16,shift)}",
        "0 shape[0]:1 1 0 11110 001 shift:4 10000 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshrunH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.ShiftRightSigned, VectorOperation.SaturatingNarrowSignedToUnsigned, rd, rn, Lanes.Word, 16 - shift.Value, shape.IsFull);

    [Instruction(
        "sqrshrun{Two(shape)} {VectorOf(rd,shape,1)}, {Vector(rn,5)}, {Less(16,shift)}",
        "0 shape[0]:1 1 0 11110 001 shift:4 10001 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrshrunH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.RoundedShiftRightSigned, VectorOperation.SaturatingNarrowSignedToUnsigned, rd, rn, Lanes.Word, 16 - shift.Value, shape.IsFull);

    [Instruction(
        "sshll{Two(shape)} {Vector(rd,5)}, {VectorOf(rn,shape,1)}, {shift}",
        "0 shape[0]:1 0 0 11110 001 shift:4 10100 1 rn:5 rd:5",
        Rare = true)]
    public static void SshllH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.ShiftLeft, Lanes.Word, Lanewise<E, V, W, C>.Widen(ref e, rn, (byte)(2 | shape.Bits), true), shift.Value));

    [Instruction(
        "ushll{Two(shape)} {Vector(rd,5)}, {VectorOf(rn,shape,1)}, {shift}",
        "0 shape[0]:1 1 0 11110 001 shift:4 10100 1 rn:5 rd:5",
        Rare = true)]
    public static void UshllH(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.ShiftLeft, Lanes.Word, Lanewise<E, V, W, C>.Widen(ref e, rn, (byte)(2 | shape.Bits), false), shift.Value));

    [Instruction(
        "shrn{Two(shape)} {VectorOf(rd,shape,2)}, {Vector(rn,7)}, {Less(32,shift)}",
        "0 shape[0]:1 0 0 11110 01 shift:5 10000 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void ShrnS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.ShiftRightUnsigned, VectorOperation.Narrow, rd, rn, Lanes.Double, 32 - shift.Value, shape.IsFull);

    [Instruction(
        "rshrn{Two(shape)} {VectorOf(rd,shape,2)}, {Vector(rn,7)}, {Less(32,shift)}",
        "0 shape[0]:1 0 0 11110 01 shift:5 10001 1 rn:5 rd:5",
        Rare = true)]
    public static void RshrnS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.RoundedShiftRightUnsigned, VectorOperation.Narrow, rd, rn, Lanes.Double, 32 - shift.Value, shape.IsFull);

    [Instruction(
        "sqshrn{Two(shape)} {VectorOf(rd,shape,2)}, {Vector(rn,7)}, {Less(32,shift)}",
        "0 shape[0]:1 0 0 11110 01 shift:5 10010 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshrnS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.ShiftRightSigned, VectorOperation.SaturatingNarrowSigned, rd, rn, Lanes.Double, 32 - shift.Value, shape.IsFull);

    [Instruction(
        "sqrshrn{Two(shape)} {VectorOf(rd,shape,2)}, {Vector(rn,7)}, {Less(32,shift)}",
        "0 shape[0]:1 0 0 11110 01 shift:5 10011 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrshrnS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.RoundedShiftRightSigned, VectorOperation.SaturatingNarrowSigned, rd, rn, Lanes.Double, 32 - shift.Value, shape.IsFull);

    [Instruction(
        "uqshrn{Two(shape)} {VectorOf(rd,shape,2)}, {Vector(rn,7)}, {Less(32,shift)}",
        "0 shape[0]:1 1 0 11110 01 shift:5 10010 1 rn:5 rd:5",
        Rare = true)]
    public static void UqshrnS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.ShiftRightUnsigned, VectorOperation.SaturatingNarrowUnsigned, rd, rn, Lanes.Double, 32 - shift.Value, shape.IsFull);

    [Instruction(
        "uqrshrn{Two(shape)} {VectorOf(rd,shape,2)}, {Vector(rn,7)}, {Less(32,shift)}",
        "0 shape[0]:1 1 0 11110 01 shift:5 10011 1 rn:5 rd:5",
        Rare = true)]
    public static void UqrshrnS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.RoundedShiftRightUnsigned, VectorOperation.SaturatingNarrowUnsigned, rd, rn, Lanes.Double, 32 - shift.Value, shape.IsFull);

    [Instruction(
        "sqshrun{Two(shape)} {VectorOf(rd,shape,2)}, {Vector(rn,7)}, {Less(32,shift)}",
        "0 shape[0]:1 1 0 11110 01 shift:5 10000 1 rn:5 rd:5",
        Rare = true)]
    public static void SqshrunS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.ShiftRightSigned, VectorOperation.SaturatingNarrowSignedToUnsigned, rd, rn, Lanes.Double, 32 - shift.Value, shape.IsFull);

    [Instruction(
        "sqrshrun{Two(shape)} {VectorOf(rd,shape,2)}, {Vector(rn,7)}, {Less(32,shift)}",
        "0 shape[0]:1 1 0 11110 01 shift:5 10001 1 rn:5 rd:5",
        Rare = true)]
    public static void SqrshrunS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        Saturating<E, V, W, C>.Narrow(ref e, VectorOperation.RoundedShiftRightSigned, VectorOperation.SaturatingNarrowSignedToUnsigned, rd, rn, Lanes.Double, 32 - shift.Value, shape.IsFull);

    [Instruction(
        "sshll{Two(shape)} {Vector(rd,7)}, {VectorOf(rn,shape,2)}, {shift}",
        "0 shape[0]:1 0 0 11110 01 shift:5 10100 1 rn:5 rd:5",
        Rare = true)]
    public static void SshllS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.ShiftLeft, Lanes.Double, Lanewise<E, V, W, C>.Widen(ref e, rn, (byte)(4 | shape.Bits), true), shift.Value));

    [Instruction(
        "ushll{Two(shape)} {Vector(rd,7)}, {VectorOf(rn,shape,2)}, {shift}",
        "0 shape[0]:1 1 0 11110 01 shift:5 10100 1 rn:5 rd:5",
        Rare = true)]
    public static void UshllS(ref E e, Vr rd, Vr rn, SmallUImm shift, ByteArrangement shape) =>
        e.SetVector(rd, W.Apply(VectorOperation.ShiftLeft, Lanes.Double, Lanewise<E, V, W, C>.Widen(ref e, rn, (byte)(4 | shape.Bits), false), shift.Value));
}
