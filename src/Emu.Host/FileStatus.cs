namespace Emu.Host;

/// <summary>What a host knows of a file.</summary>
/// <param name="Owner">User number.</param>
/// <param name="Mode">Who may do what.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">When its content was last changed.</param>
/// <param name="Inode">Tells files of one device apart.</param>
/// <param name="Device">The device that it is on.</param>
public readonly record struct FileStatus(
    uint Owner, UnixFileMode Mode, FileKind Kind, long Size, DateTime Modified, ulong Inode, ulong Device)
{
    /// <summary>It is a file with contents, not a directory, a device or a pipe.</summary>
    public bool IsRegular => Kind == FileKind.Regular;

    /// <summary>It is a symbolic link itself.</summary>
    public bool IsLink => Kind == FileKind.Link;

    /// <summary>True when users besides the owner may change it.</summary>
    public bool IsWritableByOthers => (Mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0;

    /// <summary>True for two views of one file.</summary>
    public bool IsSameFile(FileStatus other) => Inode == other.Inode && Device == other.Device;
}
