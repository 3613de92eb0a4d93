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
public static class FloatOperations
{
    [MethodImpl(AggressiveInlining)]
    public static ulong Add(FloatFormat format, ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags) =>
        format == FloatFormat.Double
            ? FloatArithmetic.Add<double>(left, right, rounding, ref flags)
            : FloatArithmetic.Add<float>(left, right, rounding, ref flags);

    [MethodImpl(AggressiveInlining)]
    public static ulong Subtract(
        FloatFormat format, ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags) =>
        format == FloatFormat.Double
            ? FloatArithmetic.Subtract<double>(left, right, rounding, ref flags)
            : FloatArithmetic.Subtract<float>(left, right, rounding, ref flags);

    [MethodImpl(AggressiveInlining)]
    public static ulong Multiply(
        FloatFormat format, ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags) =>
        format == FloatFormat.Double
            ? FloatArithmetic.Multiply<double>(left, right, rounding, ref flags)
            : FloatArithmetic.Multiply<float>(left, right, rounding, ref flags);

    [MethodImpl(AggressiveInlining)]
    public static ulong Divide(
        FloatFormat format, ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags) =>
        format == FloatFormat.Double
            ? FloatArithmetic.Divide<double>(left, right, rounding, ref flags)
            : FloatArithmetic.Divide<float>(left, right, rounding, ref flags);

    [MethodImpl(AggressiveInlining)]
    public static ulong SquareRoot(FloatFormat format, ulong operand, FloatRounding rounding, ref FloatExceptions flags) =>
        format == FloatFormat.Double
            ? FloatArithmetic.SquareRoot<double>(operand, rounding, ref flags)
            : FloatArithmetic.SquareRoot<float>(operand, rounding, ref flags);

    [MethodImpl(AggressiveInlining)]
    public static ulong MultiplyAdd(
        FloatFormat format, ulong left, ulong right, ulong addend, FloatRounding rounding, ref FloatExceptions flags) =>
        format == FloatFormat.Double
            ? FloatArithmetic.MultiplyAdd<double>(left, right, addend, rounding, ref flags)
            : FloatArithmetic.MultiplyAdd<float>(left, right, addend, rounding, ref flags);

    public static ulong Minimum(FloatFormat format, ulong left, ulong right, ref FloatExceptions flags) =>
        format == FloatFormat.Double
            ? FloatArithmetic.Minimum<double>(left, right, ref flags)
            : FloatArithmetic.Minimum<float>(left, right, ref flags);

    public static ulong Maximum(FloatFormat format, ulong left, ulong right, ref FloatExceptions flags) =>
        format == FloatFormat.Double
            ? FloatArithmetic.Maximum<double>(left, right, ref flags)
            : FloatArithmetic.Maximum<float>(left, right, ref flags);

    [MethodImpl(AggressiveInlining)]
    public static bool IsEqual(FloatFormat format, ulong left, ulong right, ref FloatExceptions flags) =>
        format == FloatFormat.Double
            ? FloatArithmetic.IsEqual<double>(left, right, ref flags)
            : FloatArithmetic.IsEqual<float>(left, right, ref flags);

    [MethodImpl(AggressiveInlining)]
    public static bool IsLess(FloatFormat format, ulong left, ulong right, ref FloatExceptions flags) =>
        format == FloatFormat.Double
            ? FloatArithmetic.IsLess<double>(left, right, ref flags)
            : FloatArithmetic.IsLess<float>(left, right, ref flags);

    [MethodImpl(AggressiveInlining)]
    public static bool IsLessOrEqual(FloatFormat format, ulong left, ulong right, ref FloatExceptions flags) =>
        format == FloatFormat.Double
            ? FloatArithmetic.IsLessOrEqual<double>(left, right, ref flags)
            : FloatArithmetic.IsLessOrEqual<float>(left, right, ref flags);

    /// <summary>32-bit results, unsigned ones too, are sign-extended to 64 bits.</summary>
    [MethodImpl(AggressiveInlining)]
    public static ulong ToInteger(
        FloatFormat from, IntegerFormat to, ulong operand, FloatRounding rounding, ref FloatExceptions flags) =>
        from == FloatFormat.Double
            ? ToInteger<double>(to, operand, rounding, ref flags)
            : ToInteger<float>(to, operand, rounding, ref flags);

    /// <summary>The 32-bit formats take the low half of the operand.</summary>
    [MethodImpl(AggressiveInlining)]
    public static ulong FromInteger(
        IntegerFormat from, FloatFormat to, ulong operand, FloatRounding rounding, ref FloatExceptions flags) =>
        to == FloatFormat.Double
            ? FromInteger<double>(from, operand, rounding, ref flags)
            : FromInteger<float>(from, operand, rounding, ref flags);

    /// <summary>Converts between the two formats, which must be different ones.</summary>
    [MethodImpl(AggressiveInlining)]
    public static ulong Convert(
        FloatFormat from, FloatFormat to, ulong operand, FloatRounding rounding, ref FloatExceptions flags) =>
        (from, to) switch
        {
            (FloatFormat.Single, FloatFormat.Double) =>
                FloatArithmetic.SingleToDouble(operand, ref flags),
            (FloatFormat.Double, FloatFormat.Single) =>
                FloatArithmetic.DoubleToSingle(operand, rounding, ref flags),
            _ => throw new ArgumentException($"No conversion from {from} to {to}.", nameof(to)),
        };

    [MethodImpl(AggressiveInlining)]
    private static ulong ToInteger<T>(
        IntegerFormat to, ulong operand, FloatRounding rounding, ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        to switch
        {
            IntegerFormat.Signed32 => (ulong)FloatArithmetic.ToInt32<T>(operand, rounding, ref flags),
            IntegerFormat.Unsigned32 => (ulong)(int)FloatArithmetic.ToUInt32<T>(operand, rounding, ref flags),
            IntegerFormat.Signed64 => (ulong)FloatArithmetic.ToInt64<T>(operand, rounding, ref flags),
            _ => FloatArithmetic.ToUInt64<T>(operand, rounding, ref flags),
        };

    [MethodImpl(AggressiveInlining)]
    private static ulong FromInteger<T>(
        IntegerFormat from, ulong operand, FloatRounding rounding, ref FloatExceptions flags)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        from switch
        {
            IntegerFormat.Signed32 => FloatArithmetic.FromInt64<T>((int)operand, rounding, ref flags),
            IntegerFormat.Unsigned32 => FloatArithmetic.FromInt64<T>((uint)operand, rounding, ref flags),
            IntegerFormat.Signed64 => FloatArithmetic.FromInt64<T>((long)operand, rounding, ref flags),
            _ => FloatArithmetic.FromUInt64<T>(operand, rounding, ref flags),
        };
}
