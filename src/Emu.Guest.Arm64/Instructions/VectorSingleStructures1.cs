using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>LD1 and ST1 of one lane, and LD1R of all lanes (C4.1.4).</summary>
[InstructionSet(Arm64Features.None)]
internal static class VectorSingleStructures1<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "ld1 {Lane(rt,index,1,1)}, [{rn}]", "0 index[3]:1 0011010 1 0 00000 000 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld1B(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 1, Lanes.Byte, index.Value);

    [Instruction(
        "ld1 {Lane(rt,index,1,1)}, [{rn}], {StepOf(rm,1)}",
        "0 index[3]:1 0011011 1 0 rm:5 000 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld1BPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 1, Lanes.Byte, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 1);
    }

    [Instruction(
        "st1 {Lane(rt,index,1,1)}, [{rn}]", "0 index[3]:1 0011010 0 0 00000 000 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void St1B(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 1, Lanes.Byte, index.Value);

    [Instruction(
        "st1 {Lane(rt,index,1,1)}, [{rn}], {StepOf(rm,1)}",
        "0 index[3]:1 0011011 0 0 rm:5 000 index[2]:1 index[1:0]:2 rn:5 rt:5",
        Rare = true)]
    public static void St1BPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 1, Lanes.Byte, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 1);
    }

    [Instruction(
        "ld1 {Lane(rt,index,2,1)}, [{rn}]", "0 index[2]:1 0011010 1 0 00000 010 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void Ld1H(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 1, Lanes.Half, index.Value);

    [Instruction(
        "ld1 {Lane(rt,index,2,1)}, [{rn}], {StepOf(rm,2)}",
        "0 index[2]:1 0011011 1 0 rm:5 010 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void Ld1HPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 1, Lanes.Half, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 2);
    }

    [Instruction(
        "st1 {Lane(rt,index,2,1)}, [{rn}]", "0 index[2]:1 0011010 0 0 00000 010 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void St1H(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 1, Lanes.Half, index.Value);

    [Instruction(
        "st1 {Lane(rt,index,2,1)}, [{rn}], {StepOf(rm,2)}",
        "0 index[2]:1 0011011 0 0 rm:5 010 index[1]:1 index[0]:1 0 rn:5 rt:5",
        Rare = true)]
    public static void St1HPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 1, Lanes.Half, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 2);
    }

    [Instruction(
        "ld1 {Lane(rt,index,4,1)}, [{rn}]", "0 index[1]:1 0011010 1 0 00000 100 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void Ld1S(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 1, Lanes.Word, index.Value);

    [Instruction(
        "ld1 {Lane(rt,index,4,1)}, [{rn}], {StepOf(rm,4)}",
        "0 index[1]:1 0011011 1 0 rm:5 100 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void Ld1SPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 1, Lanes.Word, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 4);
    }

    [Instruction(
        "st1 {Lane(rt,index,4,1)}, [{rn}]", "0 index[1]:1 0011010 0 0 00000 100 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void St1S(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 1, Lanes.Word, index.Value);

    [Instruction(
        "st1 {Lane(rt,index,4,1)}, [{rn}], {StepOf(rm,4)}",
        "0 index[1]:1 0011011 0 0 rm:5 100 index[0]:1 00 rn:5 rt:5",
        Rare = true)]
    public static void St1SPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 1, Lanes.Word, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 4);
    }

    [Instruction("ld1 {Lane(rt,index,8,1)}, [{rn}]", "0 index[0]:1 0011010 1 0 00000 100 0 01 rn:5 rt:5", Rare = true)]
    public static void Ld1D(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 1, Lanes.Double, index.Value);

    [Instruction(
        "ld1 {Lane(rt,index,8,1)}, [{rn}], {StepOf(rm,8)}", "0 index[0]:1 0011011 1 0 rm:5 100 0 01 rn:5 rt:5",
        Rare = true)]
    public static void Ld1DPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.LoadLane(ref e, e[rn], rt, 1, Lanes.Double, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 8);
    }

    [Instruction("st1 {Lane(rt,index,8,1)}, [{rn}]", "0 index[0]:1 0011010 0 0 00000 100 0 01 rn:5 rt:5", Rare = true)]
    public static void St1D(ref E e, Vr rt, XrSp rn, SmallUImm index) =>
        Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 1, Lanes.Double, index.Value);

    [Instruction(
        "st1 {Lane(rt,index,8,1)}, [{rn}], {StepOf(rm,8)}", "0 index[0]:1 0011011 0 0 rm:5 100 0 01 rn:5 rt:5",
        Rare = true)]
    public static void St1DPost(ref E e, Vr rt, XrSp rn, Xr rm, SmallUImm index)
    {
        if (Structures<E, V, W, C>.StoreLane(ref e, e[rn], rt, 1, Lanes.Double, index.Value))
            Structures<E, V, W, C>.Move(ref e, rn, rm, 8);
    }

    [Instruction(
        "ld1r {Registers(rt,shape,1)}, [{rn}]", "0 shape[0]:1 0011010 1 0 00000 110 0 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld1r(ref E e, Vr rt, XrSp rn, AnyArrangement shape) =>
        Structures<E, V, W, C>.LoadAll(ref e, e[rn], rt, 1, shape);

    [Instruction(
        "ld1r {Registers(rt,shape,1)}, [{rn}], {LaneStep(rm,shape,1)}",
        "0 shape[0]:1 0011011 1 0 rm:5 110 0 shape[2:1]:2 rn:5 rt:5",
        Rare = true)]
    public static void Ld1rPost(ref E e, Vr rt, XrSp rn, Xr rm, AnyArrangement shape)
    {
        if (Structures<E, V, W, C>.LoadAll(ref e, e[rn], rt, 1, shape)) Structures<E, V, W, C>.Move(ref e, rn, rm, shape.LaneBytes);
    }
}
