using System.Numerics;
using CsCheck;

namespace Emu.FloatingPoint.Tests;

/// <summary>Whether the host's FPU computes or not must never show.</summary>
public sealed class FloatPathTests
{
    private const int Cases = 150_000;

    [Fact]
    public void The_host_gives_the_bits_and_flags_of_the_software_for_doubles() => Check<double>();

    [Fact]
    public void The_host_gives_the_bits_and_flags_of_the_software_for_singles() => Check<float>();

    private static void Check<T>()
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyList<FloatOperation> operations = FloatOperation.All<T>();
        Gen<FloatRounding> directions = Gen.Enum<FloatRounding>().Where(rounding => rounding <= FloatRounding.NearestAway);
        Gen.Select(FloatOperands.Gen<T>(), directions, directions)
            .Sample(
                (operands, rounding, other) =>
                {
                    foreach (FloatOperation operation in operations)
                    {
                        Compare(operation, operands, FloatRounding.NearestEven, FloatExceptions.Inexact);
                        Compare(operation, operands, FloatRounding.NearestEven, FloatExceptions.None);
                        Compare(operation, operands, rounding, FloatExceptions.Inexact);
                        Compare(operation, operands, other, FloatExceptions.None);
                    }
                },
                iter: Cases);
    }

    private static void Compare(
        FloatOperation operation, FloatOperands operands, FloatRounding rounding, FloatExceptions before)
    {
        FloatExceptions flags = before;
        ulong fast = operation.Fast(operands, rounding, ref flags);
        FloatExceptions wantedFlags = before;
        ulong wanted = operation.Software(operands, rounding, ref wantedFlags);
        if (fast != wanted || flags != wantedFlags)
        {
            Assert.Fail($"{operation.Name} rounding {rounding} with {before}: 0x{fast:x} {flags}, "
                + $"in software 0x{wanted:x} {wantedFlags}");
        }
    }
}
