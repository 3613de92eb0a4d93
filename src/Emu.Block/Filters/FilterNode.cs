namespace Emu.Block.Filters;

/// <summary>A node that passes requests on to the one below it; subclasses change what they are there for.</summary>
/// <param name="below">The node below; closed with this one.</param>
public abstract class FilterNode(BlockNode below) : BlockNode
{
    /// <summary>The node below.</summary>
    protected BlockNode Below { get; private set; } = below;

    /// <summary>Has another node in the place of the one below, which this node closes no more. With nothing in flight.</summary>
    public void ReplaceChild(BlockNode below)
    {
        BlockNode before = Below;
        Below = below;
        ChildReplaced(before, below);
        NotifyLength();
    }

    /// <inheritdoc/>
    public override long Length => Below.Length;

    /// <inheritdoc/>
    public override bool IsWritable => Below.IsWritable;

    /// <inheritdoc/>
    public override BlockNode? Backing => Below.Backing;

    /// <inheritdoc/>
    public override BlockNode Child => Below;

    /// <inheritdoc/>
    protected override bool Grows => true;

    /// <inheritdoc/>
    public override void Trace(string step) => Below.Trace(step);

    /// <inheritdoc/>
    public override void UseWorkers(IoWorkers? workers) => Below.UseWorkers(workers);

    /// <inheritdoc/>
    public override ValueTask FlushAsync() => Below.FlushAsync();

    /// <inheritdoc/>
    public override ValueTask ResizeAsync(long length) => Below.ResizeAsync(length);

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, IoVector data) => Below.ReadAsync(offset, data);

    /// <inheritdoc/>
    protected override ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags) =>
        Below.WriteAsync(offset, data, flags);

    /// <inheritdoc/>
    protected override ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags) =>
        Below.WriteZeroesAsync(offset, length, flags);

    /// <inheritdoc/>
    protected override ValueTask DiscardCoreAsync(long offset, long length) => Below.DiscardAsync(offset, length);

    /// <inheritdoc/>
    protected override ValueTask<BlockExtent> StatusCoreAsync(long offset, long length) => Below.StatusAsync(offset, length);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Below.Dispose();
    }
}
