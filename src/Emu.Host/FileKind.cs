namespace Emu.Host;

/// <summary>What a name in a directory stands for, as far as it matters here.</summary>
public enum FileKind
{
    /// <summary>A pipe, a socket, a device.</summary>
    Other,

    /// <summary>A file with contents.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,
}
