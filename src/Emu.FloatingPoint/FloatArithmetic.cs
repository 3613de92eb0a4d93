using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.FloatingPoint;

/// <summary>
/// IEEE 754 arithmetic with exact flags, in any rounding mode, that lets the host's FPU compute wherever that gives the
/// same bits and the same flags; <see cref="SoftwareFloat"/> does the rest and defines what is right.
/// </summary>
/// <remarks>
/// <para>Managed code always runs with the host rounding to nearest even, and it cannot see the host's flags. So the
/// host's result is taken in two cases. Either the guest rounds to nearest even too, its inexact flag is already set,
/// and the result shows that no other flag can be raised; that costs a few instructions, and numeric programs are
/// nearly always in this state. Or the result is cheaply proven exact: then no flag changes at all.</para>
/// <para>Why the result alone suffices in the first case: an infinite or NaN operand never gives a finite result,
/// except that a quotient by infinity is zero; overflow and division by zero give an infinity; and underflow gives a
/// result not above the smallest normal number in magnitude. Sums that small are exact and square roots are never that
/// small, so these need only be finite.</para>
/// <para>Numbers are raw bits; those of a <c>float</c> have a zero upper half, in operands and results. The host computes
/// singles and doubles only.</para>
/// </remarks>
public static partial class FloatArithmetic
{
    private static bool HostHasMultiplyAdd => Fma.IsSupported || AdvSimd.IsSupported;

    [MethodImpl(AggressiveInlining)]
    public static ulong Add<T>(ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        ulong sum = BinaryFormat<T>.FromHost(BinaryFormat<T>.ToHost(left) + BinaryFormat<T>.ToHost(right));
        return OnlyInexactCouldBeRaised(rounding, flags, rules) && BinaryFormat<T>.IsFinite(sum)
            ? sum
            : AddCarefully<T>(left, right, rounding, ref flags, rules);
    }

    [MethodImpl(AggressiveInlining)]
    public static ulong Subtract<T>(ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        ulong difference = BinaryFormat<T>.FromHost(BinaryFormat<T>.ToHost(left) - BinaryFormat<T>.ToHost(right));
        return OnlyInexactCouldBeRaised(rounding, flags, rules) && BinaryFormat<T>.IsFinite(difference)
            ? difference
            : AddCarefully<T>(left, BinaryFormat<T>.NegateNumber(right), rounding, ref flags, rules);
    }

    [MethodImpl(AggressiveInlining)]
    public static ulong Multiply<T>(ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        ulong product = BinaryFormat<T>.FromHost(BinaryFormat<T>.ToHost(left) * BinaryFormat<T>.ToHost(right));
        return OnlyInexactCouldBeRaised(rounding, flags, rules) && BinaryFormat<T>.IsWellInRange(product)
            ? product
            : MultiplyCarefully<T>(left, right, rounding, ref flags, rules);
    }

    [MethodImpl(AggressiveInlining)]
    public static ulong Divide<T>(ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        ulong quotient = BinaryFormat<T>.FromHost(BinaryFormat<T>.ToHost(left) / BinaryFormat<T>.ToHost(right));
        return OnlyInexactCouldBeRaised(rounding, flags, rules) && BinaryFormat<T>.IsWellInRange(quotient)
            ? quotient
            : DivideCarefully<T>(left, right, rounding, ref flags, rules);
    }

    [MethodImpl(AggressiveInlining)]
    public static ulong SquareRoot<T>(ulong operand, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        ulong root = BinaryFormat<T>.FromHost(T.Sqrt(BinaryFormat<T>.ToHost(operand)));
        return OnlyInexactCouldBeRaised(rounding, flags, rules) && BinaryFormat<T>.IsFinite(root)
            ? root
            : SquareRootCarefully<T>(operand, rounding, ref flags, rules);
    }

    /// <summary>
    /// <paramref name="left"/> x <paramref name="right"/> + <paramref name="addend"/>, rounded once; infinity x 0 is
    /// invalid even with a quiet NaN addend.
    /// </summary>
    [MethodImpl(AggressiveInlining)]
    public static ulong MultiplyAdd<T>(
        ulong left, ulong right, ulong addend, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (HostHasMultiplyAdd && OnlyInexactCouldBeRaised(rounding, flags, rules))
        {
            ulong result = BinaryFormat<T>.FromHost(T.FusedMultiplyAdd(
                BinaryFormat<T>.ToHost(left), BinaryFormat<T>.ToHost(right), BinaryFormat<T>.ToHost(addend)));
            if (BinaryFormat<T>.IsWellInRange(result))
                return result;
        }

        return MultiplyAddCarefully<T>(left, right, addend, rounding, ref flags, rules);
    }

    /// <summary>The host's rounding is right, and rounding itself raises nothing new.</summary>
    [MethodImpl(AggressiveInlining)]
    private static bool OnlyInexactCouldBeRaised(FloatRounding rounding, FloatExceptions flags, FloatRules rules) =>
        rounding == FloatRounding.NearestEven && (flags & FloatExceptions.Inexact) != 0 && HostTakesOperands(rules);

    /// <summary>Subnormal operands are numbers, as they are to the host.</summary>
    [MethodImpl(AggressiveInlining)]
    private static bool HostTakesOperands(FloatRules rules) => (rules & FloatRules.FlushToZero) == 0;

    [MethodImpl(NoInlining)]
    private static ulong AddCarefully<T>(ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (rounding == FloatRounding.NearestEven && HostTakesOperands(rules))
        {
            T x = BinaryFormat<T>.ToHost(left);
            T y = BinaryFormat<T>.ToHost(right);
            T sum = x + y;

            // Knuth's two-sum: the rounding error, unless an intermediate result overflows, which leaves a NaN.
            T yRounded = sum - x;
            T error = (x - (sum - yRounded)) + (y - yRounded);
            if (T.IsZero(error) && T.IsFinite(sum))
                return BinaryFormat<T>.FromHost(sum);
        }

        return SoftwareFloat.Add<T>(left, right, rounding, ref flags, rules);
    }

    [MethodImpl(NoInlining)]
    private static ulong MultiplyCarefully<T>(
        ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        T x = BinaryFormat<T>.ToHost(left);
        T y = BinaryFormat<T>.ToHost(right);
        T product = x * y;
        ulong result = BinaryFormat<T>.FromHost(product);
        bool isExact = BinaryFormat<T>.HasRepresentableError(result)
            ? HostHasMultiplyAdd && T.IsZero(T.FusedMultiplyAdd(x, y, -product))
            : T.IsZero(product) && (T.IsZero(x) || T.IsZero(y));
        return isExact && HostTakesOperands(rules) ? result : SoftwareFloat.Multiply<T>(left, right, rounding, ref flags, rules);
    }

    [MethodImpl(NoInlining)]
    private static ulong DivideCarefully<T>(ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        T x = BinaryFormat<T>.ToHost(left);
        T y = BinaryFormat<T>.ToHost(right);
        T quotient = x / y;
        ulong result = BinaryFormat<T>.FromHost(quotient);
        bool isExact = BinaryFormat<T>.HasRepresentableError(left) && BinaryFormat<T>.IsWellInRange(result)
            ? HostHasMultiplyAdd && T.IsZero(T.FusedMultiplyAdd(quotient, y, -x))
            : T.IsZero(x) && T.IsZero(quotient);
        return isExact && HostTakesOperands(rules) ? result : SoftwareFloat.Divide<T>(left, right, rounding, ref flags, rules);
    }

    [MethodImpl(NoInlining)]
    private static ulong SquareRootCarefully<T>(ulong operand, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        T x = BinaryFormat<T>.ToHost(operand);
        T root = T.Sqrt(x);
        bool isExact = BinaryFormat<T>.HasRepresentableError(operand)
            ? HostHasMultiplyAdd && T.IsZero(T.FusedMultiplyAdd(root, root, -x))
            : T.IsZero(x);
        return isExact && HostTakesOperands(rules)
            ? BinaryFormat<T>.FromHost(root)
            : SoftwareFloat.SquareRoot<T>(operand, rounding, ref flags, rules);
    }

    [MethodImpl(NoInlining)]
    private static ulong MultiplyAddCarefully<T>(
        ulong left, ulong right, ulong addend, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        SoftwareFloat.MultiplyAdd<T>(left, right, addend, rounding, ref flags, rules);
}
