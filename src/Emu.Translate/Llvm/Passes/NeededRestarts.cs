namespace Emu.Translate.Llvm.Passes;

/// <summary>Pass: which restart points are needed. Those with an access before them in their block always are. The first one
/// of a block is where some path reaches the block with a side effect behind the last restart point; an entry is a restart
/// point.</summary>
internal static class NeededRestarts
{
    /// <summary>Reads <see cref="FlowBlock.HasAccessed"/>, <see cref="FlowBlock.IsPastSideEffect"/> and
    /// <see cref="FlowBlock.Restarts"/>.</summary>
    public static HashSet<RestartPoint> Find(IReadOnlyList<FlowBlock> blocks)
    {
        HashSet<FlowBlock> reached = ReachedPastSideEffect(blocks);
        return [.. blocks.SelectMany(block => block.Restarts.Where(point => !point.IsFirst || reached.Contains(block)))];
    }

    private static HashSet<FlowBlock> ReachedPastSideEffect(IReadOnlyList<FlowBlock> blocks)
    {
        HashSet<FlowBlock> reached = [];
        bool changes = true;
        while (changes)
        {
            changes = false;
            foreach (FlowBlock each in blocks)
            {
                if (!(each.HasAccessed ? each.IsPastSideEffect : reached.Contains(each))) continue;
                foreach (FlowBlock successor in each.Successors) changes |= reached.Add(successor);
            }
        }

        return reached;
    }
}
