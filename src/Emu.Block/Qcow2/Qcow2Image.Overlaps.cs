namespace Emu.Block.Qcow2;

/// <summary>
/// Whatever tables and counts of a damaged image say, the disk's bytes and new tables never go where metadata lie: the image is
/// marked as corrupt instead, and takes no more writes.
/// </summary>
public sealed partial class Qcow2Image
{
    /// <summary>Clusters of the tables of snapshots that are looked after; a hostile image may name any number.</summary>
    private const long MostSnapshotTables = 1 << 20;

    private const string ActiveLevel2 = "active L2 table";

    private readonly Dictionary<long, string> occupied = [];
    private (int Map, int Counts, long CountTable, long Level1, long Snapshots) occupiedAt = (-1, -1, -1, -1, -1);

    /// <summary>Checks that a range of the file may be written with the disk's bytes.</summary>
    private ValueTask GuardAsync(long host, long length)
    {
        if (!isGuarded || Header.HasDataFile || length <= 0) return default;
        long first = host >> Geometry.ClusterBits;
        return GuardClustersAsync(first, ((host + length - 1) >> Geometry.ClusterBits) - first + 1);
    }

    private ValueTask GuardClustersAsync(long first, long count)
    {
        (int, int, long, long, long) now =
            (Map.Changes, Refcounts.Changes, Header.RefcountTableOffset, Header.Level1Offset, Header.SnapshotsOffset);
        if (occupiedAt != now) ListOccupied();
        occupiedAt = now;
        for (long cluster = first; cluster < first + count; cluster++)
            if (occupied.TryGetValue(cluster, out string? what)) return MarkCorruptAsync(what);
        return default;
    }

    /// <summary>Lists a level 2 table at its new place; listing everything anew for each would take too long.</summary>
    private void MoveOccupied(long from, long to)
    {
        long old = from >> Geometry.ClusterBits;
        if (occupied.TryGetValue(old, out string? what) && what == ActiveLevel2) occupied.Remove(old);
        occupied.TryAdd(to >> Geometry.ClusterBits, ActiveLevel2);
    }

    private void ListOccupied()
    {
        occupied.Clear();
        long room = MostSnapshotTables;
        foreach (Qcow2Snapshot snapshot in snapshots)
            if (snapshot.FindFault(Geometry) is null && (room -= 1 + Geometry.ClustersFor(snapshot.Level1Entries * 8L)) > 0)
                Occupy(snapshot.Level1Offset, snapshot.Level1Entries * 8L, "inactive L1 table");
        if (snapshots.Count != 0) Occupy(Header.SnapshotsOffset, snapshotTable.Length, "snapshot table");
        foreach (ulong entry in Map.Level1)
            Occupy((long)(entry & Qcow2Geometry.OffsetMask), entry == 0 ? 0 : 1, ActiveLevel2);
        foreach (ulong block in Refcounts.Blocks) Occupy((long)block, block == 0 ? 0 : 1, "refcount block");
        Occupy(Header.RefcountTableOffset, (long)Header.RefcountTableClusters << Geometry.ClusterBits, "refcount table");
        Occupy(Header.Level1Offset, Header.Level1Entries * 8L, "active L1 table");
        Occupy(0, 1, "qcow2_header");
    }

    private void Occupy(long offset, long length, string what)
    {
        // What lies beyond the file overlaps nothing that is there.
        long end = Math.Min(offset + length, file.Length);
        for (long cluster = offset >> Geometry.ClusterBits; length > 0 && cluster << Geometry.ClusterBits < end; cluster++)
            occupied[cluster] = what;
    }

    private async ValueTask MarkCorruptAsync(string what)
    {
        isMarkedCorrupt = true;
        isClosed = true;
        if (Header.Version >= 3 && (Header.Incompatible & Qcow2Features.Corrupt) == 0)
        {
            Header.Incompatible |= Qcow2Features.Corrupt;
            await WriteHeaderAsync();
            await file.FlushAsync();
        }

        throw BlockException.Corrupt(
            $"Marking image as corrupt: Preventing invalid write on metadata (overlaps with {what}); qemu-img check -r all may repair it");
    }
}
