using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Rounds of AES (C4.1.6, Cryptographic AES), and products of polynomials.</summary>
[InstructionSet(Arm64Features.Aes)]
internal static class CryptoAes<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("aese {Vector(rd,1)}, {Vector(rn,1)}", "01001110 00 10100 00100 10 rn:5 rd:5", Rare = true)]
    public static void Aese(ref E e, Vr rd, Vr rn) =>
        e.SetVector(rd, W.Apply(VectorOperation.AesEncrypt, Lanes.Byte, e.Vector(rd), e.Vector(rn)));

    [Instruction("aesd {Vector(rd,1)}, {Vector(rn,1)}", "01001110 00 10100 00101 10 rn:5 rd:5", Rare = true)]
    public static void Aesd(ref E e, Vr rd, Vr rn) =>
        e.SetVector(rd, W.Apply(VectorOperation.AesDecrypt, Lanes.Byte, e.Vector(rd), e.Vector(rn)));

    [Instruction("aesmc {Vector(rd,1)}, {Vector(rn,1)}", "01001110 00 10100 00110 10 rn:5 rd:5", Rare = true)]
    public static void Aesmc(ref E e, Vr rd, Vr rn) =>
        e.SetVector(rd, W.Apply(VectorOperation.AesMixColumns, Lanes.Byte, e.Vector(rn)));

    [Instruction("aesimc {Vector(rd,1)}, {Vector(rn,1)}", "01001110 00 10100 00111 10 rn:5 rd:5", Rare = true)]
    public static void Aesimc(ref E e, Vr rd, Vr rn) =>
        e.SetVector(rd, W.Apply(VectorOperation.AesInverseMixColumns, Lanes.Byte, e.Vector(rn)));
}
