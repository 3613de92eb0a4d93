namespace Emu.Block.Filters;

/// <summary>Turns writes of zeros into requests that need no storage: <c>detect-zeroes</c>.</summary>
/// <param name="below">The node below; closed with this one.</param>
/// <param name="unmaps">Storage of zeros is given back (<c>detect-zeroes=unmap</c>).</param>
public sealed class DetectZeroesNode(BlockNode below, bool unmaps) : FilterNode(below)
{
    /// <inheritdoc/>
    public override string Driver => Below.Driver;

    /// <inheritdoc/>
    protected override ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags) => data.IsZero()
        ? Below.WriteZeroesAsync(offset, data.Length, unmaps ? flags | WriteFlags.MayUnmap : flags)
        : Below.WriteAsync(offset, data, flags);
}
