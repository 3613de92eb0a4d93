using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using static Emu.Testing.RiscVWord;

namespace Emu.Engine.Tests.Tiers;

/// <summary>Blocks of a page that turn warm one after the other come together in few regions.</summary>
public sealed unsafe class GrowingRegionTests : IDisposable
{
    private const ulong Start = BareMachine.RamStart;

    // Each block begins to run when those before it have run often enough to be translated.
    private const int Blocks = 60, TurnsOfEach = 32, Turns = Blocks * TurnsOfEach;

    // What 60 blocks come to when a region is made again with what is new unless it has more than three times as much.
    private const int MostRegions = 5, MostTranslationsOfABlock = 12;

    private static readonly TieringPolicy Policy = new() { Tiers = Engine.Tiers.Baseline };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("emu-growing-");

    private string File => Path.Combine(folder.FullName, "code");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void They_are_in_few_regions_and_were_translated_a_few_times()
    {
        using Tier tier = new(Policy);
        using BareMachine machine = Run(tier);

        PageRegions page = RegionsOf(tier, machine);
        Assert.InRange(page.Regions.Count(region => !page.HasReplaced(region)), 1, MostRegions);
        Assert.InRange(machine.Runner().Counters.BaselineBlocks, (ulong)Blocks, (ulong)Blocks * MostTranslationsOfABlock);
    }

    [Fact]
    public void Few_others_are_in_the_cache_and_the_next_run_makes_none()
    {
        using (Tier first = new(Policy, File)) Run(first).Dispose();

        using Tier second = new(Policy, File);
        using BareMachine machine = Run(second);
        Assert.Equal(0ul, machine.Runner().Counters.BaselineRegions);
        // A loaded host may have written some before they were replaced.
        Assert.InRange(second.Statistics.CachedRegions, 1, 3 * MostRegions);
    }

    private static BareMachine Run(Tier tier)
    {
        BareMachine machine = new(translation: tier.Service);
        List<uint> words = [I(5, 6, 0b101, 7, 0b0010011)];
        for (int block = 0; block < Blocks; block++) words.AddRange([Beq(7, 0, 12 * (Blocks - block)), Addi(7, 7, -1), Addi(5, 5, 1)]);
        words.AddRange([Addi(6, 6, 1), Bne(6, 8, -4 * (words.Count + 1))]);
        machine.Write(Start, [.. words, .. BareMachine.Stop]);
        (machine.State()->Registers[6], machine.State()->Registers[8]) = (0, Turns);
        machine.Run(Start);
        int expected = Enumerable.Range(0, Turns).Sum(turn => Math.Min(turn / TurnsOfEach, Blocks));
        Assert.Equal((ulong)expected, machine.State()->Registers[5]);
        return machine;
    }

    private static PageRegions RegionsOf(Tier tier, BareMachine machine)
    {
        byte[] page = machine.Memory.Memory(new(Start), 0x1000).ToArray();
        return tier.Service.Stores.Of(0, isVolatile: false).Find(PageHash.Of(page), page);
    }
}
