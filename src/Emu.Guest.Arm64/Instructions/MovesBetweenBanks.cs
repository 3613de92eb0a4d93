using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>FMOV between general and vector registers (C4.1.6).</summary>
[InstructionSet(Arm64Features.None)]
internal static class MovesBetweenBanks<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("fmov {rd}, {rn}", "0 00 11110 00 1 00 111 000000 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void FmovToS(ref E e, Sr rd, Wr rn) => e.SetVector(rd, W.Create(e[rn].ZeroExtend(32), 0));

    [Instruction("fmov {rd}, {rn}", "0 00 11110 00 1 00 110 000000 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void FmovFromS(ref E e, Wr rd, Sr rn) => e[rd] = e.Vector(rn).Low.ZeroExtend(32);

    [Instruction("fmov {rd}, {rn}", "1 00 11110 01 1 00 111 000000 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void FmovToD(ref E e, Dr rd, Xr rn) => e.SetVector(rd, W.Create(e[rn], 0));

    [Instruction("fmov {rd}, {rn}", "1 00 11110 01 1 00 110 000000 rn:5 rd:5"), MethodImpl(AggressiveInlining)]
    public static void FmovFromD(ref E e, Xr rd, Dr rn) => e[rd] = e.Vector(rn).Low;

    [Instruction("fmov {Element(rd,1,3)}, {rn}", "1 00 11110 10 1 01 111 000000 rn:5 rd:5", Rare = true)]
    public static void FmovToUpper(ref E e, Vr rd, Xr rn) => e.SetVector(rd, W.Create(e.Vector(rd).Low, e[rn]));

    [Instruction("fmov {rd}, {Element(rn,1,3)}", "1 00 11110 10 1 01 110 000000 rn:5 rd:5", Rare = true)]
    public static void FmovFromUpper(ref E e, Xr rd, Vr rn) => e[rd] = e.Vector(rn).High;
}
