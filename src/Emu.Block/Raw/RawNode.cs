using Emu.Block.Files;

namespace Emu.Block.Raw;

/// <summary>A disk whose bytes are those of a file, or of a part of it: the format <c>raw</c>.</summary>
/// <param name="file">Where the bytes lie; closed with this node.</param>
/// <param name="start">Of the disk's first byte in the file.</param>
/// <param name="size">Length of the disk in bytes, or null for all that follows the start, in whole sectors of 512 bytes:
/// what a file lacks of the last one reads as zeros.</param>
public sealed class RawNode(BlockNode file, long start = 0, long? size = null) : BlockNode
{
    private const long SectorSize = 512;

    private BlockNode file = file;
    private long start = start;
    private long? size = size;

    /// <inheritdoc/>
    public override string Driver => "raw";

    /// <inheritdoc/>
    public override long Length => size ?? ((Math.Max(0, file.Length - start) + SectorSize - 1) & -SectorSize);

    /// <inheritdoc/>
    public override bool IsWritable => file.IsWritable;

    /// <inheritdoc/>
    public override BlockNode? Child => file;

    /// <summary>The host's file that the disk's bytes lie in; null when they lie in something else.</summary>
    public FileNode? HostFile => file as FileNode;

    /// <summary>Of the disk's first byte in the file.</summary>
    public long Start => start;

    /// <summary>Makes the disk another part of the file. With nothing in flight.</summary>
    /// <param name="start">Of the disk's first byte in the file.</param>
    /// <param name="size">Length of the disk, as in the constructor.</param>
    public void Move(long start, long? size) => (this.start, this.size) = (start, size);

    /// <summary>Has another node in the place of the one below, which this node closes no more. With nothing in flight.</summary>
    public void ReplaceChild(BlockNode below)
    {
        BlockNode before = file;
        file = below;
        ChildReplaced(before, below);
        NotifyLength();
    }

    /// <inheritdoc/>
    public override void UseWorkers(IoWorkers? workers) => file.UseWorkers(workers);

    /// <inheritdoc/>
    public override ValueTask FlushAsync() => file.FlushAsync();

    /// <inheritdoc/>
    public override ValueTask ResizeAsync(long length) =>
        size is null ? file.ResizeAsync(start + length) : base.ResizeAsync(length);

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, IoVector data)
    {
        file.Trace("read_aio");
        return file.ReadAsync(start + offset, data);
    }

    /// <inheritdoc/>
    protected override ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags)
    {
        file.Trace("write_aio");
        return file.WriteAsync(start + offset, data, flags);
    }

    /// <inheritdoc/>
    protected override ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags) =>
        file.WriteZeroesAsync(start + offset, length, flags);

    /// <inheritdoc/>
    protected override ValueTask DiscardCoreAsync(long offset, long length) => file.DiscardAsync(start + offset, length);

    /// <inheritdoc/>
    protected override async ValueTask<BlockExtent> StatusCoreAsync(long offset, long length)
    {
        long stored = file.Length - start - offset;
        if (stored <= 0)
            return new BlockExtent(length, BlockExtentKind.Allocated | BlockExtentKind.Zero, start + offset);
        BlockExtent extent = await file.StatusAsync(start + offset, Math.Min(length, stored));
        // Past the host's cache a sector is read and written as a whole, what the file lacks of the last one too.
        bool isWhole = extent.Length == stored && stored < length && length - stored < SectorSize && file is FileNode { IsDirect: true };
        return isWhole ? extent with { Length = length } : extent;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
    }
}
