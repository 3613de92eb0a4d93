using System.Buffers.Binary;
using System.Text;

namespace Emu.Block.Qcow2;

/// <summary>
/// The first cluster of a qcow2 image, versions 2 and 3: where the tables lie, how large clusters are, and which
/// features are used. Numbers in the file are big endian.
/// </summary>
internal sealed class Qcow2Header
{
    /// <summary>Length of a version 3 header with the compression type, bytes.</summary>
    public const int CurrentLength = 112;

    private const uint Magic = 0x514649fb;
    /// <summary>Length of a version 2 header, bytes.</summary>
    public const int Version2Length = 72;

    private const int Version3Length = 104;
    private const int LongestBackingName = 1023;
    /// <summary>Bytes that a table of reference counts can have.</summary>
    public const int LargestRefcountTableBytes = 8 << 20;

    /// <summary>Bytes that a level 1 table can have.</summary>
    public const int LargestLevel1Bytes = 32 << 20;

    /// <summary>Snapshots that an image can have.</summary>
    public const int MostSnapshots = 65536;

    public int Version { get; set; } = 3;

    /// <summary>Name of the backing image as it stands in the header; null when there is none.</summary>
    public string? BackingName { get; set; }

    /// <summary>Format of the backing image; null when the header does not say.</summary>
    public string? BackingFormat { get; set; }

    /// <summary>Name of the file that holds the guest's data, when it is not this one.</summary>
    public string? DataFileName { get; set; }

    /// <summary>Logarithm of the cluster size, 9 to 21.</summary>
    public int ClusterBits { get; set; } = 16;

    /// <summary>Length of the virtual disk, bytes.</summary>
    public long Size { get; set; }

    public uint EncryptionMethod { get; set; }

    /// <summary>Entries of the active level 1 table.</summary>
    public int Level1Entries { get; set; }

    public long Level1Offset { get; set; }

    public long RefcountTableOffset { get; set; }

    public int RefcountTableClusters { get; set; }

    public int SnapshotCount { get; set; }

    public long SnapshotsOffset { get; set; }

    public Qcow2Features Incompatible { get; set; }

    public ulong Compatible { get; set; }

    public ulong Autoclear { get; set; }

    /// <summary>Logarithm of a reference count's width in bits, 0 to 6.</summary>
    public int RefcountOrder { get; set; } = 4;

    public int HeaderLength { get; set; } = CurrentLength;

    public CompressionType Compression { get; set; }

    /// <summary>Extensions that are kept as they are, in order.</summary>
    public List<Qcow2HeaderExtension> Extensions { get; } = [];

    public int ClusterSize => 1 << ClusterBits;

    public bool HasLazyRefcounts => (Compatible & 1) != 0;

    public bool HasExtendedLevel2 => (Incompatible & Qcow2Features.ExtendedLevel2) != 0;

    public bool HasDataFile => (Incompatible & Qcow2Features.DataFile) != 0;

    /// <summary>The external data file reads as the virtual disk, byte for byte.</summary>
    public bool IsDataFileRaw => (Autoclear & 2) != 0;

    /// <summary>True for bytes that begin as a qcow2 image does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> start) =>
        start.Length >= 8 && BinaryPrimitives.ReadUInt32BigEndian(start) == Magic
            && BinaryPrimitives.ReadUInt32BigEndian(start[4..]) >= 2;

    /// <summary>Reads a header.</summary>
    /// <param name="cluster">The image's first cluster, or the whole file if that is shorter.</param>
    /// <exception cref="BlockException">It is none, or contradicts the format or its limits.</exception>
    public static Qcow2Header Parse(ReadOnlySpan<byte> cluster)
    {
        if (cluster.Length < Version2Length || BinaryPrimitives.ReadUInt32BigEndian(cluster) != Magic)
            throw new BlockException(BlockError.WrongFormat, "Image is not in qcow2 format");
        Qcow2Header header = new() { Version = (int)Word(cluster, 4) };
        if (header.Version is < 2 or > 3)
            throw new BlockException(BlockError.Unsupported, $"Unsupported qcow2 version {(uint)header.Version}");
        uint clusterBits = Word(cluster, 20);
        if (clusterBits is < 9 or > 21)
            throw new BlockException(BlockError.Corrupt, $"Unsupported cluster size: 2^{clusterBits}");
        header.ClusterBits = (int)clusterBits;
        header.ReadFeatures(cluster);
        header.ReadTables(cluster);
        header.ReadExtensions(cluster);
        header.ReadBackingName(cluster);
        return header;
    }

    /// <summary>Writes the header and its extensions.</summary>
    /// <returns>Bytes for the start of the file, at most a cluster; what follows in the cluster is zero.</returns>
    /// <exception cref="BlockException">They do not fit into a cluster.</exception>
    public byte[] ToBytes()
    {
        byte[] cluster = new byte[ClusterSize];
        int length = Version == 2 ? Version2Length : Math.Max(HeaderLength, CurrentLength);
        WriteFixedPart(cluster);
        if (Version >= 3) WriteVersion3(cluster, length);
        int at = length;
        if (BackingFormat is not null)
            at = WriteExtension(cluster, at, Qcow2HeaderExtension.BackingFormat, Encoding.UTF8.GetBytes(BackingFormat));
        if (DataFileName is not null)
            at = WriteExtension(cluster, at, Qcow2HeaderExtension.DataFile, Encoding.UTF8.GetBytes(DataFileName));
        foreach (Qcow2HeaderExtension extension in Extensions)
            at = WriteExtension(cluster, at, extension.Type, extension.Content);
        at = WriteExtension(cluster, at, Qcow2HeaderExtension.End, []);
        if (BackingName is not null)
        {
            byte[] name = Encoding.UTF8.GetBytes(BackingName);
            if (name.Length > LongestBackingName)
                throw new BlockException(BlockError.InvalidArgument, "Backing file name too long");
            if (at + name.Length > cluster.Length) throw DoesNotFit();
            name.CopyTo(cluster, at);
            BinaryPrimitives.WriteUInt64BigEndian(cluster.AsSpan(8), (ulong)at);
            BinaryPrimitives.WriteUInt32BigEndian(cluster.AsSpan(16), (uint)name.Length);
        }

        return cluster;
    }

    private static BlockException DoesNotFit() =>
        new(BlockError.InvalidArgument, "the header with its backing file's name does not fit into a cluster");

    private static uint Word(ReadOnlySpan<byte> cluster, int offset) =>
        BinaryPrimitives.ReadUInt32BigEndian(cluster[offset..]);

    private static long Quad(ReadOnlySpan<byte> cluster, int offset) =>
        BinaryPrimitives.ReadInt64BigEndian(cluster[offset..]);

    private static int WriteExtension(byte[] cluster, int at, uint type, byte[] content)
    {
        int padded = (content.Length + 7) & ~7;
        if (at + 8 + padded > cluster.Length) throw DoesNotFit();
        BinaryPrimitives.WriteUInt32BigEndian(cluster.AsSpan(at), type);
        BinaryPrimitives.WriteUInt32BigEndian(cluster.AsSpan(at + 4), (uint)content.Length);
        content.CopyTo(cluster, at + 8);
        return at + 8 + padded;
    }

    private void ReadFeatures(ReadOnlySpan<byte> cluster)
    {
        if (Version == 2)
        {
            HeaderLength = Version2Length;
            return;
        }

        if (cluster.Length < Version3Length) throw BlockException.Corrupt("Header does not fit into the image");
        Incompatible = (Qcow2Features)Quad(cluster, 72);
        Compatible = (ulong)Quad(cluster, 80);
        Autoclear = (ulong)Quad(cluster, 88);
        uint order = Word(cluster, 96), length = Word(cluster, 100);
        if (order > 6) throw BlockException.Corrupt("Reference count entry width too large; may not exceed 64 bits");
        if (length < Version3Length) throw BlockException.Corrupt("qcow2 header too short");
        if (length > ClusterSize || length > cluster.Length || (length & 7) != 0)
            throw BlockException.Corrupt("qcow2 header exceeds cluster size");
        RefcountOrder = (int)order;
        HeaderLength = (int)length;
        byte compression = length > Version3Length ? cluster[Version3Length] : (byte)0;
        if (compression > (byte)CompressionType.Zstd)
            throw new BlockException(BlockError.Unsupported, $"Unknown compression type: {compression}");
        Compression = (CompressionType)compression;
        bool says = (Incompatible & Qcow2Features.CompressionType) != 0;
        if (says != (Compression != CompressionType.Zlib))
            throw BlockException.Corrupt("the compression type and its feature bit contradict each other");
        if (HasExtendedLevel2 && ClusterBits < 14)
            throw BlockException.Corrupt("Extended L2 entries are only supported with cluster sizes of at least 16384 bytes");
    }

    private void ReadTables(ReadOnlySpan<byte> cluster)
    {
        Size = Quad(cluster, 24);
        EncryptionMethod = Word(cluster, 32);
        uint level1 = Word(cluster, 36), tableClusters = Word(cluster, 56), snapshots = Word(cluster, 60);
        Level1Offset = Quad(cluster, 40);
        RefcountTableOffset = Quad(cluster, 48);
        SnapshotsOffset = Quad(cluster, 64);
        if (Size < 0) throw BlockException.Corrupt("Image is too large");
        if (level1 > LargestLevel1Bytes / 8) throw BlockException.Corrupt("Active L1 table too large");
        Level1Entries = (int)level1;
        if (tableClusters > LargestRefcountTableBytes >> ClusterBits)
            throw BlockException.Corrupt("Image does not contain a reference count table, or it is too large");
        if (tableClusters == 0) throw BlockException.Corrupt("Image does not contain a reference count table");
        RefcountTableClusters = (int)tableClusters;
        if (snapshots > int.MaxValue) throw BlockException.Corrupt("Snapshot table too large");
        SnapshotCount = (int)snapshots;
        CheckTable(Level1Offset, level1 * 8L, "Active L1 table");
        CheckTable(RefcountTableOffset, (long)tableClusters << ClusterBits, "Reference count table");
        if (snapshots != 0) CheckTable(SnapshotsOffset, 0, "Snapshot table");
        Qcow2Geometry geometry = new(this);
        if (geometry.Level1EntriesFor(Size) > int.MaxValue) throw BlockException.Corrupt("Image is too big");
        if (level1 < geometry.Level1EntriesFor(Size)) throw BlockException.Corrupt("L1 table is too small");
    }

    private void CheckTable(long offset, long length, string name)
    {
        if (offset < 0 || offset > long.MaxValue - length || (offset & (ClusterSize - 1)) != 0)
            throw BlockException.Corrupt($"{name} offset invalid");
        if (length != 0 && offset < ClusterSize) throw BlockException.Corrupt($"{name} offset invalid");
    }

    private void ReadExtensions(ReadOnlySpan<byte> cluster)
    {
        int at = HeaderLength, end = Math.Min(ClusterSize, cluster.Length);
        long backing = Quad(cluster, 8);
        if (backing > 0 && backing < end) end = (int)backing;
        while (at + 8 <= end)
        {
            uint type = Word(cluster, at), length = Word(cluster, at + 4);
            if (type == Qcow2HeaderExtension.End) return;
            if (length > end - at - 8) throw BlockException.Corrupt("Header extension too large");
            ReadExtension(type, cluster.Slice(at + 8, (int)length));
            at += 8 + (int)((length + 7) & ~7u);
        }
    }

    private void ReadExtension(uint type, ReadOnlySpan<byte> content)
    {
        switch (type)
        {
            case Qcow2HeaderExtension.BackingFormat:
                if (content.Length > 15) throw BlockException.Corrupt("ERROR: ext_backing_format: len=" + content.Length + " too large (>=16)");
                BackingFormat = Encoding.UTF8.GetString(content);
                break;
            case Qcow2HeaderExtension.DataFile:
                DataFileName = Encoding.UTF8.GetString(content);
                break;
            default:
                Extensions.Add(new Qcow2HeaderExtension(type, content.ToArray()));
                break;
        }
    }

    private void ReadBackingName(ReadOnlySpan<byte> cluster)
    {
        long offset = Quad(cluster, 8);
        uint length = Word(cluster, 16);
        if (offset == 0) return;
        if (length > LongestBackingName) throw BlockException.Corrupt("Backing file name too long");
        if (offset < 0 || offset > ClusterSize - length || offset > cluster.Length - length)
            throw BlockException.Corrupt("Invalid backing file offset");
        if (length != 0) BackingName = Encoding.UTF8.GetString(cluster.Slice((int)offset, (int)length));
    }

    private void WriteFixedPart(byte[] cluster)
    {
        Span<byte> bytes = cluster;
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32BigEndian(bytes[4..], Version);
        BinaryPrimitives.WriteInt32BigEndian(bytes[20..], ClusterBits);
        BinaryPrimitives.WriteInt64BigEndian(bytes[24..], Size);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[32..], EncryptionMethod);
        BinaryPrimitives.WriteInt32BigEndian(bytes[36..], Level1Entries);
        BinaryPrimitives.WriteInt64BigEndian(bytes[40..], Level1Offset);
        BinaryPrimitives.WriteInt64BigEndian(bytes[48..], RefcountTableOffset);
        BinaryPrimitives.WriteInt32BigEndian(bytes[56..], RefcountTableClusters);
        BinaryPrimitives.WriteInt32BigEndian(bytes[60..], SnapshotCount);
        BinaryPrimitives.WriteInt64BigEndian(bytes[64..], SnapshotsOffset);
    }

    private void WriteVersion3(byte[] cluster, int length)
    {
        Span<byte> bytes = cluster;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[72..], (ulong)Incompatible);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[80..], Compatible);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[88..], Autoclear);
        BinaryPrimitives.WriteInt32BigEndian(bytes[96..], RefcountOrder);
        BinaryPrimitives.WriteInt32BigEndian(bytes[100..], length);
        cluster[Version3Length] = (byte)Compression;
    }
}

/// <summary>Features that a reader must know.</summary>
[Flags]
internal enum Qcow2Features : ulong
{
    None = 0,

    /// <summary>Reference counts may be wrong: count anew before writing.</summary>
    Dirty = 1,

    /// <summary>Metadata are known to be corrupt: do not write.</summary>
    Corrupt = 2,

    /// <summary>The guest's data lie in another file.</summary>
    DataFile = 4,

    /// <summary>The header says how clusters are compressed.</summary>
    CompressionType = 8,

    /// <summary>Level 2 entries have 128 bits and 32 subclusters.</summary>
    ExtendedLevel2 = 16,

    /// <summary>All that are implemented.</summary>
    Known = Dirty | Corrupt | DataFile | CompressionType | ExtendedLevel2,
}

/// <summary>How compressed clusters are compressed.</summary>
internal enum CompressionType : byte
{
    /// <summary>Raw deflate with a window of 4 KiB.</summary>
    Zlib,

    /// <summary>A zstd frame.</summary>
    Zstd,
}

/// <summary>A part of the header that readers may pass over.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Content">Its bytes, without padding.</param>
internal sealed record Qcow2HeaderExtension(uint Type, byte[] Content)
{
    public const uint End = 0, BackingFormat = 0xe2792aca, FeatureNames = 0x6803f857, Bitmaps = 0x23852875;
    public const uint Encryption = 0x0537be77, DataFile = 0x44415441;
}
