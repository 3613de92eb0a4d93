using Emu.Testing;

namespace Emu.Guest.RiscV.Tests;

/// <summary>What the other tests lean on: the oracle itself.</summary>
public sealed class OracleTests
{
    private static readonly QemuUserOracle Oracle = new();

    private static CpuCase CaseOf(params uint[] code) => new()
    {
        Code = code,
        X = [.. Enumerable.Range(0, 32).Select(i => (ulong)i * 0x1234_5678_9abc)],
        F = [.. Enumerable.Range(0, 32).Select(i => ~(ulong)i * 0x1_0000_0001)],
        Fcsr = 0x65,
        Memory = [.. Enumerable.Range(0, CpuCase.MemorySize).Select(i => (byte)i)],
    };

    [Fact]
    public void State_that_no_instruction_changes_comes_back_as_it_was_given()
    {
        CpuCase given = CaseOf();
        CpuResult expected = new()
        {
            Stop = CpuStop.Breakpoint,
            Pc = CpuCase.CodeAddress,
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
        CpuCase changing = CaseOf(
            RiscVWord.Addi(5, 5, 1), RiscVWord.Lui(6, (uint)CpuCase.MemoryAddress), RiscVWord.Sd(5, 0, 6));
        CpuResult[] results = Oracle.Run([CaseOf(), changing, CaseOf()]);
        Assert.NotNull(results[1].DifferenceTo(results[0]));
        Assert.Null(results[2].DifferenceTo(results[0]));
    }

    [Theory]
    [InlineData(0x0000_0000u, CpuStop.IllegalInstruction, CpuCase.CodeAddress)]
    [InlineData(0x0000_3003u, CpuStop.Unmapped, CpuCase.CodeAddress)]
    [InlineData(0x8000_006fu, CpuStop.Unmapped, CpuCase.CodeAddress - 0x10_0000)]
    [InlineData(0x0010_0073u, CpuStop.Breakpoint, CpuCase.CodeAddress)]
    public void Traps_are_told_apart(uint word, CpuStop stop, ulong pc)
    {
        CpuResult result = Oracle.Run([CaseOf(word)])[0];
        Assert.Equal((stop, pc), (result.Stop, result.Pc));
    }
}
