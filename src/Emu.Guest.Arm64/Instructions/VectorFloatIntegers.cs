using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Conversions between numbers and integers in vector registers (C4.1.73 - C4.1.80).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorFloatIntegers<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "fcvtns {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 10000 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtnsV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToSigned(shape.Format), shape.Format, shape.IsFull, rd, rn, FloatRounding.NearestEven);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtns {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 0 01110 0 111100 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtnsVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToSigned(FloatFormat.Half), FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.NearestEven);

    [Instruction(
        "fcvtns {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 0 11110 0 size:1 10000 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtnsScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, ToSigned(size.Format), size.Format, rd, rn, FloatRounding.NearestEven);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtns {rd}, {rn}", "01 0 11110 0 111100 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtnsScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, ToSigned(FloatFormat.Half), FloatFormat.Half, rd, rn, FloatRounding.NearestEven);

    [Instruction(
        "fcvtnu {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 10000 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtnuV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToUnsigned(shape.Format), shape.Format, shape.IsFull, rd, rn, FloatRounding.NearestEven);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtnu {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 1 01110 0 111100 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtnuVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToUnsigned(FloatFormat.Half), FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.NearestEven);

    [Instruction(
        "fcvtnu {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 1 11110 0 size:1 10000 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtnuScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, ToUnsigned(size.Format), size.Format, rd, rn, FloatRounding.NearestEven);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtnu {rd}, {rn}", "01 1 11110 0 111100 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtnuScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, ToUnsigned(FloatFormat.Half), FloatFormat.Half, rd, rn, FloatRounding.NearestEven);

    [Instruction(
        "fcvtms {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 10000 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtmsV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToSigned(shape.Format), shape.Format, shape.IsFull, rd, rn, FloatRounding.Down);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtms {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 0 01110 0 111100 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtmsVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToSigned(FloatFormat.Half), FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Down);

    [Instruction(
        "fcvtms {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 0 11110 0 size:1 10000 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtmsScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, ToSigned(size.Format), size.Format, rd, rn, FloatRounding.Down);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtms {rd}, {rn}", "01 0 11110 0 111100 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtmsScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(ref e, ToSigned(FloatFormat.Half), FloatFormat.Half, rd, rn, FloatRounding.Down);

    [Instruction(
        "fcvtmu {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 10000 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtmuV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToUnsigned(shape.Format), shape.Format, shape.IsFull, rd, rn, FloatRounding.Down);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtmu {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 1 01110 0 111100 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtmuVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToUnsigned(FloatFormat.Half), FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Down);

    [Instruction(
        "fcvtmu {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 1 11110 0 size:1 10000 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtmuScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, ToUnsigned(size.Format), size.Format, rd, rn, FloatRounding.Down);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtmu {rd}, {rn}", "01 1 11110 0 111100 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtmuScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(ref e, ToUnsigned(FloatFormat.Half), FloatFormat.Half, rd, rn, FloatRounding.Down);

    [Instruction(
        "fcvtas {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 10000 11100 10 rn:5 rd:5", Rare = true)]
    public static void FcvtasV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToSigned(shape.Format), shape.Format, shape.IsFull, rd, rn, FloatRounding.NearestAway);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtas {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 0 01110 0 111100 11100 10 rn:5 rd:5", Rare = true)]
    public static void FcvtasVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToSigned(FloatFormat.Half), FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.NearestAway);

    [Instruction(
        "fcvtas {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 0 11110 0 size:1 10000 11100 10 rn:5 rd:5", Rare = true)]
    public static void FcvtasScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, ToSigned(size.Format), size.Format, rd, rn, FloatRounding.NearestAway);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtas {rd}, {rn}", "01 0 11110 0 111100 11100 10 rn:5 rd:5", Rare = true)]
    public static void FcvtasScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, ToSigned(FloatFormat.Half), FloatFormat.Half, rd, rn, FloatRounding.NearestAway);

    [Instruction(
        "fcvtau {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 10000 11100 10 rn:5 rd:5", Rare = true)]
    public static void FcvtauV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToUnsigned(shape.Format), shape.Format, shape.IsFull, rd, rn, FloatRounding.NearestAway);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtau {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 1 01110 0 111100 11100 10 rn:5 rd:5", Rare = true)]
    public static void FcvtauVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToUnsigned(FloatFormat.Half), FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.NearestAway);

    [Instruction(
        "fcvtau {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 1 11110 0 size:1 10000 11100 10 rn:5 rd:5", Rare = true)]
    public static void FcvtauScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, ToUnsigned(size.Format), size.Format, rd, rn, FloatRounding.NearestAway);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtau {rd}, {rn}", "01 1 11110 0 111100 11100 10 rn:5 rd:5", Rare = true)]
    public static void FcvtauScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, ToUnsigned(FloatFormat.Half), FloatFormat.Half, rd, rn, FloatRounding.NearestAway);

    [Instruction(
        "fcvtps {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 0 01110 1 shape[0]:1 10000 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtpsV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToSigned(shape.Format), shape.Format, shape.IsFull, rd, rn, FloatRounding.Up);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtps {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 0 01110 1 111100 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtpsVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToSigned(FloatFormat.Half), FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Up);

    [Instruction(
        "fcvtps {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 0 11110 1 size:1 10000 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtpsScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, ToSigned(size.Format), size.Format, rd, rn, FloatRounding.Up);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtps {rd}, {rn}", "01 0 11110 1 111100 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtpsScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(ref e, ToSigned(FloatFormat.Half), FloatFormat.Half, rd, rn, FloatRounding.Up);

    [Instruction(
        "fcvtpu {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 1 01110 1 shape[0]:1 10000 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtpuV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToUnsigned(shape.Format), shape.Format, shape.IsFull, rd, rn, FloatRounding.Up);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtpu {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 1 01110 1 111100 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtpuVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToUnsigned(FloatFormat.Half), FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Up);

    [Instruction(
        "fcvtpu {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 1 11110 1 size:1 10000 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtpuScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, ToUnsigned(size.Format), size.Format, rd, rn, FloatRounding.Up);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtpu {rd}, {rn}", "01 1 11110 1 111100 11010 10 rn:5 rd:5", Rare = true)]
    public static void FcvtpuScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(ref e, ToUnsigned(FloatFormat.Half), FloatFormat.Half, rd, rn, FloatRounding.Up);

    [Instruction(
        "fcvtzs {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 0 01110 1 shape[0]:1 10000 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtzsV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToSigned(shape.Format), shape.Format, shape.IsFull, rd, rn, FloatRounding.TowardsZero);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtzs {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 0 01110 1 111100 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtzsVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToSigned(FloatFormat.Half), FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.TowardsZero);

    [Instruction(
        "fcvtzs {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 0 11110 1 size:1 10000 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtzsScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, ToSigned(size.Format), size.Format, rd, rn, FloatRounding.TowardsZero);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtzs {rd}, {rn}", "01 0 11110 1 111100 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtzsScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, ToSigned(FloatFormat.Half), FloatFormat.Half, rd, rn, FloatRounding.TowardsZero);

    [Instruction(
        "fcvtzu {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 1 01110 1 shape[0]:1 10000 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtzuV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToUnsigned(shape.Format), shape.Format, shape.IsFull, rd, rn, FloatRounding.TowardsZero);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtzu {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 1 01110 1 111100 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtzuVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, ToUnsigned(FloatFormat.Half), FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.TowardsZero);

    [Instruction(
        "fcvtzu {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 1 11110 1 size:1 10000 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtzuScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, ToUnsigned(size.Format), size.Format, rd, rn, FloatRounding.TowardsZero);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtzu {rd}, {rn}", "01 1 11110 1 111100 11011 10 rn:5 rd:5", Rare = true)]
    public static void FcvtzuScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, ToUnsigned(FloatFormat.Half), FloatFormat.Half, rd, rn, FloatRounding.TowardsZero);

    [Instruction(
        "scvtf {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 0 01110 0 shape[0]:1 10000 11101 10 rn:5 rd:5", Rare = true)]
    public static void ScvtfV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FromSigned(shape.Format), shape.Format, shape.IsFull, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "scvtf {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 0 01110 0 111100 11101 10 rn:5 rd:5", Rare = true)]
    public static void ScvtfVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FromSigned(FloatFormat.Half), FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Dynamic);

    [Instruction(
        "scvtf {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 0 11110 0 size:1 10000 11101 10 rn:5 rd:5", Rare = true)]
    public static void ScvtfScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, FromSigned(size.Format), size.Format, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("scvtf {rd}, {rn}", "01 0 11110 0 111100 11101 10 rn:5 rd:5", Rare = true)]
    public static void ScvtfScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FromSigned(FloatFormat.Half), FloatFormat.Half, rd, rn, FloatRounding.Dynamic);

    [Instruction(
        "ucvtf {rd}.{shape}, {rn}.{shape}",
        "0 shape[1]:1 1 01110 0 shape[0]:1 10000 11101 10 rn:5 rd:5", Rare = true)]
    public static void UcvtfV(ref E e, Vr rd, Vr rn, FloatShape shape) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FromUnsigned(shape.Format), shape.Format, shape.IsFull, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "ucvtf {rd}.{Halves(full)}, {rn}.{Halves(full)}",
        "0 full:1 1 01110 0 111100 11101 10 rn:5 rd:5", Rare = true)]
    public static void UcvtfVH(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Unary(
            ref e, FromUnsigned(FloatFormat.Half), FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Dynamic);

    [Instruction(
        "ucvtf {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 1 11110 0 size:1 10000 11101 10 rn:5 rd:5", Rare = true)]
    public static void UcvtfScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, FromUnsigned(size.Format), size.Format, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("ucvtf {rd}, {rn}", "01 1 11110 0 111100 11101 10 rn:5 rd:5", Rare = true)]
    public static void UcvtfScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FromUnsigned(FloatFormat.Half), FloatFormat.Half, rd, rn, FloatRounding.Dynamic);

    private static FloatFunction ToSigned(FloatFormat format) =>
        FloatFunctions.ToInteger(format, isSigned: true);

    private static FloatFunction ToUnsigned(FloatFormat format) =>
        FloatFunctions.ToInteger(format, isSigned: false);

    private static FloatFunction FromSigned(FloatFormat format) =>
        FloatFunctions.FromInteger(format, isSigned: true);

    private static FloatFunction FromUnsigned(FloatFormat format) =>
        FloatFunctions.FromInteger(format, isSigned: false);
}
