using Emu.CacheFormat;
using Emu.CacheProbe;
using Emu.Engine.Cache;
using Emu.Guest.RiscV;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Cache;

public sealed class CacheInspectorTests : IDisposable
{
    private readonly CacheFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_summary_tells_what_each_environment_has()
    {
        folder.Fill(
            StoreCases.Returning(1), StoreCases.Returning(2, page: 1, level: OptimizationLevel.Full, padding: 10));
        using (CodeStore store = folder.Open())
            store.AddProfile(
                PageHash.Of(StoreCases.Page(0)), StoreCases.Page(0), [new BlockHeat(0, 1), new BlockHeat(8, 1)]);
        CacheSummary summary = CacheInspector.Inspect(folder.File);
        EnvironmentSummary environment = Assert.Single(summary.Environments);
        Assert.Equal(StoreCases.Image, summary.ImageHash);
        Assert.Equal(StoreCases.Environment.Key, environment.Key);
        Assert.Contains(KeyValuePair.Create("llvm", "19.1.7"), environment.Fields);
        Assert.Equal((2, 1), (environment.Regions, environment.FullyOptimized));
        Assert.Equal((8, 22), (environment.GuestInstructions, environment.CodeBytes));
        Assert.Equal((1, 1, 2), (summary.Pages, summary.ProfiledPages, summary.ProfiledBlocks));
        Assert.Equal((0, 0), (summary.UnknownRecords, summary.DamagedRecords));
    }

    [Fact]
    public void Regions_are_listed_with_their_code()
    {
        TranslatedRegion region = StoreCases.Returning(1, entry: 64);
        folder.Fill(region);
        RegionSummary listed = Assert.Single(CacheInspector.Regions(folder.File));
        Assert.Equal(region.Code, listed.Code.ToArray());
        Assert.Equal([64, 72], listed.Entries);
        Assert.Equal(region.PageHash, listed.PageHash);
    }

    [Fact]
    public void A_file_that_is_none_is_an_error_that_names_it()
    {
        string path = folder.Path + ".txt";
        File.WriteAllText(path, "hello");
        CacheFileException error = Assert.Throws<CacheFileException>(() => CacheInspector.Inspect(path));
        Assert.Equal(CacheFault.ForeignFormat, error.Fault);
        Assert.Contains(path, error.Message);
    }

    [Fact]
    public void A_flipped_bit_is_found()
    {
        folder.Fill(StoreCases.Returning(1));
        Assert.True(CacheInspector.Verify(folder.File).IsSound);
        byte[] bytes = File.ReadAllBytes(folder.File);
        bytes[^64] ^= 1;
        File.WriteAllBytes(folder.File, bytes);
        CacheVerification verification = CacheInspector.Verify(folder.File);
        Assert.Equal((1, 1), (verification.Records, verification.Damaged));
    }

    [Fact]
    public void Code_that_is_translated_again_must_come_out_the_same()
    {
        RegionSource source = new()
        {
            Page = StoreCases.Page(0),
            PageHash = PageHash.Of(StoreCases.Page(0)),
            Entry = 0,
            Blocks = [new BlockHeat(0, 77), new BlockHeat(8, 5)],
            Isa = RiscVArchitecture.IsaOf(Extensions.All),
        };
        using (CodeStore store = folder.Open())
        {
            store.Add(StoreCases.Returning(77), source);
            store.Add(StoreCases.Returning(3, page: 1));
            store.AddProfile(source.PageHash, source.Page, source.Blocks);
        }

        Assert.Equal((1, 0, 1), Verify(new HeatReturning(0)));
        Assert.Equal((0, 1, 1), Verify(new HeatReturning(1)));

        (int Recompiled, int Different, int Skipped) Verify(IRegionTranslator translator)
        {
            CacheVerification found = CacheInspector.Verify(
                folder.File, StoreCases.Environment, RiscVArchitecture.IsaOf(Extensions.All), translator);
            return (found.Recompiled, found.Different.Count, found.Skipped);
        }
    }

    /// <summary>Code that returns the first block's executions, with an error.</summary>
    private sealed class HeatReturning(int error) : IRegionTranslator
    {
        public TranslatedRegion? Translate(RegionSource source, OptimizationLevel level) =>
            StoreCases.Returning((int)source.Blocks[0].Executions + error);

        public void Dispose()
        {
        }
    }
}
