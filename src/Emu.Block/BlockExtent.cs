namespace Emu.Block;

/// <summary>What a run of bytes of an image is made of.</summary>
/// <param name="Length">Bytes that are alike from the offset asked for on; at least 1.</param>
/// <param name="Kind">What they are.</param>
/// <param name="HostOffset">Where they lie in the file that holds the data, bytes; -1 where they do not lie there as
/// they are (zeros without storage, compressed data).</param>
public readonly record struct BlockExtent(long Length, BlockExtentKind Kind, long HostOffset = -1)
{
    /// <summary>Bytes that this image itself says something about, so that its backing image does not count.</summary>
    public bool IsAllocated => (Kind & BlockExtentKind.Allocated) != 0;

    /// <summary>Bytes that read as zeros whatever lies below.</summary>
    public bool IsZero => (Kind & BlockExtentKind.Zero) != 0;

    /// <summary>Bytes that are stored.</summary>
    public bool IsData => (Kind & BlockExtentKind.Data) != 0;
}

/// <summary>Properties of a run of bytes.</summary>
[Flags]
public enum BlockExtentKind
{
    /// <summary>Nothing is said here: the backing image counts, or zeros without one.</summary>
    None = 0,

    /// <summary>Stored bytes.</summary>
    Data = 1,

    /// <summary>Reads as zeros.</summary>
    Zero = 2,

    /// <summary>This image decides, not its backing image.</summary>
    Allocated = 4,

    /// <summary>Stored compressed.</summary>
    Compressed = 8,
}
