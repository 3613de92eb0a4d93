using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Branches (C4.1.3).</summary>
[InstructionSet(Arm64Features.None)]
internal static class Branches<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    private static Register Link => new(30);

    [Instruction("b {offset}", "000101 offset[27:2]:26", Flow = Flow.Jump), MethodImpl(AggressiveInlining)]
    public static void B(ref E e, Offset offset) => e.Jump(offset.Value);

    [Instruction(
        "bl {offset}", "100101 offset[27:2]:26",
        Flow = Flow.Jump, Traits = InstructionTraits.Call)]
    [MethodImpl(AggressiveInlining)]
    public static void Bl(ref E e, Offset offset)
    {
        e[Link] = e.NextPc;
        e.Jump(offset.Value);
    }

    [Instruction(
        "b.{condition} {offset}", "01010100 offset[20:2]:19 0 condition:4",
        Flow = Flow.Branch)]
    [MethodImpl(AggressiveInlining)]
    public static void BCond(ref E e, Cond condition, Offset offset) =>
        e.BranchIf(Nzcv<E, V, W, C>.Holds(ref e, condition), offset.Value);

    [Instruction(
        "cbz {rt}, {offset}", "1 011010 0 offset[20:2]:19 rt:5",
        Flow = Flow.Branch)]
    [MethodImpl(AggressiveInlining)]
    public static void CbzX(ref E e, Xr rt, Offset offset) => e.BranchIf(e[rt].IsEqual(0), offset.Value);

    [Instruction(
        "cbnz {rt}, {offset}", "1 011010 1 offset[20:2]:19 rt:5",
        Flow = Flow.Branch)]
    [MethodImpl(AggressiveInlining)]
    public static void CbnzX(ref E e, Xr rt, Offset offset) => e.BranchIf(e[rt].IsNotEqual(0), offset.Value);

    [Instruction(
        "cbz {rt}, {offset}", "0 011010 0 offset[20:2]:19 rt:5",
        Flow = Flow.Branch)]
    [MethodImpl(AggressiveInlining)]
    public static void CbzW(ref E e, Wr rt, Offset offset) => e.BranchIf(e[rt].ZeroExtend(32).IsEqual(0), offset.Value);

    [Instruction(
        "cbnz {rt}, {offset}", "0 011010 1 offset[20:2]:19 rt:5",
        Flow = Flow.Branch)]
    [MethodImpl(AggressiveInlining)]
    public static void CbnzW(ref E e, Wr rt, Offset offset) =>
        e.BranchIf(e[rt].ZeroExtend(32).IsNotEqual(0), offset.Value);

    [Instruction(
        "tbz {TestedRegister(rt,bit)}, {bit}, {offset}", "bit[5]:1 011011 0 bit[4:0]:5 offset[15:2]:14 rt:5",
        Flow = Flow.Branch)]
    [MethodImpl(AggressiveInlining)]
    public static void Tbz(ref E e, Xr rt, SmallUImm bit, Offset offset) =>
        e.BranchIf((e[rt] & (1L << bit.Value)).IsEqual(0), offset.Value);

    [Instruction(
        "tbnz {TestedRegister(rt,bit)}, {bit}, {offset}", "bit[5]:1 011011 1 bit[4:0]:5 offset[15:2]:14 rt:5",
        Flow = Flow.Branch)]
    [MethodImpl(AggressiveInlining)]
    public static void Tbnz(ref E e, Xr rt, SmallUImm bit, Offset offset) =>
        e.BranchIf((e[rt] & (1L << bit.Value)).IsNotEqual(0), offset.Value);

    [Instruction(
        "br {rn}", "1101011 0 0 00 11111 000000 rn:5 00000",
        Flow = Flow.IndirectJump)]
    [MethodImpl(AggressiveInlining)]
    public static void Br(ref E e, Xr rn) => e.JumpIndirect(e[rn]);

    [Instruction(
        "blr {rn}", "1101011 0 0 01 11111 000000 rn:5 00000",
        Flow = Flow.IndirectJump, Traits = InstructionTraits.Call)]
    [MethodImpl(AggressiveInlining)]
    public static void Blr(ref E e, Xr rn)
    {
        // A value of its own, which the write of the link register leaves alone.
        V target = rn.Number == Link.Index ? ~~e[rn] : e[rn];
        e[Link] = e.NextPc;
        e.JumpIndirect(target);
    }

    [Instruction(
        "ret{, rn}", "1101011 0 0 10 11111 000000 rn:5 00000",
        Flow = Flow.IndirectJump, Traits = InstructionTraits.Return)]
    [MethodImpl(AggressiveInlining)]
    public static void Ret(ref E e, ReturnRegister rn) => e.JumpIndirect(e[rn]);
}
