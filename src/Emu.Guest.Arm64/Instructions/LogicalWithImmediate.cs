using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Logical operations with an immediate (C4.1.2).</summary>
[InstructionSet(Arm64Features.None)]
internal static class LogicalWithImmediate<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "and {rd}, {rn}, {imm}", "1 00 100100 imm:13 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AndImmediateX(ref E e, XrSp rd, Xr rn, LogicalImmediate64 imm) => e[rd] = e[rn] & imm.Value;

    [Instruction(
        "orr {rd}, {rn}, {imm}", "1 01 100100 imm:13 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void OrrImmediateX(ref E e, XrSp rd, Xr rn, LogicalImmediate64 imm) => e[rd] = e[rn] | imm.Value;

    [Instruction(
        "eor {rd}, {rn}, {imm}", "1 10 100100 imm:13 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void EorImmediateX(ref E e, XrSp rd, Xr rn, LogicalImmediate64 imm) => e[rd] = e[rn] ^ imm.Value;

    [Instruction("ands {rd}, {rn}, {imm}", "1 11 100100 imm:13 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void AndsImmediateX(ref E e, Xr rd, Xr rn, LogicalImmediate64 imm)
    {
        Nzcv<E, V, W, C>.SetLogical(ref e, e[rn] & imm.Value);
        e[rd] = e[rn] & imm.Value;
    }

    [Instruction(
        "and {rd}, {rn}, {imm}", "0 00 100100 0 imm:12 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AndImmediateW(ref E e, WrSp rd, Wr rn, LogicalImmediate32 imm) => e[rd] = e[rn] & imm.Value;

    [Instruction(
        "orr {rd}, {rn}, {imm}", "0 01 100100 0 imm:12 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void OrrImmediateW(ref E e, WrSp rd, Wr rn, LogicalImmediate32 imm) =>
        e[rd] = (e[rn] | imm.Value).ZeroExtend(32);

    [Instruction(
        "eor {rd}, {rn}, {imm}", "0 10 100100 0 imm:12 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void EorImmediateW(ref E e, WrSp rd, Wr rn, LogicalImmediate32 imm) =>
        e[rd] = (e[rn] ^ imm.Value).ZeroExtend(32);

    [Instruction("ands {rd}, {rn}, {imm}", "0 11 100100 0 imm:12 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void AndsImmediateW(ref E e, Wr rd, Wr rn, LogicalImmediate32 imm)
    {
        Nzcv<E, V, W, C>.SetLogicalWord(ref e, e[rn] & imm.Value);
        e[rd] = e[rn] & imm.Value;
    }
}
