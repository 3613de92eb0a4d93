using Emu.Isa;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>Zicsr: control and status register instructions (unprivileged specification, chapter 9).</summary>
[InstructionSet(Extensions.Zicsr)]
internal static class ControlStatusRegisters<E, V, C>
    where E : struct, IRiscVEmitter<V, C>
    where V : struct, IValue<V, C>
    where C : struct, ICondition<C>
{
    [Instruction("csrrw {rd},{csr},{rs1}", "csr:12 rs1:5 001 rd:5 1110011", Flow = Flow.System, Rare = true)]
    public static void Csrrw(ref E e, Reg rd, CsrNumber csr, Reg rs1)
    {
        if (e.AccessCsr(csr, CsrOperation.Write, e.X(rs1), reads: rd.Number != 0, writes: true, out V old))
            e.SetX(rd, old);
    }

    [Instruction("csrrs {rd},{csr},{rs1}", "csr:12 rs1:5 010 rd:5 1110011", Flow = Flow.System, Rare = true)]
    public static void Csrrs(ref E e, Reg rd, CsrNumber csr, Reg rs1)
    {
        if (e.AccessCsr(csr, CsrOperation.Set, e.X(rs1), reads: true, writes: rs1.Number != 0, out V old))
            e.SetX(rd, old);
    }

    [Instruction("csrrc {rd},{csr},{rs1}", "csr:12 rs1:5 011 rd:5 1110011", Flow = Flow.System, Rare = true)]
    public static void Csrrc(ref E e, Reg rd, CsrNumber csr, Reg rs1)
    {
        if (e.AccessCsr(csr, CsrOperation.Clear, e.X(rs1), reads: true, writes: rs1.Number != 0, out V old))
            e.SetX(rd, old);
    }

    [Instruction("csrrwi {rd},{csr},{imm}", "csr:12 imm:5 101 rd:5 1110011", Flow = Flow.System, Rare = true)]
    public static void Csrrwi(ref E e, Reg rd, CsrNumber csr, SmallUImm imm)
    {
        if (e.AccessCsr(csr, CsrOperation.Write, imm.Value, reads: rd.Number != 0, writes: true, out V old))
            e.SetX(rd, old);
    }

    [Instruction("csrrsi {rd},{csr},{imm}", "csr:12 imm:5 110 rd:5 1110011", Flow = Flow.System, Rare = true)]
    public static void Csrrsi(ref E e, Reg rd, CsrNumber csr, SmallUImm imm)
    {
        if (e.AccessCsr(csr, CsrOperation.Set, imm.Value, reads: true, writes: imm.Value != 0, out V old))
            e.SetX(rd, old);
    }

    [Instruction("csrrci {rd},{csr},{imm}", "csr:12 imm:5 111 rd:5 1110011", Flow = Flow.System, Rare = true)]
    public static void Csrrci(ref E e, Reg rd, CsrNumber csr, SmallUImm imm)
    {
        if (e.AccessCsr(csr, CsrOperation.Clear, imm.Value, reads: true, writes: imm.Value != 0, out V old))
            e.SetX(rd, old);
    }
}
