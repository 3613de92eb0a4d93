using Emu.Block.Graph;

namespace Emu.Block;

/// <summary>
/// Who sends requests to a node, and how they are kept from it. A drained section of a node goes up to all that can send
/// it requests, through every node in between: each of them learns of it once, however many ways lead there and however
/// deep sections are nested. Nodes below stay usable by others.
/// </summary>
public abstract partial class BlockNode : IBlockParent
{
    // Replaced as a whole, so that a parent may come or go while all are told of a section.
    private Edge[] edges = [];
    private int drains, sections, owners = 1;

    /// <summary>The nodes that this one sends requests to, each once.</summary>
    public virtual IEnumerable<BlockNode> Children => Child is { } child ? [child] : [];

    /// <summary>True from the beginning of a drained section to its end.</summary>
    public bool IsDrained => drains != 0;

    /// <summary>What the user calls the node, or a name that was made up; null while it has none.</summary>
    public string? NodeName { get; set; }

    /// <summary>The threads that block for this node's disk; null while requests block themselves.</summary>
    internal IoWorkers? Workers { get; private set; }

    bool IBlockParent.IsIdle => IsQuiet;

    private bool IsQuiet => Array.TrueForAll(edges, edge => edge.Parent.IsIdle);

    /// <summary>Begins a drained section; completes when nothing is in flight. A request must not drain the node that it is
    /// on its way through: it would wait for itself.</summary>
    public async ValueTask<DrainedSection> DrainAsync()
    {
        BeginDrain();
        await WhenIdleAsync();
        BeginSection();
        return new DrainedSection(this);
    }

    /// <summary>Makes the node belong to one more graph: it is closed when all of them have disposed of it.</summary>
    public BlockNode Share()
    {
        owners++;
        return this;
    }

    /// <summary>Tells a node, and those below it, who sends it requests.</summary>
    internal void AddParent(IBlockParent parent)
    {
        if (Array.Exists(edges, each => each.Parent == parent)) return;
        Edge edge = new(parent);
        edges = [.. edges, edge];
        if (drains != 0) edge.BeginDrain();
        if (sections != 0) edge.BeginSection();
        foreach (BlockNode child in Children) child.AddParent(this);
    }

    /// <summary>Ends <see cref="AddParent"/>, and for the parent the sections that it is in because of this node.</summary>
    internal void RemoveParent(IBlockParent parent)
    {
        if (Array.Find(edges, each => each.Parent == parent) is not { } edge) return;
        edges = [.. edges.Where(each => each != edge)];
        if (edges.Length == 0)
            foreach (BlockNode child in Children) child.RemoveParent(this);
        edge.IsGone = true;
        edge.EndSection();
        edge.EndDrain();
    }

    /// <summary>Tells the nodes below of it when one of them has taken the place of another one, in a drained section or before any
    /// request.</summary>
    private protected void ChildReplaced(BlockNode? before, BlockNode? after)
    {
        if (edges.Length != 0)
        {
            after?.AddParent(this);
            before?.RemoveParent(this);
        }

        if (Workers is null) return;
        after?.TakeWorkers(Workers);
        if (before is { edges.Length: 0 }) before.TakeWorkers(null);
    }

    /// <summary>The workers that a node of this graph has already because it is part of another one; null for none.</summary>
    internal IoWorkers? FindWorkers()
    {
        if (Workers is not null) return Workers;
        foreach (BlockNode child in Children)
            if (child.FindWorkers() is { } found) return found;
        return null;
    }

    /// <summary>As <see cref="UseWorkers"/>, and remembers it for graphs that share a node.</summary>
    internal void TakeWorkers(IoWorkers? workers)
    {
        UseWorkers(workers);
        Remember(this, workers);

        static void Remember(BlockNode node, IoWorkers? workers)
        {
            node.Workers = workers;
            foreach (BlockNode child in node.Children) Remember(child, workers);
        }
    }

    /// <summary>Tells all above that the length is another one.</summary>
    internal void NotifyLength()
    {
        foreach (Edge edge in edges) edge.Parent.LengthChanged();
    }

    internal void EndDrainedSection()
    {
        EndSection();
        EndDrain();
    }

    void IBlockParent.BeginDrain() => BeginDrain();

    void IBlockParent.EndDrain() => EndDrain();

    void IBlockParent.BeginSection() => BeginSection();

    void IBlockParent.EndSection() => EndSection();

    ValueTask IBlockParent.WhenIdleAsync() => WhenIdleAsync();

    void IBlockParent.LengthChanged() => NotifyLength();

    /// <summary>A drained section of this node or of one below begins: whoever holds requests back lets them go.</summary>
    protected virtual void DrainBegun()
    {
    }

    /// <summary>The last drained section of this node and of those below has ended.</summary>
    protected virtual void DrainEnded()
    {
    }

    private void BeginDrain()
    {
        if (drains++ != 0) return;
        DrainBegun();
        foreach (Edge edge in edges) edge.BeginDrain();
    }

    // What is called here may begin and end sections, too: the counts decide, and each edge knows what its parent was told.
    private void EndDrain()
    {
        if (--drains != 0) return;
        DrainEnded();
        foreach (Edge edge in edges)
            if (drains == 0) edge.EndDrain();
    }

    private void BeginSection()
    {
        if (sections++ != 0) return;
        foreach (Edge edge in edges) edge.BeginSection();
    }

    private void EndSection()
    {
        if (--sections != 0) return;
        foreach (Edge edge in edges)
            if (sections == 0) edge.EndSection();
    }

    private async ValueTask WhenIdleAsync()
    {
        // One that is idle may be called by another one that is not.
        while (!IsQuiet)
            foreach (Edge edge in edges) await edge.Parent.WhenIdleAsync();
    }

    /// <summary>A way from a parent to this node.</summary>
    private sealed class Edge(IBlockParent parent)
    {
        private bool isDrained, isInSection;

        public IBlockParent Parent => parent;

        /// <summary>The parent is no longer one.</summary>
        public bool IsGone { get; set; }

        public void BeginDrain()
        {
            if (isDrained || IsGone) return;
            isDrained = true;
            parent.BeginDrain();
        }

        public void EndDrain()
        {
            if (!isDrained) return;
            isDrained = false;
            parent.EndDrain();
        }

        public void BeginSection()
        {
            if (isInSection || IsGone) return;
            isInSection = true;
            parent.BeginSection();
        }

        public void EndSection()
        {
            if (!isInSection) return;
            isInSection = false;
            parent.EndSection();
        }
    }
}
