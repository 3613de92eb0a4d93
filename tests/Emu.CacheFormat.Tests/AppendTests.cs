namespace Emu.CacheFormat.Tests;

public sealed class AppendTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private readonly TemporaryFile temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_reader_sees_what_is_published_and_no_more()
    {
        using CacheFile writer = Open();
        using CacheFile reader = CacheFile.OpenForReading(temporary.Path, null);
        long before = reader.ReadPublished();
        using CacheAppender appender = writer.BeginAppending(Patience);
        appender.Append(RecordKind.Page, 0, 1, [1, 2, 3]);
        List<UInt128> pages = [];
        Assert.Equal(0, reader.Scan(before, reader.ReadPublished(), (_, header) => pages.Add(header.PageHash)));
        Assert.Equal([1], pages);
    }

    [Fact]
    public void What_a_killed_writer_left_unpublished_is_written_over()
    {
        Open().Dispose();
        File.AppendAllText(temporary.Path, new string('x', 1000));
        using (CacheFile file = Open())
        using (CacheAppender appender = file.BeginAppending(Patience))
            appender.Append(RecordKind.Page, 0, 1, [1]);
        Record record = Assert.Single(FileContent.Of(temporary.Path).Records);
        Assert.Equal("01", record.Payload);
    }

    [Fact]
    public void One_at_a_time_appends()
    {
        using CacheFile first = Open(), second = Open();
        using (first.BeginAppending(Patience))
        {
            CacheFileException error = Assert.Throws<CacheFileException>(() => second.BeginAppending(Patience));
            Assert.Equal(CacheFault.Locked, error.Fault);
        }

        second.BeginAppending(Patience).Dispose();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(100, 1)]
    [InlineData(200, 1)]
    [InlineData(5000, 2)]
    public void A_file_that_is_cut_while_it_is_open_is_mended_by_the_next_one_who_adds(int length, int left)
    {
        using CacheFile file = Open();
        for (int page = 1; page <= 3; page++) Append(file, page, new byte[600]);
        using (FileStream stream = File.OpenWrite(temporary.Path)) stream.SetLength(length);
        Assert.False(file.IsDamaged);
        Append(file, 9, [9]);
        Assert.True(file.IsDamaged);
        FileContent content = FileContent.Of(temporary.Path);
        Assert.Equal((left, 0), (content.Records.Count, content.Damaged));
        Assert.Equal("09", content.Records[^1].Payload);
    }

    [Fact]
    public void A_file_that_another_process_has_begun_anew_takes_nothing_from_those_before()
    {
        using CacheFile before = Open();
        using (FileStream stream = File.OpenWrite(temporary.Path)) stream.SetLength(0);
        CacheHeader header = GoldenFile.Header with { Seed = 5 };
        using CacheFile after = CacheFile.OpenForAppending(temporary.Path, null, header, Patience);
        Append(after, 1, [1]);
        CacheFileException error = Assert.Throws<CacheFileException>(() => before.BeginAppending(Patience));
        Assert.Contains("begun it anew", error.Message);
        Assert.Single(FileContent.Of(temporary.Path).Records);
    }

    [Fact]
    public void An_empty_file_has_no_records_until_it_is_begun()
    {
        File.WriteAllBytes(temporary.Path, []);
        using CacheFile reader = CacheFile.OpenForReading(temporary.Path, GoldenFile.Header.ImageHash);
        Assert.Equal(CacheLayout.FirstRecord, reader.ReadPublished());
        using CacheFile writer = Open();
        Append(writer, 1, [1]);
        List<UInt128> pages = [];
        Assert.Equal(
            0, reader.Scan(CacheLayout.FirstRecord, reader.ReadPublished(), (_, header) => pages.Add(header.PageHash)));
        Assert.Equal([1], pages);
        Assert.Equal(GoldenFile.Header, reader.Header);
        Assert.False(reader.IsDamaged);
    }

    [Fact]
    public void A_file_of_nothing_but_the_beginning_of_a_header_is_begun()
    {
        File.WriteAllBytes(temporary.Path, GoldenFile.Header.ToBytes()[..60]);
        Append(Open(), 1, [1]);
        Assert.Single(FileContent.Of(temporary.Path).Records);
    }

    [Fact]
    public void An_unsound_file_is_put_aside_with_its_content()
    {
        File.WriteAllText(temporary.Path, "one");
        Assert.Equal($"{temporary.Path}.bad-1", CacheFile.PutAside(temporary.Path, null));
        File.WriteAllText(temporary.Path, "two");
        Assert.Equal($"{temporary.Path}.bad-2", CacheFile.PutAside(temporary.Path, null));
        Assert.Equal("one", File.ReadAllText($"{temporary.Path}.bad-1"));
        Assert.Equal("two", File.ReadAllText($"{temporary.Path}.bad-2"));
    }

    [Fact]
    public void A_sound_file_is_not_put_aside()
    {
        Open().Dispose();
        Assert.Null(CacheFile.PutAside(temporary.Path, null));
        Assert.True(File.Exists(temporary.Path));
    }

    [Fact]
    public void A_folder_is_no_cache_file()
    {
        Directory.CreateDirectory(temporary.Path);
        CacheFileException error =
            Assert.Throws<CacheFileException>(() => CacheFile.OpenForReading(temporary.Path, null));
        Assert.Equal(CacheFault.NotRegular, error.Fault);
    }

    private static void Append(CacheFile file, int page, byte[] payload)
    {
        using CacheAppender appender = file.BeginAppending(Patience);
        appender.Append(RecordKind.Page, 0, (UInt128)page, payload);
    }

    private CacheFile Open() => CacheFile.OpenForAppending(temporary.Path, null, GoldenFile.Header, Patience);
}
