using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.CacheFormat;

/// <summary>
/// Where a cache file is or will be: a name in a folder that is open, so that nobody can lead to another one meanwhile.
/// </summary>
public sealed class CachePlace : IDisposable
{
    // As many as the kernel follows.
    private const int MostLinks = 40;

    private readonly bool ownsFolder;

    private CachePlace(HostFolder folder, string folderPath, string name, bool ownsFolder)
    {
        Folder = folder;
        FolderPath = folderPath;
        Name = name;
        this.ownsFolder = ownsFolder;
    }

    /// <summary>A name in a folder that the caller has open and goes on owning.</summary>
    public static CachePlace In(HostFolder folder, string folderPath, string name) =>
        new(folder, folderPath, name, ownsFolder: false);

    /// <summary>
    /// The place that a path names. A symbolic link at its end is followed only in a folder where nobody but the user and
    /// root can have made it.
    /// </summary>
    /// <exception cref="CacheFileException">The folder is not there, or such a link is somebody else's.</exception>
    public static CachePlace Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string at = path;
        for (int links = 0; links <= MostLinks; links++)
        {
            int slash = at.LastIndexOf('/');
            string folderPath = slash < 0 ? "." : at[..(slash + 1)];
            HostFolder folder = HostFolder.Open(folderPath, out HostError error) ?? throw CacheFileException.Of(error, path);
            CachePlace place = new(folder, slash < 0 ? "" : folderPath, at[(slash + 1)..], ownsFolder: true);
            try
            {
                if (place.LinkTarget(path) is not { } target) return place;
                at = System.IO.Path.Combine(place.FolderPath, target);
            }
            catch
            {
                place.Dispose();
                throw;
            }

            place.Dispose();
        }

        throw new CacheFileException(CacheFault.Refused, path, "too many symbolic links lead to it");
    }

    /// <summary>Its path.</summary>
    public string Path => System.IO.Path.Combine(FolderPath, Name);

    /// <summary>Its name in the folder.</summary>
    public string Name { get; }

    internal HostFolder Folder { get; }

    private string FolderPath { get; }

    /// <summary>Another name in the folder, which stays this place's.</summary>
    public CachePlace With(string name) => new(Folder, FolderPath, name, ownsFolder: false);

    /// <summary>What the host knows of the file; null when it does not say, or there is none.</summary>
    public FileStatus? Status => Folder.StatusOf(Name, out _);

    /// <summary>True when an open file is the one that is here now.</summary>
    internal bool IsOf(SafeFileHandle file) =>
        HostFile.StatusOf(file) is { } opened && Status is { } named && opened.IsSameFile(named);

    /// <summary>Opens the file, after a look at what it is: opening some devices does something.</summary>
    /// <exception cref="CacheFileException">It is missing, no regular file, or the host refuses.</exception>
    public SafeFileHandle Open(FileAccessMode access)
    {
        FileStatus? status = Folder.StatusOf(Name, out HostError error);
        if (status is { IsRegular: false }) throw new CacheFileException(CacheFault.NotRegular, Path);
        if (status is null && !(error.IsMissing && access == FileAccessMode.Create))
            throw CacheFileException.Of(error, Path);
        return PrivateDescriptors.Keep(
            Folder.OpenFile(Name, access, out error) ?? throw CacheFileException.Of(error, Path));
    }

    /// <summary>Gives the file another name in its folder, which nothing has yet; false when something has.</summary>
    /// <exception cref="CacheFileException">The host refuses.</exception>
    public bool TryRename(string name)
    {
        HostError error = Folder.Rename(Name, name, replaces: false);
        if (error.IsTaken) return false;
        return error.IsNone ? true : throw CacheFileException.Of(error, Path);
    }

    /// <summary>Puts the file into the place of another one in its folder, in one step.</summary>
    /// <exception cref="CacheFileException">The host refuses.</exception>
    public void Replace(CachePlace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        HostError error = Folder.Rename(Name, other.Name, replaces: true);
        if (!error.IsNone) throw CacheFileException.Of(error, Path);
        Folder.Synchronise();
    }

    /// <summary>Removes the file, if it is there.</summary>
    /// <exception cref="CacheFileException">The host refuses.</exception>
    public void Remove()
    {
        HostError error = Folder.Remove(Name);
        if (!error.IsNone && !error.IsMissing) throw CacheFileException.Of(error, Path);
    }

    public void Dispose()
    {
        if (ownsFolder) Folder.Dispose();
    }

    // Null when the name is no link.
    private string? LinkTarget(string path)
    {
        if (Name.Length == 0 || Status is not { Kind: FileKind.Link } link) return null;
        if (Folder.Status is not { IsWritableByOthers: false } folder
            || (folder.Owner != HostFile.EffectiveUser && folder.Owner != 0))
            throw new CacheFileException(CacheFault.ForeignLink, path, $"user {link.Owner}");
        return Folder.LinkTarget(Name);
    }
}
