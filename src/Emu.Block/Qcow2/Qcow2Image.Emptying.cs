using System.Buffers.Binary;

namespace Emu.Block.Qcow2;

/// <summary>
/// Making an image empty at one go: its metadata are written anew at the beginning of the file, and the rest is cut off.
/// Meanwhile the header says that counts are wrong, so that a power cut costs a repair and nothing that is still wanted.
/// </summary>
public sealed partial class Qcow2Image
{
    private const int FirstTable = 1, FirstBlock = 2, FirstLevel1 = 3;

    /// <summary>Nothing but the active tables must survive, and one block of counts is enough for an empty image.</summary>
    private bool CanBeginAnew =>
        Header.Version >= 3 && snapshots.Count == 0 && bitmaps.Count == 0 && !Header.HasDataFile && requestsInFlight == 0
        && FirstLevel1 + Geometry.ClustersFor(Header.Level1Entries * 8L) <= Geometry.CountsPerBlock;

    /// <summary>Makes the image empty. The caller holds the lock. After a failure the image writes nothing more.</summary>
    private async ValueTask BeginAnewAsync()
    {
        await FlushLockedAsync();
        try
        {
            await ForgetContentAsync();
            await WriteFirstCountsAsync();
        }
        catch (BlockException)
        {
            isClosed = true;
            throw;
        }

        await Refcounts.LoadAsync();
        await Map.LoadAsync();
        abandoned.Clear();
        compressedEnd = 0;
        isDataUnflushed = false;
    }

    /// <summary>Level 1 tables of an empty image, clusters.</summary>
    private long Level1Clusters => Geometry.ClustersFor(Header.Level1Entries * 8L);

    private async ValueTask ForgetContentAsync()
    {
        Header.Incompatible |= Qcow2Features.Dirty;
        await WriteHeaderAsync();
        await file.FlushAsync();
        file.Trace("l1_update");
        using (IoBuffer level1 = new(Math.Max(8, Header.Level1Entries * 8)))
            await file.WriteAsync(Header.Level1Offset, level1.Vector);
        await file.FlushAsync();
        file.Trace("empty_image_prepare");
        long clusters = FirstLevel1 + Level1Clusters;
        using (IoBuffer zeros = new(checked((int)((clusters - FirstTable) << Geometry.ClusterBits))))
            await file.WriteAsync((long)FirstTable << Geometry.ClusterBits, zeros.Vector);
        await file.FlushAsync();
        Header.RefcountTableOffset = (long)FirstTable << Geometry.ClusterBits;
        Header.RefcountTableClusters = 1;
        Header.Level1Offset = (long)FirstLevel1 << Geometry.ClusterBits;
        await WriteHeaderAsync();
        await file.FlushAsync();
    }

    private async ValueTask WriteFirstCountsAsync()
    {
        long clusters = FirstLevel1 + Level1Clusters;
        file.Trace("refblock_alloc");
        using (IoBuffer block = new(Geometry.ClusterSize))
        {
            for (int i = 0; i < clusters; i++) RefcountTable.Write(block.Span, i, Geometry.RefcountOrder, 1);
            await file.WriteAsync((long)FirstBlock << Geometry.ClusterBits, block.Vector);
        }

        await file.FlushAsync();
        file.Trace("reftable_update");
        using (IoBuffer entry = new(8))
        {
            BinaryPrimitives.WriteInt64BigEndian(entry.Span, (long)FirstBlock << Geometry.ClusterBits);
            await file.WriteAsync((long)FirstTable << Geometry.ClusterBits, entry.Vector);
        }

        await file.FlushAsync();
        await file.ResizeAsync(clusters << Geometry.ClusterBits);
        Header.Incompatible &= ~Qcow2Features.Dirty;
        await WriteHeaderAsync();
        await file.FlushAsync();
    }
}
