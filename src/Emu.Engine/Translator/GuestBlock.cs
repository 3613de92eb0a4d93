using Emu.Llvm;

namespace Emu.Engine.Translator;

/// <summary>A straight run of instructions of a region, and what was found out about it while it was
/// translated.</summary>
internal sealed class GuestBlock(int offset)
{
    /// <summary>Offset of the first instruction in the page.</summary>
    public int Offset { get; } = offset;

    public List<GuestInstruction> Instructions { get; } = [];

    /// <summary>The region may be entered here.</summary>
    public bool IsEntry { get; set; }

    /// <summary>Where its code begins; an entry's loads come before.</summary>
    public LLVMBasicBlockRef Code { get; set; }

    public HashSet<GuestBlock> Successors { get; } = [];

    /// <summary>Registers whose value at the block's beginning is used in it (<see cref="RegisterSet"/>).</summary>
    public ulong Used { get; set; }

    /// <summary>Registers that the block writes.</summary>
    public ulong Written { get; set; }

    /// <summary>Registers that may differ from the hart's state at the block's beginning.</summary>
    public ulong DirtyIn { get; set; }

    /// <summary>Registers whose value at the block's beginning is used there or later.</summary>
    public ulong LiveIn { get; set; }
}
