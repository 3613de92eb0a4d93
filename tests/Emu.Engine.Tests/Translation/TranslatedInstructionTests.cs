using CsCheck;
using Emu.Testing;
using Emu.Translate.Abi;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Translation;

/// <summary>Each instruction, and random programs of them, translated and interpreted.</summary>
public sealed class TranslatedInstructionTests : IDisposable
{
    private const int CasesEach = 25;
    private const int Programs = 100;
    private const int OptimisedPrograms = 20;
    private const int BaselineCasesEach = 300;
    private const int BaselinePrograms = 1000;

    private readonly InterpreterRunner interpreter = new();
    private readonly TranslatedRunner translated = new();
    private readonly TranslatedRunner baseline = new(OptimizationLevel.Baseline);

    public static TheoryData<string> Instructions =>
        [.. OracleInstructions.All.Select(instruction => instruction.Name)];

    [Theory]
    [MemberData(nameof(Instructions))]
    public void An_instruction_does_translated_what_it_does_interpreted(string name) =>
        Check(InstructionCaseGen.Of(InstructionEntry.Of(name)), CasesEach);

    [Fact]
    public void A_store_conditional_succeeds_translated_when_it_does_interpreted() =>
        Check(InstructionCaseGen.ReservedPairs, CasesEach);

    [Fact]
    public void A_random_program_ends_translated_as_it_does_interpreted() => Check(ProgramGen.Programs, Programs);

    [Fact]
    public void A_random_program_ends_fully_optimised_as_it_does_interpreted()
    {
        using TranslatedRunner optimised = new(OptimizationLevel.Full);
        Check(optimised, ProgramGen.Programs, OptimisedPrograms);
    }

    [Theory]
    [MemberData(nameof(Instructions))]
    public void An_instruction_does_in_baseline_code_what_it_does_interpreted(string name) =>
        Check(baseline, InstructionCaseGen.Of(InstructionEntry.Of(name)), BaselineCasesEach);

    [Fact]
    public void A_store_conditional_succeeds_in_baseline_code_when_it_does_interpreted() =>
        Check(baseline, InstructionCaseGen.ReservedPairs, BaselineCasesEach);

    [Fact]
    public void A_random_program_ends_in_baseline_code_as_it_does_interpreted() =>
        Check(baseline, ProgramGen.Programs, BaselinePrograms);

    [Theory]
    [InlineData(OptimizationLevel.Baseline, MemoryAccess.Direct)]
    [InlineData(OptimizationLevel.Fast, MemoryAccess.Direct)]
    [InlineData(OptimizationLevel.Full, MemoryAccess.Direct)]
    [InlineData(OptimizationLevel.Baseline, MemoryAccess.DirectExact)]
    [InlineData(OptimizationLevel.Fast, MemoryAccess.DirectExact)]
    [InlineData(OptimizationLevel.Full, MemoryAccess.DirectExact)]
    public void A_random_program_that_accesses_memory_directly_ends_as_it_does_interpreted(
        OptimizationLevel level, MemoryAccess access)
    {
        using TranslatedRunner direct = new(level, access);
        Check(direct, ProgramGen.Programs, level == OptimizationLevel.Baseline ? BaselinePrograms : OptimisedPrograms);
    }

    public void Dispose()
    {
        baseline.Dispose();
        translated.Dispose();
        interpreter.Dispose();
    }

    private void Check(Gen<CpuCase> gen, int count) => Check(translated, gen, count);

    private void Check(TranslatedRunner tested, Gen<CpuCase> gen, int count) =>
        gen.Array[count].Sample(
            cases => CpuComparison.Check(tested, interpreter.Run(cases), cases),
            iter: 1,
            print: cases => $"{cases.Length} cases");
}
