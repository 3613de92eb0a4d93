using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64;

/// <summary>What bodies of vector instructions have in common.</summary>
internal static class Lanewise<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    private static Register Saturated => new(Arm64Architecture.Saturated);

    /// <summary>Sets a vector register of which 128 or 64 bits count; the others become zero.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Set(ref E e, Vr rd, AnyArrangement shape, W value) =>
        e.SetVector(rd, shape.IsFull ? value : W.Create(value.Low, 0));

    /// <summary>Sets the lowest lane of a vector register; the others become zero.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void SetScalar(ref E e, Vr rd, Lanes lanes, W value) =>
        e.SetVector(rd, W.Create(value.Get(lanes, 0), 0));

    /// <summary>An operation of two vectors.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Apply(ref E e, VectorOperation operation, Vr rd, Vr rn, Vr rm, AnyArrangement shape) =>
        Set(ref e, rd, shape, W.Apply(operation, shape.Lanes, e.Vector(rn), e.Vector(rm)));

    /// <summary>An operation of two vectors, added to the destination.</summary>
    public static void Accumulate(ref E e, VectorOperation operation, Vr rd, Vr rn, Vr rm, AnyArrangement shape)
    {
        W part = W.Apply(operation, shape.Lanes, e.Vector(rn), e.Vector(rm));
        Set(ref e, rd, shape, W.Apply(VectorOperation.Add, shape.Lanes, e.Vector(rd), part));
    }

    /// <summary>An operation of one vector and a constant.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Apply(ref E e, VectorOperation operation, Vr rd, Vr rn, AnyArrangement shape, int immediate = 0) =>
        Set(ref e, rd, shape, W.Apply(operation, shape.Lanes, e.Vector(rn), immediate));

    /// <summary>A saturating operation: lanes that are not exact set QC.</summary>
    public static void Saturate(
        ref E e, VectorOperation operation, Vr rd, AnyArrangement shape, W a, W b, W c, int immediate = 0)
    {
        W inexact = W.Apply(operation, shape.Lanes, a, b, c, immediate + VectorOperations.WhereSaturated);
        W result = W.Apply(operation, shape.Lanes, a, b, c, immediate);
        e[Saturated] = e[Saturated] | inexact.Low | (shape.IsFull ? inexact.High : 0);
        Set(ref e, rd, shape, result);
    }

    /// <summary>A saturating operation of the lowest lane.</summary>
    public static void SaturateScalar(
        ref E e, VectorOperation operation, Vr rd, Lanes lanes, W a, W b, W c, int immediate = 0)
    {
        W inexact = W.Apply(operation, lanes, a, b, c, immediate + VectorOperations.WhereSaturated);
        W result = W.Apply(operation, lanes, a, b, c, immediate);
        e[Saturated] = e[Saturated] | inexact.Get(lanes, 0);
        SetScalar(ref e, rd, lanes, result);
    }

    /// <summary>An operation of neighbouring lanes, those of the first vector and then of the second.</summary>
    public static void Pair(ref E e, VectorOperation operation, Vr rd, Vr rn, Vr rm, AnyArrangement shape)
    {
        W a = e.Vector(rn), b = e.Vector(rm);
        if (!shape.IsFull) a = b = W.Create(a.Low, b.Low);
        Set(ref e, rd, shape, W.Apply(operation, shape.Lanes, a, b));
    }

    /// <summary>An operation over all lanes of a vector, whose result is the lowest lane of another.</summary>
    /// <param name="e">The emitter.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="rd">The destination.</param>
    /// <param name="rn">The operand.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="isSum">Lanes that do not count are zero; else they are those that count.</param>
    public static void Reduce(ref E e, VectorOperation operation, Vr rd, Vr rn, AnyArrangement shape, bool isSum)
    {
        W a = e.Vector(rn);
        if (!shape.IsFull) a = W.Create(a.Low, isSum ? 0 : a.Low);
        W result = W.Apply(operation, shape.Lanes, a);
        e.SetVector(rd, W.Create(result.Low, 0));
    }

    /// <summary>The half of a vector that a widening instruction reads, extended.</summary>
    [MethodImpl(AggressiveInlining)]
    public static W Widen(ref E e, Vr rn, AnyArrangement shape, bool isSigned) => W.Apply(
        (isSigned, shape.IsFull) switch
        {
            (true, false) => VectorOperation.WidenLowSigned,
            (false, false) => VectorOperation.WidenLowUnsigned,
            (true, true) => VectorOperation.WidenHighSigned,
            _ => VectorOperation.WidenHighUnsigned,
        },
        shape.Lanes, e.Vector(rn));

    /// <summary>The product of the halves of two vectors that a widening instruction reads.</summary>
    public static W MultiplyWiden(W a, W b, AnyArrangement shape, bool isSigned) => W.Apply(
        (isSigned, shape.IsFull) switch
        {
            (true, false) => VectorOperation.MultiplyWidenLowSigned,
            (false, false) => VectorOperation.MultiplyWidenLowUnsigned,
            (true, true) => VectorOperation.MultiplyWidenHighSigned,
            _ => VectorOperation.MultiplyWidenHighUnsigned,
        },
        shape.Lanes, a, b);

    /// <summary>Sets the half of a register that a narrowing instruction writes: the lower one, and then the upper one becomes
    /// zero, or the upper one alone.</summary>
    /// <param name="e">The emitter.</param>
    /// <param name="rd">The register.</param>
    /// <param name="shape">The shape of the register.</param>
    /// <param name="narrowed">What is written, in its lower half.</param>
    [MethodImpl(AggressiveInlining)]
    public static void SetNarrow(ref E e, Vr rd, AnyArrangement shape, W narrowed) => e.SetVector(
        rd, shape.IsFull ? W.Create(e.Vector(rd).Low, narrowed.Low) : W.Create(narrowed.Low, 0));

    /// <summary>Lanes of twice the size of those of a shape.</summary>
    public static Lanes Wider(AnyArrangement shape) => shape.Lanes + 1;

    /// <summary>Sets QC where a lane of a saturating operation is not exact.</summary>
    public static void Note(ref E e, W inexact) => e[Saturated] = e[Saturated] | inexact.Low | inexact.High;
}
