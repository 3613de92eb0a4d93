using Emu.Guest.RiscV.Tests.ToyTranslator;
using Emu.Isa;
using Emu.Testing;

namespace Emu.Guest.RiscV.Tests;

/// <summary>What instructions look like to an engine that translates them: nothing in it may come from a run.</summary>
public sealed class ToyTranslatorTests
{
    public static TheoryData<string> Instructions => [.. InstructionEntry.All.Select(instruction => instruction.Name)];

    private static string Translate(uint word)
    {
        Assert.True(Decoder.Decode(word, Extensions.All, out DecodedInstruction instruction));
        return string.Join("; ", TranslatingRunner.Translate(in instruction).Lines);
    }

    [Theory]
    [MemberData(nameof(Instructions))]
    public void Every_instruction_can_be_translated_without_running_it(string name)
    {
        EncodingPattern pattern = InstructionEntry.Of(name).Pattern;

        // Operands that no encoding excludes: the lowest bit of each field, and rounding modes that exist.
        uint ones = pattern.Fields.Where(field => field != "rm").Aggregate(0u, (word, field) =>
            pattern.With(field, word, pattern.ValueMask(field) & (uint)-(int)pattern.ValueMask(field)));
        Assert.NotEmpty(Translate(pattern.FixedBits | ones));
    }

    [Theory]
    [InlineData(0x00c58533, "v1 = x11; v2 = x12; x10 = (v1 + v2)")]
    [InlineData(0x0000952e, "v1 = x10; v2 = x11; x10 = (v1 + v2)")]
    [InlineData(0xff85a503, "v1 = x11; v2 = load Word [(v1 + -8)]; x10 = sext32(v2)")]
    [InlineData(0x00a5b423, "v1 = x11; v2 = x10; store Double [(v1 + 8)], v2")]
    [InlineData(0x00b57863, "v1 = x10; v2 = x11; if (v1 >=u v2) jump 16")]
    [InlineData(0x00008067, "v1 = x1; v2 = next pc; x0 = v2; jump [((v1 + 0) & -2)]")]
    [InlineData(0x06c5a52f, "v1 = x11; v2 = x12; v3 = atomic Add Word [v1], v2; x10 = sext32(v3)")]
    [InlineData(0x30059073, "v1 = x11; v2 = system 830008 v1 0; x0 = v2")]
    [InlineData(0xc0102573, "v1 = x0; v2 = system 5c0108 v1 0; x10 = v2")]
    [InlineData(0x12b50073, "v1 = x10; v2 = x11; v3 = system 306 v1 v2")]
    public void A_translation_reads_like_the_manual(uint word, string text) => Assert.Equal(text, Translate(word));
}
