using System.Numerics;
using Emu.Isa;
using Emu.Llvm;
using Emu.Translate.Abi;
using Emu.Translate.Llvm.Passes;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <summary>Writes one block of a region. All that is known of the block while it is written is here or in the objects made
/// here, and ends with it; what passes ask later is left in the block's node.</summary>
internal sealed class BlockWriter
{
    private readonly RegionFrame frame;
    private readonly RegionGraph graph;
    private readonly GuestBlock guest;
    private readonly FlowBlock block;
    private readonly BlockPosition position = new();
    private readonly BlockRegisters registers;
    private readonly Checkpoint checkpoint;
    private readonly RestartTracker restarts;
    private readonly SystemWriter system;

    // The block continues behind what was written last.
    private bool isOpen = true;

    /// <param name="frame">The function.</param>
    /// <param name="graph">The region's blocks and the ways between them.</param>
    /// <param name="sideExits">The region's ways out of blocks' middles.</param>
    /// <param name="guest">The block.</param>
    /// <param name="block">The node that it becomes.</param>
    /// <param name="hostMultipliesAndAdds">The host has a fused multiply-add.</param>
    public BlockWriter(
        RegionFrame frame, RegionGraph graph, SideExits sideExits, GuestBlock guest, FlowBlock block,
        bool hostMultipliesAndAdds)
    {
        this.frame = frame;
        this.graph = graph;
        this.guest = guest;
        this.block = block;
        registers = new BlockRegisters(frame, graph, block);
        checkpoint = new Checkpoint(frame, sideExits, block, position, registers);
        restarts = new RestartTracker(frame, position, registers, checkpoint);
        system = new SystemWriter(frame, graph.Exits, block, position, registers, checkpoint, restarts);
        Memory = new MemoryWriter(frame, guest, position, checkpoint, restarts);
        Float = new FloatWriter(frame, checkpoint, hostMultipliesAndAdds);
    }

    /// <summary>The block's accesses to guest memory.</summary>
    public MemoryWriter Memory { get; }

    /// <summary>The block's floating point.</summary>
    public FloatWriter Float { get; }

    /// <summary>The guest's registers.</summary>
    public RegisterFile File => frame.File;

    /// <summary>The instruction that is being translated.</summary>
    public GuestInstruction Instruction => position.Instruction;

    private LLVMBuilderRef Builder => frame.Builder;

    /// <summary>Writes all instructions.</summary>
    public void Write(RegionBodies bodies)
    {
        Builder.PositionAtEnd(block.Code);
        foreach (GuestInstruction each in guest.Instructions)
        {
            position.Begin(each);
            if (checkpoint.IsDue) checkpoint.Begin();
            bodies.Write(this, each.Decoded);
            if (isOpen) position.Retired++;
        }

        if (isOpen)
        {
            Finish(position.Retired);
            system.LeaveWhenAsked();
            JumpTo(position.Instruction.End);
        }

        block.Used = registers.Used;
        block.Written = registers.Written;
        restarts.Describe(block);
    }

    /// <summary>The guest virtual address of a place in or near the page.</summary>
    public LLVMValueRef AddressOf(int offset) => frame.AddressOf(offset);

    public LLVMValueRef ReadRegister(int index) => registers.Read(index);

    public void WriteRegister(int index, LLVMValueRef value)
    {
        registers.Write(index, value);
        restarts.NoteWritten(index);
        checkpoint.NoteWritten(index);
    }

    /// <summary>A floating-point register, as <c>i64</c>.</summary>
    public LLVMValueRef ReadFloat(int index) => Builder.BuildBitCast(registers.Read(index), frame.Ir.Types.I64);

    /// <summary>Sets a floating-point register from <c>i64</c>, and notes that the state is dirty.</summary>
    public void WriteFloat(int index, LLVMValueRef value)
    {
        WriteRegister(index, Builder.BuildBitCast(value, frame.Ir.Types.Double));
        Float.MarkDirty();
    }

    /// <summary>Has a helper compute a function of the guest's.</summary>
    public LLVMValueRef Compute(uint function, LLVMValueRef first, LLVMValueRef second, LLVMValueRef third) =>
        frame.Call(HelperId.Compute, frame.Ir.Types.I64, frame.Ir.Constant32(function), first, second, third);

    /// <summary>Does what only the CPU can do, and returns its result.</summary>
    public LLVMValueRef ExecuteSystem(uint operation, LLVMValueRef first, LLVMValueRef second) =>
        system.Execute(operation, first, second);

    /// <summary>Ends the block by leaving this instruction to the interpreter.</summary>
    public void EndWithSideExit(SideExitCause cause)
    {
        checkpoint.Begin();
        Builder.BuildBr(checkpoint.SideExit(cause, Builder.InsertBlock));
        isOpen = false;
    }

    /// <summary>Ends the block with a branch of which both ways are known.</summary>
    public void EndWithBranch(LLVMValueRef condition, int takenOffset, int nextOffset)
    {
        Finish(position.Retired + 1);
        LLVMBasicBlockRef here = Builder.InsertBlock;
        LLVMBasicBlockRef taken = Edge(takenOffset), next = Edge(nextOffset);
        Builder.PositionAtEnd(here);
        ulong takenHeat = graph.Heat(takenOffset), nextHeat = graph.Heat(nextOffset);
        int excess = Math.Max(0, BitOperations.Log2(Math.Max(takenHeat, nextHeat) | 1) - 20);
        frame.Ir.Branch(condition, taken, next, (uint)(takenHeat >> excess) + 1, (uint)(nextHeat >> excess) + 1);
        isOpen = false;
    }

    /// <summary>Ends the block with a jump to a known place.</summary>
    public void EndWithJump(int offset)
    {
        Finish(position.Retired + 1);
        JumpTo(offset);
    }

    /// <summary>Ends the block with a jump to a computed address.</summary>
    public void EndWithIndirectJump(LLVMValueRef target)
    {
        Finish(position.Retired + 1);
        foreach (int offset in graph.ReturnsOf(guest)) ReturnTo(offset, target);
        Builder.BuildBr(graph.Exits.AddIndirect(block, target));
        isOpen = false;
    }

    private void ReturnTo(int offset, LLVMValueRef target)
    {
        LLVMBasicBlockRef here = Builder.InsertBlock, other = frame.Ir.NewBlock();
        LLVMBasicBlockRef same = Edge(offset);
        Builder.PositionAtEnd(here);
        Builder.BuildCondBr(frame.Ir.IsEqual(target, AddressOf(offset)), same, other);
        Builder.PositionAtEnd(other);
    }

    private void JumpTo(int offset)
    {
        LLVMBasicBlockRef here = Builder.InsertBlock;
        LLVMBasicBlockRef target = Edge(offset);
        Builder.PositionAtEnd(here);
        Builder.BuildBr(target);
        isOpen = false;
    }

    // Moves the builder.
    private LLVMBasicBlockRef Edge(int offset) => graph.Edge(block, offset, Memory.HasStored);

    // Ends the block's straight part: what is written behind it finds all registers in their slots.
    private void Finish(int retired)
    {
        registers.StoreWritten();
        // What only the CPU can do, may change any register.
        block.DiscriminantAtEnd = position.Instruction.Flow == Flow.System ? null : registers.Discriminant;
        frame.Count(retired);
    }
}
