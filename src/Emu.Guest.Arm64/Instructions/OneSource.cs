using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Operations on one register (C4.1.5).</summary>
[InstructionSet(Arm64Features.None)]
internal static class OneSource<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "rbit {rd}, {rn}", "1 1 0 11010110 00000 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void RbitX(ref E e, Xr rd, Xr rn) => e[rd] = ReverseBits(e[rn]);

    [Instruction(
        "rbit {rd}, {rn}", "0 1 0 11010110 00000 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void RbitW(ref E e, Wr rd, Wr rn) => e[rd] = ReverseBits(e[rn]).ShiftRightLogical(32);

    [Instruction(
        "rev16 {rd}, {rn}", "1 1 0 11010110 00000 000001 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Rev16X(ref E e, Xr rd, Xr rn) => e[rd] = SwapBytes(e[rn]);

    [Instruction(
        "rev16 {rd}, {rn}", "0 1 0 11010110 00000 000001 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Rev16W(ref E e, Wr rd, Wr rn) => e[rd] = SwapBytes(e[rn].ZeroExtend(32));

    [Instruction(
        "rev {rd}, {rn}", "0 1 0 11010110 00000 000010 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void RevW(ref E e, Wr rd, Wr rn) => e[rd] = e[rn].ReverseBytes().ShiftRightLogical(32);

    [Instruction(
        "rev32 {rd}, {rn}", "1 1 0 11010110 00000 000010 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Rev32X(ref E e, Xr rd, Xr rn) => e[rd] = e[rn].ReverseBytes().RotateRight(32);

    [Instruction(
        "rev {rd}, {rn}", "1 1 0 11010110 00000 000011 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void RevX(ref E e, Xr rd, Xr rn) => e[rd] = e[rn].ReverseBytes();

    [Instruction(
        "clz {rd}, {rn}", "1 1 0 11010110 00000 000100 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void ClzX(ref E e, Xr rd, Xr rn) => e[rd] = e[rn].CountLeadingZeros();

    [Instruction(
        "clz {rd}, {rn}", "0 1 0 11010110 00000 000100 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void ClzW(ref E e, Wr rd, Wr rn) => e[rd] = e[rn].ZeroExtend(32).CountLeadingZeros() - 32;

    [Instruction(
        "cls {rd}, {rn}", "1 1 0 11010110 00000 000101 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void ClsX(ref E e, Xr rd, Xr rn) =>
        e[rd] = (e[rn] ^ e[rn].ShiftRightArithmetic(1)).CountLeadingZeros() - 1;

    [Instruction(
        "cls {rd}, {rn}", "0 1 0 11010110 00000 000101 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void ClsW(ref E e, Wr rd, Wr rn) =>
        e[rd] = (e[rn].SignExtend(32) ^ e[rn].SignExtend(32).ShiftRightArithmetic(1)).CountLeadingZeros() - 33;

    /// <summary>The two bytes of each half exchanged.</summary>
    private static V SwapBytes(V value) =>
        (value & 0x00ff_00ff_00ff_00ff).ShiftLeft(8) | (value.ShiftRightLogical(8) & 0x00ff_00ff_00ff_00ff);

    /// <summary>The 64 bits in reverse order.</summary>
    [MethodImpl(AggressiveInlining)]
    private static V ReverseBits(V value)
    {
        V bytes = value.ReverseBytes();
        bytes = Exchange(bytes, 4, 0x0f0f_0f0f_0f0f_0f0f);
        bytes = Exchange(bytes, 2, 0x3333_3333_3333_3333);
        return Exchange(bytes, 1, 0x5555_5555_5555_5555);
    }

    [MethodImpl(AggressiveInlining)]
    private static V Exchange(V value, int distance, long mask) =>
        (value & mask).ShiftLeft(distance) | (value.ShiftRightLogical(distance) & mask);
}
