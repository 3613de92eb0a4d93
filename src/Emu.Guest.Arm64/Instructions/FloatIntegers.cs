using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Conversions between numbers and integers in general registers (C4.1.94).</summary>
[InstructionSet(Arm64Features.None)]
internal static class FloatIntegers<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "fcvtns {GeneralRegister(rd,wide)}, {FloatRegister(rn,size)}",
        "wide:1 0 0 11110 0 size:1 1 00 000 000000 rn:5 rd:5", Rare = true)]
    public static void Fcvtns(ref E e, Xr rd, Vr rn, FloatSize size, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, size.Format, rd, wide.IsWide, true, rn, FloatRounding.NearestEven);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtns {GeneralRegister(rd,wide)}, {rn}",
        "wide:1 0 0 11110 11 1 00 000 000000 rn:5 rd:5", Rare = true)]
    public static void FcvtnsH(ref E e, Xr rd, Hr rn, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, FloatFormat.Half, rd, wide.IsWide, true, rn, FloatRounding.NearestEven);

    [Instruction(
        "fcvtnu {GeneralRegister(rd,wide)}, {FloatRegister(rn,size)}",
        "wide:1 0 0 11110 0 size:1 1 00 001 000000 rn:5 rd:5", Rare = true)]
    public static void Fcvtnu(ref E e, Xr rd, Vr rn, FloatSize size, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, size.Format, rd, wide.IsWide, false, rn, FloatRounding.NearestEven);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtnu {GeneralRegister(rd,wide)}, {rn}",
        "wide:1 0 0 11110 11 1 00 001 000000 rn:5 rd:5", Rare = true)]
    public static void FcvtnuH(ref E e, Xr rd, Hr rn, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, FloatFormat.Half, rd, wide.IsWide, false, rn, FloatRounding.NearestEven);

    [Instruction(
        "fcvtps {GeneralRegister(rd,wide)}, {FloatRegister(rn,size)}",
        "wide:1 0 0 11110 0 size:1 1 01 000 000000 rn:5 rd:5", Rare = true)]
    public static void Fcvtps(ref E e, Xr rd, Vr rn, FloatSize size, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, size.Format, rd, wide.IsWide, true, rn, FloatRounding.Up);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtps {GeneralRegister(rd,wide)}, {rn}",
        "wide:1 0 0 11110 11 1 01 000 000000 rn:5 rd:5", Rare = true)]
    public static void FcvtpsH(ref E e, Xr rd, Hr rn, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, FloatFormat.Half, rd, wide.IsWide, true, rn, FloatRounding.Up);

    [Instruction(
        "fcvtpu {GeneralRegister(rd,wide)}, {FloatRegister(rn,size)}",
        "wide:1 0 0 11110 0 size:1 1 01 001 000000 rn:5 rd:5", Rare = true)]
    public static void Fcvtpu(ref E e, Xr rd, Vr rn, FloatSize size, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, size.Format, rd, wide.IsWide, false, rn, FloatRounding.Up);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtpu {GeneralRegister(rd,wide)}, {rn}",
        "wide:1 0 0 11110 11 1 01 001 000000 rn:5 rd:5", Rare = true)]
    public static void FcvtpuH(ref E e, Xr rd, Hr rn, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, FloatFormat.Half, rd, wide.IsWide, false, rn, FloatRounding.Up);

    [Instruction(
        "fcvtms {GeneralRegister(rd,wide)}, {FloatRegister(rn,size)}",
        "wide:1 0 0 11110 0 size:1 1 10 000 000000 rn:5 rd:5", Rare = true)]
    public static void Fcvtms(ref E e, Xr rd, Vr rn, FloatSize size, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, size.Format, rd, wide.IsWide, true, rn, FloatRounding.Down);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtms {GeneralRegister(rd,wide)}, {rn}",
        "wide:1 0 0 11110 11 1 10 000 000000 rn:5 rd:5", Rare = true)]
    public static void FcvtmsH(ref E e, Xr rd, Hr rn, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, FloatFormat.Half, rd, wide.IsWide, true, rn, FloatRounding.Down);

    [Instruction(
        "fcvtmu {GeneralRegister(rd,wide)}, {FloatRegister(rn,size)}",
        "wide:1 0 0 11110 0 size:1 1 10 001 000000 rn:5 rd:5", Rare = true)]
    public static void Fcvtmu(ref E e, Xr rd, Vr rn, FloatSize size, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, size.Format, rd, wide.IsWide, false, rn, FloatRounding.Down);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtmu {GeneralRegister(rd,wide)}, {rn}",
        "wide:1 0 0 11110 11 1 10 001 000000 rn:5 rd:5", Rare = true)]
    public static void FcvtmuH(ref E e, Xr rd, Hr rn, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, FloatFormat.Half, rd, wide.IsWide, false, rn, FloatRounding.Down);

    [Instruction(
        "fcvtzs {GeneralRegister(rd,wide)}, {FloatRegister(rn,size)}",
        "wide:1 0 0 11110 0 size:1 1 11 000 000000 rn:5 rd:5", Rare = true)]
    public static void Fcvtzs(ref E e, Xr rd, Vr rn, FloatSize size, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, size.Format, rd, wide.IsWide, true, rn, FloatRounding.TowardsZero);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtzs {GeneralRegister(rd,wide)}, {rn}",
        "wide:1 0 0 11110 11 1 11 000 000000 rn:5 rd:5", Rare = true)]
    public static void FcvtzsH(ref E e, Xr rd, Hr rn, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, FloatFormat.Half, rd, wide.IsWide, true, rn, FloatRounding.TowardsZero);

    [Instruction(
        "fcvtzu {GeneralRegister(rd,wide)}, {FloatRegister(rn,size)}",
        "wide:1 0 0 11110 0 size:1 1 11 001 000000 rn:5 rd:5", Rare = true)]
    public static void Fcvtzu(ref E e, Xr rd, Vr rn, FloatSize size, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, size.Format, rd, wide.IsWide, false, rn, FloatRounding.TowardsZero);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtzu {GeneralRegister(rd,wide)}, {rn}",
        "wide:1 0 0 11110 11 1 11 001 000000 rn:5 rd:5", Rare = true)]
    public static void FcvtzuH(ref E e, Xr rd, Hr rn, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, FloatFormat.Half, rd, wide.IsWide, false, rn, FloatRounding.TowardsZero);

    [Instruction(
        "fcvtas {GeneralRegister(rd,wide)}, {FloatRegister(rn,size)}",
        "wide:1 0 0 11110 0 size:1 1 00 100 000000 rn:5 rd:5", Rare = true)]
    public static void Fcvtas(ref E e, Xr rd, Vr rn, FloatSize size, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, size.Format, rd, wide.IsWide, true, rn, FloatRounding.NearestAway);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtas {GeneralRegister(rd,wide)}, {rn}",
        "wide:1 0 0 11110 11 1 00 100 000000 rn:5 rd:5", Rare = true)]
    public static void FcvtasH(ref E e, Xr rd, Hr rn, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, FloatFormat.Half, rd, wide.IsWide, true, rn, FloatRounding.NearestAway);

    [Instruction(
        "fcvtau {GeneralRegister(rd,wide)}, {FloatRegister(rn,size)}",
        "wide:1 0 0 11110 0 size:1 1 00 101 000000 rn:5 rd:5", Rare = true)]
    public static void Fcvtau(ref E e, Xr rd, Vr rn, FloatSize size, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, size.Format, rd, wide.IsWide, false, rn, FloatRounding.NearestAway);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fcvtau {GeneralRegister(rd,wide)}, {rn}",
        "wide:1 0 0 11110 11 1 00 101 000000 rn:5 rd:5", Rare = true)]
    public static void FcvtauH(ref E e, Xr rd, Hr rn, GeneralSize wide) =>
        Scalars<E, V, W, C>.ToInteger(ref e, FloatFormat.Half, rd, wide.IsWide, false, rn, FloatRounding.NearestAway);

    [Instruction(
        "scvtf {FloatRegister(rd,size)}, {GeneralRegister(rn,wide)}",
        "wide:1 0 0 11110 0 size:1 1 00 010 000000 rn:5 rd:5", Rare = true)]
    public static void Scvtf(ref E e, Vr rd, Xr rn, FloatSize size, GeneralSize wide) =>
        Scalars<E, V, W, C>.FromInteger(ref e, size.Format, rd, wide.IsWide, true, rn);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "scvtf {rd}, {GeneralRegister(rn,wide)}",
        "wide:1 0 0 11110 11 1 00 010 000000 rn:5 rd:5", Rare = true)]
    public static void ScvtfH(ref E e, Hr rd, Xr rn, GeneralSize wide) =>
        Scalars<E, V, W, C>.FromInteger(ref e, FloatFormat.Half, rd, wide.IsWide, true, rn);

    [Instruction(
        "ucvtf {FloatRegister(rd,size)}, {GeneralRegister(rn,wide)}",
        "wide:1 0 0 11110 0 size:1 1 00 011 000000 rn:5 rd:5", Rare = true)]
    public static void Ucvtf(ref E e, Vr rd, Xr rn, FloatSize size, GeneralSize wide) =>
        Scalars<E, V, W, C>.FromInteger(ref e, size.Format, rd, wide.IsWide, false, rn);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "ucvtf {rd}, {GeneralRegister(rn,wide)}",
        "wide:1 0 0 11110 11 1 00 011 000000 rn:5 rd:5", Rare = true)]
    public static void UcvtfH(ref E e, Hr rd, Xr rn, GeneralSize wide) =>
        Scalars<E, V, W, C>.FromInteger(ref e, FloatFormat.Half, rd, wide.IsWide, false, rn);

    [InstructionSet(Arm64Features.Jscvt)]
    [Instruction("fjcvtzs {rd}, {rn}", "0 0 0 11110 01 1 11 110 000000 rn:5 rd:5", Rare = true)]
    public static void Fjcvtzs(ref E e, Wr rd, Dr rn)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V operand = e.Vector(rn).Low;
        V result = e.FloatApply(
            FloatFunction.ToInteger32Modular, FloatFormat.Double, operand, 0, 0, FloatRounding.TowardsZero);

        // Z tells that the integer is the number itself.
        V number = result.ZeroExtend(32), flags = result.ShiftRightLogical(32).ShiftLeft(30);
        e[rd] = number;
        Nzcv<E, V, W, C>.SetPacked(ref e, flags);
    }
}
