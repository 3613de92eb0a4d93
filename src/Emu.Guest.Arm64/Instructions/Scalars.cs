using System.Runtime.CompilerServices;
using Emu.FloatingPoint;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Vector registers as numbers: lane 0, and zeros above a result.</summary>
internal static class Scalars<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    /// <summary>A number, with zeros above it.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Get(ref E e, Register register, FloatFormat format) => format switch
    {
        FloatFormat.Double => e.Vector(register).Low,
        FloatFormat.Single => e.Vector(register).Get(Lanes.Word, 0),
        _ => e.Vector(register).Get(Lanes.Half, 0),
    };

    /// <summary>Sets a register to a number that has zeros above it.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Set(ref E e, Register register, V value) => e.SetVector(register, W.Create(value, 0));

    /// <summary>A function of one operand.</summary>
    public static void Unary(
        ref E e, FloatFunction function, FloatFormat format, Register rd, Register rn, FloatRounding rounding,
        int immediate = 0)
    {
        if (e.BeginFloat(FloatRounding.Dynamic))
            Set(ref e, rd, e.FloatApply(function, format, Get(ref e, rn, format), 0, 0, rounding, immediate));
    }

    /// <summary>A function of two operands.</summary>
    public static void Binary(
        ref E e, FloatFunction function, FloatFormat format, Register rd, Register rn, Register rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V result = e.FloatApply(
            function, format, Get(ref e, rn, format), Get(ref e, rm, format), 0, FloatRounding.Dynamic);
        Set(ref e, rd, result);
    }

    /// <summary>A comparison with zero, or of zero, which gives a mask.</summary>
    public static void CompareZero(
        ref E e, FloatFunction function, FloatFormat format, Register rd, Register rn, bool zeroFirst)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V n = Get(ref e, rn, format);
        Set(ref e, rd, e.FloatApply(
            function, format, zeroFirst ? 0 : n, zeroFirst ? n : 0, 0, FloatRounding.Dynamic));
    }

    /// <summary>A function of two magnitudes.</summary>
    public static void OfMagnitudes(
        ref E e, FloatFunction function, FloatFormat format, Register rd, Register rn, Register rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V magnitude = ~Sign(format);
        V n = Get(ref e, rn, format) & magnitude, m = Get(ref e, rm, format) & magnitude;
        Set(ref e, rd, e.FloatApply(function, format, n, m, 0, FloatRounding.Dynamic));
    }

    /// <summary>The magnitude of a difference.</summary>
    public static void Distance(ref E e, FloatFormat format, Register rd, Register rn, Register rm)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V n = Get(ref e, rn, format), m = Get(ref e, rm, format);
        Set(ref e, rd, e.FloatSubtract(format, n, m, FloatRounding.Dynamic) & ~Sign(format));
    }

    /// <summary>A function of a number and one lane of a register.</summary>
    public static void ByElement(
        ref E e, FloatFunction function, FloatFormat format, Register rd, Register rn, Register rm, int index)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V element = VectorFloats<E, V, W, C>.Get(e.Vector(rm), index, (int)format);
        Set(ref e, rd, e.FloatApply(function, format, Get(ref e, rn, format), element, 0, FloatRounding.Dynamic));
    }

    /// <summary>d + n x a lane, or d - n x a lane.</summary>
    public static void AddByElement(
        ref E e, FloatFormat format, Register rd, Register rn, Register rm, int index, bool negate)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V element = VectorFloats<E, V, W, C>.Get(e.Vector(rm), index, (int)format), n = Get(ref e, rn, format);
        if (negate) n ^= Sign(format);
        Set(ref e, rd, e.FloatMultiplyAdd(format, n, element, Get(ref e, rd, format), FloatRounding.Dynamic));
    }

    /// <summary>n x m + a, after negation of n and of a as asked; a NaN is negated too.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void MultiplyAdd(
        ref E e, FloatFormat format, Register rd, Register rn, Register rm, Register ra, bool negate,
        bool negateAddend)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V n = Get(ref e, rn, format), a = Get(ref e, ra, format);
        if (negate) n ^= Sign(format);
        if (negateAddend) a ^= Sign(format);
        Set(ref e, rd, e.FloatMultiplyAdd(format, n, Get(ref e, rm, format), a, FloatRounding.Dynamic));
    }

    /// <summary>The flags of a comparison: less 1000, equal 0110, greater 0010, unordered 0011.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Compare(ref E e, FloatFunction function, FloatFormat format, Register rn, V right)
    {
        if (e.BeginFloat(FloatRounding.Dynamic))
            Nzcv<E, V, W, C>.SetSubtraction(ref e, Order(ref e, function, format, Get(ref e, rn, format), right), 1);
    }

    /// <summary>The same when a condition holds, else flags that the instruction has.</summary>
    public static void CompareIf(
        ref E e, FloatFunction function, FloatFormat format, Register rn, Register rm, SmallHex flags, Cond condition)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        C holds = Nzcv<E, V, W, C>.Holds(ref e, condition);

        // Zeros raise nothing when nothing is compared.
        V left = V.Select(holds, Get(ref e, rn, format), 0), right = V.Select(holds, Get(ref e, rm, format), 0);
        V compared = FlagConditions<V, C>.Pack(
            FlagKind.Subtraction, Order(ref e, function, format, left, right), 1);
        Nzcv<E, V, W, C>.SetPacked(ref e, V.Select(holds, compared, (long)flags.Value << 28));
    }

    /// <summary>Chooses one of two registers by a condition.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Select(ref E e, FloatFormat format, Register rd, Register rn, Register rm, Cond condition) => Set(
        ref e, rd, V.Select(
            Nzcv<E, V, W, C>.Holds(ref e, condition), Get(ref e, rn, format), Get(ref e, rm, format)));

    /// <summary>To an integer in a general register, saturating; NaN gives 0.</summary>
    public static void ToInteger(
        ref E e, FloatFormat format, Register rd, bool isWide, bool isSigned, Register rn, FloatRounding rounding)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V result = e.FloatToInteger(format, Integer(isWide, isSigned), Get(ref e, rn, format), rounding);
        e[rd] = isWide ? result : result.ZeroExtend(32);
    }

    /// <summary>From an integer in a general register.</summary>
    public static void FromInteger(
        ref E e, FloatFormat format, Register rd, bool isWide, bool isSigned, Register rn)
    {
        if (e.BeginFloat(FloatRounding.Dynamic))
            Set(ref e, rd, e.IntegerToFloat(Integer(isWide, isSigned), format, e[rn], FloatRounding.Dynamic));
    }

    /// <summary>To a fixed-point number in a general register.</summary>
    public static void ToFixed(
        ref E e, FloatFormat format, Register rd, FloatFunction function, Register rn, int digits)
    {
        if (!e.BeginFloat(FloatRounding.Dynamic)) return;
        V operand = Get(ref e, rn, format);
        e[rd] = e.FloatApply(function, format, operand, 0, 0, FloatRounding.TowardsZero, digits);
    }

    /// <summary>From a fixed-point number in a general register.</summary>
    public static void FromFixed(
        ref E e, FloatFormat format, Register rd, FloatFunction function, Register rn, int digits)
    {
        if (e.BeginFloat(FloatRounding.Dynamic))
            Set(ref e, rd, e.FloatApply(function, format, e[rn], 0, 0, FloatRounding.Dynamic, digits));
    }

    /// <summary>The sign bit of a format.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Sign(FloatFormat format) => 1L << ((int)format - 1);

    private static V Order(ref E e, FloatFunction function, FloatFormat format, V left, V right) =>
        e.FloatApply(function, format, left, right, 0, FloatRounding.Dynamic);

    private static IntegerFormat Integer(bool isWide, bool isSigned) => isWide
        ? isSigned ? IntegerFormat.Signed64 : IntegerFormat.Unsigned64
        : isSigned ? IntegerFormat.Signed32 : IntegerFormat.Unsigned32;
}
