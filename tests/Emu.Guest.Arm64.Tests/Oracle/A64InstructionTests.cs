using System.Globalization;
using Emu.Translate.Regions;

namespace Emu.Guest.Arm64.Tests.Oracle;

/// <summary>Each instruction with random and edge operands, as each engine and QEMU execute it.</summary>
public sealed class A64InstructionTests
{
    private const int Shown = 16;
    private const string Programs = "programs of several instructions", Loops = "loops with branches", FloatPrograms = "programs of floating point";

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

    private static readonly Lazy<Dictionary<string, (A64Case[] Cases, A64Result[] Expected)>> Groups = new(RunOracle);

    public static TheoryData<string> Names => [.. A64Entry.All.Select(entry => entry.Group).Distinct(), Programs, Loops, FloatPrograms];

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

    private static Dictionary<string, (A64Case[] Cases, A64Result[] Expected)> RunOracle()
    {
        var groups = A64Entry.All.Where(entry => !Excluded.Contains(entry.Name)).GroupBy(entry => entry.Group)
            .Select(group => (group.Key, Cases: group.SelectMany(entry => A64CaseGen.Of(entry, casesEach)).ToArray()))
            .Append((Key: Programs, Cases: A64CaseGen.Programs(10 * casesEach)))
            .Append((Key: FloatPrograms, Cases: A64CaseGen.FloatPrograms(20 * casesEach, entry => !Excluded.Contains(entry.Name))))
            .Append((Key: Loops, Cases: A64CaseGen.Loops(20 * casesEach))).ToArray();
        A64Result[] all = QemuAarch64.Run([.. groups.SelectMany(group => group.Cases)]);
        Dictionary<string, (A64Case[] Cases, A64Result[] Expected)> results = [];
        int start = 0;
        foreach ((string key, A64Case[] cases) in groups)
        {
            results[key] = (cases, all[start..(start + cases.Length)]);
            start += cases.Length;
        }

        return results;
    }

    private static void Check(A64Runner runner, string group, int one = 1)
    {
        (A64Case[] cases, A64Result[] expected) = Groups.Value[group];
        if (one != 1) (cases, expected) = ([.. cases.Where((_, i) => i % one == 0)], [.. expected.Where((_, i) => i % one == 0)]);
        A64Result[] actual = runner.Run(cases);
        string[] wrong = [.. Enumerable.Range(0, cases.Length)
            .Select(i => actual[i].DifferenceTo(expected[i]) is { } difference ? $"after {cases[i]} {difference}" : "")
            .Where(text => text.Length != 0)];
        IEnumerable<string> shown = wrong.GroupBy(text => text.Split(' ')[1]).SelectMany(each => each.Take(2)).Take(Shown);
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {cases.Length} cases differ\n{string.Join('\n', shown)}");
    }
}
