using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Moves of 16-bit immediates (C4.1.2).</summary>
[InstructionSet(Arm64Features.None)]
internal static class MoveWideImmediate<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "movn {rd}, {imm}{, place}", "1 00 100101 place:2 imm:16 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void MovnX(ref E e, Xr rd, Hex imm, HalfPlace place) => e[rd] = ~((long)imm.Value << place.Shift);

    [Instruction(
        "movz {rd}, {imm}{, place}", "1 10 100101 place:2 imm:16 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void MovzX(ref E e, Xr rd, Hex imm, HalfPlace place) => e[rd] = (long)imm.Value << place.Shift;

    [Instruction(
        "movk {rd}, {imm}{, place}", "1 11 100101 place:2 imm:16 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void MovkX(ref E e, Xr rd, Hex imm, HalfPlace place) =>
        e[rd] = (e[rd] & ~(0xffffL << place.Shift)) | ((long)imm.Value << place.Shift);

    [Instruction(
        "movn {rd}, {imm}{, place}", "0 00 100101 0 place:1 imm:16 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void MovnW(ref E e, Wr rd, Hex imm, HalfPlace place) => e[rd] = (uint)~(imm.Value << place.Shift);

    [Instruction(
        "movz {rd}, {imm}{, place}", "0 10 100101 0 place:1 imm:16 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void MovzW(ref E e, Wr rd, Hex imm, HalfPlace place) => e[rd] = (long)imm.Value << place.Shift;

    [Instruction(
        "movk {rd}, {imm}{, place}", "0 11 100101 0 place:1 imm:16 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void MovkW(ref E e, Wr rd, Hex imm, HalfPlace place) =>
        e[rd] = (e[rd] & (uint)~(0xffff << place.Shift)) | ((long)imm.Value << place.Shift);
}
