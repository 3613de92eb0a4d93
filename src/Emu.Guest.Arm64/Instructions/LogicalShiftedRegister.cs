using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Logical operations with registers (C4.1.5).</summary>
[InstructionSet(Arm64Features.None)]
internal static class LogicalShiftedRegister<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "and {rd}, {rn}, {rm}", "1 00 01010 00 0 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AndX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = e[rn] & e[rm];

    [Instruction(
        "and {rd}, {rn}, {rm}{, shift}", "1 00 01010 shift[7:6]!=0:2 0 rm:5 shift[5:0]:6 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AndShiftedX(ref E e, Xr rd, Xr rn, Xr rm, Shift shift) =>
        e[rd] = e[rn] & Shifts<V, C>.Shifted(e[rm], shift);

    [Instruction(
        "bic {rd}, {rn}, {rm}", "1 00 01010 00 1 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void BicX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = e[rn] & ~e[rm];

    [Instruction(
        "bic {rd}, {rn}, {rm}{, shift}", "1 00 01010 shift[7:6]!=0:2 1 rm:5 shift[5:0]:6 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void BicShiftedX(ref E e, Xr rd, Xr rn, Xr rm, Shift shift) =>
        e[rd] = e[rn] & ~Shifts<V, C>.Shifted(e[rm], shift);

    [Instruction(
        "orr {rd}, {rn}, {rm}", "1 01 01010 00 0 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void OrrX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = e[rn] | e[rm];

    [Instruction(
        "orr {rd}, {rn}, {rm}{, shift}", "1 01 01010 shift[7:6]!=0:2 0 rm:5 shift[5:0]:6 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void OrrShiftedX(ref E e, Xr rd, Xr rn, Xr rm, Shift shift) =>
        e[rd] = e[rn] | Shifts<V, C>.Shifted(e[rm], shift);

    [Instruction(
        "orn {rd}, {rn}, {rm}", "1 01 01010 00 1 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void OrnX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = e[rn] | ~e[rm];

    [Instruction(
        "orn {rd}, {rn}, {rm}{, shift}", "1 01 01010 shift[7:6]!=0:2 1 rm:5 shift[5:0]:6 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void OrnShiftedX(ref E e, Xr rd, Xr rn, Xr rm, Shift shift) =>
        e[rd] = e[rn] | ~Shifts<V, C>.Shifted(e[rm], shift);

    [Instruction(
        "eor {rd}, {rn}, {rm}", "1 10 01010 00 0 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void EorX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = e[rn] ^ e[rm];

    [Instruction(
        "eor {rd}, {rn}, {rm}{, shift}", "1 10 01010 shift[7:6]!=0:2 0 rm:5 shift[5:0]:6 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void EorShiftedX(ref E e, Xr rd, Xr rn, Xr rm, Shift shift) =>
        e[rd] = e[rn] ^ Shifts<V, C>.Shifted(e[rm], shift);

    [Instruction(
        "eon {rd}, {rn}, {rm}", "1 10 01010 00 1 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void EonX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = e[rn] ^ ~e[rm];

    [Instruction(
        "eon {rd}, {rn}, {rm}{, shift}", "1 10 01010 shift[7:6]!=0:2 1 rm:5 shift[5:0]:6 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void EonShiftedX(ref E e, Xr rd, Xr rn, Xr rm, Shift shift) =>
        e[rd] = e[rn] ^ ~Shifts<V, C>.Shifted(e[rm], shift);

    [Instruction("ands {rd}, {rn}, {rm}", "1 11 01010 00 0 rm:5 000000 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void AndsX(ref E e, Xr rd, Xr rn, Xr rm)
    {
        Nzcv<E, V, W, C>.SetLogical(ref e, e[rn] & e[rm]);
        e[rd] = e[rn] & e[rm];
    }

    [Instruction(
        "ands {rd}, {rn}, {rm}{, shift}", "1 11 01010 shift[7:6]!=0:2 0 rm:5 shift[5:0]:6 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void AndsShiftedX(ref E e, Xr rd, Xr rn, Xr rm, Shift shift)
    {
        Nzcv<E, V, W, C>.SetLogical(ref e, e[rn] & Shifts<V, C>.Shifted(e[rm], shift));
        e[rd] = e[rn] & Shifts<V, C>.Shifted(e[rm], shift);
    }

    [Instruction("bics {rd}, {rn}, {rm}", "1 11 01010 00 1 rm:5 000000 rn:5 rd:5", Rare = true)]
    public static void BicsX(ref E e, Xr rd, Xr rn, Xr rm)
    {
        Nzcv<E, V, W, C>.SetLogical(ref e, e[rn] & ~e[rm]);
        e[rd] = e[rn] & ~e[rm];
    }

    [Instruction(
        "bics {rd}, {rn}, {rm}{, shift}", "1 11 01010 shift[7:6]!=0:2 1 rm:5 shift[5:0]:6 rn:5 rd:5",
        Rare = true)]
    public static void BicsShiftedX(ref E e, Xr rd, Xr rn, Xr rm, Shift shift)
    {
        Nzcv<E, V, W, C>.SetLogical(ref e, e[rn] & ~Shifts<V, C>.Shifted(e[rm], shift));
        e[rd] = e[rn] & ~Shifts<V, C>.Shifted(e[rm], shift);
    }

    [Instruction(
        "and {rd}, {rn}, {rm}", "0 00 01010 00 0 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AndW(ref E e, Wr rd, Wr rn, Wr rm) => e[rd] = (e[rn] & e[rm]).ZeroExtend(32);

    [Instruction(
        "and {rd}, {rn}, {rm}{, shift}", "0 00 01010 shift[7:6]!=0:2 0 rm:5 0 shift[4:0]:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AndShiftedW(ref E e, Wr rd, Wr rn, Wr rm, Shift shift) =>
        e[rd] = (e[rn] & Shifts<V, C>.ShiftedWord(e[rm], shift)).ZeroExtend(32);

    [Instruction(
        "bic {rd}, {rn}, {rm}", "0 00 01010 00 1 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void BicW(ref E e, Wr rd, Wr rn, Wr rm) => e[rd] = (e[rn] & ~e[rm]).ZeroExtend(32);

    [Instruction(
        "bic {rd}, {rn}, {rm}{, shift}", "0 00 01010 shift[7:6]!=0:2 1 rm:5 0 shift[4:0]:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void BicShiftedW(ref E e, Wr rd, Wr rn, Wr rm, Shift shift) =>
        e[rd] = (e[rn] & ~Shifts<V, C>.ShiftedWord(e[rm], shift)).ZeroExtend(32);

    [Instruction(
        "orr {rd}, {rn}, {rm}", "0 01 01010 00 0 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void OrrW(ref E e, Wr rd, Wr rn, Wr rm) => e[rd] = (e[rn] | e[rm]).ZeroExtend(32);

    [Instruction(
        "orr {rd}, {rn}, {rm}{, shift}", "0 01 01010 shift[7:6]!=0:2 0 rm:5 0 shift[4:0]:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void OrrShiftedW(ref E e, Wr rd, Wr rn, Wr rm, Shift shift) =>
        e[rd] = (e[rn] | Shifts<V, C>.ShiftedWord(e[rm], shift)).ZeroExtend(32);

    [Instruction(
        "orn {rd}, {rn}, {rm}", "0 01 01010 00 1 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void OrnW(ref E e, Wr rd, Wr rn, Wr rm) => e[rd] = (e[rn] | ~e[rm]).ZeroExtend(32);

    [Instruction(
        "orn {rd}, {rn}, {rm}{, shift}", "0 01 01010 shift[7:6]!=0:2 1 rm:5 0 shift[4:0]:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void OrnShiftedW(ref E e, Wr rd, Wr rn, Wr rm, Shift shift) =>
        e[rd] = (e[rn] | ~Shifts<V, C>.ShiftedWord(e[rm], shift)).ZeroExtend(32);

    [Instruction(
        "eor {rd}, {rn}, {rm}", "0 10 01010 00 0 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void EorW(ref E e, Wr rd, Wr rn, Wr rm) => e[rd] = (e[rn] ^ e[rm]).ZeroExtend(32);

    [Instruction(
        "eor {rd}, {rn}, {rm}{, shift}", "0 10 01010 shift[7:6]!=0:2 0 rm:5 0 shift[4:0]:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void EorShiftedW(ref E e, Wr rd, Wr rn, Wr rm, Shift shift) =>
        e[rd] = (e[rn] ^ Shifts<V, C>.ShiftedWord(e[rm], shift)).ZeroExtend(32);

    [Instruction(
        "eon {rd}, {rn}, {rm}", "0 10 01010 00 1 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void EonW(ref E e, Wr rd, Wr rn, Wr rm) => e[rd] = (e[rn] ^ ~e[rm]).ZeroExtend(32);

    [Instruction(
        "eon {rd}, {rn}, {rm}{, shift}", "0 10 01010 shift[7:6]!=0:2 1 rm:5 0 shift[4:0]:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void EonShiftedW(ref E e, Wr rd, Wr rn, Wr rm, Shift shift) =>
        e[rd] = (e[rn] ^ ~Shifts<V, C>.ShiftedWord(e[rm], shift)).ZeroExtend(32);

    [Instruction("ands {rd}, {rn}, {rm}", "0 11 01010 00 0 rm:5 000000 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void AndsW(ref E e, Wr rd, Wr rn, Wr rm)
    {
        Nzcv<E, V, W, C>.SetLogicalWord(ref e, e[rn] & e[rm]);
        e[rd] = (e[rn] & e[rm]).ZeroExtend(32);
    }

    [Instruction(
        "ands {rd}, {rn}, {rm}{, shift}", "0 11 01010 shift[7:6]!=0:2 0 rm:5 0 shift[4:0]:5 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void AndsShiftedW(ref E e, Wr rd, Wr rn, Wr rm, Shift shift)
    {
        Nzcv<E, V, W, C>.SetLogicalWord(ref e, e[rn] & Shifts<V, C>.ShiftedWord(e[rm], shift));
        e[rd] = (e[rn] & Shifts<V, C>.ShiftedWord(e[rm], shift)).ZeroExtend(32);
    }

    [Instruction("bics {rd}, {rn}, {rm}", "0 11 01010 00 1 rm:5 000000 rn:5 rd:5", Rare = true)]
    public static void BicsW(ref E e, Wr rd, Wr rn, Wr rm)
    {
        Nzcv<E, V, W, C>.SetLogicalWord(ref e, e[rn] & ~e[rm]);
        e[rd] = (e[rn] & ~e[rm]).ZeroExtend(32);
    }

    [Instruction(
        "bics {rd}, {rn}, {rm}{, shift}", "0 11 01010 shift[7:6]!=0:2 1 rm:5 0 shift[4:0]:5 rn:5 rd:5",
        Rare = true)]
    public static void BicsShiftedW(ref E e, Wr rd, Wr rn, Wr rm, Shift shift)
    {
        Nzcv<E, V, W, C>.SetLogicalWord(ref e, e[rn] & ~Shifts<V, C>.ShiftedWord(e[rm], shift));
        e[rd] = (e[rn] & ~Shifts<V, C>.ShiftedWord(e[rm], shift)).ZeroExtend(32);
    }
}
