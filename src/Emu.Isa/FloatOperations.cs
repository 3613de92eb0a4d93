using System.Numerics;
using System.Runtime.CompilerServices;
using Emu.FloatingPoint;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Isa;

/// <summary>
/// The operations of <see cref="IFloatEmitter{TValue, TCondition}"/> on numbers: what an engine that
/// computes, rather than translates, calls for each of them. The rounding mode must be a static one; resolving <see
/// cref="FloatRounding.Dynamic"/> and refusing reserved values is the caller's.
/// </summary>
public static partial class FloatOperations
{
    [MethodImpl(AggressiveInlining)]
    public static ulong Add(FloatFormat format, ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None) =>
        format == FloatFormat.Double
            ? FloatArithmetic.Add<double>(left, right, rounding, ref flags, rules)
            : format == FloatFormat.Single
                ? FloatArithmetic.Add<float>(left, right, rounding, ref flags, rules)
                : SoftwareFloat.Add<Half>(left, right, rounding, ref flags, ForHalf(rules));

    [MethodImpl(AggressiveInlining)]
    public static ulong Subtract(
        FloatFormat format, ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None) =>
        format == FloatFormat.Double
            ? FloatArithmetic.Subtract<double>(left, right, rounding, ref flags, rules)
            : format == FloatFormat.Single
                ? FloatArithmetic.Subtract<float>(left, right, rounding, ref flags, rules)
                : SoftwareFloat.Subtract<Half>(left, right, rounding, ref flags, ForHalf(rules));

    [MethodImpl(AggressiveInlining)]
    public static ulong Multiply(
        FloatFormat format, ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None) =>
        format == FloatFormat.Double
            ? FloatArithmetic.Multiply<double>(left, right, rounding, ref flags, rules)
            : format == FloatFormat.Single
                ? FloatArithmetic.Multiply<float>(left, right, rounding, ref flags, rules)
                : SoftwareFloat.Multiply<Half>(left, right, rounding, ref flags, ForHalf(rules));

    [MethodImpl(AggressiveInlining)]
    public static ulong Divide(
        FloatFormat format, ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None) =>
        format == FloatFormat.Double
            ? FloatArithmetic.Divide<double>(left, right, rounding, ref flags, rules)
            : format == FloatFormat.Single
                ? FloatArithmetic.Divide<float>(left, right, rounding, ref flags, rules)
                : SoftwareFloat.Divide<Half>(left, right, rounding, ref flags, ForHalf(rules));

    [MethodImpl(AggressiveInlining)]
    public static ulong SquareRoot(FloatFormat format, ulong operand, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None) =>
        format == FloatFormat.Double
            ? FloatArithmetic.SquareRoot<double>(operand, rounding, ref flags, rules)
            : format == FloatFormat.Single
                ? FloatArithmetic.SquareRoot<float>(operand, rounding, ref flags, rules)
                : SoftwareFloat.SquareRoot<Half>(operand, rounding, ref flags, ForHalf(rules));

    [MethodImpl(AggressiveInlining)]
    public static ulong MultiplyAdd(
        FloatFormat format, ulong left, ulong right, ulong addend, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None) =>
        format == FloatFormat.Double
            ? FloatArithmetic.MultiplyAdd<double>(left, right, addend, rounding, ref flags, rules)
            : format == FloatFormat.Single
                ? FloatArithmetic.MultiplyAdd<float>(left, right, addend, rounding, ref flags, rules)
                : SoftwareFloat.MultiplyAdd<Half>(left, right, addend, rounding, ref flags, ForHalf(rules));

    public static ulong Minimum(FloatFormat format, ulong left, ulong right, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None) =>
        format == FloatFormat.Double
            ? FloatArithmetic.Minimum<double>(left, right, ref flags, rules)
            : format == FloatFormat.Single
                ? FloatArithmetic.Minimum<float>(left, right, ref flags, rules)
                : SoftwareFloat.MinimumNumber<Half>(left, right, ref flags, ForHalf(rules));

    public static ulong Maximum(FloatFormat format, ulong left, ulong right, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None) =>
        format == FloatFormat.Double
            ? FloatArithmetic.Maximum<double>(left, right, ref flags, rules)
            : format == FloatFormat.Single
                ? FloatArithmetic.Maximum<float>(left, right, ref flags, rules)
                : SoftwareFloat.MaximumNumber<Half>(left, right, ref flags, ForHalf(rules));

    [MethodImpl(AggressiveInlining)]
    public static bool IsEqual(FloatFormat format, ulong left, ulong right, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None) =>
        format == FloatFormat.Double
            ? FloatArithmetic.IsEqual<double>(left, right, ref flags, rules)
            : format == FloatFormat.Single
                ? FloatArithmetic.IsEqual<float>(left, right, ref flags, rules)
                : SoftwareFloat.Compare<Half>(left, right, false, ref flags, ForHalf(rules)) == 1;

    [MethodImpl(AggressiveInlining)]
    public static bool IsLess(FloatFormat format, ulong left, ulong right, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None) =>
        format == FloatFormat.Double
            ? FloatArithmetic.IsLess<double>(left, right, ref flags, rules)
            : format == FloatFormat.Single
                ? FloatArithmetic.IsLess<float>(left, right, ref flags, rules)
                : SoftwareFloat.Compare<Half>(left, right, true, ref flags, ForHalf(rules)) == 0;

    [MethodImpl(AggressiveInlining)]
    public static bool IsLessOrEqual(FloatFormat format, ulong left, ulong right, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None) =>
        format == FloatFormat.Double
            ? FloatArithmetic.IsLessOrEqual<double>(left, right, ref flags, rules)
            : format == FloatFormat.Single
                ? FloatArithmetic.IsLessOrEqual<float>(left, right, ref flags, rules)
                : SoftwareFloat.Compare<Half>(left, right, true, ref flags, ForHalf(rules)) is 0 or 1;

    /// <summary>32-bit results, unsigned ones too, are sign-extended to 64 bits.</summary>
    [MethodImpl(AggressiveInlining)]
    public static ulong ToInteger(
        FloatFormat from, IntegerFormat to, ulong operand, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None) =>
        from == FloatFormat.Double
            ? ToInteger<double>(to, operand, rounding, ref flags, rules)
            : from == FloatFormat.Single
                ? ToInteger<float>(to, operand, rounding, ref flags, rules)
                : HalfToInteger(to, operand, rounding, ref flags, ForHalf(rules));

    /// <summary>The 32-bit formats take the low half of the operand.</summary>
    [MethodImpl(AggressiveInlining)]
    public static ulong FromInteger(
        IntegerFormat from, FloatFormat to, ulong operand, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None) =>
        to == FloatFormat.Double
            ? FromInteger<double>(from, operand, rounding, ref flags, rules)
            : to == FloatFormat.Single
                ? FromInteger<float>(from, operand, rounding, ref flags, rules)
                : HalfFromInteger(from, operand, rounding, ref flags, ForHalf(rules));

    /// <summary>Converts between two different formats.</summary>
    [MethodImpl(AggressiveInlining)]
    public static ulong Convert(
        FloatFormat from, FloatFormat to, ulong operand, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None) =>
        (from, to) switch
        {
            (FloatFormat.Single, FloatFormat.Double) =>
                FloatArithmetic.SingleToDouble(operand, ref flags, rules),
            (FloatFormat.Double, FloatFormat.Single) =>
                FloatArithmetic.DoubleToSingle(operand, rounding, ref flags, rules),
            (FloatFormat.Half, FloatFormat.Single) => SoftwareFloat.Convert<Half, float>(operand, rounding, ref flags, rules),
            (FloatFormat.Half, FloatFormat.Double) => SoftwareFloat.Convert<Half, double>(operand, rounding, ref flags, rules),
            (FloatFormat.Single, FloatFormat.Half) => SoftwareFloat.Convert<float, Half>(operand, rounding, ref flags, rules),
            (FloatFormat.Double, FloatFormat.Half) => SoftwareFloat.Convert<double, Half>(operand, rounding, ref flags, rules),
            _ => throw new ArgumentException($"No conversion from {from} to {to}.", nameof(to)),
        };

    [MethodImpl(AggressiveInlining)]
    private static ulong ToInteger<T>(
        IntegerFormat to, ulong operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        to switch
        {
            IntegerFormat.Signed32 => (ulong)FloatArithmetic.ToInt32<T>(operand, rounding, ref flags, rules),
            IntegerFormat.Unsigned32 => (ulong)(int)FloatArithmetic.ToUInt32<T>(operand, rounding, ref flags, rules),
            IntegerFormat.Signed64 => (ulong)FloatArithmetic.ToInt64<T>(operand, rounding, ref flags, rules),
            _ => FloatArithmetic.ToUInt64<T>(operand, rounding, ref flags, rules),
        };

    [MethodImpl(AggressiveInlining)]
    private static ulong FromInteger<T>(
        IntegerFormat from, ulong operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        from switch
        {
            IntegerFormat.Signed32 => FloatArithmetic.FromInt64<T>((int)operand, rounding, ref flags, rules),
            IntegerFormat.Unsigned32 => FloatArithmetic.FromInt64<T>((uint)operand, rounding, ref flags, rules),
            IntegerFormat.Signed64 => FloatArithmetic.FromInt64<T>((long)operand, rounding, ref flags, rules),
            _ => FloatArithmetic.FromUInt64<T>(operand, rounding, ref flags, rules),
        };

    private static ulong HalfToInteger(
        IntegerFormat to, ulong operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules) =>
        to switch
        {
            IntegerFormat.Signed32 => (ulong)SoftwareFloat.ToInt32<Half>(operand, rounding, ref flags, rules),
            IntegerFormat.Unsigned32 => (ulong)(int)SoftwareFloat.ToUInt32<Half>(operand, rounding, ref flags, rules),
            IntegerFormat.Signed64 => (ulong)SoftwareFloat.ToInt64<Half>(operand, rounding, ref flags, rules),
            _ => SoftwareFloat.ToUInt64<Half>(operand, rounding, ref flags, rules),
        };

    private static ulong HalfFromInteger(
        IntegerFormat from, ulong operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules) =>
        from switch
        {
            IntegerFormat.Signed32 => SoftwareFloat.FromInt64<Half>((int)operand, rounding, ref flags, rules),
            IntegerFormat.Unsigned32 => SoftwareFloat.FromInt64<Half>((uint)operand, rounding, ref flags, rules),
            IntegerFormat.Signed64 => SoftwareFloat.FromInt64<Half>((long)operand, rounding, ref flags, rules),
            _ => SoftwareFloat.FromUInt64<Half>(operand, rounding, ref flags, rules),
        };

    private static FloatRules ForHalf(FloatRules rules) => rules & ~FloatRules.AlternativeHalf;
}
