using Emu.CacheFormat.Tests;
using Emu.CacheProbe;
using Emu.Engine.Cache;

namespace Emu.Engine.Tests.Cache;

/// <summary>What a power failure leaves of a file is executed only where it is what was written; that nothing else is lost is
/// tested with the format.</summary>
/// <remarks>They run alone: a file that a new process has as well, until it executes its program, cannot be mended.</remarks>
[Collection(nameof(StartsProcesses))]
public sealed class CrashedDiskTests : IDisposable
{
    private const int Pages = 12, Crashes = 150;

    private readonly CacheFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void After_a_crash_nothing_runs_that_was_not_written()
    {
        const int seed = 1;
        Random random = new(seed);
        SimulatedDisk disk = new();
        using (CodeStore store = folder.Open())
        {
            for (int page = 0; page < Pages; page++)
            {
                Assert.NotNull(store.Add(StoreCases.Returning(page, page, padding: random.Next(2000))));
                disk.Observe(folder.File);
                if (page == 2) disk.Synchronise();
            }
        }

        for (int crash = 0; crash < Crashes; crash++)
        {
            File.WriteAllBytes(folder.File, disk.Crash(new Random(crash), out HashSet<int> ruined));
            folder.Warnings.Clear();
            int found = RunAll($"seed {seed}, crash {crash}");
            Assert.True(found >= 3 || ruined.Count != 0, $"seed {seed}, crash {crash}: {found} regions are left");
            folder.Fill(StoreCases.Returning(Pages, Pages));
            Assert.Equal(found + 1, RunAll($"seed {seed}, crash {crash}, after more was added"));
            Assert.True(folder.Warnings.Count <= 1, string.Join('\n', folder.Warnings));
        }
    }

    private int RunAll(string which)
    {
        using CodeStore store = folder.Open();
        int found = 0;
        for (int page = 0; page <= Pages; page++)
        {
            if (store.FindPage(page).Find(0) is not { } region) continue;
            Assert.True(StoreCases.Call(region) == page, which);
            found++;
        }

        return found;
    }
}
