using Emu.Llvm;
using Emu.Translate.Abi;

namespace Emu.Translate.Llvm;

/// <content>
/// Side exits. An instruction that the interpreter must execute need not be where the interpreter starts: as long as a
/// block has done nothing but load from memory and compute, it may be executed again from its beginning, or from behind
/// its last side effect. So exits go back to such a checkpoint, and need not tell apart all that has been computed
/// since.
/// </content>
internal sealed partial class RegionFunction
{
    // The most values that are kept for a checkpoint's exit because they were overwritten after it.
    private const int MostOverwritten = 6;

    private readonly List<SideExit> sideExits = [];

    // The last checkpoint of the block: what its exit needs, and which registers were overwritten since.
    private bool isCheckpointDue;
    private UInt128 overwritten;
    private int checkpointOffset, checkpointRetired;
    private UInt128 checkpointWritten;
    private LLVMValueRef[] checkpointValues = [];

    // The exit of the last checkpoint, and of earlier ones of the block with the same registers; null before it is
    // used.
    private SideExit? sideExit;

    /// <summary>Notes that this instruction has changed what other CPUs or devices see, or has changed the CPU's
    /// state: it must not be executed twice.</summary>
    private void EndCheckpoint() => isCheckpointDue = true;

    private void BeginCheckpoint()
    {
        isCheckpointDue = false;
        checkpointOffset = instruction.Offset;
        checkpointRetired = retired;
        if (overwritten == 0 && sideExit is not null) return;
        sideExit = null;
        overwritten = 0;
        checkpointWritten = block.Written;
        checkpointValues = [.. current];
    }

    private void NoteOverwritten(int index)
    {
        overwritten |= RegisterSet.Of(index);
        if (UInt128.PopCount(overwritten) >= MostOverwritten) isCheckpointDue = true;
    }

    // The code to branch to when the interpreter must continue.
    private LLVMBasicBlockRef SideExitTarget(SideExitCause cause, LLVMBasicBlockRef from)
    {
        sideExit ??= NewSideExit();
        sideExit.Cause.AddIncoming(Ir.Constant32((uint)cause), from);
        sideExit.Offset.AddIncoming(Ir.Constant((ulong)checkpointOffset), from);
        sideExit.Retired.AddIncoming(Ir.Constant((ulong)checkpointRetired), from);
        return sideExit.Code;
    }

    // Makes the exit of the last checkpoint. Moves the builder and puts it back.
    private SideExit NewSideExit()
    {
        LLVMBasicBlockRef here = Builder.InsertBlock, code = Ir.NewBlock();
        Builder.PositionAtEnd(code);
        SideExit made = new(
            code, block, checkpointWritten, checkpointValues, Builder.BuildPhi(Ir.Types.I32),
            Builder.BuildPhi(Ir.Types.I64), Builder.BuildPhi(Ir.Types.I64));
        Builder.PositionAtEnd(here);
        sideExits.Add(made);
        return made;
    }

    // The exit of an instruction that traps in the System helper, right behind a checkpoint.
    private LLVMBasicBlockRef NewTrapExit()
    {
        LLVMBasicBlockRef code = Ir.NewBlock();
        sideExits.Add(new SideExit(
            code, block, checkpointWritten, checkpointValues, default, default, default, IsTrap: true));
        return code;
    }

    private void WriteSideExit(SideExit exit)
    {
        Builder.PositionAtEnd(exit.Code);
        for (UInt128 dirty = exit.Source.DirtyIn | exit.Written; dirty != 0; dirty &= dirty - 1)
        {
            int index = RegisterSet.First(dirty);
            LLVMValueRef value = (exit.Written >> index & 1) != 0
                ? exit.Values[index]
                : Builder.BuildLoad2(RegisterType(index), Slot(index));
            Ir.StoreField(value, state, StateLayout.Register(file, index));
        }

        if (!exit.IsTrap)
        {
            AddToCount(exit.Retired);
            Ir.StoreField(exit.Cause, state, StateLayout.ExitCause);
            Ir.StoreField(Builder.BuildAdd(pageBase, exit.Offset), state, StateLayout.Pc);
        }

        Builder.BuildRetVoid();
    }
}
