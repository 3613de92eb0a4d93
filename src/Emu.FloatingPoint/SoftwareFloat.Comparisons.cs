using System.Numerics;

namespace Emu.FloatingPoint;

/// <content>Minimum, maximum and order.</content>
public static partial class SoftwareFloat
{
    /// <summary>The minimum (-0 is less than +0), or a NaN when an operand is one.</summary>
    public static ulong Minimum<T>(ulong left, ulong right, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T> => Extremum<T>(left, right, false, ref flags, rules);

    /// <summary>The maximum (+0 is more than -0), or a NaN when an operand is one.</summary>
    public static ulong Maximum<T>(ulong left, ulong right, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T> => Extremum<T>(left, right, true, ref flags, rules);

    /// <summary>The minimum; of a number and a quiet NaN the number, and of a signalling NaN what the rules say.</summary>
    public static ulong MinimumNumber<T>(ulong left, ulong right, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T> => ExtremumNumber<T>(left, right, false, ref flags, rules);

    /// <summary>The maximum, the mirror image of <see cref="MinimumNumber"/>.</summary>
    public static ulong MaximumNumber<T>(ulong left, ulong right, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T> => ExtremumNumber<T>(left, right, true, ref flags, rules);

    /// <summary>
    /// The order of two numbers as an integer: 0 when the left one is less, 1 when they are equal, 2 when it is greater, and
    /// the lowest integer when a NaN is among them, which raises invalid if it is a signalling one or
    /// <paramref name="signalling"/> is set.
    /// </summary>
    public static long Compare<T>(
        ulong left, ulong right, bool signalling, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref left, ref right, rules, ref flags);
        if (BinaryFormat<T>.IsNaN(left) || BinaryFormat<T>.IsNaN(right))
        {
            if (signalling || BinaryFormat<T>.IsSignallingNaN(left) || BinaryFormat<T>.IsSignallingNaN(right))
                flags |= FloatExceptions.Invalid;
            return long.MinValue;
        }

        if (BinaryFormat<T>.IsZero(left) && BinaryFormat<T>.IsZero(right))
            return 1;
        return 1 + FloatArithmetic.SortKey<T>(left).CompareTo(FloatArithmetic.SortKey<T>(right));
    }

    private static ulong Extremum<T>(
        ulong left, ulong right, bool maximum, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref left, ref right, rules, ref flags);
        if (BinaryFormat<T>.IsNaN(left) || BinaryFormat<T>.IsNaN(right))
            return ChooseNaN<T>(left, right, 0, rules, ref flags);
        return FloatArithmetic.SortKey<T>(left) > FloatArithmetic.SortKey<T>(right) == maximum ? left : right;
    }

    private static ulong ExtremumNumber<T>(
        ulong left, ulong right, bool maximum, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        bool leftIsNaN = BinaryFormat<T>.IsNaN(left), rightIsNaN = BinaryFormat<T>.IsNaN(right);
        bool signalling = BinaryFormat<T>.IsSignallingNaN(left) || BinaryFormat<T>.IsSignallingNaN(right);
        if (leftIsNaN == rightIsNaN || (signalling && (rules & FloatRules.SignallingNaNWins) != 0))
            return Extremum<T>(left, right, maximum, ref flags, rules);
        if (signalling)
            flags |= FloatExceptions.Invalid;
        ulong number = leftIsNaN ? right : left;
        Flush<T>(ref number, rules, ref flags);
        return number;
    }
}
