using Emu.Host;

namespace Emu.Block.Filters;

/// <summary>A filter that makes requests fail by rules, so that what lies above can be tested: <c>blkdebug</c>.</summary>
/// <param name="image">The node below.</param>
/// <param name="rules">When requests fail.</param>
/// <param name="alignment">Requests must be aligned to this many bytes; 1 for any.</param>
public sealed class BlkdebugNode(BlockNode image, IReadOnlyList<FaultRule> rules, int alignment) : FilterNode(image)
{
    private readonly List<FaultRule> left = [.. rules];
    private List<FaultRule> active = [.. rules.Where(each => each is { Event: "none", NewState: 0 })];
    private int state = 1;

    /// <inheritdoc/>
    public override string Driver => "blkdebug";

    /// <inheritdoc/>
    public override long Length => (base.Length + alignment - 1) / alignment * alignment;

    /// <inheritdoc/>
    public override void Trace(string step)
    {
        int next = state;
        List<FaultRule>? begun = null;
        foreach (FaultRule rule in left)
        {
            if (rule.Event != step || (rule.State != 0 && rule.State != state)) continue;
            if (rule.NewState != 0) next = rule.NewState;
            else (begun ??= []).Add(rule);
        }

        state = next;
        if (begun is not null) active = begun;
        base.Trace(step);
    }

    /// <inheritdoc/>
    public override ValueTask FlushAsync()
    {
        Fail("flush", 0, long.MaxValue);
        return base.FlushAsync();
    }

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, IoVector data)
    {
        Fail("read", offset, data.Length);
        return base.ReadCoreAsync(offset, data);
    }

    /// <inheritdoc/>
    protected override ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags)
    {
        Fail("write", offset, data.Length);
        return base.WriteCoreAsync(offset, data, flags);
    }

    /// <inheritdoc/>
    protected override ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags)
    {
        Fail("write-zeroes", offset, length);
        return base.WriteZeroesCoreAsync(offset, length, flags);
    }

    /// <inheritdoc/>
    protected override ValueTask DiscardCoreAsync(long offset, long length)
    {
        Fail("discard", offset, length);
        return base.DiscardCoreAsync(offset, length);
    }

    /// <inheritdoc/>
    protected override async ValueTask<BlockExtent> StatusCoreAsync(long offset, long length)
    {
        Fail("block-status", offset, length);
        BlockExtent extent = await base.StatusCoreAsync(offset, length);
        long end = offset + extent.Length;
        if (end % alignment == 0 || extent.Length == length) return extent;
        long whole = extent.Length - (end % alignment);
        return extent with { Length = whole > 0 ? whole : Math.Min(length, extent.Length + alignment - (end % alignment)) };
    }

    private void Fail(string kind, long offset, long length)
    {
        foreach (FaultRule rule in active)
        {
            if (rule.Kind is null ? kind == "block-status" : rule.Kind != kind) continue;
            long at = rule.Sector * 512;
            if (rule.Sector >= 0 && (at + 512 <= offset || at - offset >= length)) continue;
            if (rule.IsOnce)
            {
                active.Remove(rule);
                left.Remove(rule);
            }

            throw BlockException.OfHost(new HostError(rule.Number));
        }
    }
}
