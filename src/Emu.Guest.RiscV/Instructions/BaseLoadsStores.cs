using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>RV64I: loads and stores (unprivileged specification, chapters 2.6 and 5.3).</summary>
[InstructionSet(Extensions.I)]
internal static class BaseLoadsStores<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "lb {rd},{imm}({rs1})", "imm:12 rs1:5 000 rd:5 0000011",
        Traits = InstructionTraits.Load, AccessSize = Width.Byte)]
    [MethodImpl(AggressiveInlining)]
    public static void Lb(ref E e, Reg rd, Reg rs1, Imm imm)
    {
        if (e.Load(e[rs1] + imm.Value, Width.Byte, out V value))
            e[rd] = value.SignExtend(8);
    }

    [Instruction(
        "lh {rd},{imm}({rs1})", "imm:12 rs1:5 001 rd:5 0000011",
        Traits = InstructionTraits.Load, AccessSize = Width.Half)]
    [MethodImpl(AggressiveInlining)]
    public static void Lh(ref E e, Reg rd, Reg rs1, Imm imm)
    {
        if (e.Load(e[rs1] + imm.Value, Width.Half, out V value))
            e[rd] = value.SignExtend(16);
    }

    [Instruction(
        "lw {rd},{imm}({rs1})", "imm:12 rs1:5 010 rd:5 0000011",
        Traits = InstructionTraits.Load, AccessSize = Width.Word)]
    [MethodImpl(AggressiveInlining)]
    public static void Lw(ref E e, Reg rd, Reg rs1, Imm imm)
    {
        if (e.Load(e[rs1] + imm.Value, Width.Word, out V value))
            e[rd] = value.SignExtend(32);
    }

    [Instruction(
        "ld {rd},{imm}({rs1})", "imm:12 rs1:5 011 rd:5 0000011", Traits = InstructionTraits.Load)]
    [MethodImpl(AggressiveInlining)]
    public static void Ld(ref E e, Reg rd, Reg rs1, Imm imm)
    {
        if (e.Load(e[rs1] + imm.Value, Width.Double, out V value))
            e[rd] = value;
    }

    [Instruction(
        "lbu {rd},{imm}({rs1})", "imm:12 rs1:5 100 rd:5 0000011",
        Traits = InstructionTraits.Load | InstructionTraits.ZeroExtends, AccessSize = Width.Byte)]
    [MethodImpl(AggressiveInlining)]
    public static void Lbu(ref E e, Reg rd, Reg rs1, Imm imm)
    {
        if (e.Load(e[rs1] + imm.Value, Width.Byte, out V value))
            e[rd] = value;
    }

    [Instruction(
        "lhu {rd},{imm}({rs1})", "imm:12 rs1:5 101 rd:5 0000011",
        Traits = InstructionTraits.Load | InstructionTraits.ZeroExtends, AccessSize = Width.Half)]
    [MethodImpl(AggressiveInlining)]
    public static void Lhu(ref E e, Reg rd, Reg rs1, Imm imm)
    {
        if (e.Load(e[rs1] + imm.Value, Width.Half, out V value))
            e[rd] = value;
    }

    [Instruction(
        "lwu {rd},{imm}({rs1})", "imm:12 rs1:5 110 rd:5 0000011",
        Traits = InstructionTraits.Load | InstructionTraits.ZeroExtends, AccessSize = Width.Word)]
    [MethodImpl(AggressiveInlining)]
    public static void Lwu(ref E e, Reg rd, Reg rs1, Imm imm)
    {
        if (e.Load(e[rs1] + imm.Value, Width.Word, out V value))
            e[rd] = value;
    }

    [Instruction(
        "sb {rs2},{imm}({rs1})", "imm[11:5]:7 rs2:5 rs1:5 000 imm[4:0]:5 0100011",
        Traits = InstructionTraits.Store, AccessSize = Width.Byte)]
    [MethodImpl(AggressiveInlining)]
    public static void Sb(ref E e, Reg rs2, Reg rs1, Imm imm) => e.Store(e[rs1] + imm.Value, Width.Byte, e[rs2]);

    [Instruction(
        "sh {rs2},{imm}({rs1})", "imm[11:5]:7 rs2:5 rs1:5 001 imm[4:0]:5 0100011",
        Traits = InstructionTraits.Store, AccessSize = Width.Half)]
    [MethodImpl(AggressiveInlining)]
    public static void Sh(ref E e, Reg rs2, Reg rs1, Imm imm) => e.Store(e[rs1] + imm.Value, Width.Half, e[rs2]);

    [Instruction(
        "sw {rs2},{imm}({rs1})", "imm[11:5]:7 rs2:5 rs1:5 010 imm[4:0]:5 0100011",
        Traits = InstructionTraits.Store, AccessSize = Width.Word)]
    [MethodImpl(AggressiveInlining)]
    public static void Sw(ref E e, Reg rs2, Reg rs1, Imm imm) => e.Store(e[rs1] + imm.Value, Width.Word, e[rs2]);

    [Instruction(
        "sd {rs2},{imm}({rs1})", "imm[11:5]:7 rs2:5 rs1:5 011 imm[4:0]:5 0100011", Traits = InstructionTraits.Store)]
    [MethodImpl(AggressiveInlining)]
    public static void Sd(ref E e, Reg rs2, Reg rs1, Imm imm) => e.Store(e[rs1] + imm.Value, Width.Double, e[rs2]);
}
