namespace Emu.Block.Filters;

/// <summary>Several disks read as one, each behind the one before. They stay whose they are.</summary>
/// <param name="parts">The disks, in order.</param>
public sealed class ConcatNode(IReadOnlyList<BlockNode> parts) : BlockNode
{
    /// <inheritdoc/>
    public override string Driver => "concat";

    /// <inheritdoc/>
    public override IEnumerable<BlockNode> Children => parts;

    /// <inheritdoc/>
    public override long Length { get; } = parts.Sum(each => each.Length);

    /// <inheritdoc/>
    public override bool IsWritable => false;

    /// <inheritdoc/>
    public override ValueTask FlushAsync() => default;

    /// <summary>The disk that an offset lies in, and where in that disk.</summary>
    public (BlockNode Part, long Offset) Find(long offset)
    {
        foreach (BlockNode part in parts)
        {
            if (offset < part.Length) return (part, offset);
            offset -= part.Length;
        }

        throw new BlockException(BlockError.OutOfRange, "the offset lies behind the last disk");
    }

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, IoVector data)
    {
        while (data.Length > 0)
        {
            (BlockNode part, long at) = Find(offset);
            long length = Math.Min(data.Length, part.Length - at);
            await part.ReadAsync(at, data.Slice(0, length));
            offset += length;
            data = data.Slice(length);
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<BlockExtent> StatusCoreAsync(long offset, long length)
    {
        (BlockNode part, long at) = Find(offset);
        return part.StatusAsync(at, Math.Min(length, part.Length - at));
    }

    /// <inheritdoc/>
    protected override ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags) => throw ReadOnly();

    /// <inheritdoc/>
    protected override ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags) => throw ReadOnly();

    /// <inheritdoc/>
    protected override ValueTask DiscardCoreAsync(long offset, long length) => throw ReadOnly();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }

    private static BlockException ReadOnly() => new(BlockError.ReadOnly, "Block node is read-only");
}
