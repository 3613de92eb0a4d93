using Emu.Isa;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>Zicsr: control and status register instructions (unprivileged specification, chapter 9).</summary>
[InstructionSet(Extensions.Zicsr)]
internal static class ControlStatusRegisters<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "csrrw {rd},{csr},{rs1}", "csr:12 rs1:5 001 rd:5 1110011",
        Flow = Flow.System, Rare = true, Traits = InstructionTraits.Continues)]
    public static void Csrrw(ref E e, Reg rd, CsrNumber csr, Reg rs1)
    {
        if (e.System(SystemCode.AccessCsr(csr, CsrOperation.Write, reads: rd.Number != 0, writes: true), e[rs1], 0, out V old))
            e[rd] = old;
    }

    [Instruction(
        "csrrs {rd},{csr},{rs1}", "csr:12 rs1:5 010 rd:5 1110011",
        Flow = Flow.System, Rare = true, Traits = InstructionTraits.Continues)]
    public static void Csrrs(ref E e, Reg rd, CsrNumber csr, Reg rs1)
    {
        if (e.System(SystemCode.AccessCsr(csr, CsrOperation.Set, reads: true, writes: rs1.Number != 0), e[rs1], 0, out V old))
            e[rd] = old;
    }

    [Instruction(
        "csrrc {rd},{csr},{rs1}", "csr:12 rs1:5 011 rd:5 1110011",
        Flow = Flow.System, Rare = true, Traits = InstructionTraits.Continues)]
    public static void Csrrc(ref E e, Reg rd, CsrNumber csr, Reg rs1)
    {
        if (e.System(SystemCode.AccessCsr(csr, CsrOperation.Clear, reads: true, writes: rs1.Number != 0), e[rs1], 0, out V old))
            e[rd] = old;
    }

    [Instruction(
        "csrrwi {rd},{csr},{imm}", "csr:12 imm:5 101 rd:5 1110011",
        Flow = Flow.System, Rare = true, Traits = InstructionTraits.Continues)]
    public static void Csrrwi(ref E e, Reg rd, CsrNumber csr, SmallUImm imm)
    {
        if (e.System(SystemCode.AccessCsr(csr, CsrOperation.Write, reads: rd.Number != 0, writes: true), imm.Value, 0, out V old))
            e[rd] = old;
    }

    [Instruction(
        "csrrsi {rd},{csr},{imm}", "csr:12 imm:5 110 rd:5 1110011",
        Flow = Flow.System, Rare = true, Traits = InstructionTraits.Continues)]
    public static void Csrrsi(ref E e, Reg rd, CsrNumber csr, SmallUImm imm)
    {
        if (e.System(SystemCode.AccessCsr(csr, CsrOperation.Set, reads: true, writes: imm.Value != 0), imm.Value, 0, out V old))
            e[rd] = old;
    }

    [Instruction(
        "csrrci {rd},{csr},{imm}", "csr:12 imm:5 111 rd:5 1110011",
        Flow = Flow.System, Rare = true, Traits = InstructionTraits.Continues)]
    public static void Csrrci(ref E e, Reg rd, CsrNumber csr, SmallUImm imm)
    {
        if (e.System(SystemCode.AccessCsr(csr, CsrOperation.Clear, reads: true, writes: imm.Value != 0), imm.Value, 0, out V old))
            e[rd] = old;
    }
}
