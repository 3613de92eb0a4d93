using CsCheck;
using Emu.Guest.RiscV.Tests.Reference;
using Emu.Guest.RiscV.Tests.ToyTranslator;
using Emu.Testing;

namespace Emu.Guest.RiscV.Tests;

/// <summary>
/// Each instruction with random operands, as the reference hart, the toy translator and QEMU execute it.
/// </summary>
public sealed class InstructionSemanticsTests
{
    private const int CasesEach = 300;
    private const int Programs = 500;

    private static readonly QemuUserOracle Oracle = new();

    /// <summary>Instructions that need no floating-point arithmetic, which the reference hart lacks.</summary>
    public static TheoryData<string> Instructions =>
    [
        .. from instruction in OracleInstructions.All
           where instruction.Group is not ("SinglePrecision" or "DoublePrecision")
           select instruction.Name,
    ];

    [Theory]
    [MemberData(nameof(Instructions))]
    public void An_instruction_does_what_it_does_on_qemu(string name) =>
        Check(InstructionCaseGen.Of(InstructionEntry.Of(name)), CasesEach);

    [Fact]
    public void A_store_conditional_succeeds_when_it_does_on_qemu() =>
        Check(InstructionCaseGen.ReservedPairs, CasesEach);

    [Fact]
    public void A_random_program_ends_as_it_does_on_qemu() => Check(ProgramGen.Programs, Programs);

    private static void Check(Gen<CpuCase> gen, int count) =>
        gen.Array[count].Sample(
            cases =>
            {
                CpuResult[] expected = Oracle.Run(cases);
                CpuComparison.Check(new ReferenceRunner(), expected, cases);
                CpuComparison.Check(new TranslatingRunner(), expected, cases);
            },
            iter: 1,
            print: cases => $"{cases.Length} cases");
}
