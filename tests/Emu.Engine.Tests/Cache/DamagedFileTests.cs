using CsCheck;
using Emu.CacheFormat;
using Emu.CacheProbe;
using Emu.Engine.Cache;

namespace Emu.Engine.Tests.Cache;

public sealed class DamagedFileTests : IDisposable
{
    private const int Pages = 6;

    private readonly CacheFolder folder = new();
    private readonly byte[] sound;

    public DamagedFileTests()
    {
        folder.Fill([.. Enumerable.Range(0, Pages).Select(page => StoreCases.Returning(page + 100, page, padding: 30))]);
        sound = File.ReadAllBytes(folder.File);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_that_is_cut_anywhere_keeps_what_is_whole_and_goes_on()
    {
        int mostFound = 0;
        for (int length = 1; length < sound.Length; length += 7)
        {
            File.WriteAllBytes(folder.File, sound[..length]);
            folder.Warnings.Clear();
            int found = RunAll();
            Assert.True(found >= mostFound, $"cut to {length}: {found} regions, {mostFound} before");
            mostFound = found;
            // Before there is a header there is nothing that could be lost.
            Assert.Equal(length < CacheLayout.HeaderLength ? 0 : 1, folder.Warnings.Count);
            folder.Fill(StoreCases.Returning(7, page: 20));
            Assert.Equal(7, folder.Run(20));
            Assert.Equal(found, RunAll());
            Assert.True(folder.Warnings.Count <= 1, string.Join('\n', folder.Warnings));
        }

        Assert.Equal(Pages - 1, mostFound);
    }

    [Fact]
    public void Damage_is_told_of_once()
    {
        for (int at = CacheLayout.FirstRecord + 10; at < sound.Length; at += 50)
        {
            byte[] bytes = [.. sound];
            bytes[at] ^= 0x10;
            File.WriteAllBytes(folder.File, bytes);
            folder.Warnings.Clear();
            int found = RunAll();
            Assert.True(found >= Pages - 1, $"{found} regions are left after damage at {at}");
            // Nobody looks at the zeros between records.
            Assert.True(folder.Warnings.Count <= 1 && (folder.Warnings.Count == 1 || found == Pages));
            folder.Warnings.Clear();
            Assert.Equal(found, RunAll());
            Assert.Empty(folder.Warnings);
        }
    }

    [Fact]
    public void An_empty_file_is_begun()
    {
        File.WriteAllBytes(folder.File, []);
        folder.Fill(StoreCases.Returning(7));
        Assert.Equal(7, folder.Run());
        Assert.Empty(folder.Warnings);
    }

    [Fact]
    public void Flipped_bits_never_run_code_that_was_not_written() =>
        Gen.Int[0, (sound.Length * 8) - 1].Array[1, 6].Sample(
            bits =>
            {
                byte[] bytes = [.. sound];
                foreach (int bit in bits) bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                File.WriteAllBytes(folder.File, bytes);
                folder.Warnings.Clear();
                int found = RunAll();
                // Of the header and its copy, one is enough.
                bool hasHeader = !bits.Any(bit => bit / 8 < CacheLayout.HeaderCopyLength)
                    || !bits.Any(bit => bit / 8 is >= CacheLayout.HeaderCopyOffset and < CacheLayout.FirstRecord);
                Assert.True(found >= Pages - bits.Length || !hasHeader);
                Assert.True(folder.Warnings.Count <= 1, string.Join('\n', folder.Warnings));
                foreach (string aside in Directory.GetFiles(folder.Path, "*.bad-*")) File.Delete(aside);
            },
            iter: 1000, threads: 1);

    [Theory]
    [InlineData("other-version", "version 4")]
    [InlineData("other-magic", "not a code cache")]
    [InlineData("flipped-seed", "damaged header")]
    [InlineData("length-beyond-end", "another guest image")]
    public void Another_file_in_its_place_is_kept_aside_and_told_in_one_line(string seed, string words)
    {
        byte[] other = File.ReadAllBytes(SeedPath(seed));
        File.WriteAllBytes(folder.File, other);
        folder.Fill(StoreCases.Returning(7));
        string line = Assert.Single(folder.Warnings);
        Assert.Contains(words, line);
        Assert.DoesNotContain('\n', line);
        Assert.Equal(other, File.ReadAllBytes(folder.File + ".bad-1"));
        Assert.Equal(7, folder.Run());
    }

    [Fact]
    public void The_file_of_another_image_is_kept_aside()
    {
        string other = new CacheDirectory(folder.Path).PathOf(1);
        File.Move(folder.File, other);
        using (CodeStore store = new(folder.Options with { ImageHash = 1 }))
            Assert.Null(store.FindPage(0).Find(0));
        Assert.Contains("another guest image", Assert.Single(folder.Warnings));
        Assert.Equal(sound, File.ReadAllBytes(other + ".bad-1"));
    }

    [Fact]
    public void Nothing_that_the_user_names_is_renamed_unless_it_is_a_cache()
    {
        string file = folder.Path + ".img";
        File.WriteAllText(file, "a disk image");
        using (CodeStore store = new(folder.Options with { File = file }))
            Assert.Equal(7, StoreCases.Call(store.Add(StoreCases.Returning(7))));
        Assert.Contains("is not a code cache", Assert.Single(folder.Warnings));
        Assert.Equal("a disk image", File.ReadAllText(file));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(5000)]
    public void A_read_only_cache_leaves_a_damaged_file_as_it_is(int length)
    {
        File.WriteAllBytes(folder.File, sound[..length]);
        Assert.Null(folder.Run(page: Pages - 1, mode: CacheMode.ReadOnly));
        Assert.Single(folder.Warnings);
        Assert.Equal(sound[..length], File.ReadAllBytes(folder.File));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(5000)]
    public void A_file_that_is_cut_while_it_is_used_gives_no_code_that_is_not_there(int length)
    {
        using CodeStore store = folder.Open();
        Region bound = store.FindPage(2).Find(0)!;
        using (FileStream stream = File.OpenWrite(folder.File)) stream.SetLength(length);
        // What is bound runs on: its code is no part of the file any more.
        Assert.Equal(102, StoreCases.Call(bound));
        Assert.Null(store.FindPage(5).Find(0));
        Assert.Equal(8, StoreCases.Call(store.Add(StoreCases.Returning(8, page: 20))));
        Assert.Contains(folder.File, Assert.Single(folder.Warnings));
    }

    [Fact]
    public void What_is_bound_does_not_change_with_the_file()
    {
        using CodeStore store = folder.Open();
        Region bound = store.FindPage(2).Find(0)!;
        byte[] bytes = new byte[sound.Length];
        bytes.AsSpan().Fill(0xcc);
        using (FileStream stream = File.OpenWrite(folder.File)) stream.Write(bytes);
        Assert.Equal(102, StoreCases.Call(bound));
        Assert.Null(store.FindPage(3).Find(0));
    }

    private static string SeedPath(string name) =>
        Path.Combine(AppContext.BaseDirectory, "seeds", $"{name}.emucode");

    /// <summary>Runs the code of all pages that there is; returns how many there were.</summary>
    private int RunAll()
    {
        using CodeStore store = folder.Open();
        int found = 0;
        for (int page = 0; page < Pages; page++)
        {
            if (store.FindPage(page).Find(0) is not { } region) continue;
            Assert.Equal(page + 100, StoreCases.Call(region));
            found++;
        }

        return found;
    }
}
