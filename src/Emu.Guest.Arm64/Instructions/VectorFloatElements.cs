using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Products with one element of a vector of numbers (C4.1.77, C4.1.87).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorFloatElements<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "fmul {rd}.{Words(full)}, {rn}.{Words(full)}, {element}",
        "0 full:1 0 01111 10 element[5]:1 element[4:0]:5 1001 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmulElementS(ref E e, Vr rd, Vr rn, SingleElement element, Full full) =>
        VectorFloats<E, V, W, C>.ByElement(

            ref e, FloatFunction.Multiply, FloatFormat.Single, full.IsFull, rd, rn, element.Register, element.Index);

    [Instruction(
        "fmul {rd}.2d, {rn}.2d, {element}",
        "0 1 0 01111 11 0 element[4:0]:5 1001 element[5]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmulElementD(ref E e, Vr rd, Vr rn, DoubleElement element) =>
        VectorFloats<E, V, W, C>.ByElement(

            ref e, FloatFunction.Multiply, FloatFormat.Double, true, rd, rn, element.Register, element.Index);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmul {rd}.{Halves(full)}, {rn}.{Halves(full)}, {element}",
        "0 full:1 0 01111 00 element[5]:1 element[4]:1 element[3:0]:4 1001 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmulElementH(ref E e, Vr rd, Vr rn, HalfElement element, Full full) =>
        VectorFloats<E, V, W, C>.ByElement(

            ref e, FloatFunction.Multiply, FloatFormat.Half, full.IsFull, rd, rn, element.Register, element.Index);

    [Instruction(
        "fmul {rd}, {rn}, {element}",
        "01 0 11111 10 element[5]:1 element[4:0]:5 1001 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmulElementScalarS(ref E e, Sr rd, Sr rn, SingleElement element) =>
        Scalars<E, V, W, C>.ByElement(
            ref e, FloatFunction.Multiply, FloatFormat.Single, rd, rn, element.Register, element.Index);

    [Instruction(
        "fmul {rd}, {rn}, {element}",
        "01 0 11111 11 0 element[4:0]:5 1001 element[5]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmulElementScalarD(ref E e, Dr rd, Dr rn, DoubleElement element) =>
        Scalars<E, V, W, C>.ByElement(
            ref e, FloatFunction.Multiply, FloatFormat.Double, rd, rn, element.Register, element.Index);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmul {rd}, {rn}, {element}",
        "01 0 11111 00 element[5]:1 element[4]:1 element[3:0]:4 1001 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmulElementScalarH(ref E e, Hr rd, Hr rn, HalfElement element) =>
        Scalars<E, V, W, C>.ByElement(
            ref e, FloatFunction.Multiply, FloatFormat.Half, rd, rn, element.Register, element.Index);

    [Instruction(
        "fmulx {rd}.{Words(full)}, {rn}.{Words(full)}, {element}",
        "0 full:1 1 01111 10 element[5]:1 element[4:0]:5 1001 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmulxElementS(ref E e, Vr rd, Vr rn, SingleElement element, Full full) =>
        VectorFloats<E, V, W, C>.ByElement(

            ref e, FloatFunction.MultiplyExtended, FloatFormat.Single, full.IsFull, rd, rn, element.Register,
            element.Index);

    [Instruction(
        "fmulx {rd}.2d, {rn}.2d, {element}",
        "0 1 1 01111 11 0 element[4:0]:5 1001 element[5]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmulxElementD(ref E e, Vr rd, Vr rn, DoubleElement element) =>
        VectorFloats<E, V, W, C>.ByElement(

            ref e, FloatFunction.MultiplyExtended, FloatFormat.Double, true, rd, rn, element.Register, element.Index);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmulx {rd}.{Halves(full)}, {rn}.{Halves(full)}, {element}",
        "0 full:1 1 01111 00 element[5]:1 element[4]:1 element[3:0]:4 1001 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmulxElementH(ref E e, Vr rd, Vr rn, HalfElement element, Full full) =>
        VectorFloats<E, V, W, C>.ByElement(

            ref e, FloatFunction.MultiplyExtended, FloatFormat.Half, full.IsFull, rd, rn, element.Register,
            element.Index);

    [Instruction(
        "fmulx {rd}, {rn}, {element}",
        "01 1 11111 10 element[5]:1 element[4:0]:5 1001 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmulxElementScalarS(ref E e, Sr rd, Sr rn, SingleElement element) =>
        Scalars<E, V, W, C>.ByElement(
            ref e, FloatFunction.MultiplyExtended, FloatFormat.Single, rd, rn, element.Register, element.Index);

    [Instruction(
        "fmulx {rd}, {rn}, {element}",
        "01 1 11111 11 0 element[4:0]:5 1001 element[5]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmulxElementScalarD(ref E e, Dr rd, Dr rn, DoubleElement element) =>
        Scalars<E, V, W, C>.ByElement(
            ref e, FloatFunction.MultiplyExtended, FloatFormat.Double, rd, rn, element.Register, element.Index);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmulx {rd}, {rn}, {element}",
        "01 1 11111 00 element[5]:1 element[4]:1 element[3:0]:4 1001 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmulxElementScalarH(ref E e, Hr rd, Hr rn, HalfElement element) =>
        Scalars<E, V, W, C>.ByElement(
            ref e, FloatFunction.MultiplyExtended, FloatFormat.Half, rd, rn, element.Register, element.Index);

    [Instruction(
        "fmla {rd}.{Words(full)}, {rn}.{Words(full)}, {element}",
        "0 full:1 0 01111 10 element[5]:1 element[4:0]:5 0001 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmlaElementS(ref E e, Vr rd, Vr rn, SingleElement element, Full full) =>
        VectorFloats<E, V, W, C>.MultiplyAdd(

            ref e, FloatFormat.Single, full.IsFull, rd, rn, VectorFloats<E, V, W, C>.Element(ref e,
            FloatFormat.Single, element.Register, element.Index), false);

    [Instruction(
        "fmla {rd}.2d, {rn}.2d, {element}",
        "0 1 0 01111 11 0 element[4:0]:5 0001 element[5]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmlaElementD(ref E e, Vr rd, Vr rn, DoubleElement element) =>
        VectorFloats<E, V, W, C>.MultiplyAdd(

            ref e, FloatFormat.Double, true, rd, rn, VectorFloats<E, V, W, C>.Element(ref e, FloatFormat.Double,
            element.Register, element.Index), false);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmla {rd}.{Halves(full)}, {rn}.{Halves(full)}, {element}",
        "0 full:1 0 01111 00 element[5]:1 element[4]:1 element[3:0]:4 0001 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmlaElementH(ref E e, Vr rd, Vr rn, HalfElement element, Full full) =>
        VectorFloats<E, V, W, C>.MultiplyAdd(

            ref e, FloatFormat.Half, full.IsFull, rd, rn, VectorFloats<E, V, W, C>.Element(ref e, FloatFormat.Half,
            element.Register, element.Index), false);

    [Instruction(
        "fmla {rd}, {rn}, {element}",
        "01 0 11111 10 element[5]:1 element[4:0]:5 0001 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmlaElementScalarS(ref E e, Sr rd, Sr rn, SingleElement element) =>
        Scalars<E, V, W, C>.AddByElement(ref e, FloatFormat.Single, rd, rn, element.Register, element.Index, false);

    [Instruction(
        "fmla {rd}, {rn}, {element}",
        "01 0 11111 11 0 element[4:0]:5 0001 element[5]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmlaElementScalarD(ref E e, Dr rd, Dr rn, DoubleElement element) =>
        Scalars<E, V, W, C>.AddByElement(ref e, FloatFormat.Double, rd, rn, element.Register, element.Index, false);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmla {rd}, {rn}, {element}",
        "01 0 11111 00 element[5]:1 element[4]:1 element[3:0]:4 0001 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmlaElementScalarH(ref E e, Hr rd, Hr rn, HalfElement element) =>
        Scalars<E, V, W, C>.AddByElement(ref e, FloatFormat.Half, rd, rn, element.Register, element.Index, false);

    [Instruction(
        "fmls {rd}.{Words(full)}, {rn}.{Words(full)}, {element}",
        "0 full:1 0 01111 10 element[5]:1 element[4:0]:5 0101 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmlsElementS(ref E e, Vr rd, Vr rn, SingleElement element, Full full) =>
        VectorFloats<E, V, W, C>.MultiplyAdd(

            ref e, FloatFormat.Single, full.IsFull, rd, rn, VectorFloats<E, V, W, C>.Element(ref e,
            FloatFormat.Single, element.Register, element.Index), true);

    [Instruction(
        "fmls {rd}.2d, {rn}.2d, {element}",
        "0 1 0 01111 11 0 element[4:0]:5 0101 element[5]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmlsElementD(ref E e, Vr rd, Vr rn, DoubleElement element) =>
        VectorFloats<E, V, W, C>.MultiplyAdd(

            ref e, FloatFormat.Double, true, rd, rn, VectorFloats<E, V, W, C>.Element(ref e, FloatFormat.Double,
            element.Register, element.Index), true);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmls {rd}.{Halves(full)}, {rn}.{Halves(full)}, {element}",
        "0 full:1 0 01111 00 element[5]:1 element[4]:1 element[3:0]:4 0101 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmlsElementH(ref E e, Vr rd, Vr rn, HalfElement element, Full full) =>
        VectorFloats<E, V, W, C>.MultiplyAdd(

            ref e, FloatFormat.Half, full.IsFull, rd, rn, VectorFloats<E, V, W, C>.Element(ref e, FloatFormat.Half,
            element.Register, element.Index), true);

    [Instruction(
        "fmls {rd}, {rn}, {element}",
        "01 0 11111 10 element[5]:1 element[4:0]:5 0101 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmlsElementScalarS(ref E e, Sr rd, Sr rn, SingleElement element) =>
        Scalars<E, V, W, C>.AddByElement(ref e, FloatFormat.Single, rd, rn, element.Register, element.Index, true);

    [Instruction(
        "fmls {rd}, {rn}, {element}",
        "01 0 11111 11 0 element[4:0]:5 0101 element[5]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmlsElementScalarD(ref E e, Dr rd, Dr rn, DoubleElement element) =>
        Scalars<E, V, W, C>.AddByElement(ref e, FloatFormat.Double, rd, rn, element.Register, element.Index, true);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fmls {rd}, {rn}, {element}",
        "01 0 11111 00 element[5]:1 element[4]:1 element[3:0]:4 0101 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmlsElementScalarH(ref E e, Hr rd, Hr rn, HalfElement element) =>
        Scalars<E, V, W, C>.AddByElement(ref e, FloatFormat.Half, rd, rn, element.Register, element.Index, true);
}
