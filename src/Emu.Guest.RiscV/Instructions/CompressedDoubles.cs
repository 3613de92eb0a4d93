using Emu.Isa;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>C with D: compressed loads and stores of doubles (unprivileged specification, chapter 16.3).</summary>
[InstructionSet(Extensions.C | Extensions.D)]
internal static class CompressedDoubles<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("c.fld {rd},{imm}({rs1})", "001 imm[5:3]:3 rs1':3 imm[7:6]:2 rd':3 00")]
    public static void CFld(ref E e, FReg rd, Reg rs1, UImm imm) => DoublePrecision<E, V, W, C>.Fld(ref e, rd, rs1, imm);

    [Instruction("c.fsd {rs2},{imm}({rs1})", "101 imm[5:3]:3 rs1':3 imm[7:6]:2 rs2':3 00")]
    public static void CFsd(ref E e, FReg rs2, Reg rs1, UImm imm) => DoublePrecision<E, V, W, C>.Fsd(ref e, rs2, rs1, imm);

    [Instruction("c.fldsp {rd},{imm}(sp)", "001 imm[5]:1 rd:5 imm[4:3|8:6]:5 10")]
    public static void CFldsp(ref E e, FReg rd, UImm imm) => DoublePrecision<E, V, W, C>.Fld(ref e, rd, 2, imm);

    [Instruction("c.fsdsp {rs2},{imm}(sp)", "101 imm[5:3|8:6]:6 rs2:5 10")]
    public static void CFsdsp(ref E e, FReg rs2, UImm imm) => DoublePrecision<E, V, W, C>.Fsd(ref e, rs2, 2, imm);
}
