using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Loads and stores of a register at an offset in another (C4.1.4).</summary>
[InstructionSet(Arm64Features.None)]
internal static class LoadStoreRegisterOffset<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "strb {rt}, [{rn}, {ShiftedIndex(rm,isScaled,0)}]", "00 111 0 00 00 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrbRegister(ref E e, Wr rt, XrSp rn, Xr rm, Scale isScaled) =>
        e.Store(e[rn] + e[rm], Width.Byte, e[rt]);

    [Instruction(
        "strb {rt}, [{rn}, {Index(rm,extend,isScaled,0)}]", "00 111 0 00 00 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrbExtended(ref E e, Wr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled) =>
        e.Store(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, 0), Width.Byte, e[rt]);

    [Instruction(
        "ldrb {rt}, [{rn}, {ShiftedIndex(rm,isScaled,0)}]", "00 111 0 00 01 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrbRegister(ref E e, Wr rt, XrSp rn, Xr rm, Scale isScaled)
    {
        if (e.Load(e[rn] + e[rm], Width.Byte, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldrb {rt}, [{rn}, {Index(rm,extend,isScaled,0)}]", "00 111 0 00 01 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrbExtended(ref E e, Wr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled)
    {
        if (e.Load(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, 0), Width.Byte, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldrsb {rt}, [{rn}, {ShiftedIndex(rm,isScaled,0)}]", "00 111 0 00 10 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrsbXRegister(ref E e, Xr rt, XrSp rn, Xr rm, Scale isScaled)
    {
        if (e.Load(e[rn] + e[rm], Width.Byte, out V value)) e[rt] = value.SignExtend(8);
    }

    [Instruction(
        "ldrsb {rt}, [{rn}, {Index(rm,extend,isScaled,0)}]", "00 111 0 00 10 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void LdrsbXExtended(ref E e, Xr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled)
    {
        if (e.Load(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, 0), Width.Byte, out V value)) e[rt] = value.SignExtend(8);
    }

    [Instruction(
        "ldrsb {rt}, [{rn}, {ShiftedIndex(rm,isScaled,0)}]", "00 111 0 00 11 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrsbWRegister(ref E e, Wr rt, XrSp rn, Xr rm, Scale isScaled)
    {
        if (e.Load(e[rn] + e[rm], Width.Byte, out V value)) e[rt] = value.SignExtend(8).ZeroExtend(32);
    }

    [Instruction(
        "ldrsb {rt}, [{rn}, {Index(rm,extend,isScaled,0)}]", "00 111 0 00 11 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void LdrsbWExtended(ref E e, Wr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled)
    {
        if (e.Load(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, 0), Width.Byte, out V value)) e[rt] = value.SignExtend(8).ZeroExtend(32);
    }

    [Instruction(
        "strh {rt}, [{rn}, {ShiftedIndex(rm,isScaled,1)}]", "01 111 0 00 00 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrhRegister(ref E e, Wr rt, XrSp rn, Xr rm, Scale isScaled) =>
        e.Store(e[rn] + e[rm].ShiftLeft(isScaled.Bit), Width.Half, e[rt]);

    [Instruction(
        "strh {rt}, [{rn}, {Index(rm,extend,isScaled,1)}]", "01 111 0 00 00 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrhExtended(ref E e, Wr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled) =>
        e.Store(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit), Width.Half, e[rt]);

    [Instruction(
        "ldrh {rt}, [{rn}, {ShiftedIndex(rm,isScaled,1)}]", "01 111 0 00 01 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrhRegister(ref E e, Wr rt, XrSp rn, Xr rm, Scale isScaled)
    {
        if (e.Load(e[rn] + e[rm].ShiftLeft(isScaled.Bit), Width.Half, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldrh {rt}, [{rn}, {Index(rm,extend,isScaled,1)}]", "01 111 0 00 01 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrhExtended(ref E e, Wr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled)
    {
        if (e.Load(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit), Width.Half, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldrsh {rt}, [{rn}, {ShiftedIndex(rm,isScaled,1)}]", "01 111 0 00 10 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrshXRegister(ref E e, Xr rt, XrSp rn, Xr rm, Scale isScaled)
    {
        if (e.Load(e[rn] + e[rm].ShiftLeft(isScaled.Bit), Width.Half, out V value)) e[rt] = value.SignExtend(16);
    }

    [Instruction(
        "ldrsh {rt}, [{rn}, {Index(rm,extend,isScaled,1)}]", "01 111 0 00 10 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void LdrshXExtended(ref E e, Xr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled)
    {
        if (e.Load(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit), Width.Half, out V value)) e[rt] = value.SignExtend(16);
    }

    [Instruction(
        "ldrsh {rt}, [{rn}, {ShiftedIndex(rm,isScaled,1)}]", "01 111 0 00 11 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrshWRegister(ref E e, Wr rt, XrSp rn, Xr rm, Scale isScaled)
    {
        if (e.Load(e[rn] + e[rm].ShiftLeft(isScaled.Bit), Width.Half, out V value)) e[rt] = value.SignExtend(16).ZeroExtend(32);
    }

    [Instruction(
        "ldrsh {rt}, [{rn}, {Index(rm,extend,isScaled,1)}]", "01 111 0 00 11 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void LdrshWExtended(ref E e, Wr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled)
    {
        if (e.Load(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit), Width.Half, out V value)) e[rt] = value.SignExtend(16).ZeroExtend(32);
    }

    [Instruction(
        "str {rt}, [{rn}, {ShiftedIndex(rm,isScaled,2)}]", "10 111 0 00 00 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrWRegister(ref E e, Wr rt, XrSp rn, Xr rm, Scale isScaled) =>
        e.Store(e[rn] + e[rm].ShiftLeft(isScaled.Bit * 2), Width.Word, e[rt]);

    [Instruction(
        "str {rt}, [{rn}, {Index(rm,extend,isScaled,2)}]", "10 111 0 00 00 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrWExtended(ref E e, Wr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled) =>
        e.Store(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit * 2), Width.Word, e[rt]);

    [Instruction(
        "ldr {rt}, [{rn}, {ShiftedIndex(rm,isScaled,2)}]", "10 111 0 00 01 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrWRegister(ref E e, Wr rt, XrSp rn, Xr rm, Scale isScaled)
    {
        if (e.Load(e[rn] + e[rm].ShiftLeft(isScaled.Bit * 2), Width.Word, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldr {rt}, [{rn}, {Index(rm,extend,isScaled,2)}]", "10 111 0 00 01 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrWExtended(ref E e, Wr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled)
    {
        if (e.Load(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit * 2), Width.Word, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldrsw {rt}, [{rn}, {ShiftedIndex(rm,isScaled,2)}]", "10 111 0 00 10 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrswRegister(ref E e, Xr rt, XrSp rn, Xr rm, Scale isScaled)
    {
        if (e.Load(e[rn] + e[rm].ShiftLeft(isScaled.Bit * 2), Width.Word, out V value)) e[rt] = value.SignExtend(32);
    }

    [Instruction(
        "ldrsw {rt}, [{rn}, {Index(rm,extend,isScaled,2)}]", "10 111 0 00 10 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrswExtended(ref E e, Xr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled)
    {
        if (e.Load(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit * 2), Width.Word, out V value)) e[rt] = value.SignExtend(32);
    }

    [Instruction(
        "str {rt}, [{rn}, {ShiftedIndex(rm,isScaled,3)}]", "11 111 0 00 00 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrXRegister(ref E e, Xr rt, XrSp rn, Xr rm, Scale isScaled) =>
        e.Store(e[rn] + e[rm].ShiftLeft(isScaled.Bit * 3), Width.Double, e[rt]);

    [Instruction(
        "str {rt}, [{rn}, {Index(rm,extend,isScaled,3)}]", "11 111 0 00 00 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrXExtended(ref E e, Xr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled) =>
        e.Store(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit * 3), Width.Double, e[rt]);

    [Instruction(
        "ldr {rt}, [{rn}, {ShiftedIndex(rm,isScaled,3)}]", "11 111 0 00 01 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrXRegister(ref E e, Xr rt, XrSp rn, Xr rm, Scale isScaled)
    {
        if (e.Load(e[rn] + e[rm].ShiftLeft(isScaled.Bit * 3), Width.Double, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldr {rt}, [{rn}, {Index(rm,extend,isScaled,3)}]", "11 111 0 00 01 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrXExtended(ref E e, Xr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled)
    {
        if (e.Load(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit * 3), Width.Double, out V value)) e[rt] = value;
    }

    [Instruction(
        "prfm {kind}, [{rn}, {Index(rm,extend,isScaled,3)}]",
        "11 111 0 00 10 1 rm:5 extend:3 isScaled:1 10 rn:5 kind:5",
        Rare = true)]
    public static void PrfmRegister(ref E e, PrefetchKind kind, XrSp rn, Xr rm, AnyIndexExtend extend, Scale isScaled)
    {
    }
}
