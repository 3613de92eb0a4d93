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

    private CacheFile(string path, SafeFileHandle handle, CacheHeader header)
    {
        Path = path;
        this.handle = handle;
        Header = header;
    }

    /// <summary>The name that it was opened by.</summary>
    public string Path { get; }

    /// <summary>What it is for.</summary>
    public CacheHeader Header { get; }

    /// <summary>The open file, for mapping it.</summary>
    public SafeFileHandle Handle => handle;

    /// <summary>Opens an existing file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expectedImage">The image that it must belong to; null for any.</param>
    /// <exception cref="CacheFileException">It is missing, not trustworthy, or no sound cache file.</exception>
    public static CacheFile OpenForReading(string path, UInt128? expectedImage)
    {
        SafeFileHandle handle = PrivateDescriptors.Keep(
            HostFile.OpenForReading(path, out HostError error) ?? throw Refusal(path, error));
        return Guarded(handle, () =>
        {
            CheckOwner(path, handle, rootIsTrusted: true);
            CacheHeader header = CheckContent(path, handle, expectedImage);
            _ = HostFile.TryLock(handle, CacheLayout.UseLock, exclusive: false);
            return new CacheFile(path, handle, header);
        });
    }

    /// <summary>Opens a file to read and to append to, and begins it when it is new or empty.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="expectedImage">The image that it must belong to; null for any.</param>
    /// <param name="fresh">Header of a new file.</param>
    /// <param name="patience">How long to wait for another process that begins or appends to it.</param>
    /// <exception cref="CacheFileException">It is not trustworthy, or no sound cache file, or cannot be
    /// written.</exception>
    public static CacheFile OpenForAppending(
        string path, UInt128? expectedImage, CacheHeader fresh, TimeSpan patience)
    {
        SafeFileHandle handle = PrivateDescriptors.Keep(
            HostFile.OpenForWriting(path, out HostError error) ?? throw Refusal(path, error));
        return Guarded(handle, () =>
        {
            CheckOwner(path, handle, rootIsTrusted: false);
            using CacheLock turn = CacheLock.Take(handle, path, patience);
            _ = HostFile.TryLock(handle, CacheLayout.UseLock, exclusive: false);
            if (RandomAccess.GetLength(handle) == 0) Begin(path, handle, fresh);
            return new CacheFile(path, handle, CheckContent(path, handle, expectedImage));
        });
    }

    /// <summary>
    /// Renames a file that <see cref="OpenForAppending"/> found unsound, and gives its new name; null when somebody
    /// else has put it aside or replaced it in the meantime.
    /// </summary>
    /// <exception cref="CacheFileException">It cannot be renamed.</exception>
    public static string? PutAside(string path, UInt128? expectedImage)
    {
        using SafeFileHandle? handle = HostFile.OpenForReading(path, out HostError error);
        if (handle is null) return error.IsMissing ? null : throw Refusal(path, error);
        try
        {
            CheckContent(path, handle, expectedImage);
            return null;
        }
        catch (CacheFileException e) when (e.IsContent)
        {
            if (!IsSame(handle, path)) return null;
            string aside = Rename(path);
            if (IsSame(handle, aside)) return aside;
            // Another process was faster, and this is the sound file that it began.
            Rename(aside, path);
            return null;
        }
    }

    /// <summary>Length of the file up to which records are published.</summary>
    /// <exception cref="CacheFileException">The file was damaged since it was opened.</exception>
    public long ReadPublished() => ReadPublished(Path, handle);

    /// <summary>Bytes that the file has, published or not.</summary>
    public long Length => RandomAccess.GetLength(handle);

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
        while (scanner.Next(out long position, out RecordHeader header)) found(position, header);
        return scanner.Gaps;
    }

    /// <summary>Reads a record's payload; false when it is not what was written.</summary>
    public bool TryReadPayload(long position, in RecordHeader header, [NotNullWhen(true)] out byte[]? payload)
    {
        payload = new byte[header.PayloadLength];
        if (TryReadPayload(position, header, payload.AsSpan())) return true;
        payload = null;
        return false;
    }

    /// <summary>As the other one, into a buffer of the payload's length.</summary>
    public bool TryReadPayload(long position, in RecordHeader header, Span<byte> payload) =>
        FileReading.Fill(handle, payload, position + CacheLayout.RecordHeaderLength) == payload.Length
            && header.Matches(payload, Header.Seed);

    /// <summary>Waits for the file to be free, and begins to append.</summary>
    /// <exception cref="CacheFileException">Another process keeps it locked, or it was damaged.</exception>
    public CacheAppender BeginAppending(TimeSpan patience)
    {
        CacheLock turn = CacheLock.Take(handle, Path, patience);
        try
        {
            return new CacheAppender(this, turn, ReadPublished());
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Notes that the file is in use now, which keeps it from being the first to go. Failure does not
    /// matter.</summary>
    public void Touch()
    {
        try
        {
            File.SetLastWriteTimeUtc(handle, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The time of its last change stands in for it.
        }
    }

    /// <summary>Closes the file and gives up its locks. Mappings stay.</summary>
    public void Dispose() => handle.Dispose();

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

    private static CacheFileException Refusal(string path, HostError error) =>
        new(
            error.IsMissing ? CacheFault.Missing
                : error.IsNotPermitted ? CacheFault.NotPermitted : CacheFault.Refused, path, error.ToString());

    private static void CheckOwner(string path, SafeFileHandle handle, bool rootIsTrusted)
    {
        if (HostFile.StatusOf(handle) is not { } status)
            throw new CacheFileException(CacheFault.Refused, path, "the host does not say whose it is");
        if (!status.IsRegular) throw new CacheFileException(CacheFault.NotRegular, path);
        if (status.Owner != HostFile.EffectiveUser && !(rootIsTrusted && status.Owner == 0))
            throw new CacheFileException(CacheFault.ForeignOwner, path, $"user {status.Owner}");
        if (status.IsWritableByOthers) throw new CacheFileException(CacheFault.WritableByOthers, path);
    }

    private static void Begin(string path, SafeFileHandle handle, CacheHeader fresh)
    {
        try
        {
            HostFile.Write(handle, fresh.ToBytes(), 0);
        }
        catch (IOException e)
        {
            throw new CacheFileException(CacheFault.WriteFailed, path, e.Message);
        }
    }

    private static CacheHeader CheckContent(string path, SafeFileHandle handle, UInt128? expectedImage)
    {
        byte[] bytes = new byte[CacheLayout.HeaderLength];
        int length = FileReading.Fill(handle, bytes, 0);
        if (CacheHeader.Read(bytes.AsSpan(0, length), out CacheHeader header) is { } fault)
            throw new CacheFileException(fault, path, $"{length} bytes");
        if (header.Version != CacheLayout.Version)
            throw new CacheFileException(CacheFault.OtherVersion, path, $"{header.Version}");
        if (expectedImage is { } image && header.ImageHash != image)
            throw new CacheFileException(CacheFault.OtherImage, path, $"{header.ImageHash:x32}");
        ReadPublished(path, handle);
        return header;
    }

    private static long ReadPublished(string path, SafeFileHandle handle)
    {
        Span<byte> words = stackalloc byte[CacheLayout.PublishedBytes];
        // A writer changes both words in one step, but the host does not promise that a reader sees it as one.
        for (int attempt = 0; attempt < 100; attempt++)
        {
            if (FileReading.Fill(handle, words, CacheLayout.PublishedOffset) < words.Length) break;
            if (CacheHeader.ReadPublished(words) is not { } published) continue;
            long length = RandomAccess.GetLength(handle);
            if (published <= length) return published;
            throw new CacheFileException(CacheFault.Truncated, path, $"{length} of {published} bytes");
        }

        throw new CacheFileException(CacheFault.DamagedHeader, path);
    }

    private static bool IsSame(SafeFileHandle handle, string path) =>
        HostFile.StatusOf(handle) is { } opened && HostFile.StatusOf(path) is { } named && opened.IsSameFile(named);

    private static string Rename(string path)
    {
        int number = 1;
        while (!Rename(path, $"{path}.bad-{number}")) number++;
        return $"{path}.bad-{number}";
    }

    /// <summary>False when the new name is taken.</summary>
    private static bool Rename(string path, string name)
    {
        try
        {
            File.Move(path, name, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(name))
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CacheFileException(CacheFault.Refused, path, e.Message);
        }
    }
}
