using System.Diagnostics.CodeAnalysis;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.CacheFormat;

/// <summary>
/// An open cache file. Records are read with system calls, never through a mapping, so that a file that somebody
/// truncates gives an error instead of killing the process. Any thread may read; one at a time may append.
/// </summary>
public sealed class CacheFile : IDisposable
{
    private readonly SafeFileHandle handle;

    // Replaced once, when an empty file is begun by another process.
    private volatile BegunHeader header;

    private CacheFile(string path, SafeFileHandle handle, BegunHeader header)
    {
        Path = path;
        this.handle = handle;
        this.header = header;
    }

    /// <summary>The name that it was opened by.</summary>
    public string Path { get; }

    /// <summary>What it is for. Of an empty file that is read: what was expected.</summary>
    public CacheHeader Header => header.Header;

    /// <summary>Its header was damaged, or it ended before its published records did, when it was opened or read last: what is
    /// left of it is used.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>The host did not read some of it: what seems damaged may be sound.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Opens an existing file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expectedImage">The image that it must belong to; null for any.</param>
    /// <exception cref="CacheFileException">It is missing, not trustworthy, or no cache file.</exception>
    public static CacheFile OpenForReading(string path, UInt128? expectedImage)
    {
        using CachePlace place = CachePlace.Of(path);
        return OpenForReading(place, expectedImage);
    }

    /// <summary>As the other one.</summary>
    public static CacheFile OpenForReading(CachePlace place, UInt128? expectedImage)
    {
        ArgumentNullException.ThrowIfNull(place);
        string path = place.Path;
        SafeFileHandle handle = place.Open(FileAccessMode.Read);
        return Guarded(handle, () =>
        {
            CheckOwner(path, handle, rootIsTrusted: true);
            BegunHeader header = ReadHeader(path, handle, expectedImage);
            HoldUse(handle);
            return new CacheFile(path, handle, header) { IsDamaged = header.IsDamaged };
        });
    }

    /// <summary>Opens a file to read and to append to, begins it when it is new or empty, and mends its header.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="expectedImage">The image that it must belong to; null for any.</param>
    /// <param name="fresh">Header of a new file.</param>
    /// <param name="patience">How long to wait for another process that begins or appends to it.</param>
    /// <exception cref="CacheFileException">It is not trustworthy, or no cache file, or cannot be written.</exception>
    public static CacheFile OpenForAppending(
        string path, UInt128? expectedImage, CacheHeader fresh, TimeSpan patience)
    {
        using CachePlace place = CachePlace.Of(path);
        return OpenForAppending(place, expectedImage, fresh, patience);
    }

    /// <summary>As the other one.</summary>
    public static CacheFile OpenForAppending(
        CachePlace place, UInt128? expectedImage, CacheHeader fresh, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(place);
        string path = place.Path;
        SafeFileHandle handle = place.Open(FileAccessMode.Create);
        return Guarded(handle, () =>
        {
            CheckOwner(path, handle, rootIsTrusted: false);
            using CacheLock turn = CacheLock.Take(handle, path, patience);
            HoldUse(handle);
            if (IsUnbegun(path, handle)) Write(path, handle, fresh.ToNewFile(), 0);
            CacheFile file = new(path, handle, ReadHeader(path, handle, expectedImage));
            file.Mend();
            file.MendCopy();
            return file;
        });
    }

    /// <summary>
    /// Renames a file that <see cref="OpenForAppending(CachePlace, UInt128?, CacheHeader, TimeSpan)"/> found to be none, and
    /// gives its new name; null when somebody else has put it aside or replaced it in the meantime.
    /// </summary>
    /// <exception cref="CacheFileException">It cannot be renamed.</exception>
    public static string? PutAside(string path, UInt128? expectedImage)
    {
        using CachePlace place = CachePlace.Of(path);
        return PutAside(place, expectedImage);
    }

    /// <summary>As the other one.</summary>
    public static string? PutAside(CachePlace place, UInt128? expectedImage)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (place.Status is null) return null;
        using SafeFileHandle handle = place.Open(FileAccessMode.Read);
        try
        {
            ReadHeader(place.Path, handle, expectedImage);
            return null;
        }
        catch (CacheFileException e) when (e.IsContent)
        {
            if (!place.IsOf(handle)) return null;
            CachePlace aside = Rename(place);
            if (aside.IsOf(handle)) return aside.Path;
            // Another process was faster, and this is the sound file that it began.
            aside.TryRename(place.Name);
            return null;
        }
    }

    /// <summary>Length of the file up to which records are published; what it has, when that is damaged.</summary>
    /// <exception cref="CacheFileException">The host does not read it.</exception>
    public long ReadPublished()
    {
        long length = FileReading.LengthOf(handle, Path);
        if (!header.IsBegun)
        {
            if (length == 0) return CacheLayout.FirstRecord;
            header = ReadHeader(Path, handle, Header.ImageHash == 0 ? null : Header.ImageHash);
        }

        long? published = ReadPublishedWords();
        // The file may have grown since its length was read.
        if (published > length) length = FileReading.LengthOf(handle, Path);
        if (published <= length) return published.Value;
        // What was begun and nothing more has lost nothing.
        IsDamaged |= published != CacheLayout.FirstRecord;
        return SearchEnd(length);
    }

    /// <summary>Bytes that the file has, published or not; 0 when the host does not say.</summary>
    public long Length => HostFile.StatusOf(handle)?.Size ?? 0;

    /// <summary>When its content was last changed, or <see cref="Touch"/> called.</summary>
    public DateTime Modified => HostFile.StatusOf(handle)?.Modified ?? default;

    /// <summary>
    /// Reads the headers of all records between two record boundaries. Where one is damaged, the next sound one is
    /// looked for. Returns how many gaps there were.
    /// </summary>
    /// <param name="from">Where a record begins.</param>
    /// <param name="to">Published length.</param>
    /// <param name="found">Called for each record with its position.</param>
    public int Scan(long from, long to, Action<long, RecordHeader> found)
    {
        RecordScanner scanner = new(handle, Header.Seed, from, to);
        while (scanner.Next(out long position, out RecordHeader record)) found(position, record);
        HasFailed |= scanner.HasFailed;
        return scanner.Gaps;
    }

    /// <summary>Reads a record's payload; false when it is not what was written.</summary>
    public bool TryReadPayload(long position, in RecordHeader record, [NotNullWhen(true)] out byte[]? payload)
    {
        payload = null;
        // A length that is no longer the file's would cost memory for nothing.
        if (position + record.PayloadLength > Length) return false;
        byte[] bytes = new byte[record.PayloadLength];
        if (!TryReadPayload(position, record, bytes.AsSpan())) return false;
        payload = bytes;
        return true;
    }

    /// <summary>As the other one, into a buffer of the payload's length.</summary>
    public bool TryReadPayload(long position, in RecordHeader record, Span<byte> payload)
    {
        int count = HostFile.Read(handle, payload, position + CacheLayout.RecordHeaderLength);
        HasFailed |= count < 0;
        return count == payload.Length && record.Matches(payload, Header.Seed);
    }

    /// <summary>Waits for the file to be free, and begins to append.</summary>
    /// <exception cref="CacheFileException">Another process keeps it locked, or it cannot be written.</exception>
    public CacheAppender BeginAppending(TimeSpan patience)
    {
        CacheLock turn = CacheLock.Take(handle, Path, patience);
        try
        {
            return new CacheAppender(this, turn, Mend());
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Notes that the file is in use now, which keeps it from being the first to go. When that fails, the time of its
    /// last change stands in for it.</summary>
    public void Touch() => _ = HostFile.Touch(handle);

    /// <summary>Takes the lock that says that nobody else uses the file; false when somebody does.</summary>
    /// <exception cref="IOException">The file system has no locks.</exception>
    public bool TryBecomeOnlyUser() => HostFile.TryLock(handle, CacheLayout.UseLock, exclusive: true);

    /// <summary>True when this is the file that is at a place now.</summary>
    public bool IsAt(CachePlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return place.IsOf(handle);
    }

    /// <summary>Brings all that was written to the disk.</summary>
    /// <exception cref="CacheFileException">The medium fails.</exception>
    public void Synchronise()
    {
        try
        {
            HostFile.Synchronise(handle);
        }
        catch (IOException e)
        {
            throw new CacheFileException(CacheFault.WriteFailed, Path, e.Message);
        }
    }

    /// <summary>Closes the file and gives up its locks.</summary>
    public void Dispose() => handle.Dispose();

    /// <summary>Writes bytes at a position.</summary>
    /// <exception cref="CacheFileException">The host does not write them.</exception>
    internal void Write(ReadOnlySpan<byte> bytes, long position) => Write(Path, handle, bytes, position);

    private static void Write(string path, SafeFileHandle handle, ReadOnlySpan<byte> bytes, long position)
    {
        try
        {
            HostFile.Write(handle, bytes, position);
        }
        catch (IOException e)
        {
            throw new CacheFileException(CacheFault.WriteFailed, path, e.Message);
        }
    }

    private static CacheFile Guarded(SafeFileHandle handle, Func<CacheFile> open)
    {
        try
        {
            return open();
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void CheckOwner(string path, SafeFileHandle handle, bool rootIsTrusted)
    {
        if (HostFile.StatusOf(handle) is not { } status)
            throw new CacheFileException(CacheFault.Refused, path, "the host does not say whose it is");
        if (!status.IsRegular) throw new CacheFileException(CacheFault.NotRegular, path);
        if (status.Owner != HostFile.EffectiveUser && !(rootIsTrusted && status.Owner == 0))
            throw new CacheFileException(CacheFault.ForeignOwner, path, $"user {status.Owner}");
        if (status.IsWritableByOthers) throw new CacheFileException(CacheFault.WritableByOthers, path);
    }

    // Without it the file may be removed while it is in use, which harms nobody.
    private static void HoldUse(SafeFileHandle handle)
    {
        try
        {
            _ = HostFile.TryLock(handle, CacheLayout.UseLock, exclusive: false);
        }
        catch (IOException)
        {
            // A file system without locks.
        }
    }

    private static BegunHeader ReadHeader(string path, SafeFileHandle handle, UInt128? expectedImage)
    {
        byte[] bytes = new byte[CacheLayout.HeaderLength];
        int length = FileReading.Fill(handle, bytes, 0, path);
        if (length == 0)
            return new BegunHeader(new CacheHeader(CacheLayout.Version, expectedImage ?? 0, 0), IsBegun: false);
        CacheFault? fault = CacheHeader.Read(bytes.AsSpan(0, length), out CacheHeader header);
        if (fault is not null && !TryReadCopy(handle, out header))
            throw new CacheFileException(fault.Value, path, $"{length} bytes");
        if (header.Version != CacheLayout.Version)
            throw new CacheFileException(CacheFault.OtherVersion, path, $"{header.Version}");
        if (expectedImage is { } image && header.ImageHash != image)
            throw new CacheFileException(CacheFault.OtherImage, path, $"{header.ImageHash:x32}");
        return new BegunHeader(header, IsBegun: true, IsDamaged: fault is not null);
    }

    private static bool TryReadCopy(SafeFileHandle handle, out CacheHeader header)
    {
        Span<byte> bytes = stackalloc byte[CacheLayout.HeaderCopyLength];
        int length = FileReading.Fill(handle, bytes, CacheLayout.HeaderCopyOffset);
        return CacheHeader.TryReadCopy(bytes[..length], out header);
    }

    // Both words; null when they contradict each other for longer than a writer's change of them can take.
    private long? ReadPublishedWords()
    {
        Span<byte> words = stackalloc byte[CacheLayout.PublishedBytes];
        // A writer changes both words in one step, but the host does not promise that a reader sees it as one.
        for (int attempt = 0; attempt < 100; attempt++)
        {
            if (FileReading.Fill(handle, words, CacheLayout.PublishedOffset, Path) < words.Length) return null;
            if (CacheHeader.ReadPublished(words) is { } published) return published;
        }

        return null;
    }

    // Nothing that was written can be in it: a process was killed, or the disk was full, when it was begun.
    private static bool IsUnbegun(string path, SafeFileHandle handle)
    {
        Span<byte> bytes = stackalloc byte[CacheLayout.HeaderLength];
        int length = FileReading.Fill(handle, bytes, 0, path);
        return length < bytes.Length && CacheHeader.Read(bytes[..length], out _) == CacheFault.Truncated;
    }

    /// <summary>
    /// The published length. Where the header is not what was written, or that length makes no sense, both are written again:
    /// the last sound record then ends what is published. Call with the lock held.
    /// </summary>
    private long Mend()
    {
        long length = FileReading.LengthOf(handle, Path);
        Span<byte> found = stackalloc byte[CacheLayout.HeaderLength];
        int count = FileReading.Fill(handle, found, 0, Path);
        bool isWhole = CacheHeader.TryReadCopy(found[..count], out CacheHeader there);
        long? published = count < found.Length ? null : CacheHeader.ReadPublished(found[CacheLayout.PublishedOffset..]);
        if (isWhole && there == Header && published <= length) return published.Value;
        if (isWhole && there != Header)
            throw new CacheFileException(CacheFault.Refused, Path, "another process has begun it anew");
        // What was begun and nothing more has lost nothing.
        IsDamaged |= !isWhole || published != CacheLayout.FirstRecord;
        Write(Header.ToBytes().AsSpan(0, CacheLayout.HeaderCopyLength), 0);
        MendCopy();
        RecordScanner scanner = new(handle, Header.Seed, CacheLayout.FirstRecord, SearchEnd(length));
        while (scanner.Next(out _, out _))
        {
            // Only where the last one ends is of interest.
        }

        CacheHeader.WritePublished(found, scanner.SoundEnd);
        Write(found[..CacheLayout.PublishedBytes], CacheLayout.PublishedOffset);
        return scanner.SoundEnd;
    }

    /// <summary>Writes the copy of the header again when it has been damaged. Call with the lock held.</summary>
    private void MendCopy()
    {
        if (!TryReadCopy(handle, out CacheHeader copy) || copy != Header)
            Write(Header.ToBytes().AsSpan(0, CacheLayout.HeaderCopyLength), CacheLayout.HeaderCopyOffset);
    }

    private static long SearchEnd(long length) =>
        Math.Clamp(length & -CacheLayout.Alignment, CacheLayout.FirstRecord, CacheLayout.MaximumLength);

    private static CachePlace Rename(CachePlace place)
    {
        const int most = 10_000;
        for (int number = 1; number < most; number++)
        {
            string name = $"{place.Name}.bad-{number}";
            if (place.TryRename(name)) return place.With(name);
        }

        throw new CacheFileException(
            CacheFault.Refused, place.Path, $"there are {most} files of that name that were put aside; remove some");
    }

    private sealed record BegunHeader(CacheHeader Header, bool IsBegun, bool IsDamaged = false);
}
