using Emu.Isa;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>C: compressed forms, aliases of full instructions (unprivileged specification, chapter 16).</summary>
[InstructionSet(Extensions.C)]
internal static class Compressed<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("c.addi4spn {rd},sp,{imm}", "000 imm[5:4|9:6|2|3]!=0:8 rd':3 00")]
    public static void CAddi4spn(ref E e, Reg rd, UImm imm) => BaseIntegers<E, V, W, C>.Addi(ref e, rd, 2, imm);

    [Instruction("c.lw {rd},{imm}({rs1})", "010 imm[5:3]:3 rs1':3 imm[2|6]:2 rd':3 00")]
    public static void CLw(ref E e, Reg rd, Reg rs1, UImm imm) => BaseLoadsStores<E, V, W, C>.Lw(ref e, rd, rs1, imm);

    [Instruction("c.ld {rd},{imm}({rs1})", "011 imm[5:3]:3 rs1':3 imm[7:6]:2 rd':3 00")]
    public static void CLd(ref E e, Reg rd, Reg rs1, UImm imm) => BaseLoadsStores<E, V, W, C>.Ld(ref e, rd, rs1, imm);

    [Instruction("c.sw {rs2},{imm}({rs1})", "110 imm[5:3]:3 rs1':3 imm[2|6]:2 rs2':3 00")]
    public static void CSw(ref E e, Reg rs2, Reg rs1, UImm imm) => BaseLoadsStores<E, V, W, C>.Sw(ref e, rs2, rs1, imm);

    [Instruction("c.sd {rs2},{imm}({rs1})", "111 imm[5:3]:3 rs1':3 imm[7:6]:2 rs2':3 00")]
    public static void CSd(ref E e, Reg rs2, Reg rs1, UImm imm) => BaseLoadsStores<E, V, W, C>.Sd(ref e, rs2, rs1, imm);

    [Instruction("c.addi {rd},{imm}", "000 imm[5]:1 rd:5 imm[4:0]:5 01")]
    public static void CAddi(ref E e, Reg rd, Imm imm) => BaseIntegers<E, V, W, C>.Addi(ref e, rd, rd, imm);

    [Instruction("c.addiw {rd},{imm}", "001 imm[5]:1 rd!=0:5 imm[4:0]:5 01")]
    public static void CAddiw(ref E e, Reg rd, Imm imm) => BaseIntegers<E, V, W, C>.Addiw(ref e, rd, rd, imm);

    [Instruction("c.li {rd},{imm}", "010 imm[5]:1 rd:5 imm[4:0]:5 01")]
    public static void CLi(ref E e, Reg rd, Imm imm) => BaseIntegers<E, V, W, C>.Addi(ref e, rd, 0, imm);

    [Instruction("c.addi16sp sp,{imm}", "011 imm[9]!=0:1 00010 imm[4|6|8:7|5]:5 01")]
    public static void CAddi16sp(ref E e, Imm imm) => BaseIntegers<E, V, W, C>.Addi(ref e, 2, 2, imm);

    [Instruction("c.lui {rd},{imm}", "011 imm[17]!=0:1 rd!=2:5 imm[16:12]:5 01")]
    public static void CLui(ref E e, Reg rd, UpperImm imm) => BaseIntegers<E, V, W, C>.Lui(ref e, rd, imm);

    [Instruction("c.srli {rd},{shamt}", "100 shamt[5]!=0:1 00 rd':3 shamt[4:0]:5 01")]
    public static void CSrli(ref E e, Reg rd, Shamt shamt) => BaseIntegers<E, V, W, C>.Srli(ref e, rd, rd, shamt);

    [Instruction("c.srli64 {rd}", "100 0 00 rd':3 00000 01")]
    public static void CSrli64(ref E e, Reg rd) => BaseIntegers<E, V, W, C>.Srli(ref e, rd, rd, 0);

    [Instruction("c.srai {rd},{shamt}", "100 shamt[5]!=0:1 01 rd':3 shamt[4:0]:5 01")]
    public static void CSrai(ref E e, Reg rd, Shamt shamt) => BaseIntegers<E, V, W, C>.Srai(ref e, rd, rd, shamt);

    [Instruction("c.srai64 {rd}", "100 0 01 rd':3 00000 01")]
    public static void CSrai64(ref E e, Reg rd) => BaseIntegers<E, V, W, C>.Srai(ref e, rd, rd, 0);

    [Instruction("c.andi {rd},{imm}", "100 imm[5]:1 10 rd':3 imm[4:0]:5 01")]
    public static void CAndi(ref E e, Reg rd, Imm imm) => BaseIntegers<E, V, W, C>.Andi(ref e, rd, rd, imm);

    [Instruction("c.sub {rd},{rs2}", "100 0 11 rd':3 00 rs2':3 01")]
    public static void CSub(ref E e, Reg rd, Reg rs2) => BaseIntegers<E, V, W, C>.Sub(ref e, rd, rd, rs2);

    [Instruction("c.xor {rd},{rs2}", "100 0 11 rd':3 01 rs2':3 01")]
    public static void CXor(ref E e, Reg rd, Reg rs2) => BaseIntegers<E, V, W, C>.Xor(ref e, rd, rd, rs2);

    [Instruction("c.or {rd},{rs2}", "100 0 11 rd':3 10 rs2':3 01")]
    public static void COr(ref E e, Reg rd, Reg rs2) => BaseIntegers<E, V, W, C>.Or(ref e, rd, rd, rs2);

    [Instruction("c.and {rd},{rs2}", "100 0 11 rd':3 11 rs2':3 01")]
    public static void CAnd(ref E e, Reg rd, Reg rs2) => BaseIntegers<E, V, W, C>.And(ref e, rd, rd, rs2);

    [Instruction("c.subw {rd},{rs2}", "100 1 11 rd':3 00 rs2':3 01")]
    public static void CSubw(ref E e, Reg rd, Reg rs2) => BaseIntegers<E, V, W, C>.Subw(ref e, rd, rd, rs2);

    [Instruction("c.addw {rd},{rs2}", "100 1 11 rd':3 01 rs2':3 01")]
    public static void CAddw(ref E e, Reg rd, Reg rs2) => BaseIntegers<E, V, W, C>.Addw(ref e, rd, rd, rs2);

    [Instruction("c.j {offset}", "101 offset[11|4|9:8|10|6|7|3:1|5]:11 01")]
    public static void CJ(ref E e, Offset offset) => BaseControl<E, V, W, C>.Jal(ref e, 0, offset);

    [Instruction("c.beqz {rs1},{offset}", "110 offset[8|4:3]:3 rs1':3 offset[7:6|2:1|5]:5 01")]
    public static void CBeqz(ref E e, Reg rs1, Offset offset) => BaseControl<E, V, W, C>.Beq(ref e, rs1, 0, offset);

    [Instruction("c.bnez {rs1},{offset}", "111 offset[8|4:3]:3 rs1':3 offset[7:6|2:1|5]:5 01")]
    public static void CBnez(ref E e, Reg rs1, Offset offset) => BaseControl<E, V, W, C>.Bne(ref e, rs1, 0, offset);

    [Instruction("c.slli {rd},{shamt}", "000 shamt[5]!=0:1 rd:5 shamt[4:0]:5 10")]
    public static void CSlli(ref E e, Reg rd, Shamt shamt) => BaseIntegers<E, V, W, C>.Slli(ref e, rd, rd, shamt);

    [Instruction("c.slli64 {rd}", "000 0 rd:5 00000 10")]
    public static void CSlli64(ref E e, Reg rd) => BaseIntegers<E, V, W, C>.Slli(ref e, rd, rd, 0);

    [Instruction("c.lwsp {rd},{imm}(sp)", "010 imm[5]:1 rd!=0:5 imm[4:2|7:6]:5 10")]
    public static void CLwsp(ref E e, Reg rd, UImm imm) => BaseLoadsStores<E, V, W, C>.Lw(ref e, rd, 2, imm);

    [Instruction("c.ldsp {rd},{imm}(sp)", "011 imm[5]:1 rd!=0:5 imm[4:3|8:6]:5 10")]
    public static void CLdsp(ref E e, Reg rd, UImm imm) => BaseLoadsStores<E, V, W, C>.Ld(ref e, rd, 2, imm);

    [Instruction("c.jr {rs1}", "100 0 rs1!=0:5 00000 10")]
    public static void CJr(ref E e, Reg rs1) => BaseControl<E, V, W, C>.Jalr(ref e, 0, rs1, 0);

    [Instruction("c.mv {rd},{rs2}", "100 0 rd:5 rs2!=0:5 10")]
    public static void CMv(ref E e, Reg rd, Reg rs2) => BaseIntegers<E, V, W, C>.Add(ref e, rd, 0, rs2);

    [Instruction("c.ebreak", "100 1 00000 00000 10")]
    public static void CEbreak(ref E e) => BaseControl<E, V, W, C>.Ebreak(ref e);

    [Instruction("c.jalr {rs1}", "100 1 rs1!=0:5 00000 10")]
    public static void CJalr(ref E e, Reg rs1) => BaseControl<E, V, W, C>.Jalr(ref e, 1, rs1, 0);

    [Instruction("c.add {rd},{rs2}", "100 1 rd:5 rs2!=0:5 10")]
    public static void CAdd(ref E e, Reg rd, Reg rs2) => BaseIntegers<E, V, W, C>.Add(ref e, rd, rd, rs2);

    [Instruction("c.swsp {rs2},{imm}(sp)", "110 imm[5:2|7:6]:6 rs2:5 10")]
    public static void CSwsp(ref E e, Reg rs2, UImm imm) => BaseLoadsStores<E, V, W, C>.Sw(ref e, rs2, 2, imm);

    [Instruction("c.sdsp {rs2},{imm}(sp)", "111 imm[5:3|8:6]:6 rs2:5 10")]
    public static void CSdsp(ref E e, Reg rs2, UImm imm) => BaseLoadsStores<E, V, W, C>.Sd(ref e, rs2, 2, imm);
}
