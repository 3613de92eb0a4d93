using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>LD1 to LD4 and ST1 to ST4 of whole registers (C4.1.4).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorMultipleStructures<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "ld1 {Registers(rt,shape,1)}, [{rn}]", "0 shape[0]:1 0011000 1 000000 0111 shape[2:1]:2 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void Ld1x1(ref E e, Vr rt, XrSp rn, AnyArrangement shape) =>
        Structures<E, V, W, C>.Load(ref e, e[rn], rt, 1, shape);

    [Instruction(
        "ld1 {Registers(rt,shape,1)}, [{rn}], {Step(rm,shape,1)}",
        "0 shape[0]:1 0011001 1 0 rm:5 0111 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld1x1Post(ref E e, Vr rt, XrSp rn, Xr rm, AnyArrangement shape)
    {
        if (Structures<E, V, W, C>.Load(ref e, e[rn], rt, 1, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.Bytes);
    }

    [Instruction(
        "st1 {Registers(rt,shape,1)}, [{rn}]", "0 shape[0]:1 0011000 0 000000 0111 shape[2:1]:2 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void St1x1(ref E e, Vr rt, XrSp rn, AnyArrangement shape) =>
        Structures<E, V, W, C>.Store(ref e, e[rn], rt, 1, shape);

    [Instruction(
        "st1 {Registers(rt,shape,1)}, [{rn}], {Step(rm,shape,1)}",
        "0 shape[0]:1 0011001 0 0 rm:5 0111 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void St1x1Post(ref E e, Vr rt, XrSp rn, Xr rm, AnyArrangement shape)
    {
        if (Structures<E, V, W, C>.Store(ref e, e[rn], rt, 1, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.Bytes);
    }

    [Instruction(
        "ld1 {Registers(rt,shape,2)}, [{rn}]", "0 shape[0]:1 0011000 1 000000 1010 shape[2:1]:2 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void Ld1x2(ref E e, Vr rt, XrSp rn, AnyArrangement shape) =>
        Structures<E, V, W, C>.Load(ref e, e[rn], rt, 2, shape);

    [Instruction(
        "ld1 {Registers(rt,shape,2)}, [{rn}], {Step(rm,shape,2)}",
        "0 shape[0]:1 0011001 1 0 rm:5 1010 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld1x2Post(ref E e, Vr rt, XrSp rn, Xr rm, AnyArrangement shape)
    {
        if (Structures<E, V, W, C>.Load(ref e, e[rn], rt, 2, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.Bytes * 2);
    }

    [Instruction(
        "st1 {Registers(rt,shape,2)}, [{rn}]", "0 shape[0]:1 0011000 0 000000 1010 shape[2:1]:2 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void St1x2(ref E e, Vr rt, XrSp rn, AnyArrangement shape) =>
        Structures<E, V, W, C>.Store(ref e, e[rn], rt, 2, shape);

    [Instruction(
        "st1 {Registers(rt,shape,2)}, [{rn}], {Step(rm,shape,2)}",
        "0 shape[0]:1 0011001 0 0 rm:5 1010 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void St1x2Post(ref E e, Vr rt, XrSp rn, Xr rm, AnyArrangement shape)
    {
        if (Structures<E, V, W, C>.Store(ref e, e[rn], rt, 2, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.Bytes * 2);
    }

    [Instruction(
        "ld1 {Registers(rt,shape,3)}, [{rn}]", "0 shape[0]:1 0011000 1 000000 0110 shape[2:1]:2 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void Ld1x3(ref E e, Vr rt, XrSp rn, AnyArrangement shape) =>
        Structures<E, V, W, C>.Load(ref e, e[rn], rt, 3, shape);

    [Instruction(
        "ld1 {Registers(rt,shape,3)}, [{rn}], {Step(rm,shape,3)}",
        "0 shape[0]:1 0011001 1 0 rm:5 0110 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld1x3Post(ref E e, Vr rt, XrSp rn, Xr rm, AnyArrangement shape)
    {
        if (Structures<E, V, W, C>.Load(ref e, e[rn], rt, 3, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.Bytes * 3);
    }

    [Instruction(
        "st1 {Registers(rt,shape,3)}, [{rn}]", "0 shape[0]:1 0011000 0 000000 0110 shape[2:1]:2 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void St1x3(ref E e, Vr rt, XrSp rn, AnyArrangement shape) =>
        Structures<E, V, W, C>.Store(ref e, e[rn], rt, 3, shape);

    [Instruction(
        "st1 {Registers(rt,shape,3)}, [{rn}], {Step(rm,shape,3)}",
        "0 shape[0]:1 0011001 0 0 rm:5 0110 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void St1x3Post(ref E e, Vr rt, XrSp rn, Xr rm, AnyArrangement shape)
    {
        if (Structures<E, V, W, C>.Store(ref e, e[rn], rt, 3, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.Bytes * 3);
    }

    [Instruction(
        "ld1 {Registers(rt,shape,4)}, [{rn}]", "0 shape[0]:1 0011000 1 000000 0010 shape[2:1]:2 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void Ld1x4(ref E e, Vr rt, XrSp rn, AnyArrangement shape) =>
        Structures<E, V, W, C>.Load(ref e, e[rn], rt, 4, shape);

    [Instruction(
        "ld1 {Registers(rt,shape,4)}, [{rn}], {Step(rm,shape,4)}",
        "0 shape[0]:1 0011001 1 0 rm:5 0010 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld1x4Post(ref E e, Vr rt, XrSp rn, Xr rm, AnyArrangement shape)
    {
        if (Structures<E, V, W, C>.Load(ref e, e[rn], rt, 4, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.Bytes * 4);
    }

    [Instruction(
        "st1 {Registers(rt,shape,4)}, [{rn}]", "0 shape[0]:1 0011000 0 000000 0010 shape[2:1]:2 rn:5 rt:5")]
    [MethodImpl(AggressiveInlining)]
    public static void St1x4(ref E e, Vr rt, XrSp rn, AnyArrangement shape) =>
        Structures<E, V, W, C>.Store(ref e, e[rn], rt, 4, shape);

    [Instruction(
        "st1 {Registers(rt,shape,4)}, [{rn}], {Step(rm,shape,4)}",
        "0 shape[0]:1 0011001 0 0 rm:5 0010 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void St1x4Post(ref E e, Vr rt, XrSp rn, Xr rm, AnyArrangement shape)
    {
        if (Structures<E, V, W, C>.Store(ref e, e[rn], rt, 4, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.Bytes * 4);
    }

    [Instruction(
        "ld2 {Registers(rt,shape,2)}, [{rn}]", "0 shape[0]:1 0011000 1 000000 1000 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld2(ref E e, Vr rt, XrSp rn, Arrangement shape) =>
        Structures<E, V, W, C>.LoadPairs(ref e, e[rn], rt, shape);

    [Instruction(
        "ld2 {Registers(rt,shape,2)}, [{rn}], {Step(rm,shape,2)}",
        "0 shape[0]:1 0011001 1 0 rm:5 1000 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld2Post(ref E e, Vr rt, XrSp rn, Xr rm, Arrangement shape)
    {
        if (Structures<E, V, W, C>.LoadPairs(ref e, e[rn], rt, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.Bytes * 2);
    }

    [Instruction(
        "st2 {Registers(rt,shape,2)}, [{rn}]", "0 shape[0]:1 0011000 0 000000 1000 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void St2(ref E e, Vr rt, XrSp rn, Arrangement shape) =>
        Structures<E, V, W, C>.StorePairs(ref e, e[rn], rt, shape);

    [Instruction(
        "st2 {Registers(rt,shape,2)}, [{rn}], {Step(rm,shape,2)}",
        "0 shape[0]:1 0011001 0 0 rm:5 1000 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void St2Post(ref E e, Vr rt, XrSp rn, Xr rm, Arrangement shape)
    {
        if (Structures<E, V, W, C>.StorePairs(ref e, e[rn], rt, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.Bytes * 2);
    }

    [Instruction(
        "ld3 {Registers(rt,shape,3)}, [{rn}]", "0 shape[0]:1 0011000 1 000000 0100 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld3(ref E e, Vr rt, XrSp rn, Arrangement shape) =>
        Structures<E, V, W, C>.LoadTriples(ref e, e[rn], rt, shape);

    [Instruction(
        "ld3 {Registers(rt,shape,3)}, [{rn}], {Step(rm,shape,3)}",
        "0 shape[0]:1 0011001 1 0 rm:5 0100 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld3Post(ref E e, Vr rt, XrSp rn, Xr rm, Arrangement shape)
    {
        if (Structures<E, V, W, C>.LoadTriples(ref e, e[rn], rt, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.Bytes * 3);
    }

    [Instruction(
        "st3 {Registers(rt,shape,3)}, [{rn}]", "0 shape[0]:1 0011000 0 000000 0100 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void St3(ref E e, Vr rt, XrSp rn, Arrangement shape) =>
        Structures<E, V, W, C>.StoreTriples(ref e, e[rn], rt, shape);

    [Instruction(
        "st3 {Registers(rt,shape,3)}, [{rn}], {Step(rm,shape,3)}",
        "0 shape[0]:1 0011001 0 0 rm:5 0100 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void St3Post(ref E e, Vr rt, XrSp rn, Xr rm, Arrangement shape)
    {
        if (Structures<E, V, W, C>.StoreTriples(ref e, e[rn], rt, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.Bytes * 3);
    }

    [Instruction(
        "ld4 {Registers(rt,shape,4)}, [{rn}]", "0 shape[0]:1 0011000 1 000000 0000 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld4(ref E e, Vr rt, XrSp rn, Arrangement shape) =>
        Structures<E, V, W, C>.LoadQuadruples(ref e, e[rn], rt, shape);

    [Instruction(
        "ld4 {Registers(rt,shape,4)}, [{rn}], {Step(rm,shape,4)}",
        "0 shape[0]:1 0011001 1 0 rm:5 0000 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld4Post(ref E e, Vr rt, XrSp rn, Xr rm, Arrangement shape)
    {
        if (Structures<E, V, W, C>.LoadQuadruples(ref e, e[rn], rt, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.Bytes * 4);
    }

    [Instruction(
        "st4 {Registers(rt,shape,4)}, [{rn}]", "0 shape[0]:1 0011000 0 000000 0000 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void St4(ref E e, Vr rt, XrSp rn, Arrangement shape) =>
        Structures<E, V, W, C>.StoreQuadruples(ref e, e[rn], rt, shape);

    [Instruction(
        "st4 {Registers(rt,shape,4)}, [{rn}], {Step(rm,shape,4)}",
        "0 shape[0]:1 0011001 0 0 rm:5 0000 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void St4Post(ref E e, Vr rt, XrSp rn, Xr rm, Arrangement shape)
    {
        if (Structures<E, V, W, C>.StoreQuadruples(ref e, e[rn], rt, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.Bytes * 4);
    }
}
