using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Bitwise operations of vectors (C4.1.6, Advanced SIMD three same).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorLogic<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "and {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 00 1 rm:5 00011 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void AndVector(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, e.Vector(rn) & e.Vector(rm));

    [Instruction(
        "bic {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 01 1 rm:5 00011 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void BicVector(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, e.Vector(rn) & ~e.Vector(rm));

    [Instruction(
        "orr {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 10 1 rm:5 00011 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void OrrVector(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, e.Vector(rn) | e.Vector(rm));

    [Instruction(
        "orn {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 0 01110 11 1 rm:5 00011 1 rn:5 rd:5",
        Rare = true)]
    public static void OrnVector(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, e.Vector(rn) | ~e.Vector(rm));

    [Instruction(
        "eor {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 00 1 rm:5 00011 1 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void EorVector(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, e.Vector(rn) ^ e.Vector(rm));

    [Instruction(
        "bsl {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 01 1 rm:5 00011 1 rn:5 rd:5",
        Rare = true)]
    public static void BslVector(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, e.Vector(rm) ^ ((e.Vector(rm) ^ e.Vector(rn)) & e.Vector(rd)));

    [Instruction(
        "bit {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 10 1 rm:5 00011 1 rn:5 rd:5",
        Rare = true)]
    public static void BitVector(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, e.Vector(rd) ^ ((e.Vector(rd) ^ e.Vector(rn)) & e.Vector(rm)));

    [Instruction(
        "bif {Vector(rd,shape)}, {Vector(rn,shape)}, {Vector(rm,shape)}",
        "0 shape[0]:1 1 01110 11 1 rm:5 00011 1 rn:5 rd:5",
        Rare = true)]
    public static void BifVector(ref E e, Vr rd, Vr rn, Vr rm, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, e.Vector(rd) ^ ((e.Vector(rd) ^ e.Vector(rn)) & ~e.Vector(rm)));

    [Instruction(
        "not {Vector(rd,shape)}, {Vector(rn,shape)}", "0 shape[0]:1 1 01110 00 10000 00101 10 rn:5 rd:5",
        Rare = true)]
    public static void NotVector(ref E e, Vr rd, Vr rn, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, ~e.Vector(rn));
}
