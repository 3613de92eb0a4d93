using Emu.Host;

namespace Emu.Block.Qcow2;

/// <summary>Reading: what the image has for a range of the disk, and its bytes.</summary>
public sealed partial class Qcow2Image
{
    private const int DeflateWindowBits = 12;

    private (ulong Descriptor, IoBuffer Bytes)? decompressed;

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, IoVector data)
    {
        requestsInFlight++;
        try
        {
            while (data.Length > 0)
            {
                Run run;
                using (await metadata.EnterAsync()) run = await FindRunAsync(offset, data.Length);
                await ReadRunAsync(run, offset, data.Slice(0, run.Length));
                offset += run.Length;
                data = data.Slice(run.Length);
            }
        }
        finally
        {
            requestsInFlight--;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<BlockExtent> StatusCoreAsync(long offset, long length)
    {
        using (await metadata.EnterAsync())
        {
            Run run = await FindRunAsync(offset, length);
            return run.Kind switch
            {
                GranuleKind.Data => await StoredExtentAsync(run),
                GranuleKind.Zero when run.Entry.HostOffset != 0 =>
                    new BlockExtent(run.Length, BlockExtentKind.Zero | BlockExtentKind.Allocated, run.HostOffset),
                GranuleKind.Zero => new BlockExtent(run.Length, BlockExtentKind.Zero | BlockExtentKind.Allocated),
                GranuleKind.Compressed => new BlockExtent(
                    run.Length, BlockExtentKind.Data | BlockExtentKind.Allocated | BlockExtentKind.Compressed),
                _ => new BlockExtent(run.Length, backing is null ? BlockExtentKind.Zero : BlockExtentKind.None),
            };
        }
    }

    /// <summary>Stored bytes, or those at their beginning that the file has as a hole.</summary>
    private async ValueTask<BlockExtent> StoredExtentAsync(Run run)
    {
        BlockExtentKind kind = BlockExtentKind.Data | BlockExtentKind.Allocated;
        if (run.HostOffset >= data.Length) return new BlockExtent(run.Length, kind | BlockExtentKind.Zero, run.HostOffset);
        BlockExtent stored = await data.StatusAsync(run.HostOffset, Math.Min(run.Length, data.Length - run.HostOffset));
        if (stored.IsZero) kind |= BlockExtentKind.Zero;
        return new BlockExtent(stored.Length, kind, run.HostOffset);
    }

    /// <summary>Reads a range while the caller holds the lock.</summary>
    private async ValueTask ReadLockedAsync(long offset, IoVector target)
    {
        while (target.Length > 0)
        {
            Run run = await FindRunAsync(offset, target.Length);
            await ReadRunAsync(run, offset, target.Slice(0, run.Length));
            offset += run.Length;
            target = target.Slice(run.Length);
        }
    }

    /// <summary>The longest run from an offset on that is all of one kind and, where it is stored, lies in one piece.
    /// </summary>
    private async ValueTask<Run> FindRunAsync(long offset, long length)
    {
        Level2Entry entry = await Map.GetAsync(offset);
        GranuleKind kind = entry.KindOf(Granule(offset));
        long host = HostOffsetOf(entry, offset);
        long end = offset + length;
        if (kind == GranuleKind.Compressed)
        {
            long left = Geometry.ClusterSize - Geometry.InCluster(offset);
            return new Run(kind, Math.Min(left, length), host, entry);
        }

        Level2Entry at = entry;
        long next = EndOfGranule(offset);
        while (next < end)
        {
            if (Geometry.InCluster(next) == 0) at = await Map.GetAsync(next);
            if (at.KindOf(Granule(next)) != kind) break;
            bool isStored = kind == GranuleKind.Data || host != -1;
            if (isStored && HostOffsetOf(at, next) != host + (next - offset)) break;
            if (!isStored && HostOffsetOf(at, next) != -1) break;
            next = EndOfGranule(next);
        }

        return new Run(kind, Math.Min(next, end) - offset, host, entry);
    }

    private long HostOffsetOf(Level2Entry entry, long offset)
    {
        if (entry.IsCompressed) return -1;
        if (entry.HostOffset == 0 && !(Header.HasDataFile && entry.IsCopied)) return -1;
        return entry.HostOffset + Geometry.InCluster(offset);
    }

    private int Granule(long offset) => (int)(Geometry.InCluster(offset) / Geometry.GranuleSize);

    private long EndOfGranule(long offset) => offset - (offset % Geometry.GranuleSize) + Geometry.GranuleSize;

    private async ValueTask ReadRunAsync(Run run, long offset, IoVector target)
    {
        switch (run.Kind)
        {
            case GranuleKind.Data:
                data.Trace("read_aio");
                await data.ReadAsync(run.HostOffset, target);
                break;
            case GranuleKind.Compressed:
                IoBuffer cluster = await DecompressAsync(run.Entry);
                target.CopyFrom(cluster.Span.Slice((int)Geometry.InCluster(offset), (int)target.Length));
                break;
            case GranuleKind.Unallocated when backing is not null && offset < backing.Length:
                file.Trace("read_backing_aio");
                long stored = Math.Min(target.Length, backing.Length - offset);
                await backing.ReadAsync(offset, target.Slice(0, stored));
                target.Slice(stored).Clear();
                break;
            default:
                target.Clear();
                break;
        }
    }

    /// <summary>The bytes of a compressed cluster; they stay until the next call.</summary>
    private async ValueTask<IoBuffer> DecompressAsync(Level2Entry entry)
    {
        if (decompressed is { } last && last.Descriptor == entry.Descriptor) return last.Bytes;
        (long offset, int length) = Geometry.CompressedRange(entry.Descriptor);
        using IoBuffer stored = new(length);
        file.Trace("read_compressed");
        await file.ReadAsync(offset, stored.Vector);
        IoBuffer bytes = new(Geometry.ClusterSize);
        bool isSound = Header.Compression == CompressionType.Zstd
            ? ZstdCodec.TryDecompress(stored.Span, bytes.Span)
            : DeflateCodec.TryDecompress(stored.Span, bytes.Span, DeflateWindowBits);
        if (!isSound)
        {
            bytes.Dispose();
            throw BlockException.Corrupt($"the compressed cluster at 0x{offset:x} cannot be decompressed");
        }

        decompressed?.Bytes.Dispose();
        decompressed = (entry.Descriptor, bytes);
        return bytes;
    }

    /// <summary>Bytes of the disk that are alike.</summary>
    /// <param name="Kind">What they are.</param>
    /// <param name="Length">How many there are.</param>
    /// <param name="HostOffset">Where they lie in the data file; -1 when they have no storage of their own.</param>
    /// <param name="Entry">The first one's cluster.</param>
    private readonly record struct Run(GranuleKind Kind, long Length, long HostOffset, Level2Entry Entry);
}
