using Emu.CacheFormat;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Engine.Cache;

/// <summary>Keeps a cache directory from growing without end: whole files go, those first that were put aside or not
/// used for longest.</summary>
public static class CacheCollector
{
    /// <summary>Bytes that a directory may hold when the user does not say: 1 GiB, some dozens of images.</summary>
    public const long DefaultMaximumSize = 1L << 30;

    /// <summary>
    /// Removes files until what is left is at most <paramref name="maximumSize"/> bytes. Files that an emulator has open
    /// stay, even if that is too much.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="maximumSize">0 for all that are not in use.</param>
    /// <exception cref="CacheFileException">The directory cannot be read, or a file not removed.</exception>
    public static CollectionResult Collect(CacheDirectory directory, long maximumSize)
    {
        ArgumentNullException.ThrowIfNull(directory);
        using HostFolder? folder = HostFolder.Open(directory.DirectoryPath, out HostError error);
        if (folder is not null) return Collect(directory, folder, maximumSize);
        return error.IsMissing ? new CollectionResult([], 0)
            : throw new CacheFileException(CacheFault.Refused, directory.DirectoryPath, error.ToString());
    }

    /// <summary>As the other one.</summary>
    internal static CollectionResult Collect(CacheDirectory directory, HostFolder folder, long maximumSize)
    {
        IReadOnlyList<CacheFileEntry> entries = directory.List(folder);
        long size = entries.Sum(entry => entry.Length);
        List<CacheFileEntry> removed = [];
        foreach (CacheFileEntry entry in entries.Reverse())
        {
            if (size <= maximumSize) break;
            using CachePlace place = directory.PlaceOf(folder, entry.Name);
            if (!entry.IsAside && IsInUse(place)) continue;
            place.Remove();
            size -= entry.Length;
            removed.Add(entry);
        }

        return new CollectionResult(removed, size);
    }

    /// <summary>
    /// Removes a file. Emulators that use it go on with what they have read; what they add from now on is lost.
    /// </summary>
    /// <exception cref="CacheFileException">The host refuses.</exception>
    public static void Remove(CacheFileEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        using CachePlace place = CachePlace.Of(entry.Path);
        place.Remove();
    }

    // Each process that uses a file holds a shared lock on it. A file that cannot be locked at all is no cache in use.
    private static bool IsInUse(CachePlace place)
    {
        try
        {
            using SafeFileHandle file = place.Open(FileAccessMode.Write);
            return !HostFile.TryLock(file, CacheLayout.UseLock, exclusive: true);
        }
        catch (Exception e) when (e is CacheFileException or IOException)
        {
            return false;
        }
    }
}
