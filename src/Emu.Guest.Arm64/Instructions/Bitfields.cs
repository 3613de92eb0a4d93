using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Moves of bit fields, and extraction from a pair of registers (C4.1.2).</summary>
[InstructionSet(Arm64Features.None)]
internal static class Bitfields<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "sbfm {rd}, {rn}, {immr}, {imms}", "1 00 100110 1 immr:6 imms:6 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void SbfmX(ref E e, Xr rd, Xr rn, SmallUImm immr, SmallUImm imms) =>
        e[rd] = e[rn].ShiftLeft(63 - imms.Value).ShiftRightArithmetic(Right(immr.Value, imms.Value));

    [Instruction(
        "ubfm {rd}, {rn}, {immr}, {imms}", "1 10 100110 1 immr:6 imms:6 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void UbfmX(ref E e, Xr rd, Xr rn, SmallUImm immr, SmallUImm imms) =>
        e[rd] = e[rn].ShiftLeft(63 - imms.Value).ShiftRightLogical(Right(immr.Value, imms.Value));

    [Instruction(
        "bfm {rd}, {rn}, {immr}, {imms}", "1 01 100110 1 immr:6 imms:6 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void BfmX(ref E e, Xr rd, Xr rn, SmallUImm immr, SmallUImm imms)
    {
        int right = Right(immr.Value, imms.Value);
        long mask = (long)((ulong.MaxValue << (63 - imms.Value)) >> right);
        V field = e[rn].ShiftLeft(63 - imms.Value).ShiftRightLogical(right);
        e[rd] = (e[rd] & ~mask) | field;
    }

    [Instruction(
        "sbfm {rd}, {rn}, {immr}, {imms}", "0 00 100110 0 0 immr:5 0 imms:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void SbfmW(ref E e, Wr rd, Wr rn, SmallUImm immr, SmallUImm imms) =>
        e[rd] = e[rn].ShiftLeft(63 - imms.Value).ShiftRightArithmetic(RightWord(immr.Value, imms.Value)).ZeroExtend(32);

    [Instruction(
        "ubfm {rd}, {rn}, {immr}, {imms}", "0 10 100110 0 0 immr:5 0 imms:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void UbfmW(ref E e, Wr rd, Wr rn, SmallUImm immr, SmallUImm imms) =>
        e[rd] = e[rn].ShiftLeft(63 - imms.Value).ShiftRightLogical(RightWord(immr.Value, imms.Value));

    [Instruction(
        "bfm {rd}, {rn}, {immr}, {imms}", "0 01 100110 0 0 immr:5 0 imms:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void BfmW(ref E e, Wr rd, Wr rn, SmallUImm immr, SmallUImm imms)
    {
        int right = RightWord(immr.Value, imms.Value);
        long mask = (long)((ulong.MaxValue << (63 - imms.Value)) >> right);
        V field = e[rn].ShiftLeft(63 - imms.Value).ShiftRightLogical(right);
        e[rd] = (e[rd] & (uint)~mask) | field;
    }

    [Instruction(
        "extr {rd}, {rn}, {rm}, {lsb}", "1 00 100111 1 0 rm:5 lsb:6 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void ExtrX(ref E e, Xr rd, Xr rn, Xr rm, SmallUImm lsb)
    {
        if (lsb.Value == 0) e[rd] = e[rm];
        else if (rn == rm) e[rd] = e[rm].RotateRight(lsb.Value);
        else e[rd] = e[rm].ShiftRightLogical(lsb.Value) | e[rn].ShiftLeft(64 - lsb.Value);
    }

    [Instruction(
        "extr {rd}, {rn}, {rm}, {lsb}", "0 00 100111 0 0 rm:5 0 lsb:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void ExtrW(ref E e, Wr rd, Wr rn, Wr rm, SmallUImm lsb) =>
        e[rd] = (e[rm].ZeroExtend(32) | e[rn].ShiftLeft(32)).ShiftRightLogical(lsb.Value).ZeroExtend(32);

    /// <summary>How far a field whose highest bit has been shifted to bit 63 goes right: to bit 0, or where bit 0 comes to when
    /// it is rotated right by <paramref name="immr"/>.</summary>
    [MethodImpl(AggressiveInlining)]
    private static int Right(int immr, int imms) => (immr - imms - 1) & 63;

    [MethodImpl(AggressiveInlining)]
    private static int RightWord(int immr, int imms) => imms >= immr ? 63 - imms + immr : 31 - imms + immr;
}
