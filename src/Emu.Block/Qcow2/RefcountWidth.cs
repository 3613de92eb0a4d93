namespace Emu.Block.Qcow2;

/// <summary>Writes reference counts of another width behind everything that the file holds, and lets the header name
/// them. The old ones count as free there, so that the change is done when the header is.</summary>
internal static class RefcountWidth
{
    /// <summary>Clusters behind the file's end that may be in use.</summary>
    private const long MostBeyond = 1 << 20;

    /// <summary>Changes the width. The image's tables in memory are of no use afterwards.</summary>
    /// <param name="image">The image, with nothing unwritten.</param>
    /// <param name="order">Logarithm of the new width in bits.</param>
    /// <param name="progress">Is told how many passes are done, and of how many.</param>
    /// <exception cref="BlockException">A count does not fit, the image would become too large, or the host failed.
    /// </exception>
    public static async ValueTask ChangeAsync(Qcow2Image image, int order, Action<int, int> progress)
    {
        Qcow2Geometry old = image.Geometry;
        Qcow2Header header = image.Header;
        int countsPerBlock = old.ClusterSize * 8 >> order, done = 0, passes = 3;
        long start = await FindEndAsync(image), blocks = 0, tables = 0;
        while (true)
        {
            long wanted = Qcow2Geometry.DivideUp(start + blocks + tables, countsPerBlock);
            long wantedTables = old.ClustersFor(wanted * 8);
            bool isEnough = wanted <= blocks && wantedTables <= tables;
            progress(++done, passes);
            if (isEnough) break;
            (blocks, tables) = (Math.Max(blocks, wanted), Math.Max(tables, wantedTables));
            if (done >= 2) progress(done, ++passes);
        }

        if (tables << old.ClusterBits > Qcow2Header.LargestRefcountTableBytes)
            throw new BlockException(BlockError.OutOfRange, "the reference count table would become too large");
        ulong[] table = await WriteBlocksAsync(image, order, start, blocks, tables);
        long place = (start + blocks) << old.ClusterBits;
        await TableReader.WriteAsync(image.File, place, table, (int)(tables << old.ClusterBits));
        await image.File.FlushAsync();
        header.RefcountOrder = order;
        header.RefcountTableOffset = place;
        header.RefcountTableClusters = (int)tables;
        await image.WriteHeaderAsync();
        await image.File.FlushAsync();
        progress(passes, passes);
    }

    private static async ValueTask<ulong[]> WriteBlocksAsync(Qcow2Image image, int order, long start, long blocks, long tables)
    {
        Qcow2Geometry old = image.Geometry;
        HashSet<long> freed = OldClusters(image);
        ulong largest = order == 6 ? ulong.MaxValue : (1UL << (1 << order)) - 1;
        int countsPerBlock = old.ClusterSize * 8 >> order;
        ulong[] table = new ulong[blocks];
        using IoBuffer block = new(old.ClusterSize);
        for (long i = 0; i < blocks; i++)
        {
            block.Span.Clear();
            for (int at = 0; at < countsPerBlock; at++)
            {
                long cluster = (i * countsPerBlock) + at;
                ulong count = cluster >= start ? cluster < start + blocks + tables ? 1UL : 0
                    : freed.Contains(cluster) ? 0 : await image.Refcounts.GetAsync(cluster);
                if (count > largest)
                    throw new BlockException(
                        BlockError.InvalidArgument,
                        $"Cannot decrease refcount entry width to {1 << order} bits: Cluster at offset " +
                        $"0x{cluster << old.ClusterBits:x} has a refcount of {count}");
                RefcountTable.Write(block.Span, at, order, count);
            }

            table[i] = (ulong)(start + i) << old.ClusterBits;
            await image.File.WriteAsync((long)table[i], block.Vector);
        }

        return table;
    }

    /// <summary>The first cluster behind the file and behind all that is counted as used.</summary>
    private static async ValueTask<long> FindEndAsync(Qcow2Image image)
    {
        Qcow2Geometry geometry = image.Geometry;
        long end = geometry.ClustersFor(image.File.Length), block = image.Refcounts.Blocks.Count - 1;
        for (; block >= 0 && (block + 1) * geometry.CountsPerBlock > end; block--)
        {
            if (image.Refcounts.Blocks[(int)block] == 0) continue;
            for (long at = geometry.CountsPerBlock - 1; at >= 0; at--)
            {
                long cluster = (block * geometry.CountsPerBlock) + at;
                if (cluster < end) return end;
                if (await image.Refcounts.GetAsync(cluster) == 0) continue;
                if (cluster - end < MostBeyond) return cluster + 1;
                throw BlockException.Corrupt($"cluster {cluster} is in use far behind the file's end; qemu-img check -r leaks frees what is lost");
            }
        }

        return end;
    }

    /// <summary>The clusters of the old table and its blocks.</summary>
    private static HashSet<long> OldClusters(Qcow2Image image)
    {
        Qcow2Geometry geometry = image.Geometry;
        HashSet<long> clusters = [];
        long first = image.Header.RefcountTableOffset >> geometry.ClusterBits;
        for (long i = 0; i < image.Header.RefcountTableClusters; i++) clusters.Add(first + i);
        foreach (ulong block in image.Refcounts.Blocks)
            if (block != 0) clusters.Add((long)block >> geometry.ClusterBits);
        return clusters;
    }
}
