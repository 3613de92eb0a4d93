using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Operations that SHA-3 is made of (C4.1.6, Cryptographic four-register).</summary>
[InstructionSet(Arm64Features.Sha3)]
internal static class CryptoSha3<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "rax1 {Vector(rd,7)}, {Vector(rn,7)}, {Vector(rm,7)}", "11001110 011 rm:5 1 0 00 11 rn:5 rd:5",
        Rare = true)]
    public static void Rax1(ref E e, Vr rd, Vr rn, Vr rm) =>
        e.SetVector(rd, e.Vector(rn) ^ W.Apply(VectorOperation.RotateRight, Lanes.Double, e.Vector(rm), 63));

    [Instruction(
        "eor3 {Vector(rd,1)}, {Vector(rn,1)}, {Vector(rm,1)}, {Vector(ra,1)}", "11001110 000 rm:5 0 ra:5 rn:5 rd:5",
        Rare = true)]
    public static void Eor3(ref E e, Vr rd, Vr rn, Vr rm, Vr ra) =>
        e.SetVector(rd, e.Vector(rn) ^ e.Vector(rm) ^ e.Vector(ra));

    [Instruction(
        "bcax {Vector(rd,1)}, {Vector(rn,1)}, {Vector(rm,1)}, {Vector(ra,1)}", "11001110 001 rm:5 0 ra:5 rn:5 rd:5",
        Rare = true)]
    public static void Bcax(ref E e, Vr rd, Vr rn, Vr rm, Vr ra) =>
        e.SetVector(rd, e.Vector(rn) ^ (e.Vector(rm) & ~e.Vector(ra)));

    [Instruction(
        "xar {Vector(rd,7)}, {Vector(rn,7)}, {Vector(rm,7)}, {amount}", "11001110 100 rm:5 amount:6 rn:5 rd:5",
        Rare = true)]
    public static void Xar(ref E e, Vr rd, Vr rn, Vr rm, SmallUImm amount) =>
        e.SetVector(rd, W.Apply(VectorOperation.RotateRight, Lanes.Double, e.Vector(rn) ^ e.Vector(rm), amount.Value));
}
