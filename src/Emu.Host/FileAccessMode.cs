namespace Emu.Host;

/// <summary>What a file is opened for.</summary>
public enum FileAccessMode
{
    /// <summary>Reading; it must be there.</summary>
    Read,

    /// <summary>Reading and writing; it must be there.</summary>
    Write,

    /// <summary>Reading and writing; when it is not there it is made, empty, for the user alone.</summary>
    Create,
}
