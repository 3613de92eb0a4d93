using System.Buffers.Binary;
using Emu.Core.Tracing;

namespace Emu.Block.Qcow2;

/// <summary>
/// Where the clusters of the disk lie: the active level 1 table, and the level 2 tables that it names. Changes stay in
/// memory until they are written back in order.
/// </summary>
internal sealed class ClusterMap : IDisposable
{
    private const int CacheBytes = 32 << 20;

    private readonly BlockNode file;
    private readonly Qcow2Header header;
    private readonly RefcountTable refcounts;
    private readonly MetadataCache tables;
    private readonly HashSet<int> changedLevel1 = [];
    private ulong[] level1 = [];

    public ClusterMap(BlockNode file, Qcow2Header header, RefcountTable refcounts, long cacheBytes = 0)
    {
        this.file = file;
        this.header = header;
        this.refcounts = refcounts;
        Geometry = new Qcow2Geometry(header);
        long room = (cacheBytes == 0 ? CacheBytes : cacheBytes) / Geometry.ClusterSize;
        int needed = (int)Math.Min(Math.Min(Geometry.Level1EntriesFor(header.Size) + 2, room), 1 << 20);
        tables = new MetadataCache(file, Geometry.ClusterSize, Math.Max(4, needed), "l2_load", "l2_update");
    }

    public Qcow2Geometry Geometry { get; }

    /// <summary>The active level 1 table.</summary>
    public IReadOnlyList<ulong> Level1 => level1;

    /// <summary>Grows whenever another level 1 table is active.</summary>
    public int Changes { get; private set; }

    /// <summary>Told when a level 2 table has another place: the old one, 0 for none, and the new one.</summary>
    public Action<long, long>? Moved { get; init; }

    /// <summary>Tables have changed that are not written.</summary>
    public bool IsDirty => tables.IsDirty || changedLevel1.Count != 0;

    /// <summary>The level 1 table has changed, so that level 2 tables must be on the medium before it.</summary>
    public bool IsLevel1Dirty => changedLevel1.Count != 0;

    /// <summary>So many tables have changed that they should be written.</summary>
    public bool IsCrowded => tables.IsCrowded;

    /// <summary>Called with a level 2 table's cluster that nothing in the map names any more.</summary>
    public required Action<long> Abandon { get; init; }

    /// <summary>Reads the active level 1 table.</summary>
    public async ValueTask LoadAsync()
    {
        level1 = await TableReader.ReadAsync(file, header.Level1Offset, header.Level1Entries);
        tables.Clear();
        changedLevel1.Clear();
        Changes++;
    }

    /// <summary>Says what the image has for the cluster of an offset of the disk.</summary>
    public async ValueTask<Level2Entry> GetAsync(long offset)
    {
        long index = offset / Geometry.BytesPerLevel2;
        if (index >= level1.Length || TableOffset(level1[index]) is 0) return default;
        MetadataCache.Table table = await tables.LoadAsync(TableOffset(level1[index]));
        return Read(table.Bytes, EntryIndex(offset));
    }

    /// <summary>Records what the image has for the cluster of an offset of the disk. What the entry names has been
    /// counted before.</summary>
    public async ValueTask SetAsync(long offset, Level2Entry entry)
    {
        if (EventTrace.IsOn) TraceEvents.Qcow2Map.Write(offset, entry.HostOffset);
        MetadataCache.Table table = await OwnTableAsync(offset);
        Write(table.Bytes, EntryIndex(offset), entry);
        tables.MarkDirty(table);
    }

    /// <summary>Makes the level 2 table of an offset of the disk before clusters are given out, so that these lie side by
    /// side.</summary>
    public async ValueTask PrepareAsync(long offset) => await OwnTableAsync(offset);

    /// <summary>An entry of a level 2 table, checked.</summary>
    /// <exception cref="BlockException">It points to where no cluster can lie.</exception>
    public Level2Entry Read(ReadOnlySpan<byte> table, int index)
    {
        ReadOnlySpan<byte> bytes = table[(index * Geometry.EntryBytes)..];
        ulong descriptor = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        bool isCompressed = (descriptor & Qcow2Geometry.Compressed) != 0;
        if (!isCompressed && Geometry.InCluster((long)(descriptor & Qcow2Geometry.OffsetMask)) != 0)
            throw BlockException.Corrupt(
                $"Cluster allocation offset 0x{descriptor & Qcow2Geometry.OffsetMask:x} unaligned (L2 index: 0x{index:x})");
        if (Geometry.GranulesPerCluster > 1)
            return new Level2Entry(descriptor, BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        if (isCompressed) return new Level2Entry(descriptor, 0);
        if (Geometry.HasZeroFlag && (descriptor & Qcow2Geometry.Zero) != 0) return new Level2Entry(descriptor, 1UL << 32);
        bool isAllocated = (descriptor & Qcow2Geometry.OffsetMask) != 0
            || (header.HasDataFile && (descriptor & Qcow2Geometry.Copied) != 0);
        return new Level2Entry(descriptor, isAllocated ? 1UL : 0);
    }

    /// <summary>Writes changed level 2 tables; they are on the medium after the file's next flush.</summary>
    public ValueTask WriteBackTablesAsync() => tables.WriteBackAsync();

    /// <summary>Writes changed entries of the level 1 table; they are on the medium after the file's next flush.
    /// </summary>
    public async ValueTask WriteBackLevel1Async()
    {
        using IoBuffer entry = new(8);
        foreach (int index in changedLevel1.Order())
        {
            file.Trace("l1_update");
            BinaryPrimitives.WriteUInt64BigEndian(entry.Span, level1[index]);
            await file.WriteAsync(header.Level1Offset + (8L * index), entry.Vector);
        }

        changedLevel1.Clear();
    }

    /// <summary>Puts another level 1 table in the place of the active one; nothing of the old one may be unwritten.
    /// </summary>
    public void Replace(ulong[] entries)
    {
        level1 = entries;
        Changes++;
        tables.Clear();
        changedLevel1.Clear();
    }

    /// <summary>Where a level 1 entry's table lies; 0 when there is none.</summary>
    /// <exception cref="BlockException">No table can lie there.</exception>
    public long TableOffset(ulong entry)
    {
        long offset = (long)(entry & Qcow2Geometry.OffsetMask);
        if (Geometry.InCluster(offset) != 0) throw BlockException.Corrupt($"L2 table offset 0x{offset:x} unaligned");
        return offset;
    }

    /// <inheritdoc/>
    public void Dispose() => tables.Dispose();

    private int EntryIndex(long offset) => (int)((offset >> Geometry.ClusterBits) % Geometry.Level2Entries);

    private void Write(Span<byte> table, int index, Level2Entry entry)
    {
        Span<byte> bytes = table[(index * Geometry.EntryBytes)..];
        ulong descriptor = entry.Descriptor;
        if (Geometry.GranulesPerCluster > 1)
            BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], entry.Bitmap);
        else if (!entry.IsCompressed)
            descriptor = (descriptor & ~Qcow2Geometry.Zero) | (entry.Zeros != 0 ? Qcow2Geometry.Zero : 0);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, descriptor);
    }

    /// <summary>The level 2 table of an offset of the disk, made or copied so that it can be changed.</summary>
    private async ValueTask<MetadataCache.Table> OwnTableAsync(long offset)
    {
        int index = (int)(offset / Geometry.BytesPerLevel2);
        if (index >= level1.Length) throw BlockException.Corrupt("L1 table is too small");
        ulong entry = level1[index];
        long old = TableOffset(entry);
        if (old != 0 && (entry & Qcow2Geometry.Copied) != 0) return await tables.LoadAsync(old);

        (long cluster, _) = await refcounts.AllocateAsync(1, all: true);
        long place = cluster << Geometry.ClusterBits;
        MetadataCache.Table table = tables.Create(place);
        if (old != 0)
        {
            MetadataCache.Table shared = await tables.LoadAsync(old);
            shared.Bytes.CopyTo(table.Bytes);
            Abandon(old >> Geometry.ClusterBits);
        }

        level1[index] = (ulong)place | Qcow2Geometry.Copied;
        changedLevel1.Add(index);
        Moved?.Invoke(old, place);
        return table;
    }
}
