using System.Numerics;

namespace Emu.FloatingPoint;

/// <content>What becomes of operands that are not ordinary numbers.</content>
public static partial class SoftwareFloat
{
    /// <summary>Takes a subnormal operand as zero if the rules say so.</summary>
    internal static void Flush<T>(ref ulong operand, FloatRules rules, ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (!rules.Flushes<T>() || !BinaryFormat<T>.IsSubnormal(operand))
            return;
        operand &= BinaryFormat<T>.SignMask;
        if (typeof(T) != typeof(Half))
            flags |= FloatExceptions.SubnormalOperand;
    }

    /// <summary>The same for two operands.</summary>
    internal static void Flush<T>(ref ulong left, ref ulong right, FloatRules rules, ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref left, rules, ref flags);
        Flush<T>(ref right, rules, ref flags);
    }

    /// <summary>
    /// The result of an operation one of whose operands is a NaN, and invalid if one of them is a signalling NaN. Operands
    /// that there are not are 0.
    /// </summary>
    private static ulong ChooseNaN<T>(
        ulong first, ulong second, ulong third, FloatRules rules, ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        ulong chosen;
        if (BinaryFormat<T>.IsSignallingNaN(first) || BinaryFormat<T>.IsSignallingNaN(second)
            || BinaryFormat<T>.IsSignallingNaN(third))
        {
            flags |= FloatExceptions.Invalid;
            chosen = BinaryFormat<T>.IsSignallingNaN(first) ? first
                : BinaryFormat<T>.IsSignallingNaN(second) ? second : third;
        }
        else
        {
            chosen = BinaryFormat<T>.IsNaN(first) ? first : BinaryFormat<T>.IsNaN(second) ? second : third;
        }

        return rules.Propagates() ? chosen | BinaryFormat<T>.QuietBit : BinaryFormat<T>.DefaultNaN;
    }

    /// <summary>The default NaN, as the result of an operation that has none.</summary>
    private static ulong InvalidNaN<T>(ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        flags |= FloatExceptions.Invalid;
        return BinaryFormat<T>.DefaultNaN;
    }

    /// <summary>The rules without those that are only for conversions between formats.</summary>
    private static FloatRules ForArithmetic(FloatRules rules) => rules & ~FloatRules.AlternativeHalf;
}
