using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>F: single-precision floating point (unprivileged specification, chapter 13).</summary>
[InstructionSet(Extensions.F)]
internal static class SinglePrecision<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    private const long Box = unchecked((long)0xffff_ffff_0000_0000);
    private const long CanonicalNaN = 0x7fc0_0000;

    private static V Sign => 0x8000_0000;

    /// <summary>
    /// The single in a register: its low half when the upper half is all ones, else the canonical NaN (14.2).
    /// </summary>
    [MethodImpl(AggressiveInlining)]
    public static V S(ref E e, FReg register)
    {
        V value = e.Float(register);
        return V.Select(value.IsGreaterOrEqualUnsigned(Box), value.ZeroExtend(32), CanonicalNaN);
    }

    /// <summary>Sets a register to the single in the low half of a value, the upper half to all ones.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void SetS(ref E e, FReg register, V value) => e.SetFloat(register, value | Box);

    [Instruction("flw {rd},{imm}({rs1})", "imm:12 rs1:5 010 rd:5 0000111"), MethodImpl(AggressiveInlining)]
    public static void Flw(ref E e, FReg rd, Reg rs1, Imm imm)
    {
        if (e.BeginFloat() && e.Load(e[rs1] + imm.Value, Width.Word, out V value))
            SetS(ref e, rd, value);
    }

    [Instruction(
        "fsw {rs2},{imm}({rs1})", "imm[11:5]:7 rs2:5 rs1:5 010 imm[4:0]:5 0100111",
        Traits = InstructionTraits.Store, AccessSize = Width.Word)]
    [MethodImpl(AggressiveInlining)]
    public static void Fsw(ref E e, FReg rs2, Reg rs1, Imm imm)
    {
        if (e.BeginFloat())
            e.Store(e[rs1] + imm.Value, Width.Word, e.Float(rs2));
    }

    [Instruction("fadd.s {rd},{rs1},{rs2}{, rm}", "0000000 rs2:5 rs1:5 rm!=5,6:3 rd:5 1010011")]
    [MethodImpl(AggressiveInlining)]
    public static void FaddS(ref E e, FReg rd, FReg rs1, FReg rs2, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            SetS(ref e, rd, e.FloatAdd(FloatFormat.Single, S(ref e, rs1), S(ref e, rs2), rm));
    }

    [Instruction("fsub.s {rd},{rs1},{rs2}{, rm}", "0000100 rs2:5 rs1:5 rm!=5,6:3 rd:5 1010011")]
    [MethodImpl(AggressiveInlining)]
    public static void FsubS(ref E e, FReg rd, FReg rs1, FReg rs2, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            SetS(ref e, rd, e.FloatSubtract(FloatFormat.Single, S(ref e, rs1), S(ref e, rs2), rm));
    }

    [Instruction("fmul.s {rd},{rs1},{rs2}{, rm}", "0001000 rs2:5 rs1:5 rm!=5,6:3 rd:5 1010011")]
    [MethodImpl(AggressiveInlining)]
    public static void FmulS(ref E e, FReg rd, FReg rs1, FReg rs2, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            SetS(ref e, rd, e.FloatMultiply(FloatFormat.Single, S(ref e, rs1), S(ref e, rs2), rm));
    }

    [Instruction("fdiv.s {rd},{rs1},{rs2}{, rm}", "0001100 rs2:5 rs1:5 rm!=5,6:3 rd:5 1010011")]
    [MethodImpl(AggressiveInlining)]
    public static void FdivS(ref E e, FReg rd, FReg rs1, FReg rs2, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            SetS(ref e, rd, e.FloatDivide(FloatFormat.Single, S(ref e, rs1), S(ref e, rs2), rm));
    }

    [Instruction("fsqrt.s {rd},{rs1}{, rm}", "0101100 00000 rs1:5 rm!=5,6:3 rd:5 1010011", Rare = true)]
    public static void FsqrtS(ref E e, FReg rd, FReg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            SetS(ref e, rd, e.FloatSquareRoot(FloatFormat.Single, S(ref e, rs1), rm));
    }

    [Instruction("fmadd.s {rd},{rs1},{rs2},{rs3}{, rm}", "rs3:5 00 rs2:5 rs1:5 rm!=5,6:3 rd:5 1000011")]
    [MethodImpl(AggressiveInlining)]
    public static void FmaddS(ref E e, FReg rd, FReg rs1, FReg rs2, FReg rs3, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            SetS(ref e, rd, e.FloatMultiplyAdd(FloatFormat.Single, S(ref e, rs1), S(ref e, rs2), S(ref e, rs3), rm));
    }

    [Instruction("fmsub.s {rd},{rs1},{rs2},{rs3}{, rm}", "rs3:5 00 rs2:5 rs1:5 rm!=5,6:3 rd:5 1000111")]
    [MethodImpl(AggressiveInlining)]
    public static void FmsubS(ref E e, FReg rd, FReg rs1, FReg rs2, FReg rs3, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
        {
            V result = e.FloatMultiplyAdd(
                FloatFormat.Single, S(ref e, rs1), S(ref e, rs2), S(ref e, rs3) ^ Sign, rm);
            SetS(ref e, rd, result);
        }
    }

    [Instruction("fnmsub.s {rd},{rs1},{rs2},{rs3}{, rm}", "rs3:5 00 rs2:5 rs1:5 rm!=5,6:3 rd:5 1001011")]
    [MethodImpl(AggressiveInlining)]
    public static void FnmsubS(ref E e, FReg rd, FReg rs1, FReg rs2, FReg rs3, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
        {
            V result = e.FloatMultiplyAdd(
                FloatFormat.Single, S(ref e, rs1) ^ Sign, S(ref e, rs2), S(ref e, rs3), rm);
            SetS(ref e, rd, result);
        }
    }

    [Instruction("fnmadd.s {rd},{rs1},{rs2},{rs3}{, rm}", "rs3:5 00 rs2:5 rs1:5 rm!=5,6:3 rd:5 1001111")]
    [MethodImpl(AggressiveInlining)]
    public static void FnmaddS(ref E e, FReg rd, FReg rs1, FReg rs2, FReg rs3, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
        {
            V result = e.FloatMultiplyAdd(
                FloatFormat.Single, S(ref e, rs1) ^ Sign, S(ref e, rs2), S(ref e, rs3) ^ Sign, rm);
            SetS(ref e, rd, result);
        }
    }

    [Instruction("fsgnj.s {rd},{rs1},{rs2}", "0010000 rs2:5 rs1:5 000 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FsgnjS(ref E e, FReg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            SetS(ref e, rd, (S(ref e, rs1) & ~Sign) | (S(ref e, rs2) & Sign));
    }

    [Instruction("fsgnjn.s {rd},{rs1},{rs2}", "0010000 rs2:5 rs1:5 001 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FsgnjnS(ref E e, FReg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            SetS(ref e, rd, (S(ref e, rs1) & ~Sign) | (~S(ref e, rs2) & Sign));
    }

    [Instruction("fsgnjx.s {rd},{rs1},{rs2}", "0010000 rs2:5 rs1:5 010 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FsgnjxS(ref E e, FReg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            SetS(ref e, rd, S(ref e, rs1) ^ (S(ref e, rs2) & Sign));
    }

    [Instruction("fmin.s {rd},{rs1},{rs2}", "0010100 rs2:5 rs1:5 000 rd:5 1010011", Rare = true)]
    public static void FminS(ref E e, FReg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            SetS(ref e, rd, e.FloatMinimum(FloatFormat.Single, S(ref e, rs1), S(ref e, rs2)));
    }

    [Instruction("fmax.s {rd},{rs1},{rs2}", "0010100 rs2:5 rs1:5 001 rd:5 1010011", Rare = true)]
    public static void FmaxS(ref E e, FReg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            SetS(ref e, rd, e.FloatMaximum(FloatFormat.Single, S(ref e, rs1), S(ref e, rs2)));
    }

    [Instruction("feq.s {rd},{rs1},{rs2}", "1010000 rs2:5 rs1:5 010 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FeqS(ref E e, Reg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            e[rd] = V.FromCondition(e.FloatIsEqual(FloatFormat.Single, S(ref e, rs1), S(ref e, rs2)));
    }

    [Instruction("flt.s {rd},{rs1},{rs2}", "1010000 rs2:5 rs1:5 001 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FltS(ref E e, Reg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            e[rd] = V.FromCondition(e.FloatIsLess(FloatFormat.Single, S(ref e, rs1), S(ref e, rs2)));
    }

    [Instruction("fle.s {rd},{rs1},{rs2}", "1010000 rs2:5 rs1:5 000 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FleS(ref E e, Reg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            e[rd] = V.FromCondition(e.FloatIsLessOrEqual(FloatFormat.Single, S(ref e, rs1), S(ref e, rs2)));
    }

    [Instruction("fclass.s {rd},{rs1}", "1110000 00000 rs1:5 001 rd:5 1010011", Rare = true)]
    public static void FclassS(ref E e, Reg rd, FReg rs1)
    {
        if (e.BeginFloat())
            e[rd] = FloatClass<V, C>.Of(FloatFormat.Single, S(ref e, rs1));
    }

    [Instruction("fmv.x.w {rd},{rs1}", "1110000 00000 rs1:5 000 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FmvXW(ref E e, Reg rd, FReg rs1)
    {
        if (e.BeginFloat())
            e[rd] = e.Float(rs1).SignExtend(32);
    }

    [Instruction("fmv.w.x {rd},{rs1}", "1111000 00000 rs1:5 000 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FmvWX(ref E e, FReg rd, Reg rs1)
    {
        if (e.BeginFloat())
            SetS(ref e, rd, e[rs1]);
    }

    [Instruction("fcvt.w.s {rd},{rs1}{, rm}", "1100000 00000 rs1:5 rm!=5,6:3 rd:5 1010011")]
    [MethodImpl(AggressiveInlining)]
    public static void FcvtWS(ref E e, Reg rd, FReg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e[rd] = e.FloatToInteger(FloatFormat.Single, IntegerFormat.Signed32, S(ref e, rs1), rm);
    }

    [Instruction("fcvt.wu.s {rd},{rs1}{, rm}", "1100000 00001 rs1:5 rm!=5,6:3 rd:5 1010011", Rare = true)]
    public static void FcvtWuS(ref E e, Reg rd, FReg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e[rd] = e.FloatToInteger(FloatFormat.Single, IntegerFormat.Unsigned32, S(ref e, rs1), rm);
    }

    [Instruction("fcvt.l.s {rd},{rs1}{, rm}", "1100000 00010 rs1:5 rm!=5,6:3 rd:5 1010011", Rare = true)]
    public static void FcvtLS(ref E e, Reg rd, FReg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e[rd] = e.FloatToInteger(FloatFormat.Single, IntegerFormat.Signed64, S(ref e, rs1), rm);
    }

    [Instruction("fcvt.lu.s {rd},{rs1}{, rm}", "1100000 00011 rs1:5 rm!=5,6:3 rd:5 1010011", Rare = true)]
    public static void FcvtLuS(ref E e, Reg rd, FReg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e[rd] = e.FloatToInteger(FloatFormat.Single, IntegerFormat.Unsigned64, S(ref e, rs1), rm);
    }

    [Instruction("fcvt.s.w {rd},{rs1}{, rm}", "1101000 00000 rs1:5 rm!=5,6:3 rd:5 1010011")]
    [MethodImpl(AggressiveInlining)]
    public static void FcvtSW(ref E e, FReg rd, Reg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            SetS(ref e, rd, e.IntegerToFloat(IntegerFormat.Signed32, FloatFormat.Single, e[rs1], rm));
    }

    [Instruction("fcvt.s.wu {rd},{rs1}{, rm}", "1101000 00001 rs1:5 rm!=5,6:3 rd:5 1010011", Rare = true)]
    public static void FcvtSWu(ref E e, FReg rd, Reg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            SetS(ref e, rd, e.IntegerToFloat(IntegerFormat.Unsigned32, FloatFormat.Single, e[rs1], rm));
    }

    [Instruction("fcvt.s.l {rd},{rs1}{, rm}", "1101000 00010 rs1:5 rm!=5,6:3 rd:5 1010011", Rare = true)]
    public static void FcvtSL(ref E e, FReg rd, Reg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            SetS(ref e, rd, e.IntegerToFloat(IntegerFormat.Signed64, FloatFormat.Single, e[rs1], rm));
    }

    [Instruction("fcvt.s.lu {rd},{rs1}{, rm}", "1101000 00011 rs1:5 rm!=5,6:3 rd:5 1010011", Rare = true)]
    public static void FcvtSLu(ref E e, FReg rd, Reg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            SetS(ref e, rd, e.IntegerToFloat(IntegerFormat.Unsigned64, FloatFormat.Single, e[rs1], rm));
    }
}
