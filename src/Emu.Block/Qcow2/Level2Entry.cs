namespace Emu.Block.Qcow2;

/// <summary>
/// What the image says about one cluster of the disk. Without subclusters a cluster is one granule, and the bitmap is
/// made from the descriptor's zero flag, so that both kinds of image are handled alike.
/// </summary>
/// <param name="Descriptor">Where the cluster lies, and its flags.</param>
/// <param name="Bitmap">Low half: granules with data; high half: granules that read as zeros.</param>
internal readonly record struct Level2Entry(ulong Descriptor, ulong Bitmap)
{
    public bool IsCompressed => (Descriptor & Qcow2Geometry.Compressed) != 0;

    /// <summary>The cluster's reference count is exactly 1, so that it can be written in place.</summary>
    public bool IsCopied => (Descriptor & Qcow2Geometry.Copied) != 0;

    /// <summary>Where the cluster lies in the file; 0 when it has no storage or is compressed.</summary>
    public long HostOffset => IsCompressed ? 0 : (long)(Descriptor & Qcow2Geometry.OffsetMask);

    public uint Allocated => (uint)Bitmap;

    public uint Zeros => (uint)(Bitmap >> 32);

    /// <summary>What one granule is.</summary>
    public GranuleKind KindOf(int granule)
    {
        if (IsCompressed) return GranuleKind.Compressed;
        if ((Allocated >> granule & 1) != 0) return GranuleKind.Data;
        return (Zeros >> granule & 1) != 0 ? GranuleKind.Zero : GranuleKind.Unallocated;
    }
}

/// <summary>What a part of a cluster reads as.</summary>
internal enum GranuleKind
{
    /// <summary>What the backing image has there, or zeros.</summary>
    Unallocated,

    /// <summary>Zeros.</summary>
    Zero,

    /// <summary>Stored bytes.</summary>
    Data,

    /// <summary>A part of a compressed cluster.</summary>
    Compressed,
}
