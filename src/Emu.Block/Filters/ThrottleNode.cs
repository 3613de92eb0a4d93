using Emu.Block.Graph;

namespace Emu.Block.Filters;

/// <summary>A filter that lets requests wait until the limits of its group allow them: <c>throttle</c>.</summary>
/// <remarks>On an event loop a request that waits goes on there, and a drained section lets it through; elsewhere it goes on in the
/// context that it was made in.</remarks>
public sealed class ThrottleNode : FilterNode
{
    private ThrottleGroup group;
    private ThrottleGate? gate;

    /// <param name="file">The node below; closed with this one.</param>
    /// <param name="group">The limits.</param>
    public ThrottleNode(BlockNode file, ThrottleGroup group)
        : base(file)
    {
        ArgumentNullException.ThrowIfNull(group);
        this.group = group;
        group.Join();
    }

    /// <inheritdoc/>
    public override string Driver => "throttle";

    /// <summary>The limits. They change with nothing in flight.</summary>
    public ThrottleGroup Group
    {
        get => group;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Join();
            group.Leave();
            group = value;
        }
    }

    /// <inheritdoc/>
    public override void UseWorkers(IoWorkers? workers)
    {
        gate = workers is null ? null : new ThrottleGate(workers.Loop);
        if (IsDrained) gate?.Open();
        base.UseWorkers(workers);
    }

    /// <inheritdoc/>
    protected override void DrainBegun() => gate?.Open();

    /// <inheritdoc/>
    protected override void DrainEnded() => gate?.Close();

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, IoVector data)
    {
        await PassAsync(isWrite: false, data.Length);
        await base.ReadCoreAsync(offset, data);
    }

    /// <inheritdoc/>
    protected override async ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags)
    {
        await PassAsync(isWrite: true, data.Length);
        await base.WriteCoreAsync(offset, data, flags);
    }

    /// <inheritdoc/>
    protected override async ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags)
    {
        await PassAsync(isWrite: true, length);
        await base.WriteZeroesCoreAsync(offset, length, flags);
    }

    /// <inheritdoc/>
    protected override async ValueTask DiscardCoreAsync(long offset, long length)
    {
        await PassAsync(isWrite: true, length);
        await base.DiscardCoreAsync(offset, length);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) group.Leave();
        base.Dispose(disposing);
    }

    private ValueTask PassAsync(bool isWrite, long bytes) =>
        gate is { } there ? there.PassAsync(group, isWrite, bytes) : group.EnterAsync(isWrite, bytes);
}
