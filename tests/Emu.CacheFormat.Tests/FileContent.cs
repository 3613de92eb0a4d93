namespace Emu.CacheFormat.Tests;

/// <summary>A sound record of a file.</summary>
internal sealed record Record(RecordKind Kind, UInt128 Environment, UInt128 PageHash, string Payload);

/// <summary>All that can be read from a file.</summary>
internal sealed record FileContent(IReadOnlyList<Record> Records, int Damaged, bool IsDamaged)
{
    /// <exception cref="CacheFileException">It is no sound cache file.</exception>
    public static FileContent Of(string path)
    {
        using CacheFile file = CacheFile.OpenForReading(path, null);
        List<Record> records = [];
        int damaged = 0;
        damaged += file.Scan(CacheLayout.FirstRecord, file.ReadPublished(), (position, header) =>
        {
            if (file.TryReadPayload(position, header, out byte[]? payload))
                records.Add(new Record(
                    header.Kind, header.Environment, header.PageHash, Convert.ToHexString(payload)));
            else damaged++;
        });
        return new FileContent(records, damaged, file.IsDamaged);
    }
}
