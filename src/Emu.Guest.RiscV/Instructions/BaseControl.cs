using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>RV64I: jumps, branches, fences, environment calls (unprivileged specification, 2.5, 2.7, 2.8).</summary>
[InstructionSet(Extensions.I)]
internal static class BaseControl<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "jal {rd},{offset}", "offset[20|10:1|11|19:12]:20 rd:5 1101111", Flow = Flow.Jump, CallWhen = "rd=1,5")]
    [MethodImpl(AggressiveInlining)]
    public static void Jal(ref E e, Reg rd, Offset offset)
    {
        e[rd] = e.NextPc;
        e.Jump(offset.Value);
    }

    [Instruction(
        "jalr {rd},{imm}({rs1})", "imm:12 rs1:5 000 rd:5 1100111",
        Flow = Flow.IndirectJump, CallWhen = "rd=1,5", ReturnWhen = "rd=0 rs1=1,5 imm=0")]
    [MethodImpl(AggressiveInlining)]
    public static void Jalr(ref E e, Reg rd, Reg rs1, Imm imm)
    {
        V target = (e[rs1] + imm.Value) & ~1L;
        e[rd] = e.NextPc;
        e.JumpIndirect(target);
    }

    [Instruction(
        "beq {rs1},{rs2},{offset}", "offset[12|10:5]:7 rs2:5 rs1:5 000 offset[4:1|11]:5 1100011", Flow = Flow.Branch)]
    [MethodImpl(AggressiveInlining)]
    public static void Beq(ref E e, Reg rs1, Reg rs2, Offset offset) =>
        e.BranchIf(e[rs1].IsEqual(e[rs2]), offset.Value);

    [Instruction(
        "bne {rs1},{rs2},{offset}", "offset[12|10:5]:7 rs2:5 rs1:5 001 offset[4:1|11]:5 1100011", Flow = Flow.Branch)]
    [MethodImpl(AggressiveInlining)]
    public static void Bne(ref E e, Reg rs1, Reg rs2, Offset offset) =>
        e.BranchIf(e[rs1].IsNotEqual(e[rs2]), offset.Value);

    [Instruction(
        "blt {rs1},{rs2},{offset}", "offset[12|10:5]:7 rs2:5 rs1:5 100 offset[4:1|11]:5 1100011", Flow = Flow.Branch)]
    [MethodImpl(AggressiveInlining)]
    public static void Blt(ref E e, Reg rs1, Reg rs2, Offset offset) =>
        e.BranchIf(e[rs1].IsLessSigned(e[rs2]), offset.Value);

    [Instruction(
        "bge {rs1},{rs2},{offset}", "offset[12|10:5]:7 rs2:5 rs1:5 101 offset[4:1|11]:5 1100011", Flow = Flow.Branch)]
    [MethodImpl(AggressiveInlining)]
    public static void Bge(ref E e, Reg rs1, Reg rs2, Offset offset) =>
        e.BranchIf(e[rs1].IsGreaterOrEqualSigned(e[rs2]), offset.Value);

    [Instruction(
        "bltu {rs1},{rs2},{offset}", "offset[12|10:5]:7 rs2:5 rs1:5 110 offset[4:1|11]:5 1100011", Flow = Flow.Branch)]
    [MethodImpl(AggressiveInlining)]
    public static void Bltu(ref E e, Reg rs1, Reg rs2, Offset offset) =>
        e.BranchIf(e[rs1].IsLessUnsigned(e[rs2]), offset.Value);

    [Instruction(
        "bgeu {rs1},{rs2},{offset}", "offset[12|10:5]:7 rs2:5 rs1:5 111 offset[4:1|11]:5 1100011", Flow = Flow.Branch)]
    [MethodImpl(AggressiveInlining)]
    public static void Bgeu(ref E e, Reg rs1, Reg rs2, Offset offset) =>
        e.BranchIf(e[rs1].IsGreaterOrEqualUnsigned(e[rs2]), offset.Value);

    /// <summary>
    /// Reserved values of <paramref name="mode"/> (<c>fm</c>), <c>rs1</c> and <c>rd</c> order as the normal fence does.
    /// An empty set makes it a hint, such as <c>pause</c>.
    /// </summary>
    [Instruction("fence {predecessor},{successor}", "mode!=8:4 predecessor:4 successor:4 -:5 000 -:5 0001111")]
    [MethodImpl(AggressiveInlining)]
    public static void Fence(ref E e, SmallUImm mode, FenceSet predecessor, FenceSet successor)
    {
        if (!predecessor.IsEmpty && !successor.IsEmpty)
            e.MemoryFence();
    }

    [Instruction("fence.tso", "1000 -:4 -:4 -:5 000 -:5 0001111"), MethodImpl(AggressiveInlining)]
    public static void FenceTso(ref E e) => e.MemoryFence();

    [Instruction("ecall", "000000000000 00000 000 00000 1110011", Flow = Flow.System, Rare = true)]
    public static void Ecall(ref E e) => e.System((uint)SystemOperation.EnvironmentCall, 0, 0, out _);

    [Instruction("ebreak", "000000000001 00000 000 00000 1110011", Flow = Flow.System, Rare = true)]
    public static void Ebreak(ref E e) => e.System((uint)SystemOperation.Breakpoint, 0, 0, out _);
}
