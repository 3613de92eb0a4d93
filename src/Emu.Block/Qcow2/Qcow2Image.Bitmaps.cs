using System.Numerics;
using System.Text;

namespace Emu.Block.Qcow2;

/// <summary>
/// Persistent dirty bitmaps. A change writes new tables and a new directory into free clusters, and then lets the header
/// name them, so that a power cut leaves the bitmaps as they were. While a disk is written, bitmaps that record writes
/// are marked as not to be trusted; closing stores them.
/// </summary>
public sealed partial class Qcow2Image
{
    private const long MostBitmapBytes = 512 << 20;
    private const int LongestBitmapName = 1023;

    private readonly Dictionary<string, DirtyBitmap> tracked = new(StringComparer.Ordinal);
    private List<BitmapEntry> bitmaps = [];
    private long bitmapBytes;
    private bool isTracking;

    /// <summary>The version can hold persistent bitmaps.</summary>
    public bool HasBitmapSupport => Header.Version >= 3;

    /// <summary>The image's persistent bitmaps.</summary>
    public IReadOnlyList<BitmapDescription> Bitmaps => [.. bitmaps.Select(Describe)];

    /// <summary>Bytes that the image's bitmaps and their directory occupy in an image when all their bits are set.</summary>
    /// <param name="clusterSize">Cluster size of that image.</param>
    public long LargestBitmapStorage(int clusterSize)
    {
        long clusters = 0, directory = 0;
        foreach (BitmapEntry each in bitmaps.Where(each => !each.IsInconsistent))
        {
            long bytes = Qcow2Geometry.DivideUp(DirtyBitmap.BitsFor(Length, each.GranularityBits), 8);
            long pieces = Qcow2Geometry.DivideUp(bytes, clusterSize);
            clusters += pieces + Qcow2Geometry.DivideUp(pieces * 8, clusterSize);
            directory += (BitmapDirectory.FixedLength + Encoding.UTF8.GetByteCount(each.Name) + 7) & ~7;
        }

        return (clusters + Qcow2Geometry.DivideUp(directory, clusterSize)) * clusterSize;
    }

    /// <summary>Makes a bitmap without a bit set.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="granularity">Bytes that a bit stands for, a power of two; 0 for the cluster size within 4 to 64 KiB.</param>
    /// <param name="isEnabled">Writers record what they write.</param>
    /// <exception cref="BlockException">A value is out of range, or the host failed.</exception>
    public async ValueTask AddBitmapAsync(string name, long granularity, bool isEnabled)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (granularity == 0) granularity = Math.Clamp(Geometry.ClusterSize, 4096, 65536);
        if (granularity < 512 || granularity > 1L << 31 || !BitOperations.IsPow2(granularity))
            throw Refuse("Granularity must be power of 2 and at least 512");
        if (name.Length == 0) throw Refuse("Bitmap name cannot be empty");
        if (bitmaps.Exists(each => each.Name == name)) throw Refuse($"Bitmap already exists: {name}");
        if (!HasBitmapSupport)
            throw new BlockException(BlockError.Unsupported, $"Can't make bitmap '{name}' persistent: Cannot store dirty bitmaps in qcow2 v2 files");
        if (Encoding.UTF8.GetByteCount(name) > LongestBitmapName)
            throw Refuse($"Can't make bitmap '{name}' persistent: Name length exceeds maximum ({LongestBitmapName} characters)");
        if (bitmaps.Count >= BitmapDirectory.MostBitmaps)
            throw Refuse($"Can't make bitmap '{name}' persistent: Maximum number of persistent bitmaps is already reached");
        DirtyBitmap bitmap = new(Length, BitOperations.Log2((ulong)granularity), Geometry.ClusterSize);
        if ((long)bitmap.PieceCount << Geometry.ClusterBits > MostBitmapBytes)
            throw Refuse($"Can't make bitmap '{name}' persistent: Too much space will be occupied by the bitmap. Use larger granularity");
        await ChangeBitmapsAsync(() =>
        {
            tracked[name] = bitmap;
            bitmaps.Add(new BitmapEntry(0, 0, isEnabled ? BitmapDirectory.Auto : 0, bitmap.GranularityBits, name, []));
            return default;
        });
    }

    /// <summary>Removes a bitmap, one that cannot be trusted included.</summary>
    /// <exception cref="BlockException">There is none of that name, or the host failed.</exception>
    public ValueTask RemoveBitmapAsync(string name)
    {
        BitmapEntry entry = bitmaps.Find(each => each.Name == name) ?? throw NoSuchBitmap(name);
        return ChangeBitmapsAsync(async () =>
        {
            await AbandonBitmapAsync(entry);
            bitmaps.Remove(entry);
            tracked.Remove(name);
        });
    }

    /// <summary>Clears all bits of a bitmap.</summary>
    /// <exception cref="BlockException">There is none that can be used, or the host failed.</exception>
    public ValueTask ClearBitmapAsync(string name) => ReplaceAsync(name, bitmap => bitmap.Clear());

    /// <summary>Says whether writers record what they write.</summary>
    /// <exception cref="BlockException">There is none that can be used, or the host failed.</exception>
    public ValueTask EnableBitmapAsync(string name, bool isEnabled)
    {
        BitmapEntry entry = UsableBitmap(name);
        uint flags = isEnabled ? entry.Flags | BitmapDirectory.Auto : entry.Flags & ~BitmapDirectory.Auto;
        return ChangeBitmapsAsync(() =>
        {
            bitmaps[bitmaps.IndexOf(entry)] = entry with { Flags = flags };
            return default;
        });
    }

    /// <summary>Adds the bits of a bitmap, of this image or another one, to one of this image.</summary>
    /// <param name="name">The one that changes.</param>
    /// <param name="source">The image of the other one.</param>
    /// <param name="sourceName">The one that is added.</param>
    /// <exception cref="BlockException">There is no such bitmap that can be used, their disks differ in length, or the
    /// host failed.</exception>
    public async ValueTask MergeBitmapAsync(string name, Qcow2Image source, string sourceName)
    {
        ArgumentNullException.ThrowIfNull(source);
        BitmapEntry entry = source.UsableBitmap(sourceName);
        _ = UsableBitmap(name);
        if (source.Length != Length)
            throw Refuse($"Bitmaps are of different sizes (destination size is {Length}, source size is {source.Length}) and can't be merged");
        DirtyBitmap other = await source.LoadAsync(entry);
        await ReplaceAsync(name, bitmap => bitmap.Merge(other));
    }

    /// <summary>Gives this image a bitmap of another one, with its contents.</summary>
    /// <exception cref="BlockException">As for the other changes.</exception>
    public async ValueTask CopyBitmapAsync(Qcow2Image source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        BitmapEntry entry = source.UsableBitmap(name);
        await AddBitmapAsync(name, 1L << entry.GranularityBits, entry.IsEnabled);
        await MergeBitmapAsync(name, source, name);
    }

    /// <summary>The bits of a bitmap, by its name.</summary>
    internal ValueTask<DirtyBitmap> ReadBitmapAsync(string name) => LoadAsync(UsableBitmap(name));

    private static BlockException Refuse(string message) => new(BlockError.InvalidArgument, message);

    private static BlockException NoSuchBitmap(string name) => Refuse($"Dirty bitmap '{name}' not found");

    private static BitmapDescription Describe(BitmapEntry entry)
    {
        List<string> flags = [];
        if (entry.IsInconsistent) flags.Add("in-use");
        if (entry.IsEnabled) flags.Add("auto");
        return new BitmapDescription(entry.Name, 1L << entry.GranularityBits, flags);
    }

    private BitmapEntry UsableBitmap(string name)
    {
        BitmapEntry entry = bitmaps.Find(each => each.Name == name) ?? throw NoSuchBitmap(name);
        if (entry.IsInconsistent && !tracked.ContainsKey(name))
            throw Refuse($"Bitmap '{name}' is inconsistent and cannot be used\nTry block-dirty-bitmap-remove to delete this bitmap from disk");
        return entry;
    }

    private ValueTask ReplaceAsync(string name, Action<DirtyBitmap> change)
    {
        BitmapEntry entry = UsableBitmap(name);
        return ChangeBitmapsAsync(async () =>
        {
            DirtyBitmap bitmap = tracked[name] = await LoadAsync(entry);
            change(bitmap);
        });
    }

    private async ValueTask ChangeBitmapsAsync(Func<ValueTask> change)
    {
        if (!isWritable) throw new BlockException(BlockError.ReadOnly, "Block node is read-only");
        using (await metadata.EnterAsync())
        {
            await BeginChangeAsync();
            await change();
            await StoreTrackedAsync(all: true);
            await FlushLockedAsync();
        }
    }

    /// <summary>The bits of a bitmap.</summary>
    private async ValueTask<DirtyBitmap> LoadAsync(BitmapEntry entry)
    {
        if (tracked.TryGetValue(entry.Name, out DirtyBitmap? known)) return known;
        DirtyBitmap bitmap = new(Length, entry.GranularityBits, Geometry.ClusterSize);
        if (entry.TableEntries < bitmap.PieceCount)
            throw BlockException.Corrupt($"the table of bitmap '{entry.Name}' is too short for the disk");
        ulong[] table = await TableReader.ReadAsync(file, entry.TableOffset, entry.TableEntries);
        for (int i = 0; i < bitmap.PieceCount; i++)
        {
            long place = (long)(table[i] & Qcow2Geometry.OffsetMask);
            if (place == 0 && (table[i] & 1) == 0) continue;
            bitmapBytes += Geometry.ClusterSize;
            if (bitmapBytes > MostBitmapBytes || Geometry.InCluster(place) != 0)
                throw BlockException.Corrupt($"the table of bitmap '{entry.Name}' is wrong, or the bitmaps are too large");
            using IoBuffer piece = new(Geometry.ClusterSize);
            if (place == 0) piece.Span.Fill(0xff);
            else await file.ReadAsync(place, piece.Vector);
            bitmap.SetPiece(i, piece.Span.ToArray());
        }

        return bitmap;
    }

    /// <summary>Writes a bitmap's pieces and table into new clusters.</summary>
    /// <returns>The entry that names them, which can be trusted.</returns>
    private async ValueTask<BitmapEntry> StoreAsync(BitmapEntry entry, DirtyBitmap bitmap)
    {
        ulong[] table = new ulong[Math.Max(1, bitmap.PieceCount)];
        using IoBuffer buffer = new(Geometry.ClusterSize);
        foreach ((long number, byte[] piece) in bitmap.Pieces)
        {
            if (!piece.AsSpan().ContainsAnyExcept((byte)0)) continue;
            (long cluster, _) = await Refcounts.AllocateAsync(1, all: true);
            table[number] = (ulong)cluster << Geometry.ClusterBits;
            piece.CopyTo(buffer.Span);
            await file.WriteAsync((long)table[number], buffer.Vector);
        }

        long length = Geometry.ClustersFor(table.Length * 8L);
        (long first, _) = await Refcounts.AllocateAsync(length, all: true);
        await TableReader.WriteAsync(file, first << Geometry.ClusterBits, table, (int)(length << Geometry.ClusterBits));
        bitmap.IsChanged = false;
        return entry with
        {
            TableOffset = first << Geometry.ClusterBits,
            TableEntries = table.Length,
            Flags = entry.Flags & ~BitmapDirectory.InUse,
        };
    }

    private async ValueTask AbandonBitmapAsync(BitmapEntry entry)
    {
        List<(long Offset, long Length)> ranges = [];
        await BitmapDirectory.AddRangesAsync(this, entry, ranges);
        foreach ((long offset, long length) in ranges)
            if (length != 0) Abandon(offset >> Geometry.ClusterBits, Geometry.ClustersFor(length));
    }

    /// <summary>Writes the directory anew, and lets the header name it once it is on the medium.</summary>
    private async ValueTask StoreDirectoryAsync()
    {
        (uint, long Offset, long Length)? old = BitmapDirectory.PlaceOf(Header);
        byte[] bytes = BitmapDirectory.ToBytes(bitmaps);
        long place = 0;
        if (bytes.Length != 0)
        {
            (long cluster, _) = await Refcounts.AllocateAsync(Geometry.ClustersFor(bytes.Length), all: true);
            place = cluster << Geometry.ClusterBits;
            await WriteBytesAsync(place, bytes);
        }

        await Refcounts.WriteBackAsync();
        await file.FlushAsync();
        BitmapDirectory.Name(Header, bitmaps.Count, place, bytes.Length);
        await WriteHeaderAsync();
        await file.FlushAsync();
        if (old is { } before) Abandon(before.Offset >> Geometry.ClusterBits, Geometry.ClustersFor(before.Length));
    }

    private async ValueTask WriteBytesAsync(long offset, byte[] bytes)
    {
        using IoBuffer buffer = new(bytes.Length);
        bytes.CopyTo(buffer.Span);
        await file.WriteAsync(offset, buffer.Vector);
    }

    /// <summary>Before the disk changes: reads the bitmaps that record it, and marks them on the medium as not to be trusted
    /// until they are stored. Those that cannot be read stay marked. The caller holds the lock.</summary>
    /// <param name="all">Also those that record nothing: their length changes.</param>
    private async ValueTask BeginTrackingAsync(bool all = false)
    {
        if (isTracking && !all) return;
        isTracking = true;
        bool marks = false;
        for (int i = 0; i < bitmaps.Count; i++)
        {
            BitmapEntry entry = bitmaps[i];
            if (entry.IsInconsistent || !(all || entry.IsEnabled)) continue;
            try
            {
                tracked[entry.Name] = await LoadAsync(entry);
            }
            catch (BlockException e) when (e.Error == BlockError.Corrupt)
            {
                tracked.Remove(entry.Name);
            }

            bitmaps[i] = entry with { Flags = entry.Flags | BitmapDirectory.InUse };
            marks = true;
        }

        if (!marks || BitmapDirectory.PlaceOf(Header) is not { } place) return;
        await WriteBytesAsync(place.Offset, BitmapDirectory.ToBytes(bitmaps));
        await file.FlushAsync();
    }

    /// <summary>Records in the bitmaps that a range of the disk changes.</summary>
    private async ValueTask TrackAsync(long offset, long length)
    {
        if (bitmaps.Count == 0) return;
        if (!isTracking)
            using (await metadata.EnterAsync())
                await BeginTrackingAsync();
        foreach (BitmapEntry entry in bitmaps)
            if (entry.IsEnabled && tracked.TryGetValue(entry.Name, out DirtyBitmap? bitmap)) bitmap.SetRange(offset, length);
    }

    /// <summary>Stores the bitmaps that recorded changes of the disk. The caller holds the lock.</summary>
    /// <param name="all">Also those that have not changed, so that they lie side by side in the first free places.</param>
    private async ValueTask StoreTrackedAsync(bool all = false)
    {
        if (tracked.Count == 0 && !all) return;
        for (int i = 0; i < bitmaps.Count; i++)
        {
            BitmapEntry entry = bitmaps[i];
            if (!tracked.TryGetValue(entry.Name, out DirtyBitmap? bitmap))
            {
                if (!all || entry.IsInconsistent) continue;
                bitmap = await LoadAsync(entry);
            }
            else if (!bitmap.IsChanged && !all)
            {
                bitmaps[i] = entry with { Flags = entry.Flags & ~BitmapDirectory.InUse };
                continue;
            }

            bitmaps[i] = await StoreAsync(entry, bitmap);
            if (entry.TableEntries != 0) await AbandonBitmapAsync(entry);
        }

        await StoreDirectoryAsync();
        tracked.Clear();
        bitmapBytes = 0;
        isTracking = false;
    }
}
