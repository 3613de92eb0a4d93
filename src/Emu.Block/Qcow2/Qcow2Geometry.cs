namespace Emu.Block.Qcow2;

/// <summary>Sizes that follow from a header: of clusters, tables, entries and counts.</summary>
internal readonly struct Qcow2Geometry
{
    /// <summary>Bits 9 to 55 of an entry: where a cluster or table lies.</summary>
    public const ulong OffsetMask = 0x00ff_ffff_ffff_fe00;

    /// <summary>An entry whose cluster has a reference count of exactly 1.</summary>
    public const ulong Copied = 1UL << 63;

    /// <summary>A level 2 entry of a compressed cluster.</summary>
    public const ulong Compressed = 1UL << 62;

    /// <summary>A level 2 entry of a cluster that reads as zeros.</summary>
    public const ulong Zero = 1;

    public Qcow2Geometry(Qcow2Header header)
    {
        ClusterBits = header.ClusterBits;
        EntryBytes = header.HasExtendedLevel2 ? 16 : 8;
        GranulesPerCluster = header.HasExtendedLevel2 ? 32 : 1;
        RefcountOrder = header.RefcountOrder;
        HasZeroFlag = header.Version >= 3;
    }

    public int ClusterBits { get; }

    public int ClusterSize => 1 << ClusterBits;

    /// <summary>Bytes of a level 2 entry: 8, or 16 with subclusters.</summary>
    public int EntryBytes { get; }

    /// <summary>Parts of a cluster that are allocated one by one: subclusters, or 1.</summary>
    public int GranulesPerCluster { get; }

    public int GranuleSize => ClusterSize / GranulesPerCluster;

    public int RefcountOrder { get; }

    /// <summary>Level 2 entries can say that a cluster reads as zeros (version 3).</summary>
    public bool HasZeroFlag { get; }

    public int Level2Entries => ClusterSize / EntryBytes;

    /// <summary>Bytes of the disk that one level 2 table describes.</summary>
    public long BytesPerLevel2 => (long)Level2Entries << ClusterBits;

    /// <summary>Clusters that one refcount block counts.</summary>
    public int CountsPerBlock => ClusterSize * 8 >> RefcountOrder;

    /// <summary>The largest reference count.</summary>
    public ulong LargestCount => RefcountOrder == 6 ? ulong.MaxValue : (1UL << (1 << RefcountOrder)) - 1;

    public long Level1EntriesFor(long size) => DivideUp(size, BytesPerLevel2);

    /// <summary>Clusters that bytes occupy.</summary>
    public long ClustersFor(long bytes) => DivideUp(bytes, ClusterSize);

    public long InCluster(long offset) => offset & (ClusterSize - 1);

    public static long DivideUp(long value, long divisor) => (value / divisor) + (value % divisor != 0 ? 1 : 0);

    /// <summary>Where a compressed cluster's bytes lie in the file, and how many at most.</summary>
    public (long Offset, int Length) CompressedRange(ulong entry)
    {
        int bits = 62 - (ClusterBits - 8);
        long offset = (long)(entry & ((1UL << bits) - 1));
        long sectors = (long)((entry & (Compressed - 1)) >> bits) + 1;
        return (offset, (int)((sectors * 512) - (offset & 511)));
    }

    /// <summary>The entry of a compressed cluster.</summary>
    public ulong CompressedEntry(long offset, int length)
    {
        int bits = 62 - (ClusterBits - 8);
        long sectors = ((offset + length - 1) >> 9) - (offset >> 9);
        return Compressed | ((ulong)sectors << bits) | (ulong)offset;
    }
}
