using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Comparisons, which set NZCV (C4.1.96, C4.1.97).</summary>
[InstructionSet(Arm64Features.None)]
internal static class FloatComparisons<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("fcmp {rn}, {rm}", "00011110 00 1 rm:5 00 1000 rn:5 00000")]
    [MethodImpl(AggressiveInlining)]
    public static void FcmpS(ref E e, Sr rn, Sr rm) =>
        Scalars<E, V, W, C>.Compare(
            ref e, FloatFunction.Compare, FloatFormat.Single, rn, Scalars<E, V, W, C>.Get(ref e, rm,
            FloatFormat.Single));

    [Instruction("fcmp {rn}, #0.0", "00011110 00 1 -:5 00 1000 rn:5 01000")]
    [MethodImpl(AggressiveInlining)]
    public static void FcmpZeroS(ref E e, Sr rn) =>
        Scalars<E, V, W, C>.Compare(ref e, FloatFunction.Compare, FloatFormat.Single, rn, 0);

    [Instruction(
        "fccmp {rn}, {rm}, {flags}, {condition}",
        "00011110 00 1 rm:5 condition:4 01 rn:5 0 flags:4", Rare = true)]
    public static void FccmpS(ref E e, Sr rn, Sr rm, SmallHex flags, Cond condition) =>
        Scalars<E, V, W, C>.CompareIf(ref e, FloatFunction.Compare, FloatFormat.Single, rn, rm, flags, condition);

    [Instruction("fcmpe {rn}, {rm}", "00011110 00 1 rm:5 00 1000 rn:5 10000")]
    [MethodImpl(AggressiveInlining)]
    public static void FcmpeS(ref E e, Sr rn, Sr rm) =>
        Scalars<E, V, W, C>.Compare(
            ref e, FloatFunction.CompareSignalling, FloatFormat.Single, rn, Scalars<E, V, W, C>.Get(ref e, rm,
            FloatFormat.Single));

    [Instruction("fcmpe {rn}, #0.0", "00011110 00 1 -:5 00 1000 rn:5 11000")]
    [MethodImpl(AggressiveInlining)]
    public static void FcmpeZeroS(ref E e, Sr rn) =>
        Scalars<E, V, W, C>.Compare(ref e, FloatFunction.CompareSignalling, FloatFormat.Single, rn, 0);

    [Instruction(
        "fccmpe {rn}, {rm}, {flags}, {condition}",
        "00011110 00 1 rm:5 condition:4 01 rn:5 1 flags:4", Rare = true)]
    public static void FccmpeS(ref E e, Sr rn, Sr rm, SmallHex flags, Cond condition) =>
        Scalars<E, V, W, C>.CompareIf(
            ref e, FloatFunction.CompareSignalling, FloatFormat.Single, rn, rm, flags, condition);

    [Instruction("fcmp {rn}, {rm}", "00011110 01 1 rm:5 00 1000 rn:5 00000")]
    [MethodImpl(AggressiveInlining)]
    public static void FcmpD(ref E e, Dr rn, Dr rm) =>
        Scalars<E, V, W, C>.Compare(
            ref e, FloatFunction.Compare, FloatFormat.Double, rn, Scalars<E, V, W, C>.Get(ref e, rm,
            FloatFormat.Double));

    [Instruction("fcmp {rn}, #0.0", "00011110 01 1 -:5 00 1000 rn:5 01000")]
    [MethodImpl(AggressiveInlining)]
    public static void FcmpZeroD(ref E e, Dr rn) =>
        Scalars<E, V, W, C>.Compare(ref e, FloatFunction.Compare, FloatFormat.Double, rn, 0);

    [Instruction(
        "fccmp {rn}, {rm}, {flags}, {condition}",
        "00011110 01 1 rm:5 condition:4 01 rn:5 0 flags:4", Rare = true)]
    public static void FccmpD(ref E e, Dr rn, Dr rm, SmallHex flags, Cond condition) =>
        Scalars<E, V, W, C>.CompareIf(ref e, FloatFunction.Compare, FloatFormat.Double, rn, rm, flags, condition);

    [Instruction("fcmpe {rn}, {rm}", "00011110 01 1 rm:5 00 1000 rn:5 10000")]
    [MethodImpl(AggressiveInlining)]
    public static void FcmpeD(ref E e, Dr rn, Dr rm) =>
        Scalars<E, V, W, C>.Compare(
            ref e, FloatFunction.CompareSignalling, FloatFormat.Double, rn, Scalars<E, V, W, C>.Get(ref e, rm,
            FloatFormat.Double));

    [Instruction("fcmpe {rn}, #0.0", "00011110 01 1 -:5 00 1000 rn:5 11000")]
    [MethodImpl(AggressiveInlining)]
    public static void FcmpeZeroD(ref E e, Dr rn) =>
        Scalars<E, V, W, C>.Compare(ref e, FloatFunction.CompareSignalling, FloatFormat.Double, rn, 0);

    [Instruction(
        "fccmpe {rn}, {rm}, {flags}, {condition}",
        "00011110 01 1 rm:5 condition:4 01 rn:5 1 flags:4", Rare = true)]
    public static void FccmpeD(ref E e, Dr rn, Dr rm, SmallHex flags, Cond condition) =>
        Scalars<E, V, W, C>.CompareIf(
            ref e, FloatFunction.CompareSignalling, FloatFormat.Double, rn, rm, flags, condition);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcmp {rn}, {rm}", "00011110 11 1 rm:5 00 1000 rn:5 00000", Rare = true)]
    public static void FcmpH(ref E e, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Compare(
            ref e, FloatFunction.Compare, FloatFormat.Half, rn, Scalars<E, V, W, C>.Get(ref e, rm, FloatFormat.Half));

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcmp {rn}, #0.0", "00011110 11 1 -:5 00 1000 rn:5 01000", Rare = true)]
    public static void FcmpZeroH(ref E e, Hr rn) =>
        Scalars<E, V, W, C>.Compare(ref e, FloatFunction.Compare, FloatFormat.Half, rn, 0);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fccmp {rn}, {rm}, {flags}, {condition}",
        "00011110 11 1 rm:5 condition:4 01 rn:5 0 flags:4", Rare = true)]
    public static void FccmpH(ref E e, Hr rn, Hr rm, SmallHex flags, Cond condition) =>
        Scalars<E, V, W, C>.CompareIf(ref e, FloatFunction.Compare, FloatFormat.Half, rn, rm, flags, condition);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcmpe {rn}, {rm}", "00011110 11 1 rm:5 00 1000 rn:5 10000", Rare = true)]
    public static void FcmpeH(ref E e, Hr rn, Hr rm) =>
        Scalars<E, V, W, C>.Compare(
            ref e, FloatFunction.CompareSignalling, FloatFormat.Half, rn, Scalars<E, V, W, C>.Get(ref e, rm,
            FloatFormat.Half));

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fcmpe {rn}, #0.0", "00011110 11 1 -:5 00 1000 rn:5 11000", Rare = true)]
    public static void FcmpeZeroH(ref E e, Hr rn) =>
        Scalars<E, V, W, C>.Compare(ref e, FloatFunction.CompareSignalling, FloatFormat.Half, rn, 0);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction(
        "fccmpe {rn}, {rm}, {flags}, {condition}",
        "00011110 11 1 rm:5 condition:4 01 rn:5 1 flags:4", Rare = true)]
    public static void FccmpeH(ref E e, Hr rn, Hr rm, SmallHex flags, Cond condition) =>
        Scalars<E, V, W, C>.CompareIf(
            ref e, FloatFunction.CompareSignalling, FloatFormat.Half, rn, rm, flags, condition);
}
