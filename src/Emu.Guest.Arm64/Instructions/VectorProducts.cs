using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Complex numbers, and sums of products of narrower numbers.</summary>
internal static class VectorProducts<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    private const int HalfBits = 16, WordBits = 32;

    /// <summary>The sum of complex numbers, the second of them turned by a quarter or by three.</summary>
    public static void ComplexAdd(
        ref E e, FloatFormat format, bool isFull, Register rd, Register rn, Register rm, bool isThreeQuarters)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        int width = (int)format;
        W n = e.Vector(rn), m = e.Vector(rm);
        V low = 0, high = 0, sign = Scalars<E, V, W, C>.Sign(format);
        for (int i = 0; i < VectorFloats<E, V, W, C>.Count(width, isFull); i += 2)
        {
            V real = Get(m, i + 1, width), imaginary = Get(m, i, width);
            if (isThreeQuarters) imaginary ^= sign;
            else real ^= sign;
            Put(ref low, ref high, i, width, e.FloatAdd(format, Get(n, i, width), real, FloatRounding.Dynamic));
            Put(ref low, ref high, i + 1, width, e.FloatAdd(
                format, Get(n, i + 1, width), imaginary, FloatRounding.Dynamic));
        }

        e.SetVector(rd, W.Create(low, high));
    }

    /// <summary>Half of a complex multiplication and addition: which half, the rotation says.</summary>
    public static void ComplexMultiplyAdd(
        ref E e, FloatFormat format, bool isFull, Register rd, Register rn, W m, int quarters)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        int width = (int)format;
        W d = e.Vector(rd), n = e.Vector(rn);
        V low = 0, high = 0, sign = Scalars<E, V, W, C>.Sign(format);
        bool isOdd = (quarters & 1) != 0;
        for (int i = 0; i < VectorFloats<E, V, W, C>.Count(width, isFull); i += 2)
        {
            V factor = Get(n, isOdd ? i + 1 : i, width);
            V real = Get(m, isOdd ? i + 1 : i, width), imaginary = Get(m, isOdd ? i : i + 1, width);
            if (quarters is 1 or 2) real ^= sign;
            if (quarters is 2 or 3) imaginary ^= sign;
            Put(ref low, ref high, i, width, e.FloatMultiplyAdd(
                format, factor, real, Get(d, i, width), FloatRounding.Dynamic));
            Put(ref low, ref high, i + 1, width, e.FloatMultiplyAdd(
                format, factor, imaginary, Get(d, i + 1, width), FloatRounding.Dynamic));
        }

        e.SetVector(rd, W.Create(low, high));
    }

    /// <summary>One complex number of a register in all places.</summary>
    public static W ComplexElement(ref E e, FloatFormat format, Register rm, int index)
    {
        W m = e.Vector(rm);
        if (format == FloatFormat.Half) return W.Duplicate(Lanes.Word, m.Get(Lanes.Word, index));
        return W.Duplicate(Lanes.Double, m.Get(Lanes.Double, index));
    }

    /// <summary>Singles plus or minus products of halves of one half of two registers.</summary>
    public static void MultiplyAddHalves(
        ref E e, bool isFull, Register rd, Register rn, W m, bool isUpper, bool negate)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        int count = isFull ? 4 : 2, first = isUpper ? count : 0;
        W d = e.Vector(rd), n = e.Vector(rn);
        if (negate) n ^= VectorFloats<E, V, W, C>.Signs(FloatFormat.Half);
        V low = 0, high = 0;
        for (int i = 0; i < count; i++)
        {
            Put(ref low, ref high, i, WordBits, e.FloatApply(
                FloatFunction.MultiplyAddHalves, FloatFormat.Single, Get(n, first + i, HalfBits),
                Get(m, first + i, HalfBits), Get(d, i, WordBits), FloatRounding.Dynamic));
        }

        e.SetVector(rd, W.Create(low, high));
    }

    /// <summary>Singles plus the products of two pairs of brain floats each.</summary>
    public static void BrainDotProduct(ref E e, bool isFull, Register rd, Register rn, W m)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        e.SetVector(rd, e.FloatLanes(
            FloatFunction.BrainDotProduct, FloatFormat.Single, isFull, e.Vector(rn), m, e.Vector(rd),
            FloatRounding.Dynamic));
    }

    /// <summary>Singles plus products of the even or the odd brain floats.</summary>
    public static void BrainMultiplyAdd(ref E e, Register rd, Register rn, W m, bool isOdd)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        W d = e.Vector(rd), n = e.Vector(rn);
        V low = 0, high = 0;
        for (int i = 0; i < 4; i++)
        {
            int lane = 2 * i + (isOdd ? 1 : 0);
            Put(ref low, ref high, i, WordBits, e.FloatMultiplyAdd(
                FloatFormat.Single, Get(n, lane, HalfBits).ShiftLeft(HalfBits),
                Get(m, lane, HalfBits).ShiftLeft(HalfBits), Get(d, i, WordBits), FloatRounding.Dynamic));
        }

        e.SetVector(rd, W.Create(low, high));
    }

    /// <summary>A matrix of two by two singles plus the product of two by four and four by two brain floats.</summary>
    public static void BrainMatrix(ref E e, Register rd, Register rn, Register rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        W d = e.Vector(rd), n = e.Vector(rn), m = e.Vector(rm);
        V low = 0, high = 0;
        for (int i = 0; i < 4; i++)
        {
            V sum = Get(d, i, WordBits);
            for (int k = 0; k < 2; k++)
            {
                sum = e.FloatApply(
                    FloatFunction.BrainDotProduct, FloatFormat.Single, Get(n, (i & 2) + k, WordBits),
                    Get(m, (2 * (i & 1)) + k, WordBits), sum, FloatRounding.Dynamic);
            }

            Put(ref low, ref high, i, WordBits, sum);
        }

        e.SetVector(rd, W.Create(low, high));
    }

    private static V Get(W vector, int index, int width) => VectorFloats<E, V, W, C>.Get(vector, index, width);

    private static void Put(ref V low, ref V high, int index, int width, V lane) =>
        VectorFloats<E, V, W, C>.Put(ref low, ref high, index, width, lane);
}
