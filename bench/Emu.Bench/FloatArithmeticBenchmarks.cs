using BenchmarkDotNet.Attributes;
using Emu.FloatingPoint;

namespace Emu.Bench;

/// <summary>
/// A thousand guest operations on doubles: where the host computes, since inexact is set already, and where software
/// must, since the guest rounds upwards.
/// </summary>
public class FloatArithmeticBenchmarks
{
    private const int Operations = 1000;
    private readonly ulong[] operands = new ulong[Operations + 2];

    /// <summary>Which path the operations take.</summary>
    [Params(FloatRounding.NearestEven, FloatRounding.Up)]
    public FloatRounding Rounding { get; set; }

    /// <summary>Ordinary numbers, none of which makes an operation exact.</summary>
    [GlobalSetup]
    public void Build()
    {
        for (int i = 0; i < operands.Length; i++) operands[i] = BitConverter.DoubleToUInt64Bits(1 + Math.Sqrt(i + 2));
    }

    /// <summary>Sums.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public ulong Add()
    {
        FloatExceptions flags = FloatExceptions.Inexact;
        ulong all = 0;
        for (int i = 0; i < Operations; i++)
            all ^= FloatArithmetic.Add<double>(operands[i], operands[i + 1], Rounding, ref flags);
        return all;
    }

    /// <summary>Products.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public ulong Multiply()
    {
        FloatExceptions flags = FloatExceptions.Inexact;
        ulong all = 0;
        for (int i = 0; i < Operations; i++)
            all ^= FloatArithmetic.Multiply<double>(operands[i], operands[i + 1], Rounding, ref flags);
        return all;
    }

    /// <summary>Quotients.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public ulong Divide()
    {
        FloatExceptions flags = FloatExceptions.Inexact;
        ulong all = 0;
        for (int i = 0; i < Operations; i++)
            all ^= FloatArithmetic.Divide<double>(operands[i], operands[i + 1], Rounding, ref flags);
        return all;
    }

    /// <summary>Fused products and sums.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public ulong MultiplyAdd()
    {
        FloatExceptions flags = FloatExceptions.Inexact;
        ulong all = 0;
        for (int i = 0; i < Operations; i++)
        {
            all ^= FloatArithmetic.MultiplyAdd<double>(
                operands[i], operands[i + 1], operands[i + 2], Rounding, ref flags);
        }

        return all;
    }
}
