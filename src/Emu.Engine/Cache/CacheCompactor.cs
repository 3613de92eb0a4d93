using Emu.CacheFormat;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Engine.Cache;

/// <summary>
/// Makes room in a file that has become large by the code of many environments, as each new version of the emulator has
/// one, or of programs and kernels that its guest no longer has, and takes damaged records out: a new file with what is left
/// takes its place.
/// </summary>
internal static class CacheCompactor
{
    /// <summary>What must go for the copying to be worth it, as a share of the file.</summary>
    private const double WorthCopying = 1.0 / 3;

    /// <summary>As that, where without it nothing could be added.</summary>
    private const double WorthTrimming = 1.0 / 4;

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

    /// <summary>As <see cref="TryMend(CachePlace)"/>, for the only process that uses the file, which keeps the old one
    /// open.</summary>
    public static bool TryMend(CachePlace place, CacheFile open) =>
        open.IsAt(place) && open.TryBecomeOnlyUser() && TryMendUnused(place);

    /// <summary>Leaves the oldest of what was not used out of a file, for the only process that uses it, which keeps
    /// the old one open.</summary>
    /// <param name="place">The file.</param>
    /// <param name="open">The same, as its user has it open.</param>
    /// <param name="isUsed">Whether the region at a position was used; it stays.</param>
    /// <param name="target">Bytes that are to be left.</param>
    public static bool TryTrim(CachePlace place, CacheFile open, Func<long, bool> isUsed, long target) =>
        open.IsAt(place) && open.TryBecomeOnlyUser() && TryTrimUnused(place, isUsed, target);

    private static bool TryMendUnused(CachePlace place) => TryCopy(place, _ => true, (_, _, _) => true);

    private static bool TryTrimUnused(CachePlace place, Func<long, bool> isUsed, long target) => TryCopySelected(
        place, records => Newest(records, isUsed, target),
        (published, size, isDamaged) => !isDamaged && published - size >= published * WorthTrimming);

    // What is said of a page that code is used of stays with the code.
    private static List<Record> Newest(List<Record> records, Func<long, bool> isUsed, long target)
    {
        HashSet<UInt128> pages = [.. records.Where(each => isUsed(each.Position)).Select(each => each.Header.PageHash)];
        bool IsUsed(Record each) => isUsed(each.Position) || each.Header.Kind is RecordKind.Environment or RecordKind.Name
            || (each.Header.Kind != RecordKind.Region && pages.Contains(each.Header.PageHash));
        long room = target - CacheLayout.FirstRecord - records.Where(IsUsed).Sum(each => each.Header.Extent);
        List<Record> kept = [];
        foreach (Record each in Enumerable.Reverse(records))
        {
            if (IsUsed(each)) kept.Add(each);
            else if ((room -= each.Header.Extent) >= 0) kept.Add(each);
        }

        kept.Reverse();
        return kept;
    }

    private static bool TryCopy(
        CachePlace place, Func<RecordHeader, bool> isKept, Func<long, long, bool, bool> isWorthIt) =>
        TryCopySelected(place, records => records.FindAll(each => isKept(each.Header)), isWorthIt);

    private static bool TryCopySelected(
        CachePlace place, Func<List<Record>, List<Record>> select, Func<long, long, bool, bool> isWorthIt)
    {
        using CacheFile old = CacheFile.OpenForReading(place, expectedImage: null);
        List<Record> all = [];
        long published = old.ReadPublished();
        int gaps = old.Scan(
            CacheLayout.FirstRecord, published, (position, header) => all.Add(new Record(position, header)));
        List<Record> kept = select(all);
        long size = CacheLayout.FirstRecord + kept.Sum(each => each.Header.Extent);
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

    private static void Copy(CacheFile old, List<Record> kept, CachePlace place)
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

    /// <summary>Where a record is, and its header.</summary>
    private readonly record struct Record(long Position, RecordHeader Header);
}
