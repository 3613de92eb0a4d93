namespace Emu.Block;

/// <summary>How a write is to be done.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The bytes may stay in caches until the next flush.</summary>
    None = 0,

    /// <summary>The bytes are on the medium when the write completes (force unit access).</summary>
    ForceUnitAccess = 1,

    /// <summary>Storage of zeros may be given back.</summary>
    MayUnmap = 2,

    /// <summary>The bytes are stored compressed; the write covers whole clusters of a new image.</summary>
    Compressed = 4,
}
