using Emu.Llvm;
using Emu.Translate.Abi;
using Emu.Translate.Llvm.Passes;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <summary>
/// The place in a block to which its side exits go back. An instruction that the interpreter must execute need not be where
/// the interpreter starts: as long as a block has done nothing but load from memory and compute, it may be executed again
/// from its beginning, or from behind its last side effect. So exits need not tell apart all that has been computed since.
/// </summary>
internal sealed class Checkpoint(
    RegionFrame frame, SideExits exits, FlowBlock block, BlockPosition position, BlockRegisters registers)
{
    // The most values that are kept for a checkpoint's exit because they were overwritten after it.
    private const int MostOverwritten = 6;

    // What its exit needs, and which registers were overwritten since.
    private int offset, retired;
    private UInt128 written, overwritten;
    private LLVMValueRef[] values = [];

    // The exit of this checkpoint, and of earlier ones of the block with the same registers; null before it is used.
    private SideExit? exit;

    /// <summary>The next instruction begins a new checkpoint.</summary>
    public bool IsDue { get; private set; } = true;

    /// <summary>Notes that this instruction has changed what other CPUs or devices see, or has changed the CPU's
    /// state: it must not be executed twice.</summary>
    public void End() => IsDue = true;

    /// <summary>Begins a new checkpoint before this instruction.</summary>
    public void Begin()
    {
        IsDue = false;
        offset = position.Instruction.Offset;
        retired = position.Retired;
        if (overwritten == 0 && exit is not null) return;
        exit = null;
        overwritten = 0;
        written = registers.Written;
        values = registers.Snapshot();
    }

    /// <summary>Notes that a register has got another value.</summary>
    public void NoteWritten(int register)
    {
        overwritten |= RegisterSet.Of(register);
        if (UInt128.PopCount(overwritten) >= MostOverwritten) IsDue = true;
    }

    /// <summary>The code to branch to when the interpreter must continue.</summary>
    /// <param name="cause">Why it must.</param>
    /// <param name="from">The code that branches.</param>
    public LLVMBasicBlockRef SideExit(SideExitCause cause, LLVMBasicBlockRef from)
    {
        exit ??= exits.Add(block, written, values);
        exit.Cause.AddIncoming(frame.Ir.Constant32((uint)cause), from);
        exit.Offset.AddIncoming(frame.Ir.Constant((ulong)offset), from);
        exit.Retired.AddIncoming(frame.Ir.Constant((ulong)retired), from);
        return exit.Code;
    }

    /// <summary>Has the registers that the CPU itself uses in its state, right behind the checkpoint.</summary>
    public void UpdateState() => exits.UpdateState(block, written, values);

    /// <summary>The code to branch to, right behind the checkpoint, when a helper has taken a trap.</summary>
    public LLVMBasicBlockRef TrapExit() => exits.AddTrap(block, written, values);
}
