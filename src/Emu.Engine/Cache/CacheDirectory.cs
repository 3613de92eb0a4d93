using Emu.CacheFormat;
using Emu.Host;

namespace Emu.Engine.Cache;

/// <summary>The folder of cache files, one a guest image.</summary>
public sealed class CacheDirectory
{
    /// <summary>How names of cache files end.</summary>
    public const string Extension = ".emucode";

    /// <summary>What follows the name of a file that was put aside, before its number.</summary>
    public const string AsideMark = ".bad-";

    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <param name="path">The folder; null for <see cref="DefaultPath"/>.</param>
    public CacheDirectory(string? path) => DirectoryPath = path ?? DefaultPath;

    /// <summary>Where cache files are when the user names no folder: <c>emu-aot/code</c> in the user's cache
    /// folder.</summary>
    public static string DefaultPath
    {
        get
        {
            string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            // The specification of these variables wants relative ones ignored.
            if (string.IsNullOrEmpty(cache) || !Path.IsPathRooted(cache))
            {
                string home = Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } set ? set : "/";
                cache = Path.Combine(home, ".cache");
            }

            return Path.Combine(cache, "emu-aot", "code");
        }
    }

    /// <summary>The folder.</summary>
    public string DirectoryPath { get; }

    /// <summary>The file of an image.</summary>
    public string PathOf(UInt128 imageHash) => Path.Combine(DirectoryPath, $"{imageHash:x32}{Extension}");

    /// <summary>All cache files, the last used first, and after them those that were put aside. None when there is no
    /// folder.</summary>
    public IReadOnlyList<CacheFileEntry> List()
    {
        DirectoryInfo folder = new(DirectoryPath);
        if (!folder.Exists) return [];
        return [.. folder.EnumerateFiles().Select(CacheFileEntry.Of).OfType<CacheFileEntry>()
            .OrderBy(entry => entry.IsAside).ThenByDescending(entry => entry.LastUse)
            .ThenBy(entry => entry.Path, StringComparer.Ordinal)];
    }

    /// <summary>Makes sure that only the user can put code into the folder.</summary>
    /// <param name="create">Make it, and what is above it, if it is missing.</param>
    /// <exception cref="CacheFileException">It is missing, or somebody else's, or open to others.</exception>
    public void Check(bool create)
    {
        try
        {
            if (create && OperatingSystem.IsLinux()) Directory.CreateDirectory(DirectoryPath, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            bool isNotPermitted = e is UnauthorizedAccessException || new HostError(e.HResult).IsNotPermitted;
            throw new CacheFileException(
                isNotPermitted ? CacheFault.NotPermitted : CacheFault.Refused, DirectoryPath, e.Message);
        }

        if (!Directory.Exists(DirectoryPath)) throw new CacheFileException(CacheFault.Missing, DirectoryPath);
        if (HostFile.StatusOf(DirectoryPath) is not { } status)
            throw new CacheFileException(CacheFault.Refused, DirectoryPath, "the host does not say whose it is");
        if (status.Owner != HostFile.EffectiveUser)
            throw new CacheFileException(CacheFault.ForeignOwner, DirectoryPath, $"user {status.Owner}");
        if (status.IsWritableByOthers) throw new CacheFileException(CacheFault.WritableByOthers, DirectoryPath);
    }
}
