using Emu.Isa;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>The privileged specification's instructions (3.3 and 4.2); the hart checks who executes them.</summary>
[InstructionSet(Extensions.I)]
internal static class Privileged<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("mret", "0011000 00010 00000 000 00000 1110011", Flow = Flow.System, Rare = true)]
    public static void Mret(ref E e) => e.System((uint)SystemOperation.MachineReturn, 0, 0, out _);

    [Instruction("wfi", "0001000 00101 00000 000 00000 1110011", Flow = Flow.System, Rare = true)]
    public static void Wfi(ref E e) => e.System((uint)SystemOperation.WaitForInterrupt, 0, 0, out _);

    [InstructionSet(Extensions.S)]
    [Instruction("sret", "0001000 00010 00000 000 00000 1110011", Flow = Flow.System, Rare = true)]
    public static void Sret(ref E e) => e.System((uint)SystemOperation.SupervisorReturn, 0, 0, out _);

    [InstructionSet(Extensions.S)]
    [Instruction(
        "sfence.vma {rs1},{rs2}", "0001001 rs2:5 rs1:5 000 00000 1110011",
        Flow = Flow.System, Rare = true, Traits = InstructionTraits.Continues)]
    public static void SfenceVma(ref E e, Reg rs1, Reg rs2) =>
        e.System(SystemCode.Fence(rs1.Number != 0, rs2.Number != 0), e[rs1], e[rs2], out _);
}
