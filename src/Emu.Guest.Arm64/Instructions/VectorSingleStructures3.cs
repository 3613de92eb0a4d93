using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>LD3 and ST3 of one lane, and LD3R of all lanes (C4.1.4).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorSingleStructures3<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "ld3 {Lane(rt,index,1,3)}, [{rn}]", "0 index[3]:1 0011010 1 0 00000 001 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld3B(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 3, Lanes.Byte, index.Value);

    [Instruction(
        "ld3 {Lane(rt,index,1,3)}, [{rn}], {StepOf(rm,3)}",
        "0 index[3]:1 0011011 1 0 rm:5 001 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld3BPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 3, Lanes.Byte, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 3);
    }

    [Instruction(
        "st3 {Lane(rt,index,1,3)}, [{rn}]", "0 index[3]:1 0011010 0 0 00000 001 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void St3B(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 3, Lanes.Byte, index.Value);

    [Instruction(
        "st3 {Lane(rt,index,1,3)}, [{rn}], {StepOf(rm,3)}",
        "0 index[3]:1 0011011 0 0 rm:5 001 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void St3BPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 3, Lanes.Byte, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 3);
    }

    [Instruction(
        "ld3 {Lane(rt,index,2,3)}, [{rn}]", "0 index[2]:1 0011010 1 0 00000 011 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void Ld3H(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 3, Lanes.Half, index.Value);

    [Instruction(
        "ld3 {Lane(rt,index,2,3)}, [{rn}], {StepOf(rm,6)}",
        "0 index[2]:1 0011011 1 0 rm:5 011 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void Ld3HPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 3, Lanes.Half, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 6);
    }

    [Instruction(
        "st3 {Lane(rt,index,2,3)}, [{rn}]", "0 index[2]:1 0011010 0 0 00000 011 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void St3H(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 3, Lanes.Half, index.Value);

    [Instruction(
        "st3 {Lane(rt,index,2,3)}, [{rn}], {StepOf(rm,6)}",
        "0 index[2]:1 0011011 0 0 rm:5 011 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void St3HPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 3, Lanes.Half, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 6);
    }

    [Instruction(
        "ld3 {Lane(rt,index,4,3)}, [{rn}]", "0 index[1]:1 0011010 1 0 00000 101 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void Ld3S(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 3, Lanes.Word, index.Value);

    [Instruction(
        "ld3 {Lane(rt,index,4,3)}, [{rn}], {StepOf(rm,12)}",
        "0 index[1]:1 0011011 1 0 rm:5 101 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void Ld3SPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 3, Lanes.Word, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 12);
    }

    [Instruction(
        "st3 {Lane(rt,index,4,3)}, [{rn}]", "0 index[1]:1 0011010 0 0 00000 101 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void St3S(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 3, Lanes.Word, index.Value);

    [Instruction(
        "st3 {Lane(rt,index,4,3)}, [{rn}], {StepOf(rm,12)}",
        "0 index[1]:1 0011011 0 0 rm:5 101 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void St3SPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 3, Lanes.Word, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 12);
    }

    [Instruction("ld3 {Lane(rt,index,8,3)}, [{rn}]", "0 index[0]:1 0011010 1 0 00000 101 0 01 rn:5 rt:5", Rare = true)]
    public static void Ld3D(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 3, Lanes.Double, index.Value);

    [Instruction(
        "ld3 {Lane(rt,index,8,3)}, [{rn}], {StepOf(rm,24)}", "0 index[0]:1 0011011 1 0 rm:5 101 0 01 rn:5 rt:5",
        Rare = true)]
    public static void Ld3DPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 3, Lanes.Double, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 24);
    }

    [Instruction("st3 {Lane(rt,index,8,3)}, [{rn}]", "0 index[0]:1 0011010 0 0 00000 101 0 01 rn:5 rt:5", Rare = true)]
    public static void St3D(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 3, Lanes.Double, index.Value);

    [Instruction(
        "st3 {Lane(rt,index,8,3)}, [{rn}], {StepOf(rm,24)}", "0 index[0]:1 0011011 0 0 rm:5 101 0 01 rn:5 rt:5",
        Rare = true)]
    public static void St3DPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 3, Lanes.Double, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 24);
    }

    [Instruction(
        "ld3r {Registers(rt,shape,3)}, [{rn}]", "0 shape[0]:1 0011010 1 0 00000 111 0 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld3r(ref E e, Vr rt, XrSp rn, AnyArrangement shape) =>
        Structures<E, V, W, C>.LoadAll(ref e, e[rn], rt, 3, shape);

    [Instruction(
        "ld3r {Registers(rt,shape,3)}, [{rn}], {LaneStep(rm,shape,3)}",
        "0 shape[0]:1 0011011 1 0 rm:5 111 0 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld3rPost(ref E e, Vr rt, XrSp rn, Xr rm, AnyArrangement shape)
    {
        if (Structures<E, V, W, C>.LoadAll(ref e, e[rn], rt, 3, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.LaneBytes * 3);
    }
}
