using Emu.Block.Graph;

namespace Emu.Block.Filters;

/// <summary>A filter that lets requests wait until the limits of its group allow them: <c>throttle</c>.</summary>
/// <param name="file">The node below.</param>
/// <param name="group">The limits.</param>
/// <remarks>A request that waits goes on in the context that it was made in: an event loop's, if that has one.</remarks>
public sealed class ThrottleNode(BlockNode file, ThrottleGroup group) : FilterNode(file)
{
    /// <inheritdoc/>
    public override string Driver => "throttle";

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, IoVector data)
    {
        await group.EnterAsync(isWrite: false, data.Length);
        await base.ReadCoreAsync(offset, data);
    }

    /// <inheritdoc/>
    protected override async ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags)
    {
        await group.EnterAsync(isWrite: true, data.Length);
        await base.WriteCoreAsync(offset, data, flags);
    }

    /// <inheritdoc/>
    protected override async ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags)
    {
        await group.EnterAsync(isWrite: true, length);
        await base.WriteZeroesCoreAsync(offset, length, flags);
    }

    /// <inheritdoc/>
    protected override async ValueTask DiscardCoreAsync(long offset, long length)
    {
        await group.EnterAsync(isWrite: true, length);
        await base.DiscardCoreAsync(offset, length);
    }
}
