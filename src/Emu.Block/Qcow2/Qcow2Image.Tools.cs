namespace Emu.Block.Qcow2;

/// <summary>What image tools ask for beside reading and writing.</summary>
public sealed partial class Qcow2Image
{
    /// <summary>The host's file with the disk's bytes; null when they lie in something else.</summary>
    public Files.FileNode? DataHostFile => data as Files.FileNode;

    /// <summary>Bytes of a cluster.</summary>
    public int ClusterSize => Geometry.ClusterSize;

    /// <summary>What a tool tells about the image.</summary>
    public ImageDescription Describe()
    {
        List<(string Name, object Value)> specific = [("compat", Header.Version == 2 ? "0.10" : "1.1")];
        specific.Add(("compression-type", Header.Compression == CompressionType.Zstd ? "zstd" : "zlib"));
        if (Header.Version >= 3) specific.Add(("lazy-refcounts", Header.HasLazyRefcounts));
        if (bitmaps.Count != 0)
            specific.Add(("bitmaps", Bitmaps));
        specific.Add(("refcount-bits", 1 << Header.RefcountOrder));
        if (Header.DataFileName is { } name)
        {
            specific.Add(("data-file", name));
            specific.Add(("data-file-raw", Header.IsDataFileRaw));
        }

        if (Header.Version >= 3)
        {
            specific.Add(("corrupt", (Header.Incompatible & Qcow2Features.Corrupt) != 0));
            specific.Add(("extended-l2", Header.HasExtendedLevel2));
        }

        bool isDirty = (Header.Incompatible & Qcow2Features.Dirty) != 0;
        return new ImageDescription(Geometry.ClusterSize, isDirty, snapshots, specific);
    }

    /// <summary>Compares counts with what is used, and repairs them if that is wanted.</summary>
    /// <exception cref="BlockException">The image is so corrupt that nothing can be counted, or the host failed.
    /// </exception>
    public async ValueTask<Qcow2CheckResult> CheckAsync(Qcow2Repair repair)
    {
        using (await metadata.EnterAsync()) return await Qcow2Check.RunAsync(this, repair);
    }

    /// <summary>Gives every cluster of the disk from an offset on a place in the file, unless it has one. What they read
    /// as stays the same.</summary>
    /// <param name="start">In the disk.</param>
    /// <returns>Where they all lie in the file with the data, ascending: offset and length in bytes.</returns>
    /// <exception cref="BlockException">The host failed.</exception>
    public async ValueTask<IReadOnlyList<(long Offset, long Length)>> PreallocateAsync(long start = 0)
    {
        List<(long Offset, long Length)> places = [];
        using (await metadata.EnterAsync())
        {
            await BeginChangeAsync();
            for (long offset = start - Geometry.InCluster(start); offset < Length;)
            {
                await Map.PrepareAsync(offset);
                // A run ends with its level 2 table, so that the next table is made before the clusters that it names.
                long inTable = (Geometry.BytesPerLevel2 - (offset % Geometry.BytesPerLevel2)) >> Geometry.ClusterBits;
                long wanted = 0, most = Math.Min(Geometry.ClustersFor(Length - offset), inTable);
                Level2Entry first = await Map.GetAsync(offset);
                while (wanted < most && !HasPlace(await Map.GetAsync(offset + (wanted << Geometry.ClusterBits)))) wanted++;
                (long Offset, long Length) run = wanted == 0 ? (first.HostOffset, Geometry.ClusterSize)
                    : await PreallocateRunAsync(offset, wanted);
                offset += run.Length;
                if (!first.IsCompressed) AddPlace(places, run);
                if (Map.IsCrowded || Refcounts.IsCrowded) await WriteBackAsync();
            }

            await FlushLockedAsync();
        }

        places.Sort();
        return places;
    }

    private static void AddPlace(List<(long Offset, long Length)> places, (long Offset, long Length) run)
    {
        if (places.Count != 0 && places[^1] is var last && last.Offset + last.Length == run.Offset)
            places[^1] = (last.Offset, last.Length + run.Length);
        else
            places.Add(run);
    }

    private static bool HasPlace(Level2Entry entry) => entry.IsCompressed || entry.HostOffset != 0;

    private async ValueTask<(long Offset, long Length)> PreallocateRunAsync(long offset, long wanted)
    {
        ulong granules = (1UL << Geometry.GranulesPerCluster) - 1;
        (long host, long count) = await TakeClustersAsync(offset, wanted);
        // Without a flag for zeros, and where the host's file is new there, the clusters are read as they are.
        bool isNew = host >= data.Length;
        if (!isNew && !Geometry.HasZeroFlag)
            await data.WriteZeroesAsync(host, count << Geometry.ClusterBits, WriteFlags.MayUnmap);
        ulong kind = isNew || Header.HasDataFile || !Geometry.HasZeroFlag ? granules : granules << 32;
        for (long i = 0; i < count; i++)
        {
            long at = offset + (i << Geometry.ClusterBits);
            ulong place = (ulong)(host + (i << Geometry.ClusterBits)) | Qcow2Geometry.Copied;
            Level2Entry old = await Map.GetAsync(at);
            ulong bitmap = old.Zeros != 0 ? old.Bitmap : backing is not null ? 0 : kind;
            await Map.SetAsync(at, new Level2Entry(place, bitmap));
        }

        return (host, count << Geometry.ClusterBits);
    }

    /// <summary>Forgets everything that the image itself has, so that it reads as the image below it.</summary>
    /// <exception cref="BlockException">The host failed.</exception>
    public async ValueTask MakeEmptyAsync()
    {
        using (await metadata.EnterAsync())
        {
            if (CanBeginAnew)
            {
                await BeginAnewAsync();
                return;
            }

            await BeginChangeAsync();
            for (long offset = 0; offset < Length; offset += Geometry.ClusterSize)
            {
                if (Map.Level1[(int)(offset / Geometry.BytesPerLevel2)] == 0)
                {
                    offset += Geometry.BytesPerLevel2 - (offset % Geometry.BytesPerLevel2) - Geometry.ClusterSize;
                    continue;
                }

                Level2Entry old = await Map.GetAsync(offset);
                if (old == default) continue;
                await Map.SetAsync(offset, default);
                Release(old);
            }

            await FlushLockedAsync();
        }
    }

    /// <summary>Lets the disk read as it was when a snapshot was made; for images that are only read.</summary>
    /// <exception cref="BlockException">The snapshot is corrupt, or the host failed.</exception>
    public async ValueTask ShowSnapshotAsync(Qcow2Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (isWritable) throw new InvalidOperationException("a snapshot is shown by an image that is only read");
        using (await metadata.EnterAsync())
        {
            Map.Replace(await ReadLevel1Async(snapshot));
            Header.Size = snapshot.DiskSize;
        }
    }

    /// <summary>Says whether counts may be behind until the image is closed.</summary>
    /// <exception cref="BlockException">The image is of version 2, or the host failed.</exception>
    public async ValueTask SetLazyRefcountsAsync(bool isLazy)
    {
        if (Header.Version < 3)
            throw new BlockException(
                BlockError.InvalidArgument, "Lazy refcounts only supported with compatibility level 1.1 and above");
        using (await metadata.EnterAsync())
        {
            await FlushLockedAsync();
            await Refcounts.WriteBackAsync();
            await file.FlushAsync();
            Header.Incompatible &= ~Qcow2Features.Dirty;
            Header.Compatible = (Header.Compatible & ~1UL) | (isLazy ? 1UL : 0);
            await WriteHeaderAsync();
            await file.FlushAsync();
        }
    }

    /// <summary>Makes an image of version 2 one of version 3.</summary>
    /// <exception cref="BlockException">The host failed.</exception>
    public async ValueTask UpgradeAsync()
    {
        if (Header.Version >= 3) return;
        using (await metadata.EnterAsync())
        {
            await FlushLockedAsync();
            Header.Version = 3;
            Header.HeaderLength = Qcow2Header.CurrentLength;
            if (Geometry.ClusterSize >= 4096) Header.Extensions.Add(Qcow2FeatureNames.Create());
            await WriteHeaderAsync();
            await file.FlushAsync();
            if (snapshots.Count != 0) await RewriteSnapshotsAsync();
            await FlushLockedAsync();
        }
    }
}
