namespace Emu.CacheFormat.Tests;

public sealed class GoldenTests : IDisposable
{
    private readonly TemporaryFile temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Writing_gives_the_golden_bytes()
    {
        GoldenFile.Write(temporary.Path);
        Assert.Equal(
            Convert.ToHexString(File.ReadAllBytes(GoldenFile.Path)),
            Convert.ToHexString(File.ReadAllBytes(temporary.Path)));
    }

    [Fact]
    public void The_golden_file_has_a_sound_header()
    {
        using CacheFile file = CacheFile.OpenForReading(GoldenFile.Path, GoldenFile.Header.ImageHash);
        Assert.Equal(GoldenFile.Header, file.Header);
        Assert.Equal(new FileInfo(GoldenFile.Path).Length, file.ReadPublished());
    }

    [Fact]
    public void The_golden_file_has_a_record_of_each_kind()
    {
        FileContent content = FileContent.Of(GoldenFile.Path);
        Assert.Equal(0, content.Damaged);
        Assert.Equal(
            [
                RecordKind.Environment, RecordKind.Region, RecordKind.OldRegion, (RecordKind)0x7777, RecordKind.Page,
                RecordKind.Page, RecordKind.Profile, RecordKind.Name,
            ],
            content.Records.Select(record => record.Kind));
    }

    [Fact]
    public void An_environment_is_read_as_it_was_written()
    {
        Record record = Read(0);
        string text = EnvironmentPayload.Decode(Convert.FromHexString(record.Payload));
        Assert.Equal(GoldenFile.EnvironmentText, text);
        Assert.Equal(EnvironmentPayload.KeyOf(text), record.Environment);
    }

    [Fact]
    public void A_region_is_read_as_it_was_written()
    {
        Record record = Read(1);
        Assert.Equal(GoldenFile.PageHash, record.PageHash);
        Assert.True(RegionPayload.TryDecode(Convert.FromHexString(record.Payload), out RegionPayload? region));
        Assert.Equal(GoldenFile.Region.Entries, region.Entries);
        Assert.Equal(GoldenFile.Region.EntryOffsets, region.EntryOffsets);
        Assert.Equal(GoldenFile.Region.Blocks, region.Blocks);
        Assert.Equal(
            GoldenFile.Region.Neighbours.Select(PayloadTests.Flat), region.Neighbours.Select(PayloadTests.Flat));
        Assert.Equal(GoldenFile.Region.Code.ToArray(), region.Code.ToArray());
        Assert.Equal(
            (GoldenFile.Region.Source, GoldenFile.Region.GuestInstructions, GoldenFile.Region.Level),
            (region.Source, region.GuestInstructions, region.Level));
        Assert.Equal(GoldenFile.Region.CodeMode, region.CodeMode);
        Assert.Equal(GoldenFile.Region.Origin, region.Origin);
    }

    [Fact]
    public void Pages_are_read_as_they_were_written()
    {
        Assert.Equal(GoldenFile.StoredPage, PagePayload.Decode(Convert.FromHexString(Read(4).Payload)));
        Assert.Equal(new byte[4096], PagePayload.Decode(Convert.FromHexString(Read(5).Payload)));
    }

    [Fact]
    public void A_profile_is_read_as_it_was_written() =>
        Assert.Equal(GoldenFile.Profile, ProfilePayload.Decode(Convert.FromHexString(Read(6).Payload))!);

    [Fact]
    public void A_name_is_read_as_it_was_written()
    {
        Assert.Equal(GoldenFile.Name, NamePayload.Decode(Convert.FromHexString(Read(7).Payload)));
        Assert.Null(NamePayload.Decode([]));
        Assert.Null(NamePayload.Decode("a\0b"u8));
        Assert.Null(NamePayload.Decode(new byte[NamePayload.MostBytes + 1]));
        Assert.Null(NamePayload.Encode(new string('a', NamePayload.MostBytes + 1)));
    }

    [Fact]
    public void Code_lies_at_a_multiple_of_its_alignment_in_the_file()
    {
        using CacheFile file = CacheFile.OpenForReading(GoldenFile.Path, null);
        byte[] bytes = File.ReadAllBytes(GoldenFile.Path);
        file.Scan(CacheLayout.FirstRecord, file.ReadPublished(), (position, header) =>
        {
            if (header.Kind != RecordKind.Region) return;
            int code = (int)position + CacheLayout.RecordHeaderLength + GoldenFile.Region.CodeOffset;
            Assert.Equal(0, code % CacheLayout.Alignment);
            Assert.Equal(GoldenFile.Region.Code.ToArray(), bytes[code..(code + GoldenFile.Region.Code.Length)]);
        });
    }

    private static Record Read(int index) => FileContent.Of(GoldenFile.Path).Records[index];
}
