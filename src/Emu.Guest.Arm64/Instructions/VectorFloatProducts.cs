using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Products of narrower and of complex numbers (C4.1.81 - C4.1.87).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorFloatProducts<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [InstructionSet(Arm64Features.Fhm)]
    [Instruction(
        "fmlal {rd}.{Words(full)}, {rn}.{Pairs(full)}, {rm}.{Pairs(full)}",
        "0 full:1 0 01110 0 0 1 rm:5 11101 1 rn:5 rd:5", Rare = true)]
    public static void Fmlal(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorProducts<E, V, W, C>.MultiplyAddHalves(ref e, full.IsFull, rd, rn, e.Vector(rm), false, false);

    [InstructionSet(Arm64Features.Fhm)]
    [Instruction(
        "fmlsl {rd}.{Words(full)}, {rn}.{Pairs(full)}, {rm}.{Pairs(full)}",
        "0 full:1 0 01110 1 0 1 rm:5 11101 1 rn:5 rd:5", Rare = true)]
    public static void Fmlsl(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorProducts<E, V, W, C>.MultiplyAddHalves(ref e, full.IsFull, rd, rn, e.Vector(rm), false, true);

    [InstructionSet(Arm64Features.Fhm)]
    [Instruction(
        "fmlal2 {rd}.{Words(full)}, {rn}.{Pairs(full)}, {rm}.{Pairs(full)}",
        "0 full:1 1 01110 0 0 1 rm:5 11001 1 rn:5 rd:5", Rare = true)]
    public static void Fmlal2(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorProducts<E, V, W, C>.MultiplyAddHalves(ref e, full.IsFull, rd, rn, e.Vector(rm), true, false);

    [InstructionSet(Arm64Features.Fhm)]
    [Instruction(
        "fmlsl2 {rd}.{Words(full)}, {rn}.{Pairs(full)}, {rm}.{Pairs(full)}",
        "0 full:1 1 01110 1 0 1 rm:5 11001 1 rn:5 rd:5", Rare = true)]
    public static void Fmlsl2(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorProducts<E, V, W, C>.MultiplyAddHalves(ref e, full.IsFull, rd, rn, e.Vector(rm), true, true);

    [InstructionSet(Arm64Features.Fhm)]
    [Instruction(
        "fmlal {rd}.{Words(full)}, {rn}.{Pairs(full)}, {element}",
        "0 full:1 0 01111 10 element[5]:1 element[4]:1 element[3:0]:4 0000 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmlalElement(ref E e, Vr rd, Vr rn, HalfElement element, Full full)
    {
        W m = VectorFloats<E, V, W, C>.Element(ref e, FloatFormat.Half, element.Register, element.Index);
        VectorProducts<E, V, W, C>.MultiplyAddHalves(ref e, full.IsFull, rd, rn, m, false, false);
    }

    [InstructionSet(Arm64Features.Fhm)]
    [Instruction(
        "fmlsl {rd}.{Words(full)}, {rn}.{Pairs(full)}, {element}",
        "0 full:1 0 01111 10 element[5]:1 element[4]:1 element[3:0]:4 0100 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FmlslElement(ref E e, Vr rd, Vr rn, HalfElement element, Full full)
    {
        W m = VectorFloats<E, V, W, C>.Element(ref e, FloatFormat.Half, element.Register, element.Index);
        VectorProducts<E, V, W, C>.MultiplyAddHalves(ref e, full.IsFull, rd, rn, m, false, true);
    }

    [InstructionSet(Arm64Features.Fhm)]
    [Instruction(
        "fmlal2 {rd}.{Words(full)}, {rn}.{Pairs(full)}, {element}",
        "0 full:1 1 01111 10 element[5]:1 element[4]:1 element[3:0]:4 1000 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void Fmlal2Element(ref E e, Vr rd, Vr rn, HalfElement element, Full full)
    {
        W m = VectorFloats<E, V, W, C>.Element(ref e, FloatFormat.Half, element.Register, element.Index);
        VectorProducts<E, V, W, C>.MultiplyAddHalves(ref e, full.IsFull, rd, rn, m, true, false);
    }

    [InstructionSet(Arm64Features.Fhm)]
    [Instruction(
        "fmlsl2 {rd}.{Words(full)}, {rn}.{Pairs(full)}, {element}",
        "0 full:1 1 01111 10 element[5]:1 element[4]:1 element[3:0]:4 1100 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void Fmlsl2Element(ref E e, Vr rd, Vr rn, HalfElement element, Full full)
    {
        W m = VectorFloats<E, V, W, C>.Element(ref e, FloatFormat.Half, element.Register, element.Index);
        VectorProducts<E, V, W, C>.MultiplyAddHalves(ref e, full.IsFull, rd, rn, m, true, true);
    }

    [InstructionSet(Arm64Features.Fcma | Arm64Features.Fp16)]
    [Instruction(
        "fcadd {rd}.4h, {rn}.4h, {rm}.4h, {rotation}",
        "0 0 1 01110 01 0 rm:5 111 rotation:1 01 rn:5 rd:5", Rare = true)]
    public static void FcaddH4(ref E e, Vr rd, Vr rn, Vr rm, OddRotation rotation) =>
        VectorProducts<E, V, W, C>.ComplexAdd(ref e, FloatFormat.Half, false, rd, rn, rm, rotation.Bit != 0);

    [InstructionSet(Arm64Features.Fcma | Arm64Features.Fp16)]
    [Instruction(
        "fcmla {rd}.4h, {rn}.4h, {rm}.4h, {rotation}",
        "0 0 1 01110 01 0 rm:5 110 rotation:2 1 rn:5 rd:5", Rare = true)]
    public static void FcmlaH4(ref E e, Vr rd, Vr rn, Vr rm, Rotation rotation) =>
        VectorProducts<E, V, W, C>.ComplexMultiplyAdd(
            ref e, FloatFormat.Half, false, rd, rn, e.Vector(rm), rotation.Quarters);

    [InstructionSet(Arm64Features.Fcma)]
    [Instruction(
        "fcadd {rd}.2s, {rn}.2s, {rm}.2s, {rotation}",
        "0 0 1 01110 10 0 rm:5 111 rotation:1 01 rn:5 rd:5", Rare = true)]
    public static void FcaddS2(ref E e, Vr rd, Vr rn, Vr rm, OddRotation rotation) =>
        VectorProducts<E, V, W, C>.ComplexAdd(ref e, FloatFormat.Single, false, rd, rn, rm, rotation.Bit != 0);

    [InstructionSet(Arm64Features.Fcma)]
    [Instruction(
        "fcmla {rd}.2s, {rn}.2s, {rm}.2s, {rotation}",
        "0 0 1 01110 10 0 rm:5 110 rotation:2 1 rn:5 rd:5", Rare = true)]
    public static void FcmlaS2(ref E e, Vr rd, Vr rn, Vr rm, Rotation rotation) =>
        VectorProducts<E, V, W, C>.ComplexMultiplyAdd(
            ref e, FloatFormat.Single, false, rd, rn, e.Vector(rm), rotation.Quarters);

    [InstructionSet(Arm64Features.Fcma | Arm64Features.Fp16)]
    [Instruction(
        "fcadd {rd}.8h, {rn}.8h, {rm}.8h, {rotation}",
        "0 1 1 01110 01 0 rm:5 111 rotation:1 01 rn:5 rd:5", Rare = true)]
    public static void FcaddH8(ref E e, Vr rd, Vr rn, Vr rm, OddRotation rotation) =>
        VectorProducts<E, V, W, C>.ComplexAdd(ref e, FloatFormat.Half, true, rd, rn, rm, rotation.Bit != 0);

    [InstructionSet(Arm64Features.Fcma | Arm64Features.Fp16)]
    [Instruction(
        "fcmla {rd}.8h, {rn}.8h, {rm}.8h, {rotation}",
        "0 1 1 01110 01 0 rm:5 110 rotation:2 1 rn:5 rd:5", Rare = true)]
    public static void FcmlaH8(ref E e, Vr rd, Vr rn, Vr rm, Rotation rotation) =>
        VectorProducts<E, V, W, C>.ComplexMultiplyAdd(
            ref e, FloatFormat.Half, true, rd, rn, e.Vector(rm), rotation.Quarters);

    [InstructionSet(Arm64Features.Fcma)]
    [Instruction(
        "fcadd {rd}.4s, {rn}.4s, {rm}.4s, {rotation}",
        "0 1 1 01110 10 0 rm:5 111 rotation:1 01 rn:5 rd:5", Rare = true)]
    public static void FcaddS4(ref E e, Vr rd, Vr rn, Vr rm, OddRotation rotation) =>
        VectorProducts<E, V, W, C>.ComplexAdd(ref e, FloatFormat.Single, true, rd, rn, rm, rotation.Bit != 0);

    [InstructionSet(Arm64Features.Fcma)]
    [Instruction(
        "fcmla {rd}.4s, {rn}.4s, {rm}.4s, {rotation}",
        "0 1 1 01110 10 0 rm:5 110 rotation:2 1 rn:5 rd:5", Rare = true)]
    public static void FcmlaS4(ref E e, Vr rd, Vr rn, Vr rm, Rotation rotation) =>
        VectorProducts<E, V, W, C>.ComplexMultiplyAdd(
            ref e, FloatFormat.Single, true, rd, rn, e.Vector(rm), rotation.Quarters);

    [InstructionSet(Arm64Features.Fcma)]
    [Instruction(
        "fcadd {rd}.2d, {rn}.2d, {rm}.2d, {rotation}",
        "0 1 1 01110 11 0 rm:5 111 rotation:1 01 rn:5 rd:5", Rare = true)]
    public static void FcaddD2(ref E e, Vr rd, Vr rn, Vr rm, OddRotation rotation) =>
        VectorProducts<E, V, W, C>.ComplexAdd(ref e, FloatFormat.Double, true, rd, rn, rm, rotation.Bit != 0);

    [InstructionSet(Arm64Features.Fcma)]
    [Instruction(
        "fcmla {rd}.2d, {rn}.2d, {rm}.2d, {rotation}",
        "0 1 1 01110 11 0 rm:5 110 rotation:2 1 rn:5 rd:5", Rare = true)]
    public static void FcmlaD2(ref E e, Vr rd, Vr rn, Vr rm, Rotation rotation) =>
        VectorProducts<E, V, W, C>.ComplexMultiplyAdd(
            ref e, FloatFormat.Double, true, rd, rn, e.Vector(rm), rotation.Quarters);

    [InstructionSet(Arm64Features.Fcma)]
    [Instruction(
        "fcmla {rd}.4s, {rn}.4s, {element}, {rotation}",
        "0 1 1 01111 10 0 element[4:0]:5 0 rotation:2 1 element[5]:1 0 rn:5 rd:5", Rare = true)]
    public static void FcmlaElementS(ref E e, Vr rd, Vr rn, ComplexElement element, Rotation rotation)
    {
        W m = VectorProducts<E, V, W, C>.ComplexElement(ref e, FloatFormat.Single, element.Register, element.Index);
        VectorProducts<E, V, W, C>.ComplexMultiplyAdd(ref e, FloatFormat.Single, true, rd, rn, m, rotation.Quarters);
    }

    [InstructionSet(Arm64Features.Fcma | Arm64Features.Fp16)]
    [Instruction(
        "fcmla {rd}.4h, {rn}.4h, {element}, {rotation}",
        "0 0 1 01111 01 element[5]:1 element[4:0]:5 0 rotation:2 1 0 0 rn:5 rd:5", Rare = true)]
    public static void FcmlaElementH4(ref E e, Vr rd, Vr rn, ComplexHalfElement element, Rotation rotation)
    {
        W m = VectorProducts<E, V, W, C>.ComplexElement(ref e, FloatFormat.Half, element.Register, element.Index);
        VectorProducts<E, V, W, C>.ComplexMultiplyAdd(ref e, FloatFormat.Half, false, rd, rn, m, rotation.Quarters);
    }

    [InstructionSet(Arm64Features.Fcma | Arm64Features.Fp16)]
    [Instruction(
        "fcmla {rd}.8h, {rn}.8h, {element}, {rotation}",
        "0 1 1 01111 01 element[5]:1 element[4:0]:5 0 rotation:2 1 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void FcmlaElementH8(ref E e, Vr rd, Vr rn, ComplexHalfElement element, Rotation rotation)
    {
        W m = VectorProducts<E, V, W, C>.ComplexElement(ref e, FloatFormat.Half, element.Register, element.Index);
        VectorProducts<E, V, W, C>.ComplexMultiplyAdd(ref e, FloatFormat.Half, true, rd, rn, m, rotation.Quarters);
    }

    [InstructionSet(Arm64Features.Bf16)]
    [Instruction(
        "bfdot {rd}.{Words(full)}, {rn}.{Halves(full)}, {rm}.{Halves(full)}",
        "0 full:1 1 01110 01 0 rm:5 11111 1 rn:5 rd:5", Rare = true)]
    public static void Bfdot(ref E e, Vr rd, Vr rn, Vr rm, Full full) =>
        VectorProducts<E, V, W, C>.BrainDotProduct(ref e, full.IsFull, rd, rn, e.Vector(rm));

    [InstructionSet(Arm64Features.Bf16)]
    [Instruction(
        "bfdot {rd}.{Words(full)}, {rn}.{Halves(full)}, {element}",
        "0 full:1 0 01111 01 element[5]:1 element[4:0]:5 1111 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void BfdotElement(ref E e, Vr rd, Vr rn, PairElement element, Full full)
    {
        W m = VectorFloats<E, V, W, C>.Element(ref e, FloatFormat.Single, element.Register, element.Index);
        VectorProducts<E, V, W, C>.BrainDotProduct(ref e, full.IsFull, rd, rn, m);
    }

    [InstructionSet(Arm64Features.Bf16)]
    [Instruction("bfmlalb {rd}.4s, {rn}.8h, {rm}.8h", "0 0 1 01110 11 0 rm:5 11111 1 rn:5 rd:5", Rare = true)]
    public static void Bfmlalb(ref E e, Vr rd, Vr rn, Vr rm) =>
        VectorProducts<E, V, W, C>.BrainMultiplyAdd(ref e, rd, rn, e.Vector(rm), false);

    [InstructionSet(Arm64Features.Bf16)]
    [Instruction(
        "bfmlalb {rd}.4s, {rn}.8h, {element}",
        "0 0 0 01111 11 element[5]:1 element[4]:1 element[3:0]:4 1111 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void BfmlalElementB(ref E e, Vr rd, Vr rn, HalfElement element)
    {
        W m = VectorFloats<E, V, W, C>.Element(ref e, FloatFormat.Half, element.Register, element.Index);
        VectorProducts<E, V, W, C>.BrainMultiplyAdd(ref e, rd, rn, m, false);
    }

    [InstructionSet(Arm64Features.Bf16)]
    [Instruction("bfmlalt {rd}.4s, {rn}.8h, {rm}.8h", "0 1 1 01110 11 0 rm:5 11111 1 rn:5 rd:5", Rare = true)]
    public static void Bfmlalt(ref E e, Vr rd, Vr rn, Vr rm) =>
        VectorProducts<E, V, W, C>.BrainMultiplyAdd(ref e, rd, rn, e.Vector(rm), true);

    [InstructionSet(Arm64Features.Bf16)]
    [Instruction(
        "bfmlalt {rd}.4s, {rn}.8h, {element}",
        "0 1 0 01111 11 element[5]:1 element[4]:1 element[3:0]:4 1111 element[6]:1 0 rn:5 rd:5", Rare = true)]
    public static void BfmlalElementT(ref E e, Vr rd, Vr rn, HalfElement element)
    {
        W m = VectorFloats<E, V, W, C>.Element(ref e, FloatFormat.Half, element.Register, element.Index);
        VectorProducts<E, V, W, C>.BrainMultiplyAdd(ref e, rd, rn, m, true);
    }

    [InstructionSet(Arm64Features.Bf16)]
    [Instruction("bfmmla {rd}.4s, {rn}.8h, {rm}.8h", "0 1 1 01110 01 0 rm:5 11101 1 rn:5 rd:5", Rare = true)]
    public static void Bfmmla(ref E e, Vr rd, Vr rn, Vr rm) =>
        VectorProducts<E, V, W, C>.BrainMatrix(ref e, rd, rn, rm);
}
