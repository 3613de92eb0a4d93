using Emu.CacheProbe;
using Emu.Engine.Cache;

namespace Emu.Engine.Tests.Cache;

public sealed class CacheCollectorTests : IDisposable
{
    private readonly CacheFolder folder = new();
    private readonly CacheDirectory directory;

    public CacheCollectorTests() => directory = new CacheDirectory(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_are_listed_the_last_used_first_and_those_put_aside_last()
    {
        string[] files = [Make(1, day: 1), Make(2, day: 3), Make(3, day: 2)];
        File.Move(files[1], files[1] + ".bad-1");
        File.WriteAllText(Path.Combine(folder.Path, "notes.txt"), "");
        Assert.Equal([files[2], files[0], files[1] + ".bad-1"], directory.List().Select(entry => entry.Path));
        Assert.Equal([3, 1, 2], directory.List().Select(entry => entry.ImageHash));
        Assert.Equal([false, false, true], directory.List().Select(entry => entry.IsAside));
    }

    [Fact]
    public void What_was_not_used_for_longest_goes_first()
    {
        string[] files = [Make(1, day: 2), Make(2, day: 1), Make(3, day: 3)];
        long size = new FileInfo(files[0]).Length;
        CollectionResult result = CacheCollector.Collect(directory, 2 * size);
        Assert.Equal(files[1], Assert.Single(result.Removed).Path);
        Assert.Equal(2 * size, result.Kept);
        Assert.Equal([true, false, true], files.Select(File.Exists));
    }

    [Fact]
    public void Opening_a_cache_uses_it()
    {
        string[] files = [Make(1, day: 1), Make(2, day: 2)];
        new CodeStore(folder.Options with { ImageHash = 1 }).Dispose();
        Assert.Equal(files[0], directory.List()[0].Path);
    }

    [Fact]
    public void Opening_a_cache_makes_room_by_removing_others()
    {
        string[] files = [Make(1, day: 1), Make(2, day: 2)];
        new CodeStore(folder.Options with { ImageHash = 1, MaximumDirectorySize = 1 }).Dispose();
        Assert.Equal([true, false], files.Select(File.Exists));
    }

    [Fact]
    public void A_file_in_use_stays()
    {
        string[] files = [Make(1, day: 1), Make(2, day: 2)];
        using CodeStore writer = new(folder.Options with { ImageHash = 1 });
        using CodeStore reader = new(folder.Options with { ImageHash = 2, Mode = CacheMode.ReadOnly });
        Assert.Empty(CacheCollector.Collect(directory, 0).Removed);
        reader.Dispose();
        Assert.Equal(files[1], Assert.Single(CacheCollector.Collect(directory, 0).Removed).Path);
    }

    [Fact]
    public void Nothing_happens_without_a_directory() =>
        Assert.Equal(0, CacheCollector.Collect(new CacheDirectory(folder.Path), 0).Kept);

    private string Make(int image, int day)
    {
        using (CodeStore store = new(folder.Options with { ImageHash = (UInt128)image }))
            Assert.NotNull(store.Add(StoreCases.Returning(image)));
        string path = directory.PathOf((UInt128)image);
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, day, 0, 0, 0, DateTimeKind.Utc));
        return path;
    }
}
