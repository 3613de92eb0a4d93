using Emu.Isa;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>The privileged specification's instructions (3.3 and 4.2); the hart checks who executes them.</summary>
[InstructionSet(Extensions.I)]
internal static class Privileged<E, V, C>
    where E : struct, IRiscVEmitter<V, C>
    where V : struct, IValue<V, C>
    where C : struct, ICondition<C>
{
    [Instruction("mret", "0011000 00010 00000 000 00000 1110011", Flow = Flow.System, Rare = true)]
    public static void Mret(ref E e) => e.System(SystemOperation.MachineReturn, 0, 0);

    [Instruction("wfi", "0001000 00101 00000 000 00000 1110011", Flow = Flow.System, Rare = true)]
    public static void Wfi(ref E e) => e.System(SystemOperation.WaitForInterrupt, 0, 0);

    [InstructionSet(Extensions.S)]
    [Instruction("sret", "0001000 00010 00000 000 00000 1110011", Flow = Flow.System, Rare = true)]
    public static void Sret(ref E e) => e.System(SystemOperation.SupervisorReturn, 0, 0);

    [InstructionSet(Extensions.S)]
    [Instruction("sfence.vma {rs1},{rs2}", "0001001 rs2:5 rs1:5 000 00000 1110011", Flow = Flow.System, Rare = true)]
    public static void SfenceVma(ref E e, Reg rs1, Reg rs2) =>
        e.System(SystemOperation.FenceVirtualMemory, rs1.Number, rs2.Number);
}
