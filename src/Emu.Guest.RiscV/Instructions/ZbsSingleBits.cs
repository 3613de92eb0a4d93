using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>Zbs: single-bit instructions (bit-manipulation specification 1.0, section 1.4).</summary>
[InstructionSet(Extensions.Zbs)]
internal static class ZbsSingleBits<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("bclr {rd},{rs1},{rs2}", "0100100 rs2:5 rs1:5 001 rd:5 0110011", Rare = true)]
    public static void Bclr(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1] & ~Bit(e[rs2]);

    [Instruction("bclri {rd},{rs1},{shamt}", "010010 shamt:6 rs1:5 001 rd:5 0010011", Rare = true)]
    public static void Bclri(ref E e, Reg rd, Reg rs1, Shamt shamt) => e[rd] = e[rs1] & ~Bit(shamt.Value);

    [Instruction("bext {rd},{rs1},{rs2}", "0100100 rs2:5 rs1:5 101 rd:5 0110011", Rare = true)]
    public static void Bext(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1].ShiftRightLogical(e[rs2]) & 1;

    [Instruction("bexti {rd},{rs1},{shamt}", "010010 shamt:6 rs1:5 101 rd:5 0010011"), MethodImpl(AggressiveInlining)]
    public static void Bexti(ref E e, Reg rd, Reg rs1, Shamt shamt) =>
        e[rd] = e[rs1].ShiftRightLogical(shamt.Value) & 1;

    [Instruction("binv {rd},{rs1},{rs2}", "0110100 rs2:5 rs1:5 001 rd:5 0110011", Rare = true)]
    public static void Binv(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1] ^ Bit(e[rs2]);

    [Instruction("binvi {rd},{rs1},{shamt}", "011010 shamt:6 rs1:5 001 rd:5 0010011", Rare = true)]
    public static void Binvi(ref E e, Reg rd, Reg rs1, Shamt shamt) => e[rd] = e[rs1] ^ Bit(shamt.Value);

    [Instruction("bset {rd},{rs1},{rs2}", "0010100 rs2:5 rs1:5 001 rd:5 0110011", Rare = true)]
    public static void Bset(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1] | Bit(e[rs2]);

    [Instruction("bseti {rd},{rs1},{shamt}", "001010 shamt:6 rs1:5 001 rd:5 0010011", Rare = true)]
    public static void Bseti(ref E e, Reg rd, Reg rs1, Shamt shamt) => e[rd] = e[rs1] | Bit(shamt.Value);

    private static V Bit(V index) => ((V)1).ShiftLeft(index);
}
