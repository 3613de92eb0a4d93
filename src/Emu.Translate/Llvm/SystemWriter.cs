using Emu.Llvm;
using Emu.Translate.Abi;
using Emu.Translate.Llvm.Passes;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <summary>Writes what only the CPU can do, in a block of which it is the last instruction: a helper does it with all
/// registers in the CPU's state or at a checkpoint.</summary>
internal sealed class SystemWriter(
    RegionFrame frame, RegionExits exits, FlowBlock block, BlockPosition position, BlockRegisters registers,
    Checkpoint checkpoint, RestartTracker restarts)
{
    // The block is left behind the instruction when this holds; default when nothing was executed that may want it.
    private LLVMValueRef leaves;

    // The registers before the instruction.
    private LLVMValueRef[] before = [];

    private IrBuilder Ir => frame.Ir;

    private LLVMBuilderRef Builder => frame.Builder;

    /// <summary>Calls the helper for what only the CPU can do (<see cref="HelperId.System"/>), and returns its
    /// result.</summary>
    public LLVMValueRef Execute(uint operation, LLVMValueRef first, LLVMValueRef second)
    {
        Begin();
        LLVMValueRef outcome = frame.Call(
            HelperId.System,
            Ir.Types.I32,
            first,
            second,
            Ir.Constant32(operation),
            Ir.Constant32(position.Instruction.Decoded.Raw));
        End(outcome);
        return frame.LoadField(Ir.Types.I64, StateLayout.HelperResult);
    }

    /// <summary>Leaves the region before the next instruction where the helper has said so.</summary>
    public void LeaveWhenAsked()
    {
        if (leaves == default) return;
        LLVMBasicBlockRef stay = Ir.NewBlock();
        LLVMBasicBlockRef exit = exits.AddLeave(block, position.Instruction.End, LeftToCpu());
        Builder.BuildCondBr(leaves, exit, stay);
        Builder.PositionAtEnd(stay);
    }

    // The registers that the CPU itself uses, and that are in the state as it has left them: all but those which the rest of the
    // instruction has written.
    private UInt128 LeftToCpu()
    {
        LLVMValueRef[] now = registers.Snapshot();
        UInt128 left = 0;
        for (int i = frame.File.FirstOfCpu; i < frame.File.Scalars; i++)
            if (now[i] == before[i] || (registers.Written >> i & 1) == 0) left |= RegisterSet.Of(i);
        return left;
    }

    private void Begin()
    {
        // Helpers must find the count exact, and the way back begins at this instruction.
        frame.PublishCount(Ir.Constant((ulong)position.Retired));
        position.Retired = 0;
        frame.ClearCount();
        checkpoint.Begin();
        checkpoint.UpdateState();
        before = registers.Snapshot();
        frame.StoreField(frame.AddressOf(position.Instruction.Offset), StateLayout.Pc);
    }

    private void End(LLVMValueRef outcome)
    {
        LLVMBasicBlockRef trapped = checkpoint.TrapExit();
        LLVMBasicBlockRef done = Ir.NewBlock();
        LLVMBasicBlockRef refused = checkpoint.SideExit(SideExitCause.System, Builder.InsertBlock);
        LLVMValueRef choice = Builder.BuildSwitch(outcome, done, 2);
        choice.AddCase(Ir.Constant32((uint)SystemOutcome.Trapped), trapped);
        choice.AddCase(Ir.Constant32((uint)SystemOutcome.Refused), refused);

        Builder.PositionAtEnd(done);
        if (!frame.IsDirect) Builder.BuildStore(frame.LoadField(Ir.Types.Pointer, StateLayout.DataTlb), frame.Tlb);
        restarts.NoteSideEffect();
        leaves = Ir.IsEqual(outcome, Ir.Constant32((uint)SystemOutcome.DoneThenLeave));
    }
}
