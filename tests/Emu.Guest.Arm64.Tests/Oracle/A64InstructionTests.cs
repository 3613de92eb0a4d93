using System.Globalization;
using Emu.Translate.Regions;

namespace Emu.Guest.Arm64.Tests.Oracle;

/// <summary>Each instruction with random and edge operands, as each engine and QEMU execute it.</summary>
public sealed class A64InstructionTests
{
    private const int Shown = 16;
    private const string Programs = "programs of several instructions", Loops = "loops with branches",
        FloatPrograms = "programs of floating point", Sequences = "sequences of everything";

    /// <summary>Cases of each instruction; more with EMU_A64_CASES.</summary>
    private static readonly int casesEach =
        int.Parse(Environment.GetEnvironmentVariable("EMU_A64_CASES") ?? "60", CultureInfo.InvariantCulture);

    /// <summary>Instructions that QEMU is not asked about: calls of the kernel, what reads clocks and random numbers, what
    /// the signal frame does not show, caches of persistent memory, which QEMU 7.2 lacks in user mode, DC ZVA, whose block has
    /// another size there, a conversion to 16 bits whose sign QEMU 7.2 extends to 32, and what depends on keys, which are
    /// random.</summary>
    private static readonly HashSet<string> Excluded =
    [
        "Svc", "Hlt", "Hvc", "Smc", "Hint", "Mrs", "Msr", "MrsRndr", "MrsRndrrs", "MrsThreadPointer", "MsrThreadPointer",
        "DcZva", "DcCvap", "DcCvadp", "FcvtzsFixedScalarH", "PacKey", "PacKeyZero", "AutKey", "AutKeyZero", "Pacga", "Pac1716",
        "Aut1716", "PacLinkZero", "PacLinkSp", "AutLinkZero", "AutLinkSp", "BrKey", "BrKeyZero", "BlrKey", "BlrKeyZero", "RetKey",
        "LdrKeyOffset", "LdrKeyPre",
    ];

    // One process of QEMU's for all groups is much faster than one for each; with many cases a group has several.
    private const int MostTogether = 200;

    private static readonly Lazy<Dictionary<string, (A64Case[] Cases, A64Result[] Expected)>> All =
        new(() => RunOracle(Groups));

    public static TheoryData<string> Names => [.. Groups];

    private static string[] Groups =>
        [.. A64Entry.All.Select(entry => entry.Group).Distinct(), Programs, Loops, FloatPrograms, Sequences];

    [Theory]
    [MemberData(nameof(Names))]
    public void Instructions_do_interpreted_what_they_do_on_qemu(string group)
    {
        using A64Runner runner = new();
        Check(runner, group);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Instructions_do_in_baseline_code_what_they_do_on_qemu(string group)
    {
        using A64Runner runner = new(OptimizationLevel.Baseline);
        Check(runner, group);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Instructions_do_translated_by_llvm_what_they_do_on_qemu(string group)
    {
        using A64Runner runner = new(OptimizationLevel.Fast);
        Check(runner, group, one: group == Loops ? 4 : 20);
    }

    private static bool MayUse(A64Entry entry) => !Excluded.Contains(entry.Name);

    private static Dictionary<string, (A64Case[] Cases, A64Result[] Expected)> RunOracle(string[] groups)
    {
        A64Case[][] cases = [.. groups.Select(CasesOf)];
        A64Result[] all = QemuAarch64.Run([.. cases.SelectMany(group => group)]);
        Dictionary<string, (A64Case[] Cases, A64Result[] Expected)> results = [];
        int start = 0;
        for (int i = 0; i < groups.Length; i++)
        {
            results[groups[i]] = (cases[i], all[start..(start + cases[i].Length)]);
            start += cases[i].Length;
        }

        return results;
    }

    private static A64Case[] CasesOf(string group) => group switch
    {
        Programs => A64CaseGen.Programs(10 * casesEach),
        Loops => A64CaseGen.Loops(20 * casesEach),
        FloatPrograms => A64CaseGen.FloatPrograms(20 * casesEach, MayUse),
        Sequences => new A64SequenceGen(new Random(A64CaseGen.Seed), MayUse).Make(20 * casesEach),
        _ =>
        [
            .. A64Entry.All.Where(entry => entry.Group == group && MayUse(entry))
                .SelectMany(entry => A64CaseGen.Of(entry, casesEach)),
        ],
    };

    private static void Check(A64Runner runner, string group, int one = 1)
    {
        (A64Case[] cases, A64Result[] expected) = (casesEach <= MostTogether ? All.Value : RunOracle([group]))[group];
        if (one != 1) (cases, expected) = ([.. cases.Where((_, i) => i % one == 0)], [.. expected.Where((_, i) => i % one == 0)]);
        A64Result[] actual = runner.Run(cases);
        int[] wrong = [.. Enumerable.Range(0, cases.Length).Where(i => actual[i].DifferenceTo(expected[i]) is not null)];
        if (wrong.Length == 0) return;
        IEnumerable<string> shown = group == Sequences
            ? wrong.Take(Shown).Select(i => FirstDifference(runner, cases[i]))
            : wrong.Select(i => $"after {cases[i]} {actual[i].DifferenceTo(expected[i])}").GroupBy(text => text.Split(' ')[1])
                .SelectMany(each => each.Take(2)).Take(Shown);
        Assert.Fail($"{wrong.Length} of {cases.Length} cases differ\n{string.Join('\n', shown)}");
    }

    // The first instruction of a sequence after which there is a difference.
    private static string FirstDifference(A64Runner runner, A64Case sequence)
    {
        A64Case[] beginnings =
        [
            .. Enumerable.Range(1, sequence.Code.Count).Select(length => sequence with
            {
                Code = [.. sequence.Code.Take(length)],
                Heads = sequence.Heads is { } heads ? [.. heads.Where(head => head < length)] : null,
            }),
        ];
        A64Result[] expected = QemuAarch64.Run(beginnings), actual = runner.Run(beginnings);
        int first = Enumerable.Range(0, beginnings.Length).FirstOrDefault(i => actual[i].DifferenceTo(expected[i]) is not null, -1);
        if (first < 0) return $"only all of {sequence}";
        A64Case last = sequence with { Code = [sequence.Code[first]] };
        if (first > 0) last = last with { X = expected[first - 1].X, V = expected[first - 1].V, Flags = expected[first - 1].Flags };
        return $"instruction {first}, {last}: {actual[first].DifferenceTo(expected[first])}";
    }
}
