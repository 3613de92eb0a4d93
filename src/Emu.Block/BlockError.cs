namespace Emu.Block;

/// <summary>What can go wrong with an image; <see cref="BlockException"/> carries it with the words for a person.</summary>
public enum BlockError
{
    /// <summary>The host refused to open, read, write or lengthen a file.</summary>
    Host,

    /// <summary>Another process uses the image in a way that excludes this one.</summary>
    Locked,

    /// <summary>The image's metadata contradict the format, or reach beyond its limits.</summary>
    Corrupt,

    /// <summary>The image uses a feature that is not implemented.</summary>
    Unsupported,

    /// <summary>The bytes are not of the format that was named.</summary>
    WrongFormat,

    /// <summary>A value that the user gave is out of range or contradicts another.</summary>
    InvalidArgument,

    /// <summary>The image was opened for reading only.</summary>
    ReadOnly,

    /// <summary>The image uses a cluster where it has no counts, so that a further use cannot be counted.</summary>
    NotCounted,

    /// <summary>A request reaches beyond the end of the image.</summary>
    OutOfRange,
}
