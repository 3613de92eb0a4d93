using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Fused multiplication and addition (C4.1.99).</summary>
[InstructionSet(Arm64Features.None)]
internal static class FloatMultiplyAdd<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("fmadd {rd}, {rn}, {rm}, {ra}", "00011111 00 0 rm:5 0 ra:5 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FmaddS(ref E e, Sr rd, Sr rn, Sr rm, Sr ra) =>
        Scalars<E, V, W, C>.MultiplyAdd(ref e, FloatFormat.Single, rd, rn, rm, ra, false, false);

    [Instruction("fmadd {rd}, {rn}, {rm}, {ra}", "00011111 01 0 rm:5 0 ra:5 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FmaddD(ref E e, Dr rd, Dr rn, Dr rm, Dr ra) =>
        Scalars<E, V, W, C>.MultiplyAdd(ref e, FloatFormat.Double, rd, rn, rm, ra, false, false);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmadd {rd}, {rn}, {rm}, {ra}", "00011111 11 0 rm:5 0 ra:5 rn:5 rd:5", Rare = true)]
    public static void FmaddH(ref E e, Hr rd, Hr rn, Hr rm, Hr ra) =>
        Scalars<E, V, W, C>.MultiplyAdd(ref e, FloatFormat.Half, rd, rn, rm, ra, false, false);

    [Instruction("fmsub {rd}, {rn}, {rm}, {ra}", "00011111 00 0 rm:5 1 ra:5 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FmsubS(ref E e, Sr rd, Sr rn, Sr rm, Sr ra) =>
        Scalars<E, V, W, C>.MultiplyAdd(ref e, FloatFormat.Single, rd, rn, rm, ra, true, false);

    [Instruction("fmsub {rd}, {rn}, {rm}, {ra}", "00011111 01 0 rm:5 1 ra:5 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FmsubD(ref E e, Dr rd, Dr rn, Dr rm, Dr ra) =>
        Scalars<E, V, W, C>.MultiplyAdd(ref e, FloatFormat.Double, rd, rn, rm, ra, true, false);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fmsub {rd}, {rn}, {rm}, {ra}", "00011111 11 0 rm:5 1 ra:5 rn:5 rd:5", Rare = true)]
    public static void FmsubH(ref E e, Hr rd, Hr rn, Hr rm, Hr ra) =>
        Scalars<E, V, W, C>.MultiplyAdd(ref e, FloatFormat.Half, rd, rn, rm, ra, true, false);

    [Instruction("fnmadd {rd}, {rn}, {rm}, {ra}", "00011111 00 1 rm:5 0 ra:5 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FnmaddS(ref E e, Sr rd, Sr rn, Sr rm, Sr ra) =>
        Scalars<E, V, W, C>.MultiplyAdd(ref e, FloatFormat.Single, rd, rn, rm, ra, true, true);

    [Instruction("fnmadd {rd}, {rn}, {rm}, {ra}", "00011111 01 1 rm:5 0 ra:5 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FnmaddD(ref E e, Dr rd, Dr rn, Dr rm, Dr ra) =>
        Scalars<E, V, W, C>.MultiplyAdd(ref e, FloatFormat.Double, rd, rn, rm, ra, true, true);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fnmadd {rd}, {rn}, {rm}, {ra}", "00011111 11 1 rm:5 0 ra:5 rn:5 rd:5", Rare = true)]
    public static void FnmaddH(ref E e, Hr rd, Hr rn, Hr rm, Hr ra) =>
        Scalars<E, V, W, C>.MultiplyAdd(ref e, FloatFormat.Half, rd, rn, rm, ra, true, true);

    [Instruction("fnmsub {rd}, {rn}, {rm}, {ra}", "00011111 00 1 rm:5 1 ra:5 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FnmsubS(ref E e, Sr rd, Sr rn, Sr rm, Sr ra) =>
        Scalars<E, V, W, C>.MultiplyAdd(ref e, FloatFormat.Single, rd, rn, rm, ra, false, true);

    [Instruction("fnmsub {rd}, {rn}, {rm}, {ra}", "00011111 01 1 rm:5 1 ra:5 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void FnmsubD(ref E e, Dr rd, Dr rn, Dr rm, Dr ra) =>
        Scalars<E, V, W, C>.MultiplyAdd(ref e, FloatFormat.Double, rd, rn, rm, ra, false, true);

    [InstructionSet(Arm64Features.Fp16)]
    [Instruction("fnmsub {rd}, {rn}, {rm}, {ra}", "00011111 11 1 rm:5 1 ra:5 rn:5 rd:5", Rare = true)]
    public static void FnmsubH(ref E e, Hr rd, Hr rn, Hr rm, Hr ra) =>
        Scalars<E, V, W, C>.MultiplyAdd(ref e, FloatFormat.Half, rd, rn, rm, ra, false, true);
}
