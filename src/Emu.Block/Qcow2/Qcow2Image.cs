namespace Emu.Block.Qcow2;

/// <summary>
/// A qcow2 image: clusters of a virtual disk, allocated when they are written, over an optional backing image.
/// </summary>
/// <remarks>
/// What keeps an image whole through a power cut is the order in which its parts reach the medium: first counts that
/// have grown and the guest's data, then level 2 tables, then level 1 tables, then counts that have shrunk. Each arrow
/// is a flush of the file (<see cref="WriteBackAsync"/>). A cut then leaves clusters that are counted and not used
/// (a leak), never a cluster that is used and not counted.
/// </remarks>
public sealed partial class Qcow2Image : BlockNode
{
    /// <summary>Bits of the header for bitmaps, and for a data file that reads as the disk.</summary>
    private const ulong KnownAutoclear = 3;

    private readonly BlockNode file;
    private readonly BlockNode data;
    private readonly AsyncLock metadata = new();
    private readonly List<(long First, long Count)> abandoned = [];
    private readonly bool isLazy, isGuarded;
    private bool isWritable, discards;
    private BlockNode? backing;
    private int requestsInFlight;
    private bool isDataUnflushed, isClosed, isMarkedCorrupt;

    private Qcow2Image(BlockNode file, BlockNode? dataFile, Qcow2Header header, Qcow2OpenOptions options)
    {
        this.file = file;
        data = dataFile ?? file;
        discards = options.Discards;
        isGuarded = options.ChecksOverlaps && !options.IsRepair;
        isLazy = options.LazyRefcounts ?? header.HasLazyRefcounts;
        Header = header;
        Geometry = new Qcow2Geometry(header);
        isWritable = options.Writable && file.IsWritable && (header.Incompatible & Qcow2Features.Corrupt) == 0;
        Refcounts = new RefcountTable(file, header, WriteHeaderAsync, options.CountCacheBytes);
        if (isGuarded) Refcounts.Guard = GuardClustersAsync;
        Map = new ClusterMap(file, header, Refcounts, options.TableCacheBytes)
        {
            Abandon = cluster => abandoned.Add((cluster, 1)),
            Moved = MoveOccupied,
        };
    }

    /// <inheritdoc/>
    public override string Driver => "qcow2";

    /// <inheritdoc/>
    public override long Length => Header.Size;

    /// <inheritdoc/>
    public override bool IsWritable => isWritable && !isMarkedCorrupt;

    /// <inheritdoc/>
    public override BlockNode? Backing => backing;

    /// <inheritdoc/>
    public override BlockNode? Child => file;

    /// <inheritdoc/>
    public override IEnumerable<BlockNode> Children
    {
        get
        {
            yield return file;
            if (data != file) yield return data;
            if (backing is not null) yield return backing;
        }
    }

    /// <summary>Name of the backing image as it stands in the header; null when there is none.</summary>
    public string? BackingName => Header.BackingName;

    /// <summary>Format of the backing image as it stands in the header; null when it does not say.</summary>
    public string? BackingFormat => Header.BackingFormat;

    /// <summary>Name of the external data file; null when the data lie in the image.</summary>
    public string? DataFileName => Header.DataFileName;

    internal Qcow2Header Header { get; }

    internal Qcow2Geometry Geometry { get; }

    internal RefcountTable Refcounts { get; }

    internal ClusterMap Map { get; }

    internal BlockNode File => file;

    /// <summary>The image's own file; tests and tools ask it for its length.</summary>
    internal BlockNode Data => data;

    /// <summary>Opens an image. Its backing image is not opened: <see cref="SetBacking"/> gives it one.</summary>
    /// <param name="file">The image's file; the image closes it, even when opening fails.</param>
    /// <param name="openDataFile">Opens the external data file by the name in the header; null to refuse such images.
    /// </param>
    /// <param name="options">What the image is opened for.</param>
    /// <exception cref="BlockException">It is no qcow2 image, contradicts the format, or uses a feature that is not
    /// there.</exception>
    public static async ValueTask<Qcow2Image> OpenAsync(
        BlockNode file, Func<string, ValueTask<BlockNode>>? openDataFile, Qcow2OpenOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        BlockNode? dataFile = null;
        try
        {
            Qcow2Header header = await ReadHeaderAsync(file);
            Check(header, options);
            if (header.HasDataFile && !options.MetadataOnly)
            {
                string name = header.DataFileName ?? throw new BlockException(
                    BlockError.Corrupt, "'data-file' is required for this image");
                dataFile = openDataFile is null
                    ? throw new BlockException(BlockError.Unsupported, "the image's external data file was not given")
                    : await openDataFile(name);
            }

            Qcow2Image image = new(file, dataFile, header, options);
            await image.LoadAsync(options);
            return image;
        }
        catch
        {
            dataFile?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Gives the image the image below it, which it closes with itself; one that it had before is the caller's.</summary>
    public void SetBacking(BlockNode? node)
    {
        BlockNode? before = backing;
        backing = node;
        ChildReplaced(before, node);
    }

    /// <inheritdoc/>
    public override void UseWorkers(IoWorkers? workers)
    {
        file.UseWorkers(workers);
        if (data != file) data.UseWorkers(workers);
        backing?.UseWorkers(workers);
    }

    /// <inheritdoc/>
    public override async ValueTask FlushAsync()
    {
        using (await metadata.EnterAsync()) await FlushLockedAsync();
    }

    /// <summary>Writes everything out, and says in the header that the counts are right.</summary>
    /// <exception cref="BlockException">The host failed.</exception>
    public async ValueTask CloseAsync()
    {
        await SettleAsync();
        isClosed = true;
    }

    /// <summary>Changes what the image is open for, with nothing in flight.</summary>
    /// <param name="writable">It is going to be written, as far as its file can be.</param>
    /// <param name="discards">As <see cref="Qcow2OpenOptions.Discards"/>.</param>
    /// <exception cref="BlockException">The host failed, or the image cannot be written.</exception>
    public async ValueTask ReopenAsync(bool writable, bool discards)
    {
        this.discards = discards;
        if (writable == isWritable) return;
        if (!writable)
        {
            await SettleAsync();
            isWritable = isTracking = false;
            tracked.Clear();
            return;
        }

        Check(Header, new Qcow2OpenOptions(Writable: true));
        isWritable = file.IsWritable;
        await BeginWritingAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        try
        {
            if (!isClosed) CloseAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (BlockException)
        {
            // Whoever must know calls CloseAsync.
        }
        finally
        {
            decompressed?.Bytes.Dispose();
            Map.Dispose();
            Refcounts.Dispose();
            backing?.Dispose();
            if (data != file) data.Dispose();
            file.Dispose();
        }
    }

    /// <summary>Writes the header's cluster; it is on the medium after the file's next flush.</summary>
    internal async ValueTask WriteHeaderAsync()
    {
        byte[] bytes = Header.ToBytes();
        using IoBuffer buffer = new(bytes.Length);
        bytes.CopyTo(buffer.Span);
        await file.WriteAsync(0, buffer.Vector);
    }

    /// <summary>Gives up the use of clusters: their counts shrink once what named them is gone from the medium.</summary>
    internal void Abandon(long firstCluster, long count) => abandoned.Add((firstCluster, count));

    /// <summary>Brings all metadata to the medium in order, and frees what was abandoned. The caller holds the lock.
    /// </summary>
    internal async ValueTask FlushLockedAsync()
    {
        await WriteBackAsync();
        await file.FlushAsync();
        if (data != file) await data.FlushAsync();
        isDataUnflushed = false;
        if (requestsInFlight == 0) await FreeAbandonedAsync();
    }

    private static async ValueTask<Qcow2Header> ReadHeaderAsync(BlockNode file)
    {
        using IoBuffer start = new((int)Math.Min(file.Length, 2 << 20));
        await file.ReadAsync(0, start.Vector);
        return Qcow2Header.Parse(start.Span);
    }

    private static void Check(Qcow2Header header, Qcow2OpenOptions options)
    {
        Qcow2Features unknown = header.Incompatible & ~Qcow2Features.Known;
        if (unknown != 0)
            throw new BlockException(
                BlockError.Unsupported, $"Unsupported qcow2 feature(s): {Qcow2FeatureNames.Describe(header, unknown)}");
        if (header.EncryptionMethod != 0)
            throw new BlockException(
                BlockError.Unsupported, "encrypted images are not supported; decrypt it with QEMU's qemu-img convert");
        if (options.LazyRefcounts is true && header.Version < 3)
            throw new BlockException(
                BlockError.InvalidArgument, "Lazy refcounts require a qcow2 image with at least qemu 1.1 compatibility level");
        if (options.Writable && !options.IsRepair && (header.Incompatible & Qcow2Features.Corrupt) != 0)
            throw new BlockException(
                BlockError.Corrupt, "Image is corrupt; cannot be opened read/write");
    }

    private async ValueTask LoadAsync(Qcow2OpenOptions options)
    {
        await Refcounts.LoadAsync();
        await Map.LoadAsync();
        await LoadSnapshotsAsync(options.IsRepair);
        bitmaps = [.. await BitmapDirectory.ReadAsync(this)];
        if (!isWritable) return;
        if (options.IsRepair) await ClearUnknownAsync();
        else await BeginWritingAsync();
    }

    /// <summary>Brings the metadata into a state that can be written on.</summary>
    private async ValueTask BeginWritingAsync()
    {
        if ((Header.Incompatible & Qcow2Features.Dirty) != 0)
        {
            Qcow2CheckResult result = await Qcow2Check.RunAsync(this, Qcow2Repair.Everything);
            if (result.ErrorsLeft != 0)
                throw BlockException.Corrupt("the image was not closed, and its reference counts cannot be repaired");
        }

        await ClearUnknownAsync();
    }

    /// <summary>A writer that does not keep what a feature describes up to date says so by clearing the feature's bit.</summary>
    private async ValueTask ClearUnknownAsync()
    {
        if ((Header.Autoclear & ~KnownAutoclear) == 0) return;
        Header.Autoclear &= KnownAutoclear;
        await WriteHeaderAsync();
    }

    /// <summary>Leaves the file as it is when nobody has the image open.</summary>
    private async ValueTask SettleAsync()
    {
        if (!isWritable) return;
        using (await metadata.EnterAsync())
        {
            await FlushLockedAsync();
            await StoreTrackedAsync();
            await FlushLockedAsync();
            if (Refcounts.IsDirty)
            {
                await Refcounts.WriteBackAsync();
                await file.FlushAsync();
            }

            if ((Header.Incompatible & Qcow2Features.Dirty) != 0 && isLazy)
            {
                Header.Incompatible &= ~Qcow2Features.Dirty;
                await WriteHeaderAsync();
                await file.FlushAsync();
            }
        }
    }

    /// <summary>Brings changed counts and tables to the file, each after the flush of what it relies on.</summary>
    private async ValueTask WriteBackAsync()
    {
        if (!Map.IsDirty)
        {
            await Refcounts.WriteBackAsync();
            return;
        }

        bool flushes = isDataUnflushed || (Refcounts.IsDirty && (Header.Incompatible & Qcow2Features.Dirty) == 0);
        await Refcounts.WriteBackAsync();
        if (flushes)
        {
            await file.FlushAsync();
            if (data != file) await data.FlushAsync();
            isDataUnflushed = false;
        }

        await Map.WriteBackTablesAsync();
        if (!Map.IsLevel1Dirty) return;
        await file.FlushAsync();
        await Map.WriteBackLevel1Async();
    }

    private async ValueTask FreeAbandonedAsync()
    {
        if (abandoned.Count == 0) return;
        (long First, long Count)[] ranges = [.. abandoned];
        abandoned.Clear();
        compressedEnd = 0;
        foreach ((long first, long count) in ranges)
        {
            file.Trace("cluster_free");
            await Refcounts.ChangeAsync(first, count, -1);
        }

        if (discards) await PunchFreeAsync(ranges);
    }

    /// <summary>Gives back the storage of those clusters that nothing uses, neighbours by one call.</summary>
    private async ValueTask PunchFreeAsync((long First, long Count)[] ranges)
    {
        Array.Sort(ranges);
        long start = 0, end = 0;
        foreach ((long first, long count) in ranges)
        {
            for (long cluster = Math.Max(first, end); cluster < first + count; cluster++)
            {
                if (await Refcounts.GetAsync(cluster) != 0) continue;
                if (cluster != end) await PunchAsync();
                if (cluster != end) start = cluster;
                end = cluster + 1;
            }
        }

        await PunchAsync();

        ValueTask PunchAsync() => start == end ? default
            : file.DiscardAsync(start << Geometry.ClusterBits, (end - start) << Geometry.ClusterBits);
    }
}
