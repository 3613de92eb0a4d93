using System.Runtime.Intrinsics;
using Emu.FloatingPoint;

namespace Emu.Isa;

/// <content>Functions of vectors' lanes.</content>
public static partial class FloatOperations
{
    private const int FullBits = 128;

    /// <summary>The result of a function on each lane, as <see cref="Apply(FloatFunction, FloatFormat, ulong, ulong, ulong,
    /// FloatRounding, FloatRules, int, ref FloatExceptions)"/> computes it; zeros above the lanes.</summary>
    /// <param name="function">What to do. A conversion to another format takes as many lanes as 128 bits have of the wider
    /// one.</param>
    /// <param name="format">Of the operands; of the result, where these are integers.</param>
    /// <param name="isFull">All lanes, not only those of the lower 64 bits. Conversions to other formats do not ask.</param>
    /// <param name="a">First operand.</param>
    /// <param name="b">Second operand, where the function has one.</param>
    /// <param name="c">Third operand, where the function has one.</param>
    /// <param name="rounding">A static rounding mode.</param>
    /// <param name="rules">The guest's rules.</param>
    /// <param name="immediate">A constant, where the function has one.</param>
    /// <param name="flags">Gets what the lanes raise.</param>
    public static Vector128<byte> ApplyLanes(
        FloatFunction function, FloatFormat format, bool isFull, Vector128<byte> a, Vector128<byte> b, Vector128<byte> c,
        FloatRounding rounding, FloatRules rules, int immediate, ref FloatExceptions flags)
    {
        int from = (int)format, to = FloatFunctions.WidthOf(function, format);
        int count = from != to ? FullBits / Math.Max(from, to) : (isFull ? FullBits : FullBits / 2) / from;
        Lanes operands = LanesOf(from), results = LanesOf(to);
        Vector128<byte> result = default;
        for (int lane = 0; lane < count; lane++)
        {
            ulong number = Apply(
                function, format, VectorOperations.Unsigned(a, operands, lane), VectorOperations.Unsigned(b, operands, lane),
                VectorOperations.Unsigned(c, operands, lane), rounding, rules, immediate, ref flags);
            result = VectorOperations.With(result, results, lane, number);
        }

        return result;
    }

    private static Lanes LanesOf(int width) => width switch
    {
        64 => Lanes.Double,
        32 => Lanes.Word,
        _ => Lanes.Half,
    };
}
