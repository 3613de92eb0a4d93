using System.Numerics;
using CsCheck;
using Emu.Testing;

namespace Emu.FloatingPoint.Tests;

/// <summary>All operations on random operands in all rounding modes, as QEMU's guest sees them.</summary>
public sealed class FloatOracleTests
{
    private const int Cases = 4000;

    private const int FirstFloatResult = 3;
    private const int FirstIntegerResult = 2;
    private const ulong Box = 0xffff_ffff_0000_0000;

    [Fact]
    public void Software_arithmetic_on_doubles_agrees_with_qemu() => Check<double>();

    [Fact]
    public void Software_arithmetic_on_singles_agrees_with_qemu() => Check<float>();

    private static void Check<T>()
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Program program = new(FloatOperation.All<T>());
        ulong box = typeof(T) == typeof(double) ? 0 : Box;
        QemuUserOracle oracle = new();
        Gen.Select(FloatOperands.Gen<T>(), Gen.Enum<FloatRounding>().Where(rounding => rounding <= FloatRounding.NearestAway)).Array[Cases].Sample(
            cases =>
            {
                CpuResult[] results = oracle.Run([.. cases.Select(c => program.CaseOf(c.Item1, c.Item2, box))]);
                List<string> differences = [];
                for (int i = 0; i < cases.Length; i++)
                    differences.AddRange(program.Differences(cases[i].Item1, cases[i].Item2, results[i]));
                Assert.Empty(differences.Take(20));
            },
            iter: 1,
            threads: 1,
            print: cases => $"{cases.Length} cases");
    }

    /// <summary>
    /// Guest code that does each operation on the same operands. After each one it moves the flags to an integer
    /// register and clears them.
    /// </summary>
    private sealed class Program
    {
        private readonly IReadOnlyList<FloatOperation> operations;
        private readonly List<uint> code = [];
        private readonly List<(int Result, int Flags)> registers = [];

        public Program(IReadOnlyList<FloatOperation> operations)
        {
            const int FFlags = 1;
            this.operations = operations;
            int nextFloat = FirstFloatResult;
            int nextInteger = FirstIntegerResult;
            foreach (FloatOperation operation in operations)
            {
                bool isInteger = operation.Result == FloatOperation.Destination.Integer;
                int result = isInteger ? nextInteger++ : nextFloat++;
                int flags = nextInteger++;
                registers.Add((result, flags));
                code.Add(operation.Word | ((uint)result << 7));
                code.Add(RiscVWord.I(FFlags, 0, 0b001, flags, 0b1110011));
            }
        }

        public CpuCase CaseOf(FloatOperands operands, FloatRounding rounding, ulong box)
        {
            CpuCase result = new() { Code = code, Fcsr = (uint)rounding << 5 };
            result.F[0] = operands.A | box;
            result.F[1] = operands.B | box;
            result.F[2] = operands.C | box;
            result.X[1] = operands.Integer;
            return result;
        }

        public IEnumerable<string> Differences(FloatOperands operands, FloatRounding rounding, CpuResult result)
        {
            Assert.Equal(CpuStop.Breakpoint, result.Stop);
            for (int i = 0; i < operations.Count; i++)
            {
                FloatOperation operation = operations[i];
                FloatExceptions flags = FloatExceptions.None;
                ulong value = operation.Software(operands, rounding, ref flags);
                ulong wanted = operation.Result switch
                {
                    FloatOperation.Destination.Integer => result.X[registers[i].Result],
                    FloatOperation.Destination.Double => result.F[registers[i].Result],
                    _ => result.F[registers[i].Result] & ~Box,
                };
                var wantedFlags = (FloatExceptions)result.X[registers[i].Flags];
                if (value != wanted || flags != wantedFlags)
                {
                    yield return $"{operation.Name} of {operands.A:x} {operands.B:x} {operands.C:x} "
                        + $"{operands.Integer:x}, {rounding}: {value:x} {flags}, on qemu {wanted:x} {wantedFlags}";
                }
            }
        }
    }
}
