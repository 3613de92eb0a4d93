using Emu.Host;

namespace Emu.Block.Qcow2;

/// <summary>Writing: clusters are given to the disk when they are written, and taken back when they are discarded.
/// </summary>
public sealed partial class Qcow2Image
{
    private long compressedEnd;

    /// <inheritdoc/>
    protected override async ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags)
    {
        if (bitmaps.Count != 0) await TrackAsync(offset, data.Length);
        requestsInFlight++;
        try
        {
            if ((flags & WriteFlags.Compressed) != 0)
            {
                await WriteCompressedAsync(offset, data);
                return;
            }

            while (data.Length > 0)
            {
                long written = await WriteRunAsync(offset, data);
                offset += written;
                data = data.Slice(written);
            }
        }
        finally
        {
            requestsInFlight--;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags)
    {
        if (bitmaps.Count != 0) await TrackAsync(offset, length);
        long end = offset + length;
        while (offset < end)
        {
            bool endsDisk = end == Length;
            long whole = Math.Min(end, offset - Geometry.InCluster(offset) + Geometry.ClusterSize);
            bool isWhole = Geometry.InCluster(offset) == 0 && (Geometry.InCluster(whole) == 0 || endsDisk);
            if (isWhole && (Geometry.HasZeroFlag || backing is null))
            {
                using (await metadata.EnterAsync())
                    await ZeroClusterAsync(offset, keepsStorage: (flags & WriteFlags.MayUnmap) == 0, isDiscard: false);
            }
            else
            {
                await WriteZeroBytesAsync(offset, whole - offset);
            }

            offset = whole;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask DiscardCoreAsync(long offset, long length)
    {
        if (bitmaps.Count != 0) await TrackAsync(offset, length);
        long end = offset + length;
        if (end < Length) end -= Geometry.InCluster(end);
        long first = offset + ((Geometry.ClusterSize - Geometry.InCluster(offset)) & (Geometry.ClusterSize - 1));
        using (await metadata.EnterAsync())
        {
            for (long at = first; at < end; at += Geometry.ClusterSize)
            {
                if (Geometry.HasZeroFlag || backing is null) await ZeroClusterAsync(at, keepsStorage: false, isDiscard: true);
            }
        }
    }

    private async ValueTask WriteZeroBytesAsync(long offset, long length)
    {
        BlockExtent extent = await StatusCoreAsync(offset, length);
        if (extent.IsZero && extent.Length >= length) return;
        using IoBuffer zeros = new((int)length);
        await WriteCoreAsync(offset, zeros.Vector, WriteFlags.None);
    }

    /// <summary>Lets a whole cluster of the disk read as zeros. The caller holds the lock.</summary>
    private async ValueTask ZeroClusterAsync(long offset, bool keepsStorage, bool isDiscard)
    {
        Level2Entry old = await Map.GetAsync(offset);
        bool ownsStorage = HostOffsetOf(old, offset) != -1 && old.IsCopied;
        ulong zeros = ((1UL << Geometry.GranulesPerCluster) - 1) << 32;
        Level2Entry entry =
            keepsStorage && ownsStorage && Geometry.HasZeroFlag ? new Level2Entry(old.Descriptor, zeros)
            : !Geometry.HasZeroFlag || (isDiscard && backing is null && Geometry.GranulesPerCluster == 1) ? default
            : new Level2Entry(0, zeros);
        if (entry == old || (isDiscard && old == default && backing is null)) return;
        await BeginChangeAsync();
        await Map.SetAsync(offset, entry);
        if (entry.HostOffset == 0) Release(old);
    }

    /// <summary>Writes the beginning of a range, as far as that can be done in one piece; returns its length.</summary>
    private async ValueTask<long> WriteRunAsync(long offset, IoVector source)
    {
        long host, length;
        using (await metadata.EnterAsync())
        {
            Run run = await FindRunAsync(offset, source.Length);
            if (run.Kind != GranuleKind.Data || !run.Entry.IsCopied) return await AllocateAndWriteAsync(offset, source);
            host = run.HostOffset;
            length = await FindOwnedAsync(offset, run.Length);
            await GuardAsync(host, length);
        }

        data.Trace("write_aio");
        await data.WriteAsync(host, source.Slice(0, length));
        return length;
    }

    /// <summary>How much of a run of stored bytes lies in clusters that nothing else uses.</summary>
    private async ValueTask<long> FindOwnedAsync(long offset, long length)
    {
        long next = offset - Geometry.InCluster(offset) + Geometry.ClusterSize;
        for (; next < offset + length; next += Geometry.ClusterSize)
            if (!(await Map.GetAsync(next)).IsCopied) return next - offset;
        return length;
    }

    private async ValueTask<long> AllocateAndWriteAsync(long offset, IoVector source)
    {
        await BeginChangeAsync();
        await Map.PrepareAsync(offset);
        long written = Geometry.InCluster(offset) == 0 && source.Length >= Geometry.ClusterSize
            ? await WriteWholeClustersAsync(offset, source)
            : await WritePartOfClusterAsync(offset, source);
        isDataUnflushed = true;
        if (Map.IsCrowded || Refcounts.IsCrowded) await WriteBackAsync();
        return written;
    }

    private async ValueTask<long> WriteWholeClustersAsync(long offset, IoVector source)
    {
        Level2Entry first = await Map.GetAsync(offset);
        if (!first.IsCompressed && first.HostOffset != 0 && first.IsCopied)
        {
            // The cluster has a place already, which nothing else uses.
            await GuardAsync(first.HostOffset, Geometry.ClusterSize);
            data.Trace("write_aio");
            await data.WriteAsync(first.HostOffset, source.Slice(0, Geometry.ClusterSize));
            await Map.SetAsync(offset, new Level2Entry(first.Descriptor, (1UL << Geometry.GranulesPerCluster) - 1));
            return Geometry.ClusterSize;
        }

        long wanted = 1, most = source.Length >> Geometry.ClusterBits;
        while (wanted < most && await NeedsClusterAsync(offset + (wanted << Geometry.ClusterBits))) wanted++;
        (long host, long count) = await TakeClustersAsync(offset, wanted);
        data.Trace("write_aio");
        await data.WriteAsync(host, source.Slice(0, count << Geometry.ClusterBits));
        for (long i = 0; i < count; i++)
        {
            long at = offset + (i << Geometry.ClusterBits);
            Level2Entry old = await Map.GetAsync(at);
            ulong place = (ulong)(host + (i << Geometry.ClusterBits));
            await Map.SetAsync(at, new Level2Entry(place | Qcow2Geometry.Copied, (1UL << Geometry.GranulesPerCluster) - 1));
            ReleaseUnless(old, (long)place);
        }

        return count << Geometry.ClusterBits;
    }

    private async ValueTask<bool> NeedsClusterAsync(long offset)
    {
        Level2Entry entry = await Map.GetAsync(offset);
        return entry.IsCompressed || entry.HostOffset == 0 || !entry.IsCopied;
    }

    private async ValueTask<long> WritePartOfClusterAsync(long offset, IoVector source)
    {
        long inCluster = Geometry.InCluster(offset), clusterStart = offset - inCluster;
        long length = Math.Min(source.Length, Geometry.ClusterSize - inCluster);
        Level2Entry old = await Map.GetAsync(offset);
        int first = Granule(offset), last = Granule(offset + length - 1);
        bool ownsStorage = HostOffsetOf(old, offset) != -1 && old.IsCopied;
        if (!ownsStorage) (first, last) = Widen(old, first, last);

        long host = ownsStorage ? old.HostOffset : (await TakeClustersAsync(clusterStart, 1)).Host;
        await GuardAsync(host, 1);
        long start = (long)first * Geometry.GranuleSize, end = (last + 1L) * Geometry.GranuleSize;
        using (IoBuffer bytes = new((int)(end - start)))
        {
            await ReadDiskAsync(clusterStart + start, bytes.Vector.Slice(0, inCluster - start));
            source.Slice(0, length).CopyTo(bytes.Span[(int)(inCluster - start)..]);
            long behind = inCluster + length;
            await ReadDiskAsync(clusterStart + behind, bytes.Vector.Slice(behind - start));
            data.Trace("cow_write");
            data.Trace("write_aio");
            await data.WriteAsync(host + start, bytes.Vector);
        }

        ulong written = ((1UL << (last - first + 1)) - 1) << first;
        ulong allocated = (ownsStorage ? old.Allocated : 0) | written;
        ulong zeros = old.IsCompressed ? 0 : old.Zeros & ~written;
        await Map.SetAsync(offset, new Level2Entry((ulong)host | Qcow2Geometry.Copied, (zeros << 32) | allocated));
        if (!ownsStorage) ReleaseUnless(old, host);
        return length;
    }

    /// <summary>Which granules move with a write when a cluster gets a new place: those that have data, and those
    /// between.</summary>
    private (int First, int Last) Widen(Level2Entry old, int first, int last)
    {
        for (int granule = 0; granule < Geometry.GranulesPerCluster; granule++)
        {
            if (old.KindOf(granule) is not (GranuleKind.Data or GranuleKind.Compressed)) continue;
            first = Math.Min(first, granule);
            last = Math.Max(last, granule);
        }

        return (first, last);
    }

    /// <summary>Reads a part of the disk for a cluster that is copied; beyond the disk's end are zeros.</summary>
    private async ValueTask ReadDiskAsync(long offset, IoVector target)
    {
        long inside = Math.Clamp(Length - offset, 0, target.Length);
        await ReadLockedAsync(offset, target.Slice(0, inside));
        target.Slice(inside).Clear();
    }

    /// <summary>Gets storage for clusters of the disk: in an external data file the place of the same offset.</summary>
    private async ValueTask<(long Host, long Count)> TakeClustersAsync(long offset, long wanted)
    {
        if (Header.HasDataFile) return (offset, wanted);
        file.Trace("cluster_alloc");
        (long first, long count) = await Refcounts.AllocateAsync(wanted, all: false);
        return (first << Geometry.ClusterBits, count);
    }

    private void ReleaseUnless(Level2Entry old, long place)
    {
        if (old.IsCompressed || old.HostOffset != place) Release(old);
    }

    /// <summary>Gives up what an entry names.</summary>
    private void Release(Level2Entry old)
    {
        if (old.IsCompressed)
        {
            (long offset, int length) = Geometry.CompressedRange(old.Descriptor);
            long first = offset >> Geometry.ClusterBits, last = (offset + length - 1) >> Geometry.ClusterBits;
            abandoned.Add((first, last - first + 1));
        }
        else if (old.HostOffset != 0 && !Header.HasDataFile)
        {
            abandoned.Add((old.HostOffset >> Geometry.ClusterBits, 1));
        }
    }

    /// <summary>Writes whole clusters compressed; those that do not shrink are stored as they are.</summary>
    private async ValueTask WriteCompressedAsync(long offset, IoVector source)
    {
        if (Geometry.InCluster(offset) != 0 || (Geometry.InCluster(source.Length) != 0 && offset + source.Length != Length))
            throw new BlockException(BlockError.InvalidArgument, "compressed writes must cover whole clusters");
        if (Header.HasDataFile)
            throw new BlockException(BlockError.Unsupported, "an image with an external data file cannot be compressed");
        using IoBuffer cluster = new(Geometry.ClusterSize);
        byte[] packed = new byte[Geometry.ClusterSize - 1];
        while (source.Length > 0)
        {
            long length = Math.Min(source.Length, Geometry.ClusterSize);
            source.Slice(0, length).CopyTo(cluster.Span);
            cluster.Span[(int)length..].Clear();
            int size = Header.Compression == CompressionType.Zstd
                ? ZstdCodec.Compress(cluster.Span, packed)
                : DeflateCodec.Compress(cluster.Span, packed, DeflateWindowBits);
            if (size == 0) await WriteRunAsync(offset, length == cluster.Length ? cluster.Vector : source.Slice(0, length));
            else await StoreCompressedAsync(offset, packed.AsMemory(0, size));
            offset += length;
            source = source.Slice(length);
        }
    }

    private async ValueTask StoreCompressedAsync(long offset, ReadOnlyMemory<byte> packed)
    {
        using (await metadata.EnterAsync())
        {
            await BeginChangeAsync();
            await Map.PrepareAsync(offset);
            Level2Entry old = await Map.GetAsync(offset);
            if (old.HostOffset != 0 || old.IsCompressed)
                throw new BlockException(BlockError.InvalidArgument, "the cluster is allocated already");
            long place = await TakeBytesAsync(packed.Length);
            using IoBuffer bytes = new(packed.Length);
            packed.Span.CopyTo(bytes.Span);
            file.Trace("write_compressed");
            await file.WriteAsync(place, bytes.Vector);
            isDataUnflushed = true;
            await Map.SetAsync(offset, new Level2Entry(Geometry.CompressedEntry(place, packed.Length), 0));
            if (Map.IsCrowded || Refcounts.IsCrowded) await WriteBackAsync();
        }
    }

    /// <summary>Storage for a compressed cluster, behind the one before where there is room.</summary>
    private async ValueTask<long> TakeBytesAsync(int length)
    {
        long room = (Geometry.ClusterSize - Geometry.InCluster(compressedEnd)) & (Geometry.ClusterSize - 1);
        long last = compressedEnd >> Geometry.ClusterBits;
        if (room < length)
        {
            (long next, _) = await Refcounts.AllocateAsync(1, all: true);
            if (room == 0 || next != last + 1) compressedEnd = next << Geometry.ClusterBits;
            else await Refcounts.ChangeAsync(last, 1, 1);
        }
        else
        {
            await Refcounts.ChangeAsync(last, 1, 1);
        }

        long place = compressedEnd;
        compressedEnd += length;
        return place;
    }

    /// <summary>Says in the header, before anything changes, that counts may be behind what is used.</summary>
    private async ValueTask BeginChangeAsync()
    {
        if (!isLazy || (Header.Incompatible & Qcow2Features.Dirty) != 0) return;
        Header.Incompatible |= Qcow2Features.Dirty;
        await WriteHeaderAsync();
        await file.FlushAsync();
    }
}
