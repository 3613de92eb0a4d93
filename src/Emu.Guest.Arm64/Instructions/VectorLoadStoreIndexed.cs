using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>The same where the base register moves as well: before the access, or after it (C4.1.4).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorLoadStoreIndexed<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("ldr {rt}, [{rn}], {offset}", "00 111 1 00 01 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void LdrBPost(ref E e, Br rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Byte, out V value)) return;
        e.SetVector(rt, W.Create(value, 0));
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction("ldr {rt}, [{rn}, {offset}]!", "00 111 1 00 01 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void LdrBPre(ref E e, Br rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Byte, out V value)) return;
        e.SetVector(rt, W.Create(value, 0));
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction("str {rt}, [{rn}], {offset}", "00 111 1 00 00 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void StrBPost(ref E e, Br rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn], Width.Byte, e.Vector(rt).Low)) e[rn] = e[rn] + offset.Value;
    }

    [Instruction("str {rt}, [{rn}, {offset}]!", "00 111 1 00 00 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void StrBPre(ref E e, Br rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn] + offset.Value, Width.Byte, e.Vector(rt).Low)) e[rn] = e[rn] + offset.Value;
    }

    [Instruction("ldr {rt}, [{rn}], {offset}", "01 111 1 00 01 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void LdrHPost(ref E e, Hr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Half, out V value)) return;
        e.SetVector(rt, W.Create(value, 0));
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction("ldr {rt}, [{rn}, {offset}]!", "01 111 1 00 01 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void LdrHPre(ref E e, Hr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Half, out V value)) return;
        e.SetVector(rt, W.Create(value, 0));
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction("str {rt}, [{rn}], {offset}", "01 111 1 00 00 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void StrHPost(ref E e, Hr rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn], Width.Half, e.Vector(rt).Low)) e[rn] = e[rn] + offset.Value;
    }

    [Instruction("str {rt}, [{rn}, {offset}]!", "01 111 1 00 00 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void StrHPre(ref E e, Hr rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn] + offset.Value, Width.Half, e.Vector(rt).Low)) e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "ldr {rt}, [{rn}], {offset}", "10 111 1 00 01 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrSPost(ref E e, Sr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Word, out V value)) return;
        e.SetVector(rt, W.Create(value, 0));
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "ldr {rt}, [{rn}, {offset}]!", "10 111 1 00 01 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrSPre(ref E e, Sr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Word, out V value)) return;
        e.SetVector(rt, W.Create(value, 0));
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "str {rt}, [{rn}], {offset}", "10 111 1 00 00 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrSPost(ref E e, Sr rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn], Width.Word, e.Vector(rt).Low)) e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "str {rt}, [{rn}, {offset}]!", "10 111 1 00 00 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrSPre(ref E e, Sr rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn] + offset.Value, Width.Word, e.Vector(rt).Low)) e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "ldr {rt}, [{rn}], {offset}", "11 111 1 00 01 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrDPost(ref E e, Dr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Double, out V value)) return;
        e.SetVector(rt, W.Create(value, 0));
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "ldr {rt}, [{rn}, {offset}]!", "11 111 1 00 01 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrDPre(ref E e, Dr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Double, out V value)) return;
        e.SetVector(rt, W.Create(value, 0));
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "str {rt}, [{rn}], {offset}", "11 111 1 00 00 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrDPost(ref E e, Dr rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn], Width.Double, e.Vector(rt).Low)) e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "str {rt}, [{rn}, {offset}]!", "11 111 1 00 00 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrDPre(ref E e, Dr rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn] + offset.Value, Width.Double, e.Vector(rt).Low)) e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "ldr {rt}, [{rn}], {offset}", "00 111 1 00 11 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrQPost(ref E e, Qr rt, XrSp rn, Imm offset)
    {
        if (!e.LoadVector(e[rn], out W value)) return;
        e.SetVector(rt, value);
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "ldr {rt}, [{rn}, {offset}]!", "00 111 1 00 11 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrQPre(ref E e, Qr rt, XrSp rn, Imm offset)
    {
        if (!e.LoadVector(e[rn] + offset.Value, out W value)) return;
        e.SetVector(rt, value);
        e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "str {rt}, [{rn}], {offset}", "00 111 1 00 10 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrQPost(ref E e, Qr rt, XrSp rn, Imm offset)
    {
        if (e.StoreVector(e[rn], e.Vector(rt))) e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "str {rt}, [{rn}, {offset}]!", "00 111 1 00 10 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrQPre(ref E e, Qr rt, XrSp rn, Imm offset)
    {
        if (e.StoreVector(e[rn] + offset.Value, e.Vector(rt))) e[rn] = e[rn] + offset.Value;
    }
}
