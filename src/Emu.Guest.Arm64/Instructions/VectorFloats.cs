using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Vectors of numbers, lane by lane.</summary>
internal static class VectorFloats<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    private const int HalfWidth = 64;

    /// <summary>A function of each lane.</summary>
    public static void Unary(
        ref E e, FloatFunction function, FloatFormat format, bool isFull, Register rd, Register rn,
        FloatRounding rounding, int immediate = 0)
    {
        if (e.BeginFloat(FloatRounding.Dynamic))
            e.SetVector(rd, e.FloatLanes(
                function, format, isFull, e.Vector(rn), W.Zero, W.Zero, rounding, immediate));
    }

    /// <summary>A function of two vectors' lanes.</summary>
    public static void Binary(
        ref E e, FloatFunction function, FloatFormat format, bool isFull, Register rd, Register rn, Register rm)
    {
        if (e.BeginFloat(FloatRounding.Dynamic))
            e.SetVector(rd, e.FloatLanes(
                function, format, isFull, e.Vector(rn), e.Vector(rm), W.Zero, FloatRounding.Dynamic));
    }

    /// <summary>d + n x m, or d - n x m.</summary>
    public static void MultiplyAdd(
        ref E e, FloatFormat format, bool isFull, Register rd, Register rn, W m, bool negate)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        W n = e.Vector(rn);
        if (negate) n ^= Signs(format);
        e.SetVector(rd, e.FloatLanes(
            FloatFunction.MultiplyAdd, format, isFull, n, m, e.Vector(rd), FloatRounding.Dynamic));
    }

    /// <summary>A function of a vector's lanes and one lane of another.</summary>
    public static void ByElement(
        ref E e, FloatFunction function, FloatFormat format, bool isFull, Register rd, Register rn, Register rm,
        int index)
    {
        if (e.BeginFloat(FloatRounding.Dynamic))
            e.SetVector(rd, e.FloatLanes(
                function, format, isFull, e.Vector(rn), Element(ref e, format, rm, index), W.Zero,
                FloatRounding.Dynamic));
    }

    /// <summary>One lane of a register in all lanes.</summary>
    public static W Element(ref E e, FloatFormat format, Register rm, int index)
    {
        int width = (int)format;
        return W.Duplicate(LanesOf(width), Get(e.Vector(rm), index, width));
    }

    /// <summary>A comparison of each lane with zero, or of zero with each lane.</summary>
    public static void CompareZero(
        ref E e, FloatFunction function, FloatFormat format, bool isFull, Register rd, Register rn, bool zeroFirst)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        W n = e.Vector(rn);
        e.SetVector(rd, e.FloatLanes(
            function, format, isFull, zeroFirst ? W.Zero : n, zeroFirst ? n : W.Zero, W.Zero, FloatRounding.Dynamic));
    }

    /// <summary>A function of the magnitudes of two vectors' lanes.</summary>
    public static void OfMagnitudes(
        ref E e, FloatFunction function, FloatFormat format, bool isFull, Register rd, Register rn, Register rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        W magnitude = ~Signs(format);
        e.SetVector(rd, e.FloatLanes(
            function, format, isFull, e.Vector(rn) & magnitude, e.Vector(rm) & magnitude, W.Zero,
            FloatRounding.Dynamic));
    }

    /// <summary>The magnitudes of differences.</summary>
    public static void Distance(ref E e, FloatFormat format, bool isFull, Register rd, Register rn, Register rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        W difference = e.FloatLanes(
            FloatFunction.Subtract, format, isFull, e.Vector(rn), e.Vector(rm), W.Zero, FloatRounding.Dynamic);
        e.SetVector(rd, difference & ~Signs(format));
    }

    /// <summary>A function of neighbouring lanes: of the first register's and then of the second's.</summary>
    public static void Pairwise(
        ref E e, FloatFunction function, FloatFormat format, bool isFull, Register rd, Register rn, Register rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        Lanes lanes = LanesOf((int)format);
        W n = e.Vector(rn), m = e.Vector(rm);
        if (!isFull) n = m = W.Create(n.Low, m.Low);
        W even = W.Apply(VectorOperation.UnzipEven, lanes, n, m), odd = W.Apply(VectorOperation.UnzipOdd, lanes, n, m);
        e.SetVector(rd, e.FloatLanes(function, format, isFull, even, odd, W.Zero, FloatRounding.Dynamic));
    }

    /// <summary>A function of the two lowest lanes.</summary>
    public static void PairwiseScalar(ref E e, FloatFunction function, FloatFormat format, Register rd, Register rn)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        Scalars<E, V, W, C>.Set(ref e, rd, Reduce(ref e, function, format, e.Vector(rn), 0, 2));
    }

    /// <summary>A function of all lanes, halves before the whole.</summary>
    public static void Across(
        ref E e, FloatFunction function, FloatFormat format, bool isFull, Register rd, Register rn)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V result = Reduce(ref e, function, format, e.Vector(rn), 0, Count((int)format, isFull));
        Scalars<E, V, W, C>.Set(ref e, rd, result);
    }

    /// <summary>Converts the lower or the upper half of a vector to lanes of twice the width.</summary>
    public static void Lengthen(ref E e, FloatFormat from, FloatFormat to, bool isUpper, Register rd, Register rn)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        W n = e.Vector(rn);
        if (isUpper) n = W.Create(n.High, 0);
        e.SetVector(rd, e.FloatLanes(
            FloatFunctions.ConvertTo(to), from, true, n, W.Zero, W.Zero, FloatRounding.Dynamic));
    }

    /// <summary>Converts lanes to half the width, into the lower half of a register, whose upper half becomes zero, or into
    /// its upper half.</summary>
    public static void Narrow(
        ref E e, FloatFunction function, FloatFormat from, bool isUpper, Register rd, Register rn,
        FloatRounding rounding)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        W narrow = e.FloatLanes(function, from, true, e.Vector(rn), W.Zero, W.Zero, rounding);
        e.SetVector(rd, isUpper ? W.Create(e.Vector(rd).Low, narrow.Low) : narrow);
    }

    /// <summary>A lane of so many bits, with zeros above.</summary>
    public static V Get(W vector, int index, int width) => vector.Get(LanesOf(width), index);

    /// <summary>Sets a lane that is zero.</summary>
    public static void Put(ref V low, ref V high, int index, int width, V lane)
    {
        int at = index * width;
        if (at == 0) low = lane;
        else if (at < HalfWidth) low |= lane.ShiftLeft(at);
        else if (at == HalfWidth) high = lane;
        else high |= lane.ShiftLeft(at - HalfWidth);
    }

    /// <summary>How many lanes there are.</summary>
    public static int Count(int width, bool isFull) => (isFull ? 2 * HalfWidth : HalfWidth) / width;

    /// <summary>The sign bits of all lanes.</summary>
    public static W Signs(FloatFormat format) =>
        W.Duplicate(LanesOf((int)format), Scalars<E, V, W, C>.Sign(format));

    private static Lanes LanesOf(int width) => width switch
    {
        64 => Lanes.Double,
        32 => Lanes.Word,
        _ => Lanes.Half,
    };

    private static V Reduce(
        ref E e, FloatFunction function, FloatFormat format, W vector, int first, int count)
    {
        if (count == 1) return Get(vector, first, (int)format);
        V low = Reduce(ref e, function, format, vector, first, count / 2);
        V high = Reduce(ref e, function, format, vector, first + count / 2, count / 2);
        return e.FloatApply(function, format, low, high, 0, FloatRounding.Dynamic);
    }
}
