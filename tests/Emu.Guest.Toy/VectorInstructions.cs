using Emu.Isa;

namespace Emu.Guest.Toy;

/// <summary>The vector instructions: moves, loads, stores and the exclusive or of 128 bits.</summary>
[InstructionSet(ToyFeatures.Vectors)]
internal static class VectorInstructions<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W>
    where C : struct, ICondition<C>
{
    [Instruction("move {qd},{qa}", "00010000 qd:4 qa:4 -:16")]
    public static void Move(ref E e, Q qd, Q qa) => e.SetVector(qd, e.Vector(qa));

    [Instruction("xor {qd},{qa},{qb}", "00010001 qd:4 qa:4 qb:4 -:12")]
    public static void Xor(ref E e, Q qd, Q qa, Q qb) => e.SetVector(qd, e.Vector(qa) ^ e.Vector(qb));

    [Instruction("loadq {qd},{imm}({ra})", "00010010 qd:4 ra:4 imm:16")]
    public static void Loadq(ref E e, Q qd, R ra, Imm imm)
    {
        if (e.LoadVector(e[ra] + imm.Value, out W value)) e.SetVector(qd, value);
    }

    [Instruction("storeq {qb},{imm}({ra})", "00010011 qb:4 ra:4 imm:16")]
    public static void Storeq(ref E e, Q qb, R ra, Imm imm) => e.StoreVector(e[ra] + imm.Value, e.Vector(qb));
}
