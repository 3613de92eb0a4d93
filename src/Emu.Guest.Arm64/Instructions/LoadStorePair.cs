using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Loads and stores of two registers (C4.1.4).</summary>
[InstructionSet(Arm64Features.None)]
internal static class LoadStorePair<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "stp {rt}, {rt2}, [{rn}{, offset}]", "00 101 0 010 0 offset[8:2]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StpWOffset(ref E e, Wr rt, Wr rt2, XrSp rn, Displacement offset)
    {
        _ = e.Store(e[rn] + offset.Value, Width.Word, e[rt]) && e.Store(e[rn] + (offset.Value + 4), Width.Word, e[rt2]);
    }

    [Instruction(
        "stp {rt}, {rt2}, [{rn}], {offset}", "00 101 0 001 0 offset[8:2]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StpWPost(ref E e, Wr rt, Wr rt2, XrSp rn, Imm offset)
    {
        if (!e.Store(e[rn], Width.Word, e[rt]) || !e.Store(e[rn] + 4, Width.Word, e[rt2])) return;
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "stp {rt}, {rt2}, [{rn}, {offset}]!", "00 101 0 011 0 offset[8:2]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StpWPre(ref E e, Wr rt, Wr rt2, XrSp rn, Imm offset)
    {
        if (!e.Store(e[rn] + offset.Value, Width.Word, e[rt]) || !e.Store(e[rn] + (offset.Value + 4), Width.Word, e[rt2])) return;
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction("stnp {rt}, {rt2}, [{rn}{, offset}]", "00 101 0 000 0 offset[8:2]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void StnpW(ref E e, Wr rt, Wr rt2, XrSp rn, Displacement offset)
    {
        _ = e.Store(e[rn] + offset.Value, Width.Word, e[rt]) && e.Store(e[rn] + (offset.Value + 4), Width.Word, e[rt2]);
    }

    [Instruction(
        "ldp {rt}, {rt2}, [{rn}{, offset}]", "00 101 0 010 1 offset[8:2]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdpWOffset(ref E e, Wr rt, Wr rt2, XrSp rn, Displacement offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Word, out V first)
            || !e.Load(e[rn] + (offset.Value + 4), Width.Word, out V second))
        {
            return;
        }

        e[rt] = first;
        e[rt2] = second;
    }

    [Instruction(
        "ldp {rt}, {rt2}, [{rn}], {offset}", "00 101 0 001 1 offset[8:2]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdpWPost(ref E e, Wr rt, Wr rt2, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Word, out V first)
            || !e.Load(e[rn] + 4, Width.Word, out V second))
        {
            return;
        }

        V moved = e[rn] + offset.Value;
        e[rt] = first;
        e[rt2] = second;
        e[rn] = moved;
    }

    [Instruction(
        "ldp {rt}, {rt2}, [{rn}, {offset}]!", "00 101 0 011 1 offset[8:2]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdpWPre(ref E e, Wr rt, Wr rt2, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Word, out V first)
            || !e.Load(e[rn] + (offset.Value + 4), Width.Word, out V second))
        {
            return;
        }

        V moved = e[rn] + offset.Value;
        e[rt] = first;
        e[rt2] = second;
        e[rn] = moved;
    }

    [Instruction("ldnp {rt}, {rt2}, [{rn}{, offset}]", "00 101 0 000 1 offset[8:2]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdnpW(ref E e, Wr rt, Wr rt2, XrSp rn, Displacement offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Word, out V first)
            || !e.Load(e[rn] + (offset.Value + 4), Width.Word, out V second))
        {
            return;
        }

        e[rt] = first;
        e[rt2] = second;
    }

    [Instruction("ldpsw {rt}, {rt2}, [{rn}{, offset}]", "01 101 0 010 1 offset[8:2]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdpswOffset(ref E e, Xr rt, Xr rt2, XrSp rn, Displacement offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Word, out V first)
            || !e.Load(e[rn] + (offset.Value + 4), Width.Word, out V second))
        {
            return;
        }

        e[rt] = first.SignExtend(32);
        e[rt2] = second.SignExtend(32);
    }

    [Instruction("ldpsw {rt}, {rt2}, [{rn}], {offset}", "01 101 0 001 1 offset[8:2]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdpswPost(ref E e, Xr rt, Xr rt2, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Word, out V first)
            || !e.Load(e[rn] + 4, Width.Word, out V second))
        {
            return;
        }

        V moved = e[rn] + offset.Value;
        e[rt] = first.SignExtend(32);
        e[rt2] = second.SignExtend(32);
        e[rn] = moved;
    }

    [Instruction("ldpsw {rt}, {rt2}, [{rn}, {offset}]!", "01 101 0 011 1 offset[8:2]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdpswPre(ref E e, Xr rt, Xr rt2, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Word, out V first)
            || !e.Load(e[rn] + (offset.Value + 4), Width.Word, out V second))
        {
            return;
        }

        V moved = e[rn] + offset.Value;
        e[rt] = first.SignExtend(32);
        e[rt2] = second.SignExtend(32);
        e[rn] = moved;
    }

    [Instruction(
        "stp {rt}, {rt2}, [{rn}{, offset}]", "10 101 0 010 0 offset[9:3]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StpXOffset(ref E e, Xr rt, Xr rt2, XrSp rn, Displacement offset)
    {
        _ = e.Store(e[rn] + offset.Value, Width.Double, e[rt]) && e.Store(e[rn] + (offset.Value + 8), Width.Double, e[rt2]);
    }

    [Instruction(
        "stp {rt}, {rt2}, [{rn}], {offset}", "10 101 0 001 0 offset[9:3]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StpXPost(ref E e, Xr rt, Xr rt2, XrSp rn, Imm offset)
    {
        if (!e.Store(e[rn], Width.Double, e[rt]) || !e.Store(e[rn] + 8, Width.Double, e[rt2])) return;
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "stp {rt}, {rt2}, [{rn}, {offset}]!", "10 101 0 011 0 offset[9:3]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StpXPre(ref E e, Xr rt, Xr rt2, XrSp rn, Imm offset)
    {
        if (!e.Store(e[rn] + offset.Value, Width.Double, e[rt]) || !e.Store(e[rn] + (offset.Value + 8), Width.Double, e[rt2])) return;
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction("stnp {rt}, {rt2}, [{rn}{, offset}]", "10 101 0 000 0 offset[9:3]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void StnpX(ref E e, Xr rt, Xr rt2, XrSp rn, Displacement offset)
    {
        _ = e.Store(e[rn] + offset.Value, Width.Double, e[rt]) && e.Store(e[rn] + (offset.Value + 8), Width.Double, e[rt2]);
    }

    [Instruction(
        "ldp {rt}, {rt2}, [{rn}{, offset}]", "10 101 0 010 1 offset[9:3]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdpXOffset(ref E e, Xr rt, Xr rt2, XrSp rn, Displacement offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Double, out V first)
            || !e.Load(e[rn] + (offset.Value + 8), Width.Double, out V second))
        {
            return;
        }

        e[rt] = first;
        e[rt2] = second;
    }

    [Instruction(
        "ldp {rt}, {rt2}, [{rn}], {offset}", "10 101 0 001 1 offset[9:3]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdpXPost(ref E e, Xr rt, Xr rt2, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Double, out V first)
            || !e.Load(e[rn] + 8, Width.Double, out V second))
        {
            return;
        }

        V moved = e[rn] + offset.Value;
        e[rt] = first;
        e[rt2] = second;
        e[rn] = moved;
    }

    [Instruction(
        "ldp {rt}, {rt2}, [{rn}, {offset}]!", "10 101 0 011 1 offset[9:3]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdpXPre(ref E e, Xr rt, Xr rt2, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Double, out V first)
            || !e.Load(e[rn] + (offset.Value + 8), Width.Double, out V second))
        {
            return;
        }

        V moved = e[rn] + offset.Value;
        e[rt] = first;
        e[rt2] = second;
        e[rn] = moved;
    }

    [Instruction("ldnp {rt}, {rt2}, [{rn}{, offset}]", "10 101 0 000 1 offset[9:3]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdnpX(ref E e, Xr rt, Xr rt2, XrSp rn, Displacement offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Double, out V first)
            || !e.Load(e[rn] + (offset.Value + 8), Width.Double, out V second))
        {
            return;
        }

        e[rt] = first;
        e[rt2] = second;
    }
}
