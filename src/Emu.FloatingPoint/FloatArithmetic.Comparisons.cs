using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.FloatingPoint;

/// <content>Comparisons, minimum and maximum: they never round.</content>
public static partial class FloatArithmetic
{
    /// <summary>Quiet: only signalling NaNs raise invalid.</summary>
    [MethodImpl(AggressiveInlining)]
    public static bool IsEqual<T>(
        ulong left, ulong right, ref FloatExceptions flags, FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (!HostTakesOperands(rules))
            SoftwareFloat.Flush<T>(ref left, ref right, rules, ref flags);
        T x = BinaryFormat<T>.ToHost(left);
        T y = BinaryFormat<T>.ToHost(right);
        if (x == y)
            return true;
        if (!(x < y) && !(x > y))
            RaiseIfSignalling<T>(left, right, ref flags);
        return false;
    }

    /// <summary>Signalling: any NaN raises invalid and is not less.</summary>
    [MethodImpl(AggressiveInlining)]
    public static bool IsLess<T>(
        ulong left, ulong right, ref FloatExceptions flags, FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (!HostTakesOperands(rules))
            SoftwareFloat.Flush<T>(ref left, ref right, rules, ref flags);
        T x = BinaryFormat<T>.ToHost(left);
        T y = BinaryFormat<T>.ToHost(right);
        if (x < y)
            return true;
        if (!(x >= y))
            flags |= FloatExceptions.Invalid;
        return false;
    }

    /// <summary>Signalling: any NaN raises invalid and is not less or equal.</summary>
    [MethodImpl(AggressiveInlining)]
    public static bool IsLessOrEqual<T>(
        ulong left, ulong right, ref FloatExceptions flags, FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (!HostTakesOperands(rules))
            SoftwareFloat.Flush<T>(ref left, ref right, rules, ref flags);
        T x = BinaryFormat<T>.ToHost(left);
        T y = BinaryFormat<T>.ToHost(right);
        if (x <= y)
            return true;
        if (!(x > y))
            flags |= FloatExceptions.Invalid;
        return false;
    }

    /// <summary>
    /// IEEE 754-2019 minimumNumber: -0 is less than +0; one NaN yields the other operand; signalling NaNs raise
    /// invalid. The rules may say otherwise.
    /// </summary>
    public static ulong Minimum<T>(
        ulong left, ulong right, ref FloatExceptions flags, FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        rules != FloatRules.None
            ? SoftwareFloat.MinimumNumber<T>(left, right, ref flags, rules)
            : TryChooseNumber<T>(left, right, ref flags, out ulong chosen)
            ? chosen
            : SortKey<T>(left) < SortKey<T>(right) ? left : right;

    /// <summary>IEEE 754-2019 maximumNumber, the mirror image of <see cref="Minimum"/>.</summary>
    public static ulong Maximum<T>(
        ulong left, ulong right, ref FloatExceptions flags, FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        rules != FloatRules.None
            ? SoftwareFloat.MaximumNumber<T>(left, right, ref flags, rules)
            : TryChooseNumber<T>(left, right, ref flags, out ulong chosen)
            ? chosen
            : SortKey<T>(left) > SortKey<T>(right) ? left : right;

    /// <summary>True when an operand is a NaN, which leaves the other one, or the default NaN when both are.</summary>
    private static bool TryChooseNumber<T>(ulong left, ulong right, ref FloatExceptions flags, out ulong chosen)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        bool leftIsNaN = BinaryFormat<T>.IsNaN(left);
        bool rightIsNaN = BinaryFormat<T>.IsNaN(right);
        chosen = !leftIsNaN ? left : !rightIsNaN ? right : BinaryFormat<T>.DefaultNaN;
        if (!leftIsNaN && !rightIsNaN)
            return false;
        RaiseIfSignalling<T>(left, right, ref flags);
        return true;
    }

    /// <summary>An integer in the same order as the numbers, -0 below +0.</summary>
    internal static long SortKey<T>(ulong bits)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        long magnitude = (long)(bits & ~BinaryFormat<T>.SignMask);
        return BinaryFormat<T>.IsNegative(bits) ? ~magnitude : magnitude;
    }

    [MethodImpl(NoInlining)]
    private static void RaiseIfSignalling<T>(ulong left, ulong right, ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (BinaryFormat<T>.IsSignallingNaN(left) || BinaryFormat<T>.IsSignallingNaN(right))
            flags |= FloatExceptions.Invalid;
    }
}
