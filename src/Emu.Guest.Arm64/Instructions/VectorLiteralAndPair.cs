using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Loads of vector registers from an address relative to the pc, and loads and stores of two
/// (C4.1.4).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorLiteralAndPair<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("ldr {rt}, {offset}", "00 011 1 00 offset[20:2]:19 rt:5"), MethodImpl(AggressiveInlining)]
    public static void LdrSLiteral(ref E e, Sr rt, Offset offset)
    {
        if (e.Load(e.Pc + offset.Value, Width.Word, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction("ldp {rt}, {rt2}, [{rn}{, offset}]", "00 101 1 010 1 offset[8:2]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdpSOffset(ref E e, Sr rt, Sr rt2, XrSp rn, Displacement offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Word, out V first)
            || !e.Load(e[rn] + (offset.Value + 4), Width.Word, out V second))
        {
            return;
        }

        e.SetVector(rt, W.Create(first, 0));
        e.SetVector(rt2, W.Create(second, 0));
    }

    [Instruction("ldp {rt}, {rt2}, [{rn}], {offset}", "00 101 1 001 1 offset[8:2]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdpSPost(ref E e, Sr rt, Sr rt2, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Word, out V first)
            || !e.Load(e[rn] + 4, Width.Word, out V second))
        {
            return;
        }

        e.SetVector(rt, W.Create(first, 0));
        e.SetVector(rt2, W.Create(second, 0));
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction("ldp {rt}, {rt2}, [{rn}, {offset}]!", "00 101 1 011 1 offset[8:2]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdpSPre(ref E e, Sr rt, Sr rt2, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Word, out V first)
            || !e.Load(e[rn] + (offset.Value + 4), Width.Word, out V second))
        {
            return;
        }

        e.SetVector(rt, W.Create(first, 0));
        e.SetVector(rt2, W.Create(second, 0));
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction("ldnp {rt}, {rt2}, [{rn}{, offset}]", "00 101 1 000 1 offset[8:2]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdnpS(ref E e, Sr rt, Sr rt2, XrSp rn, Displacement offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Word, out V first)
            || !e.Load(e[rn] + (offset.Value + 4), Width.Word, out V second))
        {
            return;
        }

        e.SetVector(rt, W.Create(first, 0));
        e.SetVector(rt2, W.Create(second, 0));
    }

    [Instruction("stp {rt}, {rt2}, [{rn}{, offset}]", "00 101 1 010 0 offset[8:2]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void StpSOffset(ref E e, Sr rt, Sr rt2, XrSp rn, Displacement offset)
    {
        _ = e.Store(e[rn] + offset.Value, Width.Word, e.Vector(rt).Low) && e.Store(e[rn] + (offset.Value + 4), Width.Word, e.Vector(rt2).Low);
    }

    [Instruction("stp {rt}, {rt2}, [{rn}], {offset}", "00 101 1 001 0 offset[8:2]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void StpSPost(ref E e, Sr rt, Sr rt2, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn], Width.Word, e.Vector(rt).Low) && e.Store(e[rn] + 4, Width.Word, e.Vector(rt2).Low))
            e[rn] = e[rn] + offset.Value;
    }

    [Instruction("stp {rt}, {rt2}, [{rn}, {offset}]!", "00 101 1 011 0 offset[8:2]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void StpSPre(ref E e, Sr rt, Sr rt2, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn] + offset.Value, Width.Word, e.Vector(rt).Low) && e.Store(e[rn] + (offset.Value + 4), Width.Word, e.Vector(rt2).Low))
            e[rn] = e[rn] + offset.Value;
    }

    [Instruction("stnp {rt}, {rt2}, [{rn}{, offset}]", "00 101 1 000 0 offset[8:2]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void StnpS(ref E e, Sr rt, Sr rt2, XrSp rn, Displacement offset)
    {
        _ = e.Store(e[rn] + offset.Value, Width.Word, e.Vector(rt).Low) && e.Store(e[rn] + (offset.Value + 4), Width.Word, e.Vector(rt2).Low);
    }

    [Instruction("ldr {rt}, {offset}", "01 011 1 00 offset[20:2]:19 rt:5"), MethodImpl(AggressiveInlining)]
    public static void LdrDLiteral(ref E e, Dr rt, Offset offset)
    {
        if (e.Load(e.Pc + offset.Value, Width.Double, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction(
        "ldp {rt}, {rt2}, [{rn}{, offset}]", "01 101 1 010 1 offset[9:3]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdpDOffset(ref E e, Dr rt, Dr rt2, XrSp rn, Displacement offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Double, out V first)
            || !e.Load(e[rn] + (offset.Value + 8), Width.Double, out V second))
        {
            return;
        }

        e.SetVector(rt, W.Create(first, 0));
        e.SetVector(rt2, W.Create(second, 0));
    }

    [Instruction(
        "ldp {rt}, {rt2}, [{rn}], {offset}", "01 101 1 001 1 offset[9:3]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdpDPost(ref E e, Dr rt, Dr rt2, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Double, out V first)
            || !e.Load(e[rn] + 8, Width.Double, out V second))
        {
            return;
        }

        e.SetVector(rt, W.Create(first, 0));
        e.SetVector(rt2, W.Create(second, 0));
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "ldp {rt}, {rt2}, [{rn}, {offset}]!", "01 101 1 011 1 offset[9:3]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdpDPre(ref E e, Dr rt, Dr rt2, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Double, out V first)
            || !e.Load(e[rn] + (offset.Value + 8), Width.Double, out V second))
        {
            return;
        }

        e.SetVector(rt, W.Create(first, 0));
        e.SetVector(rt2, W.Create(second, 0));
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction("ldnp {rt}, {rt2}, [{rn}{, offset}]", "01 101 1 000 1 offset[9:3]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdnpD(ref E e, Dr rt, Dr rt2, XrSp rn, Displacement offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Double, out V first)
            || !e.Load(e[rn] + (offset.Value + 8), Width.Double, out V second))
        {
            return;
        }

        e.SetVector(rt, W.Create(first, 0));
        e.SetVector(rt2, W.Create(second, 0));
    }

    [Instruction(
        "stp {rt}, {rt2}, [{rn}{, offset}]", "01 101 1 010 0 offset[9:3]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StpDOffset(ref E e, Dr rt, Dr rt2, XrSp rn, Displacement offset)
    {
        _ = e.Store(e[rn] + offset.Value, Width.Double, e.Vector(rt).Low) && e.Store(e[rn] + (offset.Value + 8), Width.Double, e.Vector(rt2).Low);
    }

    [Instruction(
        "stp {rt}, {rt2}, [{rn}], {offset}", "01 101 1 001 0 offset[9:3]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StpDPost(ref E e, Dr rt, Dr rt2, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn], Width.Double, e.Vector(rt).Low) && e.Store(e[rn] + 8, Width.Double, e.Vector(rt2).Low))
            e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "stp {rt}, {rt2}, [{rn}, {offset}]!", "01 101 1 011 0 offset[9:3]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StpDPre(ref E e, Dr rt, Dr rt2, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn] + offset.Value, Width.Double, e.Vector(rt).Low) && e.Store(e[rn] + (offset.Value + 8), Width.Double, e.Vector(rt2).Low))
            e[rn] = e[rn] + offset.Value;
    }

    [Instruction("stnp {rt}, {rt2}, [{rn}{, offset}]", "01 101 1 000 0 offset[9:3]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void StnpD(ref E e, Dr rt, Dr rt2, XrSp rn, Displacement offset)
    {
        _ = e.Store(e[rn] + offset.Value, Width.Double, e.Vector(rt).Low) && e.Store(e[rn] + (offset.Value + 8), Width.Double, e.Vector(rt2).Low);
    }

    [Instruction("ldr {rt}, {offset}", "10 011 1 00 offset[20:2]:19 rt:5"), MethodImpl(AggressiveInlining)]
    public static void LdrQLiteral(ref E e, Qr rt, Offset offset)
    {
        if (e.LoadVector(e.Pc + offset.Value, out W value)) e.SetVector(rt, value);
    }

    [Instruction(
        "ldp {rt}, {rt2}, [{rn}{, offset}]", "10 101 1 010 1 offset[10:4]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdpQOffset(ref E e, Qr rt, Qr rt2, XrSp rn, Displacement offset)
    {
        if (!e.LoadVector(e[rn] + offset.Value, out W first)
            || !e.LoadVector(e[rn] + (offset.Value + 16), out W second))
        {
            return;
        }

        e.SetVector(rt, first);
        e.SetVector(rt2, second);
    }

    [Instruction(
        "ldp {rt}, {rt2}, [{rn}], {offset}", "10 101 1 001 1 offset[10:4]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdpQPost(ref E e, Qr rt, Qr rt2, XrSp rn, Imm offset)
    {
        if (!e.LoadVector(e[rn], out W first)
            || !e.LoadVector(e[rn] + 16, out W second))
        {
            return;
        }

        e.SetVector(rt, first);
        e.SetVector(rt2, second);
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "ldp {rt}, {rt2}, [{rn}, {offset}]!", "10 101 1 011 1 offset[10:4]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdpQPre(ref E e, Qr rt, Qr rt2, XrSp rn, Imm offset)
    {
        if (!e.LoadVector(e[rn] + offset.Value, out W first)
            || !e.LoadVector(e[rn] + (offset.Value + 16), out W second))
        {
            return;
        }

        e.SetVector(rt, first);
        e.SetVector(rt2, second);
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction("ldnp {rt}, {rt2}, [{rn}{, offset}]", "10 101 1 000 1 offset[10:4]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void LdnpQ(ref E e, Qr rt, Qr rt2, XrSp rn, Displacement offset)
    {
        if (!e.LoadVector(e[rn] + offset.Value, out W first)
            || !e.LoadVector(e[rn] + (offset.Value + 16), out W second))
        {
            return;
        }

        e.SetVector(rt, first);
        e.SetVector(rt2, second);
    }

    [Instruction(
        "stp {rt}, {rt2}, [{rn}{, offset}]", "10 101 1 010 0 offset[10:4]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StpQOffset(ref E e, Qr rt, Qr rt2, XrSp rn, Displacement offset)
    {
        _ = e.StoreVector(e[rn] + offset.Value, e.Vector(rt)) && e.StoreVector(e[rn] + (offset.Value + 16), e.Vector(rt2));
    }

    [Instruction(
        "stp {rt}, {rt2}, [{rn}], {offset}", "10 101 1 001 0 offset[10:4]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StpQPost(ref E e, Qr rt, Qr rt2, XrSp rn, Imm offset)
    {
        if (e.StoreVector(e[rn], e.Vector(rt)) && e.StoreVector(e[rn] + 16, e.Vector(rt2)))
            e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "stp {rt}, {rt2}, [{rn}, {offset}]!", "10 101 1 011 0 offset[10:4]:7 rt2:5 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StpQPre(ref E e, Qr rt, Qr rt2, XrSp rn, Imm offset)
    {
        if (e.StoreVector(e[rn] + offset.Value, e.Vector(rt)) && e.StoreVector(e[rn] + (offset.Value + 16), e.Vector(rt2)))
            e[rn] = e[rn] + offset.Value;
    }

    [Instruction("stnp {rt}, {rt2}, [{rn}{, offset}]", "10 101 1 000 0 offset[10:4]:7 rt2:5 rn:5 rt:5", Rare = true)]
    public static void StnpQ(ref E e, Qr rt, Qr rt2, XrSp rn, Displacement offset)
    {
        _ = e.StoreVector(e[rn] + offset.Value, e.Vector(rt)) && e.StoreVector(e[rn] + (offset.Value + 16), e.Vector(rt2));
    }
}
