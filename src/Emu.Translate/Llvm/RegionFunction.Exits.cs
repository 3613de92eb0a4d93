using Emu.Llvm;
using Emu.Translate.Abi;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <content>The way in, the ways out, and which registers are loaded and stored there.</content>
internal sealed partial class RegionFunction
{
    private const int NeverRan = int.MinValue;

    private readonly Dictionary<int, (LLVMBasicBlockRef Code, LLVMValueRef Target)> jumpTails = [];

    // A register is dirty where some path from an entry has written it.
    private void FindDirtyRegisters()
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (GuestBlock each in AllBlocks)
            {
                UInt128 dirty = each.DirtyIn | each.Written;
                foreach (GuestBlock successor in each.Successors)
                {
                    changed |= (dirty & ~successor.DirtyIn) != 0;
                    successor.DirtyIn |= dirty;
                }
            }
        }
    }

    private void FindLiveRegisters()
    {
        foreach (RegionExit exit in exits) exit.Source.Used |= Unwritten(exit) & ~exit.Source.Written;
        foreach (SideExit exit in sideExits) exit.Source.Used |= exit.Source.DirtyIn & ~exit.Written;
        GuestBlock[] backwards = [.. AllBlocks.Reverse()];
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (GuestBlock each in backwards)
            {
                UInt128 live = 0;
                foreach (GuestBlock successor in each.Successors) live |= successor.LiveIn;
                live = (live & ~each.Written) | each.Used;
                changed |= live != each.LiveIn;
                each.LiveIn = live;
            }
        }
    }

    // The prologue: jumps to the entry that the pc names, which loads its registers first, or returns to the engine
    // when something is requested of the CPU.
    private void WriteEntries()
    {
        LLVMValueRef pc = Function.GetParam(2);
        LLVMBasicBlockRef dispatch = Ir.NewBlock(), requested = Ir.NewBlock();
        Builder.PositionAtEnd(prologue);
        Builder.BuildStore(Function.GetParam(1), tlb);
        Builder.BuildStore(Ir.Constant(0), uncounted);
        Ir.BranchLikely(NothingIsRequested(), dispatch, requested);

        Builder.PositionAtEnd(requested);
        Ir.StoreField(pc, state, StateLayout.Pc);
        Builder.BuildRetVoid();

        GuestBlock[] entries = [.. shape.Blocks.Where(each => each.IsEntry)];
        LLVMBasicBlockRef[] loads = Array.ConvertAll(entries, WriteEntry);
        Builder.PositionAtEnd(dispatch);
        SaveField(pc, StateLayout.Entered);
        // The engine enters at entries only, so that the first one can be the default case.
        LLVMTypeRef narrow = Ir.Types.I32;
        LLVMValueRef offset = Builder.BuildAnd(
            Builder.BuildTrunc(pc, narrow), Ir.Constant32(RegionSource.PageSize - 1));
        LLVMValueRef choice = Builder.BuildSwitch(offset, loads[0], (uint)loads.Length - 1);
        for (int i = 1; i < loads.Length; i++) choice.AddCase(Ir.Constant32((uint)entries[i].Offset), loads[i]);
    }

    private LLVMBasicBlockRef WriteEntry(GuestBlock entry)
    {
        LLVMBasicBlockRef loads = Ir.NewBlock();
        Builder.PositionAtEnd(loads);
        if (isExact) MarkRestart(entry.Offset);
        for (UInt128 live = entry.LiveIn; live != 0; live &= live - 1)
        {
            int index = RegisterSet.First(live);
            LLVMValueRef value = Ir.LoadField(RegisterType(index), state, StateLayout.Register(file, index));
            Builder.BuildStore(value, Slot(index));
        }

        Builder.BuildBr(entry.Code);
        return loads;
    }

    private void WriteExit(RegionExit exit)
    {
        Builder.PositionAtEnd(exit.Code);
        for (UInt128 dirty = Unwritten(exit); dirty != 0; dirty &= dirty - 1)
        {
            int index = RegisterSet.First(dirty);
            LLVMValueRef value = Builder.BuildLoad2(RegisterType(index), Slot(index));
            Ir.StoreField(value, state, StateLayout.Register(file, index));
        }

        AddToCount(Ir.Constant(0));
        switch (exit.Kind)
        {
            case RegionExitKind.Leave:
                Ir.StoreField(AddressOf(exit.Offset), state, StateLayout.Pc);
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

    // Registers whose values the state does not have yet at an exit.
    private UInt128 Unwritten(RegionExit exit) =>
        isExact ? exit.Source.UnsavedOut : exit.Source.DirtyIn | exit.Source.Written;

    // Adds retired instructions to the state's count: those in the slot, and more that the caller names.
    private void AddToCount(LLVMValueRef more)
    {
        if (isDirect) return;
        LLVMValueRef carried = Builder.BuildLoad2(Ir.Types.I64, uncounted);
        LLVMValueRef all = Builder.BuildAdd(carried, more);
        LLVMValueRef before = Ir.LoadField(Ir.Types.I64, state, StateLayout.InstructionsRetired);
        Ir.StoreField(Builder.BuildAdd(before, all), state, StateLayout.InstructionsRetired);
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

        tail.Target.AddIncoming(AddressOf(offset), Builder.InsertBlock);
        Builder.BuildBr(tail.Code);
    }

    private bool IsKnownToRun(int offset) =>
        offset is < 0 or >= RegionSource.PageSize || shape.IsKnownToRun(offset);

    private void WriteJump(LLVMValueRef target, LLVMValueRef slotOffset)
    {
        LLVMValueRef table = Ir.LoadField(Ir.Types.Pointer, state, StateLayout.JumpTable);
        LLVMValueRef shifted = Builder.BuildShl(target, Ir.Constant(JumpTable.SetShift));
        LLVMValueRef set = Builder.BuildAnd(shifted, Ir.Constant(JumpTable.SetMask));
        LLVMValueRef slot = Ir.Offset(Ir.Offset(table, set), slotOffset);
        LLVMValueRef same = Ir.IsEqual(Ir.LoadField(Ir.Types.I64, slot, StateLayout.JumpPc), target);
        LLVMBasicBlockRef known = Ir.NewBlock(), hit = Ir.NewBlock(), miss = Ir.NewBlock();
        Ir.BranchLikely(same, known, miss);

        Builder.PositionAtEnd(known);
        LLVMValueRef context = Ir.LoadField(Ir.Types.I64, state, StateLayout.JumpContext);
        LLVMValueRef valid = Ir.IsEqual(Ir.LoadField(Ir.Types.I64, slot, StateLayout.JumpEntryContext), context);
        Ir.BranchLikely(valid, hit, miss);

        Builder.PositionAtEnd(hit);
        LLVMValueRef code = Ir.LoadField(Ir.Types.Pointer, slot, StateLayout.JumpCode);
        LLVMValueRef table2 = Builder.BuildLoad2(Ir.Types.Pointer, tlb);
        LLVMValueRef call = Builder.BuildCall2(type, code, [state, table2, target]);
        call.SetInstructionCallConv(LLVMCallConv.LLVMPreserveNoneCallConv);
        call.SetTailCallKind(LLVMTailCallKind.LLVMTailCallKindMustTail);
        Builder.BuildRetVoid();

        Builder.PositionAtEnd(miss);
        Ir.StoreField(target, state, StateLayout.Pc);
        Builder.BuildRetVoid();
    }
}
