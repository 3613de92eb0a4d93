namespace Emu.Block.Graph;

/// <summary>What sends requests to a node: a node above it, or a drive at the top of the graph. All calls come on the thread
/// that the graph belongs to.</summary>
internal interface IBlockParent
{
    /// <summary>Nothing is in flight that was asked for here.</summary>
    bool IsIdle { get; }

    /// <summary>From here on the parent begins nothing new; it may only go on with what it has begun. Calls are counted.</summary>
    void BeginDrain();

    /// <summary>Ends one <see cref="BeginDrain"/>.</summary>
    void EndDrain();

    /// <summary>From here on nothing is in flight, and any request is a mistake. Calls are counted.</summary>
    void BeginSection();

    /// <summary>Ends one <see cref="BeginSection"/>; comes before the <see cref="EndDrain"/> that belongs to it.</summary>
    void EndSection();

    /// <summary>Completes when the parent has been idle.</summary>
    ValueTask WhenIdleAsync();

    /// <summary>The node has another length.</summary>
    void LengthChanged();
}
