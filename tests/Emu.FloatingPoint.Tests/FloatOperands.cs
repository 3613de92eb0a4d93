using System.Numerics;
using CsCheck;
using Emu.Testing;

namespace Emu.FloatingPoint.Tests;

/// <summary>What one case gives to every operation: up to three numbers, raw bits, and an integer.</summary>
public readonly record struct FloatOperands(ulong A, ulong B, ulong C, ulong Integer)
{
    /// <summary>
    /// Operands for <typeparamref name="T"/>, a good part of them related: equal, opposite, neighbours, exact products
    /// and squares.
    /// </summary>
    internal static Gen<FloatOperands> Gen<T>()
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Gen<ulong> number = typeof(T) == typeof(double) ? FloatOperandGen.Double : FloatOperandGen.Single;
        return CsCheck.Gen.Select(
            number,
            number,
            number,
            FloatOperandGen.Integer,
            CsCheck.Gen.Int[0, 15],
            CsCheck.Gen.Int[-2, 2],
            Related<T>);
    }

    /// <summary>Operands for half precision.</summary>
    internal static Gen<FloatOperands> GenHalf { get; } = CsCheck.Gen.Select(
        FloatOperandGen.Half, FloatOperandGen.Half, FloatOperandGen.Half, FloatOperandGen.Integer,
        CsCheck.Gen.Int[0, 9], CsCheck.Gen.UInt[0, 2],
        (a, b, c, integer, relation, steps) => relation switch
        {
            0 => new FloatOperands(a, (a + steps) & ushort.MaxValue, c, integer),
            1 => new FloatOperands(a, ((a + steps) & ushort.MaxValue) ^ 0x8000, c, integer),
            2 => new FloatOperands(a, b, HalfProduct(a, b) ^ 0x8000, integer),
            3 => new FloatOperands(a, b, (HalfProduct(a, b) + steps) & ushort.MaxValue, integer),
            4 => new FloatOperands((HalfProduct(a, b) + steps) & ushort.MaxValue, b, c, integer),
            _ => new FloatOperands(a, b, c, integer),
        });

    private static ulong HalfProduct(ulong a, ulong b) => BitConverter.HalfToUInt16Bits(
        BitConverter.UInt16BitsToHalf((ushort)a) * BitConverter.UInt16BitsToHalf((ushort)b));

    private static FloatOperands Related<T>(ulong a, ulong b, ulong c, ulong integer, int relation, int steps)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        T x = Number<T>(a);
        T y = Number<T>(b);
        ulong neighbour = Step(x, steps);
        return relation switch
        {
            0 => new(a, neighbour, c, integer),
            1 => new(a, Bits(-Number<T>(neighbour)), c, integer),
            2 => new(a, b, Step(-(x * y), steps), integer),
            3 => new(a, b, Step(x * y, steps), integer),
            4 => new(Step(x * y, steps), b, c, integer),
            5 => new(Step(x * x, steps), a, c, integer),
            6 => new(Step(T.CreateTruncating((long)integer), steps), b, c, integer),
            7 => new(Step(T.CreateTruncating((long)integer >> 16) / T.CreateTruncating(2), steps), b, c, integer),
            _ => new(a, b, c, integer),
        };
    }

    private static ulong Step<T>(T value, int steps)
        where T : struct, IBinaryFloatingPointIeee754<T> => (Bits(value) + (ulong)steps) & Mask<T>();

    private static ulong Mask<T>() => typeof(T) == typeof(double) ? ulong.MaxValue : uint.MaxValue;

    private static T Number<T>(ulong bits)
        where T : struct, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(double)
        ? (T)(object)BitConverter.UInt64BitsToDouble(bits)
        : (T)(object)BitConverter.UInt32BitsToSingle((uint)bits);

    private static ulong Bits<T>(T value)
        where T : struct, IBinaryFloatingPointIeee754<T> => value switch
        {
            double number => BitConverter.DoubleToUInt64Bits(number),
            float number => BitConverter.SingleToUInt32Bits(number),
            _ => throw new NotSupportedException(),
        };
}
