using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <summary>Shifts by a constant that saturate, and shifts that narrow.</summary>
internal static class Saturating<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    /// <summary>Lanes shifted left, of a vector of 128 or 64 bits.</summary>
    public static void ShiftLeft(ref E e, VectorOperation operation, Vr rd, Vr rn, Lanes lanes, bool isFull, int amount) =>
        Lanewise<E, V, W, C>.Saturate(
            ref e, operation, rd, ShapeOf(lanes, isFull), e.Vector(rn), W.Duplicate(lanes, amount), W.Zero);

    /// <summary>Signed lanes shifted left to unsigned ones.</summary>
    public static void ShiftLeftToUnsigned(ref E e, Vr rd, Vr rn, Lanes lanes, bool isFull, int amount) =>
        Lanewise<E, V, W, C>.Saturate(
            ref e, VectorOperation.SaturatingShiftLeftToUnsigned, rd, ShapeOf(lanes, isFull), e.Vector(rn), W.Zero, W.Zero, amount);

    /// <summary>The lowest lane shifted left.</summary>
    public static void ShiftLeftScalar(ref E e, VectorOperation operation, Vr rd, Vr rn, Lanes lanes, int amount) =>
        Lanewise<E, V, W, C>.SaturateScalar(
            ref e, operation, rd, lanes, e.Vector(rn), W.Duplicate(lanes, amount), W.Zero);

    /// <summary>The lowest, signed lane shifted left to an unsigned one.</summary>
    public static void ShiftLeftToUnsignedScalar(ref E e, Vr rd, Vr rn, Lanes lanes, int amount) =>
        Lanewise<E, V, W, C>.SaturateScalar(
            ref e, VectorOperation.SaturatingShiftLeftToUnsigned, rd, lanes, e.Vector(rn), W.Zero, W.Zero, amount);

    /// <summary>Lanes shifted right and made half as large.</summary>
    /// <param name="e">The emitter.</param>
    /// <param name="shift">How they are shifted.</param>
    /// <param name="narrow">How they are made smaller.</param>
    /// <param name="rd">The destination.</param>
    /// <param name="rn">The operand, of which 128 bits count.</param>
    /// <param name="lanes">Its lanes.</param>
    /// <param name="amount">By how many bits.</param>
    /// <param name="isUpper">The upper half of the destination is written.</param>
    public static void Narrow(
        ref E e, VectorOperation shift, VectorOperation narrow, Vr rd, Vr rn, Lanes lanes, int amount, bool isUpper)
    {
        W shifted = W.Apply(shift, lanes, e.Vector(rn), amount);
        Note(ref e, narrow, lanes, shifted);
        Lanewise<E, V, W, C>.SetNarrow(ref e, rd, ShapeOf(lanes, isUpper), W.Apply(narrow, lanes, shifted));
    }

    /// <summary>The same of the lowest lane.</summary>
    public static void NarrowScalar(
        ref E e, VectorOperation shift, VectorOperation narrow, Vr rd, Vr rn, Lanes lanes, int amount)
    {
        W shifted = W.Apply(shift, lanes, W.Create(e.Vector(rn).Get(lanes, 0), 0), amount);
        Note(ref e, narrow, lanes, shifted);
        Lanewise<E, V, W, C>.SetScalar(ref e, rd, lanes - 1, W.Apply(narrow, lanes, shifted));
    }

    private static void Note(ref E e, VectorOperation narrow, Lanes lanes, W shifted)
    {
        if (narrow != VectorOperation.Narrow)
            Lanewise<E, V, W, C>.Note(ref e, W.Apply(narrow, lanes, shifted, VectorOperations.WhereSaturated));
    }

    private static AnyArrangement ShapeOf(Lanes lanes, bool isFull) => (byte)(((int)lanes * 2) | (isFull ? 1 : 0));
}
