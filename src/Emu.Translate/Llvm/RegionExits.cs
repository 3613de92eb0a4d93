using Emu.Llvm;
using Emu.Translate.Abi;
using Emu.Translate.Llvm.Passes;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <summary>The ways out of a region at the ends of blocks, into other translated code or to the engine.</summary>
internal sealed class RegionExits(RegionFrame frame, RegionShape shape)
{
    private const int NeverRan = int.MinValue;

    private readonly List<RegionExit> exits = [];

    // By the offset of the target: the code behind the write-back of exits that jump there.
    private readonly Dictionary<int, (LLVMBasicBlockRef Code, LLVMValueRef Target)> jumpTails = [];

    private IrBuilder Ir => frame.Ir;

    private LLVMBuilderRef Builder => frame.Builder;

    /// <summary>Adds an exit to a known place.</summary>
    /// <param name="kind">Not an indirect jump.</param>
    /// <param name="source">The block that is left.</param>
    /// <param name="offset">The place, as an offset from the page's start; it may be in another page.</param>
    /// <returns>Its code, which is written later.</returns>
    public LLVMBasicBlockRef Add(RegionExitKind kind, FlowBlock source, int offset) =>
        Add(new RegionExit(kind, Ir.NewBlock(), source) { Offset = offset });

    /// <summary>Adds an exit to the engine, behind an instruction of the CPU's own.</summary>
    /// <param name="source">The block that is left.</param>
    /// <param name="offset">Where the CPU goes on, as an offset from the page's start.</param>
    /// <param name="inState">Registers that are in the state, perhaps with other values than in the block.</param>
    /// <returns>Its code, which is written later.</returns>
    public LLVMBasicBlockRef AddLeave(FlowBlock source, int offset, UInt128 inState) =>
        Add(new RegionExit(RegionExitKind.Leave, Ir.NewBlock(), source) { Offset = offset, InState = inState });

    /// <summary>Adds an exit to a computed address.</summary>
    /// <param name="source">The block that is left.</param>
    /// <param name="target">The address.</param>
    /// <returns>Its code, which is written later.</returns>
    public LLVMBasicBlockRef AddIndirect(FlowBlock source, LLVMValueRef target) =>
        Add(new RegionExit(RegionExitKind.JumpIndirect, Ir.NewBlock(), source) { Target = target });

    /// <summary>Writes the code of all exits, and notes in their blocks which registers that uses.</summary>
    /// <param name="unwritten">The registers whose values the state does not have yet.</param>
    public void Write(RegisterFlow unwritten)
    {
        foreach (RegionExit exit in exits)
        {
            UInt128 registers = unwritten.AtEnd(exit.Source) & ~exit.InState;
            Write(exit, registers);
            exit.Source.Used |= registers & ~exit.Source.Written;
        }
    }

    private LLVMBasicBlockRef Add(RegionExit exit)
    {
        exits.Add(exit);
        return exit.Code;
    }

    private void Write(RegionExit exit, UInt128 registers)
    {
        Builder.PositionAtEnd(exit.Code);
        frame.WriteBack(registers);
        frame.PublishCount(Ir.Constant(0));
        switch (exit.Kind)
        {
            case RegionExitKind.Leave:
                frame.StoreField(frame.AddressOf(exit.Offset), StateLayout.Pc);
                Builder.BuildRetVoid();
                break;
            case RegionExitKind.Jump:
                WriteJump(exit.Offset);
                break;
            default:
                WriteJump(exit.Target, SlotOffset(exit.Target));
                break;
        }
    }

    // The offset of a target's entry in its set of the jump cache, as JumpTable.SlotOffset computes it.
    private LLVMValueRef SlotOffset(LLVMValueRef target)
    {
        LLVMValueRef mixed = Builder.BuildXor(
            Builder.BuildLShr(target, Ir.Constant(1)),
            Builder.BuildLShr(Builder.BuildAnd(target, Ir.Constant(RegionSource.PageSize - 1)), Ir.Constant(5)));
        LLVMValueRef shifted = Builder.BuildShl(mixed, Ir.Constant(JumpCacheEntry.SizeShift));
        return Builder.BuildAnd(shifted, Ir.Constant(JumpTable.SetBytes - (1 << JumpCacheEntry.SizeShift)));
    }

    // Jumps to a known place. Exits to the same place share the code behind their write-back, and so do all exits to
    // places that were never seen to run.
    private void WriteJump(int offset)
    {
        int key = IsKnownToRun(offset) ? offset : NeverRan;
        if (!jumpTails.TryGetValue(key, out (LLVMBasicBlockRef Code, LLVMValueRef Target) tail))
        {
            LLVMBasicBlockRef here = Builder.InsertBlock;
            tail.Code = Ir.NewBlock();
            Builder.PositionAtEnd(tail.Code);
            tail.Target = Builder.BuildPhi(Ir.Types.I64);
            jumpTails.Add(key, tail);
            uint pageOffset = (uint)offset & (RegionSource.PageSize - 1);
            WriteJump(
                tail.Target,
                key == NeverRan ? SlotOffset(tail.Target) : Ir.Constant(JumpTable.SlotOffset(pageOffset)));
            Builder.PositionAtEnd(here);
        }

        tail.Target.AddIncoming(frame.AddressOf(offset), Builder.InsertBlock);
        Builder.BuildBr(tail.Code);
    }

    private bool IsKnownToRun(int offset) =>
        offset is < 0 or >= RegionSource.PageSize || shape.IsKnownToRun(offset);

    private void WriteJump(LLVMValueRef target, LLVMValueRef slotOffset)
    {
        LLVMValueRef table = frame.LoadField(Ir.Types.Pointer, StateLayout.JumpTable);
        LLVMValueRef shifted = Builder.BuildShl(target, Ir.Constant(JumpTable.SetShift));
        LLVMValueRef set = Builder.BuildAnd(shifted, Ir.Constant(JumpTable.SetMask));
        LLVMValueRef slot = Ir.Offset(Ir.Offset(table, set), slotOffset);
        LLVMValueRef same = Ir.IsEqual(Ir.LoadField(Ir.Types.I64, slot, StateLayout.JumpPc), target);
        LLVMBasicBlockRef known = Ir.NewBlock(), hit = Ir.NewBlock(), miss = Ir.NewBlock();
        Ir.BranchLikely(same, known, miss);

        Builder.PositionAtEnd(known);
        LLVMValueRef context = frame.LoadField(Ir.Types.I64, StateLayout.JumpContext);
        LLVMValueRef valid = Ir.IsEqual(Ir.LoadField(Ir.Types.I64, slot, StateLayout.JumpEntryContext), context);
        Ir.BranchLikely(valid, hit, miss);

        Builder.PositionAtEnd(hit);
        LLVMValueRef code = Ir.LoadField(Ir.Types.Pointer, slot, StateLayout.JumpCode);
        LLVMValueRef tlb = Builder.BuildLoad2(Ir.Types.Pointer, frame.Tlb);
        LLVMValueRef call = Builder.BuildCall2(frame.FunctionType, code, [frame.State, tlb, target]);
        call.SetInstructionCallConv(LLVMCallConv.LLVMPreserveNoneCallConv);
        call.SetTailCallKind(LLVMTailCallKind.LLVMTailCallKindMustTail);
        Builder.BuildRetVoid();

        Builder.PositionAtEnd(miss);
        frame.StoreField(target, StateLayout.Pc);
        Builder.BuildRetVoid();
    }
}
