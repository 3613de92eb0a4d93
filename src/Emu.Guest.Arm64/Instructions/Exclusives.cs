using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Exclusive and ordered accesses (C4.1.4). Only a store with release must not pass a later load with
/// acquire on the host, so that a fence follows it.</summary>
[InstructionSet(Arm64Features.None)]
internal static class Exclusives<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("stxrb {rs}, {rt}, [{rn}]", "00 001000 0 0 0 rs:5 0 -:5 rn:5 rt:5", Rare = true)]
    public static void StxrB(ref E e, Wr rs, Wr rt, XrSp rn)
    {
        if (e.StoreConditional(e[rn], Width.Byte, e[rt], out V failed)) e[rs] = failed;
    }

    [Instruction("ldxrb {rt}, [{rn}]", "00 001000 0 1 0 -:5 0 -:5 rn:5 rt:5", Rare = true)]
    public static void LdxrB(ref E e, Wr rt, XrSp rn)
    {
        if (e.LoadReserved(e[rn], Width.Byte, out V value)) e[rt] = value;
    }

    [Instruction("stlxrb {rs}, {rt}, [{rn}]", "00 001000 0 0 0 rs:5 1 -:5 rn:5 rt:5", Rare = true)]
    public static void StlxrB(ref E e, Wr rs, Wr rt, XrSp rn)
    {
        if (e.StoreConditional(e[rn], Width.Byte, e[rt], out V failed)) e[rs] = failed;
    }

    [Instruction("ldaxrb {rt}, [{rn}]", "00 001000 0 1 0 -:5 1 -:5 rn:5 rt:5", Rare = true)]
    public static void LdaxrB(ref E e, Wr rt, XrSp rn)
    {
        if (e.LoadReserved(e[rn], Width.Byte, out V value)) e[rt] = value;
    }

    [Instruction("stlrb {rt}, [{rn}]", "00 001000 1 0 0 -:5 1 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void StlrB(ref E e, Wr rt, XrSp rn)
    {
        if (e.Store(e[rn], Width.Byte, e[rt])) e.MemoryFence();
    }

    [Instruction("ldarb {rt}, [{rn}]", "00 001000 1 1 0 -:5 1 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void LdarB(ref E e, Wr rt, XrSp rn)
    {
        if (e.Load(e[rn], Width.Byte, out V value)) e[rt] = value;
    }

    [Instruction("stxrh {rs}, {rt}, [{rn}]", "01 001000 0 0 0 rs:5 0 -:5 rn:5 rt:5", Rare = true)]
    public static void StxrH(ref E e, Wr rs, Wr rt, XrSp rn)
    {
        if (e.StoreConditional(e[rn], Width.Half, e[rt], out V failed)) e[rs] = failed;
    }

    [Instruction("ldxrh {rt}, [{rn}]", "01 001000 0 1 0 -:5 0 -:5 rn:5 rt:5", Rare = true)]
    public static void LdxrH(ref E e, Wr rt, XrSp rn)
    {
        if (e.LoadReserved(e[rn], Width.Half, out V value)) e[rt] = value;
    }

    [Instruction("stlxrh {rs}, {rt}, [{rn}]", "01 001000 0 0 0 rs:5 1 -:5 rn:5 rt:5", Rare = true)]
    public static void StlxrH(ref E e, Wr rs, Wr rt, XrSp rn)
    {
        if (e.StoreConditional(e[rn], Width.Half, e[rt], out V failed)) e[rs] = failed;
    }

    [Instruction("ldaxrh {rt}, [{rn}]", "01 001000 0 1 0 -:5 1 -:5 rn:5 rt:5", Rare = true)]
    public static void LdaxrH(ref E e, Wr rt, XrSp rn)
    {
        if (e.LoadReserved(e[rn], Width.Half, out V value)) e[rt] = value;
    }

    [Instruction("stlrh {rt}, [{rn}]", "01 001000 1 0 0 -:5 1 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void StlrH(ref E e, Wr rt, XrSp rn)
    {
        if (e.Store(e[rn], Width.Half, e[rt])) e.MemoryFence();
    }

    [Instruction("ldarh {rt}, [{rn}]", "01 001000 1 1 0 -:5 1 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void LdarH(ref E e, Wr rt, XrSp rn)
    {
        if (e.Load(e[rn], Width.Half, out V value)) e[rt] = value;
    }

    [Instruction("stxr {rs}, {rt}, [{rn}]", "10 001000 0 0 0 rs:5 0 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void StxrW(ref E e, Wr rs, Wr rt, XrSp rn)
    {
        if (e.StoreConditional(e[rn], Width.Word, e[rt], out V failed)) e[rs] = failed;
    }

    [Instruction("ldxr {rt}, [{rn}]", "10 001000 0 1 0 -:5 0 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void LdxrW(ref E e, Wr rt, XrSp rn)
    {
        if (e.LoadReserved(e[rn], Width.Word, out V value)) e[rt] = value;
    }

    [Instruction("stlxr {rs}, {rt}, [{rn}]", "10 001000 0 0 0 rs:5 1 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void StlxrW(ref E e, Wr rs, Wr rt, XrSp rn)
    {
        if (e.StoreConditional(e[rn], Width.Word, e[rt], out V failed)) e[rs] = failed;
    }

    [Instruction("ldaxr {rt}, [{rn}]", "10 001000 0 1 0 -:5 1 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void LdaxrW(ref E e, Wr rt, XrSp rn)
    {
        if (e.LoadReserved(e[rn], Width.Word, out V value)) e[rt] = value;
    }

    [Instruction("stlr {rt}, [{rn}]", "10 001000 1 0 0 -:5 1 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void StlrW(ref E e, Wr rt, XrSp rn)
    {
        if (e.Store(e[rn], Width.Word, e[rt])) e.MemoryFence();
    }

    [Instruction("ldar {rt}, [{rn}]", "10 001000 1 1 0 -:5 1 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void LdarW(ref E e, Wr rt, XrSp rn)
    {
        if (e.Load(e[rn], Width.Word, out V value)) e[rt] = value;
    }

    [Instruction("stxr {rs}, {rt}, [{rn}]", "11 001000 0 0 0 rs:5 0 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void StxrX(ref E e, Wr rs, Xr rt, XrSp rn)
    {
        if (e.StoreConditional(e[rn], Width.Double, e[rt], out V failed)) e[rs] = failed;
    }

    [Instruction("ldxr {rt}, [{rn}]", "11 001000 0 1 0 -:5 0 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void LdxrX(ref E e, Xr rt, XrSp rn)
    {
        if (e.LoadReserved(e[rn], Width.Double, out V value)) e[rt] = value;
    }

    [Instruction("stlxr {rs}, {rt}, [{rn}]", "11 001000 0 0 0 rs:5 1 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void StlxrX(ref E e, Wr rs, Xr rt, XrSp rn)
    {
        if (e.StoreConditional(e[rn], Width.Double, e[rt], out V failed)) e[rs] = failed;
    }

    [Instruction("ldaxr {rt}, [{rn}]", "11 001000 0 1 0 -:5 1 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void LdaxrX(ref E e, Xr rt, XrSp rn)
    {
        if (e.LoadReserved(e[rn], Width.Double, out V value)) e[rt] = value;
    }

    [Instruction("stlr {rt}, [{rn}]", "11 001000 1 0 0 -:5 1 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void StlrX(ref E e, Xr rt, XrSp rn)
    {
        if (e.Store(e[rn], Width.Double, e[rt])) e.MemoryFence();
    }

    [Instruction("ldar {rt}, [{rn}]", "11 001000 1 1 0 -:5 1 -:5 rn:5 rt:5"), MethodImpl(AggressiveInlining)]
    public static void LdarX(ref E e, Xr rt, XrSp rn)
    {
        if (e.Load(e[rn], Width.Double, out V value)) e[rt] = value;
    }

    [Instruction("stxp {rs}, {rt}, {rt2}, [{rn}]", "10 001000 0 0 1 rs:5 0 rt2:5 rn:5 rt:5", Rare = true)]
    public static void StxpW(ref E e, Wr rs, Wr rt, Wr rt2, XrSp rn)
    {
        V pair = e[rt].ZeroExtend(32) | e[rt2].ShiftLeft(32);
        if (e.StoreConditional(e[rn], Width.Double, pair, out V failed)) e[rs] = failed;
    }

    [Instruction("ldxp {rt}, {rt2}, [{rn}]", "10 001000 0 1 1 -:5 0 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdxpW(ref E e, Wr rt, Wr rt2, XrSp rn)
    {
        if (!e.LoadReserved(e[rn], Width.Double, out V pair)) return;
        V low = pair.ZeroExtend(32), high = pair.ShiftRightLogical(32);
        e[rt] = low;
        e[rt2] = high;
    }

    [Instruction("stlxp {rs}, {rt}, {rt2}, [{rn}]", "10 001000 0 0 1 rs:5 1 rt2:5 rn:5 rt:5", Rare = true)]
    public static void StlxpW(ref E e, Wr rs, Wr rt, Wr rt2, XrSp rn)
    {
        V pair = e[rt].ZeroExtend(32) | e[rt2].ShiftLeft(32);
        if (e.StoreConditional(e[rn], Width.Double, pair, out V failed)) e[rs] = failed;
    }

    [Instruction("ldaxp {rt}, {rt2}, [{rn}]", "10 001000 0 1 1 -:5 1 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdaxpW(ref E e, Wr rt, Wr rt2, XrSp rn)
    {
        if (!e.LoadReserved(e[rn], Width.Double, out V pair)) return;
        V low = pair.ZeroExtend(32), high = pair.ShiftRightLogical(32);
        e[rt] = low;
        e[rt2] = high;
    }
}
