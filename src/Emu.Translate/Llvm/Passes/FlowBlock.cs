using Emu.Llvm;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm.Passes;

/// <summary>A node of the graph that passes ask their questions of: a guest block as it was written, or the preheader of a
/// loop.</summary>
internal sealed class FlowBlock(int offset)
{
    /// <summary>Offset of the first instruction in the page; beyond it in a neighbour.</summary>
    public int Offset { get; } = offset;

    /// <summary>Where its code begins; an entry's loads come before.</summary>
    public LLVMBasicBlockRef Code { get; init; }

    /// <summary>If it is a loop's head, the offset of the last block that leads back to it; else null.</summary>
    public int? LoopEnd { get; init; }

    /// <summary>Whether it is the block's plain form (<see cref="Assumption"/>).</summary>
    public bool IsPlain { get; init; } = true;

    /// <summary>Whether a block leads to it.</summary>
    public bool IsReached { get; set; }

    /// <summary>What the discriminant holds where the block ends; null when that is not known.</summary>
    public ulong? DiscriminantAtEnd { get; set; }

    /// <summary>The blocks that its end leads to, inside the region.</summary>
    public HashSet<FlowBlock> Successors { get; } = [];

    /// <summary>Registers whose value at the block's beginning is used in it (<see cref="RegisterSet"/>).</summary>
    public UInt128 Used { get; set; }

    /// <summary>Registers that the block writes.</summary>
    public UInt128 Written { get; set; }

    /// <summary>Where its execution can begin again after a fault, in order.</summary>
    public List<RestartPoint> Restarts { get; } = [];

    /// <summary>Whether the block accesses memory, or has another side effect.</summary>
    public bool HasAccessed { get; set; }

    /// <summary>Whether there is a side effect behind the last restart point; says nothing unless
    /// <see cref="HasAccessed"/>.</summary>
    public bool IsPastSideEffect { get; set; }

    /// <summary>Registers that the block has written behind the last of <see cref="Restarts"/>.</summary>
    public UInt128 Changed { get; set; }
}
