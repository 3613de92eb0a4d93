using CsCheck;
using Emu.CacheFormat;
using Emu.CacheProbe;
using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Guest.RiscV;
using Emu.Testing;
using Emu.Translate;
using Emu.Translate.Llvm;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Cache;

/// <summary>Pages of one hash: each has its own code, wherever it comes from.</summary>
public sealed class ForgedPageTests : IDisposable
{
    private const int Original = 100, Forged = 200;

    private readonly CacheFolder folder = new();
    private readonly byte[] page = StoreCases.Page(0), forged = ForgedPages.Of(0);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Pages_of_one_hash_can_be_made_in_any_shape() =>
        Gen.Select(Gen.Int, Gen.Int[0, 2], Gen.Byte.Array[1, 700]).Sample(
            (seed, block, code) =>
            {
                byte[] original = new byte[RegionSource.PageSize];
                new Random(seed).NextBytes(original);
                if (original.AsSpan(block * Xxh3Forger.BlockSize, code.Length).SequenceEqual(code)) return;
                ForgedPages.Of(original, code, block);
            },
            iter: 100);

    [Theory]
    [InlineData(CacheMode.Off)]
    [InlineData(CacheMode.On)]
    public void In_one_run_each_has_its_own_code(CacheMode mode)
    {
        using CodeStore store = folder.Open(mode);
        PageRegions before = store.FindPage(page);
        store.Add(StoreCases.Returning(Forged, forged));
        Assert.False(before.IsFor(page));
        Assert.Empty(store.FindPage(page).Regions);
        store.Add(StoreCases.Returning(Original, page));
        AssertEachItsOwn(store);
        Assert.Equal(0, store.Statistics.Duplicates);
    }

    [Theory]
    [InlineData(CacheMode.On)]
    [InlineData(CacheMode.ReadOnly)]
    public void In_a_file_each_has_its_own_code(CacheMode mode)
    {
        folder.Fill(StoreCases.Returning(Forged, forged), StoreCases.Returning(Original, page));
        using CodeStore store = folder.Open(mode);
        AssertEachItsOwn(store);
        Assert.Equal((2, 0), (store.Statistics.BoundRegions, store.Statistics.Damaged));
        Assert.Empty(folder.Warnings);
    }

    [Fact]
    public void A_region_of_the_forged_page_is_never_bound_to_the_other()
    {
        folder.Fill(StoreCases.Returning(Forged, forged));
        using CodeStore store = folder.Open();
        for (int i = 0; i < 3; i++) Assert.Null(store.FindPage(page).Find(0));
        Assert.Equal((0, 1), (store.Statistics.BoundRegions, store.Statistics.OtherBytes));
        Assert.Equal(Forged, StoreCases.Call(store.FindPage(forged).Find(0)));
    }

    [Fact]
    public void The_file_of_another_image_gives_no_code_of_a_forged_page()
    {
        folder.Fill(StoreCases.Returning(Forged, forged));
        using CodeStore store = new(folder.Options with { ImageHash = 1 });
        Assert.Null(store.FindPage(page).Find(0));
        Assert.Equal(Forged, StoreCases.Call(store.FindPage(forged).Find(0)));
        Assert.Equal(1, store.Statistics.SharedRegions);
    }

    [Fact]
    public void What_another_process_adds_of_a_forged_page_goes_to_that_page_only()
    {
        using CodeStore own = folder.Open(), other = folder.Open();
        own.Add(StoreCases.Returning(Original, page, level: OptimizationLevel.Baseline));
        PageRegions known = own.FindPage(page);
        other.Add(StoreCases.Returning(Forged, forged, level: OptimizationLevel.Full));
        AssertEachItsOwn(own);
        Assert.Same(known, own.FindPage(page));
        Assert.Single(known.Regions);
    }

    [Fact]
    public void A_program_with_the_build_id_of_another_gets_none_of_its_code()
    {
        // The name of the file is all that an image hash or a build id decides.
        folder.Fill(StoreCases.Returning(1, page: 1));
        folder.Fill(StoreCases.Returning(2, ForgedPages.Of(1)));
        using CodeStore store = folder.Open();
        Assert.Equal(1, StoreCases.Call(store.FindPage(1).Find(0)));
        Assert.Equal(2, StoreCases.Call(store.FindPage(ForgedPages.Of(1)).Find(0)));
        Assert.Empty(store.FindPage(2).Regions);
    }

    [Fact]
    public void Many_pages_of_one_hash_cost_no_more_than_they_have()
    {
        byte[][] pages = ForgedPages.Many(0, 300);
        folder.Fill([.. pages.Select((each, index) => StoreCases.Returning(index, each)), StoreCases.Returning(-1, page)]);
        using CodeStore store = folder.Open();
        Assert.Equal(-1, StoreCases.Call(store.FindPage(page).Find(0)));
        for (int i = 0; i < pages.Length; i++) Assert.Equal(i, StoreCases.Call(store.FindPage(pages[i]).Find(0)));
        // Each region is read when it is bound, and once for all the pages that it is not for.
        Assert.Equal((301, 301), (store.Statistics.BoundRegions, store.Statistics.OtherBytes));
    }

    [Fact]
    public void A_forged_neighbour_is_none()
    {
        NeighbourPage right = ForgedPages.Beside(page, 1), wrong = ForgedPages.Beside(forged, 1);
        folder.Fill(
            StoreCases.Returning(Forged, page: 3, neighbour: wrong), StoreCases.Returning(Original, page: 3, neighbour: right));
        using CodeStore store = folder.Open();
        Region[] regions = store.FindPage(3).Regions;
        Assert.Equal([Forged, Original], regions.Select(region => StoreCases.Call(region)));
        Assert.Equal([false, true], regions.Select(region => region.FitsIn([right])));
        Assert.Equal([true, false], regions.Select(region => region.FitsIn([wrong])));
        Neighbour needed = regions[1].Neighbours[0];
        Assert.Equal((true, false), (needed.Is(1, needed.Hash, page), needed.Is(1, needed.Hash, forged)));
    }

    [Fact]
    public void A_neighbour_that_differs_where_nothing_was_decoded_is_the_same()
    {
        NeighbourPage neighbour = ForgedPages.Beside(page, 1ul << 40);
        folder.Fill(StoreCases.Returning(Original, page: 3, neighbour: neighbour));
        using CodeStore store = folder.Open();
        Region region = Assert.Single(store.FindPage(3).Regions);
        // That block of the page is as it was.
        Assert.True(region.FitsIn([ForgedPages.Beside(forged, 1)]));
    }

    [Fact]
    public void Code_runs_in_its_mode_only()
    {
        CodeMode mode = new(0x8001), other = new(1);
        folder.Fill(StoreCases.Returning(1, page, mode: mode), StoreCases.Returning(2, page));
        using CodeStore store = folder.Open();
        PageRegions regions = store.FindPage(page);
        Assert.Equal(2, StoreCases.Call(regions.Find(0)));
        Assert.Equal(1, StoreCases.Call(regions.Find(0, mode)));
        Assert.Null(regions.Find(0, other));
        Assert.Equal((true, true, false), (Covers(default), Covers(mode), Covers(other)));

        bool Covers(CodeMode wanted) => regions.Covers(new RegionSource
        {
            Page = page,
            PageHash = regions.Hash,
            Entry = 0,
            Blocks = [],
            CodeMode = wanted,
            Isa = default,
        });
    }

    [Fact]
    public void What_is_compiled_of_a_forged_page_is_the_forged_page()
    {
        byte[] adds = Adding(1), takesAway = ForgedPages.Of(adds, Adding(-1).AsSpan(0, 8));
        using (CodeStore store = folder.Open())
        {
            store.AddProfile(PageHash.Of(takesAway), takesAway, [new BlockHeat(0, 5000)]);
            store.AddProfile(PageHash.Of(adds), adds, [new BlockHeat(0, 5)]);
        }

        using (CodeStore store = folder.Open())
        {
            CacheCompilation done = new CacheCompiler(store, RiscVArchitecture.IsaOf(Extensions.All), new TranslatorOptions()).Run(store.ReadProfile(), 1);
            Assert.Equal((2, 2), (done.Pages, done.Compiled));
        }

        using CodeStore later = folder.Open();
        using RegionTranslator translator = new(new TranslatorOptions());
        foreach (byte[] each in new[] { adds, takesAway })
        {
            RegionSource source = SourceOf(each);
            TranslatedRegion expected = translator.Translate(source, OptimizationLevel.Full)!;
            Assert.Equal(expected.Code, CodeOf(Assert.Single(later.FindPage(each).Regions)));
        }
    }

    [Fact]
    public void A_file_with_pages_of_one_hash_is_called_forged()
    {
        folder.Fill(StoreCases.Returning(1, page: 5), StoreCases.Returning(Forged, forged));
        Assert.True(CacheInspector.Verify(folder.File).IsSound);
        folder.Fill(StoreCases.Returning(Original, page));
        CacheVerification found = CacheInspector.Verify(folder.File);
        Assert.Equal([PageHash.Of(page)], found.Forged);
        Assert.Equal((0, false), (found.Damaged, found.IsSound));
    }

    [Fact]
    public void A_region_that_contradicts_its_page_or_neighbour_is_called_forged()
    {
        folder.Fill(StoreCases.Returning(1, page: 5, neighbour: ForgedPages.Beside(forged, 1)));
        Assert.True(CacheInspector.Verify(folder.File).IsSound);
        using (CodeStore store = folder.Open())
            store.AddProfile(PageHash.Of(page), page, [new BlockHeat(0, 1)]);
        Assert.Equal([PageHash.Of(page)], CacheInspector.Verify(folder.File).Forged);
    }

    [Fact]
    public void A_region_that_was_not_made_from_its_bytes_is_found()
    {
        byte[] adds = Adding(1);
        using (RegionTranslator translator = new(new TranslatorOptions()))
        using (CodeStore store = folder.Open())
        {
            TranslatedRegion other = translator.Translate(SourceOf(Adding(-1)), OptimizationLevel.Fast)!;
            store.Add(
                new TranslatedRegion
                {
                    PageHash = PageHash.Of(adds),
                    Page = adds,
                    Entries = other.Entries,
                    Source = GuestLines.Of(adds, other.Lines),
                    GuestInstructions = other.GuestInstructions,
                    Level = other.Level,
                    Code = other.Code,
                },
                SourceOf(adds));
        }

        using RegionTranslator verifying = new(new TranslatorOptions());
        CacheVerification found = CacheInspector.Verify(folder.File, StoreCases.Environment, RiscVArchitecture.IsaOf(Extensions.All), verifying);
        Assert.Equal((1, 0, false), (found.Different.Count, found.Recompiled, found.IsSound));
    }

    private static unsafe byte[] CodeOf(Region region) => new ReadOnlySpan<byte>(region.Code, region.CodeLength).ToArray();

    private static byte[] Adding(int what)
    {
        byte[] code = StoreCases.Page(9);
        BitConverter.TryWriteBytes(code, RiscVWord.Addi(10, 10, what));
        BitConverter.TryWriteBytes(code.AsSpan(sizeof(uint)), 0x0000_8067);
        return code;
    }

    private static RegionSource SourceOf(byte[] bytes) => new()
    {
        Page = bytes,
        PageHash = PageHash.Of(bytes),
        Entry = 0,
        Blocks = [new BlockHeat(0, 5000)],
        Isa = RiscVArchitecture.IsaOf(Extensions.All),
    };

    private void AssertEachItsOwn(CodeStore store)
    {
        Assert.Equal(Original, StoreCases.Call(store.FindPage(page).Find(0)));
        Assert.Equal(Forged, StoreCases.Call(store.FindPage(forged).Find(0)));
        Assert.Equal(Original, StoreCases.Call(store.FindPage(page).Find(8)));
    }
}
