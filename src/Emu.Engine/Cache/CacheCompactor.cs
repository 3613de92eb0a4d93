using Emu.CacheFormat;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Engine.Cache;

/// <summary>
/// Makes room in a file that has become large by the code of many environments, as each new version of the emulator has
/// one, and takes damaged records out: a new file with what is left takes its place.
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
    /// <exception cref="IOException">The file system has no locks.</exception>
    public static bool TryCompact(CachePlace place, UInt128 environment)
    {
        using SafeFileHandle use = place.Open(FileAccessMode.Write);
        return HostFile.TryLock(use, CacheLayout.UseLock, exclusive: true) && TryCopy(
            place, header => header.Environment == environment || header.Environment == 0,
            (published, size, isDamaged) => !isDamaged && published - size >= published * WorthCopying);
    }

    /// <summary>As <see cref="TryCompact"/>, but leaves out only what is damaged.</summary>
    public static bool TryMend(CachePlace place)
    {
        using SafeFileHandle use = place.Open(FileAccessMode.Write);
        return HostFile.TryLock(use, CacheLayout.UseLock, exclusive: true) && TryMendUnused(place);
    }

    /// <summary>As <see cref="TryMend(CachePlace)"/>, for the only one who uses the file, and goes on with the old one.</summary>
    public static bool TryMend(CachePlace place, CacheFile open) =>
        open.IsAt(place) && open.TryBecomeOnlyUser() && TryMendUnused(place);

    private static bool TryMendUnused(CachePlace place) => TryCopy(place, _ => true, (_, _, _) => true);

    private static bool TryCopy(
        CachePlace place, Func<RecordHeader, bool> isKept, Func<long, long, bool, bool> isWorthIt)
    {
        using CacheFile old = CacheFile.OpenForReading(place, expectedImage: null);
        List<(long Position, RecordHeader Header)> kept = [];
        long published = old.ReadPublished(), size = CacheLayout.FirstRecord;
        int gaps = old.Scan(size, published, (position, header) =>
        {
            if (!isKept(header)) return;
            kept.Add((position, header));
            size += header.Extent;
        });
        if (!isWorthIt(published, size, old.IsDamaged || gaps != 0)) return false;
        using CachePlace copy = place.With(place.Name + ".compacting");
        copy.Remove();
        try
        {
            Copy(old, kept, copy);
            copy.Replace(place);
            return true;
        }
        catch
        {
            copy.Remove();
            throw;
        }
    }

    private static void Copy(CacheFile old, List<(long Position, RecordHeader Header)> kept, CachePlace place)
    {
        using CacheFile copy = CacheFile.OpenForAppending(place, null, old.Header, CodeFileOpener.Patience);
        using (CacheAppender appender = copy.BeginAppending(CodeFileOpener.Patience))
        {
            foreach ((long position, RecordHeader header) in kept)
            {
                if (old.TryReadPayload(position, header, out byte[]? payload))
                    appender.Append(header.Kind, header.Environment, header.PageHash, payload);
            }
        }

        if (old.HasFailed) throw new CacheFileException(CacheFault.Refused, old.Path, "not all of it can be read");
        // Else a crash could leave the new name with nothing behind it.
        copy.Synchronise();
    }
}
