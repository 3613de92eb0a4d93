using System.Buffers.Binary;

namespace Emu.Block.Qcow2;

/// <summary>
/// How often each cluster of the file is used: a table of blocks of counts. It gives out free clusters. A count that
/// has grown is written before anything that uses the cluster; one that shrinks is told only after what used the
/// cluster is gone from the medium (<see cref="Qcow2Image"/> keeps to that order).
/// </summary>
internal sealed class RefcountTable : IDisposable
{
    private const int LargestTableBytes = 8 << 20;

    private readonly BlockNode file;
    private readonly Qcow2Header header;
    private readonly Qcow2Geometry geometry;
    private readonly MetadataCache blocks;
    private readonly Func<ValueTask> writeHeader;
    private ulong[] table = [];
    private long nextFree;

    /// <param name="file">The image's file.</param>
    /// <param name="header">Says where the table lies; changed when it moves.</param>
    /// <param name="writeHeader">Writes the header.</param>
    /// <param name="cacheBytes">Memory for blocks; 0 for 2 MiB.</param>
    public RefcountTable(BlockNode file, Qcow2Header header, Func<ValueTask> writeHeader, long cacheBytes = 0)
    {
        this.file = file;
        this.header = header;
        this.writeHeader = writeHeader;
        geometry = new Qcow2Geometry(header);
        blocks = new MetadataCache(file, geometry.ClusterSize, (int)Math.Clamp((cacheBytes == 0 ? 2 << 20 : cacheBytes) / geometry.ClusterSize, 4, 1 << 20), "refblock_load", "refblock_update");
    }

    /// <summary>Asked before clusters are given out; throws when they hold metadata, whatever their counts say.</summary>
    public Func<long, long, ValueTask>? Guard { get; set; }

    /// <summary>Grows whenever blocks or the table have other places.</summary>
    public int Changes { get; private set; }

    /// <summary>Counts have changed that are not written.</summary>
    public bool IsDirty => blocks.IsDirty;

    /// <summary>So many counts have changed that they should be written.</summary>
    public bool IsCrowded => blocks.IsCrowded;

    /// <summary>Clusters that the table can count.</summary>
    public long Capacity => (long)table.Length * geometry.CountsPerBlock;

    /// <summary>Where the blocks of counts lie, an entry each; 0 where there is none.</summary>
    public IReadOnlyList<ulong> Blocks => table;

    /// <summary>Reads the table.</summary>
    public async ValueTask LoadAsync()
    {
        file.Trace("reftable_load");
        table = await TableReader.ReadAsync(
            file, header.RefcountTableOffset, header.RefcountTableClusters << geometry.ClusterBits >> 3);
        blocks.Clear();
        nextFree = 0;
        Changes++;
    }

    /// <summary>How often a cluster is used.</summary>
    /// <param name="cluster">Number of the cluster: its offset by the cluster size.</param>
    /// <exception cref="BlockException">The table is corrupt there.</exception>
    public async ValueTask<ulong> GetAsync(long cluster)
    {
        if (cluster >= Capacity || BlockOffset(cluster) is 0) return 0;
        MetadataCache.Table block = await blocks.LoadAsync(BlockOffset(cluster));
        return Read(block.Bytes, (int)(cluster % geometry.CountsPerBlock), geometry.RefcountOrder);
    }

    /// <summary>Demands that a range of clusters that something uses has counts at all.</summary>
    /// <exception cref="BlockException">It lies beyond what a table can count, or where this one has no block of counts.
    /// </exception>
    public void RequireCounted(long first, long count)
    {
        if (count == 0) return;
        long last = (first + count - 1) / geometry.CountsPerBlock;
        if (last >= LargestTableBytes / 8) throw TooLarge();
        for (long index = first / geometry.CountsPerBlock; index <= last; index++)
            if (index >= table.Length || table[index] == 0)
                throw new BlockException(
                    BlockError.NotCounted, $"the image uses cluster {first}, which it does not count; qemu-img check tells more");
    }

    /// <summary>Changes the counts of a range of clusters by one up or down.</summary>
    /// <exception cref="BlockException">A count would leave its range: the image is corrupt, or has too many
    /// snapshots.</exception>
    public async ValueTask ChangeAsync(long first, long count, int change)
    {
        for (long cluster = first; cluster < first + count; cluster++)
        {
            ulong old = await GetAsync(cluster);
            if (change < 0 && old == 0) throw BlockException.Corrupt($"Reference count of cluster {cluster} below 0");
            if (change > 0 && old == geometry.LargestCount)
                throw new BlockException(
                    BlockError.InvalidArgument, $"the reference count of cluster {cluster} cannot grow any further");
            await SetAsync(cluster, change < 0 ? old - 1 : old + 1);
            if (change < 0 && old == 1) nextFree = Math.Min(nextFree, cluster);
        }
    }

    /// <summary>Sets a count.</summary>
    public async ValueTask SetAsync(long cluster, ulong value)
    {
        long offset = await EnsureBlockAsync(cluster);
        MetadataCache.Table block = await blocks.LoadAsync(offset);
        Write(block.Bytes, (int)(cluster % geometry.CountsPerBlock), geometry.RefcountOrder, value);
        blocks.MarkDirty(block);
    }

    /// <summary>Finds free clusters that lie side by side, and counts them as used once.</summary>
    /// <param name="most">Clusters wished for, at least 1.</param>
    /// <param name="all">Fewer are of no use.</param>
    /// <returns>Number of the first cluster, and how many there are.</returns>
    public async ValueTask<(long First, long Count)> AllocateAsync(long most, bool all)
    {
        while (true)
        {
            (long first, long count) = await FindFreeAsync(most, all);
            // A block of counts that has to be made may have taken the place.
            await EnsureBlockAsync(first + count - 1);
            await EnsureBlockAsync(first);
            if (!await AreFreeAsync(first, count)) continue;
            if (Guard is not null) await Guard(first, count);
            await ChangeAsync(first, count, 1);
            nextFree = first + count;
            return (first, count);
        }
    }

    /// <summary>Writes changed counts; they are on the medium after the file's next flush.</summary>
    public ValueTask WriteBackAsync() => blocks.WriteBackAsync();

    /// <inheritdoc/>
    public void Dispose() => blocks.Dispose();

    /// <summary>One count out of a block.</summary>
    public static ulong Read(ReadOnlySpan<byte> block, int index, int order) => order switch
    {
        0 => (ulong)(block[index >> 3] >> (index & 7) & 1),
        1 => (ulong)(block[index >> 2] >> (2 * (index & 3)) & 3),
        2 => (ulong)(block[index >> 1] >> (4 * (index & 1)) & 15),
        3 => block[index],
        4 => BinaryPrimitives.ReadUInt16BigEndian(block[(2 * index)..]),
        5 => BinaryPrimitives.ReadUInt32BigEndian(block[(4 * index)..]),
        _ => BinaryPrimitives.ReadUInt64BigEndian(block[(8 * index)..]),
    };

    /// <summary>Changes one count in a block.</summary>
    public static void Write(Span<byte> block, int index, int order, ulong value)
    {
        switch (order)
        {
            case 0: SetBits(ref block[index >> 3], index & 7, 1, value); break;
            case 1: SetBits(ref block[index >> 2], 2 * (index & 3), 3, value); break;
            case 2: SetBits(ref block[index >> 1], 4 * (index & 1), 15, value); break;
            case 3: block[index] = (byte)value; break;
            case 4: BinaryPrimitives.WriteUInt16BigEndian(block[(2 * index)..], (ushort)value); break;
            case 5: BinaryPrimitives.WriteUInt32BigEndian(block[(4 * index)..], (uint)value); break;
            default: BinaryPrimitives.WriteUInt64BigEndian(block[(8 * index)..], value); break;
        }
    }

    private static BlockException TooLarge() => new(BlockError.OutOfRange, "Reference count table too large");

    private static void SetBits(ref byte target, int shift, int mask, ulong value) =>
        target = (byte)((target & ~(mask << shift)) | ((int)value << shift));

    private long BlockOffset(long cluster)
    {
        long offset = (long)(table[cluster / geometry.CountsPerBlock] & ~511UL);
        if (offset < 0 || geometry.InCluster(offset) != 0) throw BlockException.Corrupt($"Refcount block offset 0x{offset:x} unaligned");
        return offset;
    }

    private async ValueTask<(long First, long Count)> FindFreeAsync(long most, bool all)
    {
        long first = nextFree, count = 0;
        for (long at = first; ; at++)
        {
            if (at > long.MaxValue >> geometry.ClusterBits) throw new BlockException(BlockError.OutOfRange, "File too large");
            if (await GetAsync(at) != 0)
            {
                if (count != 0 && !all) return (first, count);
                first = at + 1;
                count = 0;
            }
            else if (++count == most)
            {
                return (first, count);
            }
        }
    }

    private async ValueTask<bool> AreFreeAsync(long first, long count)
    {
        for (long at = first; at < first + count; at++)
            if (await GetAsync(at) != 0) return false;
        return true;
    }

    /// <summary>Makes sure that a cluster has a block for its count, and says where it lies.</summary>
    private async ValueTask<long> EnsureBlockAsync(long cluster)
    {
        if (cluster >= Capacity) await GrowAsync(cluster);
        if (BlockOffset(cluster) is var present and not 0) return present;

        file.Trace("refblock_alloc");
        // The new block counts itself: it lies in the first cluster of its own range that is not used.
        long index = cluster / geometry.CountsPerBlock;
        long own = index * geometry.CountsPerBlock;
        long offset = own << geometry.ClusterBits;
        if (own == 0) throw BlockException.Corrupt("the block that counts the header's cluster is missing");
        MetadataCache.Table block = blocks.Create(offset);
        Write(block.Bytes, 0, geometry.RefcountOrder, 1);
        await blocks.WriteBackAsync();
        await file.FlushAsync();
        table[index] = (ulong)offset;
        Changes++;
        using IoBuffer entry = new(8);
        BinaryPrimitives.WriteUInt64BigEndian(entry.Span, (ulong)offset);
        file.Trace("reftable_update");
        await file.WriteAsync(header.RefcountTableOffset + (8 * index), entry.Vector);
        return offset;
    }

    /// <summary>Moves the table to a larger place: behind everything that it can count until now lie new blocks, and
    /// behind them the new table, counted by these blocks.</summary>
    private async ValueTask GrowAsync(long cluster)
    {
        file.Trace("reftable_grow");
        int perCluster = geometry.ClusterSize / 8, oldClusters = header.RefcountTableClusters;
        long oldOffset = header.RefcountTableOffset, firstIndex = table.Length, start = Capacity;
        long entries = Math.Max((cluster / geometry.CountsPerBlock) + 1, table.Length + (table.Length / 2));
        long newBlocks = 1, tableClusters;
        while (true)
        {
            tableClusters = Qcow2Geometry.DivideUp(Math.Max(entries, firstIndex + newBlocks), perCluster);
            long wanted = Qcow2Geometry.DivideUp(newBlocks + tableClusters, geometry.CountsPerBlock);
            if (wanted <= newBlocks) break;
            newBlocks = wanted;
        }

        if (tableClusters << geometry.ClusterBits > LargestTableBytes)
            throw TooLarge();
        ulong[] grown = new ulong[tableClusters * perCluster];
        table.CopyTo(grown, 0);
        for (long i = 0; i < newBlocks; i++)
            grown[firstIndex + i] = (ulong)(start + i) << geometry.ClusterBits;
        table = grown;
        Changes++;
        for (long i = 0; i < newBlocks; i++) blocks.Create((start + i) << geometry.ClusterBits);
        for (long each = start; each < start + newBlocks + tableClusters; each++) await SetAsync(each, 1);

        long tableOffset = (start + newBlocks) << geometry.ClusterBits;
        await blocks.WriteBackAsync();
        await TableReader.WriteAsync(file, tableOffset, grown, (int)(tableClusters << geometry.ClusterBits));
        await file.FlushAsync();
        header.RefcountTableOffset = tableOffset;
        header.RefcountTableClusters = (int)tableClusters;
        await writeHeader();
        await file.FlushAsync();
        await ChangeAsync(oldOffset >> geometry.ClusterBits, oldClusters, -1);
    }
}
