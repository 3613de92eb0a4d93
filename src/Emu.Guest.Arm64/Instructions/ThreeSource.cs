using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Multiplication (C4.1.5).</summary>
[InstructionSet(Arm64Features.None)]
internal static class ThreeSource<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "madd {rd}, {rn}, {rm}, {ra}", "1 00 11011 000 rm:5 0 ra:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void MaddX(ref E e, Xr rd, Xr rn, Xr rm, Xr ra) => e[rd] = e[ra] + (e[rn] * e[rm]);

    [Instruction(
        "msub {rd}, {rn}, {rm}, {ra}", "1 00 11011 000 rm:5 1 ra:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void MsubX(ref E e, Xr rd, Xr rn, Xr rm, Xr ra) => e[rd] = e[ra] - (e[rn] * e[rm]);

    [Instruction(
        "madd {rd}, {rn}, {rm}, {ra}", "0 00 11011 000 rm:5 0 ra:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void MaddW(ref E e, Wr rd, Wr rn, Wr rm, Wr ra) => e[rd] = (e[ra] + (e[rn] * e[rm])).ZeroExtend(32);

    [Instruction(
        "msub {rd}, {rn}, {rm}, {ra}", "0 00 11011 000 rm:5 1 ra:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void MsubW(ref E e, Wr rd, Wr rn, Wr rm, Wr ra) => e[rd] = (e[ra] - (e[rn] * e[rm])).ZeroExtend(32);

    [Instruction(
        "smaddl {rd}, {rn}, {rm}, {ra}", "1 00 11011 001 rm:5 0 ra:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Smaddl(ref E e, Xr rd, Wr rn, Wr rm, Xr ra) =>
        e[rd] = e[ra] + (e[rn].SignExtend(32) * e[rm].SignExtend(32));

    [Instruction(
        "smsubl {rd}, {rn}, {rm}, {ra}", "1 00 11011 001 rm:5 1 ra:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Smsubl(ref E e, Xr rd, Wr rn, Wr rm, Xr ra) =>
        e[rd] = e[ra] - (e[rn].SignExtend(32) * e[rm].SignExtend(32));

    [Instruction(
        "umaddl {rd}, {rn}, {rm}, {ra}", "1 00 11011 101 rm:5 0 ra:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Umaddl(ref E e, Xr rd, Wr rn, Wr rm, Xr ra) =>
        e[rd] = e[ra] + (e[rn].ZeroExtend(32) * e[rm].ZeroExtend(32));

    [Instruction(
        "umsubl {rd}, {rn}, {rm}, {ra}", "1 00 11011 101 rm:5 1 ra:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Umsubl(ref E e, Xr rd, Wr rn, Wr rm, Xr ra) =>
        e[rd] = e[ra] - (e[rn].ZeroExtend(32) * e[rm].ZeroExtend(32));

    [Instruction(
        "smulh {rd}, {rn}, {rm}", "1 00 11011 010 rm:5 0 -:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Smulh(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = V.MultiplyHighSigned(e[rn], e[rm]);

    [Instruction(
        "umulh {rd}, {rn}, {rm}", "1 00 11011 110 rm:5 0 -:5 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Umulh(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = V.MultiplyHighUnsigned(e[rn], e[rm]);
}
