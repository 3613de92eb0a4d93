using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>LD2 and ST2 of one lane, and LD2R of all lanes (C4.1.4).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorSingleStructures2<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "ld2 {Lane(rt,index,1,2)}, [{rn}]", "0 index[3]:1 0011010 1 1 00000 000 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld2B(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 2, Lanes.Byte, index.Value);

    [Instruction(
        "ld2 {Lane(rt,index,1,2)}, [{rn}], {StepOf(rm,2)}",
        "0 index[3]:1 0011011 1 1 rm:5 000 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld2BPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 2, Lanes.Byte, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 2);
    }

    [Instruction(
        "st2 {Lane(rt,index,1,2)}, [{rn}]", "0 index[3]:1 0011010 0 1 00000 000 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void St2B(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 2, Lanes.Byte, index.Value);

    [Instruction(
        "st2 {Lane(rt,index,1,2)}, [{rn}], {StepOf(rm,2)}",
        "0 index[3]:1 0011011 0 1 rm:5 000 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void St2BPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 2, Lanes.Byte, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 2);
    }

    [Instruction(
        "ld2 {Lane(rt,index,2,2)}, [{rn}]", "0 index[2]:1 0011010 1 1 00000 010 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void Ld2H(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 2, Lanes.Half, index.Value);

    [Instruction(
        "ld2 {Lane(rt,index,2,2)}, [{rn}], {StepOf(rm,4)}",
        "0 index[2]:1 0011011 1 1 rm:5 010 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void Ld2HPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 2, Lanes.Half, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 4);
    }

    [Instruction(
        "st2 {Lane(rt,index,2,2)}, [{rn}]", "0 index[2]:1 0011010 0 1 00000 010 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void St2H(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 2, Lanes.Half, index.Value);

    [Instruction(
        "st2 {Lane(rt,index,2,2)}, [{rn}], {StepOf(rm,4)}",
        "0 index[2]:1 0011011 0 1 rm:5 010 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void St2HPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 2, Lanes.Half, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 4);
    }

    [Instruction(
        "ld2 {Lane(rt,index,4,2)}, [{rn}]", "0 index[1]:1 0011010 1 1 00000 100 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void Ld2S(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 2, Lanes.Word, index.Value);

    [Instruction(
        "ld2 {Lane(rt,index,4,2)}, [{rn}], {StepOf(rm,8)}",
        "0 index[1]:1 0011011 1 1 rm:5 100 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void Ld2SPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 2, Lanes.Word, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 8);
    }

    [Instruction(
        "st2 {Lane(rt,index,4,2)}, [{rn}]", "0 index[1]:1 0011010 0 1 00000 100 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void St2S(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 2, Lanes.Word, index.Value);

    [Instruction(
        "st2 {Lane(rt,index,4,2)}, [{rn}], {StepOf(rm,8)}",
        "0 index[1]:1 0011011 0 1 rm:5 100 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void St2SPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 2, Lanes.Word, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 8);
    }

    [Instruction("ld2 {Lane(rt,index,8,2)}, [{rn}]", "0 index[0]:1 0011010 1 1 00000 100 0 01 rn:5 rt:5", Rare = true)]
    public static void Ld2D(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 2, Lanes.Double, index.Value);

    [Instruction(
        "ld2 {Lane(rt,index,8,2)}, [{rn}], {StepOf(rm,16)}", "0 index[0]:1 0011011 1 1 rm:5 100 0 01 rn:5 rt:5",
        Rare = true)]
    public static void Ld2DPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 2, Lanes.Double, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 16);
    }

    [Instruction("st2 {Lane(rt,index,8,2)}, [{rn}]", "0 index[0]:1 0011010 0 1 00000 100 0 01 rn:5 rt:5", Rare = true)]
    public static void St2D(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 2, Lanes.Double, index.Value);

    [Instruction(
        "st2 {Lane(rt,index,8,2)}, [{rn}], {StepOf(rm,16)}", "0 index[0]:1 0011011 0 1 rm:5 100 0 01 rn:5 rt:5",
        Rare = true)]
    public static void St2DPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 2, Lanes.Double, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 16);
    }

    [Instruction(
        "ld2r {Registers(rt,shape,2)}, [{rn}]", "0 shape[0]:1 0011010 1 1 00000 110 0 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld2r(ref E e, Vr rt, XrSp rn, AnyArrangement shape) =>
        Structures<E, V, W, C>.LoadAll(ref e, e[rn], rt, 2, shape);

    [Instruction(
        "ld2r {Registers(rt,shape,2)}, [{rn}], {LaneStep(rm,shape,2)}",
        "0 shape[0]:1 0011011 1 1 rm:5 110 0 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld2rPost(ref E e, Vr rt, XrSp rn, Xr rm, AnyArrangement shape)
    {
        if (Structures<E, V, W, C>.LoadAll(ref e, e[rn], rt, 2, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.LaneBytes * 2);
    }
}
