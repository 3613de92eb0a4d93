using Emu.CacheFormat;
using Emu.Host;

namespace Emu.Engine.Cache;

/// <summary>The directory of cache files, one for each guest image.</summary>
public sealed class CacheDirectory
{
    // The host's directory of caches, in which an administrator may give users one of their own.
    private const string SharedPath = "/var/cache/emu";

    /// <summary>How names of cache files end.</summary>
    public const string Extension = ".emucode";

    /// <summary>What follows the name of a file that was put aside, before its number.</summary>
    public const string AsideMark = ".bad-";

    /// <param name="path">The directory; null for <see cref="DefaultPath"/>.</param>
    public CacheDirectory(string? path) => DirectoryPath = path ?? DefaultPath;

    /// <summary>Where cache files are when the user names no directory: the user's own of the host's caches, or
    /// <c>emu-aot/code</c> in the user's cache directory.</summary>
    public static string DefaultPath => FindOwn(SharedPath) ?? UserPath;

    private static string UserPath
    {
        get
        {
            string? cache = HostPath.OfVariable("XDG_CACHE_HOME");
            // The specification of these variables wants relative ones ignored.
            if (string.IsNullOrEmpty(cache) || !Path.IsPathRooted(cache))
            {
                string home = HostPath.OfVariable("HOME") is { Length: > 0 } set ? set : "/";
                cache = Path.Combine(home, ".cache");
            }

            return Path.Combine(cache, "emu-aot", "code");
        }
    }

    /// <summary>The directory that has the number of the effective user as its name, if it is the user's own; else null. It is
    /// found also where HOME and XDG_CACHE_HOME are others in every run, as libvirt sets them.</summary>
    /// <param name="shared">The directory that it is in.</param>
    internal static string? FindOwn(string shared)
    {
        string own = Path.Combine(shared, $"{HostFile.EffectiveUser}");
        return HostFile.StatusOf(own) is { Kind: FileKind.Folder } status && status.Owner == HostFile.EffectiveUser ? own : null;
    }

    /// <summary>The directory's path.</summary>
    public string DirectoryPath { get; }

    /// <summary>The file of an image.</summary>
    public string PathOf(UInt128 imageHash) => Path.Combine(DirectoryPath, NameOf(imageHash));

    /// <summary>All cache files, the last used first, and after them those that were put aside. None when there is no
    /// directory.</summary>
    /// <exception cref="CacheFileException">The directory cannot be read.</exception>
    public IReadOnlyList<CacheFileEntry> List()
    {
        using HostFolder? folder = HostFolder.Open(DirectoryPath, out HostError error);
        if (folder is not null) return List(folder);
        return error.IsMissing ? [] : throw new CacheFileException(CacheFault.Refused, DirectoryPath, error.ToString());
    }

    /// <summary>The cache files of the open directory, in the same order.</summary>
    /// <param name="folder">The directory, open.</param>
    internal IReadOnlyList<CacheFileEntry> List(HostFolder folder)
    {
        IReadOnlyList<string> names = folder.List(out HostError error)
            ?? throw new CacheFileException(CacheFault.Refused, DirectoryPath, error.ToString());
        return [.. names.Select(name => EntryOf(folder, name)).OfType<CacheFileEntry>()
            .OrderBy(entry => entry.IsAside).ThenByDescending(entry => entry.LastUse)
            .ThenBy(entry => entry.Path, StringComparer.Ordinal)];
    }

    /// <summary>Opens the directory, and makes sure that only the user can put code into it.</summary>
    /// <param name="create">Make it, and what is above it, if it is missing.</param>
    /// <exception cref="CacheFileException">It is missing, belongs to another user, or others may write to
    /// it.</exception>
    internal HostFolder Open(bool create)
    {
        HostError error;
        HostFolder folder = (create ? HostFolder.OpenOrCreate(DirectoryPath, out error)
            : HostFolder.Open(DirectoryPath, out error)) ?? throw FaultOf(error, create);
        try
        {
            if (folder.Status is not { } status)
                throw new CacheFileException(CacheFault.Refused, DirectoryPath, "the host does not say whose it is");
            if (status.Owner != HostFile.EffectiveUser)
                throw new CacheFileException(CacheFault.ForeignOwner, DirectoryPath, $"user {status.Owner}");
            if (status.IsWritableByOthers) throw new CacheFileException(CacheFault.WritableByOthers, DirectoryPath);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The place of an image's file in the open directory.</summary>
    internal CachePlace PlaceOf(HostFolder folder, UInt128 imageHash) => PlaceOf(folder, NameOf(imageHash));

    /// <summary>The place of a file in the open directory.</summary>
    internal CachePlace PlaceOf(HostFolder folder, string name) => CachePlace.In(folder, DirectoryPath, name);

    private static string NameOf(UInt128 imageHash) => $"{imageHash:x32}{Extension}";

    private CacheFileException FaultOf(HostError error, bool create)
    {
        // Where no directory can be made, as in /proc, the host says that there is none.
        CacheFault fault = error.IsNotPermitted || (error.IsMissing && create) ? CacheFault.NotPermitted
            : error.IsMissing ? CacheFault.Missing : CacheFault.Refused;
        return new CacheFileException(fault, DirectoryPath, error.ToString());
    }

    // The entry of a name; null when it is no cache file, or was removed meanwhile.
    private CacheFileEntry? EntryOf(HostFolder folder, string name)
    {
        if (CacheFileEntry.Parse(name) is not { } parsed
            || folder.StatusOf(name, out _) is not { IsRegular: true } status)
            return null;
        return new CacheFileEntry(
            Path.Combine(DirectoryPath, name), parsed.ImageHash, status.Size, status.Modified, parsed.IsAside);
    }
}
