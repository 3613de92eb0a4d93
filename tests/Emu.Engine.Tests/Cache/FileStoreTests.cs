using Emu.CacheFormat;
using Emu.CacheProbe;
using Emu.Engine.Cache;
using Emu.Host;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Cache;

public sealed class FileStoreTests : IDisposable
{
    private readonly CacheFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_one_process_added_the_next_one_executes()
    {
        folder.Fill(StoreCases.Returning(42), StoreCases.Returning(43, page: 1));
        using CodeStore store = folder.Open();
        Region? region = store.FindPage(0).Find(8);
        Assert.Equal(42, StoreCases.Call(region));
        Assert.Equal(RegionOrigin.Cached, region!.Origin);
        Assert.Equal(3ul, region.Lines);
        Assert.Equal(4, region.GuestInstructions);
        Assert.Equal([0, 8], region.Entries.ToArray());
        Assert.Equal((2, 1), (store.Statistics.CachedRegions, store.Statistics.BoundRegions));
        Assert.Empty(folder.Warnings);
    }

    [Fact]
    public void The_folder_is_made_for_its_owner_alone()
    {
        folder.Fill(StoreCases.Returning(1));
        Assert.Equal("700", Convert.ToString((int)HostFile.StatusOf(folder.Path)!.Value.Mode, 8));
        Assert.Equal("600", Convert.ToString((int)HostFile.StatusOf(folder.File)!.Value.Mode, 8));
    }

    [Fact]
    public void What_another_store_adds_is_found_while_both_are_open()
    {
        using CodeStore first = folder.Open();
        using CodeStore second = folder.Open();
        PageRegions page = second.FindPage(0);
        first.Add(StoreCases.Returning(5));
        Assert.Null(page.Find(0));
        second.FindPage(1);
        Assert.True(page.IsForgotten);
        page = second.FindPage(0);
        first.Add(StoreCases.Returning(6, level: OptimizationLevel.Full));
        Assert.Equal(5, StoreCases.Call(page.Find(0)));
        second.FindPage(1);
        Assert.Equal(6, StoreCases.Call(page.Find(0)));
    }

    [Fact]
    public void A_region_that_another_store_has_added_is_not_added_again()
    {
        using CodeStore first = folder.Open();
        using CodeStore second = folder.Open();
        first.Add(StoreCases.Returning(5));
        long length = new FileInfo(folder.File).Length;
        Assert.Equal(5, StoreCases.Call(second.Add(StoreCases.Returning(6))));
        Assert.Equal(length, new FileInfo(folder.File).Length);
        Assert.Equal(1, second.Statistics.Duplicates);
    }

    [Fact]
    public void A_better_region_takes_the_place_of_the_one_before()
    {
        folder.Fill(StoreCases.Returning(1), StoreCases.Returning(2, level: OptimizationLevel.Full));
        Assert.Equal(2, folder.Run());
    }

    [Fact]
    public void Code_of_another_environment_is_left_alone_and_kept()
    {
        folder.Fill(StoreCases.Returning(1));
        CacheEnvironment other = StoreCases.Environment with { HostFeatures = "x86-64-v4" };
        using (CodeStore store = new(folder.Options with { Environment = other }))
        {
            Assert.Null(store.FindPage(0).Find(0));
            Assert.Equal(1, store.Statistics.OtherEnvironment);
            store.Add(StoreCases.Returning(2));
        }

        Assert.Equal(1, folder.Run());
        Assert.Empty(folder.Warnings);
    }

    [Fact]
    public void A_read_only_cache_is_executed_and_not_changed()
    {
        folder.Fill(StoreCases.Returning(1));
        DateTime time = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(folder.File, time);
        byte[] before = File.ReadAllBytes(folder.File);
        using (CodeStore store = folder.Open(CacheMode.ReadOnly))
        {
            Assert.Equal(1, StoreCases.Call(store.FindPage(0).Find(0)));
            Assert.Equal(2, StoreCases.Call(store.Add(StoreCases.Returning(2, page: 1))));
            store.AddProfile(PageHash.Of(StoreCases.Page(0)), StoreCases.Page(0), [new BlockHeat(0, 1)]);
        }

        Assert.Equal(before, File.ReadAllBytes(folder.File));
        Assert.Equal(time, File.GetLastWriteTimeUtc(folder.File));
        Assert.Empty(folder.Warnings);
    }

    [Fact]
    public void A_cache_that_is_off_makes_no_file()
    {
        using (CodeStore store = folder.Open(CacheMode.Off)) store.Add(StoreCases.Returning(1));
        Assert.False(Directory.Exists(folder.Path));
    }

    [Fact]
    public void A_page_that_another_image_has_too_is_found_in_its_file()
    {
        folder.Fill(StoreCases.Returning(9));
        using CodeStore store = new(folder.Options with { ImageHash = 1 });
        Assert.Equal(9, StoreCases.Call(store.FindPage(0).Find(0)));
        Assert.Null(store.FindPage(1).Find(0));
        Assert.Equal(1, store.Statistics.SharedRegions);
    }

    [Fact]
    public void A_file_that_the_user_names_serves_any_image()
    {
        string file = folder.Path + ".own";
        using (CodeStore store = new(folder.Options with { File = file })) store.Add(StoreCases.Returning(3));
        using CodeStore other = new(folder.Options with { File = file, ImageHash = 1 });
        Assert.Equal(3, StoreCases.Call(other.FindPage(0).Find(0)));
        Assert.False(Directory.Exists(folder.Path));
    }

    [Fact]
    public void A_file_that_is_full_is_left_as_it_is_and_memory_goes_on()
    {
        using CodeStore store = new(folder.Options with { MaximumFileSize = 80 << 10 });
        Assert.Equal(1, StoreCases.Call(store.Add(StoreCases.Returning(1, padding: 8000))));
        long length = new FileInfo(folder.File).Length;
        Assert.Equal(2, StoreCases.Call(store.Add(StoreCases.Returning(2, page: 1, padding: 8000))));
        Assert.Equal(length, new FileInfo(folder.File).Length);
        Assert.True(store.Statistics.MemoryBytes > 8000);
    }

    [Fact]
    public void The_profile_is_kept_from_run_to_run_and_grows_only_by_what_is_new()
    {
        byte[] page = StoreCases.Page(0);
        UInt128 hash = PageHash.Of(page);
        Profile(new BlockHeat(4, 100), new BlockHeat(0, 7));
        long length = new FileInfo(folder.File).Length;
        Profile(new BlockHeat(4, 120));
        Assert.Equal(length, new FileInfo(folder.File).Length);
        Profile(new BlockHeat(4, 300), new BlockHeat(8, 1));
        using CodeStore store = folder.Open();
        ProfiledPage read = Assert.Single(store.ReadProfile());
        Assert.Equal(page, read.Page);
        Assert.Equal([new BlockHeat(0, 7), new BlockHeat(4, 300), new BlockHeat(8, 1)], read.Blocks);

        void Profile(params BlockHeat[] heats)
        {
            using CodeStore run = folder.Open();
            run.AddProfile(hash, page, heats);
        }
    }

    [Fact]
    public void The_profile_outlives_a_change_of_the_code_generator()
    {
        using (CodeStore store = folder.Open())
            store.AddProfile(PageHash.Of(StoreCases.Page(0)), StoreCases.Page(0), [new BlockHeat(4, 100)]);
        CacheEnvironment newer = StoreCases.Environment with { GeneratorHash = "4567" };
        using CodeStore upgraded = new(folder.Options with { Environment = newer });
        Assert.Single(upgraded.ReadProfile());
    }

    [Fact]
    public void A_file_that_old_versions_have_filled_makes_room_for_the_current_one()
    {
        CacheEnvironment newer = StoreCases.Environment with { GeneratorHash = "4567" };
        using (CodeStore store = new(folder.Options with { Environment = newer }))
        {
            store.Add(StoreCases.Returning(1));
            store.AddProfile(PageHash.Of(StoreCases.Page(0)), StoreCases.Page(0), [new BlockHeat(4, 100)]);
        }

        folder.Fill(Large(pages: 40));
        long full = new FileInfo(folder.File).Length;
        using (CodeStore store = new(folder.Options with { Environment = newer, MaximumFileSize = (ulong)full }))
        {
            Assert.Equal(1, StoreCases.Call(store.FindPage(0).Find(0)));
            Assert.Single(store.ReadProfile());
            Assert.Equal(0, store.Statistics.OtherEnvironment);
        }

        Assert.True(new FileInfo(folder.File).Length < full / 2);
        Assert.True(CacheInspector.Verify(folder.File).IsSound);
        Assert.Empty(folder.Warnings);
    }

    [Fact]
    public void A_file_that_is_nearly_full_keeps_what_was_used_and_what_is_newest()
    {
        folder.Fill(Large(pages: 40));
        long full = new FileInfo(folder.File).Length;
        CodeStoreOptions options = folder.Options with { MaximumFileSize = (ulong)(full / 5 * 6) };
        using (CodeStore store = new(options)) Assert.Equal(102, StoreCases.Call(store.FindPage(2).Find(0)));
        Assert.InRange(new FileInfo(folder.File).Length, full / 2, full / 5 * 3);
        Assert.Equal(102, folder.Run(page: 2));
        Assert.Equal(139, folder.Run(page: 39));
        Assert.Null(folder.Run(page: 1));
        Assert.Null(folder.Run(page: 3));
        Assert.True(CacheInspector.Verify(folder.File).IsSound);
        Assert.Empty(folder.Warnings);
    }

    [Fact]
    public void What_a_process_has_added_to_a_full_file_is_not_lost_when_it_ends()
    {
        int pages = 40;
        folder.Fill(Large(pages));
        long full = new FileInfo(folder.File).Length;
        using (CodeStore store = new(folder.Options with { MaximumFileSize = (ulong)(full / 4 * 5) + (64 << 10) }))
        {
            for (; store.Statistics.MemoryBytes == 0; pages++)
                store.Add(StoreCases.Returning(100 + pages, pages, padding: 4000));
        }

        // The last one had no room.
        Assert.InRange(pages, 45, 60);
        Assert.Null(folder.Run(page: 0));
        for (int page = 40; page < pages - 1; page++) Assert.Equal(100 + page, folder.Run(page));
        Assert.Empty(folder.Warnings);
    }

    [Fact]
    public void A_file_that_is_nearly_full_stays_as_it_is_while_another_store_uses_it()
    {
        folder.Fill(Large(pages: 40));
        long full = new FileInfo(folder.File).Length;
        using CodeStore user = folder.Open();
        new CodeStore(folder.Options with { MaximumFileSize = (ulong)full }).Dispose();
        Assert.Equal(full, new FileInfo(folder.File).Length);
        Assert.Equal(100, StoreCases.Call(user.FindPage(0).Find(0)));
    }

    [Fact]
    public void A_file_of_which_all_was_used_stays_as_it_is()
    {
        folder.Fill(Large(pages: 40));
        long full = new FileInfo(folder.File).Length;
        using (CodeStore store = new(folder.Options with { MaximumFileSize = (ulong)(full / 5 * 6) }))
            for (int page = 0; page < 40; page++) Assert.Equal(100 + page, StoreCases.Call(store.FindPage(page).Find(0)));
        Assert.Equal(full, new FileInfo(folder.File).Length);
    }

    [Fact]
    public void A_file_in_use_is_not_made_smaller()
    {
        folder.Fill([.. Enumerable.Range(0, 20).Select(page => StoreCases.Returning(1, page, padding: 2000))]);
        using CodeStore user = folder.Open();
        long length = new FileInfo(folder.File).Length;
        CacheEnvironment newer = StoreCases.Environment with { GeneratorHash = "4567" };
        new CodeStore(folder.Options with { Environment = newer, MaximumFileSize = (ulong)length }).Dispose();
        Assert.Equal(length, new FileInfo(folder.File).Length);
    }

    [Fact]
    public void A_file_with_regions_of_the_earlier_form_keeps_its_pages_and_profile_and_takes_new_regions()
    {
        byte[] page = StoreCases.Page(0);
        UInt128 hash = PageHash.Of(page), environment = StoreCases.Environment.Key;
        folder.Fill();
        using (CacheFile file = CacheFile.OpenForAppending(folder.File, null, default, CodeFileOpener.Patience))
        using (CacheAppender appender = file.BeginAppending(CodeFileOpener.Patience))
        {
            appender.Append(RecordKind.OldRegion, environment, hash, new byte[200]);
            appender.Append(RecordKind.Page, 0, hash, PagePayload.Encode(page));
            appender.Append(RecordKind.Profile, 0, hash, ProfilePayload.Encode([new BlockCount(0, 5)]));
        }

        byte[] before = File.ReadAllBytes(folder.File);
        using (CodeStore store = folder.Open())
        {
            Assert.Empty(store.FindPage(0).Regions);
            Assert.Equal(page, Assert.Single(store.ReadProfile()).Page);
            store.Add(StoreCases.Returning(7));
        }

        Assert.Equal(7, folder.Run());
        Assert.Equal(before.AsSpan(128), File.ReadAllBytes(folder.File).AsSpan(128, before.Length - 128));
        Assert.Equal(1, CacheInspector.Inspect(folder.File).OldRegions);
        Assert.True(CacheInspector.Verify(folder.File).IsSound);
        Assert.Empty(folder.Warnings);
    }

    private static TranslatedRegion[] Large(int pages) =>
        [.. Enumerable.Range(0, pages).Select(page => StoreCases.Returning(100 + page, page, padding: 4000))];
}
