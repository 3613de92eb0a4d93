using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>RV64I: integer computation (unprivileged specification, chapters 2.4 and 5.2).</summary>
[InstructionSet(Extensions.I)]
internal static class BaseIntegers<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "lui {rd},{imm}", "imm[31:12]:20 rd:5 0110111", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Lui(ref E e, Reg rd, UpperImm imm) => e[rd] = imm.Value;

    [Instruction(
        "auipc {rd},{imm}", "imm[31:12]:20 rd:5 0010111", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Auipc(ref E e, Reg rd, UpperImm imm) => e[rd] = e.Pc + imm.Value;

    [Instruction(
        "addi {rd},{rs1},{imm}", "imm:12 rs1:5 000 rd:5 0010011",
        Traits = InstructionTraits.Arithmetic | InstructionTraits.AddImmediate)]
    [MethodImpl(AggressiveInlining)]
    public static void Addi(ref E e, Reg rd, Reg rs1, Imm imm) => e[rd] = e[rs1] + imm.Value;

    [Instruction("slti {rd},{rs1},{imm}", "imm:12 rs1:5 010 rd:5 0010011"), MethodImpl(AggressiveInlining)]
    public static void Slti(ref E e, Reg rd, Reg rs1, Imm imm) =>
        e[rd] = V.FromCondition(e[rs1].IsLessSigned(imm.Value));

    [Instruction("sltiu {rd},{rs1},{imm}", "imm:12 rs1:5 011 rd:5 0010011"), MethodImpl(AggressiveInlining)]
    public static void Sltiu(ref E e, Reg rd, Reg rs1, Imm imm) =>
        e[rd] = V.FromCondition(e[rs1].IsLessUnsigned(imm.Value));

    [Instruction(
        "xori {rd},{rs1},{imm}", "imm:12 rs1:5 100 rd:5 0010011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Xori(ref E e, Reg rd, Reg rs1, Imm imm) => e[rd] = e[rs1] ^ imm.Value;

    [Instruction(
        "ori {rd},{rs1},{imm}", "imm:12 rs1:5 110 rd:5 0010011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Ori(ref E e, Reg rd, Reg rs1, Imm imm) => e[rd] = e[rs1] | imm.Value;

    [Instruction(
        "andi {rd},{rs1},{imm}", "imm:12 rs1:5 111 rd:5 0010011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Andi(ref E e, Reg rd, Reg rs1, Imm imm) => e[rd] = e[rs1] & imm.Value;

    [Instruction(
        "slli {rd},{rs1},{shamt}", "000000 shamt:6 rs1:5 001 rd:5 0010011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Slli(ref E e, Reg rd, Reg rs1, Shamt shamt) => e[rd] = e[rs1].ShiftLeft(shamt.Value);

    [Instruction(
        "srli {rd},{rs1},{shamt}", "000000 shamt:6 rs1:5 101 rd:5 0010011",
        Traits = InstructionTraits.Arithmetic | InstructionTraits.ShiftRight)]
    [MethodImpl(AggressiveInlining)]
    public static void Srli(ref E e, Reg rd, Reg rs1, Shamt shamt) =>
        e[rd] = e[rs1].ShiftRightLogical(shamt.Value);

    [Instruction(
        "srai {rd},{rs1},{shamt}", "010000 shamt:6 rs1:5 101 rd:5 0010011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Srai(ref E e, Reg rd, Reg rs1, Shamt shamt) =>
        e[rd] = e[rs1].ShiftRightArithmetic(shamt.Value);

    [Instruction(
        "add {rd},{rs1},{rs2}", "0000000 rs2:5 rs1:5 000 rd:5 0110011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Add(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1] + e[rs2];

    [Instruction(
        "sub {rd},{rs1},{rs2}", "0100000 rs2:5 rs1:5 000 rd:5 0110011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Sub(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1] - e[rs2];

    [Instruction("sll {rd},{rs1},{rs2}", "0000000 rs2:5 rs1:5 001 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Sll(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1].ShiftLeft(e[rs2]);

    [Instruction("slt {rd},{rs1},{rs2}", "0000000 rs2:5 rs1:5 010 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Slt(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = V.FromCondition(e[rs1].IsLessSigned(e[rs2]));

    [Instruction("sltu {rd},{rs1},{rs2}", "0000000 rs2:5 rs1:5 011 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Sltu(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = V.FromCondition(e[rs1].IsLessUnsigned(e[rs2]));

    [Instruction(
        "xor {rd},{rs1},{rs2}", "0000000 rs2:5 rs1:5 100 rd:5 0110011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Xor(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1] ^ e[rs2];

    [Instruction("srl {rd},{rs1},{rs2}", "0000000 rs2:5 rs1:5 101 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Srl(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1].ShiftRightLogical(e[rs2]);

    [Instruction("sra {rd},{rs1},{rs2}", "0100000 rs2:5 rs1:5 101 rd:5 0110011"), MethodImpl(AggressiveInlining)]
    public static void Sra(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1].ShiftRightArithmetic(e[rs2]);

    [Instruction(
        "or {rd},{rs1},{rs2}", "0000000 rs2:5 rs1:5 110 rd:5 0110011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Or(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1] | e[rs2];

    [Instruction(
        "and {rd},{rs1},{rs2}", "0000000 rs2:5 rs1:5 111 rd:5 0110011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void And(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = e[rs1] & e[rs2];

    [Instruction(
        "addiw {rd},{rs1},{imm}", "imm:12 rs1:5 000 rd:5 0011011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Addiw(ref E e, Reg rd, Reg rs1, Imm imm) => e[rd] = (e[rs1] + imm.Value).SignExtend(32);

    [Instruction(
        "slliw {rd},{rs1},{shamt}", "0000000 shamt:5 rs1:5 001 rd:5 0011011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Slliw(ref E e, Reg rd, Reg rs1, Shamt shamt) =>
        e[rd] = e[rs1].ShiftLeft(shamt.Value).SignExtend(32);

    [Instruction(
        "srliw {rd},{rs1},{shamt}", "0000000 shamt:5 rs1:5 101 rd:5 0011011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Srliw(ref E e, Reg rd, Reg rs1, Shamt shamt) =>
        e[rd] = e[rs1].ZeroExtend(32).ShiftRightLogical(shamt.Value).SignExtend(32);

    [Instruction(
        "sraiw {rd},{rs1},{shamt}", "0100000 shamt:5 rs1:5 101 rd:5 0011011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Sraiw(ref E e, Reg rd, Reg rs1, Shamt shamt) =>
        e[rd] = e[rs1].SignExtend(32).ShiftRightArithmetic(shamt.Value);

    [Instruction(
        "addw {rd},{rs1},{rs2}", "0000000 rs2:5 rs1:5 000 rd:5 0111011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Addw(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = (e[rs1] + e[rs2]).SignExtend(32);

    [Instruction(
        "subw {rd},{rs1},{rs2}", "0100000 rs2:5 rs1:5 000 rd:5 0111011", Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Subw(ref E e, Reg rd, Reg rs1, Reg rs2) => e[rd] = (e[rs1] - e[rs2]).SignExtend(32);

    [Instruction("sllw {rd},{rs1},{rs2}", "0000000 rs2:5 rs1:5 001 rd:5 0111011"), MethodImpl(AggressiveInlining)]
    public static void Sllw(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = e[rs1].ShiftLeft(e[rs2] & 31).SignExtend(32);

    [Instruction("srlw {rd},{rs1},{rs2}", "0000000 rs2:5 rs1:5 101 rd:5 0111011"), MethodImpl(AggressiveInlining)]
    public static void Srlw(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = e[rs1].ZeroExtend(32).ShiftRightLogical(e[rs2] & 31).SignExtend(32);

    [Instruction("sraw {rd},{rs1},{rs2}", "0100000 rs2:5 rs1:5 101 rd:5 0111011"), MethodImpl(AggressiveInlining)]
    public static void Sraw(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = e[rs1].SignExtend(32).ShiftRightArithmetic(e[rs2] & 31);
}
