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
    public void A_file_that_is_cut_anywhere_is_put_aside_and_made_anew()
    {
        for (int length = 1; length < sound.Length; length += 7)
        {
            byte[] cut = sound[..length];
            File.WriteAllBytes(folder.File, cut);
            folder.Warnings.Clear();
            Assert.Null(folder.Run());
            string line = Assert.Single(folder.Warnings);
            string aside = folder.File + ".bad-1";
            Assert.Contains(aside, line);
            Assert.Equal(cut, File.ReadAllBytes(aside));
            File.Delete(aside);
            folder.Fill(StoreCases.Returning(7));
            Assert.Equal(7, folder.Run());
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
                Assert.True(found >= Pages - bits.Length || bits.Any(bit => bit / 8 < CacheLayout.HeaderLength));
                Assert.True(folder.Warnings.Count <= 1, string.Join('\n', folder.Warnings));
                foreach (string aside in Directory.GetFiles(folder.Path, "*.bad-*")) File.Delete(aside);
            },
            iter: 1000, threads: 1);

    [Theory]
    [InlineData("other-version", "version 3")]
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

    [Fact]
    public void A_read_only_cache_leaves_a_damaged_file_where_it_is()
    {
        File.WriteAllBytes(folder.File, sound[..200]);
        Assert.Null(folder.Run(mode: CacheMode.ReadOnly));
        Assert.Single(folder.Warnings);
        Assert.Equal(200, new FileInfo(folder.File).Length);
    }

    [Fact]
    public void A_file_that_is_cut_while_it_is_used_gives_no_code_that_is_not_there()
    {
        using CodeStore store = folder.Open();
        using (FileStream stream = File.OpenWrite(folder.File)) stream.SetLength(300);
        Assert.Null(store.FindPage(3).Find(0));
        Assert.Equal(8, StoreCases.Call(store.Add(StoreCases.Returning(8, page: 20))));
        Assert.All(folder.Warnings, line => Assert.Contains(folder.File, line));
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
