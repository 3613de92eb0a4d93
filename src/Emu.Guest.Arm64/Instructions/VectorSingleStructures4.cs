using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>LD4 and ST4 of one lane, and LD4R of all lanes (C4.1.4).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorSingleStructures4<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "ld4 {Lane(rt,index,1,4)}, [{rn}]", "0 index[3]:1 0011010 1 1 00000 001 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld4B(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 4, Lanes.Byte, index.Value);

    [Instruction(
        "ld4 {Lane(rt,index,1,4)}, [{rn}], {StepOf(rm,4)}",
        "0 index[3]:1 0011011 1 1 rm:5 001 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld4BPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 4, Lanes.Byte, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 4);
    }

    [Instruction(
        "st4 {Lane(rt,index,1,4)}, [{rn}]", "0 index[3]:1 0011010 0 1 00000 001 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void St4B(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 4, Lanes.Byte, index.Value);

    [Instruction(
        "st4 {Lane(rt,index,1,4)}, [{rn}], {StepOf(rm,4)}",
        "0 index[3]:1 0011011 0 1 rm:5 001 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void St4BPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 4, Lanes.Byte, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 4);
    }

    [Instruction(
        "ld4 {Lane(rt,index,2,4)}, [{rn}]", "0 index[2]:1 0011010 1 1 00000 011 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void Ld4H(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 4, Lanes.Half, index.Value);

    [Instruction(
        "ld4 {Lane(rt,index,2,4)}, [{rn}], {StepOf(rm,8)}",
        "0 index[2]:1 0011011 1 1 rm:5 011 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void Ld4HPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 4, Lanes.Half, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 8);
    }

    [Instruction(
        "st4 {Lane(rt,index,2,4)}, [{rn}]", "0 index[2]:1 0011010 0 1 00000 011 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void St4H(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 4, Lanes.Half, index.Value);

    [Instruction(
        "st4 {Lane(rt,index,2,4)}, [{rn}], {StepOf(rm,8)}",
        "0 index[2]:1 0011011 0 1 rm:5 011 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void St4HPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 4, Lanes.Half, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 8);
    }

    [Instruction(
        "ld4 {Lane(rt,index,4,4)}, [{rn}]", "0 index[1]:1 0011010 1 1 00000 101 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void Ld4S(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 4, Lanes.Word, index.Value);

    [Instruction(
        "ld4 {Lane(rt,index,4,4)}, [{rn}], {StepOf(rm,16)}",
        "0 index[1]:1 0011011 1 1 rm:5 101 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void Ld4SPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 4, Lanes.Word, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 16);
    }

    [Instruction(
        "st4 {Lane(rt,index,4,4)}, [{rn}]", "0 index[1]:1 0011010 0 1 00000 101 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void St4S(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 4, Lanes.Word, index.Value);

    [Instruction(
        "st4 {Lane(rt,index,4,4)}, [{rn}], {StepOf(rm,16)}",
        "0 index[1]:1 0011011 0 1 rm:5 101 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void St4SPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 4, Lanes.Word, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 16);
    }

    [Instruction("ld4 {Lane(rt,index,8,4)}, [{rn}]", "0 index[0]:1 0011010 1 1 00000 101 0 01 rn:5 rt:5", Rare = true)]
    public static void Ld4D(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 4, Lanes.Double, index.Value);

    [Instruction(
        "ld4 {Lane(rt,index,8,4)}, [{rn}], {StepOf(rm,32)}", "0 index[0]:1 0011011 1 1 rm:5 101 0 01 rn:5 rt:5",
        Rare = true)]
    public static void Ld4DPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 4, Lanes.Double, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 32);
    }

    [Instruction("st4 {Lane(rt,index,8,4)}, [{rn}]", "0 index[0]:1 0011010 0 1 00000 101 0 01 rn:5 rt:5", Rare = true)]
    public static void St4D(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 4, Lanes.Double, index.Value);

    [Instruction(
        "st4 {Lane(rt,index,8,4)}, [{rn}], {StepOf(rm,32)}", "0 index[0]:1 0011011 0 1 rm:5 101 0 01 rn:5 rt:5",
        Rare = true)]
    public static void St4DPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 4, Lanes.Double, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 32);
    }

    [Instruction(
        "ld4r {Registers(rt,shape,4)}, [{rn}]", "0 shape[0]:1 0011010 1 1 00000 111 0 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld4r(ref E e, Vr rt, XrSp rn, AnyArrangement shape) =>
        Structures<E, V, W, C>.LoadAll(ref e, e[rn], rt, 4, shape);

    [Instruction(
        "ld4r {Registers(rt,shape,4)}, [{rn}], {LaneStep(rm,shape,4)}",
        "0 shape[0]:1 0011011 1 1 rm:5 111 0 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld4rPost(ref E e, Vr rt, XrSp rn, Xr rm, AnyArrangement shape)
    {
        if (Structures<E, V, W, C>.LoadAll(ref e, e[rn], rt, 4, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.LaneBytes * 4);
    }
}
