using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <summary>Doubled products of signed lanes, in lanes of twice their size, which saturate (SQDMULL and its kin).</summary>
internal static class DoubledProduct<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    /// <summary>The products of the lower or the upper halves of two vectors.</summary>
    public static void Set(ref E e, Vr rd, AnyArrangement shape, W a, W b) =>
        e.SetVector(rd, Product(ref e, shape, a, b));

    /// <summary>The same, added to the destination or subtracted from it, which saturates as well.</summary>
    public static void Accumulate(ref E e, VectorOperation operation, Vr rd, AnyArrangement shape, W a, W b)
    {
        AnyArrangement wide = (byte)((((int)shape.Lanes + 1) * 2) | 1);
        W product = Product(ref e, shape, a, b);
        Lanewise<E, V, W, C>.Saturate(ref e, operation, rd, wide, e.Vector(rd), product, W.Zero);
    }

    /// <summary>The product of the lowest lanes.</summary>
    public static void SetScalar(ref E e, Vr rd, AnyArrangement size, W a, W b) =>
        e.SetVector(rd, Product(ref e, size, Lowest(size, a), b));

    /// <summary>The same, added to the destination or subtracted from it, which saturates as well.</summary>
    public static void AccumulateScalar(ref E e, VectorOperation operation, Vr rd, AnyArrangement size, W a, W b)
    {
        W product = Product(ref e, size, Lowest(size, a), b);
        Lanewise<E, V, W, C>.SaturateScalar(ref e, operation, rd, size.Lanes + 1, e.Vector(rd), product, W.Zero);
    }

    private static W Lowest(AnyArrangement size, W value) => W.Create(value.Get(size.Lanes, 0), 0);

    private static W Product(ref E e, AnyArrangement shape, W a, W b)
    {
        VectorOperation operation = shape.IsFull
            ? VectorOperation.SaturatingDoubledMultiplyWidenHigh
            : VectorOperation.SaturatingDoubledMultiplyWidenLow;
        Lanewise<E, V, W, C>.Note(ref e, W.Apply(operation, shape.Lanes, a, b, VectorOperations.WhereSaturated));
        return W.Apply(operation, shape.Lanes, a, b);
    }
}
