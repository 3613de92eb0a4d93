using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Loads and stores of a register at an unsigned offset (C4.1.4).</summary>
[InstructionSet(Arm64Features.None)]
internal static class LoadStoreUnsignedOffset<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "strb {rt}, [{rn}{, offset}]", "00 111 0 01 00 offset:12 rn:5 rt:5",
        Traits = InstructionTraits.Store, AccessSize = Width.Byte)]
    [MethodImpl(AggressiveInlining)]
    public static void StrbOffset(ref E e, Wr rt, XrSp rn, ScaledOffset offset) =>
        e.Store(e[rn] + offset.Value, Width.Byte, e[rt]);

    [Instruction(
        "ldrb {rt}, [{rn}{, offset}]", "00 111 0 01 01 offset:12 rn:5 rt:5",
        Traits = InstructionTraits.Load | InstructionTraits.ZeroExtends, AccessSize = Width.Byte)]
    [MethodImpl(AggressiveInlining)]
    public static void LdrbOffset(ref E e, Wr rt, XrSp rn, ScaledOffset offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Byte, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldrsb {rt}, [{rn}{, offset}]", "00 111 0 01 10 offset:12 rn:5 rt:5",
        Traits = InstructionTraits.Load, AccessSize = Width.Byte)]
    [MethodImpl(AggressiveInlining)]
    public static void LdrsbXOffset(ref E e, Xr rt, XrSp rn, ScaledOffset offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Byte, out V value)) e[rt] = value.SignExtend(8);
    }

    [Instruction(
        "ldrsb {rt}, [{rn}{, offset}]", "00 111 0 01 11 offset:12 rn:5 rt:5",
        Traits = InstructionTraits.Load, AccessSize = Width.Byte)]
    [MethodImpl(AggressiveInlining)]
    public static void LdrsbWOffset(ref E e, Wr rt, XrSp rn, ScaledOffset offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Byte, out V value)) e[rt] = value.SignExtend(8).ZeroExtend(32);
    }

    [Instruction(
        "strh {rt}, [{rn}{, offset}]", "01 111 0 01 00 offset[12:1]:12 rn:5 rt:5",
        Traits = InstructionTraits.Store, AccessSize = Width.Half)]
    [MethodImpl(AggressiveInlining)]
    public static void StrhOffset(ref E e, Wr rt, XrSp rn, ScaledOffset offset) =>
        e.Store(e[rn] + offset.Value, Width.Half, e[rt]);

    [Instruction(
        "ldrh {rt}, [{rn}{, offset}]", "01 111 0 01 01 offset[12:1]:12 rn:5 rt:5",
        Traits = InstructionTraits.Load | InstructionTraits.ZeroExtends, AccessSize = Width.Half)]
    [MethodImpl(AggressiveInlining)]
    public static void LdrhOffset(ref E e, Wr rt, XrSp rn, ScaledOffset offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Half, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldrsh {rt}, [{rn}{, offset}]", "01 111 0 01 10 offset[12:1]:12 rn:5 rt:5",
        Traits = InstructionTraits.Load, AccessSize = Width.Half)]
    [MethodImpl(AggressiveInlining)]
    public static void LdrshXOffset(ref E e, Xr rt, XrSp rn, ScaledOffset offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Half, out V value)) e[rt] = value.SignExtend(16);
    }

    [Instruction(
        "ldrsh {rt}, [{rn}{, offset}]", "01 111 0 01 11 offset[12:1]:12 rn:5 rt:5",
        Traits = InstructionTraits.Load, AccessSize = Width.Half)]
    [MethodImpl(AggressiveInlining)]
    public static void LdrshWOffset(ref E e, Wr rt, XrSp rn, ScaledOffset offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Half, out V value)) e[rt] = value.SignExtend(16).ZeroExtend(32);
    }

    [Instruction(
        "str {rt}, [{rn}{, offset}]", "10 111 0 01 00 offset[13:2]:12 rn:5 rt:5",
        Traits = InstructionTraits.Store, AccessSize = Width.Word)]
    [MethodImpl(AggressiveInlining)]
    public static void StrWOffset(ref E e, Wr rt, XrSp rn, ScaledOffset offset) =>
        e.Store(e[rn] + offset.Value, Width.Word, e[rt]);

    [Instruction(
        "ldr {rt}, [{rn}{, offset}]", "10 111 0 01 01 offset[13:2]:12 rn:5 rt:5",
        Traits = InstructionTraits.Load | InstructionTraits.ZeroExtends, AccessSize = Width.Word)]
    [MethodImpl(AggressiveInlining)]
    public static void LdrWOffset(ref E e, Wr rt, XrSp rn, ScaledOffset offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Word, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldrsw {rt}, [{rn}{, offset}]", "10 111 0 01 10 offset[13:2]:12 rn:5 rt:5",
        Traits = InstructionTraits.Load, AccessSize = Width.Word)]
    [MethodImpl(AggressiveInlining)]
    public static void LdrswOffset(ref E e, Xr rt, XrSp rn, ScaledOffset offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Word, out V value)) e[rt] = value.SignExtend(32);
    }

    [Instruction(
        "str {rt}, [{rn}{, offset}]", "11 111 0 01 00 offset[14:3]:12 rn:5 rt:5",
        Traits = InstructionTraits.Store)]
    [MethodImpl(AggressiveInlining)]
    public static void StrXOffset(ref E e, Xr rt, XrSp rn, ScaledOffset offset) =>
        e.Store(e[rn] + offset.Value, Width.Double, e[rt]);

    [Instruction(
        "ldr {rt}, [{rn}{, offset}]", "11 111 0 01 01 offset[14:3]:12 rn:5 rt:5",
        Traits = InstructionTraits.Load | InstructionTraits.ZeroExtends)]
    [MethodImpl(AggressiveInlining)]
    public static void LdrXOffset(ref E e, Xr rt, XrSp rn, ScaledOffset offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Double, out V value)) e[rt] = value;
    }

    [Instruction(
        "prfm {kind}, [{rn}{, offset}]", "11 111 0 01 10 offset[14:3]:12 rn:5 kind:5")]
    [MethodImpl(AggressiveInlining)]
    public static void PrfmOffset(ref E e, PrefetchKind kind, XrSp rn, ScaledOffset offset)
    {
    }
}
