using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>D: double-precision floating point (unprivileged specification, chapter 14).</summary>
[InstructionSet(Extensions.D)]
internal static class DoublePrecision<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    private static V Sign => long.MinValue;

    [Instruction("fld {rd},{imm}({rs1})", "imm:12 rs1:5 011 rd:5 0000111"), MethodImpl(AggressiveInlining)]
    public static void Fld(ref E e, FReg rd, Reg rs1, Imm imm)
    {
        if (e.BeginFloat() && e.Load(e[rs1] + imm.Value, Width.Double, out V value))
            e.SetFloat(rd, value);
    }

    [Instruction(
        "fsd {rs2},{imm}({rs1})", "imm[11:5]:7 rs2:5 rs1:5 011 imm[4:0]:5 0100111", Traits = InstructionTraits.Store)]
    [MethodImpl(AggressiveInlining)]
    public static void Fsd(ref E e, FReg rs2, Reg rs1, Imm imm)
    {
        if (e.BeginFloat())
            e.Store(e[rs1] + imm.Value, Width.Double, e.Float(rs2));
    }

    [Instruction("fadd.d {rd},{rs1},{rs2}{, rm}", "0000001 rs2:5 rs1:5 rm!=5,6:3 rd:5 1010011")]
    [MethodImpl(AggressiveInlining)]
    public static void FaddD(ref E e, FReg rd, FReg rs1, FReg rs2, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e.SetFloat(rd, e.FloatAdd(FloatFormat.Double, e.Float(rs1), e.Float(rs2), rm));
    }

    [Instruction("fsub.d {rd},{rs1},{rs2}{, rm}", "0000101 rs2:5 rs1:5 rm!=5,6:3 rd:5 1010011")]
    [MethodImpl(AggressiveInlining)]
    public static void FsubD(ref E e, FReg rd, FReg rs1, FReg rs2, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e.SetFloat(rd, e.FloatSubtract(FloatFormat.Double, e.Float(rs1), e.Float(rs2), rm));
    }

    [Instruction("fmul.d {rd},{rs1},{rs2}{, rm}", "0001001 rs2:5 rs1:5 rm!=5,6:3 rd:5 1010011")]
    [MethodImpl(AggressiveInlining)]
    public static void FmulD(ref E e, FReg rd, FReg rs1, FReg rs2, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e.SetFloat(rd, e.FloatMultiply(FloatFormat.Double, e.Float(rs1), e.Float(rs2), rm));
    }

    [Instruction("fdiv.d {rd},{rs1},{rs2}{, rm}", "0001101 rs2:5 rs1:5 rm!=5,6:3 rd:5 1010011")]
    [MethodImpl(AggressiveInlining)]
    public static void FdivD(ref E e, FReg rd, FReg rs1, FReg rs2, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e.SetFloat(rd, e.FloatDivide(FloatFormat.Double, e.Float(rs1), e.Float(rs2), rm));
    }

    [Instruction("fsqrt.d {rd},{rs1}{, rm}", "0101101 00000 rs1:5 rm!=5,6:3 rd:5 1010011", Rare = true)]
    public static void FsqrtD(ref E e, FReg rd, FReg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e.SetFloat(rd, e.FloatSquareRoot(FloatFormat.Double, e.Float(rs1), rm));
    }

    [Instruction("fmadd.d {rd},{rs1},{rs2},{rs3}{, rm}", "rs3:5 01 rs2:5 rs1:5 rm!=5,6:3 rd:5 1000011")]
    [MethodImpl(AggressiveInlining)]
    public static void FmaddD(ref E e, FReg rd, FReg rs1, FReg rs2, FReg rs3, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e.SetFloat(rd, e.FloatMultiplyAdd(FloatFormat.Double, e.Float(rs1), e.Float(rs2), e.Float(rs3), rm));
    }

    [Instruction("fmsub.d {rd},{rs1},{rs2},{rs3}{, rm}", "rs3:5 01 rs2:5 rs1:5 rm!=5,6:3 rd:5 1000111")]
    [MethodImpl(AggressiveInlining)]
    public static void FmsubD(ref E e, FReg rd, FReg rs1, FReg rs2, FReg rs3, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e.SetFloat(rd, e.FloatMultiplyAdd(FloatFormat.Double, e.Float(rs1), e.Float(rs2), e.Float(rs3) ^ Sign, rm));
    }

    [Instruction("fnmsub.d {rd},{rs1},{rs2},{rs3}{, rm}", "rs3:5 01 rs2:5 rs1:5 rm!=5,6:3 rd:5 1001011")]
    [MethodImpl(AggressiveInlining)]
    public static void FnmsubD(ref E e, FReg rd, FReg rs1, FReg rs2, FReg rs3, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e.SetFloat(rd, e.FloatMultiplyAdd(FloatFormat.Double, e.Float(rs1) ^ Sign, e.Float(rs2), e.Float(rs3), rm));
    }

    [Instruction("fnmadd.d {rd},{rs1},{rs2},{rs3}{, rm}", "rs3:5 01 rs2:5 rs1:5 rm!=5,6:3 rd:5 1001111")]
    [MethodImpl(AggressiveInlining)]
    public static void FnmaddD(ref E e, FReg rd, FReg rs1, FReg rs2, FReg rs3, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e.SetFloat(rd, e.FloatMultiplyAdd(FloatFormat.Double, e.Float(rs1) ^ Sign, e.Float(rs2), e.Float(rs3) ^ Sign, rm));
    }

    [Instruction("fsgnj.d {rd},{rs1},{rs2}", "0010001 rs2:5 rs1:5 000 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FsgnjD(ref E e, FReg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            e.SetFloat(rd, (e.Float(rs1) & ~Sign) | (e.Float(rs2) & Sign));
    }

    [Instruction("fsgnjn.d {rd},{rs1},{rs2}", "0010001 rs2:5 rs1:5 001 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FsgnjnD(ref E e, FReg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            e.SetFloat(rd, (e.Float(rs1) & ~Sign) | (~e.Float(rs2) & Sign));
    }

    [Instruction("fsgnjx.d {rd},{rs1},{rs2}", "0010001 rs2:5 rs1:5 010 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FsgnjxD(ref E e, FReg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            e.SetFloat(rd, e.Float(rs1) ^ (e.Float(rs2) & Sign));
    }

    [Instruction("fmin.d {rd},{rs1},{rs2}", "0010101 rs2:5 rs1:5 000 rd:5 1010011", Rare = true)]
    public static void FminD(ref E e, FReg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            e.SetFloat(rd, e.FloatMinimum(FloatFormat.Double, e.Float(rs1), e.Float(rs2)));
    }

    [Instruction("fmax.d {rd},{rs1},{rs2}", "0010101 rs2:5 rs1:5 001 rd:5 1010011", Rare = true)]
    public static void FmaxD(ref E e, FReg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            e.SetFloat(rd, e.FloatMaximum(FloatFormat.Double, e.Float(rs1), e.Float(rs2)));
    }

    [Instruction("feq.d {rd},{rs1},{rs2}", "1010001 rs2:5 rs1:5 010 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FeqD(ref E e, Reg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            e[rd] = V.FromCondition(e.FloatIsEqual(FloatFormat.Double, e.Float(rs1), e.Float(rs2)));
    }

    [Instruction("flt.d {rd},{rs1},{rs2}", "1010001 rs2:5 rs1:5 001 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FltD(ref E e, Reg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            e[rd] = V.FromCondition(e.FloatIsLess(FloatFormat.Double, e.Float(rs1), e.Float(rs2)));
    }

    [Instruction("fle.d {rd},{rs1},{rs2}", "1010001 rs2:5 rs1:5 000 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FleD(ref E e, Reg rd, FReg rs1, FReg rs2)
    {
        if (e.BeginFloat())
            e[rd] = V.FromCondition(e.FloatIsLessOrEqual(FloatFormat.Double, e.Float(rs1), e.Float(rs2)));
    }

    [Instruction("fclass.d {rd},{rs1}", "1110001 00000 rs1:5 001 rd:5 1010011", Rare = true)]
    public static void FclassD(ref E e, Reg rd, FReg rs1)
    {
        if (e.BeginFloat())
            e[rd] = FloatClass<V, C>.Of(FloatFormat.Double, e.Float(rs1));
    }

    [Instruction("fmv.x.d {rd},{rs1}", "1110001 00000 rs1:5 000 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FmvXD(ref E e, Reg rd, FReg rs1)
    {
        if (e.BeginFloat())
            e[rd] = e.Float(rs1);
    }

    [Instruction("fmv.d.x {rd},{rs1}", "1111001 00000 rs1:5 000 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FmvDX(ref E e, FReg rd, Reg rs1)
    {
        if (e.BeginFloat())
            e.SetFloat(rd, e[rs1]);
    }

    [Instruction("fcvt.w.d {rd},{rs1}{, rm}", "1100001 00000 rs1:5 rm!=5,6:3 rd:5 1010011")]
    [MethodImpl(AggressiveInlining)]
    public static void FcvtWD(ref E e, Reg rd, FReg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e[rd] = e.FloatToInteger(FloatFormat.Double, IntegerFormat.Signed32, e.Float(rs1), rm);
    }

    [Instruction("fcvt.wu.d {rd},{rs1}{, rm}", "1100001 00001 rs1:5 rm!=5,6:3 rd:5 1010011", Rare = true)]
    public static void FcvtWuD(ref E e, Reg rd, FReg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e[rd] = e.FloatToInteger(FloatFormat.Double, IntegerFormat.Unsigned32, e.Float(rs1), rm);
    }

    [Instruction("fcvt.l.d {rd},{rs1}{, rm}", "1100001 00010 rs1:5 rm!=5,6:3 rd:5 1010011")]
    [MethodImpl(AggressiveInlining)]
    public static void FcvtLD(ref E e, Reg rd, FReg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e[rd] = e.FloatToInteger(FloatFormat.Double, IntegerFormat.Signed64, e.Float(rs1), rm);
    }

    [Instruction("fcvt.lu.d {rd},{rs1}{, rm}", "1100001 00011 rs1:5 rm!=5,6:3 rd:5 1010011", Rare = true)]
    public static void FcvtLuD(ref E e, Reg rd, FReg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e[rd] = e.FloatToInteger(FloatFormat.Double, IntegerFormat.Unsigned64, e.Float(rs1), rm);
    }

    [Instruction("fcvt.d.w {rd},{rs1}", "1101001 00000 rs1:5 rm!=5,6:3 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FcvtDW(ref E e, FReg rd, Reg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e.SetFloat(rd, e.IntegerToFloat(IntegerFormat.Signed32, FloatFormat.Double, e[rs1], rm));
    }

    [Instruction("fcvt.d.wu {rd},{rs1}", "1101001 00001 rs1:5 rm!=5,6:3 rd:5 1010011", Rare = true)]
    public static void FcvtDWu(ref E e, FReg rd, Reg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e.SetFloat(rd, e.IntegerToFloat(IntegerFormat.Unsigned32, FloatFormat.Double, e[rs1], rm));
    }

    [Instruction("fcvt.d.l {rd},{rs1}{, rm}", "1101001 00010 rs1:5 rm!=5,6:3 rd:5 1010011")]
    [MethodImpl(AggressiveInlining)]
    public static void FcvtDL(ref E e, FReg rd, Reg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e.SetFloat(rd, e.IntegerToFloat(IntegerFormat.Signed64, FloatFormat.Double, e[rs1], rm));
    }

    [Instruction("fcvt.d.lu {rd},{rs1}{, rm}", "1101001 00011 rs1:5 rm!=5,6:3 rd:5 1010011", Rare = true)]
    public static void FcvtDLu(ref E e, FReg rd, Reg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
            e.SetFloat(rd, e.IntegerToFloat(IntegerFormat.Unsigned64, FloatFormat.Double, e[rs1], rm));
    }

    [Instruction("fcvt.s.d {rd},{rs1}{, rm}", "0100000 00001 rs1:5 rm!=5,6:3 rd:5 1010011")]
    [MethodImpl(AggressiveInlining)]
    public static void FcvtSD(ref E e, FReg rd, FReg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
        {
            V single = e.FloatToFloat(FloatFormat.Double, FloatFormat.Single, e.Float(rs1), rm);
            SinglePrecision<E, V, W, C>.SetS(ref e, rd, single);
        }
    }

    [Instruction("fcvt.d.s {rd},{rs1}", "0100001 00000 rs1:5 rm!=5,6:3 rd:5 1010011"), MethodImpl(AggressiveInlining)]
    public static void FcvtDS(ref E e, FReg rd, FReg rs1, RoundingMode rm)
    {
        if (e.BeginFloat(rm))
        {
            V single = SinglePrecision<E, V, W, C>.S(ref e, rs1);
            e.SetFloat(rd, e.FloatToFloat(FloatFormat.Single, FloatFormat.Double, single, rm));
        }
    }
}
