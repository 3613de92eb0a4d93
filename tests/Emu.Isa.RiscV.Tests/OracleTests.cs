using Emu.Testing;

namespace Emu.Isa.RiscV.Tests;

/// <summary>What the other tests lean on: the oracle itself.</summary>
public sealed class OracleTests
{
    private static readonly QemuUserOracle Oracle = new();

    private static HartCase CaseOf(params uint[] code) => new()
    {
        Code = code,
        X = [.. Enumerable.Range(0, 32).Select(i => (ulong)i * 0x1234_5678_9abc)],
        F = [.. Enumerable.Range(0, 32).Select(i => ~(ulong)i * 0x1_0000_0001)],
        Fcsr = 0x65,
        Memory = [.. Enumerable.Range(0, HartCase.MemorySize).Select(i => (byte)i)],
    };

    [Fact]
    public void State_that_no_instruction_changes_comes_back_as_it_was_given()
    {
        HartCase given = CaseOf();
        HartResult expected = new()
        {
            Stop = HartStop.Breakpoint,
            Pc = HartCase.CodeAddress,
            X = given.X,
            F = given.F,
            Fcsr = given.Fcsr,
            Memory = given.Memory,
        };
        Assert.Null(Oracle.Run([given])[0].DifferenceTo(expected));
    }

    [Fact]
    public void Each_case_has_the_hart_for_itself()
    {
        HartCase changing = CaseOf(
            RiscVWord.Addi(5, 5, 1), RiscVWord.Lui(6, (uint)HartCase.MemoryAddress), RiscVWord.Sd(5, 0, 6));
        HartResult[] results = Oracle.Run([CaseOf(), changing, CaseOf()]);
        Assert.NotNull(results[1].DifferenceTo(results[0]));
        Assert.Null(results[2].DifferenceTo(results[0]));
    }

    [Theory]
    [InlineData(0x0000_0000u, HartStop.IllegalInstruction, HartCase.CodeAddress)]
    [InlineData(0x0000_3003u, HartStop.Unmapped, HartCase.CodeAddress)]
    [InlineData(0x8000_006fu, HartStop.Unmapped, HartCase.CodeAddress - 0x10_0000)]
    [InlineData(0x0010_0073u, HartStop.Breakpoint, HartCase.CodeAddress)]
    public void Traps_are_told_apart(uint word, HartStop stop, ulong pc)
    {
        HartResult result = Oracle.Run([CaseOf(word)])[0];
        Assert.Equal((stop, pc), (result.Stop, result.Pc));
    }
}
