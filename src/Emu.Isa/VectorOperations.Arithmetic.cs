using System.Numerics;
using System.Runtime.Intrinsics;

namespace Emu.Isa;

/// <content>Arithmetic of lanes, which wraps, and comparisons.</content>
public static partial class VectorOperations
{
    private static Vector128<byte> Calculate<TUnsigned, TSigned>(
        VectorOperation operation, Vector128<byte> first, Vector128<byte> second, Vector128<byte> third)
        where TUnsigned : unmanaged, IBinaryInteger<TUnsigned>
        where TSigned : unmanaged, IBinaryInteger<TSigned>
    {
        Vector128<TUnsigned> a = first.As<byte, TUnsigned>(), b = second.As<byte, TUnsigned>();
        Vector128<TSigned> x = first.As<byte, TSigned>(), y = second.As<byte, TSigned>();
        return operation switch
        {
            VectorOperation.Add => (a + b).AsByte(),
            VectorOperation.Subtract => (a - b).AsByte(),
            VectorOperation.Multiply => (a * b).AsByte(),
            VectorOperation.MultiplyAdd => (third.As<byte, TUnsigned>() + (a * b)).AsByte(),
            VectorOperation.MultiplySubtract => (third.As<byte, TUnsigned>() - (a * b)).AsByte(),
            VectorOperation.Negate => (Vector128<TUnsigned>.Zero - a).AsByte(),
            VectorOperation.Absolute => Vector128.Abs(x).AsByte(),
            VectorOperation.MinSigned => Vector128.Min(x, y).AsByte(),
            VectorOperation.MinUnsigned => Vector128.Min(a, b).AsByte(),
            VectorOperation.MaxSigned => Vector128.Max(x, y).AsByte(),
            VectorOperation.MaxUnsigned => Vector128.Max(a, b).AsByte(),
            VectorOperation.DifferenceSigned => (Vector128.Max(x, y) - Vector128.Min(x, y)).AsByte(),
            VectorOperation.DifferenceUnsigned => (Vector128.Max(a, b) - Vector128.Min(a, b)).AsByte(),
            // Twice the bits that both have, and once those that one has, are the sum.
            VectorOperation.AverageSigned => ((x & y) + ((x ^ y) >> 1)).AsByte(),
            VectorOperation.AverageUnsigned => ((a & b) + ((a ^ b) >>> 1)).AsByte(),
            VectorOperation.AverageUpSigned => ((x | y) - ((x ^ y) >> 1)).AsByte(),
            VectorOperation.AverageUpUnsigned => ((a | b) - ((a ^ b) >>> 1)).AsByte(),
            VectorOperation.HalfDifferenceSigned => (((x ^ y) >> 1) - (~x & y)).AsByte(),
            VectorOperation.HalfDifferenceUnsigned => (((a ^ b) >>> 1) - (~a & b)).AsByte(),
            _ => throw Unknown(operation),
        };
    }

    private static Vector128<byte> MultiplyHigh(
        VectorOperation operation, Lanes lanes, Vector128<byte> a, Vector128<byte> b)
    {
        int bits = BitsOf(lanes);
        Vector128<byte> result = default;
        for (int i = 0; i < CountOf(lanes); i++)
        {
            UInt128 product = operation == VectorOperation.MultiplyHighSigned
                ? (UInt128)((Int128)Signed(a, lanes, i) * Signed(b, lanes, i))
                : (UInt128)Unsigned(a, lanes, i) * Unsigned(b, lanes, i);
            result = With(result, lanes, i, (ulong)(product >> bits));
        }

        return result;
    }

    private static Vector128<byte> Compare<TUnsigned, TSigned>(
        VectorOperation operation, Vector128<byte> first, Vector128<byte> second)
        where TUnsigned : unmanaged, IBinaryInteger<TUnsigned>
        where TSigned : unmanaged, IBinaryInteger<TSigned>
    {
        Vector128<TUnsigned> a = first.As<byte, TUnsigned>(), b = second.As<byte, TUnsigned>();
        Vector128<TSigned> x = first.As<byte, TSigned>(), y = second.As<byte, TSigned>();
        return operation switch
        {
            VectorOperation.Equal => Vector128.Equals(a, b).AsByte(),
            VectorOperation.GreaterSigned => Vector128.GreaterThan(x, y).AsByte(),
            VectorOperation.GreaterUnsigned => Vector128.GreaterThan(a, b).AsByte(),
            VectorOperation.GreaterOrEqualSigned => Vector128.GreaterThanOrEqual(x, y).AsByte(),
            VectorOperation.GreaterOrEqualUnsigned => Vector128.GreaterThanOrEqual(a, b).AsByte(),
            VectorOperation.Test => ~Vector128.Equals(a & b, Vector128<TUnsigned>.Zero).AsByte(),
            _ => throw Unknown(operation),
        };
    }
}
