using System.Text;

namespace Emu.Linux.Memory;

/// <summary>A file as it was when pages of it were mapped: enough to know it again, and to name it.</summary>
public sealed class MappedFile
{
    /// <summary>The device that it is on, as stat(2) gives it.</summary>
    public required ulong Device { get; init; }

    /// <summary>Tells files of one device apart.</summary>
    public required ulong Inode { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    /// <summary>When its contents last changed, in nanoseconds since 1970.</summary>
    public long ModificationTime { get; init; }

    /// <summary>Its name as the kernel shows it in /proc/self/maps, not always valid UTF-8; a file without a name has
    /// ended up with <c> (deleted)</c>.</summary>
    public required byte[] Path { get; init; }

    /// <summary>True for two views of one file with the same contents.</summary>
    public bool IsSame(MappedFile other) =>
        ReferenceEquals(this, other) || (Device == other.Device && Inode == other.Inode && Size == other.Size &&
            ModificationTime == other.ModificationTime && Path.AsSpan().SequenceEqual(other.Path));

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Path);
}
