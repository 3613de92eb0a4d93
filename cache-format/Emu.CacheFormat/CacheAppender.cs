namespace Emu.CacheFormat;

/// <summary>A turn to append records, during which no other process does. Disposing it ends the turn.</summary>
public sealed class CacheAppender : IDisposable
{
    private readonly CacheFile file;
    private readonly CacheLock turn;

    internal CacheAppender(CacheFile file, CacheLock turn, long published)
    {
        this.file = file;
        this.turn = turn;
        Published = published;
    }

    /// <summary>Length of the file up to which records are published; where the next one goes.</summary>
    public long Published { get; private set; }

    /// <summary>
    /// Writes a record behind the published ones, then publishes it. Killed at any moment, the process leaves a sound
    /// file, with the record or without it. Returns the record's position.
    /// </summary>
    /// <exception cref="CacheFileException">The host does not write it; the file is as it was.</exception>
    public long Append(RecordKind kind, UInt128 environment, UInt128 pageHash, ReadOnlySpan<byte> payload)
    {
        RecordHeader header = RecordHeader.For(kind, environment, pageHash, payload, file.Header.Seed);
        byte[] record = new byte[header.Extent];
        header.Write(record, file.Header.Seed);
        payload.CopyTo(record.AsSpan(CacheLayout.RecordHeaderLength));
        Span<byte> words = stackalloc byte[CacheLayout.PublishedBytes];
        long position = Published;
        CacheHeader.WritePublished(words, position + record.Length);
        file.Write(record, position);
        file.Write(words, CacheLayout.PublishedOffset);
        Published += record.Length;
        return position;
    }

    public void Dispose() => turn.Dispose();
}
