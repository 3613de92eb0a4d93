using CsCheck;
using Emu.Testing;

namespace Emu.Engine.Tests;

/// <summary>Each instruction, and random programs of them, as the interpreter and QEMU execute them.</summary>
public sealed class InstructionOracleTests : IDisposable
{
    private const int CasesEach = 500;
    private const int Programs = 2000;

    private static readonly QemuUserOracle Oracle = new();

    private readonly InterpreterRunner interpreter = new();

    public static TheoryData<string> Instructions =>
        [.. OracleInstructions.All.Select(instruction => instruction.Name)];

    [Theory]
    [MemberData(nameof(Instructions))]
    public void An_instruction_does_what_it_does_on_qemu(string name) =>
        Check(InstructionCaseGen.Of(InstructionEntry.Of(name)), CasesEach);

    [Fact]
    public void A_store_conditional_succeeds_when_it_does_on_qemu() =>
        Check(InstructionCaseGen.ReservedPairs, CasesEach);

    [Fact]
    public void A_random_program_ends_as_it_does_on_qemu() => Check(ProgramGen.Programs, Programs);

    public void Dispose() => interpreter.Dispose();

    private void Check(Gen<CpuCase> gen, int count) =>
        gen.Array[count].Sample(
            cases => CpuComparison.Check(interpreter, Oracle.Run(cases), cases),
            iter: 1,
            print: cases => $"{cases.Length} cases");
}
