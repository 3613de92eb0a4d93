using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Loads and stores of a vector register, whole or of its low bits: the rest becomes zero (C4.1.4).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorLoadStore<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("ldr {rt}, [{rn}{, offset}]", "00 111 1 01 01 offset:12 rn:5 rt:5", Rare = true)]
    public static void LdrBOffset(ref E e, Br rt, XrSp rn, ScaledOffset offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Byte, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction("ldur {rt}, [{rn}{, offset}]", "00 111 1 00 01 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void LdurB(ref E e, Br rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Byte, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction(
        "ldr {rt}, [{rn}, {ShiftedIndex(rm,isScaled,0)}]", "00 111 1 00 01 1 rm:5 011 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void LdrBRegister(ref E e, Br rt, XrSp rn, Xr rm, Scale isScaled)
    {
        if (e.Load(e[rn] + e[rm], Width.Byte, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction(
        "ldr {rt}, [{rn}, {Index(rm,extend,isScaled,0)}]", "00 111 1 00 01 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void LdrBExtended(ref E e, Br rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled)
    {
        if (e.Load(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, 0), Width.Byte, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction("str {rt}, [{rn}{, offset}]", "00 111 1 01 00 offset:12 rn:5 rt:5", Rare = true)]
    public static void StrBOffset(ref E e, Br rt, XrSp rn, ScaledOffset offset) =>
        e.Store(e[rn] + offset.Value, Width.Byte, e.Vector(rt).Low);

    [Instruction("stur {rt}, [{rn}{, offset}]", "00 111 1 00 00 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void SturB(ref E e, Br rt, XrSp rn, Displacement offset) =>
        e.Store(e[rn] + offset.Value, Width.Byte, e.Vector(rt).Low);

    [Instruction(
        "str {rt}, [{rn}, {ShiftedIndex(rm,isScaled,0)}]", "00 111 1 00 00 1 rm:5 011 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void StrBRegister(ref E e, Br rt, XrSp rn, Xr rm, Scale isScaled) =>
        e.Store(e[rn] + e[rm], Width.Byte, e.Vector(rt).Low);

    [Instruction(
        "str {rt}, [{rn}, {Index(rm,extend,isScaled,0)}]", "00 111 1 00 00 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void StrBExtended(ref E e, Br rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled) =>
        e.Store(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, 0), Width.Byte, e.Vector(rt).Low);

    [Instruction("ldr {rt}, [{rn}{, offset}]", "01 111 1 01 01 offset[12:1]:12 rn:5 rt:5", Rare = true)]
    public static void LdrHOffset(ref E e, Hr rt, XrSp rn, ScaledOffset offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Half, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction("ldur {rt}, [{rn}{, offset}]", "01 111 1 00 01 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void LdurH(ref E e, Hr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Half, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction(
        "ldr {rt}, [{rn}, {ShiftedIndex(rm,isScaled,1)}]", "01 111 1 00 01 1 rm:5 011 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void LdrHRegister(ref E e, Hr rt, XrSp rn, Xr rm, Scale isScaled)
    {
        if (e.Load(e[rn] + e[rm].ShiftLeft(isScaled.Bit), Width.Half, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction(
        "ldr {rt}, [{rn}, {Index(rm,extend,isScaled,1)}]", "01 111 1 00 01 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void LdrHExtended(ref E e, Hr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled)
    {
        if (e.Load(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit), Width.Half, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction("str {rt}, [{rn}{, offset}]", "01 111 1 01 00 offset[12:1]:12 rn:5 rt:5", Rare = true)]
    public static void StrHOffset(ref E e, Hr rt, XrSp rn, ScaledOffset offset) =>
        e.Store(e[rn] + offset.Value, Width.Half, e.Vector(rt).Low);

    [Instruction("stur {rt}, [{rn}{, offset}]", "01 111 1 00 00 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void SturH(ref E e, Hr rt, XrSp rn, Displacement offset) =>
        e.Store(e[rn] + offset.Value, Width.Half, e.Vector(rt).Low);

    [Instruction(
        "str {rt}, [{rn}, {ShiftedIndex(rm,isScaled,1)}]", "01 111 1 00 00 1 rm:5 011 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void StrHRegister(ref E e, Hr rt, XrSp rn, Xr rm, Scale isScaled) =>
        e.Store(e[rn] + e[rm].ShiftLeft(isScaled.Bit), Width.Half, e.Vector(rt).Low);

    [Instruction(
        "str {rt}, [{rn}, {Index(rm,extend,isScaled,1)}]", "01 111 1 00 00 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void StrHExtended(ref E e, Hr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled) =>
        e.Store(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit), Width.Half, e.Vector(rt).Low);

    [Instruction(
        "ldr {rt}, [{rn}{, offset}]", "10 111 1 01 01 offset[13:2]:12 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrSOffset(ref E e, Sr rt, XrSp rn, ScaledOffset offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Word, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction(
        "ldur {rt}, [{rn}{, offset}]", "10 111 1 00 01 0 offset:9 00 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdurS(ref E e, Sr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Word, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction(
        "ldr {rt}, [{rn}, {ShiftedIndex(rm,isScaled,2)}]", "10 111 1 00 01 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrSRegister(ref E e, Sr rt, XrSp rn, Xr rm, Scale isScaled)
    {
        if (e.Load(e[rn] + e[rm].ShiftLeft(isScaled.Bit * 2), Width.Word, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction(
        "ldr {rt}, [{rn}, {Index(rm,extend,isScaled,2)}]", "10 111 1 00 01 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void LdrSExtended(ref E e, Sr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled)
    {
        if (e.Load(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit * 2), Width.Word, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction(
        "str {rt}, [{rn}{, offset}]", "10 111 1 01 00 offset[13:2]:12 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrSOffset(ref E e, Sr rt, XrSp rn, ScaledOffset offset) =>
        e.Store(e[rn] + offset.Value, Width.Word, e.Vector(rt).Low);

    [Instruction(
        "stur {rt}, [{rn}{, offset}]", "10 111 1 00 00 0 offset:9 00 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void SturS(ref E e, Sr rt, XrSp rn, Displacement offset) =>
        e.Store(e[rn] + offset.Value, Width.Word, e.Vector(rt).Low);

    [Instruction(
        "str {rt}, [{rn}, {ShiftedIndex(rm,isScaled,2)}]", "10 111 1 00 00 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrSRegister(ref E e, Sr rt, XrSp rn, Xr rm, Scale isScaled) =>
        e.Store(e[rn] + e[rm].ShiftLeft(isScaled.Bit * 2), Width.Word, e.Vector(rt).Low);

    [Instruction(
        "str {rt}, [{rn}, {Index(rm,extend,isScaled,2)}]", "10 111 1 00 00 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void StrSExtended(ref E e, Sr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled) =>
        e.Store(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit * 2), Width.Word, e.Vector(rt).Low);

    [Instruction(
        "ldr {rt}, [{rn}{, offset}]", "11 111 1 01 01 offset[14:3]:12 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrDOffset(ref E e, Dr rt, XrSp rn, ScaledOffset offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Double, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction(
        "ldur {rt}, [{rn}{, offset}]", "11 111 1 00 01 0 offset:9 00 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdurD(ref E e, Dr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Double, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction(
        "ldr {rt}, [{rn}, {ShiftedIndex(rm,isScaled,3)}]", "11 111 1 00 01 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrDRegister(ref E e, Dr rt, XrSp rn, Xr rm, Scale isScaled)
    {
        if (e.Load(e[rn] + e[rm].ShiftLeft(isScaled.Bit * 3), Width.Double, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction(
        "ldr {rt}, [{rn}, {Index(rm,extend,isScaled,3)}]", "11 111 1 00 01 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void LdrDExtended(ref E e, Dr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled)
    {
        if (e.Load(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit * 3), Width.Double, out V value)) e.SetVector(rt, W.Create(value, 0));
    }

    [Instruction(
        "str {rt}, [{rn}{, offset}]", "11 111 1 01 00 offset[14:3]:12 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrDOffset(ref E e, Dr rt, XrSp rn, ScaledOffset offset) =>
        e.Store(e[rn] + offset.Value, Width.Double, e.Vector(rt).Low);

    [Instruction(
        "stur {rt}, [{rn}{, offset}]", "11 111 1 00 00 0 offset:9 00 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void SturD(ref E e, Dr rt, XrSp rn, Displacement offset) =>
        e.Store(e[rn] + offset.Value, Width.Double, e.Vector(rt).Low);

    [Instruction(
        "str {rt}, [{rn}, {ShiftedIndex(rm,isScaled,3)}]", "11 111 1 00 00 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrDRegister(ref E e, Dr rt, XrSp rn, Xr rm, Scale isScaled) =>
        e.Store(e[rn] + e[rm].ShiftLeft(isScaled.Bit * 3), Width.Double, e.Vector(rt).Low);

    [Instruction(
        "str {rt}, [{rn}, {Index(rm,extend,isScaled,3)}]", "11 111 1 00 00 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void StrDExtended(ref E e, Dr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled) =>
        e.Store(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit * 3), Width.Double, e.Vector(rt).Low);

    [Instruction(
        "ldr {rt}, [{rn}{, offset}]", "00 111 1 01 11 offset[15:4]:12 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrQOffset(ref E e, Qr rt, XrSp rn, ScaledOffset offset)
    {
        if (e.LoadVector(e[rn] + offset.Value, out W value)) e.SetVector(rt, value);
    }

    [Instruction(
        "ldur {rt}, [{rn}{, offset}]", "00 111 1 00 11 0 offset:9 00 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdurQ(ref E e, Qr rt, XrSp rn, Displacement offset)
    {
        if (e.LoadVector(e[rn] + offset.Value, out W value)) e.SetVector(rt, value);
    }

    [Instruction(
        "ldr {rt}, [{rn}, {ShiftedIndex(rm,isScaled,4)}]", "00 111 1 00 11 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void LdrQRegister(ref E e, Qr rt, XrSp rn, Xr rm, Scale isScaled)
    {
        if (e.LoadVector(e[rn] + e[rm].ShiftLeft(isScaled.Bit * 4), out W value)) e.SetVector(rt, value);
    }

    [Instruction(
        "ldr {rt}, [{rn}, {Index(rm,extend,isScaled,4)}]", "00 111 1 00 11 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void LdrQExtended(ref E e, Qr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled)
    {
        if (e.LoadVector(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit * 4), out W value)) e.SetVector(rt, value);
    }

    [Instruction(
        "str {rt}, [{rn}{, offset}]", "00 111 1 01 10 offset[15:4]:12 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrQOffset(ref E e, Qr rt, XrSp rn, ScaledOffset offset) =>
        e.StoreVector(e[rn] + offset.Value, e.Vector(rt));

    [Instruction(
        "stur {rt}, [{rn}{, offset}]", "00 111 1 00 10 0 offset:9 00 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void SturQ(ref E e, Qr rt, XrSp rn, Displacement offset) =>
        e.StoreVector(e[rn] + offset.Value, e.Vector(rt));

    [Instruction(
        "str {rt}, [{rn}, {ShiftedIndex(rm,isScaled,4)}]", "00 111 1 00 10 1 rm:5 011 isScaled:1 10 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void StrQRegister(ref E e, Qr rt, XrSp rn, Xr rm, Scale isScaled) =>
        e.StoreVector(e[rn] + e[rm].ShiftLeft(isScaled.Bit * 4), e.Vector(rt));

    [Instruction(
        "str {rt}, [{rn}, {Index(rm,extend,isScaled,4)}]", "00 111 1 00 10 1 rm:5 extend:3 isScaled:1 10 rn:5 rt:5",
        Rare = true)]
    public static void StrQExtended(ref E e, Qr rt, XrSp rn, Xr rm, IndexExtend extend, Scale isScaled) =>
        e.StoreVector(e[rn] + Shifts<V, C>.Index(e[rm], extend.Kind, isScaled.Bit * 4), e.Vector(rt));
}
