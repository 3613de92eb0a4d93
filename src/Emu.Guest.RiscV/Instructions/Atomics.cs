using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>
/// A: atomic accesses (unprivileged specification, chapter 8). The emitter's atomic operations are sequentially
/// consistent, which is what any <c>aq</c> and <c>rl</c> can ask for: the ordering is there to be printed.
/// </summary>
[InstructionSet(Extensions.A)]
internal static class Atomics<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("lr.w{ordering} {rd},({rs1})", "00010 ordering:2 00000 rs1:5 010 rd:5 0101111")]
    [MethodImpl(AggressiveInlining)]
    public static void LrW(ref E e, Reg rd, Reg rs1, Ordering ordering)
    {
        if (e.LoadReserved(e[rs1], Width.Word, out V value))
            e[rd] = value.SignExtend(32);
    }

    [Instruction("sc.w{ordering} {rd},{rs2},({rs1})", "00011 ordering:2 rs2:5 rs1:5 010 rd:5 0101111")]
    [MethodImpl(AggressiveInlining)]
    public static void ScW(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering)
    {
        if (e.StoreConditional(e[rs1], Width.Word, e[rs2], out V failed))
            e[rd] = failed;
    }

    [Instruction("lr.d{ordering} {rd},({rs1})", "00010 ordering:2 00000 rs1:5 011 rd:5 0101111")]
    [MethodImpl(AggressiveInlining)]
    public static void LrD(ref E e, Reg rd, Reg rs1, Ordering ordering)
    {
        if (e.LoadReserved(e[rs1], Width.Double, out V value))
            e[rd] = value;
    }

    [Instruction("sc.d{ordering} {rd},{rs2},({rs1})", "00011 ordering:2 rs2:5 rs1:5 011 rd:5 0101111")]
    [MethodImpl(AggressiveInlining)]
    public static void ScD(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering)
    {
        if (e.StoreConditional(e[rs1], Width.Double, e[rs2], out V failed))
            e[rd] = failed;
    }

    [Instruction("amoswap.w{ordering} {rd},{rs2},({rs1})", "00001 ordering:2 rs2:5 rs1:5 010 rd:5 0101111")]
    [MethodImpl(AggressiveInlining)]
    public static void AmoswapW(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteWord(ref e, AtomicOperation.Swap, rd, rs2, rs1);

    [Instruction("amoadd.w{ordering} {rd},{rs2},({rs1})", "00000 ordering:2 rs2:5 rs1:5 010 rd:5 0101111")]
    [MethodImpl(AggressiveInlining)]
    public static void AmoaddW(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteWord(ref e, AtomicOperation.Add, rd, rs2, rs1);

    [Instruction("amoxor.w{ordering} {rd},{rs2},({rs1})", "00100 ordering:2 rs2:5 rs1:5 010 rd:5 0101111", Rare = true)]
    public static void AmoxorW(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteWord(ref e, AtomicOperation.Xor, rd, rs2, rs1);

    [Instruction("amoand.w{ordering} {rd},{rs2},({rs1})", "01100 ordering:2 rs2:5 rs1:5 010 rd:5 0101111")]
    [MethodImpl(AggressiveInlining)]
    public static void AmoandW(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteWord(ref e, AtomicOperation.And, rd, rs2, rs1);

    [Instruction("amoor.w{ordering} {rd},{rs2},({rs1})", "01000 ordering:2 rs2:5 rs1:5 010 rd:5 0101111")]
    [MethodImpl(AggressiveInlining)]
    public static void AmoorW(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteWord(ref e, AtomicOperation.Or, rd, rs2, rs1);

    [Instruction("amomin.w{ordering} {rd},{rs2},({rs1})", "10000 ordering:2 rs2:5 rs1:5 010 rd:5 0101111", Rare = true)]
    public static void AmominW(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteWord(ref e, AtomicOperation.MinSigned, rd, rs2, rs1);

    [Instruction("amomax.w{ordering} {rd},{rs2},({rs1})", "10100 ordering:2 rs2:5 rs1:5 010 rd:5 0101111", Rare = true)]
    public static void AmomaxW(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteWord(ref e, AtomicOperation.MaxSigned, rd, rs2, rs1);

    [Instruction(
        "amominu.w{ordering} {rd},{rs2},({rs1})", "11000 ordering:2 rs2:5 rs1:5 010 rd:5 0101111", Rare = true)]
    public static void AmominuW(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteWord(ref e, AtomicOperation.MinUnsigned, rd, rs2, rs1);

    [Instruction(
        "amomaxu.w{ordering} {rd},{rs2},({rs1})", "11100 ordering:2 rs2:5 rs1:5 010 rd:5 0101111", Rare = true)]
    public static void AmomaxuW(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteWord(ref e, AtomicOperation.MaxUnsigned, rd, rs2, rs1);

    [Instruction("amoswap.d{ordering} {rd},{rs2},({rs1})", "00001 ordering:2 rs2:5 rs1:5 011 rd:5 0101111")]
    [MethodImpl(AggressiveInlining)]
    public static void AmoswapD(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteDouble(ref e, AtomicOperation.Swap, rd, rs2, rs1);

    [Instruction("amoadd.d{ordering} {rd},{rs2},({rs1})", "00000 ordering:2 rs2:5 rs1:5 011 rd:5 0101111")]
    [MethodImpl(AggressiveInlining)]
    public static void AmoaddD(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteDouble(ref e, AtomicOperation.Add, rd, rs2, rs1);

    [Instruction("amoxor.d{ordering} {rd},{rs2},({rs1})", "00100 ordering:2 rs2:5 rs1:5 011 rd:5 0101111", Rare = true)]
    public static void AmoxorD(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteDouble(ref e, AtomicOperation.Xor, rd, rs2, rs1);

    [Instruction("amoand.d{ordering} {rd},{rs2},({rs1})", "01100 ordering:2 rs2:5 rs1:5 011 rd:5 0101111")]
    [MethodImpl(AggressiveInlining)]
    public static void AmoandD(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteDouble(ref e, AtomicOperation.And, rd, rs2, rs1);

    [Instruction("amoor.d{ordering} {rd},{rs2},({rs1})", "01000 ordering:2 rs2:5 rs1:5 011 rd:5 0101111")]
    [MethodImpl(AggressiveInlining)]
    public static void AmoorD(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteDouble(ref e, AtomicOperation.Or, rd, rs2, rs1);

    [Instruction("amomin.d{ordering} {rd},{rs2},({rs1})", "10000 ordering:2 rs2:5 rs1:5 011 rd:5 0101111", Rare = true)]
    public static void AmominD(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteDouble(ref e, AtomicOperation.MinSigned, rd, rs2, rs1);

    [Instruction("amomax.d{ordering} {rd},{rs2},({rs1})", "10100 ordering:2 rs2:5 rs1:5 011 rd:5 0101111", Rare = true)]
    public static void AmomaxD(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteDouble(ref e, AtomicOperation.MaxSigned, rd, rs2, rs1);

    [Instruction(
        "amominu.d{ordering} {rd},{rs2},({rs1})", "11000 ordering:2 rs2:5 rs1:5 011 rd:5 0101111", Rare = true)]
    public static void AmominuD(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteDouble(ref e, AtomicOperation.MinUnsigned, rd, rs2, rs1);

    [Instruction(
        "amomaxu.d{ordering} {rd},{rs2},({rs1})", "11100 ordering:2 rs2:5 rs1:5 011 rd:5 0101111", Rare = true)]
    public static void AmomaxuD(ref E e, Reg rd, Reg rs2, Reg rs1, Ordering ordering) =>
        ReadModifyWriteDouble(ref e, AtomicOperation.MaxUnsigned, rd, rs2, rs1);

    [MethodImpl(AggressiveInlining)]
    private static void ReadModifyWriteWord(ref E e, AtomicOperation operation, Reg rd, Reg rs2, Reg rs1)
    {
        if (e.AtomicReadModifyWrite(operation, e[rs1], Width.Word, e[rs2], out V old))
            e[rd] = old.SignExtend(32);
    }

    [MethodImpl(AggressiveInlining)]
    private static void ReadModifyWriteDouble(ref E e, AtomicOperation operation, Reg rd, Reg rs2, Reg rs1)
    {
        if (e.AtomicReadModifyWrite(operation, e[rs1], Width.Double, e[rs2], out V old))
            e[rd] = old;
    }
}
