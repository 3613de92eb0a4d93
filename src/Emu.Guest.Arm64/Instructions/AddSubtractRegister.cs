using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Addition and subtraction of registers (C4.1.5).</summary>
[InstructionSet(Arm64Features.None)]
internal static class AddSubtractRegister<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "add {rd}, {rn}, {rm}", "1 0 0 01011 00 0 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AddX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = e[rn] + e[rm];

    [Instruction("adds {rd}, {rn}, {rm}", "1 0 1 01011 00 0 rm:5 000000 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void AddsX(ref E e, Xr rd, Xr rn, Xr rm)
    {
        Nzcv<E, V, W, C>.SetAddition(ref e, e[rn], e[rm]);
        e[rd] = e[rn] + e[rm];
    }

    [Instruction(
        "add {rd}, {rn}, {rm}{, shift}", "1 0 0 01011 shift[7:6]!=0:2 0 rm:5 shift[5:0]:6 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AddShiftedX(ref E e, Xr rd, Xr rn, Xr rm, AddShift shift) =>
        e[rd] = e[rn] + Shifts<V, C>.Shifted(e[rm], shift);

    [Instruction(
        "adds {rd}, {rn}, {rm}{, shift}", "1 0 1 01011 shift[7:6]!=0:2 0 rm:5 shift[5:0]:6 rn:5 rd:5",
        Rare = true)]
    public static void AddsShiftedX(ref E e, Xr rd, Xr rn, Xr rm, AddShift shift)
    {
        Nzcv<E, V, W, C>.SetAddition(ref e, e[rn], Shifts<V, C>.Shifted(e[rm], shift));
        e[rd] = e[rn] + Shifts<V, C>.Shifted(e[rm], shift);
    }

    [Instruction(
        "add {rd}, {rn}, {Extended(rm,extend,rd,rn,3)}", "1 0 0 01011 00 1 rm:5 extend[2:0]:3 extend[5:3]:3 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AddExtendedX(ref E e, XrSp rd, XrSp rn, Xr rm, ExtendedAmount extend) =>
        e[rd] = e[rn] + Shifts<V, C>.Extended(e[rm], extend.Kind, extend.Amount);

    [Instruction(
        "adds {rd}, {rn}, {ExtendedCompare(rm,extend,rn,3)}",
        "1 0 1 01011 00 1 rm:5 extend[2:0]:3 extend[5:3]:3 rn:5 rd:5",
        Rare = true)]
    public static void AddsExtendedX(ref E e, Xr rd, XrSp rn, Xr rm, ExtendedAmount extend)
    {
        Nzcv<E, V, W, C>.SetAddition(ref e, e[rn], Shifts<V, C>.Extended(e[rm], extend.Kind, extend.Amount));
        e[rd] = e[rn] + Shifts<V, C>.Extended(e[rm], extend.Kind, extend.Amount);
    }

    [Instruction(
        "sub {rd}, {rn}, {rm}", "1 1 0 01011 00 0 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void SubX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = e[rn] - e[rm];

    [Instruction("subs {rd}, {rn}, {rm}", "1 1 1 01011 00 0 rm:5 000000 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void SubsX(ref E e, Xr rd, Xr rn, Xr rm)
    {
        Nzcv<E, V, W, C>.SetSubtraction(ref e, e[rn], e[rm]);
        e[rd] = e[rn] - e[rm];
    }

    [Instruction(
        "sub {rd}, {rn}, {rm}{, shift}", "1 1 0 01011 shift[7:6]!=0:2 0 rm:5 shift[5:0]:6 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void SubShiftedX(ref E e, Xr rd, Xr rn, Xr rm, AddShift shift) =>
        e[rd] = e[rn] - Shifts<V, C>.Shifted(e[rm], shift);

    [Instruction(
        "subs {rd}, {rn}, {rm}{, shift}", "1 1 1 01011 shift[7:6]!=0:2 0 rm:5 shift[5:0]:6 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void SubsShiftedX(ref E e, Xr rd, Xr rn, Xr rm, AddShift shift)
    {
        Nzcv<E, V, W, C>.SetSubtraction(ref e, e[rn], Shifts<V, C>.Shifted(e[rm], shift));
        e[rd] = e[rn] - Shifts<V, C>.Shifted(e[rm], shift);
    }

    [Instruction(
        "sub {rd}, {rn}, {Extended(rm,extend,rd,rn,3)}", "1 1 0 01011 00 1 rm:5 extend[2:0]:3 extend[5:3]:3 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void SubExtendedX(ref E e, XrSp rd, XrSp rn, Xr rm, ExtendedAmount extend) =>
        e[rd] = e[rn] - Shifts<V, C>.Extended(e[rm], extend.Kind, extend.Amount);

    [Instruction(
        "subs {rd}, {rn}, {ExtendedCompare(rm,extend,rn,3)}",
        "1 1 1 01011 00 1 rm:5 extend[2:0]:3 extend[5:3]:3 rn:5 rd:5",
        Rare = true)]
    public static void SubsExtendedX(ref E e, Xr rd, XrSp rn, Xr rm, ExtendedAmount extend)
    {
        Nzcv<E, V, W, C>.SetSubtraction(ref e, e[rn], Shifts<V, C>.Extended(e[rm], extend.Kind, extend.Amount));
        e[rd] = e[rn] - Shifts<V, C>.Extended(e[rm], extend.Kind, extend.Amount);
    }

    [Instruction(
        "add {rd}, {rn}, {rm}", "0 0 0 01011 00 0 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AddW(ref E e, Wr rd, Wr rn, Wr rm) => e[rd] = (e[rn] + e[rm]).ZeroExtend(32);

    [Instruction("adds {rd}, {rn}, {rm}", "0 0 1 01011 00 0 rm:5 000000 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void AddsW(ref E e, Wr rd, Wr rn, Wr rm)
    {
        Nzcv<E, V, W, C>.SetAdditionWord(ref e, e[rn], e[rm]);
        e[rd] = (e[rn] + e[rm]).ZeroExtend(32);
    }

    [Instruction(
        "add {rd}, {rn}, {rm}{, shift}", "0 0 0 01011 shift[7:6]!=0:2 0 rm:5 0 shift[4:0]:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AddShiftedW(ref E e, Wr rd, Wr rn, Wr rm, AddShift shift) =>
        e[rd] = (e[rn] + Shifts<V, C>.ShiftedWord(e[rm], shift)).ZeroExtend(32);

    [Instruction(
        "adds {rd}, {rn}, {rm}{, shift}", "0 0 1 01011 shift[7:6]!=0:2 0 rm:5 0 shift[4:0]:5 rn:5 rd:5",
        Rare = true)]
    public static void AddsShiftedW(ref E e, Wr rd, Wr rn, Wr rm, AddShift shift)
    {
        Nzcv<E, V, W, C>.SetAdditionWord(ref e, e[rn], Shifts<V, C>.ShiftedWord(e[rm], shift));
        e[rd] = (e[rn] + Shifts<V, C>.ShiftedWord(e[rm], shift)).ZeroExtend(32);
    }

    [Instruction(
        "add {rd}, {rn}, {Extended(rm,extend,rd,rn,2)}", "0 0 0 01011 00 1 rm:5 extend[2:0]:3 extend[5:3]:3 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AddExtendedW(ref E e, WrSp rd, WrSp rn, Xr rm, ExtendedAmount extend) =>
        e[rd] = (e[rn] + Shifts<V, C>.Extended(e[rm], extend.Kind, extend.Amount)).ZeroExtend(32);

    [Instruction(
        "adds {rd}, {rn}, {ExtendedCompare(rm,extend,rn,2)}",
        "0 0 1 01011 00 1 rm:5 extend[2:0]:3 extend[5:3]:3 rn:5 rd:5",
        Rare = true)]
    public static void AddsExtendedW(ref E e, Wr rd, WrSp rn, Xr rm, ExtendedAmount extend)
    {
        Nzcv<E, V, W, C>.SetAdditionWord(ref e, e[rn], Shifts<V, C>.Extended(e[rm], extend.Kind, extend.Amount));
        e[rd] = (e[rn] + Shifts<V, C>.Extended(e[rm], extend.Kind, extend.Amount)).ZeroExtend(32);
    }

    [Instruction(
        "sub {rd}, {rn}, {rm}", "0 1 0 01011 00 0 rm:5 000000 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void SubW(ref E e, Wr rd, Wr rn, Wr rm) => e[rd] = (e[rn] - e[rm]).ZeroExtend(32);

    [Instruction("subs {rd}, {rn}, {rm}", "0 1 1 01011 00 0 rm:5 000000 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void SubsW(ref E e, Wr rd, Wr rn, Wr rm)
    {
        Nzcv<E, V, W, C>.SetSubtractionWord(ref e, e[rn], e[rm]);
        e[rd] = (e[rn] - e[rm]).ZeroExtend(32);
    }

    [Instruction(
        "sub {rd}, {rn}, {rm}{, shift}", "0 1 0 01011 shift[7:6]!=0:2 0 rm:5 0 shift[4:0]:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void SubShiftedW(ref E e, Wr rd, Wr rn, Wr rm, AddShift shift) =>
        e[rd] = (e[rn] - Shifts<V, C>.ShiftedWord(e[rm], shift)).ZeroExtend(32);

    [Instruction(
        "subs {rd}, {rn}, {rm}{, shift}", "0 1 1 01011 shift[7:6]!=0:2 0 rm:5 0 shift[4:0]:5 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void SubsShiftedW(ref E e, Wr rd, Wr rn, Wr rm, AddShift shift)
    {
        Nzcv<E, V, W, C>.SetSubtractionWord(ref e, e[rn], Shifts<V, C>.ShiftedWord(e[rm], shift));
        e[rd] = (e[rn] - Shifts<V, C>.ShiftedWord(e[rm], shift)).ZeroExtend(32);
    }

    [Instruction(
        "sub {rd}, {rn}, {Extended(rm,extend,rd,rn,2)}", "0 1 0 01011 00 1 rm:5 extend[2:0]:3 extend[5:3]:3 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void SubExtendedW(ref E e, WrSp rd, WrSp rn, Xr rm, ExtendedAmount extend) =>
        e[rd] = (e[rn] - Shifts<V, C>.Extended(e[rm], extend.Kind, extend.Amount)).ZeroExtend(32);

    [Instruction(
        "subs {rd}, {rn}, {ExtendedCompare(rm,extend,rn,2)}",
        "0 1 1 01011 00 1 rm:5 extend[2:0]:3 extend[5:3]:3 rn:5 rd:5",
        Rare = true)]
    public static void SubsExtendedW(ref E e, Wr rd, WrSp rn, Xr rm, ExtendedAmount extend)
    {
        Nzcv<E, V, W, C>.SetSubtractionWord(ref e, e[rn], Shifts<V, C>.Extended(e[rm], extend.Kind, extend.Amount));
        e[rd] = (e[rn] - Shifts<V, C>.Extended(e[rm], extend.Kind, extend.Amount)).ZeroExtend(32);
    }
}
