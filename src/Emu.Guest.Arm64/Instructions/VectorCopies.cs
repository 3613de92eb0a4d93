using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Copies of lanes, and between vectors and general registers (C4.1.6, Advanced SIMD copy).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorCopies<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "dup {VectorOf(rd,shape,0)}, {Element(rn,index,0)}", "0 shape[0]:1 0 01110000 index:4 1 0 0000 1 rn:5 rd:5",
        Rare = true)]
    public static void DupElementB(ref E e, Vr rd, Vr rn, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Duplicate(Lanes.Byte, e.Vector(rn).Get(Lanes.Byte, index.Value)));

    [Instruction("dup {rd}, {Element(rn,index,0)}", "01 0 11110000 index:4 1 0 0000 1 rn:5 rd:5", Rare = true)]
    public static void DupScalarB(ref E e, Br rd, Vr rn, SmallUImm index) =>
        e.SetVector(rd, W.Create(e.Vector(rn).Get(Lanes.Byte, index.Value), 0));

    [Instruction(
        "dup {VectorOf(rd,shape,0)}, {rn}", "0 shape[0]:1 0 01110000 -:4 1 0 0001 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void DupGeneralB(ref E e, Vr rd, Wr rn, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Duplicate(Lanes.Byte, e[rn]));

    [Instruction("ins {Element(rd,index,0)}, {rn}", "0 1 0 01110000 index:4 1 0 0011 1 rn:5 rd:5", Rare = true)]
    public static void InsGeneralB(ref E e, Vr rd, Wr rn, SmallUImm index) =>
        e.SetVector(rd, e.Vector(rd).With(Lanes.Byte, index.Value, e[rn]));

    [Instruction(
        "ins {Element(rd,index,0)}, {Element(rn,origin,0)}", "0 1 1 01110000 index:4 1 0 origin:4 1 rn:5 rd:5",
        Rare = true)]
    public static void InsElementB(ref E e, Vr rd, Vr rn, SmallUImm index, SmallUImm origin) =>
        e.SetVector(rd, e.Vector(rd).With(Lanes.Byte, index.Value, e.Vector(rn).Get(Lanes.Byte, origin.Value)));

    [Instruction("umov {rd}, {Element(rn,index,0)}", "0 0 0 01110000 index:4 1 0 0111 1 rn:5 rd:5", Rare = true)]
    public static void UmovB(ref E e, Wr rd, Vr rn, SmallUImm index) =>
        e[rd] = e.Vector(rn).Get(Lanes.Byte, index.Value);

    [Instruction("smov {rd}, {Element(rn,index,0)}", "0 0 0 01110000 index:4 1 0 0101 1 rn:5 rd:5", Rare = true)]
    public static void SmovWB(ref E e, Wr rd, Vr rn, SmallUImm index) =>
        e[rd] = e.Vector(rn).Get(Lanes.Byte, index.Value).SignExtend(8).ZeroExtend(32);

    [Instruction("smov {rd}, {Element(rn,index,0)}", "0 1 0 01110000 index:4 1 0 0101 1 rn:5 rd:5", Rare = true)]
    public static void SmovXB(ref E e, Xr rd, Vr rn, SmallUImm index) =>
        e[rd] = e.Vector(rn).Get(Lanes.Byte, index.Value).SignExtend(8);

    [Instruction(
        "dup {VectorOf(rd,shape,1)}, {Element(rn,index,1)}", "0 shape[0]:1 0 01110000 index:3 10 0 0000 1 rn:5 rd:5",
        Rare = true)]
    public static void DupElementH(ref E e, Vr rd, Vr rn, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Duplicate(Lanes.Half, e.Vector(rn).Get(Lanes.Half, index.Value)));

    [Instruction("dup {rd}, {Element(rn,index,1)}", "01 0 11110000 index:3 10 0 0000 1 rn:5 rd:5", Rare = true)]
    public static void DupScalarH(ref E e, Hr rd, Vr rn, SmallUImm index) =>
        e.SetVector(rd, W.Create(e.Vector(rn).Get(Lanes.Half, index.Value), 0));

    [Instruction(
        "dup {VectorOf(rd,shape,1)}, {rn}", "0 shape[0]:1 0 01110000 -:3 10 0 0001 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void DupGeneralH(ref E e, Vr rd, Wr rn, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Duplicate(Lanes.Half, e[rn]));

    [Instruction("ins {Element(rd,index,1)}, {rn}", "0 1 0 01110000 index:3 10 0 0011 1 rn:5 rd:5", Rare = true)]
    public static void InsGeneralH(ref E e, Vr rd, Wr rn, SmallUImm index) =>
        e.SetVector(rd, e.Vector(rd).With(Lanes.Half, index.Value, e[rn]));

    [Instruction(
        "ins {Element(rd,index,1)}, {Element(rn,origin,1)}", "0 1 1 01110000 index:3 10 0 origin:3 -:1 1 rn:5 rd:5",
        Rare = true)]
    public static void InsElementH(ref E e, Vr rd, Vr rn, SmallUImm index, SmallUImm origin) =>
        e.SetVector(rd, e.Vector(rd).With(Lanes.Half, index.Value, e.Vector(rn).Get(Lanes.Half, origin.Value)));

    [Instruction("umov {rd}, {Element(rn,index,1)}", "0 0 0 01110000 index:3 10 0 0111 1 rn:5 rd:5", Rare = true)]
    public static void UmovH(ref E e, Wr rd, Vr rn, SmallUImm index) =>
        e[rd] = e.Vector(rn).Get(Lanes.Half, index.Value);

    [Instruction("smov {rd}, {Element(rn,index,1)}", "0 0 0 01110000 index:3 10 0 0101 1 rn:5 rd:5", Rare = true)]
    public static void SmovWH(ref E e, Wr rd, Vr rn, SmallUImm index) =>
        e[rd] = e.Vector(rn).Get(Lanes.Half, index.Value).SignExtend(16).ZeroExtend(32);

    [Instruction("smov {rd}, {Element(rn,index,1)}", "0 1 0 01110000 index:3 10 0 0101 1 rn:5 rd:5", Rare = true)]
    public static void SmovXH(ref E e, Xr rd, Vr rn, SmallUImm index) =>
        e[rd] = e.Vector(rn).Get(Lanes.Half, index.Value).SignExtend(16);

    [Instruction(
        "dup {VectorOf(rd,shape,2)}, {Element(rn,index,2)}", "0 shape[0]:1 0 01110000 index:2 100 0 0000 1 rn:5 rd:5",
        Rare = true)]
    public static void DupElementS(ref E e, Vr rd, Vr rn, SmallUImm index, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Duplicate(Lanes.Word, e.Vector(rn).Get(Lanes.Word, index.Value)));

    [Instruction("dup {rd}, {Element(rn,index,2)}", "01 0 11110000 index:2 100 0 0000 1 rn:5 rd:5", Rare = true)]
    public static void DupScalarS(ref E e, Sr rd, Vr rn, SmallUImm index) =>
        e.SetVector(rd, W.Create(e.Vector(rn).Get(Lanes.Word, index.Value), 0));

    [Instruction(
        "dup {VectorOf(rd,shape,2)}, {rn}", "0 shape[0]:1 0 01110000 -:2 100 0 0001 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void DupGeneralS(ref E e, Vr rd, Wr rn, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Duplicate(Lanes.Word, e[rn]));

    [Instruction(
        "ins {Element(rd,index,2)}, {rn}", "0 1 0 01110000 index:2 100 0 0011 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void InsGeneralS(ref E e, Vr rd, Wr rn, SmallUImm index) =>
        e.SetVector(rd, e.Vector(rd).With(Lanes.Word, index.Value, e[rn]));

    [Instruction(
        "ins {Element(rd,index,2)}, {Element(rn,origin,2)}", "0 1 1 01110000 index:2 100 0 origin:2 -:2 1 rn:5 rd:5",
        Rare = true)]
    public static void InsElementS(ref E e, Vr rd, Vr rn, SmallUImm index, SmallUImm origin) =>
        e.SetVector(rd, e.Vector(rd).With(Lanes.Word, index.Value, e.Vector(rn).Get(Lanes.Word, origin.Value)));

    [Instruction(
        "umov {rd}, {Element(rn,index,2)}", "0 0 0 01110000 index:2 100 0 0111 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void UmovS(ref E e, Wr rd, Vr rn, SmallUImm index) =>
        e[rd] = e.Vector(rn).Get(Lanes.Word, index.Value);

    [Instruction("smov {rd}, {Element(rn,index,2)}", "0 1 0 01110000 index:2 100 0 0101 1 rn:5 rd:5", Rare = true)]
    public static void SmovXS(ref E e, Xr rd, Vr rn, SmallUImm index) =>
        e[rd] = e.Vector(rn).Get(Lanes.Word, index.Value).SignExtend(32);

    [Instruction(
        "dup {Vector(rd,7)}, {Element(rn,index,3)}", "0 1 0 01110000 index:1 1000 0 0000 1 rn:5 rd:5",
        Rare = true)]
    public static void DupElementD(ref E e, Vr rd, Vr rn, SmallUImm index) =>
        e.SetVector(rd, W.Duplicate(Lanes.Double, e.Vector(rn).Get(Lanes.Double, index.Value)));

    [Instruction("dup {rd}, {Element(rn,index,3)}", "01 0 11110000 index:1 1000 0 0000 1 rn:5 rd:5", Rare = true)]
    public static void DupScalarD(ref E e, Dr rd, Vr rn, SmallUImm index) =>
        e.SetVector(rd, W.Create(e.Vector(rn).Get(Lanes.Double, index.Value), 0));

    [Instruction(
        "dup {Vector(rd,7)}, {rn}", "0 1 0 01110000 -:1 1000 0 0001 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void DupGeneralD(ref E e, Vr rd, Xr rn) => e.SetVector(rd, W.Duplicate(Lanes.Double, e[rn]));

    [Instruction(
        "ins {Element(rd,index,3)}, {rn}", "0 1 0 01110000 index:1 1000 0 0011 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void InsGeneralD(ref E e, Vr rd, Xr rn, SmallUImm index) =>
        e.SetVector(rd, e.Vector(rd).With(Lanes.Double, index.Value, e[rn]));

    [Instruction(
        "ins {Element(rd,index,3)}, {Element(rn,origin,3)}", "0 1 1 01110000 index:1 1000 0 origin:1 -:3 1 rn:5 rd:5",
        Rare = true)]
    public static void InsElementD(ref E e, Vr rd, Vr rn, SmallUImm index, SmallUImm origin) =>
        e.SetVector(rd, e.Vector(rd).With(Lanes.Double, index.Value, e.Vector(rn).Get(Lanes.Double, origin.Value)));

    [Instruction(
        "umov {rd}, {Element(rn,index,3)}", "0 1 0 01110000 index:1 1000 0 0111 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void UmovD(ref E e, Xr rd, Vr rn, SmallUImm index) =>
        e[rd] = e.Vector(rn).Get(Lanes.Double, index.Value);
}
