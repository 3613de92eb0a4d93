using System.Globalization;
using Emu.Isa;

namespace Emu.FloatingPoint.Tests;

/// <summary>
/// Arithmetic by the rules of A64 on random operands, under every kind of FPCR, as QEMU's guest sees it.
/// <c>EMU_FLOAT_CASES</c> sets the number of operand records.
/// </summary>
public sealed class A64FloatTests
{
    private const int DefaultCases = 3000, CasesAtATime = 20_000;
    private const FloatRules Rules = FloatRules.PropagateNaN | FloatRules.TinyBeforeRounding
        | FloatRules.NaNConvertsToZero | FloatRules.SignallingNaNWins;

    private static readonly FloatRounding[] Roundings =
        [FloatRounding.NearestEven, FloatRounding.Up, FloatRounding.Down, FloatRounding.TowardsZero];

    private static readonly (FloatRules Rule, int Bit)[] Modes =
    [
        (FloatRules.FlushHalfToZero, 19), (FloatRules.FlushToZero, 24), (FloatRules.DefaultNaN, 25),
        (FloatRules.AlternativeHalf, 26),
    ];

    private static readonly (FloatExceptions Flag, int Bit)[] Flags =
    [
        (FloatExceptions.Invalid, 0), (FloatExceptions.DivideByZero, 1), (FloatExceptions.Overflow, 2),
        (FloatExceptions.Underflow, 3), (FloatExceptions.Inexact, 4), (FloatExceptions.SubnormalOperand, 7),
    ];

    private static int Cases =>
        int.TryParse(Environment.GetEnvironmentVariable("EMU_FLOAT_CASES"), CultureInfo.InvariantCulture, out int cases)
            ? cases
            : DefaultCases;

    [Theory]
    [InlineData(FloatFormat.Half)]
    [InlineData(FloatFormat.Single)]
    [InlineData(FloatFormat.Double)]
    public void Every_function_gives_the_bits_and_the_flags_of_the_instruction(FloatFormat format)
    {
        IReadOnlyList<A64FloatOperation> operations = [.. A64FloatOperation.All(format)];
        for (int done = 0; done < Cases; done += CasesAtATime)
            Check(operations, [.. RandomCases(format).Take(Math.Min(CasesAtATime, Cases - done))]);
    }

    private static IEnumerable<(FloatOperands Operands, uint Fpcr)> RandomCases(FloatFormat format)
    {
        CsCheck.Gen<FloatOperands> gen = format switch
        {
            FloatFormat.Double => FloatOperands.Gen<double>(),
            FloatFormat.Single => FloatOperands.Gen<float>(),
            _ => FloatOperands.GenHalf,
        };
        CsCheck.PCG random = CsCheck.PCG.Parse("0000FloatA64");
        while (true)
        {
            FloatOperands operands = gen.Generate(random, null, out _);
            uint fpcr = random.Next(2) == 0 ? random.Next(4) << 22 : random.Next(4) << 22 | random.Next(8) << 24 | random.Next(2) << 19;
            yield return (operands, fpcr);
        }
    }

    private static void Check(
        IReadOnlyList<A64FloatOperation> operations, IReadOnlyList<(FloatOperands Operands, uint Fpcr)> cases)
    {
        ulong[] wanted = A64FloatOracle.Run(operations, cases);
        Dictionary<string, string> differences = [];
        int next = 0;
        foreach ((FloatOperands operands, uint fpcr) in cases)
        {
            FloatRounding rounding = Roundings[fpcr >> 22 & 3];
            FloatRules rules = Modes.Aggregate(Rules, (sum, mode) => (fpcr >> mode.Bit & 1) != 0 ? sum | mode.Rule : sum);
            foreach (A64FloatOperation operation in operations)
            {
                ulong result = wanted[next++];
                var fpsr = (uint)wanted[next++];
                foreach (FloatExceptions before in (FloatExceptions[])[FloatExceptions.None, FloatExceptions.Inexact])
                {
                    FloatExceptions flags = before;
                    ulong value = operation.Evaluate(operands, rounding, rules, ref flags);
                    uint raised = Fpsr(flags);
                    if (((value ^ result) & operation.Mask) == 0 && raised == (fpsr | Fpsr(before))) continue;
                    differences.TryAdd(operation.Name, $"{operation.Name} of {operands.A:x} {operands.B:x} "
                        + $"{operands.C:x} {operands.Integer:x}, fpcr {fpcr:x}, after {before}: {value:x} {raised:x}, "
                        + $"on qemu {result:x} {fpsr:x}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences.Values));
    }

    private static uint Fpsr(FloatExceptions flags) =>
        (uint)Flags.Sum(flag => (flags & flag.Flag) != 0 ? 1 << flag.Bit : 0);
}
