using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Constants in vectors (C4.1.6, Advanced SIMD modified immediate).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorImmediates<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "movi {VectorOf(rd,shape,0)}, {imm}", "0 shape[0]:1 0 0111100000 imm[7:5]:3 1110 0 1 imm[4:0]:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void MoviBytes(ref E e, Vr rd, Hex imm, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Duplicate(Lanes.Byte, imm.Value));

    [Instruction(
        "movi {rd}, {Mask(imm)}", "0 0 1 0111100000 imm[7:5]:3 1110 0 1 imm[4:0]:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void MoviScalar(ref E e, Dr rd, Hex imm) =>
        e.SetVector(rd, W.Create(ModifiedImmediates.ByteMask(imm.Value), 0));

    [Instruction(
        "movi {Vector(rd,7)}, {Mask(imm)}", "0 1 1 0111100000 imm[7:5]:3 1110 0 1 imm[4:0]:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void MoviDoubles(ref E e, Vr rd, Hex imm) =>
        e.SetVector(rd, W.Duplicate(Lanes.Double, ModifiedImmediates.ByteMask(imm.Value)));

    [Instruction(
        "movi {VectorOf(rd,shape,1)}, {imm}{, place}",
        "0 shape[0]:1 0 0111100000 imm[7:5]:3 10 place:1 0 0 1 imm[4:0]:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void MoviHalves(ref E e, Vr rd, Hex imm, BytePlace place, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Duplicate(Lanes.Half, (long)imm.Value << (8 * place.Number)));

    [Instruction(
        "mvni {VectorOf(rd,shape,1)}, {imm}{, place}",
        "0 shape[0]:1 1 0111100000 imm[7:5]:3 10 place:1 0 0 1 imm[4:0]:5 rd:5",
        Rare = true)]
    public static void MvniHalves(ref E e, Vr rd, Hex imm, BytePlace place, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Duplicate(Lanes.Half, ~((long)imm.Value << (8 * place.Number))));

    [Instruction(
        "orr {VectorOf(rd,shape,1)}, {imm}{, place}",
        "0 shape[0]:1 0 0111100000 imm[7:5]:3 10 place:1 1 0 1 imm[4:0]:5 rd:5",
        Rare = true)]
    public static void OrrVectorHalves(ref E e, Vr rd, Hex imm, BytePlace place, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, e.Vector(rd) | W.Duplicate(Lanes.Half, (long)imm.Value << (8 * place.Number)));

    [Instruction(
        "bic {VectorOf(rd,shape,1)}, {imm}{, place}",
        "0 shape[0]:1 1 0111100000 imm[7:5]:3 10 place:1 1 0 1 imm[4:0]:5 rd:5",
        Rare = true)]
    public static void BicVectorHalves(ref E e, Vr rd, Hex imm, BytePlace place, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, e.Vector(rd) & ~W.Duplicate(Lanes.Half, (long)imm.Value << (8 * place.Number)));

    [Instruction(
        "movi {VectorOf(rd,shape,2)}, {imm}{, place}",
        "0 shape[0]:1 0 0111100000 imm[7:5]:3 0 place:2 0 0 1 imm[4:0]:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void MoviWords(ref E e, Vr rd, Hex imm, BytePlace place, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Duplicate(Lanes.Word, (long)imm.Value << (8 * place.Number)));

    [Instruction(
        "mvni {VectorOf(rd,shape,2)}, {imm}{, place}",
        "0 shape[0]:1 1 0111100000 imm[7:5]:3 0 place:2 0 0 1 imm[4:0]:5 rd:5",
        Rare = true)]
    public static void MvniWords(ref E e, Vr rd, Hex imm, BytePlace place, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Duplicate(Lanes.Word, ~((long)imm.Value << (8 * place.Number))));

    [Instruction(
        "orr {VectorOf(rd,shape,2)}, {imm}{, place}",
        "0 shape[0]:1 0 0111100000 imm[7:5]:3 0 place:2 1 0 1 imm[4:0]:5 rd:5",
        Rare = true)]
    public static void OrrVectorWords(ref E e, Vr rd, Hex imm, BytePlace place, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, e.Vector(rd) | W.Duplicate(Lanes.Word, (long)imm.Value << (8 * place.Number)));

    [Instruction(
        "bic {VectorOf(rd,shape,2)}, {imm}{, place}",
        "0 shape[0]:1 1 0111100000 imm[7:5]:3 0 place:2 1 0 1 imm[4:0]:5 rd:5",
        Rare = true)]
    public static void BicVectorWords(ref E e, Vr rd, Hex imm, BytePlace place, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, e.Vector(rd) & ~W.Duplicate(Lanes.Word, (long)imm.Value << (8 * place.Number)));

    [Instruction(
        "movi {VectorOf(rd,shape,2)}, {imm}, {Msl(ones)}",
        "0 shape[0]:1 0 0111100000 imm[7:5]:3 110 ones:1 0 1 imm[4:0]:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void MoviOnes(ref E e, Vr rd, Hex imm, SmallUImm ones, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Duplicate(Lanes.Word, ((imm.Value + 1L) << (8 * (1 + ones.Value))) - 1));

    [Instruction(
        "mvni {VectorOf(rd,shape,2)}, {imm}, {Msl(ones)}",
        "0 shape[0]:1 1 0111100000 imm[7:5]:3 110 ones:1 0 1 imm[4:0]:5 rd:5",
        Rare = true)]
    public static void MvniOnes(ref E e, Vr rd, Hex imm, SmallUImm ones, ByteArrangement shape) =>
        Lanewise<E, V, W, C>.Set(ref e, rd, shape, W.Duplicate(Lanes.Word, ~(((imm.Value + 1L) << (8 * (1 + ones.Value))) - 1)));
}
