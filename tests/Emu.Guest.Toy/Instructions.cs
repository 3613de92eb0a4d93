using Emu.Isa;

namespace Emu.Guest.Toy;

/// <summary>
/// The integer instructions: 32 bits each, an opcode of 8 bits first. None reads as zero, words of 32 bits extend with
/// zeros, and what a comparison found is kept in a register of its own, as a difference.
/// </summary>
[InstructionSet(ToyFeatures.None)]
internal static class Instructions<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    private static Register Flags => new(ToyArchitecture.Flags);

    [Instruction("set {rd},{imm}", "00000001 rd:4 imm:20")]
    public static void Set(ref E e, R rd, Imm imm) => e[rd] = imm.Value;

    [Instruction("add {rd},{ra},{rb}", "00000010 rd:4 ra:4 rb:4 -:12", Traits = InstructionTraits.Arithmetic)]
    public static void Add(ref E e, R rd, R ra, R rb) => e[rd] = e[ra] + e[rb];

    [Instruction("addw {rd},{ra},{rb}", "00000011 rd:4 ra:4 rb:4 -:12", Traits = InstructionTraits.Arithmetic)]
    public static void Addw(ref E e, R rd, R ra, R rb) => e[rd] = (e[ra] + e[rb]).ZeroExtend(32);

    [Instruction(
        "addi {rd},{ra},{imm}", "00000100 rd:4 ra:4 imm:16",
        Traits = InstructionTraits.Arithmetic | InstructionTraits.AddImmediate)]
    public static void Addi(ref E e, R rd, R ra, Imm imm) => e[rd] = e[ra] + imm.Value;

    [Instruction("compare {ra},{rb}", "00000101 0000 ra:4 rb:4 -:12")]
    public static void Compare(ref E e, R ra, R rb) => e[Flags] = e[ra] - e[rb];

    [Instruction("beq {offset}", "00000110 offset[25:2]:24", Flow = Flow.Branch)]
    public static void Beq(ref E e, Offset offset) => e.BranchIf(e[Flags].IsEqual(0), offset.Value);

    [Instruction("bne {offset}", "00000111 offset[25:2]:24", Flow = Flow.Branch)]
    public static void Bne(ref E e, Offset offset) => e.BranchIf(e[Flags].IsNotEqual(0), offset.Value);

    [Instruction("call {rd},{offset}", "00001000 rd:4 offset[21:2]:20", Flow = Flow.Jump, Traits = InstructionTraits.Call)]
    public static void Call(ref E e, R rd, Offset offset)
    {
        e[rd] = e.NextPc;
        e.Jump(offset.Value);
    }

    [Instruction("jump {ra}", "00001001 ra:4 -:20", Flow = Flow.IndirectJump, ReturnWhen = "ra=14")]
    public static void Jump(ref E e, R ra) => e.JumpIndirect(e[ra] & ~3L);

    [Instruction("load {rd},{imm}({ra})", "00001010 rd:4 ra:4 imm:16", Traits = InstructionTraits.Load)]
    public static void Load(ref E e, R rd, R ra, Imm imm)
    {
        if (e.Load(e[ra] + imm.Value, Width.Double, out V value)) e[rd] = value;
    }

    [Instruction(
        "loadb {rd},{imm}({ra})", "00001011 rd:4 ra:4 imm:16",
        Traits = InstructionTraits.Load | InstructionTraits.ZeroExtends, AccessSize = Width.Byte)]
    public static void Loadb(ref E e, R rd, R ra, Imm imm)
    {
        if (e.Load(e[ra] + imm.Value, Width.Byte, out V value)) e[rd] = value;
    }

    [Instruction("store {rb},{imm}({ra})", "00001100 rb:4 ra:4 imm:16", Traits = InstructionTraits.Store)]
    public static void Store(ref E e, R rb, R ra, Imm imm) => e.Store(e[ra] + imm.Value, Width.Double, e[rb]);

    [Instruction(
        "storeb {rb},{imm}({ra})", "00001101 rb:4 ra:4 imm:16",
        Traits = InstructionTraits.Store, AccessSize = Width.Byte)]
    public static void Storeb(ref E e, R rb, R ra, Imm imm) => e.Store(e[ra] + imm.Value, Width.Byte, e[rb]);

    /// <summary>More values than an engine may keep at once.</summary>
    [Instruction("hash {rd},{ra}", "00010100 rd:4 ra:4 -:16", Rare = true)]
    public static void Hash(ref E e, R rd, R ra)
    {
        V value = e[ra];
        for (int i = 1; i < 64; i++) value = (value ^ value.ShiftRightLogical(7)) + (value.RotateRight(i) * 5);
        e[rd] = value;
    }

    /// <summary>Uses a value again that has gone into a register, and the old values of registers that are written.</summary>
    [Instruction("turn {rd},{ra},{rb}", "00011000 rd:4 ra:4 rb:4 -:12", Rare = true)]
    public static void Turn(ref E e, R rd, R ra, R rb)
    {
        V first = e[ra], second = e[rb], product = first * 3;
        e[rd] = product.ShiftLeft(8);
        e[ra] = product + second;
        e[rb] = first ^ product;
    }

    [Instruction("kernel", "00001110 -:24", Flow = Flow.System, Rare = true)]
    public static void Kernel(ref E e) => e.System((uint)ToySystem.Kernel, 0, 0, out _);

    [Instruction(
        "count {rd},{ra}", "00001111 rd:4 ra:4 -:16", Flow = Flow.System, Rare = true,
        Traits = InstructionTraits.Continues)]
    public static void Count(ref E e, R rd, R ra)
    {
        if (e.System((uint)ToySystem.Count, e[ra], e[rd], out V total)) e[rd] = total;
    }

    /// <summary>Divides what the CPU returns, which takes the registers of a host that have a fixed use.</summary>
    [Instruction(
        "patch {rd},{ra},{rb}", "00010101 rd:4 ra:4 rb:4 -:12", Flow = Flow.System, Rare = true,
        Traits = InstructionTraits.Continues)]
    public static void Patch(ref E e, R rd, R ra, R rb)
    {
        if (e.System((uint)ToySystem.Patch, e[ra], 0, out V word)) e[rd] = V.DivideUnsigned(word, e[rb]);
    }

    /// <summary>An atomic operation that no host has.</summary>
    [Instruction("aclear {rd},{ra},{rb}", "00010110 rd:4 ra:4 rb:4 -:12", Rare = true)]
    public static void Aclear(ref E e, R rd, R ra, R rb)
    {
        if (e.AtomicReadModifyWrite(AtomicOperation.Clear, e[ra], Width.Double, e[rb], out V old)) e[rd] = old;
    }

    [Instruction("aclearw {rd},{ra},{rb}", "00010111 rd:4 ra:4 rb:4 -:12", Rare = true)]
    public static void Aclearw(ref E e, R rd, R ra, R rb)
    {
        if (e.AtomicReadModifyWrite(AtomicOperation.Clear, e[ra], Width.Word, e[rb], out V old)) e[rd] = old;
    }
}
