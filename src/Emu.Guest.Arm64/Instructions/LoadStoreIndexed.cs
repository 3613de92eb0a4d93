using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Loads and stores of a register that also move the base register: before the access, or after it (C4.1.4).</summary>
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
        V address = e[rn];
        V moved = address + offset.Value;
        if (e.Store(address, Width.Byte, e[rt])) e[rn] = moved;
    }

    [Instruction(
        "strb {rt}, [{rn}, {offset}]!", "00 111 0 00 00 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrbPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V moved = e[rn] + offset.Value;
        if (e.Store(moved, Width.Byte, e[rt])) e[rn] = moved;
    }

    [Instruction(
        "ldrb {rt}, [{rn}], {offset}", "00 111 0 00 01 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrbPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V address = e[rn];
        V moved = address + offset.Value;
        if (!e.Load(address, Width.Byte, out V value)) return;
        e[rt] = value;
        e[rn] = moved;
    }

    [Instruction(
        "ldrb {rt}, [{rn}, {offset}]!", "00 111 0 00 01 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrbPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V moved = e[rn] + offset.Value;
        if (!e.Load(moved, Width.Byte, out V value)) return;
        e[rt] = value;
        e[rn] = moved;
    }

    [Instruction("ldrsb {rt}, [{rn}], {offset}", "00 111 0 00 10 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void LdrsbXPost(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        V address = e[rn];
        V moved = address + offset.Value;
        if (!e.Load(address, Width.Byte, out V value)) return;
        e[rt] = value.SignExtend(8);
        e[rn] = moved;
    }

    [Instruction("ldrsb {rt}, [{rn}, {offset}]!", "00 111 0 00 10 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void LdrsbXPre(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        V moved = e[rn] + offset.Value;
        if (!e.Load(moved, Width.Byte, out V value)) return;
        e[rt] = value.SignExtend(8);
        e[rn] = moved;
    }

    [Instruction("ldrsb {rt}, [{rn}], {offset}", "00 111 0 00 11 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void LdrsbWPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V address = e[rn];
        V moved = address + offset.Value;
        if (!e.Load(address, Width.Byte, out V value)) return;
        e[rt] = value.SignExtend(8).ZeroExtend(32);
        e[rn] = moved;
    }

    [Instruction("ldrsb {rt}, [{rn}, {offset}]!", "00 111 0 00 11 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void LdrsbWPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V moved = e[rn] + offset.Value;
        if (!e.Load(moved, Width.Byte, out V value)) return;
        e[rt] = value.SignExtend(8).ZeroExtend(32);
        e[rn] = moved;
    }

    [Instruction("strh {rt}, [{rn}], {offset}", "01 111 0 00 00 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void StrhPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V address = e[rn];
        V moved = address + offset.Value;
        if (e.Store(address, Width.Half, e[rt])) e[rn] = moved;
    }

    [Instruction("strh {rt}, [{rn}, {offset}]!", "01 111 0 00 00 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void StrhPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V moved = e[rn] + offset.Value;
        if (e.Store(moved, Width.Half, e[rt])) e[rn] = moved;
    }

    [Instruction("ldrh {rt}, [{rn}], {offset}", "01 111 0 00 01 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void LdrhPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V address = e[rn];
        V moved = address + offset.Value;
        if (!e.Load(address, Width.Half, out V value)) return;
        e[rt] = value;
        e[rn] = moved;
    }

    [Instruction("ldrh {rt}, [{rn}, {offset}]!", "01 111 0 00 01 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void LdrhPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V moved = e[rn] + offset.Value;
        if (!e.Load(moved, Width.Half, out V value)) return;
        e[rt] = value;
        e[rn] = moved;
    }

    [Instruction("ldrsh {rt}, [{rn}], {offset}", "01 111 0 00 10 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void LdrshXPost(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        V address = e[rn];
        V moved = address + offset.Value;
        if (!e.Load(address, Width.Half, out V value)) return;
        e[rt] = value.SignExtend(16);
        e[rn] = moved;
    }

    [Instruction("ldrsh {rt}, [{rn}, {offset}]!", "01 111 0 00 10 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void LdrshXPre(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        V moved = e[rn] + offset.Value;
        if (!e.Load(moved, Width.Half, out V value)) return;
        e[rt] = value.SignExtend(16);
        e[rn] = moved;
    }

    [Instruction("ldrsh {rt}, [{rn}], {offset}", "01 111 0 00 11 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void LdrshWPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V address = e[rn];
        V moved = address + offset.Value;
        if (!e.Load(address, Width.Half, out V value)) return;
        e[rt] = value.SignExtend(16).ZeroExtend(32);
        e[rn] = moved;
    }

    [Instruction("ldrsh {rt}, [{rn}, {offset}]!", "01 111 0 00 11 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void LdrshWPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V moved = e[rn] + offset.Value;
        if (!e.Load(moved, Width.Half, out V value)) return;
        e[rt] = value.SignExtend(16).ZeroExtend(32);
        e[rn] = moved;
    }

    [Instruction(
        "str {rt}, [{rn}], {offset}", "10 111 0 00 00 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrWPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V address = e[rn];
        V moved = address + offset.Value;
        if (e.Store(address, Width.Word, e[rt])) e[rn] = moved;
    }

    [Instruction(
        "str {rt}, [{rn}, {offset}]!", "10 111 0 00 00 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrWPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V moved = e[rn] + offset.Value;
        if (e.Store(moved, Width.Word, e[rt])) e[rn] = moved;
    }

    [Instruction(
        "ldr {rt}, [{rn}], {offset}", "10 111 0 00 01 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrWPost(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V address = e[rn];
        V moved = address + offset.Value;
        if (!e.Load(address, Width.Word, out V value)) return;
        e[rt] = value;
        e[rn] = moved;
    }

    [Instruction(
        "ldr {rt}, [{rn}, {offset}]!", "10 111 0 00 01 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrWPre(ref E e, Wr rt, XrSp rn, Imm offset)
    {
        V moved = e[rn] + offset.Value;
        if (!e.Load(moved, Width.Word, out V value)) return;
        e[rt] = value;
        e[rn] = moved;
    }

    [Instruction("ldrsw {rt}, [{rn}], {offset}", "10 111 0 00 10 0 offset:9 01 rn:5 rt:5", Rare = true)]
    public static void LdrswPost(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        V address = e[rn];
        V moved = address + offset.Value;
        if (!e.Load(address, Width.Word, out V value)) return;
        e[rt] = value.SignExtend(32);
        e[rn] = moved;
    }

    [Instruction("ldrsw {rt}, [{rn}, {offset}]!", "10 111 0 00 10 0 offset:9 11 rn:5 rt:5", Rare = true)]
    public static void LdrswPre(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        V moved = e[rn] + offset.Value;
        if (!e.Load(moved, Width.Word, out V value)) return;
        e[rt] = value.SignExtend(32);
        e[rn] = moved;
    }

    [Instruction(
        "str {rt}, [{rn}], {offset}", "11 111 0 00 00 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrXPost(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        V address = e[rn];
        V moved = address + offset.Value;
        if (e.Store(address, Width.Double, e[rt])) e[rn] = moved;
    }

    [Instruction(
        "str {rt}, [{rn}, {offset}]!", "11 111 0 00 00 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrXPre(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        V moved = e[rn] + offset.Value;
        if (e.Store(moved, Width.Double, e[rt])) e[rn] = moved;
    }

    [Instruction(
        "ldr {rt}, [{rn}], {offset}", "11 111 0 00 01 0 offset:9 01 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrXPost(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        V address = e[rn];
        V moved = address + offset.Value;
        if (!e.Load(address, Width.Double, out V value)) return;
        e[rt] = value;
        e[rn] = moved;
    }

    [Instruction(
        "ldr {rt}, [{rn}, {offset}]!", "11 111 0 00 01 0 offset:9 11 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrXPre(ref E e, Xr rt, XrSp rn, Imm offset)
    {
        V moved = e[rn] + offset.Value;
        if (!e.Load(moved, Width.Double, out V value)) return;
        e[rt] = value;
        e[rn] = moved;
    }
}
