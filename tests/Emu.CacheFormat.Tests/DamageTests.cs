using CsCheck;

namespace Emu.CacheFormat.Tests;

public sealed class DamageTests : IDisposable
{
    private readonly TemporaryFile temporary = new();
    private readonly byte[] golden = File.ReadAllBytes(GoldenFile.Path);

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_file_that_is_cut_anywhere_is_refused()
    {
        for (int length = 0; length < golden.Length; length++)
        {
            File.WriteAllBytes(temporary.Path, golden.AsSpan(0, length));
            CacheFileException error = Assert.Throws<CacheFileException>(() => FileContent.Of(temporary.Path));
            Assert.Equal(CacheFault.Truncated, error.Fault);
            Assert.True(error.IsContent);
        }
    }

    [Fact]
    public void What_lies_behind_the_published_length_is_not_read()
    {
        File.WriteAllBytes(temporary.Path, [.. golden, .. golden[128..]]);
        Assert.Equal(7, FileContent.Of(temporary.Path).Records.Count);
    }

    [Fact]
    public void Flipped_bits_never_make_a_record_that_was_not_written()
    {
        HashSet<Record> written = [.. FileContent.Of(GoldenFile.Path).Records];
        Gen.Int[0, (golden.Length * 8) - 1].Array[1, 4].Sample(
            bits =>
            {
                byte[] bytes = [.. golden];
                foreach (int bit in bits) bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                File.WriteAllBytes(temporary.Path, bytes);
                try
                {
                    Assert.All(FileContent.Of(temporary.Path).Records, record => Assert.Contains(record, written));
                }
                catch (CacheFileException e)
                {
                    Assert.True(e.IsContent, e.Message);
                    Assert.True(bits.Any(bit => bit / 8 < CacheLayout.HeaderLength), e.Message);
                }
            },
            iter: 1000, threads: 1);
    }

    [Fact]
    public void A_damaged_record_hides_no_other_one()
    {
        using CacheFile sound = CacheFile.OpenForReading(GoldenFile.Path, null);
        List<long> positions = [];
        sound.Scan(CacheLayout.HeaderLength, sound.ReadPublished(), (position, _) => positions.Add(position));
        foreach (long position in positions)
        {
            byte[] bytes = [.. golden];
            bytes[position + 10] ^= 0x40;
            File.WriteAllBytes(temporary.Path, bytes);
            FileContent content = FileContent.Of(temporary.Path);
            Assert.Equal((6, 1), (content.Records.Count, content.Damaged));
        }
    }

    [Fact]
    public void What_a_guest_puts_into_a_page_cannot_pass_for_a_record()
    {
        // The bytes of a whole sound file of another seed, as a page that is stored behind a damaged record header.
        byte[] page = new byte[CacheLayout.PageSize];
        golden.AsSpan(CacheLayout.HeaderLength, 1024).CopyTo(page.AsSpan(CacheLayout.Alignment - 4));
        CacheHeader header = GoldenFile.Header with { Seed = 1 };
        long position;
        using (CacheFile file = CacheFile.OpenForAppending(temporary.Path, null, header, TimeSpan.FromSeconds(1)))
        using (CacheAppender appender = file.BeginAppending(TimeSpan.FromSeconds(1)))
            position = appender.Append(RecordKind.Page, 0, 0, PagePayload.EncodeStored(page));
        byte[] bytes = File.ReadAllBytes(temporary.Path);
        bytes[position + 8] ^= 1;
        File.WriteAllBytes(temporary.Path, bytes);
        FileContent content = FileContent.Of(temporary.Path);
        Assert.Equal((0, 1), (content.Records.Count, content.Damaged));
    }

    public static TheoryData<string, CacheFault> Seeds => new()
    {
        { "empty", CacheFault.Truncated },
        { "cut-header", CacheFault.Truncated },
        { "cut-record", CacheFault.Truncated },
        { "other-magic", CacheFault.ForeignFormat },
        { "other-version", CacheFault.OtherVersion },
        { "flipped-seed", CacheFault.DamagedHeader },
        { "torn-length", CacheFault.DamagedHeader },
        { "length-beyond-end", CacheFault.Truncated },
    };

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_damaged_file_is_refused_for_what_it_is(string name, CacheFault fault)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "seeds", $"{name}.emucode");
        CacheFileException error = Assert.Throws<CacheFileException>(() => FileContent.Of(path));
        Assert.Equal(fault, error.Fault);
        Assert.Contains(path, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_file_of_another_image_is_refused_where_one_is_expected()
    {
        CacheFileException error =
            Assert.Throws<CacheFileException>(() => CacheFile.OpenForReading(GoldenFile.Path, 5));
        Assert.Equal(CacheFault.OtherImage, error.Fault);
    }
}
