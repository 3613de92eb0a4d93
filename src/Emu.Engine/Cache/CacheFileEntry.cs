using System.Globalization;

namespace Emu.Engine.Cache;

/// <summary>A file in a <see cref="CacheDirectory"/>.</summary>
/// <param name="Path">Its name with folder.</param>
/// <param name="ImageHash">The image that it belongs to.</param>
/// <param name="Length">Bytes.</param>
/// <param name="LastUse">When an emulator last opened it to add to it, or did so.</param>
/// <param name="IsAside">It was found unsound, renamed, and is not used any more.</param>
public sealed record CacheFileEntry(string Path, UInt128 ImageHash, long Length, DateTime LastUse, bool IsAside)
{
    private const int HashDigits = 32;

    /// <summary>Null when the name is none that a cache file has.</summary>
    internal static CacheFileEntry? Of(FileInfo file)
    {
        string name = file.Name;
        if (name.Length < HashDigits
            || !UInt128.TryParse(
                name.AsSpan(0, HashDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out UInt128 hash))
            return null;
        ReadOnlySpan<char> rest = name.AsSpan(HashDigits);
        if (!rest.StartsWith(CacheDirectory.Extension)) return null;
        rest = rest[CacheDirectory.Extension.Length..];
        bool isAside = rest.StartsWith(CacheDirectory.AsideMark);
        if (!isAside && !rest.IsEmpty) return null;
        return new CacheFileEntry(file.FullName, hash, file.Length, file.LastWriteTimeUtc, isAside);
    }
}
