using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.FloatingPoint;

/// <content>
/// Conversions. To an integer, out of range saturates and NaN gives what the rules say, both raising only invalid. The
/// host does what C's casts compile to: truncation, and integers that the format holds exactly.
/// </content>
public static partial class FloatArithmetic
{
    [MethodImpl(AggressiveInlining)]
    public static int ToInt32<T>(ulong operand, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (TryTruncate<T>(operand, rounding, rules, out long integer, out bool isExact) && integer == (int)integer)
        {
            RaiseInexactUnless(isExact, ref flags);
            return (int)integer;
        }

        return SoftwareFloat.ToInt32<T>(operand, rounding, ref flags, rules);
    }

    [MethodImpl(AggressiveInlining)]
    public static uint ToUInt32<T>(ulong operand, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (TryTruncate<T>(operand, rounding, rules, out long integer, out bool isExact) && integer == (uint)integer)
        {
            RaiseInexactUnless(isExact, ref flags);
            return (uint)integer;
        }

        return SoftwareFloat.ToUInt32<T>(operand, rounding, ref flags, rules);
    }

    [MethodImpl(AggressiveInlining)]
    public static long ToInt64<T>(ulong operand, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (TryTruncate<T>(operand, rounding, rules, out long integer, out bool isExact))
        {
            RaiseInexactUnless(isExact, ref flags);
            return integer;
        }

        return SoftwareFloat.ToInt64<T>(operand, rounding, ref flags, rules);
    }

    [MethodImpl(AggressiveInlining)]
    public static ulong ToUInt64<T>(ulong operand, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (TryTruncate<T>(operand, rounding, rules, out long integer, out bool isExact) && integer >= 0)
        {
            RaiseInexactUnless(isExact, ref flags);
            return (ulong)integer;
        }

        return SoftwareFloat.ToUInt64<T>(operand, rounding, ref flags, rules);
    }

    [MethodImpl(AggressiveInlining)]
    public static ulong FromInt64<T>(long operand, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        long limit = 1L << (BinaryFormat<T>.FractionBits + 1);
        return (ulong)(operand + limit) <= (ulong)(2 * limit)
            ? BinaryFormat<T>.FromDouble(operand)
            : SoftwareFloat.FromInt64<T>(operand, rounding, ref flags, rules);
    }

    [MethodImpl(AggressiveInlining)]
    public static ulong FromUInt64<T>(ulong operand, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        operand <= 1UL << (BinaryFormat<T>.FractionBits + 1)
            ? BinaryFormat<T>.FromDouble((long)operand)
            : SoftwareFloat.FromUInt64<T>(operand, rounding, ref flags, rules);

    /// <summary>Converts to the wider format, always exactly; a signalling NaN raises invalid.</summary>
    [MethodImpl(AggressiveInlining)]
    public static ulong SingleToDouble(
        ulong operand, ref FloatExceptions flags, FloatRules rules = FloatRules.None) =>
        !BinaryFormat<float>.IsNaN(operand) && HostTakesOperands(rules)
            ? BinaryFormat<double>.FromHost(BinaryFormat<float>.ToHost(operand))
            : SoftwareFloat.Convert<float, double>(operand, FloatRounding.NearestEven, ref flags, rules);

    /// <summary>Converts to the narrower format; a signalling NaN raises invalid.</summary>
    [MethodImpl(AggressiveInlining)]
    public static ulong DoubleToSingle(
        ulong operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules = FloatRules.None)
    {
        double value = BinaryFormat<double>.ToHost(operand);
        float narrow = (float)value;
        ulong result = BinaryFormat<float>.FromHost(narrow);
        return (narrow == value && HostTakesOperands(rules))
            || (OnlyInexactCouldBeRaised(rounding, flags, rules) && BinaryFormat<float>.IsWellInRange(result))
            ? result
            : SoftwareFloat.Convert<double, float>(operand, rounding, ref flags, rules);
    }

    /// <summary>
    /// Lets the host truncate if the guest wants that and the result fits. The host's own result for anything else
    /// differs from CPU to CPU.
    /// </summary>
    [MethodImpl(AggressiveInlining)]
    private static bool TryTruncate<T>(
        ulong operand, FloatRounding rounding, FloatRules rules, out long integer, out bool isExact)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double value = BinaryFormat<T>.ToDouble(operand);
        if (rounding == FloatRounding.TowardsZero && HostTakesOperands(rules) && Math.Abs(value) < 9223372036854775808.0)
        {
            integer = double.ConvertToIntegerNative<long>(value);
            isExact = integer == value;
            return true;
        }

        integer = 0;
        isExact = false;
        return false;
    }

    [MethodImpl(AggressiveInlining)]
    private static void RaiseInexactUnless(bool isExact, ref FloatExceptions flags)
    {
        if (!isExact)
            flags |= FloatExceptions.Inexact;
    }
}
