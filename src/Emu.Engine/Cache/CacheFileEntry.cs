using System.Globalization;
using Emu.Host;

namespace Emu.Engine.Cache;

/// <summary>A file in a <see cref="CacheDirectory"/>.</summary>
/// <param name="Path">Its name with its directory.</param>
/// <param name="ImageHash">The image that it belongs to.</param>
/// <param name="Length">Bytes.</param>
/// <param name="LastUse">When an emulator last opened it to add to it, or did so.</param>
/// <param name="IsAside">It was found unsound, renamed, and is not used any more.</param>
public sealed record CacheFileEntry(string Path, UInt128 ImageHash, long Length, DateTime LastUse, bool IsAside)
{
    private const int HashDigits = 32;

    /// <summary>Its name alone.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The entry of a file of any name.</summary>
    /// <param name="path">Its name with its directory.</param>
    /// <param name="status">What the host knows of it.</param>
    public static CacheFileEntry OfAny(string path, FileStatus status) =>
        new(path, default, status.Size, status.Modified, IsAside: false);

    /// <summary>The image that a cache file's name tells; null when it is none that a cache file has.</summary>
    internal static (UInt128 ImageHash, bool IsAside)? Parse(string name)
    {
        if (name.Length < HashDigits
            || !UInt128.TryParse(
                name.AsSpan(0, HashDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out UInt128 hash))
            return null;
        ReadOnlySpan<char> rest = name.AsSpan(HashDigits);
        if (!rest.StartsWith(CacheDirectory.Extension)) return null;
        rest = rest[CacheDirectory.Extension.Length..];
        bool isAside = rest.StartsWith(CacheDirectory.AsideMark);
        return isAside || rest.IsEmpty ? (hash, isAside) : null;
    }
}
