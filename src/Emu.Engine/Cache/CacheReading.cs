using Emu.CacheFormat;
using Emu.Translate.Regions;

namespace Emu.Engine.Cache;

/// <summary>A cache file that is looked through from beginning to end.</summary>
internal sealed class CacheReading : IDisposable
{
    private readonly CacheFile file;

    /// <exception cref="CacheFileException">It is no sound cache file.</exception>
    public CacheReading(string path)
    {
        file = CacheFile.OpenForReading(path, expectedImage: null);
        List<(long Position, RecordHeader Header)> records = [];
        Damaged = file.Scan(
            CacheLayout.FirstRecord, file.ReadPublished(), (position, header) => records.Add((position, header)));
        if (file.IsDamaged) Damaged++;
        Records = records;
    }

    public CacheHeader Header => file.Header;

    public long Length => file.Length;

    /// <summary>When an emulator last opened it to add to it, or did so.</summary>
    public DateTime LastUse => file.Modified;

    /// <summary>Records with sound headers, in the order of the file.</summary>
    public IReadOnlyList<(long Position, RecordHeader Header)> Records { get; }

    /// <summary>Gaps between them, and damaged payloads met so far.</summary>
    public int Damaged { get; private set; }

    /// <summary>A record's payload; null, and counted, when it is damaged.</summary>
    public byte[]? Payload(long position, RecordHeader header)
    {
        if (file.TryReadPayload(position, header, out byte[]? payload)) return payload;
        Damaged++;
        return null;
    }

    /// <summary>The region in a record's payload; null when it breaks a rule of the format.</summary>
    public static (RegionSummary Summary, RegionPayload Payload)? Region(
        long position, RecordHeader header, byte[] payload)
    {
        if (!RegionPayload.TryDecode(payload, out RegionPayload? region)) return null;
        RegionSummary summary = new(
            position, header.PageHash, header.Environment, region.Entries, region.GuestInstructions,
            (OptimizationLevel)region.Level, region.Code);
        return (summary, region);
    }

    public void Dispose() => file.Dispose();
}
