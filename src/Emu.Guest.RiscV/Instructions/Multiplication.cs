using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>M: integer multiplication and division (unprivileged specification, chapter 7).</summary>
[InstructionSet(Extensions.M)]
internal static class Multiplication<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("mul {rd},{rs1},{rs2}", "0000001 rs2:5 rs1:5 000 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Mul(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1] * e[rs2];

    [Instruction("mulh {rd},{rs1},{rs2}", "0000001 rs2:5 rs1:5 001 rd:5 0110011", Rare = true)]
    public static void Mulh(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = V.MultiplyHighSigned(e[rs1], e[rs2]);

    [Instruction("mulhsu {rd},{rs1},{rs2}", "0000001 rs2:5 rs1:5 010 rd:5 0110011", Rare = true)]
    public static void Mulhsu(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = V.MultiplyHighSignedUnsigned(e[rs1], e[rs2]);

    [Instruction("mulhu {rd},{rs1},{rs2}", "0000001 rs2:5 rs1:5 011 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Mulhu(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = V.MultiplyHighUnsigned(e[rs1], e[rs2]);

    [Instruction("div {rd},{rs1},{rs2}", "0000001 rs2:5 rs1:5 100 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Div(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = DivideSigned(e[rs1], e[rs2]);

    [Instruction("divu {rd},{rs1},{rs2}", "0000001 rs2:5 rs1:5 101 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Divu(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = DivideUnsigned(e[rs1], e[rs2]);

    [Instruction("rem {rd},{rs1},{rs2}", "0000001 rs2:5 rs1:5 110 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Rem(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = RemainderSigned(e[rs1], e[rs2]);

    [Instruction("remu {rd},{rs1},{rs2}", "0000001 rs2:5 rs1:5 111 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Remu(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = RemainderUnsigned(e[rs1], e[rs2]);

    [Instruction("mulw {rd},{rs1},{rs2}", "0000001 rs2:5 rs1:5 000 rd:5 0111011"), MethodImpl(AggressiveInlining)]
    public static void Mulw(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = (e[rs1] * e[rs2]).SignExtend(32);

    [Instruction("divw {rd},{rs1},{rs2}", "0000001 rs2:5 rs1:5 100 rd:5 0111011"), MethodImpl(AggressiveInlining)]
    public static void Divw(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = DivideSigned(e[rs1].SignExtend(32), e[rs2].SignExtend(32)).SignExtend(32);

    [Instruction("divuw {rd},{rs1},{rs2}", "0000001 rs2:5 rs1:5 101 rd:5 0111011"), MethodImpl(AggressiveInlining)]
    public static void Divuw(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = DivideUnsigned(e[rs1].ZeroExtend(32), e[rs2].ZeroExtend(32)).SignExtend(32);

    [Instruction("remw {rd},{rs1},{rs2}", "0000001 rs2:5 rs1:5 110 rd:5 0111011"), MethodImpl(AggressiveInlining)]
    public static void Remw(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = RemainderSigned(e[rs1].SignExtend(32), e[rs2].SignExtend(32)).SignExtend(32);

    [Instruction("remuw {rd},{rs1},{rs2}", "0000001 rs2:5 rs1:5 111 rd:5 0111011"), MethodImpl(AggressiveInlining)]
    public static void Remuw(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = RemainderUnsigned(e[rs1].ZeroExtend(32), e[rs2].ZeroExtend(32)).SignExtend(32);

    /// <summary>Division by zero gives -1, and the most negative number divided by -1 is itself, as by 1.</summary>
    [MethodImpl(AggressiveInlining)]
    private static V DivideSigned(V dividend, V divisor)
    {
        C byZero = divisor.IsEqual(0);
        V quotient = V.DivideSigned(dividend, V.Select(byZero | Overflows(dividend, divisor), 1, divisor));
        return V.Select(byZero, -1, quotient);
    }

    /// <summary>Division by zero leaves the dividend; the overflowing division leaves 0, as one by 1 does.</summary>
    [MethodImpl(AggressiveInlining)]
    private static V RemainderSigned(V dividend, V divisor)
    {
        C byZero = divisor.IsEqual(0);
        V remainder = V.RemainderSigned(dividend, V.Select(byZero | Overflows(dividend, divisor), 1, divisor));
        return V.Select(byZero, dividend, remainder);
    }

    /// <summary>Division by zero gives all ones.</summary>
    [MethodImpl(AggressiveInlining)]
    private static V DivideUnsigned(V dividend, V divisor)
    {
        C byZero = divisor.IsEqual(0);
        return V.Select(byZero, -1, V.DivideUnsigned(dividend, V.Select(byZero, 1, divisor)));
    }

    /// <summary>Division by zero leaves the dividend.</summary>
    [MethodImpl(AggressiveInlining)]
    private static V RemainderUnsigned(V dividend, V divisor)
    {
        C byZero = divisor.IsEqual(0);
        return V.Select(byZero, dividend, V.RemainderUnsigned(dividend, V.Select(byZero, 1, divisor)));
    }

    [MethodImpl(AggressiveInlining)]
    private static C Overflows(V dividend, V divisor) => dividend.IsEqual(long.MinValue) & divisor.IsEqual(-1);
}
