using Emu.Llvm;
using Emu.Translate.Abi;
using Emu.Translate.Llvm.Passes;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <summary>Writes what only the CPU can do, in a block of which it is the last instruction: a helper does it with all
/// registers in the CPU's state or at a checkpoint.</summary>
internal sealed class SystemWriter(
    RegionFrame frame, RegionExits exits, FlowBlock block, BlockPosition position, Checkpoint checkpoint,
    RestartTracker restarts)
{
    // The block is left behind the instruction when this holds; default when nothing was executed that may want it.
    private LLVMValueRef leaves;

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
        LLVMBasicBlockRef exit = exits.Add(RegionExitKind.Leave, block, position.Instruction.End);
        Builder.BuildCondBr(leaves, exit, stay);
        Builder.PositionAtEnd(stay);
    }

    private void Begin()
    {
        // Helpers must find the count exact, and the way back begins at this instruction.
        frame.PublishCount(Ir.Constant((ulong)position.Retired));
        position.Retired = 0;
        frame.ClearCount();
        checkpoint.Begin();
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
