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
            e.SetVector(rd, Each(
                ref e, function, format, isFull, e.Vector(rn), W.Zero, W.Zero, 1, rounding, immediate));
    }

    /// <summary>A function of two vectors' lanes.</summary>
    public static void Binary(
        ref E e, FloatFunction function, FloatFormat format, bool isFull, Register rd, Register rn, Register rm)
    {
        if (e.BeginFloat(FloatRounding.Dynamic))
            e.SetVector(rd, Each(
                ref e, function, format, isFull, e.Vector(rn), e.Vector(rm), W.Zero, 2, FloatRounding.Dynamic));
    }

    /// <summary>d + n x m, or d - n x m.</summary>
    public static void MultiplyAdd(
        ref E e, FloatFormat format, bool isFull, Register rd, Register rn, W m, bool negate)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        W n = e.Vector(rn);
        if (negate) n ^= Signs(format);
        e.SetVector(rd, Each(
            ref e, FloatFunction.MultiplyAdd, format, isFull, n, m, e.Vector(rd), 3, FloatRounding.Dynamic));
    }

    /// <summary>A function of a vector's lanes and one lane of another.</summary>
    public static void ByElement(
        ref E e, FloatFunction function, FloatFormat format, bool isFull, Register rd, Register rn, Register rm,
        int index)
    {
        if (e.BeginFloat(FloatRounding.Dynamic))
            e.SetVector(rd, Each(
                ref e, function, format, isFull, e.Vector(rn), Element(ref e, format, rm, index), W.Zero, 2,
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
        e.SetVector(rd, Each(
            ref e, function, format, isFull, zeroFirst ? W.Zero : n, zeroFirst ? n : W.Zero, W.Zero, 2,
            FloatRounding.Dynamic));
    }

    /// <summary>A function of the magnitudes of two vectors' lanes.</summary>
    public static void OfMagnitudes(
        ref E e, FloatFunction function, FloatFormat format, bool isFull, Register rd, Register rn, Register rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        W magnitude = ~Signs(format);
        e.SetVector(rd, Each(
            ref e, function, format, isFull, e.Vector(rn) & magnitude, e.Vector(rm) & magnitude, W.Zero, 2,
            FloatRounding.Dynamic));
    }

    /// <summary>The magnitudes of differences.</summary>
    public static void Distance(ref E e, FloatFormat format, bool isFull, Register rd, Register rn, Register rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        W difference = Each(
            ref e, FloatFunction.Subtract, format, isFull, e.Vector(rn), e.Vector(rm), W.Zero, 2,
            FloatRounding.Dynamic);
        e.SetVector(rd, difference & ~Signs(format));
    }

    /// <summary>A function of neighbouring lanes: of the first register's and then of the second's.</summary>
    public static void Pairwise(
        ref E e, FloatFunction function, FloatFormat format, bool isFull, Register rd, Register rn, Register rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        int width = (int)format, lanes = Count(width, isFull);
        W n = e.Vector(rn), m = e.Vector(rm);
        V low = 0, high = 0;
        for (int i = 0; i < lanes; i++)
        {
            W source = 2 * i < lanes ? n : m;
            int from = 2 * i % lanes;
            Put(ref low, ref high, i, width, e.FloatApply(
                function, format, Get(source, from, width), Get(source, from + 1, width), 0, FloatRounding.Dynamic));
        }

        e.SetVector(rd, W.Create(low, high));
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
        int width = (int)from, lanes = Count(width, false), first = isUpper ? lanes : 0;
        W n = e.Vector(rn);
        V low = 0, high = 0;
        for (int i = 0; i < lanes; i++)
        {
            V lane = e.FloatToFloat(from, to, Get(n, first + i, width), FloatRounding.Dynamic);
            Put(ref low, ref high, i, (int)to, lane);
        }

        e.SetVector(rd, W.Create(low, high));
    }

    /// <summary>Converts lanes to half the width, into the lower half of a register, whose upper half becomes zero, or into
    /// its upper half.</summary>
    public static void Narrow(
        ref E e, FloatFunction function, FloatFormat from, bool isUpper, Register rd, Register rn,
        FloatRounding rounding)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        W n = e.Vector(rn);
        V result = 0, none = 0;
        for (int i = 0; i < Count((int)from, true); i++)
        {
            V lane = e.FloatApply(function, from, Get(n, i, (int)from), 0, 0, rounding);
            Put(ref result, ref none, i, (int)from / 2, lane);
        }

        e.SetVector(rd, isUpper ? W.Create(e.Vector(rd).Low, result) : W.Create(result, 0));
    }

    /// <summary>The result of a function on each lane, zeros above them.</summary>
    public static W Each(
        ref E e, FloatFunction function, FloatFormat format, bool isFull, W a, W b, W c, int operands,
        FloatRounding rounding, int immediate = 0)
    {
        int width = (int)format;
        V low = 0, high = 0;
        for (int i = 0; i < Count(width, isFull); i++)
        {
            V first = Get(a, i, width);
            V second = operands > 1 ? Get(b, i, width) : 0, third = operands > 2 ? Get(c, i, width) : 0;
            Put(ref low, ref high, i, width, e.FloatApply(function, format, first, second, third, rounding, immediate));
        }

        return W.Create(low, high);
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
