using System.Numerics;
using Emu.Testing;

namespace Emu.FloatingPoint.Tests;

/// <summary>
/// One operation in its three forms: with the host's help, in software, and as the RISC-V instruction that an oracle
/// executes. The instruction has its operands in f0, f1, f2 and x1, and rounds dynamically.
/// </summary>
internal sealed record FloatOperation(
    string Name,
    uint Word,
    FloatOperation.Destination Result,
    FloatOperation.Evaluation Fast,
    FloatOperation.Evaluation Software)
{
    public delegate ulong Evaluation(FloatOperands operands, FloatRounding rounding, ref FloatExceptions flags);

    public enum Destination
    {
        Integer,
        Single,
        Double,
    }

    private const int IntegerOperand = 1;

    /// <summary>
    /// The operations whose operands are <typeparamref name="T"/>, or whose result is when they convert an integer.
    /// </summary>
    public static IReadOnlyList<FloatOperation> All<T>()
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        [.. Arithmetic<T>(), .. Comparisons<T>(), .. ToIntegers<T>(), .. FromIntegers<T>(), .. BetweenFormats<T>()];

    private static uint FormatOf<T>() => typeof(T) == typeof(double) ? 1u : 0;

    private static Destination Own<T>() => typeof(T) == typeof(double) ? Destination.Double : Destination.Single;

    /// <summary>
    /// An OP-FP word; <paramref name="second"/> is the second source register or what stands in its place.
    /// </summary>
    private static uint OpFp<T>(uint funct5, int second, uint rm, int first = 0) =>
        RiscVWord.R(funct5 << 2 | FormatOf<T>(), second, first, rm, 0, 0b1010011);

    private static IEnumerable<FloatOperation> Arithmetic<T>()
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        const uint Dynamic = 7;
        yield return new("add", OpFp<T>(0b00000, 1, Dynamic), Own<T>(),
            static (o, r, ref f) => FloatArithmetic.Add<T>(o.A, o.B, r, ref f),
            static (o, r, ref f) => SoftwareFloat.Add<T>(o.A, o.B, r, ref f));
        yield return new("subtract", OpFp<T>(0b00001, 1, Dynamic), Own<T>(),
            static (o, r, ref f) => FloatArithmetic.Subtract<T>(o.A, o.B, r, ref f),
            static (o, r, ref f) => SoftwareFloat.Subtract<T>(o.A, o.B, r, ref f));
        yield return new("multiply", OpFp<T>(0b00010, 1, Dynamic), Own<T>(),
            static (o, r, ref f) => FloatArithmetic.Multiply<T>(o.A, o.B, r, ref f),
            static (o, r, ref f) => SoftwareFloat.Multiply<T>(o.A, o.B, r, ref f));
        yield return new("divide", OpFp<T>(0b00011, 1, Dynamic), Own<T>(),
            static (o, r, ref f) => FloatArithmetic.Divide<T>(o.A, o.B, r, ref f),
            static (o, r, ref f) => SoftwareFloat.Divide<T>(o.A, o.B, r, ref f));
        yield return new("square root", OpFp<T>(0b01011, 0, Dynamic), Own<T>(),
            static (o, r, ref f) => FloatArithmetic.SquareRoot<T>(o.A, r, ref f),
            static (o, r, ref f) => SoftwareFloat.SquareRoot<T>(o.A, r, ref f));
        yield return new("multiply-add", RiscVWord.R(2u << 2 | FormatOf<T>(), 1, 0, Dynamic, 0, 0b1000011), Own<T>(),
            static (o, r, ref f) => FloatArithmetic.MultiplyAdd<T>(o.A, o.B, o.C, r, ref f),
            static (o, r, ref f) => SoftwareFloat.MultiplyAdd<T>(o.A, o.B, o.C, r, ref f));
    }

    private static IEnumerable<FloatOperation> Comparisons<T>()
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        yield return Same("minimum", OpFp<T>(0b00101, 1, 0), Own<T>(),
            static (o, _, ref f) => FloatArithmetic.Minimum<T>(o.A, o.B, ref f));
        yield return Same("maximum", OpFp<T>(0b00101, 1, 1), Own<T>(),
            static (o, _, ref f) => FloatArithmetic.Maximum<T>(o.A, o.B, ref f));
        yield return Same("less or equal", OpFp<T>(0b10100, 1, 0), Destination.Integer,
            static (o, _, ref f) => FloatArithmetic.IsLessOrEqual<T>(o.A, o.B, ref f) ? 1u : 0);
        yield return Same("less", OpFp<T>(0b10100, 1, 1), Destination.Integer,
            static (o, _, ref f) => FloatArithmetic.IsLess<T>(o.A, o.B, ref f) ? 1u : 0);
        yield return Same("equal", OpFp<T>(0b10100, 1, 2), Destination.Integer,
            static (o, _, ref f) => FloatArithmetic.IsEqual<T>(o.A, o.B, ref f) ? 1u : 0);

        static FloatOperation Same(string name, uint word, Destination result, Evaluation evaluation) =>
            new(name, word, result, evaluation, evaluation);
    }

    private static IEnumerable<FloatOperation> ToIntegers<T>()
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        yield return new("to int32", OpFp<T>(0b11000, 0, 7), Destination.Integer,
            static (o, r, ref f) => (ulong)FloatArithmetic.ToInt32<T>(o.A, r, ref f),
            static (o, r, ref f) => (ulong)SoftwareFloat.ToInt32<T>(o.A, r, ref f));
        yield return new("to uint32", OpFp<T>(0b11000, 1, 7), Destination.Integer,
            static (o, r, ref f) => (ulong)(int)FloatArithmetic.ToUInt32<T>(o.A, r, ref f),
            static (o, r, ref f) => (ulong)(int)SoftwareFloat.ToUInt32<T>(o.A, r, ref f));
        yield return new("to int64", OpFp<T>(0b11000, 2, 7), Destination.Integer,
            static (o, r, ref f) => (ulong)FloatArithmetic.ToInt64<T>(o.A, r, ref f),
            static (o, r, ref f) => (ulong)SoftwareFloat.ToInt64<T>(o.A, r, ref f));
        yield return new("to uint64", OpFp<T>(0b11000, 3, 7), Destination.Integer,
            static (o, r, ref f) => FloatArithmetic.ToUInt64<T>(o.A, r, ref f),
            static (o, r, ref f) => SoftwareFloat.ToUInt64<T>(o.A, r, ref f));
    }

    private static IEnumerable<FloatOperation> FromIntegers<T>()
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        yield return new("from int32", OpFp<T>(0b11010, 0, 7, IntegerOperand), Own<T>(),
            static (o, r, ref f) => FloatArithmetic.FromInt64<T>((int)o.Integer, r, ref f),
            static (o, r, ref f) => SoftwareFloat.FromInt64<T>((int)o.Integer, r, ref f));
        yield return new("from uint32", OpFp<T>(0b11010, 1, 7, IntegerOperand), Own<T>(),
            static (o, r, ref f) => FloatArithmetic.FromInt64<T>((uint)o.Integer, r, ref f),
            static (o, r, ref f) => SoftwareFloat.FromInt64<T>((uint)o.Integer, r, ref f));
        yield return new("from int64", OpFp<T>(0b11010, 2, 7, IntegerOperand), Own<T>(),
            static (o, r, ref f) => FloatArithmetic.FromInt64<T>((long)o.Integer, r, ref f),
            static (o, r, ref f) => SoftwareFloat.FromInt64<T>((long)o.Integer, r, ref f));
        yield return new("from uint64", OpFp<T>(0b11010, 3, 7, IntegerOperand), Own<T>(),
            static (o, r, ref f) => FloatArithmetic.FromUInt64<T>(o.Integer, r, ref f),
            static (o, r, ref f) => SoftwareFloat.FromUInt64<T>(o.Integer, r, ref f));
    }

    private static IEnumerable<FloatOperation> BetweenFormats<T>()
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            yield return new("to single", OpFp<float>(0b01000, 1, 7), Destination.Single,
                static (o, r, ref f) => FloatArithmetic.DoubleToSingle(o.A, r, ref f),
                static (o, r, ref f) => SoftwareFloat.Convert<double, float>(o.A, r, ref f));
        }
        else
        {
            yield return new("to double", OpFp<double>(0b01000, 0, 7), Destination.Double,
                static (o, _, ref f) => FloatArithmetic.SingleToDouble(o.A, ref f),
                static (o, r, ref f) => SoftwareFloat.Convert<float, double>(o.A, r, ref f));
        }
    }
}
