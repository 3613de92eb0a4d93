using System.Diagnostics;
using Emu.CacheProbe;
using Emu.Engine.Cache;
using Emu.Host;

namespace Emu.Engine.Tests.Cache;

[Collection(nameof(StartsProcesses))]
public sealed class SeveralProcessesTests : IDisposable
{
    private readonly CacheFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_writer_killed_at_any_moment_leaves_all_that_it_had_added()
    {
        Random random = new(1);
        int first = 0;
        for (int round = 0; round < 6; round++)
        {
            using ProbeProcess probe = new(folder, first, regions: 1_000_000, padding: 500);
            probe.Go();
            int added = probe.KillAfter(random.Next(1, 60));
            AssertComplete(first, added);
            first += added + 1;
        }

        Assert.True(CacheInspector.Verify(folder.File).IsSound);
    }

    [Fact]
    public void Four_writers_at_once_lose_nothing_and_keep_each_region_once()
    {
        const int Shared = 50, Own = 25;
        ProbeProcess[] probes = [.. Enumerable.Range(0, 4).Select(
            number => new ProbeProcess(folder, number * Own, Shared + Own))];
        foreach (ProbeProcess probe in probes) probe.Go();
        foreach (ProbeProcess probe in probes)
        {
            Assert.Empty(probe.Finish());
            probe.Dispose();
        }

        int pages = (3 * Own) + Shared + Own;
        AssertComplete(0, pages);
        Assert.Equal(pages, CacheInspector.Regions(folder.File).Count);
        Assert.True(CacheInspector.Verify(folder.File).IsSound);
    }

    [Fact]
    public void A_writer_that_is_stopped_in_its_turn_does_not_stop_others()
    {
        folder.Fill(StoreCases.Returning(1));
        using CodeStore store = folder.Open();
        using (Emu.CacheFormat.CacheFile other = Emu.CacheFormat.CacheFile.OpenForAppending(
            folder.File, null, default, TimeSpan.Zero))
        using (other.BeginAppending(TimeSpan.Zero))
            Assert.Equal(2, StoreCases.Call(store.Add(StoreCases.Returning(2, page: 1))));
        Assert.Contains("kept locked by another process", Assert.Single(folder.Warnings));
        Assert.Equal(1, folder.Run());
    }

    [Fact]
    public void A_limit_on_file_sizes_costs_one_line_and_no_region_that_is_there()
    {
        folder.Fill(StoreCases.Returning(1));
        using ProbeProcess probe = new(folder, firstPage: 10, regions: 100, padding: 4000);
        Run("prlimit", "--fsize=65536", "--pid", $"{probe.Id}");
        probe.Go();
        string[] lines = probe.Finish();
        Assert.Contains("cannot be written", lines[0]);
        // The limit holds for memory files too.
        Assert.All(lines.Skip(1), line => Assert.StartsWith("translated code finds no memory", line));
        Assert.True(lines.Length <= 2, string.Join('\n', lines));
        Assert.Equal(1, folder.Run());
        AssertComplete(10, 5);
        Assert.True(CacheInspector.Verify(folder.File).IsSound);
    }

    [Fact]
    public void A_full_disk_costs_one_line_and_memory_goes_on()
    {
        if (HostFile.EffectiveUser != 0) return;
        Directory.CreateDirectory(folder.Path);
        (int status, string[] output, string[] errors) = ProbeProcess.RunOnDisk("64k", folder, regions: 100, padding: 4000);
        Assert.Equal((0, "100"), (status, output[^1]));
        Assert.Contains("cannot be written", Assert.Single(errors));
    }

    private void AssertComplete(int first, int count)
    {
        using CodeStore store = folder.Open(CacheMode.ReadOnly);
        for (int page = first; page < first + count; page++)
            Assert.Equal(page, StoreCases.Call(store.FindPage(page).Find(0)));
        Assert.Empty(folder.Warnings);
    }

    private static void Run(string tool, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
