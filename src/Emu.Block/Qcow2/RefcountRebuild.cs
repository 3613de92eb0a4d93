namespace Emu.Block.Qcow2;

/// <summary>Writes reference counts anew, behind everything that the file holds, and lets the header name them: for
/// images whose own counts cannot be trusted to lie where nothing else does.</summary>
internal static class RefcountRebuild
{
    /// <summary>Replaces an image's counts.</summary>
    /// <param name="image">The image.</param>
    /// <param name="references">How often each cluster is used, uses by the old counts among them. The new counts are
    /// these, so that the place of the old ones is lost until it is given back.</param>
    /// <returns>How often each cluster is used afterwards.</returns>
    public static async ValueTask<int[]> RunAsync(Qcow2Image image, int[] references)
    {
        Qcow2Geometry geometry = image.Geometry;
        Qcow2Header header = image.Header;
        int[] counts = references;
        long start = Math.Max(references.Length, geometry.ClustersFor(image.File.Length));
        int perTable = geometry.ClusterSize / 8;
        long blocks = 1, tables = 1;
        while (true)
        {
            long wanted = Qcow2Geometry.DivideUp(start + blocks + tables, geometry.CountsPerBlock);
            long wantedTables = Qcow2Geometry.DivideUp(wanted, perTable);
            if (wanted <= blocks && wantedTables <= tables) break;
            blocks = wanted;
            tables = wantedTables;
        }

        ulong[] table = new ulong[blocks];
        using IoBuffer block = new(geometry.ClusterSize);
        for (long i = 0; i < blocks; i++)
        {
            block.Span.Clear();
            for (int at = 0; at < geometry.CountsPerBlock; at++)
            {
                long cluster = (i * geometry.CountsPerBlock) + at;
                ulong count = cluster < counts.Length ? (ulong)counts[cluster]
                    : cluster >= start && cluster < start + blocks + tables ? 1UL : 0;
                if (count > geometry.LargestCount)
                    throw BlockException.Corrupt($"cluster {cluster} is used more often than can be counted");
                RefcountTable.Write(block.Span, at, geometry.RefcountOrder, count);
            }

            table[i] = (ulong)(start + i) << geometry.ClusterBits;
            await image.File.WriteAsync((long)table[i], block.Vector);
        }

        long place = (start + blocks) << geometry.ClusterBits;
        await TableReader.WriteAsync(image.File, place, table, (int)(tables << geometry.ClusterBits));
        await image.File.FlushAsync();
        int[] uses = new int[start + blocks + tables + 1];
        references.CopyTo(uses, 0);
        Drop(uses, header.RefcountTableOffset >> geometry.ClusterBits, header.RefcountTableClusters);
        foreach (ulong entry in image.Refcounts.Blocks)
            if (entry != 0 && geometry.InCluster((long)(entry & ~511UL)) == 0) Drop(uses, (long)entry >> geometry.ClusterBits, 1);
        uses.AsSpan((int)start, (int)(blocks + tables)).Fill(1);
        header.RefcountTableOffset = place;
        header.RefcountTableClusters = (int)tables;
        await image.WriteHeaderAsync();
        await image.File.FlushAsync();
        await image.Refcounts.LoadAsync();
        return uses;
    }

    private static void Drop(int[] counts, long first, long length)
    {
        for (long cluster = first; cluster < first + length; cluster++)
            if (cluster >= 0 && cluster < counts.Length && counts[cluster] > 0) counts[cluster]--;
    }
}
