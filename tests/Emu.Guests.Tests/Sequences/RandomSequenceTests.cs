using System.Globalization;
using CsCheck;
using Emu.Testing;

namespace Emu.Guests.Tests.Sequences;

/// <summary>
/// Random sequences on our machine and on QEMU's. <c>EMU_SEQUENCE_SEED</c> is the first of the seeds; set it to explore others.
/// </summary>
public sealed class RandomSequenceTests
{
    private const int SequencesPerBoot = 500;
    private const int Boots = 4;

    // Each sequence of a tier runs once, in code that is translated anew: the monitor around it is what is hot.
    private const int SequencesPerTier = 60;
    private const ulong SeedOfTiers = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static TheoryData<string> Accelerators => ["interp", .. TranslatingAccelerators.All];

    public static TheoryData<ulong> Seeds
    {
        get
        {
            string? given = Environment.GetEnvironmentVariable("EMU_SEQUENCE_SEED");
            ulong first = given is null ? 1 : ulong.Parse(given, CultureInfo.InvariantCulture);
            return [.. Enumerable.Range(0, Boots).Select(n => first + (ulong)n)];
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_sequences_leave_the_state_that_they_leave_on_the_oracle(ulong seed)
    {
        Compare(Generate(seed), $"EMU_SEQUENCE_SEED={seed}");
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void Random_sequences_leave_the_state_that_they_leave_on_the_oracle_in_each_tier(string accelerator)
    {
        CpuCase[] cases = [.. Generate(SeedOfTiers).Take(SequencesPerTier)];
        Compare(cases, $"{accelerator}, seed {SeedOfTiers}", "-accel", accelerator);
    }

    [Fact]
    public void The_oracle_reports_every_sequence_and_the_same_each_time()
    {
        CpuCase[] cases = Generate(0);
        string file = WriteImage(cases);
        try
        {
            MachineRun first = OnOracle(file);
            MachineRun second = OnOracle(file);
            Assert.Equal("", SequenceDump.Differences(cases, first.Output, second.Output));
            string[] blocks = SequenceDump.Split(first.Output);
            Assert.Equal(SequencesPerBoot, blocks.Length);
            Assert.InRange(blocks.Distinct().Count(), SequencesPerBoot * 3 / 4, SequencesPerBoot);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Compare(CpuCase[] cases, string name, params string[] options)
    {
        string file = WriteImage(cases);
        try
        {
            MachineRun oracle = OnOracle(file);
            MachineRun run = MachineRun.OnEmulator(
                Patience, ["-M", "virt", "-smp", "2", "-nographic", "-bios", file, .. options]);
            Assert.True(run.Status == 0, $"{name}: status {run.Status}: {run.Errors}");
            string differences = SequenceDump.Differences(cases, run.Output, oracle.Output);
            Assert.True(differences.Length == 0, $"{name}: {differences}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static CpuCase[] Generate(ulong seed)
    {
        PCG random = new(1, seed);
        return [.. Enumerable.Range(0, SequencesPerBoot).Select(_ => SequenceGenerator.Sequence.Generate(random, null, out Size _))];
    }

    private static string WriteImage(IReadOnlyList<CpuCase> cases)
    {
        string file = Path.Combine(Path.GetTempPath(), $"emu-sequences-{Guid.NewGuid():n}");
        File.WriteAllBytes(file, SequenceMonitor.Build(cases));
        return file;
    }

    /// <summary>Two CPUs, since with one QEMU reports wrong causes for atomics; and without extensions that ours lacks.</summary>
    private static MachineRun OnOracle(string file)
    {
        MachineRun run = MachineRun.OnQemu(Patience, "-M", "virt", "-cpu", QemuUserOracle.SameExtensions + ",h=false", "-smp", "2",
            "-bios", file);
        Assert.True(run.Status == 0, $"{MachineRun.Qemu}: status {run.Status}: {run.Errors}");
        return run;
    }
}
