namespace Emu.Translate.Llvm.Passes;

/// <summary>The answer to a question about registers that flows along a region's edges, as sets
/// (<see cref="RegisterSet"/>): the smallest sets that agree with what each block does to them.</summary>
internal sealed class RegisterFlow
{
    private readonly Dictionary<FlowBlock, UInt128> found = [];
    private readonly Func<FlowBlock, UInt128, UInt128> through;

    private RegisterFlow(Func<FlowBlock, UInt128, UInt128> through) => this.through = through;

    /// <summary>Solves a question from the entries on: what holds at a block's beginning is what holds at the end of some
    /// block that leads to it.</summary>
    /// <param name="blocks">All blocks.</param>
    /// <param name="through">The set at a block's end, of the one at its beginning; more there is never less here.</param>
    public static RegisterFlow Forward(IReadOnlyList<FlowBlock> blocks, Func<FlowBlock, UInt128, UInt128> through)
    {
        RegisterFlow flow = new(through);
        bool changes = true;
        while (changes)
        {
            changes = false;
            foreach (FlowBlock each in blocks)
            {
                UInt128 end = flow.AtEnd(each);
                foreach (FlowBlock successor in each.Successors) changes |= flow.Add(successor, end);
            }
        }

        return flow;
    }

    /// <summary>Solves a question from the exits back: what holds at a block's end is what holds at the beginning of some
    /// block that it leads to. The answer is <see cref="AtStart"/>.</summary>
    /// <param name="blocks">All blocks.</param>
    /// <param name="through">The set at a block's beginning, of the one at its end; more there is never less here.</param>
    public static RegisterFlow Backward(IReadOnlyList<FlowBlock> blocks, Func<FlowBlock, UInt128, UInt128> through)
    {
        RegisterFlow flow = new(through);
        bool changes = true;
        while (changes)
        {
            changes = false;
            for (int i = blocks.Count; --i >= 0;)
            {
                UInt128 end = 0;
                foreach (FlowBlock successor in blocks[i].Successors) end |= flow.AtStart(successor);
                changes |= flow.Add(blocks[i], through(blocks[i], end));
            }
        }

        return flow;
    }

    /// <summary>The set at a block's beginning.</summary>
    public UInt128 AtStart(FlowBlock block) => found.GetValueOrDefault(block);

    /// <summary>The set at a block's end, of a question that was solved forward.</summary>
    public UInt128 AtEnd(FlowBlock block) => through(block, AtStart(block));

    private bool Add(FlowBlock block, UInt128 registers)
    {
        UInt128 before = AtStart(block);
        found[block] = before | registers;
        return (registers & ~before) != 0;
    }
}
