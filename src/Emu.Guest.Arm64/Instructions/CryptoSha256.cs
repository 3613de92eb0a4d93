using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Steps of SHA-256 (C4.1.6, Cryptographic SHA).</summary>
[InstructionSet(Arm64Features.Sha256)]
internal static class CryptoSha256<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("sha256h {rd}, {rn}, {Vector(rm,5)}", "01011110 00 0 rm:5 0 100 00 rn:5 rd:5", Rare = true)]
    public static void Sha256h(ref E e, Qr rd, Qr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sha256Hash, Lanes.Word, e.Vector(rd), e.Vector(rn), e.Vector(rm), 0));

    [Instruction("sha256h2 {rd}, {rn}, {Vector(rm,5)}", "01011110 00 0 rm:5 0 101 00 rn:5 rd:5", Rare = true)]
    public static void Sha256h2(ref E e, Qr rd, Qr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sha256Hash2, Lanes.Word, e.Vector(rd), e.Vector(rn), e.Vector(rm), 0));

    [Instruction(
        "sha256su1 {Vector(rd,5)}, {Vector(rn,5)}, {Vector(rm,5)}", "01011110 00 0 rm:5 0 110 00 rn:5 rd:5",
        Rare = true)]
    public static void Sha256su1(ref E e, Vr rd, Vr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sha256Schedule1, Lanes.Word, e.Vector(rd), e.Vector(rn), e.Vector(rm), 0));

    [Instruction("sha256su0 {Vector(rd,5)}, {Vector(rn,5)}", "01011110 00 10100 00010 10 rn:5 rd:5", Rare = true)]
    public static void Sha256su0(ref E e, Vr rd, Vr rn) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sha256Schedule0, Lanes.Word, e.Vector(rd), e.Vector(rn)));
}
