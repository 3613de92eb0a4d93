using Emu.Engine.Cache;
using Emu.Engine.Inspection;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Inspection;

public sealed class PerfMapTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("emu-perf").FullName;

    private string File => Path.Combine(folder, "perf.map");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public unsafe void A_region_is_named_by_where_the_guest_has_it_once()
    {
        using PerfMap map = new(File);
        map.Add(MakeRegion((void*)0x7f00_1234_5640, 0x123, 0x1a4), 0x8020_3000);
        map.Add(MakeRegion((void*)0x7f00_1234_5640, 0x123, 0x1a4), 0x8777_7000);
        map.Add(MakeRegion((void*)0x7f00_1234_6000, 0x40, 0xffe), 0x8020_4000);

        // Before the end already: perf is to see it however the emulator ends.
        string[] expected = ["7f0012345640 123 guest_0x802031a4", "7f0012346000 40 guest_0x80204ffe"];
        Assert.Equal(expected, Lines());
    }

    [Fact]
    public void The_file_is_the_one_that_perf_looks_for()
    {
        using PerfMap map = new();
        Assert.Equal($"/tmp/perf-{Environment.ProcessId}.map", map.Path);
        Assert.True(System.IO.File.Exists(map.Path));
        System.IO.File.Delete(map.Path);
    }

    [Fact]
    public unsafe void A_link_that_somebody_left_there_is_replaced_and_not_followed()
    {
        string precious = Path.Combine(folder, "precious");
        System.IO.File.WriteAllText(precious, "keep me");
        System.IO.File.CreateSymbolicLink(File, precious);

        using PerfMap map = new(File);
        map.Add(MakeRegion((void*)0x1000, 1, 0), 0);

        Assert.Equal("keep me", System.IO.File.ReadAllText(precious));
        Assert.Single(Lines());
    }

    [Fact]
    public unsafe void Nothing_is_written_after_the_end()
    {
        PerfMap map = new(File);
        map.Dispose();
        map.Add(MakeRegion((void*)0x1000, 1, 0), 0);
        map.Dispose();
        Assert.Empty(Lines());
    }

    [Fact]
    public void A_file_that_cannot_be_made_is_an_error_that_names_it()
    {
        string path = Path.Combine(folder, "missing", "perf.map");
        IOException error = Assert.Throws<IOException>(() => new PerfMap(path));
        Assert.Contains(path, error.Message);
    }

    private static unsafe Region MakeRegion(void* code, int length, ushort entry) => new(
        code, length, [entry], [], 1, 1, OptimizationLevel.Fast, RegionOrigin.Compiled, []);

    private string[] Lines()
    {
        using FileStream stream = new(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
