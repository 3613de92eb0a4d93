using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Conversions between numbers and fixed-point numbers in vector registers (C4.1.76, C4.1.86).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorFloatFixedPoint<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "scvtf {rd}.{Words(full)}, {rn}.{Words(full)}, {digits}",
        "0 full:1 0 011110 01 digits:5 11100 1 rn:5 rd:5", Rare = true)]
    public static void ScvtfFixedVectorS(ref E e, Vr rd, Vr rn, Fraction32 digits, Full full) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.FromSigned32, FloatFormat.Single, full.IsFull, rd, rn, FloatRounding.Dynamic,
            digits.Digits);

    [Instruction("scvtf {rd}.2d, {rn}.2d, {digits}", "0 1 0 011110 1 digits:6 11100 1 rn:5 rd:5", Rare = true)]
    public static void ScvtfFixedVectorD(ref E e, Vr rd, Vr rn, Fraction64 digits) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.FromSigned64, FloatFormat.Double, true, rd, rn, FloatRounding.Dynamic, digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "scvtf {rd}.{Halves(full)}, {rn}.{Halves(full)}, {digits}",
        "0 full:1 0 011110 001 digits:4 11100 1 rn:5 rd:5", Rare = true)]
    public static void ScvtfFixedVectorH(ref E e, Vr rd, Vr rn, Fraction16 digits, Full full) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.FromSigned16, FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Dynamic,
            digits.Digits);

    [Instruction("scvtf {rd}, {rn}, {digits}", "01 0 111110 01 digits:5 11100 1 rn:5 rd:5", Rare = true)]
    public static void ScvtfFixedScalarS(ref E e, Sr rd, Sr rn, Fraction32 digits) =>
        Scalars<E, V, W, C>.Unary(

            ref e, FloatFunction.FromSigned32, FloatFormat.Single, rd, rn, FloatRounding.Dynamic, digits.Digits);

    [Instruction("scvtf {rd}, {rn}, {digits}", "01 0 111110 1 digits:6 11100 1 rn:5 rd:5", Rare = true)]
    public static void ScvtfFixedScalarD(ref E e, Dr rd, Dr rn, Fraction64 digits) =>
        Scalars<E, V, W, C>.Unary(

            ref e, FloatFunction.FromSigned64, FloatFormat.Double, rd, rn, FloatRounding.Dynamic, digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("scvtf {rd}, {rn}, {digits}", "01 0 111110 001 digits:4 11100 1 rn:5 rd:5", Rare = true)]
    public static void ScvtfFixedScalarH(ref E e, Hr rd, Hr rn, Fraction16 digits) =>
        Scalars<E, V, W, C>.Unary(

            ref e, FloatFunction.FromSigned16, FloatFormat.Half, rd, rn, FloatRounding.Dynamic, digits.Digits);

    [Instruction(
        "fcvtzs {rd}.{Words(full)}, {rn}.{Words(full)}, {digits}",
        "0 full:1 0 011110 01 digits:5 11111 1 rn:5 rd:5", Rare = true)]
    public static void FcvtzsFixedVectorS(ref E e, Vr rd, Vr rn, Fraction32 digits, Full full) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.ToSigned32, FloatFormat.Single, full.IsFull, rd, rn, FloatRounding.TowardsZero,
            digits.Digits);

    [Instruction("fcvtzs {rd}.2d, {rn}.2d, {digits}", "0 1 0 011110 1 digits:6 11111 1 rn:5 rd:5", Rare = true)]
    public static void FcvtzsFixedVectorD(ref E e, Vr rd, Vr rn, Fraction64 digits) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.ToSigned64, FloatFormat.Double, true, rd, rn, FloatRounding.TowardsZero,
            digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtzs {rd}.{Halves(full)}, {rn}.{Halves(full)}, {digits}",
        "0 full:1 0 011110 001 digits:4 11111 1 rn:5 rd:5", Rare = true)]
    public static void FcvtzsFixedVectorH(ref E e, Vr rd, Vr rn, Fraction16 digits, Full full) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.ToSigned16, FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.TowardsZero,
            digits.Digits);

    [Instruction("fcvtzs {rd}, {rn}, {digits}", "01 0 111110 01 digits:5 11111 1 rn:5 rd:5", Rare = true)]
    public static void FcvtzsFixedScalarS(ref E e, Sr rd, Sr rn, Fraction32 digits) =>
        Scalars<E, V, W, C>.Unary(

            ref e, FloatFunction.ToSigned32, FloatFormat.Single, rd, rn, FloatRounding.TowardsZero, digits.Digits);

    [Instruction("fcvtzs {rd}, {rn}, {digits}", "01 0 111110 1 digits:6 11111 1 rn:5 rd:5", Rare = true)]
    public static void FcvtzsFixedScalarD(ref E e, Dr rd, Dr rn, Fraction64 digits) =>
        Scalars<E, V, W, C>.Unary(

            ref e, FloatFunction.ToSigned64, FloatFormat.Double, rd, rn, FloatRounding.TowardsZero, digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtzs {rd}, {rn}, {digits}", "01 0 111110 001 digits:4 11111 1 rn:5 rd:5", Rare = true)]
    public static void FcvtzsFixedScalarH(ref E e, Hr rd, Hr rn, Fraction16 digits) =>
        Scalars<E, V, W, C>.Unary(

            ref e, FloatFunction.ToSigned16, FloatFormat.Half, rd, rn, FloatRounding.TowardsZero, digits.Digits);

    [Instruction(
        "ucvtf {rd}.{Words(full)}, {rn}.{Words(full)}, {digits}",
        "0 full:1 1 011110 01 digits:5 11100 1 rn:5 rd:5", Rare = true)]
    public static void UcvtfFixedVectorS(ref E e, Vr rd, Vr rn, Fraction32 digits, Full full) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.FromUnsigned32, FloatFormat.Single, full.IsFull, rd, rn, FloatRounding.Dynamic,
            digits.Digits);

    [Instruction("ucvtf {rd}.2d, {rn}.2d, {digits}", "0 1 1 011110 1 digits:6 11100 1 rn:5 rd:5", Rare = true)]
    public static void UcvtfFixedVectorD(ref E e, Vr rd, Vr rn, Fraction64 digits) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.FromUnsigned64, FloatFormat.Double, true, rd, rn, FloatRounding.Dynamic,
            digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "ucvtf {rd}.{Halves(full)}, {rn}.{Halves(full)}, {digits}",
        "0 full:1 1 011110 001 digits:4 11100 1 rn:5 rd:5", Rare = true)]
    public static void UcvtfFixedVectorH(ref E e, Vr rd, Vr rn, Fraction16 digits, Full full) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.FromUnsigned16, FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.Dynamic,
            digits.Digits);

    [Instruction("ucvtf {rd}, {rn}, {digits}", "01 1 111110 01 digits:5 11100 1 rn:5 rd:5", Rare = true)]
    public static void UcvtfFixedScalarS(ref E e, Sr rd, Sr rn, Fraction32 digits) =>
        Scalars<E, V, W, C>.Unary(

            ref e, FloatFunction.FromUnsigned32, FloatFormat.Single, rd, rn, FloatRounding.Dynamic, digits.Digits);

    [Instruction("ucvtf {rd}, {rn}, {digits}", "01 1 111110 1 digits:6 11100 1 rn:5 rd:5", Rare = true)]
    public static void UcvtfFixedScalarD(ref E e, Dr rd, Dr rn, Fraction64 digits) =>
        Scalars<E, V, W, C>.Unary(

            ref e, FloatFunction.FromUnsigned64, FloatFormat.Double, rd, rn, FloatRounding.Dynamic, digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("ucvtf {rd}, {rn}, {digits}", "01 1 111110 001 digits:4 11100 1 rn:5 rd:5", Rare = true)]
    public static void UcvtfFixedScalarH(ref E e, Hr rd, Hr rn, Fraction16 digits) =>
        Scalars<E, V, W, C>.Unary(

            ref e, FloatFunction.FromUnsigned16, FloatFormat.Half, rd, rn, FloatRounding.Dynamic, digits.Digits);

    [Instruction(
        "fcvtzu {rd}.{Words(full)}, {rn}.{Words(full)}, {digits}",
        "0 full:1 1 011110 01 digits:5 11111 1 rn:5 rd:5", Rare = true)]
    public static void FcvtzuFixedVectorS(ref E e, Vr rd, Vr rn, Fraction32 digits, Full full) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.ToUnsigned32, FloatFormat.Single, full.IsFull, rd, rn, FloatRounding.TowardsZero,
            digits.Digits);

    [Instruction("fcvtzu {rd}.2d, {rn}.2d, {digits}", "0 1 1 011110 1 digits:6 11111 1 rn:5 rd:5", Rare = true)]
    public static void FcvtzuFixedVectorD(ref E e, Vr rd, Vr rn, Fraction64 digits) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.ToUnsigned64, FloatFormat.Double, true, rd, rn, FloatRounding.TowardsZero,
            digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtzu {rd}.{Halves(full)}, {rn}.{Halves(full)}, {digits}",
        "0 full:1 1 011110 001 digits:4 11111 1 rn:5 rd:5", Rare = true)]
    public static void FcvtzuFixedVectorH(ref E e, Vr rd, Vr rn, Fraction16 digits, Full full) =>
        VectorFloats<E, V, W, C>.Unary(

            ref e, FloatFunction.ToUnsigned16, FloatFormat.Half, full.IsFull, rd, rn, FloatRounding.TowardsZero,
            digits.Digits);

    [Instruction("fcvtzu {rd}, {rn}, {digits}", "01 1 111110 01 digits:5 11111 1 rn:5 rd:5", Rare = true)]
    public static void FcvtzuFixedScalarS(ref E e, Sr rd, Sr rn, Fraction32 digits) =>
        Scalars<E, V, W, C>.Unary(

            ref e, FloatFunction.ToUnsigned32, FloatFormat.Single, rd, rn, FloatRounding.TowardsZero, digits.Digits);

    [Instruction("fcvtzu {rd}, {rn}, {digits}", "01 1 111110 1 digits:6 11111 1 rn:5 rd:5", Rare = true)]
    public static void FcvtzuFixedScalarD(ref E e, Dr rd, Dr rn, Fraction64 digits) =>
        Scalars<E, V, W, C>.Unary(

            ref e, FloatFunction.ToUnsigned64, FloatFormat.Double, rd, rn, FloatRounding.TowardsZero, digits.Digits);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcvtzu {rd}, {rn}, {digits}", "01 1 111110 001 digits:4 11111 1 rn:5 rd:5", Rare = true)]
    public static void FcvtzuFixedScalarH(ref E e, Hr rd, Hr rn, Fraction16 digits) =>
        Scalars<E, V, W, C>.Unary(

            ref e, FloatFunction.ToUnsigned16, FloatFormat.Half, rd, rn, FloatRounding.TowardsZero, digits.Digits);
}
