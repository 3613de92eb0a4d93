namespace Emu.Block.Qcow2;

/// <summary>Changes of the disk's length, and of what the header says of other files.</summary>
public sealed partial class Qcow2Image
{
    /// <inheritdoc/>
    public override async ValueTask ResizeAsync(long length)
    {
        if (!isWritable) throw new BlockException(BlockError.ReadOnly, "Block node is read-only");
        if ((length & 511) != 0)
            throw new BlockException(BlockError.InvalidArgument, "The new size must be a multiple of 512");
        if (snapshots.Count != 0 && length < Length)
            throw new BlockException(BlockError.Unsupported, "Can't shrink an image which has snapshots");
        if (bitmaps.Find(each => each.IsInconsistent && !tracked.ContainsKey(each.Name)) is { } broken) _ = UsableBitmap(broken.Name);
        if (length < Length) await DiscardBehindAsync(length);
        long old;
        using (await metadata.EnterAsync())
        {
            await BeginChangeAsync();
            await FlushLockedAsync();
            if (bitmaps.Count != 0) await BeginTrackingAsync(all: true);
            long needed = Geometry.Level1EntriesFor(length);
            if (needed > (32 << 20) / 8) throw new BlockException(BlockError.InvalidArgument, "The image size is too large for file format 'qcow2' (try using a larger cluster size)");
            if (needed > Header.Level1Entries) await ReplaceLevel1Async(Resized([.. Map.Level1], (int)needed));
            if (Header.HasDataFile && Header.IsDataFileRaw) await data.ResizeAsync(length);
            old = Header.Size;
            Header.Size = length;
            foreach (DirtyBitmap bitmap in tracked.Values) bitmap.Resize(length);
            await WriteHeaderAsync();
            await FlushLockedAsync();
        }

        if (length < old) await CutOffUnusedAsync();
        // What is added must not show what a longer image below has there.
        long shown = Math.Min(length, backing?.Length ?? 0);
        if (shown > old) await WriteZeroesAsync(old, shown - old, WriteFlags.MayUnmap);
    }

    /// <summary>Lets the header name another backing image, or none. What the disk reads as is the caller's concern.
    /// </summary>
    /// <param name="name">The image's name, as users of this image find it; null for none.</param>
    /// <param name="format">Its format; null leaves it to be guessed.</param>
    public async ValueTask ChangeBackingAsync(string? name, string? format)
    {
        if (!isWritable) throw new BlockException(BlockError.ReadOnly, "Block node is read-only");
        using (await metadata.EnterAsync())
        {
            await FlushLockedAsync();
            Header.BackingName = name;
            Header.BackingFormat = name is null ? null : format;
            await WriteHeaderAsync();
            await file.FlushAsync();
        }
    }

    /// <summary>Lets the file end with the last cluster that is used. A file that cannot be cut stays as it is.</summary>
    private async ValueTask CutOffUnusedAsync()
    {
        using (await metadata.EnterAsync())
        {
            await FlushLockedAsync();
            if (abandoned.Count != 0) return;
            await Refcounts.WriteBackAsync();
            await file.FlushAsync();
            long clusters = Geometry.ClustersFor(file.Length);
            while (clusters > 1 && await Refcounts.GetAsync(clusters - 1) == 0) clusters--;
            if (clusters << Geometry.ClusterBits >= file.Length) return;
            try
            {
                await file.ResizeAsync(clusters << Geometry.ClusterBits);
            }
            catch (BlockException)
            {
                // The image is whole; only the place behind it is not given back.
            }
        }
    }

    private async ValueTask DiscardBehindAsync(long length)
    {
        long start = length;
        long inCluster = Geometry.InCluster(start);
        if (inCluster != 0)
        {
            long end = Math.Min(Length, start - inCluster + Geometry.ClusterSize);
            await WriteZeroBytesAsync(start, end - start);
            start = end;
        }

        using (await metadata.EnterAsync())
        {
            for (; start < Length; start += Geometry.ClusterSize)
            {
                Level2Entry old = await Map.GetAsync(start);
                if (old == default) continue;
                await BeginChangeAsync();
                await Map.SetAsync(start, default);
                Release(old);
            }
        }
    }
}
