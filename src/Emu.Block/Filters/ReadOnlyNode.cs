namespace Emu.Block.Filters;

/// <summary>A disk that is only read, whatever lies below it: <c>read-only=on</c>.</summary>
/// <param name="below">The node below; closed with this one.</param>
public sealed class ReadOnlyNode(BlockNode below) : FilterNode(below)
{
    /// <inheritdoc/>
    public override string Driver => Below.Driver;

    /// <inheritdoc/>
    public override bool IsWritable => false;
}
