using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>Zbb: basic bit manipulation (bit-manipulation specification 1.0, section 1.2).</summary>
[InstructionSet(Extensions.Zbb)]
internal static class ZbbBitManipulation<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("andn {rd},{rs1},{rs2}", "0100000 rs2:5 rs1:5 111 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Andn(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1] & ~e[rs2];

    [Instruction("orn {rd},{rs1},{rs2}", "0100000 rs2:5 rs1:5 110 rd:5 0110011", Rare = true)]
    public static void Orn(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1] | ~e[rs2];

    [Instruction("xnor {rd},{rs1},{rs2}", "0100000 rs2:5 rs1:5 100 rd:5 0110011", Rare = true)]
    public static void Xnor(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = ~(e[rs1] ^ e[rs2]);

    [Instruction("clz {rd},{rs1}", "011000000000 rs1:5 001 rd:5 0010011"), MethodImpl(AggressiveInlining)]
    public static void Clz(ref E e, Reg rd, Reg rs1) => e[rd] = e[rs1].CountLeadingZeros();

    [Instruction("clzw {rd},{rs1}", "011000000000 rs1:5 001 rd:5 0011011", Rare = true)]
    public static void Clzw(ref E e, Reg rd, Reg rs1) => e[rd] = e[rs1].ZeroExtend(32).CountLeadingZeros() - 32;

    [Instruction("ctz {rd},{rs1}", "011000000001 rs1:5 001 rd:5 0010011"), MethodImpl(AggressiveInlining)]
    public static void Ctz(ref E e, Reg rd, Reg rs1) => e[rd] = e[rs1].CountTrailingZeros();

    [Instruction("ctzw {rd},{rs1}", "011000000001 rs1:5 001 rd:5 0011011", Rare = true)]
    public static void Ctzw(ref E e, Reg rd, Reg rs1) => e[rd] = (e[rs1] | (1L << 32)).CountTrailingZeros();

    [Instruction("cpop {rd},{rs1}", "011000000010 rs1:5 001 rd:5 0010011"), MethodImpl(AggressiveInlining)]
    public static void Cpop(ref E e, Reg rd, Reg rs1) => e[rd] = e[rs1].PopulationCount();

    [Instruction("cpopw {rd},{rs1}", "011000000010 rs1:5 001 rd:5 0011011", Rare = true)]
    public static void Cpopw(ref E e, Reg rd, Reg rs1) => e[rd] = e[rs1].ZeroExtend(32).PopulationCount();

    [Instruction("max {rd},{rs1},{rs2}", "0000101 rs2:5 rs1:5 110 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Max(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = V.Select(e[rs1].IsLessSigned(e[rs2]), e[rs2], e[rs1]);

    [Instruction("maxu {rd},{rs1},{rs2}", "0000101 rs2:5 rs1:5 111 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Maxu(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = V.Select(e[rs1].IsLessUnsigned(e[rs2]), e[rs2], e[rs1]);

    [Instruction("min {rd},{rs1},{rs2}", "0000101 rs2:5 rs1:5 100 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Min(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = V.Select(e[rs1].IsLessSigned(e[rs2]), e[rs1], e[rs2]);

    [Instruction("minu {rd},{rs1},{rs2}", "0000101 rs2:5 rs1:5 101 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Minu(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = V.Select(e[rs1].IsLessUnsigned(e[rs2]), e[rs1], e[rs2]);

    [Instruction("sext.b {rd},{rs1}", "011000000100 rs1:5 001 rd:5 0010011"), MethodImpl(AggressiveInlining)]
    public static void SextB(ref E e, Reg rd, Reg rs1) => e[rd] = e[rs1].SignExtend(8);

    [Instruction("sext.h {rd},{rs1}", "011000000101 rs1:5 001 rd:5 0010011"), MethodImpl(AggressiveInlining)]
    public static void SextH(ref E e, Reg rd, Reg rs1) => e[rd] = e[rs1].SignExtend(16);

    [Instruction("zext.h {rd},{rs1}", "000010000000 rs1:5 100 rd:5 0111011"), MethodImpl(AggressiveInlining)]
    public static void ZextH(ref E e, Reg rd, Reg rs1) => e[rd] = e[rs1].ZeroExtend(16);

    [Instruction("rol {rd},{rs1},{rs2}", "0110000 rs2:5 rs1:5 001 rd:5 0110011", Rare = true)]
    public static void Rol(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1].RotateRight((V)0 - e[rs2]);

    [Instruction("rolw {rd},{rs1},{rs2}", "0110000 rs2:5 rs1:5 001 rd:5 0111011", Rare = true)]
    public static void Rolw(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = e[rs1].RotateRightWord((V)0 - e[rs2]).SignExtend(32);

    [Instruction("ror {rd},{rs1},{rs2}", "0110000 rs2:5 rs1:5 101 rd:5 0110011", Rare = true)]
    public static void Ror(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1].RotateRight(e[rs2]);

    [Instruction("rori {rd},{rs1},{shamt}", "011000 shamt:6 rs1:5 101 rd:5 0010011"), MethodImpl(AggressiveInlining)]
    public static void Rori(ref E e, Reg rd, Reg rs1, Shamt shamt) => e[rd] = e[rs1].RotateRight(shamt.Value);

    [Instruction("roriw {rd},{rs1},{shamt}", "0110000 shamt:5 rs1:5 101 rd:5 0011011", Rare = true)]
    public static void Roriw(ref E e, Reg rd, Reg rs1, Shamt shamt) =>
        e[rd] = e[rs1].RotateRightWord(shamt.Value).SignExtend(32);

    [Instruction("rorw {rd},{rs1},{rs2}", "0110000 rs2:5 rs1:5 101 rd:5 0111011", Rare = true)]
    public static void Rorw(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = e[rs1].RotateRightWord(e[rs2]).SignExtend(32);

    [Instruction("orc.b {rd},{rs1}", "001010000111 rs1:5 101 rd:5 0010011", Rare = true)]
    public static void OrcB(ref E e, Reg rd, Reg rs1)
    {
        // The top bit of each byte, set when the byte is not zero: adding 0x7f carries into it from any lower bit.
        const long LowBits = 0x7f7f_7f7f_7f7f_7f7f;
        V value = e[rs1];
        V notZero = ((value & LowBits) + LowBits | value) & ~LowBits;
        e[rd] = notZero.ShiftRightLogical(7) * 0xff;
    }

    [Instruction("rev8 {rd},{rs1}", "011010111000 rs1:5 101 rd:5 0010011"), MethodImpl(AggressiveInlining)]
    public static void Rev8(ref E e, Reg rd, Reg rs1) => e[rd] = e[rs1].ReverseBytes();
}
