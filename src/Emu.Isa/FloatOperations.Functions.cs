using System.Numerics;
using Emu.FloatingPoint;

namespace Emu.Isa;

/// <content>Every <see cref="FloatFunction"/>, by the guest's rules.</content>
public static partial class FloatOperations
{
    /// <summary>The result of a function; operands and results of fewer than 64 bits stand in the low
    /// bits, with zeros above.</summary>
    /// <param name="function">What to do.</param>
    /// <param name="format">Of the operands; of the result, where these are integers.</param>
    /// <param name="first">First operand.</param>
    /// <param name="second">Second operand, where the function has one.</param>
    /// <param name="third">Third operand, where the function has one.</param>
    /// <param name="rounding">A static rounding mode.</param>
    /// <param name="rules">The guest's rules.</param>
    /// <param name="immediate">A constant, where the function has one.</param>
    /// <param name="flags">Gets what the function raises.</param>
    public static ulong Apply(
        FloatFunction function, FloatFormat format, ulong first, ulong second, ulong third, FloatRounding rounding,
        FloatRules rules, int immediate, ref FloatExceptions flags) => format switch
        {
            FloatFormat.Double => Apply<double>(
                function, first, second, third, rounding, rules, immediate, ref flags),
            FloatFormat.Single => Apply<float>(
                function, first, second, third, rounding, rules, immediate, ref flags),
            _ => Apply<Half>(
                function, first, second, third, rounding, rules, immediate, ref flags),
        };

    private static ulong Apply<T>(
        FloatFunction function, ulong a, ulong b, ulong c, FloatRounding rounding, FloatRules rules, int immediate,
        ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        FloatRules plain = ForHalf(rules);
        return function switch
        {
            FloatFunction.Add => Add(Format<T>(), a, b, rounding, ref flags, rules),
            FloatFunction.Subtract => Subtract(Format<T>(), a, b, rounding, ref flags, rules),
            FloatFunction.Multiply => Multiply(Format<T>(), a, b, rounding, ref flags, rules),
            FloatFunction.Divide => Divide(Format<T>(), a, b, rounding, ref flags, rules),
            FloatFunction.SquareRoot => SquareRoot(Format<T>(), a, rounding, ref flags, rules),
            FloatFunction.MultiplyAdd => MultiplyAdd(Format<T>(), a, b, c, rounding, ref flags, rules),
            FloatFunction.Minimum => SoftwareFloat.Minimum<T>(a, b, ref flags, plain),
            FloatFunction.Maximum => SoftwareFloat.Maximum<T>(a, b, ref flags, plain),
            FloatFunction.MinimumNumber => SoftwareFloat.MinimumNumber<T>(a, b, ref flags, plain),
            FloatFunction.MaximumNumber => SoftwareFloat.MaximumNumber<T>(a, b, ref flags, plain),
            FloatFunction.IsEqual => Mask<T>(SoftwareFloat.Compare<T>(a, b, false, ref flags, plain) == 1),
            FloatFunction.IsGreater => Mask<T>(SoftwareFloat.Compare<T>(a, b, true, ref flags, plain) > 1),
            FloatFunction.IsGreaterOrEqual => Mask<T>(SoftwareFloat.Compare<T>(a, b, true, ref flags, plain) > 0),
            FloatFunction.Compare => (ulong)SoftwareFloat.Compare<T>(a, b, false, ref flags, plain),
            FloatFunction.CompareSignalling => (ulong)SoftwareFloat.Compare<T>(a, b, true, ref flags, plain),
            FloatFunction.MultiplyExtended => SoftwareFloat.MultiplyExtended<T>(a, b, rounding, ref flags, plain),
            FloatFunction.ReciprocalStep => SoftwareFloat.ReciprocalStep<T>(a, b, rounding, ref flags, plain),
            FloatFunction.ReciprocalRootStep => SoftwareFloat.ReciprocalRootStep<T>(a, b, rounding, ref flags, plain),
            FloatFunction.ReciprocalEstimate => SoftwareFloat.ReciprocalEstimate<T>(a, rounding, ref flags, plain),
            FloatFunction.ReciprocalRootEstimate => SoftwareFloat.ReciprocalRootEstimate<T>(a, ref flags, plain),
            FloatFunction.ReciprocalExponent => SoftwareFloat.ReciprocalExponent<T>(a, ref flags, plain),
            FloatFunction.BrainDotProduct => SoftwareFloat.BrainDotProduct((uint)a, (uint)b, (uint)c),
            FloatFunction.MultiplyAddHalves => SoftwareFloat.MultiplyAddHalves(a, b, c, rounding, ref flags, plain),
            _ => Convert<T>(function, a, rounding, rules, immediate, ref flags),
        };
    }

    private static ulong Convert<T>(
        FloatFunction function, ulong a, FloatRounding rounding, FloatRules rules, int immediate,
        ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        FloatRules plain = ForHalf(rules);
        return function switch
        {
            FloatFunction.RoundToIntegral => SoftwareFloat.RoundToIntegral<T>(a, rounding, false, ref flags, plain),
            FloatFunction.RoundToIntegralExact => SoftwareFloat.RoundToIntegral<T>(a, rounding, true, ref flags, plain),
            FloatFunction.RoundToIntegralWithin =>
                SoftwareFloat.RoundToIntegralWithin<T>(a, immediate, rounding, ref flags, plain),
            FloatFunction.ToInteger32Modular =>
                SoftwareFloat.ToInteger32Modular<T>(a, ref flags, plain, out bool isSame) | (isSame ? 1UL << 32 : 0),
            FloatFunction.ConvertToHalf => SoftwareFloat.Convert<T, Half>(a, rounding, ref flags, rules),
            FloatFunction.ConvertToSingle => SoftwareFloat.Convert<T, float>(a, rounding, ref flags, rules),
            FloatFunction.ConvertToDouble => SoftwareFloat.Convert<T, double>(a, rounding, ref flags, rules),
            FloatFunction.ConvertToBrain => SoftwareFloat.ConvertToBrain((uint)a, rounding, ref flags, plain),
            FloatFunction.ToSigned16 => (ushort)SoftwareFloat.ToInt16<T>(a, rounding, ref flags, plain, immediate),
            FloatFunction.ToUnsigned16 => SoftwareFloat.ToUInt16<T>(a, rounding, ref flags, plain, immediate),
            FloatFunction.ToSigned32 => (uint)SoftwareFloat.ToInt32<T>(a, rounding, ref flags, plain, immediate),
            FloatFunction.ToUnsigned32 => SoftwareFloat.ToUInt32<T>(a, rounding, ref flags, plain, immediate),
            FloatFunction.ToSigned64 => (ulong)SoftwareFloat.ToInt64<T>(a, rounding, ref flags, plain, immediate),
            FloatFunction.ToUnsigned64 => SoftwareFloat.ToUInt64<T>(a, rounding, ref flags, plain, immediate),
            FloatFunction.FromSigned16 => SoftwareFloat.FromInt64<T>((short)a, rounding, ref flags, plain, immediate),
            FloatFunction.FromUnsigned16 => SoftwareFloat.FromInt64<T>((ushort)a, rounding, ref flags, plain, immediate),
            FloatFunction.FromSigned32 => SoftwareFloat.FromInt64<T>((int)a, rounding, ref flags, plain, immediate),
            FloatFunction.FromUnsigned32 => SoftwareFloat.FromInt64<T>((uint)a, rounding, ref flags, plain, immediate),
            FloatFunction.FromSigned64 => SoftwareFloat.FromInt64<T>((long)a, rounding, ref flags, plain, immediate),
            FloatFunction.FromUnsigned64 => SoftwareFloat.FromUInt64<T>(a, rounding, ref flags, plain, immediate),
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "no such function"),
        };
    }

    private static ulong Mask<T>(bool holds) => !holds
        ? 0
        : typeof(T) == typeof(double) ? ulong.MaxValue : typeof(T) == typeof(float) ? uint.MaxValue : ushort.MaxValue;

    private static FloatFormat Format<T>() => typeof(T) == typeof(double)
        ? FloatFormat.Double
        : typeof(T) == typeof(float) ? FloatFormat.Single : FloatFormat.Half;
}
