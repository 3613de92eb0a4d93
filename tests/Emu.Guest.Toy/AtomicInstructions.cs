using Emu.Isa;

namespace Emu.Guest.Toy;

/// <summary>The atomic accesses that the contract has, of 1 to 8 bytes by the logarithm of their size, and of 16.</summary>
[InstructionSet(ToyFeatures.Vectors)]
internal static class AtomicInstructions<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("atomic {rd},{operation},{size},{ra},{rb}", "10001010 rd:4 ra:4 rb:4 operation:4 size:2 -:6", Rare = true)]
    public static void Atomic(ref E e, R rd, R ra, R rb, SmallUImm operation, UImm size)
    {
        if (e.AtomicReadModifyWrite((AtomicOperation)operation.Value, e[ra], WidthOf(size), e[rb], out V old)) e[rd] = old;
    }

    [Instruction("swapif {rd},{size},{ra},{rb},{rc}", "10001011 rd:4 ra:4 rb:4 rc:4 size:2 -:6", Rare = true)]
    public static void Swapif(ref E e, R rd, R ra, R rb, R rc, UImm size)
    {
        if (e.CompareExchange(e[ra], WidthOf(size), e[rb], e[rc], out V old)) e[rd] = old;
    }

    [Instruction("reserve {rd},{size},{ra}", "10001100 rd:4 ra:4 size:2 -:14", Rare = true)]
    public static void Reserve(ref E e, R rd, R ra, UImm size)
    {
        if (e.LoadReserved(e[ra], WidthOf(size), out V value)) e[rd] = value;
    }

    [Instruction("conditional {rd},{size},{ra},{rb}", "10001101 rd:4 ra:4 rb:4 size:2 -:10", Rare = true)]
    public static void Conditional(ref E e, R rd, R ra, R rb, UImm size)
    {
        if (e.StoreConditional(e[ra], WidthOf(size), e[rb], out V failed)) e[rd] = failed;
    }

    [Instruction("swapifq {qd},{ra},{qb},{qc}", "10001110 qd:3 ra:4 qb:3 qc:3 -:11", Rare = true)]
    public static void Swapifq(ref E e, Q qd, R ra, Q qb, Q qc)
    {
        if (e.CompareExchange(e[ra], e.Vector(qb), e.Vector(qc), out W old)) e.SetVector(qd, old);
    }

    [Instruction("reserveq {qd},{ra}", "10001111 qd:3 ra:4 -:17", Rare = true)]
    public static void Reserveq(ref E e, Q qd, R ra)
    {
        if (e.LoadReserved(e[ra], out W value)) e.SetVector(qd, value);
    }

    [Instruction("conditionalq {rd},{ra},{qb}", "10010000 rd:4 ra:4 qb:3 -:13", Rare = true)]
    public static void Conditionalq(ref E e, R rd, R ra, Q qb)
    {
        if (e.StoreConditional(e[ra], e.Vector(qb), out V failed)) e[rd] = failed;
    }

    private static Width WidthOf(UImm size) => (Width)(1 << size.Value);
}
