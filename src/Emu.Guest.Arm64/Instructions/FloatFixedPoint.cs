using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Conversions between numbers and fixed-point numbers in general registers (C4.1.93).</summary>
[InstructionSet(Arm64Features.None)]
internal static class FloatFixedPoint<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "fcvtzs {rd}, {FloatRegister(rn,size)}, {digits}",
        "0 0 0 11110 0 size:1 0 11 000 1 digits:5 rn:5 rd:5", Rare = true)]
    public static void FcvtzsFixedW(ref E e, Wr rd, Vr rn, FloatSize size, Fraction32 digits) =>
        Scalars<E, V, W, C>.ToFixed(ref e, size.Format, rd, FloatFunction.ToSigned32, rn, digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtzs {rd}, {rn}, {digits}", "0 0 0 11110 11 0 11 000 1 digits:5 rn:5 rd:5", Rare = true)]
    public static void FcvtzsFixedHW(ref E e, Wr rd, Hr rn, Fraction32 digits) =>
        Scalars<E, V, W, C>.ToFixed(ref e, FloatFormat.Half, rd, FloatFunction.ToSigned32, rn, digits.Digits);

    [Instruction(
        "scvtf {FloatRegister(rd,size)}, {rn}, {digits}",
        "0 0 0 11110 0 size:1 0 00 010 1 digits:5 rn:5 rd:5", Rare = true)]
    public static void ScvtfFixedW(ref E e, Vr rd, Wr rn, FloatSize size, Fraction32 digits) =>
        Scalars<E, V, W, C>.FromFixed(ref e, size.Format, rd, FloatFunction.FromSigned32, rn, digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("scvtf {rd}, {rn}, {digits}", "0 0 0 11110 11 0 00 010 1 digits:5 rn:5 rd:5", Rare = true)]
    public static void ScvtfFixedHW(ref E e, Hr rd, Wr rn, Fraction32 digits) =>
        Scalars<E, V, W, C>.FromFixed(ref e, FloatFormat.Half, rd, FloatFunction.FromSigned32, rn, digits.Digits);

    [Instruction(
        "fcvtzs {rd}, {FloatRegister(rn,size)}, {digits}",
        "1 0 0 11110 0 size:1 0 11 000 digits:6 rn:5 rd:5", Rare = true)]
    public static void FcvtzsFixedX(ref E e, Xr rd, Vr rn, FloatSize size, Fraction64 digits) =>
        Scalars<E, V, W, C>.ToFixed(ref e, size.Format, rd, FloatFunction.ToSigned64, rn, digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtzs {rd}, {rn}, {digits}", "1 0 0 11110 11 0 11 000 digits:6 rn:5 rd:5", Rare = true)]
    public static void FcvtzsFixedHX(ref E e, Xr rd, Hr rn, Fraction64 digits) =>
        Scalars<E, V, W, C>.ToFixed(ref e, FloatFormat.Half, rd, FloatFunction.ToSigned64, rn, digits.Digits);

    [Instruction(
        "scvtf {FloatRegister(rd,size)}, {rn}, {digits}",
        "1 0 0 11110 0 size:1 0 00 010 digits:6 rn:5 rd:5", Rare = true)]
    public static void ScvtfFixedX(ref E e, Vr rd, Xr rn, FloatSize size, Fraction64 digits) =>
        Scalars<E, V, W, C>.FromFixed(ref e, size.Format, rd, FloatFunction.FromSigned64, rn, digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("scvtf {rd}, {rn}, {digits}", "1 0 0 11110 11 0 00 010 digits:6 rn:5 rd:5", Rare = true)]
    public static void ScvtfFixedHX(ref E e, Hr rd, Xr rn, Fraction64 digits) =>
        Scalars<E, V, W, C>.FromFixed(ref e, FloatFormat.Half, rd, FloatFunction.FromSigned64, rn, digits.Digits);

    [Instruction(
        "fcvtzu {rd}, {FloatRegister(rn,size)}, {digits}",
        "0 0 0 11110 0 size:1 0 11 001 1 digits:5 rn:5 rd:5", Rare = true)]
    public static void FcvtzuFixedW(ref E e, Wr rd, Vr rn, FloatSize size, Fraction32 digits) =>
        Scalars<E, V, W, C>.ToFixed(ref e, size.Format, rd, FloatFunction.ToUnsigned32, rn, digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtzu {rd}, {rn}, {digits}", "0 0 0 11110 11 0 11 001 1 digits:5 rn:5 rd:5", Rare = true)]
    public static void FcvtzuFixedHW(ref E e, Wr rd, Hr rn, Fraction32 digits) =>
        Scalars<E, V, W, C>.ToFixed(ref e, FloatFormat.Half, rd, FloatFunction.ToUnsigned32, rn, digits.Digits);

    [Instruction(
        "ucvtf {FloatRegister(rd,size)}, {rn}, {digits}",
        "0 0 0 11110 0 size:1 0 00 011 1 digits:5 rn:5 rd:5", Rare = true)]
    public static void UcvtfFixedW(ref E e, Vr rd, Wr rn, FloatSize size, Fraction32 digits) =>
        Scalars<E, V, W, C>.FromFixed(ref e, size.Format, rd, FloatFunction.FromUnsigned32, rn, digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("ucvtf {rd}, {rn}, {digits}", "0 0 0 11110 11 0 00 011 1 digits:5 rn:5 rd:5", Rare = true)]
    public static void UcvtfFixedHW(ref E e, Hr rd, Wr rn, Fraction32 digits) =>
        Scalars<E, V, W, C>.FromFixed(ref e, FloatFormat.Half, rd, FloatFunction.FromUnsigned32, rn, digits.Digits);

    [Instruction(
        "fcvtzu {rd}, {FloatRegister(rn,size)}, {digits}",
        "1 0 0 11110 0 size:1 0 11 001 digits:6 rn:5 rd:5", Rare = true)]
    public static void FcvtzuFixedX(ref E e, Xr rd, Vr rn, FloatSize size, Fraction64 digits) =>
        Scalars<E, V, W, C>.ToFixed(ref e, size.Format, rd, FloatFunction.ToUnsigned64, rn, digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtzu {rd}, {rn}, {digits}", "1 0 0 11110 11 0 11 001 digits:6 rn:5 rd:5", Rare = true)]
    public static void FcvtzuFixedHX(ref E e, Xr rd, Hr rn, Fraction64 digits) =>
        Scalars<E, V, W, C>.ToFixed(ref e, FloatFormat.Half, rd, FloatFunction.ToUnsigned64, rn, digits.Digits);

    [Instruction(
        "ucvtf {FloatRegister(rd,size)}, {rn}, {digits}",
        "1 0 0 11110 0 size:1 0 00 011 digits:6 rn:5 rd:5", Rare = true)]
    public static void UcvtfFixedX(ref E e, Vr rd, Xr rn, FloatSize size, Fraction64 digits) =>
        Scalars<E, V, W, C>.FromFixed(ref e, size.Format, rd, FloatFunction.FromUnsigned64, rn, digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("ucvtf {rd}, {rn}, {digits}", "1 0 0 11110 11 0 00 011 digits:6 rn:5 rd:5", Rare = true)]
    public static void UcvtfFixedHX(ref E e, Hr rd, Xr rn, Fraction64 digits) =>
        Scalars<E, V, W, C>.FromFixed(ref e, FloatFormat.Half, rd, FloatFunction.FromUnsigned64, rn, digits.Digits);
}
