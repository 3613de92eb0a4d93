using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Loads and stores of a register at a signed offset of bytes; also those that EL1 makes as EL0 would, which only
/// kernels use (C4.1.4).</summary>
[InstructionSet(Arm64Features.None)]
internal static class LoadStoreUnscaled<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "sturb {rt}, [{rn}{, offset}]", "00 111 0 00 00 0 offset:9 00 rn:5 rt:5",
        Traits = InstructionTraits.Store, AccessSize = Width.Byte)]
    [MethodImpl(AggressiveInlining)]
    public static void Sturb(ref E e, Wr rt, XrSp rn, Displacement offset) =>
        e.Store(e[rn] + offset.Value, Width.Byte, e[rt]);

    [Instruction(
        "sttrb {rt}, [{rn}{, offset}]", "00 111 0 00 00 0 offset:9 10 rn:5 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void Sttrb(ref E e, Wr rt, XrSp rn, Displacement offset) =>
        e.System((uint)SystemOperation.StoreAsUser, e[rn] + offset.Value, e[rt], out _);

    [Instruction(
        "ldurb {rt}, [{rn}{, offset}]", "00 111 0 00 01 0 offset:9 00 rn:5 rt:5",
        Traits = InstructionTraits.Load | InstructionTraits.ZeroExtends, AccessSize = Width.Byte)]
    [MethodImpl(AggressiveInlining)]
    public static void Ldurb(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Byte, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldtrb {rt}, [{rn}{, offset}]", "00 111 0 00 01 0 offset:9 10 rn:5 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void Ldtrb(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.System((uint)SystemOperation.LoadAsUser, e[rn] + offset.Value, 1, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldursb {rt}, [{rn}{, offset}]", "00 111 0 00 10 0 offset:9 00 rn:5 rt:5",
        Traits = InstructionTraits.Load, AccessSize = Width.Byte)]
    [MethodImpl(AggressiveInlining)]
    public static void LdursbX(ref E e, Xr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Byte, out V value)) e[rt] = value.SignExtend(8);
    }

    [Instruction(
        "ldtrsb {rt}, [{rn}{, offset}]", "00 111 0 00 10 0 offset:9 10 rn:5 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void LdtrsbX(ref E e, Xr rt, XrSp rn, Displacement offset)
    {
        if (e.System((uint)SystemOperation.LoadAsUser, e[rn] + offset.Value, 1, out V value)) e[rt] = value.SignExtend(8);
    }

    [Instruction(
        "ldursb {rt}, [{rn}{, offset}]", "00 111 0 00 11 0 offset:9 00 rn:5 rt:5",
        Traits = InstructionTraits.Load, AccessSize = Width.Byte)]
    [MethodImpl(AggressiveInlining)]
    public static void LdursbW(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Byte, out V value)) e[rt] = value.SignExtend(8).ZeroExtend(32);
    }

    [Instruction(
        "ldtrsb {rt}, [{rn}{, offset}]", "00 111 0 00 11 0 offset:9 10 rn:5 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void LdtrsbW(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.System((uint)SystemOperation.LoadAsUser, e[rn] + offset.Value, 1, out V value)) e[rt] = value.SignExtend(8).ZeroExtend(32);
    }

    [Instruction(
        "sturh {rt}, [{rn}{, offset}]", "01 111 0 00 00 0 offset:9 00 rn:5 rt:5",
        Traits = InstructionTraits.Store, AccessSize = Width.Half)]
    [MethodImpl(AggressiveInlining)]
    public static void Sturh(ref E e, Wr rt, XrSp rn, Displacement offset) =>
        e.Store(e[rn] + offset.Value, Width.Half, e[rt]);

    [Instruction(
        "sttrh {rt}, [{rn}{, offset}]", "01 111 0 00 00 0 offset:9 10 rn:5 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void Sttrh(ref E e, Wr rt, XrSp rn, Displacement offset) =>
        e.System((uint)SystemOperation.StoreAsUser, e[rn] + offset.Value, e[rt], out _);

    [Instruction(
        "ldurh {rt}, [{rn}{, offset}]", "01 111 0 00 01 0 offset:9 00 rn:5 rt:5",
        Traits = InstructionTraits.Load | InstructionTraits.ZeroExtends, AccessSize = Width.Half)]
    [MethodImpl(AggressiveInlining)]
    public static void Ldurh(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Half, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldtrh {rt}, [{rn}{, offset}]", "01 111 0 00 01 0 offset:9 10 rn:5 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void Ldtrh(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.System((uint)SystemOperation.LoadAsUser, e[rn] + offset.Value, 2, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldursh {rt}, [{rn}{, offset}]", "01 111 0 00 10 0 offset:9 00 rn:5 rt:5",
        Traits = InstructionTraits.Load, AccessSize = Width.Half)]
    [MethodImpl(AggressiveInlining)]
    public static void LdurshX(ref E e, Xr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Half, out V value)) e[rt] = value.SignExtend(16);
    }

    [Instruction(
        "ldtrsh {rt}, [{rn}{, offset}]", "01 111 0 00 10 0 offset:9 10 rn:5 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void LdtrshX(ref E e, Xr rt, XrSp rn, Displacement offset)
    {
        if (e.System((uint)SystemOperation.LoadAsUser, e[rn] + offset.Value, 2, out V value)) e[rt] = value.SignExtend(16);
    }

    [Instruction(
        "ldursh {rt}, [{rn}{, offset}]", "01 111 0 00 11 0 offset:9 00 rn:5 rt:5",
        Traits = InstructionTraits.Load, AccessSize = Width.Half)]
    [MethodImpl(AggressiveInlining)]
    public static void LdurshW(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Half, out V value)) e[rt] = value.SignExtend(16).ZeroExtend(32);
    }

    [Instruction(
        "ldtrsh {rt}, [{rn}{, offset}]", "01 111 0 00 11 0 offset:9 10 rn:5 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void LdtrshW(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.System((uint)SystemOperation.LoadAsUser, e[rn] + offset.Value, 2, out V value)) e[rt] = value.SignExtend(16).ZeroExtend(32);
    }

    [Instruction(
        "stur {rt}, [{rn}{, offset}]", "10 111 0 00 00 0 offset:9 00 rn:5 rt:5",
        Traits = InstructionTraits.Store, AccessSize = Width.Word)]
    [MethodImpl(AggressiveInlining)]
    public static void SturW(ref E e, Wr rt, XrSp rn, Displacement offset) =>
        e.Store(e[rn] + offset.Value, Width.Word, e[rt]);

    [Instruction(
        "sttr {rt}, [{rn}{, offset}]", "10 111 0 00 00 0 offset:9 10 rn:5 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void SttrW(ref E e, Wr rt, XrSp rn, Displacement offset) =>
        e.System((uint)SystemOperation.StoreAsUser, e[rn] + offset.Value, e[rt], out _);

    [Instruction(
        "ldur {rt}, [{rn}{, offset}]", "10 111 0 00 01 0 offset:9 00 rn:5 rt:5",
        Traits = InstructionTraits.Load | InstructionTraits.ZeroExtends, AccessSize = Width.Word)]
    [MethodImpl(AggressiveInlining)]
    public static void LdurW(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Word, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldtr {rt}, [{rn}{, offset}]", "10 111 0 00 01 0 offset:9 10 rn:5 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void LdtrW(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.System((uint)SystemOperation.LoadAsUser, e[rn] + offset.Value, 4, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldursw {rt}, [{rn}{, offset}]", "10 111 0 00 10 0 offset:9 00 rn:5 rt:5",
        Traits = InstructionTraits.Load, AccessSize = Width.Word)]
    [MethodImpl(AggressiveInlining)]
    public static void Ldursw(ref E e, Xr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Word, out V value)) e[rt] = value.SignExtend(32);
    }

    [Instruction(
        "ldtrsw {rt}, [{rn}{, offset}]", "10 111 0 00 10 0 offset:9 10 rn:5 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void Ldtrsw(ref E e, Xr rt, XrSp rn, Displacement offset)
    {
        if (e.System((uint)SystemOperation.LoadAsUser, e[rn] + offset.Value, 4, out V value)) e[rt] = value.SignExtend(32);
    }

    [Instruction(
        "stur {rt}, [{rn}{, offset}]", "11 111 0 00 00 0 offset:9 00 rn:5 rt:5",
        Traits = InstructionTraits.Store)]
    [MethodImpl(AggressiveInlining)]
    public static void SturX(ref E e, Xr rt, XrSp rn, Displacement offset) =>
        e.Store(e[rn] + offset.Value, Width.Double, e[rt]);

    [Instruction(
        "sttr {rt}, [{rn}{, offset}]", "11 111 0 00 00 0 offset:9 10 rn:5 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void SttrX(ref E e, Xr rt, XrSp rn, Displacement offset) =>
        e.System((uint)SystemOperation.StoreAsUser, e[rn] + offset.Value, e[rt], out _);

    [Instruction(
        "ldur {rt}, [{rn}{, offset}]", "11 111 0 00 01 0 offset:9 00 rn:5 rt:5",
        Traits = InstructionTraits.Load | InstructionTraits.ZeroExtends)]
    [MethodImpl(AggressiveInlining)]
    public static void LdurX(ref E e, Xr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Double, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldtr {rt}, [{rn}{, offset}]", "11 111 0 00 01 0 offset:9 10 rn:5 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void LdtrX(ref E e, Xr rt, XrSp rn, Displacement offset)
    {
        if (e.System((uint)SystemOperation.LoadAsUser, e[rn] + offset.Value, 8, out V value)) e[rt] = value;
    }

    [Instruction("prfum {kind}, [{rn}{, offset}]", "11 111 0 00 10 0 offset:9 00 rn:5 kind:5", Rare = true)]
    public static void Prfum(ref E e, PrefetchKind kind, XrSp rn, Displacement offset)
    {
    }
}
