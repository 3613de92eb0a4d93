using CsCheck;
using Emu.Guest.RiscV.Tests.Reference;
using Emu.Guest.RiscV.Tests.ToyTranslator;
using Emu.Testing;

namespace Emu.Guest.RiscV.Tests;

/// <summary>Each floating-point instruction as the reference hart, the toy translator and QEMU execute it.</summary>
public sealed class FloatInstructionTests
{
    private const int CasesEach = 400;
    private const ulong Box = 0xffff_ffff_0000_0000;

    private static readonly QemuUserOracle Oracle = new();

    public static TheoryData<string> Instructions =>
        [.. InstructionEntry.All
            .Where(instruction => instruction.Group is "SinglePrecision" or "DoublePrecision")
            .Select(instruction => instruction.Name)];

    /// <summary>Doubles, singles in their box, and some whose box is broken.</summary>
    private static Gen<ulong> Register { get; } = Gen.Frequency(
        (4, FloatOperandGen.Double),
        (4, FloatOperandGen.Single.Select(single => single | Box)),
        (1, Gen.Select(FloatOperandGen.Single, Gen.Int[32, 63], (single, bit) => single | (Box ^ (1UL << bit)))));

    [Theory]
    [MemberData(nameof(Instructions))]
    public void A_floating_point_instruction_does_what_it_does_on_qemu(string name) =>
        CasesOf(InstructionEntry.Of(name)).Array[CasesEach].Sample(
            cases =>
            {
                CpuResult[] expected = Oracle.Run(cases);
                CpuComparison.Check(new ReferenceRunner(), expected, cases);
                CpuComparison.Check(new TranslatingRunner(), expected, cases);
            },
            iter: 1,
            print: cases => $"{cases.Length} cases");

    [Theory]
    [InlineData("FaddD")]
    [InlineData("FmaddS")]
    [InlineData("FcvtWD")]
    public void Reserved_rounding_modes_are_illegal(string name)
    {
        const uint Dynamic = 7;
        EncodingPattern pattern = InstructionEntry.Of(name).Pattern;
        foreach (uint mode in (ReadOnlySpan<uint>)[5, 6])
            Assert.False(Decoder.Decode(pattern.With("rm", pattern.FixedBits, mode), Extensions.All, out _));

        for (uint dynamicMode = 5; dynamicMode <= 7; dynamicMode++)
        {
            uint word = pattern.With("rm", pattern.FixedBits, Dynamic);
            CpuResult result = new ReferenceRunner().Run([new() { Code = [word], Fcsr = dynamicMode << 5 }])[0];
            Assert.Equal(CpuStop.IllegalInstruction, result.Stop);
        }
    }

    /// <summary>
    /// Random words of the instruction, reserved rounding modes among them, on any <c>frm</c> and <c>fflags</c>.
    /// </summary>
    private static Gen<CpuCase> CasesOf(InstructionEntry instruction) => Gen.Select(
        InstructionCaseGen.Of(instruction),
        Register.Array[32],
        Gen.Frequency((8, Gen.UInt[0, 4]), (1, Gen.UInt[5, 7])),
        Gen.Frequency((1, Gen.UInt[0, 31]), (1, Gen.Const(0u))),
        (source, registers, frm, fflags) => source with { F = registers, Fcsr = (frm << 5) | fflags });
}
