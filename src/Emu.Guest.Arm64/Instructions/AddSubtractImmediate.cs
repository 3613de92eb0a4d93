using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Addition and subtraction of an immediate (C4.1.2, C6.2).</summary>
[InstructionSet(Arm64Features.None)]
internal static class AddSubtractImmediate<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "add {rd}, {rn}, {imm}", "1 0 0 100010 imm:13 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic | InstructionTraits.AddImmediate)]
    [MethodImpl(AggressiveInlining)]
    public static void AddImmediateX(ref E e, XrSp rd, XrSp rn, AddImmediate imm) => e[rd] = e[rn] + imm.Value;

    [Instruction("adds {rd}, {rn}, {imm}", "1 0 1 100010 imm:13 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void AddsImmediateX(ref E e, Xr rd, XrSp rn, AddImmediate imm)
    {
        Nzcv<E, V, W, C>.SetAddition(ref e, e[rn], imm.Value);
        e[rd] = e[rn] + imm.Value;
    }

    [Instruction(
        "sub {rd}, {rn}, {imm}", "1 1 0 100010 imm:13 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void SubImmediateX(ref E e, XrSp rd, XrSp rn, AddImmediate imm) => e[rd] = e[rn] - imm.Value;

    [Instruction("subs {rd}, {rn}, {imm}", "1 1 1 100010 imm:13 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void SubsImmediateX(ref E e, Xr rd, XrSp rn, AddImmediate imm)
    {
        Nzcv<E, V, W, C>.SetSubtraction(ref e, e[rn], imm.Value);
        e[rd] = e[rn] - imm.Value;
    }

    [Instruction(
        "add {rd}, {rn}, {imm}", "0 0 0 100010 imm:13 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void AddImmediateW(ref E e, WrSp rd, WrSp rn, AddImmediate imm) =>
        e[rd] = (e[rn] + imm.Value).ZeroExtend(32);

    [Instruction("adds {rd}, {rn}, {imm}", "0 0 1 100010 imm:13 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void AddsImmediateW(ref E e, Wr rd, WrSp rn, AddImmediate imm)
    {
        Nzcv<E, V, W, C>.SetAdditionWord(ref e, e[rn], imm.Value);
        e[rd] = (e[rn] + imm.Value).ZeroExtend(32);
    }

    [Instruction(
        "sub {rd}, {rn}, {imm}", "0 1 0 100010 imm:13 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void SubImmediateW(ref E e, WrSp rd, WrSp rn, AddImmediate imm) =>
        e[rd] = (e[rn] - imm.Value).ZeroExtend(32);

    [Instruction("subs {rd}, {rn}, {imm}", "0 1 1 100010 imm:13 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void SubsImmediateW(ref E e, Wr rd, WrSp rn, AddImmediate imm)
    {
        Nzcv<E, V, W, C>.SetSubtractionWord(ref e, e[rn], imm.Value);
        e[rd] = (e[rn] - imm.Value).ZeroExtend(32);
    }
}
