using Emu.Llvm;
using Emu.Translate.Abi;
using Emu.Translate.Llvm.Passes;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <summary>
/// The restart points of a block that is being written, for exact faults. An access that faults need not find all registers
/// in the CPU's state: the interpreter executes again from the last restart point, and faults at the right instruction. So
/// one is needed only between a side effect, which must not be executed twice, and the next access. What has been loaded
/// meanwhile may have changed when it is loaded again: nothing computed from the first value has left the registers. Behind
/// a restart point there is then one side effect at most, the last thing that is executed; or a group of stores through one
/// register, with no load and no other side effect among them. Those of a group that have been done are told from the one
/// that faulted by their addresses (<see cref="RestartPlace.GroupMark"/>).
/// </summary>
internal sealed class RestartTracker(
    RegionFrame frame, BlockPosition position, BlockRegisters registers, Checkpoint checkpoint)
{
    private readonly List<RestartPoint> points = [];

    // Whether the block has done something since its last restart point that must not be done twice, and whether it has
    // accessed memory at all; before its first access, isPastSideEffect says nothing.
    private bool isPastSideEffect, hasAccessed;

    // Registers that the block has written since its last restart point.
    private UInt128 changed;

    // The base register of the group of stores that is open, or 0.
    private int groupBase;

    // The instruction is one of the group of stores that is open.
    private bool IsInGroup =>
        groupBase != 0 && position.Instruction.IsStore && position.Instruction.Decoded.B == groupBase;

    /// <summary>Adds a restart point before an access, where one is needed.</summary>
    public void BeforeAccess()
    {
        if (!frame.IsExact || IsInGroup) return;
        groupBase = 0;
        AddWhereNeeded(mayBeginGroup: position.Instruction.IsStore);
    }

    /// <summary>Adds a restart point before the first instruction of a run of stores (<see cref="AccessRun"/>), where one is
    /// needed. When a run faults, it cannot be told which stores of a group before it are done: the group ends here. A run
    /// begins none, for it is stored at its end only.</summary>
    public void BeforeRunOfStores()
    {
        if (!frame.IsExact) return;
        groupBase = 0;
        AddWhereNeeded(mayBeginGroup: false);
    }

    /// <summary>Notes that the instruction has changed memory or the CPU's state, and so must not be executed twice.</summary>
    public void NoteSideEffect()
    {
        groupBase = 0;
        NoteStore();
    }

    /// <summary>Notes a plain store; the next store through the same register can share its restart point.</summary>
    public void NoteStore()
    {
        checkpoint.End();
        isPastSideEffect = hasAccessed = true;
    }

    /// <summary>Notes that a register has got another value.</summary>
    public void NoteWritten(int register)
    {
        changed |= RegisterSet.Of(register);
        if (register == groupBase) groupBase = 0;
    }

    /// <summary>Tells a block's node what passes ask about it.</summary>
    public void Describe(FlowBlock block)
    {
        block.Restarts.AddRange(points);
        block.HasAccessed = hasAccessed;
        block.IsPastSideEffect = isPastSideEffect;
        block.Changed = changed;
    }

    private void AddWhereNeeded(bool mayBeginGroup)
    {
        if (hasAccessed && !isPastSideEffect) return;
        bool isFirst = !hasAccessed;
        // A group cannot begin at a restart point that may be left out.
        bool beginsGroup = mayBeginGroup && !isFirst;
        int place = position.Instruction.Offset | (beginsGroup ? RestartPlace.GroupMark : 0);
        LLVMValueRef mark = frame.SaveField(frame.Ir.Constant32((uint)place), StateLayout.FaultOffset);
        points.Add(new RestartPoint(mark, registers.Snapshot())
        {
            Written = registers.Written,
            Changed = changed,
            IsFirst = isFirst,
        });
        groupBase = beginsGroup ? position.Instruction.Decoded.B : 0;
        hasAccessed = true;
        isPastSideEffect = false;
        changed = 0;
        checkpoint.Begin();
    }
}
