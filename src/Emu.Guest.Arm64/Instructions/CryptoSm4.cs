using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Steps of SM4 (C4.1.6).</summary>
[InstructionSet(Arm64Features.Sm4)]
internal static class CryptoSm4<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("sm4e {Vector(rd,5)}, {Vector(rn,5)}", "11001110 110 00000 1000 01 rn:5 rd:5", Rare = true)]
    public static void Sm4e(ref E e, Vr rd, Vr rn) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sm4Encrypt, Lanes.Word, e.Vector(rd), e.Vector(rn)));

    [Instruction(
        "sm4ekey {Vector(rd,5)}, {Vector(rn,5)}, {Vector(rm,5)}", "11001110 011 rm:5 1 1 00 10 rn:5 rd:5",
        Rare = true)]
    public static void Sm4ekey(ref E e, Vr rd, Vr rn, Vr rm) =>
        e.SetVector(rd, W.Apply(VectorOperation.Sm4Key, Lanes.Word, e.Vector(rn), e.Vector(rm)));
}
