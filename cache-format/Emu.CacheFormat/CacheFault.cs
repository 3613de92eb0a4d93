namespace Emu.CacheFormat;

/// <summary>Why a cache file cannot be used.</summary>
public enum CacheFault
{
    /// <summary>There is no such file, or no folder for it.</summary>
    Missing,

    /// <summary>It is a folder, a device or a pipe.</summary>
    NotRegular,

    /// <summary>It, or its folder, belongs to another user, who could put any code into it.</summary>
    ForeignOwner,

    /// <summary>Users besides the owner may write to it, or to its folder.</summary>
    WritableByOthers,

    /// <summary>It is a symbolic link that somebody else may have made.</summary>
    ForeignLink,

    /// <summary>The user may not enter its folder, or not open it.</summary>
    NotPermitted,

    /// <summary>The host does not open it, read it, or write to it.</summary>
    Refused,

    /// <summary>It is no cache file at all.</summary>
    ForeignFormat,

    /// <summary>Its header's bytes are not those that were written.</summary>
    DamagedHeader,

    /// <summary>Another version of the format.</summary>
    OtherVersion,

    /// <summary>It belongs to another guest image than its name says.</summary>
    OtherImage,

    /// <summary>It ends before its records do.</summary>
    Truncated,

    /// <summary>Another process keeps it locked.</summary>
    Locked,

    /// <summary>The host does not write to it: a full disk, a limit.</summary>
    WriteFailed,
}
