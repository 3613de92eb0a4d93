using Emu.CacheProbe;
using Emu.Engine.Cache;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Cache;

public sealed class MemoryStoreTests : IDisposable
{
    private readonly CodeStore store = Open();

    public void Dispose() => store.Dispose();

    [Fact]
    public void A_region_that_was_added_can_be_executed()
    {
        Region? region = store.Add(StoreCases.Returning(42));
        Assert.Equal(42, StoreCases.Call(region));
        Assert.Same(region, store.FindPage(0).Find(8));
    }

    [Fact]
    public void There_is_one_object_for_a_page_content()
    {
        PageRegions page = store.FindPage(0);
        Assert.Empty(page.Regions);
        store.Add(StoreCases.Returning(1));
        Assert.Same(page, store.FindPage(0));
        Assert.Single(page.Regions);
    }

    [Fact]
    public void A_region_of_another_page_is_not_found()
    {
        store.Add(StoreCases.Returning(1, page: 1));
        Assert.Null(store.FindPage(0).Find(0));
    }

    [Fact]
    public void The_same_entries_are_kept_once_for_a_level()
    {
        Region? first = store.Add(StoreCases.Returning(1));
        Assert.Same(first, store.Add(StoreCases.Returning(2)));
        Region? better = store.Add(StoreCases.Returning(3, level: OptimizationLevel.Full));
        Assert.Equal(3, StoreCases.Call(better));
        Assert.Same(better, store.Add(StoreCases.Returning(4)));
        Assert.Same(better, store.FindPage(0).Find(0));
    }

    [Fact]
    public void The_same_entries_are_kept_for_each_neighbourhood()
    {
        NeighbourPage one = new(1, 7, StoreCases.Page(5), []), other = new(1, 8, StoreCases.Page(5), []);
        Region? first = store.Add(StoreCases.Returning(1, neighbour: one));
        Region? second = store.Add(StoreCases.Returning(2, neighbour: other));
        PageRegions page = store.FindPage(0);

        Assert.Same(first, store.Add(StoreCases.Returning(3, neighbour: one)));
        Assert.Equal([first!, second!], page.Regions);
        Assert.True(page.Covers(SourceWith(other)));
        Assert.False(page.Covers(SourceWith(other with { Distance = 2 })));
        Assert.False(page.Covers(SourceWith(other with { Hash = 9 })));
        Assert.False(page.Covers(SourceWith()));

        static RegionSource SourceWith(params NeighbourPage[] neighbours) => new()
        {
            Page = StoreCases.Page(0),
            PageHash = PageHash.Of(StoreCases.Page(0)),
            Entry = 8,
            Blocks = [],
            Neighbours = neighbours,
            Isa = default,
        };
    }

    [Fact]
    public void Code_is_aligned_to_cache_lines()
    {
        for (int i = 0; i < 5; i++) Assert.Equal(0ul, AddressOf(store.Add(StoreCases.Returning(i, page: i))!) % 64);

        static unsafe ulong AddressOf(Region region) => (ulong)region.Code;
    }

    [Fact]
    public void A_full_store_gives_no_region_and_keeps_what_it_has()
    {
        using CodeStore small = Open(4096);
        Region? first = small.Add(StoreCases.Returning(7, padding: 3000));
        Assert.Null(small.Add(StoreCases.Returning(8, page: 1, padding: 3000)));
        Assert.Equal(7, StoreCases.Call(first));
        Assert.Equal(1, small.Statistics.Discarded);
    }

    [Fact]
    public void Contents_without_code_are_not_remembered_for_ever()
    {
        PageRegions empty = store.Find(1, []), used = store.FindPage(0);
        Region region = store.Add(StoreCases.Returning(42))!;
        for (uint hash = 2; !empty.IsForgotten; hash++)
        {
            Assert.InRange(hash, 2u, 1u << 20);
            store.Find(hash, []);
        }

        Assert.NotSame(empty, store.Find(1, []));
        Assert.False(used.IsForgotten);
        Assert.Same(used, store.FindPage(0));
        Assert.Same(region, Assert.Single(used.Regions));
    }

    [Fact]
    public void The_profile_keeps_the_highest_count_of_each_block()
    {
        byte[] page = StoreCases.Page(0);
        UInt128 hash = PageHash.Of(page);
        store.AddProfile(hash, page, [new BlockHeat(16, 5), new BlockHeat(2, 9)]);
        store.AddProfile(hash, page, [new BlockHeat(16, 50), new BlockHeat(2, 1)]);
        ProfiledPage read = Assert.Single(store.ReadProfile());
        Assert.Equal(hash, read.Hash);
        Assert.Equal(page, read.Page);
        Assert.Equal([new BlockHeat(2, 9), new BlockHeat(16, 50)], read.Blocks);
    }

    private static CodeStore Open(ulong size = 1 << 20) => new(new CodeStoreOptions
    {
        Mode = CacheMode.Off,
        ImageHash = StoreCases.Image,
        Environment = StoreCases.Environment,
        MaximumMemorySize = size,
        Warn = line => Assert.Fail(line),
    });
}
