using System.Globalization;

namespace Emu.Block.Qcow2;

/// <summary>Internal snapshots: further level 1 tables, which share clusters with the active one.</summary>
public sealed partial class Qcow2Image
{
    private List<Qcow2Snapshot> snapshots = [];
    private SnapshotTableContent snapshotTable = new();

    /// <summary>The image's snapshots, in the order of its table.</summary>
    public IReadOnlyList<Qcow2Snapshot> Snapshots => snapshots;

    /// <summary>The snapshot of an id, or else of a name; null when there is none.</summary>
    public Qcow2Snapshot? FindSnapshot(string idOrName) =>
        snapshots.Find(each => each.Id == idOrName) ?? snapshots.Find(each => each.Name == idOrName);

    /// <summary>Makes a snapshot of the disk as it is.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="time">When.</param>
    /// <exception cref="BlockException">The host failed, or there are too many snapshots.</exception>
    public async ValueTask CreateSnapshotAsync(string name, DateTimeOffset time)
    {
        RequireWritable();
        if (snapshots.Count >= Qcow2Header.MostSnapshots || SnapshotTable.ToBytes(snapshots).Length > SnapshotTable.LargestTable - 65536)
            throw new BlockException(BlockError.OutOfRange, "the image cannot have more snapshots");
        using (await metadata.EnterAsync())
        {
            await FlushLockedAsync();
            await BeginChangeAsync();
            ulong[] active = [.. Map.Level1];
            (long cluster, _) = await Refcounts.AllocateAsync(
                Math.Max(1, Geometry.ClustersFor(active.Length * 8L)), all: true);
            await ChangeTreeAsync(active, 1);
            await RefreshCopiedAsync(active, activate: true);
            ulong[] copy = [.. active.Select(entry => entry & ~Qcow2Geometry.Copied)];
            long place = cluster << Geometry.ClusterBits;
            await TableReader.WriteAsync(file, place, copy, copy.Length * 8);
            await FlushLockedAsync();
            int highest = snapshots.Select(each => int.TryParse(each.Id, out int id) ? id : 0).DefaultIfEmpty().Max();
            Qcow2Snapshot snapshot = new()
            {
                Id = (highest + 1).ToString(CultureInfo.InvariantCulture),
                Name = name,
                Seconds = (uint)time.ToUnixTimeSeconds(),
                Nanoseconds = (uint)(time.UtcTicks % TimeSpan.TicksPerSecond * 100),
                DiskSize = Length,
                Level1Offset = place,
                Level1Entries = copy.Length,
            };
            await ReplaceSnapshotsAsync([.. snapshots, snapshot]);
        }
    }

    /// <summary>Lets the disk be what it was when a snapshot was made.</summary>
    /// <exception cref="BlockException">The host failed, or the snapshot is corrupt.</exception>
    public async ValueTask ApplySnapshotAsync(Qcow2Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        RequireWritable();
        if (bitmaps.Count != 0) throw Refuse("Device has active dirty bitmaps");
        using (await metadata.EnterAsync())
        {
            await FlushLockedAsync();
            await BeginChangeAsync();
            ulong[] wanted = await ReadLevel1Async(snapshot);
            ulong[] old = [.. Map.Level1];
            await ChangeTreeAsync(wanted, 1);
            await FlushLockedAsync();
            Header.Size = snapshot.DiskSize;
            await ReplaceLevel1Async(Resized(wanted, Math.Max(wanted.Length, old.Length)));
            await ChangeTreeAsync(old, -1);
            await RefreshCopiedAsync([.. Map.Level1], activate: true);
            await FlushLockedAsync();
        }
    }

    /// <summary>Removes a snapshot.</summary>
    /// <exception cref="BlockException">The host failed, or the snapshot is corrupt.</exception>
    public async ValueTask DeleteSnapshotAsync(Qcow2Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        RequireWritable();
        using (await metadata.EnterAsync())
        {
            await FlushLockedAsync();
            await BeginChangeAsync();
            ulong[] entries = await ReadLevel1Async(snapshot);
            await ReplaceSnapshotsAsync([.. snapshots.Where(each => each != snapshot)]);
            try
            {
                file.Trace("cluster_free");
                await ChangeTreeAsync(entries, -1);
                await Refcounts.ChangeAsync(
                    snapshot.Level1Offset >> Geometry.ClusterBits, Geometry.ClustersFor(entries.Length * 8L), -1);
                await RefreshCopiedAsync([.. Map.Level1], activate: true);
                await FlushLockedAsync();
            }
            catch (BlockException e) when (e.Error == BlockError.Host)
            {
                // The snapshot is gone; that its clusters still count as used is a loss of space and nothing else.
                isClosed = true;
                throw new BlockException(e.Error, $"Failed to free the cluster and L1 table: {e.Message}", e);
            }
        }
    }

    private static ulong[] Resized(ulong[] entries, int length)
    {
        Array.Resize(ref entries, length);
        return entries;
    }

    private void RequireWritable()
    {
        if (!isWritable) throw new BlockException(BlockError.ReadOnly, "Block node is read-only");
        if (Header.HasDataFile)
            throw new BlockException(BlockError.Unsupported, "an image with an external data file has no snapshots");
    }

    /// <summary>Why the table of snapshots cannot be checked; null when it can.</summary>
    public string? SnapshotTableFailure => snapshotTable.Failure;

    /// <summary>What the table of snapshots held when it was read or written last.</summary>
    internal SnapshotTableContent SnapshotContent => snapshotTable;

    /// <summary>Writes the table of snapshots anew, its entries complete. The caller holds the lock.</summary>
    internal async ValueTask RewriteSnapshotsAsync()
    {
        // What the old table occupies is given up only where it is counted.
        long first = Header.SnapshotsOffset >> Geometry.ClusterBits;
        if (snapshotTable.Length > file.Length - Header.SnapshotsOffset) snapshotTable.Length = 0;
        for (long i = 0; i < Geometry.ClustersFor(snapshotTable.Length); i++)
            if (await Refcounts.GetAsync(first + i) == 0) snapshotTable.Length = 0;
        await ReplaceSnapshotsAsync([.. snapshots]);
    }

    /// <summary>Lets the header count only the snapshots that the table could be read with.</summary>
    internal async ValueTask ForgetOverhangingSnapshotsAsync()
    {
        Header.SnapshotCount = snapshots.Count;
        await WriteHeaderAsync();
        await file.FlushAsync();
        if (snapshotTable.CutEntries == 0) snapshotTable = new SnapshotTableContent { Length = snapshotTable.Length };
    }

    private async ValueTask LoadSnapshotsAsync(bool repairs)
    {
        snapshotTable = await SnapshotTable.ReadAsync(file, Header, repairs);
        snapshots = snapshotTable.Snapshots;
    }

    /// <summary>The level 1 table of a snapshot.</summary>
    private async ValueTask<ulong[]> ReadLevel1Async(Qcow2Snapshot snapshot)
    {
        if (snapshot.FindFault(Geometry) is { } fault) throw BlockException.Corrupt(fault);
        return await TableReader.ReadAsync(file, snapshot.Level1Offset, snapshot.Level1Entries);
    }

    /// <summary>Counts everything that a level 1 table names once more or once less, its level 2 tables included.
    /// </summary>
    private async ValueTask ChangeTreeAsync(ulong[] level1, int change)
    {
        using IoBuffer table = new(Geometry.ClusterSize);
        foreach (ulong entry in level1)
        {
            long place = Map.TableOffset(entry);
            if (place == 0) continue;
            await file.ReadAsync(place, table.Vector);
            for (int i = 0; i < Geometry.Level2Entries; i++)
            {
                (long first, long count) = ClustersOf(Map.Read(table.Span, i));
                if (change > 0) Refcounts.RequireCounted(first, count);
                await Refcounts.ChangeAsync(first, count, change);
            }

            await Refcounts.ChangeAsync(place >> Geometry.ClusterBits, 1, change);
        }
    }

    private (long First, long Count) ClustersOf(Level2Entry entry)
    {
        if (!entry.IsCompressed) return (entry.HostOffset >> Geometry.ClusterBits, entry.HostOffset == 0 ? 0 : 1);
        (long offset, int length) = Geometry.CompressedRange(entry.Descriptor);
        long first = offset >> Geometry.ClusterBits;
        return (first, ((offset + length - 1) >> Geometry.ClusterBits) - first + 1);
    }

    /// <summary>Sets in the active tables which clusters are used once only, after counts have changed.</summary>
    private async ValueTask RefreshCopiedAsync(ulong[] level1, bool activate)
    {
        using IoBuffer table = new(Geometry.ClusterSize);
        for (int index = 0; index < level1.Length; index++)
        {
            long place = Map.TableOffset(level1[index]);
            if (place == 0) continue;
            await file.ReadAsync(place, table.Vector);
            bool isChanged = false;
            for (int i = 0; i < Geometry.Level2Entries; i++)
            {
                Level2Entry entry = Map.Read(table.Span, i);
                if (entry.IsCompressed || entry.HostOffset == 0) continue;
                bool isSingle = await Refcounts.GetAsync(entry.HostOffset >> Geometry.ClusterBits) == 1;
                if (isSingle == entry.IsCopied) continue;
                table.Span[i * Geometry.EntryBytes] ^= 0x80;
                isChanged = true;
            }

            if (isChanged) await file.WriteAsync(place, table.Vector);
            bool isTableSingle = await Refcounts.GetAsync(place >> Geometry.ClusterBits) == 1;
            level1[index] = (level1[index] & ~Qcow2Geometry.Copied) | (isTableSingle ? Qcow2Geometry.Copied : 0);
        }

        if (!activate) return;
        await TableReader.WriteAsync(file, Header.Level1Offset, level1, level1.Length * 8);
        Map.Replace(level1);
    }

    /// <summary>Puts a level 1 table at a new place, and lets the header name it.</summary>
    private async ValueTask ReplaceLevel1Async(ulong[] entries)
    {
        long oldOffset = Header.Level1Offset, oldClusters = Geometry.ClustersFor(Header.Level1Entries * 8L);
        (long cluster, _) = await Refcounts.AllocateAsync(Math.Max(1, Geometry.ClustersFor(entries.Length * 8L)), all: true);
        long place = cluster << Geometry.ClusterBits;
        await TableReader.WriteAsync(file, place, entries, Math.Max(entries.Length * 8, 8));
        await Refcounts.WriteBackAsync();
        await file.FlushAsync();
        Header.Level1Offset = place;
        Header.Level1Entries = entries.Length;
        await WriteHeaderAsync();
        await file.FlushAsync();
        Map.Replace(entries);
        await Refcounts.ChangeAsync(oldOffset >> Geometry.ClusterBits, oldClusters, -1);
    }

    private async ValueTask ReplaceSnapshotsAsync(List<Qcow2Snapshot> wanted)
    {
        long oldBytes = snapshotTable.Length;
        long oldOffset = Header.SnapshotsOffset;
        byte[] bytes = SnapshotTable.ToBytes(wanted);
        long place = 0;
        if (bytes.Length != 0)
        {
            (long cluster, _) = await Refcounts.AllocateAsync(Geometry.ClustersFor(bytes.Length), all: true);
            place = cluster << Geometry.ClusterBits;
            using IoBuffer buffer = new(bytes.Length);
            bytes.CopyTo(buffer.Span);
            await file.WriteAsync(place, buffer.Vector);
        }

        await Refcounts.WriteBackAsync();
        await file.FlushAsync();
        Header.SnapshotCount = wanted.Count;
        Header.SnapshotsOffset = place;
        await WriteHeaderAsync();
        await file.FlushAsync();
        snapshots = [.. wanted.Select(each => each with { ExtraLength = SnapshotTable.KnownExtra + each.Extra.Length })];
        snapshotTable = new SnapshotTableContent { Length = bytes.Length };
        if (oldBytes != 0) Abandon(oldOffset >> Geometry.ClusterBits, Geometry.ClustersFor(oldBytes));
    }
}
