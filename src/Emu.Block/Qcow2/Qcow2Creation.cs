using System.Buffers.Binary;

namespace Emu.Block.Qcow2;

/// <summary>What a new qcow2 image is to be.</summary>
public sealed record Qcow2Creation
{
    /// <summary>Length of the disk, bytes; a multiple of 512.</summary>
    public required long Size { get; init; }

    /// <summary>Version 2 (<c>compat=0.10</c>) or 3 (<c>compat=1.1</c>).</summary>
    public int Version { get; init; } = 3;

    /// <summary>Bytes of a cluster: a power of two from 512 to 2 MiB.</summary>
    public int ClusterSize { get; init; } = 65536;

    /// <summary>Width of a reference count: a power of two from 1 to 64 bits.</summary>
    public int RefcountBits { get; init; } = 16;

    /// <summary>Counts may be behind until the image is closed.</summary>
    public bool LazyRefcounts { get; init; }

    /// <summary>32 subclusters a cluster.</summary>
    public bool ExtendedLevel2 { get; init; }

    /// <summary>Compressed clusters are zstd frames instead of deflate streams.</summary>
    public bool UsesZstd { get; init; }

    /// <summary>Name of the image below; null for none.</summary>
    public string? BackingName { get; init; }

    /// <summary>Format of the image below.</summary>
    public string? BackingFormat { get; init; }

    /// <summary>Name of an external data file; null keeps the data in the image.</summary>
    public string? DataFileName { get; init; }

    /// <summary>The external data file reads as the disk, byte for byte.</summary>
    public bool IsDataFileRaw { get; init; }

    /// <summary>Writes an empty image into an empty file.</summary>
    /// <param name="file">The file; it stays the caller's.</param>
    /// <exception cref="BlockException">A value is out of range or contradicts another, or the host failed.</exception>
    public async ValueTask WriteAsync(BlockNode file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Qcow2Header header = CreateHeader();
        Qcow2Geometry geometry = new(header);
        long level1Bytes = geometry.Level1EntriesFor(Size) * 8;
        if (level1Bytes > Qcow2Header.LargestLevel1Bytes)
            throw Wrong("The image size is too large for file format 'qcow2' (try using a larger cluster size)");
        long level1Clusters = geometry.ClustersFor(level1Bytes);

        // Header, table of counts, blocks of counts, level 1 table.
        long used, blocks = 1, tables = 1;
        while (true)
        {
            used = 1 + tables + blocks + level1Clusters;
            long wanted = Qcow2Geometry.DivideUp(used, geometry.CountsPerBlock);
            long wantedTables = Qcow2Geometry.DivideUp(wanted * 8, geometry.ClusterSize);
            if (wanted <= blocks && wantedTables <= tables) break;
            (blocks, tables) = (wanted, wantedTables);
        }

        header.RefcountTableOffset = geometry.ClusterSize;
        header.RefcountTableClusters = (int)tables;
        header.Level1Entries = (int)(level1Bytes / 8);
        header.Level1Offset = (1 + tables + blocks) << geometry.ClusterBits;
        await WriteCountsAsync(file, geometry, tables, blocks, used);
        using (IoBuffer level1 = new((int)level1Bytes)) await file.WriteAsync(header.Level1Offset, level1.Vector);
        byte[] bytes = header.ToBytes();
        using IoBuffer start = new(bytes.Length);
        bytes.CopyTo(start.Span);
        await file.WriteAsync(0, start.Vector);
        await file.FlushAsync();
    }

    /// <summary>Bytes of the file when every cluster of the disk is allocated.</summary>
    /// <exception cref="BlockException">A value is out of range or contradicts another.</exception>
    public long FullSize()
    {
        Qcow2Geometry geometry = new(CreateHeader());
        long data = geometry.ClustersFor(Size), level2 = geometry.Level1EntriesFor(Size);
        if (level2 * 8 > Qcow2Header.LargestLevel1Bytes) throw Wrong("The image size is too large (try using a larger cluster size)");
        long known = 1 + data + level2 + geometry.ClustersFor(level2 * 8), blocks = 0, tables = 0;
        while (true)
        {
            long wanted = Qcow2Geometry.DivideUp(known + blocks + tables, geometry.CountsPerBlock);
            long wantedTables = geometry.ClustersFor(wanted * 8);
            if (wanted == blocks && wantedTables == tables) break;
            (blocks, tables) = (wanted, wantedTables);
        }

        return (known + blocks + tables) << geometry.ClusterBits;
    }

    private static async ValueTask WriteCountsAsync(
        BlockNode file, Qcow2Geometry geometry, long tables, long blocks, long used)
    {
        using IoBuffer table = new((int)(tables << geometry.ClusterBits));
        using IoBuffer block = new(geometry.ClusterSize);
        for (long i = 0; i < blocks; i++)
        {
            long place = (1 + tables + i) << geometry.ClusterBits;
            BinaryPrimitives.WriteInt64BigEndian(table.Span[(int)(8 * i)..], place);
            block.Span.Clear();
            for (int at = 0; at < geometry.CountsPerBlock && (i * geometry.CountsPerBlock) + at < used; at++)
                RefcountTable.Write(block.Span, at, geometry.RefcountOrder, 1);
            await file.WriteAsync(place, block.Vector);
        }

        await file.WriteAsync(geometry.ClusterSize, table.Vector);
    }

    private Qcow2Header CreateHeader()
    {
        Check();
        Qcow2Header header = new()
        {
            Version = Version,
            Size = Size,
            ClusterBits = int.Log2(ClusterSize),
            RefcountOrder = int.Log2(RefcountBits),
            BackingName = BackingName,
            BackingFormat = BackingName is null ? null : BackingFormat,
            DataFileName = DataFileName,
            Compression = UsesZstd ? CompressionType.Zstd : CompressionType.Zlib,
            Compatible = LazyRefcounts ? 1UL : 0,
            Autoclear = DataFileName is not null && IsDataFileRaw ? 2UL : 0,
        };
        if (UsesZstd) header.Incompatible |= Qcow2Features.CompressionType;
        if (ExtendedLevel2) header.Incompatible |= Qcow2Features.ExtendedLevel2;
        if (DataFileName is not null) header.Incompatible |= Qcow2Features.DataFile;
        // The names of features are a courtesy; the smallest clusters have no room for them.
        if (Version >= 3 && ClusterSize >= 4096) header.Extensions.Add(Qcow2FeatureNames.Create());
        return header;
    }

    private void Check()
    {
        if ((ClusterSize & (ClusterSize - 1)) != 0 || ClusterSize is < 512 or > 2 << 20)
            throw Wrong("Cluster size must be a power of two between 512 and 2048k");
        if (RefcountBits is < 1 or > 64 || (RefcountBits & (RefcountBits - 1)) != 0)
            throw Wrong("Refcount width must be a power of two and may not exceed 64 bits");
        if (Size < 0 || (Size & 511) != 0) throw Wrong("Image size must be a multiple of 512 bytes");
        if (ExtendedLevel2 && ClusterSize < 16384)
            throw Wrong("Extended L2 entries are only supported with cluster sizes of at least 16384 bytes");
        if (IsDataFileRaw && DataFileName is null) throw Wrong("data-file-raw requires data-file");
        if (IsDataFileRaw && BackingName is not null)
            throw Wrong("Backing file and data-file-raw cannot be used at the same time");
        if (Version >= 3) return;
        if (LazyRefcounts) throw Wrong("Lazy refcounts only supported with compatibility level 1.1 and above (use version=v3 or greater)");
        if (RefcountBits != 16) throw Wrong("Different refcount widths than 16 bits require compatibility level 1.1 or above (use version=v3 or greater)");
        if (ExtendedLevel2) throw Wrong("Extended L2 entries are only supported with compatibility level 1.1 and above (use version=v3 or greater)");
        if (UsesZstd) throw Wrong("Non-zlib compression type is only supported with compatibility level 1.1 and above (use version=v3 or greater)");
        if (DataFileName is not null) throw Wrong("External data files are only supported with compatibility level 1.1 and above (use version=v3 or greater)");
    }

    private static BlockException Wrong(string message) => new(BlockError.InvalidArgument, message);
}
