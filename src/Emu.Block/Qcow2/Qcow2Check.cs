using System.Buffers.Binary;

namespace Emu.Block.Qcow2;

/// <summary>
/// Counts anew what an image's tables use, and compares it with the counts in the image. Every number in the image
/// may be hostile: what lies far beyond the file is reported and not counted.
/// </summary>
internal sealed class Qcow2Check
{
    private const long MostClusters = 1L << 30;

    /// <summary>Findings that are told; more are counted. A hostile image can make one of every eight bytes.</summary>
    private const int MostFindings = 20_000;

    /// <summary>Entries of all level 1 tables together: 65,536 snapshots of a disk of 256 GiB.</summary>
    private const long MostLevel1Entries = 32L << 20;

    private const string OverflowHint =
        "Use qemu-img amend to increase the refcount entry width or qemu-img convert to create a clean copy if the " +
        "image cannot be opened for writing";

    private readonly Qcow2Image image;
    private readonly Qcow2Geometry geometry;
    private readonly List<string> findings = [];
    private readonly List<(long Table, int Index, bool Copied)> wrongFlags = [];
    private readonly List<(int Index, bool Copied)> wrongLevel1Flags = [];
    private readonly long fileLength;
    private int[] references;
    private int corruptions, leaks, corruptionsFixed, leaksFixed;
    private long level1Entries, allocated, compressed, fragmented, highest;

    // Where the next cluster of the level 2 table lies if it is not a fragment of its own; 0 at a table's beginning.
    private long nextExpected;
    private readonly List<(long Offset, ulong Descriptor)> wrongPlaces = [];
    private readonly bool repairsEverything;
    private int placesFixed, blockErrors, wrongSnapshots;
    private bool mustRebuild;

    // What new counts do not change; told again when they are made, as QEMU does, which then counts anew.
    private string[] lasting = [];

    private Qcow2Check(Qcow2Image image, Qcow2Repair repair)
    {
        this.image = image;
        repairsEverything = repair == Qcow2Repair.Everything;
        geometry = image.Geometry;
        fileLength = image.File.Length;
        long clusters = geometry.ClustersFor(fileLength);
        if (clusters > MostClusters)
            throw new BlockException(BlockError.OutOfRange, "the file is too long to be checked");
        references = new int[clusters + 1]; // the last one is for ranges that reach beyond the end by less than a cluster
    }

    /// <summary>Checks an image that is open and quiet.</summary>
    /// <param name="image">The image; writable if something is to be repaired.</param>
    /// <param name="repair">What may be changed.</param>
    public static async ValueTask<Qcow2CheckResult> RunAsync(Qcow2Image image, Qcow2Repair repair)
    {
        if (image.SnapshotTableFailure is { } failure && repair != Qcow2Repair.Everything) throw BlockException.Corrupt(failure);
        Qcow2Check check = new(image, repair);
        await check.CountAsync();
        await check.RepairPlacesAsync();
        await check.CompareAsync(repair);
        await check.CompareFlagsAsync(repair);
        if (repair != Qcow2Repair.Nothing) await check.FinishRepairAsync(repair);
        return check.Result();
    }

    private Qcow2CheckResult Result() => new()
    {
        Findings = findings,
        Corruptions = corruptions,
        Leaks = leaks,
        CorruptionsFixed = corruptionsFixed + placesFixed,
        LeaksFixed = leaksFixed,
        ImageEnd = highest << geometry.ClusterBits,
        TotalClusters = geometry.ClustersFor(image.Length),
        AllocatedClusters = allocated,
        FragmentedClusters = fragmented,
        CompressedClusters = compressed,
    };

    private async ValueTask CountAsync()
    {
        Qcow2Header header = image.Header;
        await DiscardFromSnapshotTableAsync();
        Use(0, 1);
        Use(header.RefcountTableOffset, (long)header.RefcountTableClusters << geometry.ClusterBits);
        int before = findings.Count;
        await CountTreeAsync(header.Level1Offset, header.Level1Entries, isActive: true);
        FindIncompleteSnapshots();
        foreach (Qcow2Snapshot snapshot in image.Snapshots)
            if (IsReadable(snapshot)) await CountTreeAsync(snapshot.Level1Offset, snapshot.Level1Entries, isActive: false);
        if (header.SnapshotCount != 0)
            Use(header.SnapshotsOffset, image.SnapshotContent.Length);
        foreach ((long offset, long length) in await BitmapDirectory.RangesAsync(image)) Use(offset, length);
        lasting = [.. findings.Skip(before).Where(each => each.StartsWith("ERROR", StringComparison.Ordinal))];
        for (int i = 0; i < image.Refcounts.Blocks.Count; i++) UseBlock(i);
    }

    /// <summary>Leaves out what exceeds the limits of the snapshot table. Snapshots at its end are no longer counted by the
    /// header, before anything that they used is given up; entries that were cut are written anew with the table.</summary>
    private async ValueTask DiscardFromSnapshotTableAsync()
    {
        SnapshotTableContent content = image.SnapshotContent;
        foreach (string discard in content.Discards) Tell(discard);
        corruptions += content.DiscardCount;
        wrongSnapshots += content.CutEntries;
        corruptionsFixed += content.DiscardCount - content.CutEntries;
        if (content.DiscardCount != content.CutEntries) await image.ForgetOverhangingSnapshotsAsync();
    }

    /// <summary>Tells of entries that lack what version 3 demands; a repair writes the table anew.</summary>
    private void FindIncompleteSnapshots()
    {
        if (image.Header.Version < 3) return;
        for (int i = 0; i < image.Snapshots.Count; i++)
        {
            if (image.Snapshots[i].ExtraLength >= 16) continue;
            Corrupt($"{(repairsEverything ? "Repairing" : "ERROR")} snapshot table entry {i} is incomplete");
            wrongSnapshots++;
        }
    }

    private bool IsReadable(Qcow2Snapshot snapshot)
    {
        if (snapshot.FindFault(geometry) is not { } fault) return true;
        Corrupt(
            $"ERROR snapshot {snapshot.Id} ({snapshot.Name}) " +
            (fault.EndsWith("large", StringComparison.Ordinal)
                ? $"l1_size=0x{snapshot.Level1Entries:x}: L1 table is too large"
                : $"l1_offset=0x{snapshot.Level1Offset:x}: L1 table is not cluster aligned") +
            "; snapshot table entry corrupted");
        return false;
    }

    private void UseBlock(int index)
    {
        long offset = (long)(image.Refcounts.Blocks[index] & ~511UL);
        if (offset == 0) return;
        if (geometry.InCluster(offset) != 0 || offset < 0 || offset >= FileEnd())
        {
            Corrupt($"ERROR refcount block {index} is {(geometry.InCluster(offset) != 0 ? "not cluster aligned; refcount table entry corrupted" : "outside image")}");
            mustRebuild = true;
            blockErrors++;
            return;
        }

        Use(offset, geometry.ClusterSize);
        if (references[offset >> geometry.ClusterBits] == 1) return;
        Corrupt($"ERROR refcount block {index} refcount={references[offset >> geometry.ClusterBits]}");
        blockErrors++;
        mustRebuild = true;
    }

    private long FileEnd() => geometry.ClustersFor(image.File.Length) << geometry.ClusterBits;

    private async ValueTask CountTreeAsync(long level1Offset, int entries, bool isActive)
    {
        if (entries == 0) return;
        Use(level1Offset, entries * 8L);
        ulong[] level1 = await TableReader.ReadStoredAsync(image.File, level1Offset, entries);
        level1Entries += level1.Length;
        if (level1Entries > MostLevel1Entries)
            throw new BlockException(BlockError.OutOfRange, "the image has too many level 1 tables to be checked");
        using IoBuffer table = new(geometry.ClusterSize);
        HashSet<long> seen = [];
        for (int index = 0; index < level1.Length; index++)
        {
            long place = (long)(level1[index] & Qcow2Geometry.OffsetMask);
            if (place == 0) continue;
            if (geometry.InCluster(place) != 0)
            {
                Corrupt($"ERROR l2_offset={place:x}: Table is not cluster aligned; L1 entry corrupted");
                continue;
            }

            if (!Use(place, geometry.ClusterSize)) continue;
            if (!seen.Add(place))
            {
                Corrupt($"ERROR l2_offset={place:x}: L1 table uses the L2 table more than once");
                continue;
            }

            await image.File.ReadAsync(place, table.Vector);
            nextExpected = 0;
            for (int i = 0; i < geometry.Level2Entries; i++) CountEntry(table.Span, i, place, isActive);
        }
    }

    private void CountEntry(ReadOnlySpan<byte> table, int index, long place, bool isActive)
    {
        Level2Entry entry;
        try
        {
            entry = image.Map.Read(table, index);
        }
        catch (BlockException)
        {
            FindUnaligned(table[(index * geometry.EntryBytes)..], place + ((long)index * geometry.EntryBytes));
            return;
        }

        if (entry.IsCompressed)
        {
            if (entry.IsCopied) Corrupt($"ERROR: coffset=0x{entry.Descriptor & Qcow2Geometry.OffsetMask:x}: copied flag must never be set for compressed clusters");
            (long offset, int length) = geometry.CompressedRange(entry.Descriptor);
            Use(offset, length);
            if (!isActive) return;
            compressed++;
            allocated++;
            fragmented++;
            return;
        }

        // In an external data file a place may be 0; the flag then tells that there is one.
        if (entry.HostOffset == 0 && !(image.Header.HasDataFile && entry.IsCopied)) return;
        if (!image.Header.HasDataFile) Use(entry.HostOffset, geometry.ClusterSize);
        if (!isActive) return;
        // A cluster that has a place and reads as zeros is allocated, too, as in QEMU.
        allocated++;
        if (nextExpected != 0 && entry.HostOffset != nextExpected) fragmented++;
        nextExpected = entry.HostOffset + geometry.ClusterSize;
    }

    /// <summary>Tells of a level 2 entry that names no cluster's beginning. One whose cluster is not read loses only its
    /// place when it is repaired.</summary>
    private void FindUnaligned(ReadOnlySpan<byte> entry, long entryOffset)
    {
        ulong descriptor = BinaryPrimitives.ReadUInt64BigEndian(entry);
        bool isRead = geometry.GranulesPerCluster > 1
            ? (uint)BinaryPrimitives.ReadUInt64BigEndian(entry[8..]) != 0
            : !geometry.HasZeroFlag || (descriptor & Qcow2Geometry.Zero) == 0;
        bool repairs = !isRead && repairsEverything;
        if (isRead) Use((long)(descriptor & Qcow2Geometry.OffsetMask), geometry.ClusterSize);
        if (!IsFull) Tell(
            $"{(repairs ? "Repairing" : "ERROR")} offset={descriptor & Qcow2Geometry.OffsetMask:x}: " +
            $"{(isRead ? "Data" : "Preallocated")} cluster is not properly aligned; L2 entry corrupted.");
        corruptions++;
        if (repairs) wrongPlaces.Add((entryOffset, descriptor & ~(Qcow2Geometry.OffsetMask | Qcow2Geometry.Copied)));
    }

    /// <summary>Takes the places out of entries whose clusters are not read.</summary>
    private async ValueTask RepairPlacesAsync()
    {
        using IoBuffer entry = new(8);
        foreach ((long offset, ulong descriptor) in wrongPlaces)
        {
            BinaryPrimitives.WriteUInt64BigEndian(entry.Span, descriptor);
            await image.File.WriteAsync(offset, entry.Vector);
        }

        if (wrongPlaces.Count != 0) await image.File.FlushAsync();
        placesFixed = wrongPlaces.Count;
    }

    /// <summary>Counts a use of the clusters of a range; false when it reaches beyond the file's end by a cluster or more. The
    /// last cluster of a file may be stored in part.</summary>
    private bool Use(long offset, long length)
    {
        if (length <= 0) return true;
        long first = offset >> geometry.ClusterBits, last = (offset + length - 1) >> geometry.ClusterBits;
        if (offset < 0 || length > fileLength + geometry.ClusterSize - 1 - offset)
        {
            Corrupt($"ERROR: counting reference for region exceeding the end of the file by one cluster or more: offset 0x{offset:x} size 0x{length:x}");
            return false;
        }

        for (long cluster = first; cluster <= last; cluster++)
        {
            if ((ulong)references[cluster] < Math.Min(geometry.LargestCount, int.MaxValue)) references[cluster]++;
            else if (IsFull) corruptions++;
            else Corrupt($"ERROR: overflow cluster offset=0x{cluster << geometry.ClusterBits:x}\n{OverflowHint}");
        }

        return true;
    }

    /// <summary>Compares counts with uses, and repairs them: first everything is told, then it is repaired and told
    /// again.</summary>
    private async ValueTask CompareAsync(Qcow2Repair repair)
    {
        (int corrupt, int leaked) = (corruptions, leaks);
        await CompareCountsAsync(Qcow2Repair.Nothing);
        if (repair == Qcow2Repair.Nothing || (!mustRebuild && (corruptions, leaks) == (corrupt, leaked))) return;
        if (!mustRebuild)
        {
            (corruptions, leaks) = (corrupt, leaked);
            await CompareCountsAsync(repair);
            return;
        }

        if (repair != Qcow2Repair.Everything)
            throw BlockException.Corrupt("ERROR need to rebuild refcount structures");
        findings.Add("Rebuilding refcount structure");
        (int countErrors, int lost) = (corruptions - corrupt + blockErrors, leaks - leaked);
        references = await RefcountRebuild.RunAsync(image, references);
        foreach (string finding in lasting) Tell(finding);
        (corrupt, leaked) = (corruptions, leaks);
        mustRebuild = false;
        await CompareCountsAsync(repair);
        (corruptions, leaks) = (corrupt, leaked);
        (corruptionsFixed, leaksFixed) = (corruptionsFixed + countErrors, lost);
    }

    private async ValueTask CompareCountsAsync(Qcow2Repair repair)
    {
        highest = 0;
        for (long cluster = 0; cluster < references.Length; cluster++)
        {
            ulong wanted = (ulong)references[cluster], count = await CountOfAsync(cluster);
            if (wanted != 0 || count != 0) highest = cluster + 1;
            if (count == wanted) continue;
            bool isLeak = count > wanted;
            bool repairs = isLeak ? repair != Qcow2Repair.Nothing : repair == Qcow2Repair.Everything;
            string verb = repairs ? "Repairing" : isLeak ? "Leaked" : "ERROR";
            if (!IsFull) Tell($"{verb} cluster {cluster} refcount={count} reference={wanted}");
            if (isLeak) leaks++;
            else corruptions++;
            // A used cluster that counts as free may hold the very counts that would be changed.
            if (count == 0) mustRebuild = true;
            if (!repairs) continue;
            await image.Refcounts.SetAsync(cluster, wanted);
            if (isLeak) leaksFixed++;
            else corruptionsFixed++;
        }
    }

    private async ValueTask<ulong> CountOfAsync(long cluster)
    {
        try
        {
            return await image.Refcounts.GetAsync(cluster);
        }
        catch (BlockException e) when (e.Error == BlockError.Corrupt)
        {
            mustRebuild = true;
            return 0;
        }
    }

    /// <summary>Compares the flags that say "used once" with the counts.</summary>
    private async ValueTask CompareFlagsAsync(Qcow2Repair repair)
    {
        ulong[] level1 = await TableReader.ReadStoredAsync(image.File, image.Header.Level1Offset, image.Header.Level1Entries);
        using IoBuffer table = new(geometry.ClusterSize);
        HashSet<long> seen = [];
        // Counts that have shrunk to 1 make flags wrong that were right before.
        bool repairs = repair == Qcow2Repair.Everything || leaksFixed != 0;
        string verb = repairs ? "Repairing" : "ERROR";
        for (int index = 0; index < level1.Length; index++)
        {
            long place = (long)(level1[index] & Qcow2Geometry.OffsetMask);
            if (place == 0 || geometry.InCluster(place) != 0 || place >= FileEnd()) continue;
            ulong count = await CountOfAsync(place >> geometry.ClusterBits);
            if ((count == 1) != ((level1[index] & Qcow2Geometry.Copied) != 0))
            {
                Corrupt($"{verb} OFLAG_COPIED L2 cluster: l1_index={index} l1_entry={level1[index]:x} refcount={count}");
                wrongLevel1Flags.Add((index, count == 1));
            }

            if (!seen.Add(place)) continue;
            await image.File.ReadAsync(place, table.Vector);
            for (int i = 0; i < geometry.Level2Entries; i++) await CompareFlagAsync(table, i, place, verb);
        }
    }

    private async ValueTask CompareFlagAsync(IoBuffer table, int index, long place, string verb)
    {
        Level2Entry entry;
        try
        {
            entry = image.Map.Read(table.Span, index);
        }
        catch (BlockException)
        {
            return;
        }

        if (entry.IsCompressed || entry.HostOffset == 0 || image.Header.HasDataFile) return;
        long cluster = entry.HostOffset >> geometry.ClusterBits;
        if (cluster >= references.Length) return;
        ulong count = await CountOfAsync(cluster);
        if ((count == 1) == entry.IsCopied) return;
        if (IsFull) corruptions++;
        else Corrupt($"{verb} OFLAG_COPIED data cluster: l2_entry={entry.Descriptor:x} refcount={count}");
        wrongFlags.Add((place, index, count == 1));
    }

    private async ValueTask FinishRepairAsync(Qcow2Repair repair)
    {
        if (repair == Qcow2Repair.Everything)
        {
            await RepairFlagsAsync();
            if (wrongSnapshots != 0)
            {
                await image.RewriteSnapshotsAsync();
                await image.FlushLockedAsync();
                corruptionsFixed += wrongSnapshots;
            }

            image.Header.Incompatible &= ~(Qcow2Features.Dirty | Qcow2Features.Corrupt);
            await image.WriteHeaderAsync();
        }

        else if (leaksFixed != 0)
        {
            await RepairFlagsAsync();
        }

        await image.Refcounts.WriteBackAsync();
        await image.File.FlushAsync();
    }

    private async ValueTask RepairFlagsAsync()
    {
        await image.Refcounts.WriteBackAsync();
        await image.File.FlushAsync();
        using IoBuffer entry = new(1);
        foreach ((long table, int index, bool copied) in wrongFlags)
        {
            await FlipAsync(table + ((long)index * geometry.EntryBytes), copied);
            corruptionsFixed++;
        }

        foreach ((int index, bool copied) in wrongLevel1Flags)
        {
            await FlipAsync(image.Header.Level1Offset + (8L * index), copied);
            corruptionsFixed++;
        }

        await image.Map.LoadAsync();

        async ValueTask FlipAsync(long offset, bool copied)
        {
            await image.File.ReadAsync(offset, entry.Vector);
            entry.Span[0] = (byte)((entry.Span[0] & 0x7f) | (copied ? 0x80 : 0));
            await image.File.WriteAsync(offset, entry.Vector);
        }
    }

    /// <summary>So many findings are told that further ones are only counted.</summary>
    private bool IsFull => findings.Count > MostFindings;

    private void Tell(string finding)
    {
        if (findings.Count < MostFindings) findings.Add(finding);
        else if (findings.Count == MostFindings) findings.Add("Further findings are counted and not shown.");
    }

    private void Corrupt(string finding)
    {
        Tell(finding);
        corruptions++;
    }
}
