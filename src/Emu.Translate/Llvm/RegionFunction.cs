using System.Numerics;
using Emu.Isa;
using Emu.Llvm;
using Emu.Translate.Abi;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <summary>
/// The LLVM function of one region while it is written: <c>void(void* registers, void* tlb, uint64 pc)</c>, whose
/// second argument is the guest's base where memory is accessed directly. Guest registers are stack slots here, which
/// the first pass turns into values.
/// </summary>
internal sealed partial class RegionFunction : IDisposable
{
    // The most places behind calls of a function that its return address is compared with before the jump cache is
    // asked.
    private const int MostReturns = 4;

    private readonly RegionShape shape;
    private readonly RegisterFile file;
    private readonly RegionBodies bodies;
    private readonly LLVMValueRef state;
    private readonly LLVMTypeRef type;
    private readonly LLVMBasicBlockRef prologue;
    private readonly LLVMValueRef pageBase;

    // Stack slots: guest registers (made at first use), the TLB's table, and the count of retired instructions that the
    // state does not have yet.
    private readonly LLVMValueRef[] registers;
    private readonly LLVMValueRef tlb;
    private readonly LLVMValueRef uncounted;
    private readonly bool isDirect;

    // Whether a program may see its own faults, so that restart points are needed (MemoryAccess.DirectExact).
    private readonly bool isExact;

    private readonly List<RegionExit> exits = [];

    // The registers that the block being written has read or written, by number: slots change at the block's end only.
    private readonly LLVMValueRef[] current;
    private GuestBlock block;
    private GuestInstruction instruction;
    private int retired;
    private bool isOpen;
    private Dictionary<int, AccessRun> runs = [];

    // Whether the block being written has stored to memory, and so may have changed code.
    private bool hasStored;

    public RegionFunction(
        LLVMContextRef context, LLVMModuleRef module, RegionShape shape, bool hostMultipliesAndAdds, MemoryAccess access)
    {
        isDirect = access != MemoryAccess.Tlb;
        isExact = access == MemoryAccess.DirectExact;
        HostMultipliesAndAdds = hostMultipliesAndAdds;
        this.shape = shape;
        file = shape.Isa.Architecture.Registers;
        bodies = RegionBodies.Of(shape.Isa.Architecture);
        registers = new LLVMValueRef[file.Count];
        current = new LLVMValueRef[file.Count];
        block = shape.Blocks.First();
        Ir = new IrBuilder(context, module);
        IrTypes types = Ir.Types;
        type = LLVMTypeRef.CreateFunction(types.Void, [types.Pointer, types.Pointer, types.I64]);
        Function = module.AddFunction("region"u8, type);
        Function.SetFunctionCallConv(LLVMCallConv.LLVMPreserveNoneCallConv);
        AddAttribute("nounwind"u8);
        AddAttribute("no-builtins"u8, default);
        AddAttribute("no-jump-tables"u8, "true"u8);
        Ir.Function = Function;
        state = Function.GetParam(0);

        prologue = Ir.NewBlock();
        Builder.PositionAtEnd(prologue);
        tlb = Builder.BuildAlloca(types.Pointer);
        uncounted = Builder.BuildAlloca(types.I64);
        pageBase = Builder.BuildAnd(Function.GetParam(2), Ir.Constant(unchecked((ulong)-RegionSource.PageSize)));
    }

    public LLVMValueRef Function { get; }

    public IrBuilder Ir { get; }

    /// <summary>The host has a fused multiply-add.</summary>
    public bool HostMultipliesAndAdds { get; }

    /// <summary>The guest's registers.</summary>
    public RegisterFile File => file;

    /// <summary>The instruction that is being translated.</summary>
    public GuestInstruction Instruction => instruction;

    private LLVMBuilderRef Builder => Ir.Builder;

    /// <summary>Writes the whole function.</summary>
    public void Write()
    {
        foreach (GuestBlock each in shape.Blocks) each.Code = Ir.NewBlock();
        foreach (GuestBlock each in shape.Blocks) WriteBlock(each);
        FindDirtyRegisters();
        if (isExact) PlaceRestarts();
        foreach (SideExit exit in sideExits) WriteSideExit(exit);
        foreach (RegionExit exit in exits) WriteExit(exit);
        FindLiveRegisters();
        WriteEntries();
        if (usesFloat) AddAttribute("strictfp"u8);
    }

    public void Dispose() => Ir.Dispose();

    /// <summary>The guest virtual address of a place in or near the page.</summary>
    public LLVMValueRef AddressOf(int offset) => Builder.BuildAdd(pageBase, Ir.Constant((ulong)offset));

    public LLVMValueRef ReadRegister(int index)
    {
        if (current[index] == default)
        {
            block.Used |= RegisterSet.Of(index);
            current[index] = Builder.BuildLoad2(RegisterType(index), Slot(index));
        }

        return current[index];
    }

    public void WriteRegister(int index, LLVMValueRef value)
    {
        block.Written |= RegisterSet.Of(index);
        current[index] = value;
        changed |= RegisterSet.Of(index);
        if (index == groupBase) EndGroup();
        NoteOverwritten(index);
    }

    /// <summary>Ends the block by leaving this instruction to the interpreter.</summary>
    public void EndWithSideExit(SideExitCause cause)
    {
        BeginCheckpoint();
        Builder.BuildBr(SideExitTarget(cause, Builder.InsertBlock));
        isOpen = false;
    }

    /// <summary>Ends the block with a branch of which both ways are known.</summary>
    public void EndWithBranch(LLVMValueRef condition, int takenOffset, int nextOffset)
    {
        Finish(retired + 1);
        LLVMBasicBlockRef here = Builder.InsertBlock;
        LLVMBasicBlockRef taken = Edge(takenOffset), next = Edge(nextOffset);
        Builder.PositionAtEnd(here);
        ulong takenHeat = shape.Heat(takenOffset), nextHeat = shape.Heat(nextOffset);
        int excess = Math.Max(0, BitOperations.Log2(Math.Max(takenHeat, nextHeat) | 1) - 20);
        Ir.Branch(condition, taken, next, (uint)(takenHeat >> excess) + 1, (uint)(nextHeat >> excess) + 1);
        isOpen = false;
    }

    /// <summary>Ends the block with a jump to a known place.</summary>
    public void EndWithJump(int offset)
    {
        Finish(retired + 1);
        JumpTo(offset);
    }

    /// <summary>Ends the block with a jump to a computed address.</summary>
    public void EndWithIndirectJump(LLVMValueRef target)
    {
        Finish(retired + 1);
        foreach (GuestBlock next in block.Returns.OrderByDescending(each => shape.Heat(each.Offset)).Take(MostReturns))
            ReturnTo(next, target);
        Builder.BuildBr(AddExit(
            new RegionExit(RegionExitKind.JumpIndirect, Ir.NewBlock(), block) { Target = target }));
        isOpen = false;
    }

    private void ReturnTo(GuestBlock next, LLVMValueRef target)
    {
        LLVMBasicBlockRef here = Builder.InsertBlock, other = Ir.NewBlock();
        LLVMBasicBlockRef same = Edge(next.Offset);
        Builder.PositionAtEnd(here);
        Builder.BuildCondBr(Ir.IsEqual(target, AddressOf(next.Offset)), same, other);
        Builder.PositionAtEnd(other);
    }

    private void WriteBlock(GuestBlock next)
    {
        block = next;
        retired = 0;
        isOpen = true;
        Array.Clear(current);
        isCheckpointDue = true;
        hasStored = false;
        sideExit = null;
        BeginFloatOfBlock();
        BeginRestartsOfBlock();
        if (isDirect) runs = AccessRunFinder.Find(file, block.Instructions);
        Builder.PositionAtEnd(block.Code);
        foreach (GuestInstruction each in block.Instructions)
        {
            instruction = each;
            if (isCheckpointDue) BeginCheckpoint();
            bodies.Write(this, each.Decoded);
            if (isOpen) retired++;
        }

        if (!isOpen) return;
        Finish(retired);
        LeaveWhenAsked();
        JumpTo(instruction.End);
    }

    private void JumpTo(int offset)
    {
        LLVMBasicBlockRef here = Builder.InsertBlock;
        LLVMBasicBlockRef target = Edge(offset);
        Builder.PositionAtEnd(here);
        Builder.BuildBr(target);
        isOpen = false;
    }

    // The code that the block's end branches to for a guest target. Moves the builder.
    private LLVMBasicBlockRef Edge(int offset)
    {
        GuestBlock? target = shape.Find(offset);
        if (target is null)
        {
            return AddExit(new RegionExit(RegionExitKind.Jump, Ir.NewBlock(), block) { Offset = offset });
        }

        bool isForward = target.Offset > block.Offset;
        if (isForward && isExact && target.LoopEnd is not null) target = PreheaderOf(target);
        block.Successors.Add(target);
        if (isForward && !(hasStored && shape.LooksAfterStores)) return target.Code;
        LLVMBasicBlockRef check = Ir.NewBlock();
        LLVMBasicBlockRef requested = AddExit(
            new RegionExit(RegionExitKind.Leave, Ir.NewBlock(), block) { Offset = offset });
        Builder.PositionAtEnd(check);
        Ir.BranchLikely(NothingIsRequested(), target.Code, requested);
        return check;
    }

    private LLVMBasicBlockRef AddExit(RegionExit exit)
    {
        exits.Add(exit);
        return exit.Code;
    }

    private LLVMValueRef NothingIsRequested()
    {
        LLVMValueRef requests = Ir.LoadField(Ir.Types.I32, state, StateLayout.Requests);
        requests.SetVolatile(true);
        return Ir.IsEqual(requests, Ir.Constant32(0));
    }

    // Ends the block's straight part: stores the registers that it has changed to their slots.
    private void Finish(int count)
    {
        for (UInt128 written = block.Written; written != 0; written &= written - 1)
        {
            int index = RegisterSet.First(written);
            Builder.BuildStore(current[index], Slot(index));
        }

        EndRestartsOfBlock();
        // User mode does not count instructions: the count would cost each loop a register.
        if (isDirect) return;
        LLVMValueRef before = Builder.BuildLoad2(Ir.Types.I64, uncounted);
        Builder.BuildStore(Builder.BuildAdd(before, Ir.Constant((ulong)count)), uncounted);
    }

    private LLVMTypeRef RegisterType(int index) => file.TypeOf(index) switch
    {
        Isa.RegisterType.Float => Ir.Types.Double,
        Isa.RegisterType.Vector => Ir.Types.I128,
        _ => Ir.Types.I64,
    };

    private LLVMValueRef Slot(int index)
    {
        if (registers[index] == default)
        {
            LLVMBasicBlockRef here = Builder.InsertBlock;
            Builder.PositionBefore(tlb);
            registers[index] = Builder.BuildAlloca(RegisterType(index));
            Builder.PositionAtEnd(here);
        }

        return registers[index];
    }

    private void AddAttribute(ReadOnlySpan<byte> name) => Function.AddAttributeAtIndex(
        LLVMAttributeIndex.LLVMAttributeFunctionIndex,
        Ir.Context.CreateEnumAttribute(LLVMContextRef.GetEnumAttributeKindForName(name), 0));

    private void AddAttribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Function.AddAttributeAtIndex(
        LLVMAttributeIndex.LLVMAttributeFunctionIndex, Ir.Context.CreateStringAttribute(name, value));
}
