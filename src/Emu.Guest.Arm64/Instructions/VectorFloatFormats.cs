using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Conversions between formats in vector registers (C4.1.80).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorFloatFormats<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "fcvtl{full} {rd}.4s, {rn}.{Halves(full)}",
        "0 full:1 0 01110 00 10000 10111 10 rn:5 rd:5", Rare = true)]
    public static void FcvtlS(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Lengthen(ref e, FloatFormat.Half, FloatFormat.Single, full.IsFull, rd, rn);

    [Instruction(
        "fcvtl{full} {rd}.2d, {rn}.{Words(full)}",
        "0 full:1 0 01110 01 10000 10111 10 rn:5 rd:5", Rare = true)]
    public static void FcvtlD(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Lengthen(ref e, FloatFormat.Single, FloatFormat.Double, full.IsFull, rd, rn);

    [Instruction(
        "fcvtn{full} {rd}.{Halves(full)}, {rn}.4s",
        "0 full:1 0 01110 00 10000 10110 10 rn:5 rd:5", Rare = true)]
    public static void FcvtnS(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Narrow(

            ref e, FloatFunction.ConvertToHalf, FloatFormat.Single, full.IsFull, rd, rn, FloatRounding.Dynamic);

    [Instruction(
        "fcvtn{full} {rd}.{Words(full)}, {rn}.2d",
        "0 full:1 0 01110 01 10000 10110 10 rn:5 rd:5", Rare = true)]
    public static void FcvtnD(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Narrow(

            ref e, FloatFunction.ConvertToSingle, FloatFormat.Double, full.IsFull, rd, rn, FloatRounding.Dynamic);

    [Instruction(
        "fcvtxn{full} {rd}.{Words(full)}, {rn}.2d",
        "0 full:1 1 01110 01 10000 10110 10 rn:5 rd:5", Rare = true)]
    public static void Fcvtxn(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Narrow(

            ref e, FloatFunction.ConvertToSingle, FloatFormat.Double, full.IsFull, rd, rn, FloatRounding.Odd);

    [Instruction("fcvtxn {rd}, {rn}", "01 1 11110 01 10000 10110 10 rn:5 rd:5", Rare = true)]
    public static void FcvtxnScalar(ref E e, Sr rd, Dr rn) =>
        Scalars<E, V, W, C>.Unary(ref e, FloatFunction.ConvertToSingle, FloatFormat.Double, rd, rn, FloatRounding.Odd);

    [InstructionSet(Arm64Features.Bf16)]
    [Instruction(
        "bfcvtn{full} {rd}.{Halves(full)}, {rn}.4s",
        "0 full:1 0 01110 10 10000 10110 10 rn:5 rd:5", Rare = true)]
    public static void Bfcvtn(ref E e, Vr rd, Vr rn, Full full) =>
        VectorFloats<E, V, W, C>.Narrow(

            ref e, FloatFunction.ConvertToBrain, FloatFormat.Single, full.IsFull, rd, rn, FloatRounding.Dynamic);
}
