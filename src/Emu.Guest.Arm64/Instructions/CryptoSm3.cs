using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Steps of SM3 (C4.1.6, Cryptographic three-register, imm2).</summary>
[InstructionSet(Arm64Features.Sm3)]
internal static class CryptoSm3<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "sm3partw1 {Vector(rd,5)}, {Vector(rn,5)}, {Vector(rm,5)}", "11001110 011 rm:5 1 1 00 00 rn:5 rd:5",
        Rare = true)]
    public static void Sm3partw1(ref E e, Vr rd, Vr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sm3Schedule1, Lanes.Word, e.Vector(rd), e.Vector(rn), e.Vector(rm), 0));

    [Instruction(
        "sm3partw2 {Vector(rd,5)}, {Vector(rn,5)}, {Vector(rm,5)}", "11001110 011 rm:5 1 1 00 01 rn:5 rd:5",
        Rare = true)]
    public static void Sm3partw2(ref E e, Vr rd, Vr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sm3Schedule2, Lanes.Word, e.Vector(rd), e.Vector(rn), e.Vector(rm), 0));

    [Instruction(
        "sm3ss1 {Vector(rd,5)}, {Vector(rn,5)}, {Vector(rm,5)}, {Vector(ra,5)}", "11001110 010 rm:5 0 ra:5 rn:5 rd:5",
        Rare = true)]
    public static void Sm3ss1(ref E e, Vr rd, Vr rn, Vr rm, Vr ra) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sm3Intermediate, Lanes.Word, e.Vector(rn), e.Vector(rm), e.Vector(ra), 0));

    [Instruction(
        "sm3tt1a {Vector(rd,5)}, {Vector(rn,5)}, {Element(rm,index,2)}", "11001110 010 rm:5 10 index:2 00 rn:5 rd:5",
        Rare = true)]
    public static void Sm3tt1a(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sm3RoundAParity, Lanes.Word, e.Vector(rd), e.Vector(rn), e.Vector(rm), index.Value));

    [Instruction(
        "sm3tt1b {Vector(rd,5)}, {Vector(rn,5)}, {Element(rm,index,2)}", "11001110 010 rm:5 10 index:2 01 rn:5 rd:5",
        Rare = true)]
    public static void Sm3tt1b(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sm3RoundAMajority, Lanes.Word, e.Vector(rd), e.Vector(rn), e.Vector(rm), index.Value));

    [Instruction(
        "sm3tt2a {Vector(rd,5)}, {Vector(rn,5)}, {Element(rm,index,2)}", "11001110 010 rm:5 10 index:2 10 rn:5 rd:5",
        Rare = true)]
    public static void Sm3tt2a(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sm3RoundEParity, Lanes.Word, e.Vector(rd), e.Vector(rn), e.Vector(rm), index.Value));

    [Instruction(
        "sm3tt2b {Vector(rd,5)}, {Vector(rn,5)}, {Element(rm,index,2)}", "11001110 010 rm:5 10 index:2 11 rn:5 rd:5",
        Rare = true)]
    public static void Sm3tt2b(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm index) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sm3RoundEChoose, Lanes.Word, e.Vector(rd), e.Vector(rn), e.Vector(rm), index.Value));
}
