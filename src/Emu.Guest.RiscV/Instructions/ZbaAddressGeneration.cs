using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>Zba: address generation (bit-manipulation specification 1.0, section 1.1).</summary>
[InstructionSet(Extensions.Zba)]
internal static class ZbaAddressGeneration<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("add.uw {rd},{rs1},{rs2}", "0000100 rs2:5 rs1:5 000 rd:5 0111011"), MethodImpl(AggressiveInlining)]
    public static void AddUw(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1].ZeroExtend(32) + e[rs2];

    [Instruction("sh1add {rd},{rs1},{rs2}", "0010000 rs2:5 rs1:5 010 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Sh1add(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1].ShiftLeft(1) + e[rs2];

    [Instruction("sh2add {rd},{rs1},{rs2}", "0010000 rs2:5 rs1:5 100 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Sh2add(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1].ShiftLeft(2) + e[rs2];

    [Instruction("sh3add {rd},{rs1},{rs2}", "0010000 rs2:5 rs1:5 110 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Sh3add(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1].ShiftLeft(3) + e[rs2];

    [Instruction("sh1add.uw {rd},{rs1},{rs2}", "0010000 rs2:5 rs1:5 010 rd:5 0111011", Rare = true)]
    public static void Sh1addUw(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = e[rs1].ZeroExtend(32).ShiftLeft(1) + e[rs2];

    [Instruction("sh2add.uw {rd},{rs1},{rs2}", "0010000 rs2:5 rs1:5 100 rd:5 0111011", Rare = true)]
    public static void Sh2addUw(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = e[rs1].ZeroExtend(32).ShiftLeft(2) + e[rs2];

    [Instruction("sh3add.uw {rd},{rs1},{rs2}", "0010000 rs2:5 rs1:5 110 rd:5 0111011", Rare = true)]
    public static void Sh3addUw(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = e[rs1].ZeroExtend(32).ShiftLeft(3) + e[rs2];

    [Instruction("slli.uw {rd},{rs1},{shamt}", "000010 shamt:6 rs1:5 001 rd:5 0011011"), MethodImpl(AggressiveInlining)]
    public static void SlliUw(ref E e, Reg rd, Reg rs1, Shamt shamt) =>
        e[rd] = e[rs1].ZeroExtend(32).ShiftLeft(shamt.Value);
}
