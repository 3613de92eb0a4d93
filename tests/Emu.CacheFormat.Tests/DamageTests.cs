using System.Diagnostics;
using CsCheck;

namespace Emu.CacheFormat.Tests;

public sealed class DamageTests : IDisposable
{
    private readonly TemporaryFile temporary = new();
    private readonly byte[] golden = File.ReadAllBytes(GoldenFile.Path);

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_file_that_is_cut_anywhere_loses_no_whole_record()
    {
        List<long> ends = [];
        using CacheFile sound = CacheFile.OpenForReading(GoldenFile.Path, null);
        sound.Scan(
            CacheLayout.FirstRecord, sound.ReadPublished(), (position, header) => ends.Add(position + header.Extent));
        IReadOnlyList<Record> written = FileContent.Of(GoldenFile.Path).Records;
        for (int length = CacheLayout.HeaderLength; length < golden.Length; length += 9)
        {
            File.WriteAllBytes(temporary.Path, golden.AsSpan(0, length));
            FileContent content = FileContent.Of(temporary.Path);
            Assert.Equal(written.Take(ends.Count(end => end <= length)), content.Records);
            Assert.True(content.IsDamaged);
        }
    }

    [Fact]
    public void A_file_that_is_cut_in_its_header_is_refused()
    {
        for (int length = 1; length < CacheLayout.HeaderLength; length++)
        {
            File.WriteAllBytes(temporary.Path, golden.AsSpan(0, length));
            CacheFileException error = Assert.Throws<CacheFileException>(() => FileContent.Of(temporary.Path));
            Assert.Equal(CacheFault.Truncated, error.Fault);
            Assert.True(error.IsContent);
        }
    }

    [Fact]
    public void A_flipped_bit_in_the_header_or_its_copy_loses_nothing_and_is_mended()
    {
        IReadOnlyList<Record> written = FileContent.Of(GoldenFile.Path).Records;
        int[] places =
        [
            .. Enumerable.Range(0, CacheLayout.PublishedOffset + CacheLayout.PublishedBytes),
            .. Enumerable.Range(CacheLayout.HeaderCopyOffset, CacheLayout.HeaderCopyLength),
        ];
        foreach (int place in places)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] bytes = [.. golden];
                bytes[place] ^= (byte)(1 << bit);
                File.WriteAllBytes(temporary.Path, bytes);
                Assert.Equal(written, FileContent.Of(temporary.Path).Records);
                Mend();
                Assert.Equal(golden, File.ReadAllBytes(temporary.Path));
            }
        }
    }

    [Fact]
    public void A_sector_that_is_lost_loses_the_records_in_it_and_no_others()
    {
        const int sector = 512;
        List<(long Start, long End)> extents = [];
        using CacheFile sound = CacheFile.OpenForReading(GoldenFile.Path, null);
        sound.Scan(
            CacheLayout.FirstRecord, sound.ReadPublished(),
            (position, header) => extents.Add((position, position + header.Extent)));
        for (int start = 0; start < golden.Length; start += sector)
        {
            byte[] bytes = [.. golden];
            Span<byte> lost = bytes.AsSpan(start, Math.Min(sector, bytes.Length - start));
            new Random(start).NextBytes(lost);
            File.WriteAllBytes(temporary.Path, bytes);
            int whole = extents.Count(each => each.End <= start || each.Start >= start + sector);
            Assert.Equal(whole, FileContent.Of(temporary.Path).Records.Count);
            Mend();
            Assert.Equal(whole, FileContent.Of(temporary.Path).Records.Count);
        }
    }

    [Theory]
    [InlineData(1L << 40)]
    [InlineData(1L << 31)]
    public void A_hole_is_passed_over_however_long_it_is(long length)
    {
        File.WriteAllBytes(temporary.Path, golden);
        using (FileStream stream = File.OpenWrite(temporary.Path))
        {
            stream.SetLength(length);
            byte[] words = new byte[CacheLayout.PublishedBytes];
            CacheHeader.WritePublished(words, length);
            stream.Position = CacheLayout.PublishedOffset;
            stream.Write(words);
        }

        long start = Stopwatch.GetTimestamp();
        Assert.Equal(8, FileContent.Of(temporary.Path).Records.Count);
        Mend();
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void What_lies_behind_the_published_length_is_not_read()
    {
        File.WriteAllBytes(temporary.Path, [.. golden, .. golden[CacheLayout.FirstRecord..]]);
        Assert.Equal(8, FileContent.Of(temporary.Path).Records.Count);
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
                    // Of the header and its copy, one is enough.
                    Assert.True(bits.Any(bit => bit / 8 < CacheLayout.HeaderCopyLength), e.Message);
                    Assert.True(bits.Any(bit => bit / 8 >= CacheLayout.HeaderCopyOffset), e.Message);
                }
            },
            iter: 1000, threads: 1);
    }

    [Fact]
    public void A_damaged_record_hides_no_other_one()
    {
        using CacheFile sound = CacheFile.OpenForReading(GoldenFile.Path, null);
        List<long> positions = [];
        sound.Scan(CacheLayout.FirstRecord, sound.ReadPublished(), (position, _) => positions.Add(position));
        foreach (long position in positions)
        {
            byte[] bytes = [.. golden];
            bytes[position + 10] ^= 0x40;
            File.WriteAllBytes(temporary.Path, bytes);
            FileContent content = FileContent.Of(temporary.Path);
            Assert.Equal((7, 1), (content.Records.Count, content.Damaged));
        }
    }

    [Fact]
    public void What_a_guest_puts_into_a_page_cannot_pass_for_a_record()
    {
        // The bytes of a whole sound file of another seed, as a page that is stored behind a damaged record header.
        byte[] page = new byte[CacheLayout.PageSize];
        golden.AsSpan(CacheLayout.FirstRecord, 1024).CopyTo(page.AsSpan(CacheLayout.Alignment - 4));
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
        { "cut-header", CacheFault.Truncated },
        { "other-magic", CacheFault.ForeignFormat },
        { "other-version", CacheFault.OtherVersion },
        { "flipped-seed", CacheFault.DamagedHeader },
    };

    [Theory]
    [InlineData("empty", false)]
    [InlineData("cut-record", true)]
    [InlineData("torn-length", true)]
    [InlineData("length-beyond-end", true)]
    public void A_file_without_records_is_no_error(string name, bool isDamaged)
    {
        FileContent content = FileContent.Of(Path.Combine(AppContext.BaseDirectory, "seeds", $"{name}.emucode"));
        Assert.Empty(content.Records);
        Assert.Equal(isDamaged, content.IsDamaged);
    }

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

    private void Mend() =>
        CacheFile.OpenForAppending(temporary.Path, null, default, TimeSpan.FromSeconds(1)).Dispose();
}
