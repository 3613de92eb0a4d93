using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Division, shifts by a register, checksums (C4.1.5).</summary>
[InstructionSet(Arm64Features.None)]
internal static class TwoSource<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "udiv {rd}, {rn}, {rm}", "1 0 0 11010110 rm:5 000010 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void UdivX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = DivideUnsigned(e[rn], e[rm]);

    [Instruction(
        "sdiv {rd}, {rn}, {rm}", "1 0 0 11010110 rm:5 000011 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void SdivX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = DivideSigned(e[rn], e[rm]);

    [Instruction(
        "lslv {rd}, {rn}, {rm}", "1 0 0 11010110 rm:5 001000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void LslvX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = e[rn].ShiftLeft(e[rm]);

    [Instruction(
        "lsrv {rd}, {rn}, {rm}", "1 0 0 11010110 rm:5 001001 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void LsrvX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = e[rn].ShiftRightLogical(e[rm]);

    [Instruction(
        "asrv {rd}, {rn}, {rm}", "1 0 0 11010110 rm:5 001010 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AsrvX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = e[rn].ShiftRightArithmetic(e[rm]);

    [Instruction(
        "rorv {rd}, {rn}, {rm}", "1 0 0 11010110 rm:5 001011 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void RorvX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = e[rn].RotateRight(e[rm]);

    [Instruction(
        "udiv {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 000010 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void UdivW(ref E e, Wr rd, Wr rn, Wr rm) =>
        e[rd] = DivideUnsigned(e[rn].ZeroExtend(32), e[rm].ZeroExtend(32));

    [Instruction(
        "sdiv {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 000011 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void SdivW(ref E e, Wr rd, Wr rn, Wr rm) =>
        e[rd] = DivideSigned(e[rn].SignExtend(32), e[rm].SignExtend(32)).ZeroExtend(32);

    [Instruction(
        "lslv {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 001000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void LslvW(ref E e, Wr rd, Wr rn, Wr rm) => e[rd] = e[rn].ShiftLeft(e[rm] & 31).ZeroExtend(32);

    [Instruction(
        "lsrv {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 001001 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void LsrvW(ref E e, Wr rd, Wr rn, Wr rm) => e[rd] = e[rn].ZeroExtend(32).ShiftRightLogical(e[rm] & 31);

    [Instruction(
        "asrv {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 001010 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AsrvW(ref E e, Wr rd, Wr rn, Wr rm) =>
        e[rd] = e[rn].SignExtend(32).ShiftRightArithmetic(e[rm] & 31).ZeroExtend(32);

    [Instruction(
        "rorv {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 001011 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void RorvW(ref E e, Wr rd, Wr rn, Wr rm) => e[rd] = e[rn].RotateRightWord(e[rm]);

    /// <summary>Division by zero gives 0.</summary>
    [MethodImpl(AggressiveInlining)]
    private static V DivideUnsigned(V dividend, V divisor)
    {
        C byZero = divisor.IsEqual(0);
        return V.Select(byZero, 0, V.DivideUnsigned(dividend, V.Select(byZero, 1, divisor)));
    }

    /// <summary>Division by zero gives 0, and the most negative number divided by -1 is itself, as by 1.</summary>
    [MethodImpl(AggressiveInlining)]
    private static V DivideSigned(V dividend, V divisor)
    {
        C byZero = divisor.IsEqual(0);
        C overflows = dividend.IsEqual(long.MinValue) & divisor.IsEqual(-1);
        return V.Select(byZero, 0, V.DivideSigned(dividend, V.Select(byZero | overflows, 1, divisor)));
    }
}
