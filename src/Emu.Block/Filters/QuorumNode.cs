namespace Emu.Block.Filters;

/// <summary>Several copies of the same bytes, of which a vote decides what is read: <c>quorum</c>.</summary>
public sealed class QuorumNode : BlockNode
{
    private readonly IReadOnlyList<BlockNode> children;
    private readonly int threshold;
    private readonly bool takesFirst, rewrites;

    /// <param name="children">The copies; closed with this node, unless this throws.</param>
    /// <param name="threshold">Copies that must agree, and that a write must reach.</param>
    /// <param name="takesFirst">The first copy that can be read is believed; no vote is taken.</param>
    /// <param name="rewrites">A copy that lost a vote is overwritten with what won it.</param>
    /// <exception cref="BlockException">There are fewer copies than must agree, or they differ in length.</exception>
    public QuorumNode(IReadOnlyList<BlockNode> children, long threshold, bool takesFirst, bool rewrites)
    {
        ArgumentNullException.ThrowIfNull(children);
        if (children.Count == 0) throw Wrong("Number of provided children must be 1 or more");
        if (threshold < 1) throw Wrong("Parameter 'vote-threshold' expects a value >= 1");
        if (threshold > children.Count) throw Wrong("threshold may not exceed children count");
        if (takesFirst && rewrites) throw Wrong("rewrite-corrupted=on cannot be used without read-pattern=quorum");
        if (children.Any(each => each.Length != children[0].Length)) throw Wrong("the children differ in length");
        this.children = children;
        this.threshold = (int)threshold;
        this.takesFirst = takesFirst;
        this.rewrites = rewrites;
    }

    /// <inheritdoc/>
    public override string Driver => "quorum";

    /// <inheritdoc/>
    public override IEnumerable<BlockNode> Children => children;

    /// <inheritdoc/>
    public override long Length => children[0].Length;

    /// <inheritdoc/>
    public override bool IsWritable => children.All(each => each.IsWritable);

    /// <inheritdoc/>
    public override long AllocatedBytes => children.Sum(each => each.AllocatedBytes);

    /// <inheritdoc/>
    protected override bool Grows => true;

    /// <inheritdoc/>
    public override void UseWorkers(IoWorkers? workers)
    {
        foreach (BlockNode each in children) each.UseWorkers(workers);
    }

    /// <inheritdoc/>
    public override ValueTask FlushAsync() => AllAsync(static each => each.FlushAsync());

    /// <inheritdoc/>
    public override ValueTask ResizeAsync(long length) => AllAsync(each => each.ResizeAsync(length));

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, IoVector data) =>
        takesFirst ? ReadFirstAsync(offset, data) : VoteAsync(offset, data);

    /// <inheritdoc/>
    protected override ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags) =>
        AllAsync(each => each.WriteAsync(offset, data, flags));

    /// <inheritdoc/>
    protected override ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags) =>
        AllAsync(each => each.WriteZeroesAsync(offset, length, flags));

    /// <inheritdoc/>
    protected override ValueTask DiscardCoreAsync(long offset, long length) =>
        AllAsync(each => each.DiscardAsync(offset, length));

    /// <inheritdoc/>
    protected override ValueTask<BlockExtent> StatusCoreAsync(long offset, long length) =>
        new(new BlockExtent(length, BlockExtentKind.Data | BlockExtentKind.Allocated));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (BlockNode each in children) each.Dispose();
    }

    private static BlockException Wrong(string message) => new(BlockError.InvalidArgument, message);

    /// <summary>Asks every copy; enough of them must succeed.</summary>
    private async ValueTask AllAsync(Func<BlockNode, ValueTask> request)
    {
        int succeeded = 0;
        BlockException? failure = null;
        foreach (BlockNode each in children)
        {
            try
            {
                await request(each);
                succeeded++;
            }
            catch (BlockException e)
            {
                failure = e;
            }
        }

        if (succeeded < threshold && failure is not null) throw failure;
    }

    private async ValueTask ReadFirstAsync(long offset, IoVector data)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                await children[i].ReadAsync(offset, data);
                return;
            }
            catch (BlockException) when (i + 1 < children.Count)
            {
                // The next copy may be readable.
            }
        }
    }

    private async ValueTask VoteAsync(long offset, IoVector data)
    {
        List<(BlockNode Child, IoBuffer Bytes)> votes = [];
        BlockException? failure = null;
        try
        {
            foreach (BlockNode each in children)
            {
                IoBuffer bytes = new(checked((int)data.Length));
                votes.Add((each, bytes));
                try
                {
                    await each.ReadAsync(offset, bytes.Vector);
                }
                catch (BlockException e)
                {
                    failure = e;
                    votes.RemoveAt(votes.Count - 1);
                    bytes.Dispose();
                }
            }

            IoBuffer? winner = votes.Select(each => each.Bytes).MaxBy(each => Count(votes, each));
            if (winner is null || Count(votes, winner) < threshold)
                throw failure ?? new BlockException(BlockError.Host, "Input/output error");
            data.CopyFrom(winner.Span);
            if (!rewrites) return;
            foreach ((BlockNode child, IoBuffer bytes) in votes)
                if (!bytes.Span.SequenceEqual(winner.Span)) await child.WriteAsync(offset, data);
        }
        finally
        {
            foreach ((_, IoBuffer bytes) in votes) bytes.Dispose();
        }
    }

    private static int Count(List<(BlockNode Child, IoBuffer Bytes)> votes, IoBuffer wanted) =>
        votes.Count(each => each.Bytes.Span.SequenceEqual(wanted.Span));
}
