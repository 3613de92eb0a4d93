using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Estimates and what refines them, of numbers in vector registers (C4.1.73 - C4.1.75, C4.1.80).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorFloatEstimates<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "fmulx {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, {FloatRegister(rm,size)}",
        "01 0 11110 0 size:1 1 rm:5 11011 1 rn:5 rd:5", Rare = true)]
    public static void FmulxScalar(ref E e, Vr rd, Vr rn, Vr rm, FloatSize size) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.MultiplyExtended, size.Format, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmulx {rd}, {rn}, {rm}", "01 0 11110 0 10 rm:5 00 011 1 rn:5 rd:5", Rare = true)]
    public static void FmulxScalarH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.MultiplyExtended, FloatFormat.Half, rd, rn, rm);

    [Instruction(
        "frecps {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, {FloatRegister(rm,size)}",
        "01 0 11110 0 size:1 1 rm:5 11111 1 rn:5 rd:5", Rare = true)]
    public static void FrecpsScalar(ref E e, Vr rd, Vr rn, Vr rm, FloatSize size) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.ReciprocalStep, size.Format, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("frecps {rd}, {rn}, {rm}", "01 0 11110 0 10 rm:5 00 111 1 rn:5 rd:5", Rare = true)]
    public static void FrecpsScalarH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.ReciprocalStep, FloatFormat.Half, rd, rn, rm);

    [Instruction(
        "frsqrts {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, {FloatRegister(rm,size)}",
        "01 0 11110 1 size:1 1 rm:5 11111 1 rn:5 rd:5", Rare = true)]
    public static void FrsqrtsScalar(ref E e, Vr rd, Vr rn, Vr rm, FloatSize size) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.ReciprocalRootStep, size.Format, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("frsqrts {rd}, {rn}, {rm}", "01 0 11110 1 10 rm:5 00 111 1 rn:5 rd:5", Rare = true)]
    public static void FrsqrtsScalarH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Binary(ref e, FloatFunction.ReciprocalRootStep, FloatFormat.Half, rd, rn, rm);

    [Instruction(
        "fabd {FloatRegister(rd,size)}, {FloatRegister(rn,size)}, {FloatRegister(rm,size)}",
        "01 1 11110 1 size:1 1 rm:5 11010 1 rn:5 rd:5", Rare = true)]
    public static void FabdScalar(ref E e, Vr rd, Vr rn, Vr rm, FloatSize size) =>
        Scalars<E, V, W, C>.Distance(ref e, size.Format, rd, rn, rm);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fabd {rd}, {rn}, {rm}", "01 1 11110 1 10 rm:5 00 010 1 rn:5 rd:5", Rare = true)]
    public static void FabdScalarH(ref E e, Hr rd, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Distance(ref e, FloatFormat.Half, rd, rn, rm);

    [Instruction(
        "frecpe {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 0 11110 1 size:1 10000 11101 10 rn:5 rd:5", Rare = true)]
    public static void FrecpeScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, FloatFunction.ReciprocalEstimate, size.Format, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("frecpe {rd}, {rn}", "01 0 11110 1 111100 11101 10 rn:5 rd:5", Rare = true)]
    public static void FrecpeScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.ReciprocalEstimate, FloatFormat.Half, rd, rn, FloatRounding.Dynamic);

    [Instruction(
        "frsqrte {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 1 11110 1 size:1 10000 11101 10 rn:5 rd:5", Rare = true)]
    public static void FrsqrteScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.ReciprocalRootEstimate, size.Format, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("frsqrte {rd}, {rn}", "01 1 11110 1 111100 11101 10 rn:5 rd:5", Rare = true)]
    public static void FrsqrteScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.ReciprocalRootEstimate, FloatFormat.Half, rd, rn, FloatRounding.Dynamic);

    [Instruction(
        "frecpx {FloatRegister(rd,size)}, {FloatRegister(rn,size)}",
        "01 0 11110 1 size:1 10000 11111 10 rn:5 rd:5", Rare = true)]
    public static void FrecpxScalar(ref E e, Vr rd, Vr rn, FloatSize size) =>
        Scalars<E, V, W, C>.Unary(ref e, FloatFunction.ReciprocalExponent, size.Format, rd, rn, FloatRounding.Dynamic);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("frecpx {rd}, {rn}", "01 0 11110 1 111100 11111 10 rn:5 rd:5", Rare = true)]
    public static void FrecpxScalarH(ref E e, Hr rd, Hr rn) =>
        Scalars<E, V, W, C>.Unary(
            ref e, FloatFunction.ReciprocalExponent, FloatFormat.Half, rd, rn, FloatRounding.Dynamic);
}
