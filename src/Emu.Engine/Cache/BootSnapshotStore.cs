using Emu.CacheFormat;
using Emu.CacheFormat.SavedState;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Engine.Cache;

/// <summary>The boot snapshots in a cache directory: files of the user alone, as many and as large as they may be. Those used longest
/// ago make room for new ones.</summary>
/// <param name="directory">The directory.</param>
public sealed class BootSnapshotStore(CacheDirectory directory)
{
    /// <summary>Most snapshots of a directory.</summary>
    public const int MostFiles = 32;

    /// <summary>Most bytes of all of them: 4 GiB.</summary>
    public const long MostBytes = 4L << 30;

    /// <summary>What follows the name of a file that is being written, before the number of the process.</summary>
    internal const string Unfinished = ".saving-";

    /// <summary>The snapshots, the last used first. None when there is no directory.</summary>
    /// <exception cref="CacheFileException">The directory cannot be read.</exception>
    public IReadOnlyList<CacheFileEntry> List()
    {
        using HostFolder? folder = HostFolder.Open(directory.DirectoryPath, out HostError error);
        if (folder is not null) return List(folder);
        return error.IsMissing ? [] : throw new CacheFileException(CacheFault.Refused, directory.DirectoryPath, error.ToString());
    }

    /// <summary>Opens the snapshot of a key for reading, and notes that it is used; null when there is none.</summary>
    /// <exception cref="CacheFileException">It is somebody else's, or the host refuses.</exception>
    public SafeFileHandle? Open(UInt128 key)
    {
        try
        {
            using HostFolder folder = directory.Open(create: false);
            using CachePlace place = directory.PlaceOf(folder, NameOf(key));
            SafeFileHandle file = place.Open(FileAccessMode.Read);
            try
            {
                Check(file, place.Path);
                Touch(file);
                return file;
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (CacheFileException e) when (e.Fault == CacheFault.Missing)
        {
            return null;
        }
    }

    /// <summary>Opens the directory for <see cref="Save"/>, and makes it if it is missing: from here on no name is looked up outside of
    /// it.</summary>
    /// <exception cref="CacheFileException">It belongs to another user, others may write to it, or the host refuses.</exception>
    public HostFolder OpenFolder() => directory.Open(create: true);

    /// <summary>Writes the snapshot of a key and brings it to the disk; only then it has its name, in one step, and old ones make
    /// room.</summary>
    /// <param name="folder">Of <see cref="OpenFolder"/>.</param>
    /// <param name="key">The key.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="CacheFileException">The host refuses.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Save(HostFolder folder, UInt128 key, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(write);
        string name = NameOf(key);
        using CachePlace place = directory.PlaceOf(folder, name), unfinished = directory.PlaceOf(folder, $"{name}{Unfinished}{Environment.ProcessId}");
        unfinished.Remove();
        try
        {
            using (SafeFileHandle file = unfinished.Open(FileAccessMode.Create))
            using (FileStream stream = new(file, FileAccess.Write, bufferSize: 0))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            unfinished.Replace(place);
        }
        catch
        {
            unfinished.Remove();
            throw;
        }

        Collect(folder, MostBytes, MostFiles, name);
    }

    /// <summary>Removes those used longest ago, and what emulators left behind that were killed while they saved, until the rest has at
    /// most so many bytes.</summary>
    /// <exception cref="CacheFileException">The directory cannot be read, or a file not removed.</exception>
    public CollectionResult Collect(long maximumSize)
    {
        using HostFolder? folder = HostFolder.Open(directory.DirectoryPath, out HostError error);
        if (folder is not null) return Collect(folder, maximumSize, MostFiles, kept: null);
        return error.IsMissing ? new CollectionResult([], 0)
            : throw new CacheFileException(CacheFault.Refused, directory.DirectoryPath, error.ToString());
    }

    private static string NameOf(UInt128 key) => $"{key:x32}{StateLayout.Extension}";

    /// <summary>Makes sure that an open file is the user's own and that nobody else can have written it.</summary>
    /// <exception cref="CacheFileException">It is not.</exception>
    internal static void Check(SafeFileHandle file, string path)
    {
        if (HostFile.StatusOf(file) is not { } status)
            throw new CacheFileException(CacheFault.Refused, path, "the host does not say whose it is");
        if (!status.IsRegular) throw new CacheFileException(CacheFault.NotRegular, path);
        if (status.Owner != HostFile.EffectiveUser) throw new CacheFileException(CacheFault.ForeignOwner, path, $"user {status.Owner}");
        if (status.IsWritableByOthers) throw new CacheFileException(CacheFault.WritableByOthers, path);
    }

    private static void Touch(SafeFileHandle file)
    {
        try
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // On a file system that is only read nothing is ever removed.
        }
    }

    private CollectionResult Collect(HostFolder folder, long maximumSize, int mostFiles, string? kept)
    {
        RemoveUnfinished(folder);
        IReadOnlyList<CacheFileEntry> entries = List(folder);
        long size = entries.Sum(entry => entry.Length);
        int count = entries.Count;
        List<CacheFileEntry> removed = [];
        foreach (CacheFileEntry entry in entries.Reverse())
        {
            if (size <= maximumSize && count <= mostFiles) break;
            if (entry.Name == kept) continue;
            // Emulators that run from it keep its bytes.
            using CachePlace place = directory.PlaceOf(folder, entry.Name);
            place.Remove();
            size -= entry.Length;
            count--;
            removed.Add(entry);
        }

        return new CollectionResult(removed, size);
    }

    private void RemoveUnfinished(HostFolder folder)
    {
        foreach (string name in folder.List(out _) ?? [])
        {
            int at = name.IndexOf(Unfinished, StringComparison.Ordinal);
            if (at < 0 || !int.TryParse(name.AsSpan(at + Unfinished.Length), out int process) || Directory.Exists($"/proc/{process}")) continue;
            using CachePlace place = directory.PlaceOf(folder, name);
            place.Remove();
        }
    }

    private IReadOnlyList<CacheFileEntry> List(HostFolder folder)
    {
        IReadOnlyList<string> names = folder.List(out HostError error)
            ?? throw new CacheFileException(CacheFault.Refused, directory.DirectoryPath, error.ToString());
        return
        [
            .. names.Where(name => name.EndsWith(StateLayout.Extension, StringComparison.Ordinal))
                .Select(name => (Name: name, Status: folder.StatusOf(name, out _)))
                .Where(each => each.Status is { IsRegular: true })
                .Select(each => CacheFileEntry.OfAny(Path.Combine(directory.DirectoryPath, each.Name), each.Status!.Value))
                .OrderByDescending(entry => entry.LastUse).ThenBy(entry => entry.Path, StringComparer.Ordinal),
        ];
    }
}
