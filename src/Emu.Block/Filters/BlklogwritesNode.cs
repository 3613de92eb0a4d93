using System.Buffers.Binary;

namespace Emu.Block.Filters;

/// <summary>
/// A filter that keeps a log of all writes beside them, in the format of Linux's <c>dm-log-writes</c>, so that every state
/// in which a power cut could leave the disk can be replayed: <c>blklogwrites</c>.
/// </summary>
public sealed class BlklogwritesNode : FilterNode
{
    private const ulong Magic = 0x6a736677736872, Version = 1;
    private const ulong Flush = 1, ForceUnitAccess = 2, Discard = 4;
    private const int EntryBytes = 32;

    private readonly BlockNode log;
    private readonly int sectorSize;
    private readonly long interval;
    private long nextSector = 1;
    private ulong entries;

    private BlklogwritesNode(BlockNode file, BlockNode log, int sectorSize, long interval)
        : base(file)
    {
        this.log = log;
        this.sectorSize = sectorSize;
        this.interval = interval;
    }

    /// <inheritdoc/>
    public override string Driver => "blklogwrites";

    /// <inheritdoc/>
    public override IEnumerable<BlockNode> Children => [Below, log];

    /// <summary>Begins a log, or goes on with one.</summary>
    /// <param name="file">The node whose writes are kept.</param>
    /// <param name="log">Where the log goes; both are closed with the filter.</param>
    /// <param name="sectorSize">Unit of the log, bytes: a power of two from 512 to 8 MiB.</param>
    /// <param name="appends">The log is there already and goes on.</param>
    /// <param name="interval">After how many entries the log's head is written; it is also written at each flush.</param>
    /// <exception cref="BlockException">The log is none, or of another sector size.</exception>
    public static async ValueTask<BlklogwritesNode> OpenAsync(
        BlockNode file, BlockNode log, int sectorSize, bool appends, long interval)
    {
        ArgumentNullException.ThrowIfNull(log);
        BlklogwritesNode node = new(file, log, sectorSize, interval);
        try
        {
            if (sectorSize is < 512 or > 8 << 20 || (sectorSize & (sectorSize - 1)) != 0)
                throw new BlockException(BlockError.InvalidArgument, $"Invalid log sector size {sectorSize}");
            if (interval < 1)
                throw new BlockException(BlockError.InvalidArgument, "Invalid log superblock update interval");
            if (appends) await node.FindEndAsync();
            else await node.WriteHeadAsync();
            return node;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void UseWorkers(IoWorkers? workers)
    {
        base.UseWorkers(workers);
        log.UseWorkers(workers);
    }

    /// <inheritdoc/>
    public override async ValueTask FlushAsync()
    {
        await base.FlushAsync();
        await AddAsync(0, default, 0, Flush);
        await WriteHeadAsync();
        await log.FlushAsync();
    }

    /// <inheritdoc/>
    protected override async ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags)
    {
        await base.WriteCoreAsync(offset, data, flags);
        await AddAsync(offset, data, data.Length, (flags & WriteFlags.ForceUnitAccess) != 0 ? ForceUnitAccess : 0);
    }

    /// <inheritdoc/>
    protected override async ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags)
    {
        await base.WriteZeroesCoreAsync(offset, length, flags);
        using IoBuffer zeros = new((int)Math.Min(length, 1 << 20));
        for (long at = 0; at < length; at += zeros.Length)
        {
            IoVector part = zeros.Vector.Slice(0, Math.Min(zeros.Length, length - at));
            await AddAsync(offset + at, part, part.Length, 0);
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask DiscardCoreAsync(long offset, long length)
    {
        await base.DiscardCoreAsync(offset, length);
        await AddAsync(offset, default, length, Discard);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        try
        {
            WriteHeadAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (BlockException)
        {
            // The log's entries are there; its head counts those until the last flush.
        }

        log.Dispose();
    }

    private async ValueTask FindEndAsync()
    {
        using IoBuffer head = new(sectorSize);
        await log.ReadAsync(0, head.Vector.Slice(0, Math.Min(head.Length, log.Length)));
        if (BinaryPrimitives.ReadUInt64LittleEndian(head.Span) != Magic
            || BinaryPrimitives.ReadUInt64LittleEndian(head.Span[8..]) != Version)
            throw new BlockException(BlockError.WrongFormat, "Not a valid log superblock");
        if (BinaryPrimitives.ReadUInt32LittleEndian(head.Span[24..]) != sectorSize)
            throw new BlockException(BlockError.InvalidArgument, "Log sector size differs from the one of the log");
        entries = BinaryPrimitives.ReadUInt64LittleEndian(head.Span[16..]);
        for (ulong i = 0; i < entries; i++)
        {
            if (nextSector > log.Length / sectorSize) throw BlockException.Corrupt("the log ends before its last entry");
            await log.ReadAsync(nextSector * sectorSize, head.Vector.Slice(0, EntryBytes));
            ulong sectors = BinaryPrimitives.ReadUInt64LittleEndian(head.Span[8..]);
            bool isDiscard = (BinaryPrimitives.ReadUInt64LittleEndian(head.Span[16..]) & Discard) != 0;
            if (!isDiscard && sectors > (ulong)(log.Length / sectorSize)) throw BlockException.Corrupt("an entry of the log is too long");
            nextSector += 1 + (isDiscard ? 0 : (long)sectors);
        }
    }

    private async ValueTask AddAsync(long offset, IoVector data, long length, ulong flags)
    {
        if (offset % sectorSize != 0 || length % sectorSize != 0)
            throw new BlockException(BlockError.InvalidArgument, $"writes that are logged must be multiples of {sectorSize} bytes");
        using IoBuffer entry = new(sectorSize);
        BinaryPrimitives.WriteInt64LittleEndian(entry.Span, offset / sectorSize);
        BinaryPrimitives.WriteInt64LittleEndian(entry.Span[8..], length / sectorSize);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.Span[16..], flags);
        long place = nextSector;
        nextSector += 1 + (data.Length / sectorSize);
        entries++;
        await log.WriteAsync(place * sectorSize, entry.Vector);
        if (data.Length != 0) await log.WriteAsync((place + 1) * sectorSize, data);
        if (entries % (ulong)interval == 0) await WriteHeadAsync();
    }

    private async ValueTask WriteHeadAsync()
    {
        using IoBuffer head = new(sectorSize);
        BinaryPrimitives.WriteUInt64LittleEndian(head.Span, Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(head.Span[8..], Version);
        BinaryPrimitives.WriteUInt64LittleEndian(head.Span[16..], entries);
        BinaryPrimitives.WriteUInt32LittleEndian(head.Span[24..], (uint)sectorSize);
        await log.WriteAsync(0, head.Vector);
    }
}
