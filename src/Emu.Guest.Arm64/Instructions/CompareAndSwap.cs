using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Compare-and-exchange of a register or a pair (FEAT_LSE), and exclusive accesses to 16 bytes.</summary>
[InstructionSet(Arm64Features.None)]
internal static class CompareAndSwap<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [InstructionSet(Arm64Features.Lse)]
    [Instruction(
        "cas{ordering}b {rs}, {rt}, [{rn}]", "00 001000 1 ordering[1]:1 1 rs:5 ordering[0]:1 11111 rn:5 rt:5",
        Rare = true)]
    public static void CasB(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering)
    {
        if (e.CompareExchange(e[rn], Width.Byte, e[rs], e[rt], out V old)) e[rs] = old;
    }

    [InstructionSet(Arm64Features.Lse)]
    [Instruction(
        "cas{ordering}h {rs}, {rt}, [{rn}]", "01 001000 1 ordering[1]:1 1 rs:5 ordering[0]:1 11111 rn:5 rt:5",
        Rare = true)]
    public static void CasH(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering)
    {
        if (e.CompareExchange(e[rn], Width.Half, e[rs], e[rt], out V old)) e[rs] = old;
    }

    [InstructionSet(Arm64Features.Lse)]
    [Instruction(
        "cas{ordering} {rs}, {rt}, [{rn}]", "10 001000 1 ordering[1]:1 1 rs:5 ordering[0]:1 11111 rn:5 rt:5",
        Rare = true)]
    public static void CasW(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering)
    {
        if (e.CompareExchange(e[rn], Width.Word, e[rs], e[rt], out V old)) e[rs] = old;
    }

    [InstructionSet(Arm64Features.Lse)]
    [Instruction(
        "cas{ordering} {rs}, {rt}, [{rn}]", "11 001000 1 ordering[1]:1 1 rs:5 ordering[0]:1 11111 rn:5 rt:5",
        Rare = true)]
    public static void CasX(ref E e, Xr rs, Xr rt, XrSp rn, Ordering ordering)
    {
        if (e.CompareExchange(e[rn], Width.Double, e[rs], e[rt], out V old)) e[rs] = old;
    }

    [InstructionSet(Arm64Features.Lse)]
    [Instruction(
        "casp{ordering} {WPair(rs)}, {WPair(rt)}, [{rn}]",
        "00 001000 0 ordering[1]:1 1 rs[4:1]:4 0 ordering[0]:1 11111 rn:5 rt[4:1]:4 0",
        Rare = true)]
    public static void CaspW(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering)
    {
        if (!e.CompareExchange(e[rn], Width.Double, PairOf(ref e, rs), PairOf(ref e, rt), out V old)) return;
        V low = old.ZeroExtend(32), high = old.ShiftRightLogical(32);
        e[rs] = low;
        e[Next(rs)] = high;
    }

    [InstructionSet(Arm64Features.Lse)]
    [Instruction(
        "casp{ordering} {XPair(rs)}, {XPair(rt)}, [{rn}]",
        "01 001000 0 ordering[1]:1 1 rs[4:1]:4 0 ordering[0]:1 11111 rn:5 rt[4:1]:4 0",
        Rare = true)]
    public static void CaspX(ref E e, Xr rs, Xr rt, XrSp rn, Ordering ordering)
    {
        W expected = W.Create(e[rs], e[Next(rs)]), value = W.Create(e[rt], e[Next(rt)]);
        if (!e.CompareExchange(e[rn], expected, value, out W old)) return;
        e[rs] = old.Low;
        e[Next(rs)] = old.High;
    }

    [Instruction("stxp {rs}, {rt}, {rt2}, [{rn}]", "11 001000 0 0 1 rs:5 0 rt2:5 rn:5 rt:5", Rare = true)]
    public static void StxpX(ref E e, Wr rs, Xr rt, Xr rt2, XrSp rn)
    {
        if (e.StoreConditional(e[rn], W.Create(e[rt], e[rt2]), out V failed)) e[rs] = failed;
    }

    [Instruction("ldxp {rt}, {rt2}, [{rn}]", "11 001000 0 1 1 -:5 0 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdxpX(ref E e, Xr rt, Xr rt2, XrSp rn)
    {
        if (!e.LoadReserved(e[rn], out W pair)) return;
        e[rt] = pair.Low;
        e[rt2] = pair.High;
    }

    [Instruction("stlxp {rs}, {rt}, {rt2}, [{rn}]", "11 001000 0 0 1 rs:5 1 rt2:5 rn:5 rt:5", Rare = true)]
    public static void StlxpX(ref E e, Wr rs, Xr rt, Xr rt2, XrSp rn)
    {
        if (e.StoreConditional(e[rn], W.Create(e[rt], e[rt2]), out V failed)) e[rs] = failed;
    }

    [Instruction("ldaxp {rt}, {rt2}, [{rn}]", "11 001000 0 1 1 -:5 1 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdaxpX(ref E e, Xr rt, Xr rt2, XrSp rn)
    {
        if (!e.LoadReserved(e[rn], out W pair)) return;
        e[rt] = pair.Low;
        e[rt2] = pair.High;
    }

    private static V PairOf(ref E e, Wr first) => e[first].ZeroExtend(32) | e[Next(first)].ShiftLeft(32);

    private static Register Next(Register register) => new((byte)(register.Index + 1));
}
