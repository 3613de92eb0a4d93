using System.Globalization;
using Emu.Isa;

namespace Emu.Guest.Arm64.Tests.Disassembly;

/// <summary>Words as this emulator and objdump print them.</summary>
public sealed class A64DisassemblyTests
{
    private const Arm64Features All = Arm64Model.Implemented;
    private const int MostReported = 80, MostAtOnce = 1 << 18;

    /// <summary>Words of each instruction; more with EMU_A64_WORDS.</summary>
    private static readonly int wordsEach =
        int.Parse(Environment.GetEnvironmentVariable("EMU_A64_WORDS") ?? "60", CultureInfo.InvariantCulture);

    /// <summary>Where the random words begin; others with EMU_A64_SEED.</summary>
    private static readonly string start = Environment.GetEnvironmentVariable("EMU_A64_SEED") ?? "";

    /// <summary>Mnemonics that some word of ours has: what objdump knows by others is not there yet.</summary>
    private static readonly HashSet<string> Mnemonics =
    [
        .. A64Entry.All.SelectMany(entry => Randoms(entry.Name).Take(Math.Min(wordsEach, 1000)).Select(entry.Pattern.Fill))
            .Select(word => Disassembler.Disassemble(word, 0, All).Split('\t')[0]).Where(name => name[0] != '.'),
    ];

    [Fact]
    public void Words_of_all_instructions_print_as_objdump_prints_them() => Compare(
        A64Entry.All.SelectMany(entry => Randoms(entry.Name).Take(wordsEach).Select(entry.Pattern.Fill)));

    // What is left out of a text is left out for such a value.
    [Fact]
    public void Words_with_a_field_of_zeros_or_ones_print_as_objdump_prints_them() => Compare(
        from entry in A64Entry.All
        from field in entry.Pattern.Fields
        from value in (uint[])[0, entry.Pattern.ValueMask(field)]
        from random in Randoms(entry.Name + field).Take(4)
        select entry.Pattern.With(field, entry.Pattern.Fill(random), value));

    [Fact]
    public void Words_with_one_bit_flipped_print_as_objdump_prints_them() => Compare(
        A64Entry.All.SelectMany(entry => Randoms(entry.Name + "'").Take(wordsEach)
            .Select((random, i) => entry.Pattern.Fill(random) ^ (1u << (i % 32)))));

    private static IEnumerable<uint> Randoms(string seed)
    {
        uint hash = (seed + start).Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619);
        Random random = new((int)hash);
        while (true) yield return (uint)random.NextInt64(1L << 32);
    }

    private static void Compare(IEnumerable<uint> all)
    {
        int count = 0;
        List<string> wrong = [];
        foreach (uint[] words in all.Chunk(MostAtOnce))
        {
            string[] expected = A64Objdump.Disassemble(words);
            count += words.Length;
            for (int i = 0; i < words.Length; i++)
            {
                if (FindDifference(words[i], A64Objdump.Address + (ulong)(4 * i), expected[i]) is { } difference)
                    wrong.Add(difference);
            }
        }

        // A few of each mnemonic say more than many of one.
        IEnumerable<string> shown = wrong.GroupBy(text => text.Split('\'')[3].Split('\t')[0] + text.Split('\'')[1].Split('\t')[0])
            .SelectMany(group => group.Take(2)).Take(MostReported);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count} words differ:\n{string.Join('\n', shown)}");
    }

    private static string? FindDifference(uint word, ulong address, string expected)
    {
        string actual = Disassembler.Disassemble(word, address, All);
        bool isAccepted = Decoder.Decode(word, All, out DecodedInstruction _);
        bool isKnown = Mnemonics.Contains(expected.Split('\t')[0]);
        string shown = $"{word:x8}: objdump '{expected}', ours '{actual}'";
        if (isAccepted == actual.StartsWith('.')) return $"{shown}: the decoder disagrees with the disassembler";
        if (isAccepted) return actual == expected || A64Difference.Covers(A64Difference.Accepted, word) ? null : shown;
        return isKnown && !A64Difference.Covers(A64Difference.Rejected, word) ? $"{shown}: rejected" : null;
    }
}
