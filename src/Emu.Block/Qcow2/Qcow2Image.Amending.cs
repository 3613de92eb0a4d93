namespace Emu.Block.Qcow2;

/// <summary>Changes of the image's form: the width of its reference counts, and its version.</summary>
public sealed partial class Qcow2Image
{
    /// <summary>2 or 3.</summary>
    public int Version => Header.Version;

    /// <summary>Bits of a reference count.</summary>
    public int RefcountBits => 1 << Header.RefcountOrder;

    /// <summary>Gives reference counts another width, and closes the image.</summary>
    /// <param name="bits">A power of two from 1 to 64.</param>
    /// <param name="progress">Is told how many passes are done, and of how many.</param>
    /// <exception cref="BlockException">A count does not fit, or the host failed.</exception>
    public async ValueTask ChangeRefcountBitsAsync(int bits, Action<int, int> progress)
    {
        RequireOwnData();
        await CloseAsync();
        using (await metadata.EnterAsync()) await RefcountWidth.ChangeAsync(this, int.Log2(bits), progress);
    }

    /// <summary>Makes an image of version 3 one of version 2, which knows no flag for zeros.</summary>
    /// <exception cref="BlockException">It uses what version 2 has not, or the host failed.</exception>
    public async ValueTask DowngradeAsync()
    {
        if (Header.Version < 3) return;
        if (Header.RefcountOrder != 4) throw Refuse("compat=0.10 requires refcount_bits=16");
        RequireOwnData();
        if (bitmaps.Count != 0) throw Refuse("Bitmaps prevent downgrade of image; remove them first");
        Qcow2Features left = Header.Incompatible & ~Qcow2Features.Dirty;
        if (left != 0) throw new BlockException(BlockError.Unsupported, $"Cannot downgrade an image with incompatible features set (0x{(ulong)left:x})");
        if (snapshots.Exists(each => each.DiskSize != Length || each.StateSize > uint.MaxValue))
            throw new BlockException(BlockError.Unsupported, "Internal snapshots prevent downgrade of image");
        using (await metadata.EnterAsync())
        {
            await FlushLockedAsync();
            await StoreZerosAsync();
            await FlushLockedAsync();
            Header.Version = 2;
            Header.HeaderLength = Qcow2Header.Version2Length;
            Header.Incompatible = Qcow2Features.None;
            Header.Compatible = Header.Autoclear = 0;
            Header.Extensions.RemoveAll(each => each.Type == Qcow2HeaderExtension.FeatureNames);
            await WriteHeaderAsync();
            await file.FlushAsync();
        }

        isClosed = true;
    }

    private void RequireOwnData()
    {
        if (!isWritable) throw new BlockException(BlockError.ReadOnly, "Block node is read-only");
        if (Header.HasDataFile) throw new BlockException(BlockError.Unsupported, "an image with an external data file cannot be changed so");
    }

    /// <summary>Gives clusters that read as zeros by their flag storage, or nothing where nothing lies below. Tables that
    /// snapshots share are changed once, and their new clusters are used as often as they are.</summary>
    private async ValueTask StoreZerosAsync()
    {
        List<ulong[]> trees = [[.. Map.Level1]];
        foreach (Qcow2Snapshot snapshot in snapshots) trees.Add(await ReadLevel1Async(snapshot));
        HashSet<long> done = [];
        using IoBuffer table = new(Geometry.ClusterSize);
        foreach (ulong[] level1 in trees)
            foreach (ulong entry in level1)
            {
                long place = Map.TableOffset(entry);
                if (place == 0 || !done.Add(place)) continue;
                await file.ReadAsync(place, table.Vector);
                if (!await StoreZerosAsync(table, place)) continue;
                await Refcounts.WriteBackAsync();
                await file.FlushAsync();
                await file.WriteAsync(place, table.Vector);
            }

        await Map.LoadAsync();
    }

    private async ValueTask<bool> StoreZerosAsync(IoBuffer table, long place)
    {
        bool isChanged = false;
        ulong uses = await Refcounts.GetAsync(place >> Geometry.ClusterBits);
        for (int i = 0; i < Geometry.Level2Entries; i++)
        {
            Level2Entry entry = Map.Read(table.Span, i);
            if (entry.IsCompressed || entry.Zeros == 0) continue;
            isChanged = true;
            ulong descriptor = entry.Descriptor & ~Qcow2Geometry.Zero;
            long old = entry.HostOffset >> Geometry.ClusterBits;
            bool isShared = old != 0 && await Refcounts.GetAsync(old) != uses;
            if (old == 0 || isShared)
            {
                // Another table may still read what lies in a cluster that is used more often than this table.
                for (ulong use = 0; isShared && use < uses; use++) Abandon(old, 1);
                descriptor = 0;
                if (backing is not null || Header.BackingName is not null)
                {
                    (long cluster, _) = await Refcounts.AllocateAsync(1, all: true);
                    for (ulong use = 1; use < uses; use++) await Refcounts.ChangeAsync(cluster, 1, 1);
                    descriptor = ((ulong)cluster << Geometry.ClusterBits) | (uses == 1 ? Qcow2Geometry.Copied : 0);
                }
            }

            long offset = (long)(descriptor & Qcow2Geometry.OffsetMask);
            if (offset != 0)
            {
                await GuardAsync(offset, Geometry.ClusterSize);
                await file.WriteZeroesAsync(offset, Geometry.ClusterSize);
            }

            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(table.Span[(i * Geometry.EntryBytes)..], descriptor);
        }

        return isChanged;
    }
}
