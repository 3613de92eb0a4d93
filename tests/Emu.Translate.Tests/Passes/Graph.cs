using Emu.Translate.Llvm.Passes;

namespace Emu.Translate.Tests.Passes;

/// <summary>Graphs for passes: blocks without code, by their numbers.</summary>
internal static class Graph
{
    /// <summary>So many blocks, and edges from one to another.</summary>
    public static FlowBlock[] Of(int blocks, params (int From, int To)[] edges)
    {
        FlowBlock[] made = [.. Enumerable.Range(0, blocks).Select(number => new FlowBlock(4 * number))];
        foreach ((int from, int to) in edges) made[from].Successors.Add(made[to]);
        return made;
    }

    /// <summary>The set of some registers.</summary>
    public static UInt128 Registers(params int[] numbers) =>
        numbers.Aggregate(UInt128.Zero, (set, number) => set | RegisterSet.Of(number));

    /// <summary>Gives a block an access to memory with a restart point, the first one unless it has others.</summary>
    /// <param name="block">The block.</param>
    /// <param name="hasSideEffect">The access is a store.</param>
    /// <param name="changed">What the block has written since the point before.</param>
    public static RestartPoint Access(FlowBlock block, bool hasSideEffect, UInt128 changed = default)
    {
        RestartPoint point = new(default, []) { IsFirst = block.Restarts.Count == 0, Changed = changed };
        block.Restarts.Add(point);
        block.HasAccessed = true;
        block.IsPastSideEffect = hasSideEffect;
        return point;
    }
}
