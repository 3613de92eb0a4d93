namespace Emu.Block.Graph;

/// <summary>A time in which nobody else sends requests to a node and none is in flight there, until it is disposed of. Sections
/// may be nested, in any order of their ends.</summary>
public sealed class DrainedSection : IAsyncDisposable
{
    private BlockNode? node;

    internal DrainedSection(BlockNode node) => this.node = node;

    /// <summary>Ends the section; those who send requests go on with the last one.</summary>
    public ValueTask DisposeAsync()
    {
        BlockNode? ended = node;
        node = null;
        ended?.EndDrainedSection();
        return default;
    }
}
