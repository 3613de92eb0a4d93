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
    /// <exception cref="IOException">The directory cannot be read, or a file not removed.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static CollectionResult Collect(CacheDirectory directory, long maximumSize)
    {
        IReadOnlyList<CacheFileEntry> entries = directory.List();
        long size = entries.Sum(entry => entry.Length);
        List<CacheFileEntry> removed = [];
        foreach (CacheFileEntry entry in entries.Reverse())
        {
            if (size <= maximumSize) break;
            if (!TryRemoveUnused(entry)) continue;
            size -= entry.Length;
            removed.Add(entry);
        }

        return new CollectionResult(removed, size);
    }

    /// <summary>
    /// Removes a file. Emulators that use it go on with what they have mapped; what they add from now on is lost.
    /// </summary>
    /// <exception cref="IOException">The host refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Remove(CacheFileEntry entry) => File.Delete(entry.Path);

    private static bool TryRemoveUnused(CacheFileEntry entry)
    {
        using SafeFileHandle? file = HostFile.OpenExistingForWriting(entry.Path, out HostError error);
        if (file is null && error.IsMissing) return true;
        // Whoever uses a file holds a shared lock. One that cannot be locked at all is nobody's cache.
        if (file is not null && !entry.IsAside && !TryLockUse(file)) return false;
        Remove(entry);
        return true;
    }

    private static bool TryLockUse(SafeFileHandle file)
    {
        try
        {
            return HostFile.TryLock(file, CacheLayout.UseLock, exclusive: true);
        }
        catch (IOException)
        {
            return true;
        }
    }
}
