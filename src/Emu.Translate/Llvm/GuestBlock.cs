using Emu.Llvm;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <summary>A straight run of instructions of a region, and what was found out about it while it was
/// translated.</summary>
internal sealed class GuestBlock(int offset)
{
    /// <summary>Offset of the first instruction in the page; beyond it in a neighbour.</summary>
    public int Offset { get; } = offset;

    public List<GuestInstruction> Instructions { get; } = [];

    /// <summary>The region may be entered here.</summary>
    public bool IsEntry { get; set; }

    /// <summary>If it is a loop's head, the last block that leads back to it; else null.</summary>
    public GuestBlock? LoopEnd { get; set; }

    /// <summary>Where its code begins; an entry's loads come before.</summary>
    public LLVMBasicBlockRef Code { get; set; }

    public HashSet<GuestBlock> Successors { get; } = [];

    /// <summary>Where its end probably leads to when it returns from a function.</summary>
    public HashSet<GuestBlock> Returns { get; } = [];

    /// <summary>Registers whose value at the block's beginning is used in it (<see cref="RegisterSet"/>).</summary>
    public UInt128 Used { get; set; }

    /// <summary>Registers that the block writes.</summary>
    public UInt128 Written { get; set; }

    /// <summary>Registers that may differ from the CPU's state at the block's beginning.</summary>
    public UInt128 DirtyIn { get; set; }

    /// <summary>Registers whose value at the block's beginning is used there or later.</summary>
    public UInt128 LiveIn { get; set; }

    /// <summary>Where its execution can begin again after a fault, in order; see <see cref="Needs"/>.</summary>
    public List<RestartPoint> Restarts { get; } = [];

    /// <summary>Whether the block accesses memory, or has another side effect.</summary>
    public bool HasAccessed { get; set; }

    /// <summary>Whether there is a side effect behind the last restart point; says nothing unless
    /// <see cref="HasAccessed"/>.</summary>
    public bool IsPastSideEffect { get; set; }

    /// <summary>Whether some path reaches the block with a side effect behind the last restart point.</summary>
    public bool IsReachedPastSideEffect { get; set; }

    /// <summary>Registers that may differ from the state at the last restart point, at the block's beginning.</summary>
    public UInt128 UnsavedIn { get; set; }

    /// <summary>Registers that the block has written behind the last of <see cref="Restarts"/>.</summary>
    public UInt128 Changed { get; set; }

    /// <summary>Registers that may differ from the state at the last restart point, at the block's end.</summary>
    public UInt128 UnsavedOut => Restarts.Exists(Needs) ? Changed : UnsavedIn | Written;

    /// <summary>Whether one of <see cref="Restarts"/> is needed.</summary>
    public bool Needs(RestartPoint point) => !point.IsFirst || IsReachedPastSideEffect;
}
