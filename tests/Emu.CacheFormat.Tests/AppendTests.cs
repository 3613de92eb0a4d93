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

    [Fact]
    public void A_file_that_is_cut_while_it_is_open_takes_no_more()
    {
        using CacheFile file = Open();
        using (CacheAppender appender = file.BeginAppending(Patience))
            appender.Append(RecordKind.Page, 0, 1, new byte[100]);
        using (FileStream stream = File.OpenWrite(temporary.Path)) stream.SetLength(200);
        CacheFileException error = Assert.Throws<CacheFileException>(() => file.BeginAppending(Patience));
        Assert.Equal(CacheFault.Truncated, error.Fault);
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

    private CacheFile Open() => CacheFile.OpenForAppending(temporary.Path, null, GoldenFile.Header, Patience);
}
