using Emu.CacheFormat;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Engine.Cache;

/// <summary>
/// Makes room in a file that has become large by the code of many environments, as each new version of the emulator has
/// one: a new file with what the current one uses takes its place.
/// </summary>
internal static class CacheCompactor
{
    /// <summary>What must go for the copying to be worth it, as a share of the file.</summary>
    private const double WorthCopying = 1.0 / 3;

    /// <summary>
    /// Leaves the code of other environments out of a file, unless that is little or another emulator uses the file.
    /// Killed at any moment, it leaves the old file or the new one. False when nothing was done.
    /// </summary>
    /// <exception cref="CacheFileException">The file is unsound, or the new one cannot be written; the file is as it
    /// was.</exception>
    /// <exception cref="IOException">The new file cannot take the old one's place.</exception>
    public static bool TryCompact(string path, UInt128 environment)
    {
        using SafeFileHandle? use = HostFile.OpenExistingForWriting(path, out _);
        if (use is null || !HostFile.TryLock(use, CacheLayout.UseLock, exclusive: true)) return false;
        using CacheFile old = CacheFile.OpenForReading(path, expectedImage: null);
        List<(long Position, RecordHeader Header)> kept = [];
        long published = old.ReadPublished(), size = CacheLayout.HeaderLength;
        old.Scan(size, published, (position, header) =>
        {
            if (header.Environment != environment && header.Environment != 0) return;
            kept.Add((position, header));
            size += header.Extent;
        });
        if (published - size < published * WorthCopying) return false;
        string copy = path + ".compacting";
        File.Delete(copy);
        try
        {
            Copy(old, kept, copy);
            File.Move(copy, path, overwrite: true);
            return true;
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static void Copy(CacheFile old, List<(long Position, RecordHeader Header)> kept, string path)
    {
        using CacheFile copy = CacheFile.OpenForAppending(path, null, old.Header, CodeFileOpener.Patience);
        using CacheAppender appender = copy.BeginAppending(CodeFileOpener.Patience);
        foreach ((long position, RecordHeader header) in kept)
        {
            if (old.TryReadPayload(position, header, out byte[]? payload))
                appender.Append(header.Kind, header.Environment, header.PageHash, payload);
        }
    }
}
