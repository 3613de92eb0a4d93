using System.Text.RegularExpressions;
using CsCheck;
using Emu.Isa;
using Emu.Testing;

namespace Emu.Guest.RiscV.Tests.Disassembly;

public sealed class DisassemblyTests
{
    private const int BatchSize = 20_000;
    private const int Batches = 5;
    private const int MostReported = 30;

    private static readonly Gen<uint> AnyWord = Gen.UInt.Uniform.Select(word => word | 3).Where(word => !IsLong(word));

    private static readonly Gen<uint> KnownWord =
        Gen.Select(
            Gen.OneOfConst([.. InstructionEntry.All]), Gen.UInt.Uniform, (entry, bits) => entry.Pattern.Fill(bits));

    private static readonly Gen<uint> NearlyKnownWord =
        Gen.Select(KnownWord, Gen.Int[0, 31], (word, bit) => word ^ (1u << bit)).Where(word => !IsLong(word));

    [Fact]
    public void Every_compressed_encoding_prints_as_objdump_prints_it() =>
        Compare([.. Enumerable.Range(0, 0x10000).Where(half => (half & 3) != 3).Select(half => (uint)half)]);

    [Fact]
    public void Random_words_print_as_objdump_prints_them() => CompareBatches(AnyWord);

    [Fact]
    public void Words_of_all_instructions_print_as_objdump_prints_them() => CompareBatches(KnownWord);

    [Fact]
    public void Words_with_one_bit_flipped_print_as_objdump_prints_them() => CompareBatches(NearlyKnownWord);

    [Fact]
    public void Every_csr_prints_as_objdump_prints_it() =>
        Compare([.. Enumerable.Range(0, 0x1000).Select(csr => ((uint)csr << 20) | 0x2573)]);

    [Fact]
    public void Words_that_announce_more_than_32_bits_are_rejected() =>
        Gen.UInt.Uniform.Select(word => word | 0x1f).Sample(word =>
            !Decoder.Decode(word, Extensions.All, out DecodedInstruction decoded)
            && decoded is { Operation: DecodedInstruction.Illegal, Raw: var raw }
            && raw == word);

    private static void CompareBatches(Gen<uint> word) =>
        word.Array[BatchSize].Sample(Compare, iter: Batches, threads: 1);

    private static void Compare(uint[] words)
    {
        string[] expected = Objdump.Disassemble(words);
        List<string> wrong = [];
        for (int i = 0; i < words.Length; i++)
        {
            if (FindDifference(words[i], Objdump.AddressOf(i), Normalise(expected[i])) is { } difference)
                wrong.Add(difference);
        }

        IEnumerable<string> reported = wrong.Distinct().Order().Take(MostReported);
        Assert.True(wrong.Count == 0, $"{wrong.Count} words differ:\n{string.Join('\n', reported)}");
    }

    private static string? FindDifference(uint word, ulong address, string expected)
    {
        string actual = Normalise(Disassembler.Disassemble(word, address, Extensions.All));
        bool isAccepted = Decoder.Decode(word, Extensions.All, out DecodedInstruction decoded);
        bool isKnown = !expected.StartsWith('.');
        string shown = $"{decoded.Raw:x8}: objdump '{expected}', ours '{actual}'";
        if (isAccepted == actual.StartsWith('.'))
            return $"{shown}: the decoder disagrees with the disassembler";
        if (isAccepted)
            return actual == expected || KnownDifference.Covers(KnownDifference.Accepted, decoded.Raw) ? null : shown;
        if (isKnown)
            return KnownDifference.Covers(KnownDifference.Rejected, decoded.Raw) ? null : $"{shown}: rejected";
        return actual == expected ? null : shown;
    }

    /// <summary>
    /// True for what announces an instruction of 48 bits or more, which objdump prints as data of other sizes.
    /// </summary>
    private static bool IsLong(uint word) => (word & 0x1f) == 0x1f;

    private static string Normalise(string text) => Regex.Replace(text.Trim(), @"\s+", " ");
}
