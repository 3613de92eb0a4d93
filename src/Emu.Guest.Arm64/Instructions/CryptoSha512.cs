using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Steps of SHA-512 (C4.1.6, Cryptographic three-register SHA 512).</summary>
[InstructionSet(Arm64Features.Sha512)]
internal static class CryptoSha512<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("sha512h {rd}, {rn}, {Vector(rm,7)}", "11001110 011 rm:5 1 0 00 00 rn:5 rd:5", Rare = true)]
    public static void Sha512h(ref E e, Qr rd, Qr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sha512Hash, Lanes.Double, e.Vector(rd), e.Vector(rn), e.Vector(rm), 0));

    [Instruction("sha512h2 {rd}, {rn}, {Vector(rm,7)}", "11001110 011 rm:5 1 0 00 01 rn:5 rd:5", Rare = true)]
    public static void Sha512h2(ref E e, Qr rd, Qr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sha512Hash2, Lanes.Double, e.Vector(rd), e.Vector(rn), e.Vector(rm), 0));

    [Instruction(
        "sha512su1 {Vector(rd,7)}, {Vector(rn,7)}, {Vector(rm,7)}", "11001110 011 rm:5 1 0 00 10 rn:5 rd:5",
        Rare = true)]
    public static void Sha512su1(ref E e, Vr rd, Vr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sha512Schedule1, Lanes.Double, e.Vector(rd), e.Vector(rn), e.Vector(rm), 0));

    [Instruction("sha512su0 {Vector(rd,7)}, {Vector(rn,7)}", "11001110 110 00000 1000 00 rn:5 rd:5", Rare = true)]
    public static void Sha512su0(ref E e, Vr rd, Vr rn) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sha512Schedule0, Lanes.Double, e.Vector(rd), e.Vector(rn)));
}
