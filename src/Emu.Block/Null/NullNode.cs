namespace Emu.Block.Null;

/// <summary>A disk that forgets what is written and reads as zeros: <c>null-co</c>, for measuring what lies above it.
/// </summary>
/// <param name="length">Length of the disk, bytes.</param>
/// <param name="readsZeroes">Reads fill the buffer with zeros; without it they leave it as it is.</param>
public sealed class NullNode(long length, bool readsZeroes) : BlockNode
{
    /// <inheritdoc/>
    public override string Driver => "null-co";

    /// <inheritdoc/>
    public override long Length { get; } = length;

    /// <inheritdoc/>
    public override bool IsWritable => true;

    /// <inheritdoc/>
    public override ValueTask FlushAsync() => default;

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, IoVector data)
    {
        if (readsZeroes) data.Clear();
        return default;
    }

    /// <inheritdoc/>
    protected override ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags) => default;

    /// <inheritdoc/>
    protected override ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags) => default;

    /// <inheritdoc/>
    protected override ValueTask DiscardCoreAsync(long offset, long length) => default;

    /// <inheritdoc/>
    protected override ValueTask<BlockExtent> StatusCoreAsync(long offset, long length) =>
        new(new BlockExtent(length, BlockExtentKind.Zero | BlockExtentKind.Allocated, offset));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
