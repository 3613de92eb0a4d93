using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Steps of SHA-1 (C4.1.6, Cryptographic SHA).</summary>
[InstructionSet(Arm64Features.Sha1)]
internal static class CryptoSha1<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("sha1c {rd}, {rn}, {Vector(rm,5)}", "01011110 00 0 rm:5 0 000 00 rn:5 rd:5", Rare = true)]
    public static void Sha1c(ref E e, Qr rd, Sr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sha1Choose, Lanes.Word, e.Vector(rd), e.Vector(rn), e.Vector(rm), 0));

    [Instruction("sha1p {rd}, {rn}, {Vector(rm,5)}", "01011110 00 0 rm:5 0 001 00 rn:5 rd:5", Rare = true)]
    public static void Sha1p(ref E e, Qr rd, Sr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sha1Parity, Lanes.Word, e.Vector(rd), e.Vector(rn), e.Vector(rm), 0));

    [Instruction("sha1m {rd}, {rn}, {Vector(rm,5)}", "01011110 00 0 rm:5 0 010 00 rn:5 rd:5", Rare = true)]
    public static void Sha1m(ref E e, Qr rd, Sr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sha1Majority, Lanes.Word, e.Vector(rd), e.Vector(rn), e.Vector(rm), 0));

    [Instruction(
        "sha1su0 {Vector(rd,5)}, {Vector(rn,5)}, {Vector(rm,5)}", "01011110 00 0 rm:5 0 011 00 rn:5 rd:5",
        Rare = true)]
    public static void Sha1su0(ref E e, Vr rd, Vr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sha1Schedule0, Lanes.Word, e.Vector(rd), e.Vector(rn), e.Vector(rm), 0));

    [Instruction("sha1h {rd}, {rn}", "01011110 00 10100 00000 10 rn:5 rd:5", Rare = true)]
    public static void Sha1h(ref E e, Sr rd, Sr rn) => e.SetVector(rd, W.Create(e.Vector(rn).Low.RotateRightWord(2), 0));

    [Instruction("sha1su1 {Vector(rd,5)}, {Vector(rn,5)}", "01011110 00 10100 00001 10 rn:5 rd:5", Rare = true)]
    public static void Sha1su1(ref E e, Vr rd, Vr rn) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sha1Schedule1, Lanes.Word, e.Vector(rd), e.Vector(rn)));
}
