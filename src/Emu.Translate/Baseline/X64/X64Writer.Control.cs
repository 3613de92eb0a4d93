using Emu.Translate.Abi;
using Emu.Translate.Regions;

namespace Emu.Translate.Baseline.X64;

/// <content>The ends of blocks, and helpers that see the CPU's whole state.</content>
internal sealed unsafe partial class X64Writer
{
    // The block is left behind the instruction when the state's HelperOutcome says so.
    private bool mayLeave;

    // The block may have changed code.
    private bool hasStored;

    public override void EndWithBranch(BaselineCondition condition, int takenOffset, int nextOffset)
    {
        Prepare(condition.Node);
        EndBlock(Retired + 1);
        Condition holds = Test(condition.Node);
        int taken = BlockAt(takenOffset);
        if (taken == NoBlock)
        {
            code.JumpIf(holds, AddCold(Exit(ColdKind.Jump, takenOffset)));
        }
        else if (IsPlainJump(takenOffset))
        {
            code.JumpIf(holds, firstBody + taken);
        }
        else
        {
            int next = code.JumpShortIf(holds ^ Condition.NO);
            JumpBack(taken, takenOffset);
            code.BindShort(next);
        }

        JumpTo(nextOffset);
    }

    public override void GoOn(int offset)
    {
        EndBlock(Retired);
        if (mayLeave)
        {
            code.Load(Gpr.Rax, Field(StateLayout.HelperOutcome), sizeof(byte), signExtend: false);
            code.Alu(Alu.Cmp, wide: false, Gpr.Rax, (int)SystemOutcome.DoneThenLeave);
            code.JumpIf(Condition.E, AddCold(Exit(ColdKind.Leave, offset)));
        }

        JumpTo(offset);
    }

    public override void EndWithSideExit(SideExitCause cause)
    {
        ColdCode exit = SideExit(cause);
        WriteSideExit(in exit);
        IsOpen = false;
    }

    public override BaselineValue ExecuteSystem(uint operation, BaselineValue first, BaselineValue second)
    {
        int left = first.In(Graph), right = second.In(Graph);
        // Evaluating uses the scratch registers, so that all of it comes before.
        if (Graph[left].Kind != NodeKind.Constant) Evaluate(left);
        if (Graph[right].Kind != NodeKind.Constant) Evaluate(right);
        MoveTo(Gpr.Rcx, left);
        MoveTo(Gpr.Rdx, right);
        BeginHelper();
        code.Move(wide: true, Gpr.Rsi, Gpr.Rcx);
        code.MoveConstant(Gpr.Rcx, operation);
        code.MoveConstant(Gpr.R8, Instruction.Decoded.Raw);
        CallAligned(HelperId.System);
        EndHelper();
        Gpr result = registers.Allocate();
        code.Load(result, Field(StateLayout.HelperResult), sizeof(ulong), signExtend: false);
        return InRegister(result);
    }

    public override void ZeroBlock(BaselineValue address)
    {
        int node = address.In(Graph);
        LoadAddress(node);
        code.Move(wide: true, Gpr.Rdx, Gpr.Rcx);
        registers.Flush();
        code.Move(wide: true, Gpr.Rsi, Gpr.Rdx);
        code.Lea(wide: true, Gpr.Rdi, new Memory(State, -Bias));
        CallAligned(HelperId.ZeroBlock);
        hasStored = true;
        code.Test(wide: false, Gpr.Rax, Gpr.Rax);
        code.JumpIf(Condition.E, AddCold(SideExit(SideExitCause.Store)));
    }

    protected override void EndWithIndirectJump(int node)
    {
        Gpr target = Evaluate(node);
        EndBlock(Retired + 1);
        code.Move(wide: true, EntryPc, target);
        code.Jump(jumpAnywhere);
    }

    private void MoveTo(Gpr host, int number)
    {
        if (Graph[number].Kind == NodeKind.Constant) code.MoveConstant(host, (ulong)Graph[number].Constant);
        else code.Move(wide: true, host, Evaluate(number));
    }

    // The helper finds everything in the state.
    private void BeginHelper()
    {
        registers.Flush();
        Count(Retired);
        Retired = 0;
        AddToCount();
        code.MoveConstant(Counted, 0);
        code.Lea(wide: true, Gpr.Rax, new Memory(PageStart, Instruction.Offset));
        code.Store(Field(StateLayout.Pc), Gpr.Rax, sizeof(ulong));
        code.Lea(wide: true, Gpr.Rdi, new Memory(State, -Bias));
    }

    // Leaves the outcome in the state, for the block's end.
    private void EndHelper()
    {
        code.Alu(Alu.Cmp, wide: false, Gpr.Rax, (int)SystemOutcome.Refused);
        code.JumpIf(Condition.E, AddCold(SideExit(SideExitCause.System)));
        code.Alu(Alu.Cmp, wide: false, Gpr.Rax, (int)SystemOutcome.Trapped);
        code.JumpIf(Condition.E, trapped);
        if (!isDirect) code.Load(Tlb, Field(StateLayout.DataTlb), sizeof(ulong), signExtend: false);
        // What the body computes with the result uses the scratch registers.
        code.Store(Field(StateLayout.HelperOutcome), Gpr.Rax, sizeof(byte));
        mayLeave = true;
    }

    // A region is called as any function, so that the stack is 8 bytes off.
    private void CallAligned(HelperId helper)
    {
        code.Push(Gpr.Rax);
        CallHelper(helper);
        code.Pop(Gpr.Rcx);
    }

    private void AddToCount()
    {
        if (!isDirect) code.Alu(Alu.Add, wide: true, Field(StateLayout.InstructionsRetired), Counted);
    }

    private void EndBlock(int retired)
    {
        registers.WriteBack();
        Count(retired);
        IsOpen = false;
    }

    private ColdCode Exit(ColdKind kind, int offset) => new() { Kind = kind, Label = code.NewLabel(), Offset = offset };

    private void JumpTo(int offset)
    {
        int block = BlockAt(offset);
        if (block == NoBlock) WriteJump(offset);
        else if (!IsPlainJump(offset)) JumpBack(block, offset);
        else if (block != Block + 1) code.Jump(firstBody + block);
    }

    // Not one that closes a loop, and not one behind a store that has to be looked after.
    private bool IsPlainJump(int offset) => offset > BlockOffset && !(hasStored && LooksAfterStores);

    // A loop is left when something is requested of the CPU.
    private void JumpBack(int block, int offset)
    {
        code.Alu(Alu.Cmp, wide: false, Field(StateLayout.Requests), 0);
        code.JumpIf(Condition.E, firstBody + block);
        code.Jump(AddCold(Exit(ColdKind.Leave, offset)));
    }

    // To a known place outside of the region.
    private void WriteJump(int offset)
    {
        code.Lea(wide: true, EntryPc, new Memory(PageStart, offset));
        code.MoveConstant(Gpr.Rax, JumpTable.SlotOffset((uint)offset & (RegionSource.PageSize - 1)));
        code.Jump(jumpKnown);
    }

    // To the pc in its register, through the jump cache.
    private void WriteJumps()
    {
        code.Bind(jumpAnywhere);
        // As JumpTable.SlotOffset.
        code.Move(wide: false, Gpr.Rax, EntryPc);
        code.Shift(X64.Shift.Shr, wide: false, Gpr.Rax, 1);
        code.Move(wide: false, Gpr.Rcx, EntryPc);
        code.Alu(Alu.And, wide: false, Gpr.Rcx, RegionSource.PageSize - 1);
        code.Shift(X64.Shift.Shr, wide: false, Gpr.Rcx, 5);
        code.Alu(Alu.Xor, wide: false, Gpr.Rax, Gpr.Rcx);
        code.Shift(X64.Shift.Shl, wide: false, Gpr.Rax, JumpCacheEntry.SizeShift);
        code.Alu(Alu.And, wide: false, Gpr.Rax, JumpTable.SetBytes - (1 << JumpCacheEntry.SizeShift));

        code.Bind(jumpKnown);
        code.Move(wide: false, Gpr.Rcx, EntryPc);
        code.Shift(X64.Shift.Shl, wide: false, Gpr.Rcx, JumpTable.SetShift);
        code.Alu(Alu.And, wide: false, Gpr.Rcx, (int)JumpTable.SetMask);
        code.Alu(Alu.Add, wide: true, Gpr.Rcx, Field(StateLayout.JumpTable));
        code.Alu(Alu.Cmp, wide: true, EntryPc, new Memory(Gpr.Rcx, Gpr.Rax, 1, StateLayout.JumpPc));
        code.JumpIf(Condition.NE, leave);
        code.Load(Gpr.Rdx, Field(StateLayout.JumpContext), sizeof(ulong), signExtend: false);
        code.Alu(Alu.Cmp, wide: true, Gpr.Rdx, new Memory(Gpr.Rcx, Gpr.Rax, 1, StateLayout.JumpEntryContext));
        code.JumpIf(Condition.NE, leave);
        AddToCount();
        code.Lea(wide: true, EntryState, new Memory(State, -Bias));
        code.JumpIndirect(new Memory(Gpr.Rcx, Gpr.Rax, 1, StateLayout.JumpCode));

        code.Bind(leave);
        code.Store(Field(StateLayout.Pc), EntryPc, sizeof(ulong));
        AddToCount();
        code.Bind(trapped);
        code.Return();
    }
}
