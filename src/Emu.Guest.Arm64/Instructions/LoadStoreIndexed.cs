using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Loads and stores of a register that also move the base register: before the access, or after it
/// (C4.1.4).</summary>
[InstructionSet(Arm64Features.None)]
internal static class LoadStoreIndexed<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "strb {rt}, [{rn}], {offset}", "00 111 0 00 00 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrbPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn], Width.Byte, e[rt])) e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "strb {rt}, [{rn}, {offset}]!", "00 111 0 00 00 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrbPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn] + offset.Value, Width.Byte, e[rt])) e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "ldrb {rt}, [{rn}], {offset}", "00 111 0 00 01 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrbPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Byte, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value;
        e[rn] = moved;
    }

    [Instruction(
        "ldrb {rt}, [{rn}, {offset}]!", "00 111 0 00 01 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrbPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Byte, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value;
        e[rn] = moved;
    }

    [Instruction("ldrsb {rt}, [{rn}], {offset}", "00 111 0 00 10 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void LdrsbXPost(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Byte, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value.SignExtend(8);
        e[rn] = moved;
    }

    [Instruction("ldrsb {rt}, [{rn}, {offset}]!", "00 111 0 00 10 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void LdrsbXPre(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Byte, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value.SignExtend(8);
        e[rn] = moved;
    }

    [Instruction("ldrsb {rt}, [{rn}], {offset}", "00 111 0 00 11 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void LdrsbWPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Byte, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value.SignExtend(8).ZeroExtend(32);
        e[rn] = moved;
    }

    [Instruction("ldrsb {rt}, [{rn}, {offset}]!", "00 111 0 00 11 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void LdrsbWPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Byte, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value.SignExtend(8).ZeroExtend(32);
        e[rn] = moved;
    }

    [Instruction("strh {rt}, [{rn}], {offset}", "01 111 0 00 00 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void StrhPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn], Width.Half, e[rt])) e[rn] = e[rn] + offset.Value;
    }

    [Instruction("strh {rt}, [{rn}, {offset}]!", "01 111 0 00 00 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void StrhPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn] + offset.Value, Width.Half, e[rt])) e[rn] = e[rn] + offset.Value;
    }

    [Instruction("ldrh {rt}, [{rn}], {offset}", "01 111 0 00 01 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void LdrhPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Half, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value;
        e[rn] = moved;
    }

    [Instruction("ldrh {rt}, [{rn}, {offset}]!", "01 111 0 00 01 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void LdrhPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Half, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value;
        e[rn] = moved;
    }

    [Instruction("ldrsh {rt}, [{rn}], {offset}", "01 111 0 00 10 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void LdrshXPost(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Half, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value.SignExtend(16);
        e[rn] = moved;
    }

    [Instruction("ldrsh {rt}, [{rn}, {offset}]!", "01 111 0 00 10 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void LdrshXPre(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Half, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value.SignExtend(16);
        e[rn] = moved;
    }

    [Instruction("ldrsh {rt}, [{rn}], {offset}", "01 111 0 00 11 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void LdrshWPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Half, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value.SignExtend(16).ZeroExtend(32);
        e[rn] = moved;
    }

    [Instruction("ldrsh {rt}, [{rn}, {offset}]!", "01 111 0 00 11 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void LdrshWPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Half, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value.SignExtend(16).ZeroExtend(32);
        e[rn] = moved;
    }

    [Instruction(
        "str {rt}, [{rn}], {offset}", "10 111 0 00 00 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrWPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn], Width.Word, e[rt])) e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "str {rt}, [{rn}, {offset}]!", "10 111 0 00 00 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrWPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn] + offset.Value, Width.Word, e[rt])) e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "ldr {rt}, [{rn}], {offset}", "10 111 0 00 01 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrWPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Word, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value;
        e[rn] = moved;
    }

    [Instruction(
        "ldr {rt}, [{rn}, {offset}]!", "10 111 0 00 01 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrWPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Word, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value;
        e[rn] = moved;
    }

    [Instruction("ldrsw {rt}, [{rn}], {offset}", "10 111 0 00 10 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void LdrswPost(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Word, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value.SignExtend(32);
        e[rn] = moved;
    }

    [Instruction("ldrsw {rt}, [{rn}, {offset}]!", "10 111 0 00 10 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void LdrswPre(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Word, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value.SignExtend(32);
        e[rn] = moved;
    }

    [Instruction(
        "str {rt}, [{rn}], {offset}", "11 111 0 00 00 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrXPost(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn], Width.Double, e[rt])) e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "str {rt}, [{rn}, {offset}]!", "11 111 0 00 00 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrXPre(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        if (e.Store(e[rn] + offset.Value, Width.Double, e[rt])) e[rn] = e[rn] + offset.Value;
    }

    [Instruction(
        "ldr {rt}, [{rn}], {offset}", "11 111 0 00 01 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrXPost(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn], Width.Double, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value;
        e[rn] = moved;
    }

    [Instruction(
        "ldr {rt}, [{rn}, {offset}]!", "11 111 0 00 01 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrXPre(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        if (!e.Load(e[rn] + offset.Value, Width.Double, out V value)) return;
        V moved = e[rn] + offset.Value;
        e[rt] = value;
        e[rn] = moved;
    }
}
