using Emu.Isa;
using Emu.Translate.Abi;
using Emu.Translate.Regions;
using static Emu.Translate.Baseline.X64.HostFrame;

namespace Emu.Translate.Baseline.X64;

/// <summary>Code that all blocks of a region share, written once behind them, and what jumps to it or calls it.</summary>
/// <param name="code">Takes the code.</param>
/// <param name="isDirect">Guest memory lies at a fixed distance from the guest's address, and instructions are not
/// counted.</param>
internal sealed class SharedCode(X64Assembler code, bool isDirect)
{
    private int floatHelper, vectorHelper, computeHelper, jumpAnywhere, jumpKnown;

    // Only what guests with such instructions call.
    private bool usesVectors, usesCompute;

    // The registers that a helper may change and that hold values in a block.
    private static ReadOnlySpan<Gpr> Kept => [Gpr.Rdi, Gpr.Rsi, Gpr.R8, Gpr.R9, Gpr.R10, Gpr.R11];

    /// <summary>The label of a subroutine that asks for the host address of an access which missed the TLB: see
    /// <see cref="WriteFill"/>.</summary>
    public int Fill { get; private set; }

    /// <summary>The label of code that leaves the region with the pc in its register.</summary>
    public int Leave { get; private set; }

    /// <summary>The label of code that leaves the region behind a helper that has taken a trap.</summary>
    public int Trapped { get; private set; }

    /// <summary>The label of code that leaves the region before it was entered.</summary>
    public int Requested { get; private set; }

    /// <summary>Begins a region: makes the labels.</summary>
    public void Begin()
    {
        Fill = code.NewLabel();
        floatHelper = code.NewLabel();
        vectorHelper = code.NewLabel();
        computeHelper = code.NewLabel();
        usesVectors = usesCompute = false;
        jumpAnywhere = code.NewLabel();
        jumpKnown = code.NewLabel();
        Leave = code.NewLabel();
        Requested = code.NewLabel();
        Trapped = code.NewLabel();
    }

    /// <summary>Writes it all.</summary>
    public void Write()
    {
        code.Bind(Requested);
        code.Store(new Memory(EntryState, StateLayout.Pc), EntryPc, sizeof(ulong));
        code.Return();
        WriteFill();
        WriteFunctionHelper(floatHelper, HelperId.Float);
        if (usesCompute) WriteFunctionHelper(computeHelper, HelperId.Compute);
        if (usesVectors) WriteVectorHelper();
        WriteJumps();
    }

    /// <summary>Counts instructions that have retired. The flags stay as they are. User mode does not count.</summary>
    public void Count(int instructions)
    {
        if (instructions != 0 && !isDirect) code.Lea(wide: true, Counted, new Memory(Counted, instructions));
    }

    /// <summary>Adds what was counted to the state's count.</summary>
    public void PublishCount()
    {
        if (!isDirect) code.Alu(Alu.Add, wide: true, Field(StateLayout.InstructionsRetired), Counted);
    }

    /// <summary>Has the jump cache's entry for a place fetched that a call is going to return to: the host's caches rarely have
    /// it.</summary>
    /// <param name="offset">The place, as an offset from the page's start.</param>
    public void ExpectReturn(int offset)
    {
        code.Lea(wide: false, Gpr.Rax, new Memory(PageStart, offset));
        code.Shift(Shift.Shl, wide: false, Gpr.Rax, JumpTable.SetShift);
        code.Alu(Alu.And, wide: false, Gpr.Rax, (int)JumpTable.SetMask);
        code.Alu(Alu.Add, wide: true, Gpr.Rax, Field(StateLayout.JumpTable));
        code.Prefetch(new Memory(Gpr.Rax, (int)JumpTable.SlotOffset((uint)offset & (RegionSource.PageSize - 1))));
    }

    /// <summary>Notes what a call returns to, in the region.</summary>
    /// <param name="offset">The place, as an offset from the page's start.</param>
    /// <param name="label">The code there, which expects the pc in its register.</param>
    public void NoteReturn(int offset, int label)
    {
        int pair = ReturnTable.OffsetOf(offset);
        code.Load(Gpr.Rax, Field(StateLayout.Returns), sizeof(ulong), signExtend: false);
        code.Lea(wide: true, Gpr.Rcx, new Memory(PageStart, offset));
        code.LeaLabel(Gpr.Rdx, label);
        code.Store(new Memory(Gpr.Rax, pair), Gpr.Rcx, sizeof(ulong));
        code.Store(new Memory(Gpr.Rax, pair + ReturnTable.Code), Gpr.Rdx, sizeof(ulong));
    }

    /// <summary>Jumps to the address in a register, which is most likely that behind a call.</summary>
    public void ReturnTo(Gpr target)
    {
        code.Move(wide: true, EntryPc, target);
        code.Load(Gpr.Rcx, Field(StateLayout.Returns), sizeof(ulong), signExtend: false);
        code.Move(wide: false, Gpr.Rax, EntryPc);
        code.Shift(Shift.Shl, wide: false, Gpr.Rax, ReturnTable.Shift);
        code.Alu(Alu.And, wide: false, Gpr.Rax, ReturnTable.Mask);
        code.Alu(Alu.Cmp, wide: true, EntryPc, new Memory(Gpr.Rcx, Gpr.Rax, 1));
        code.JumpIf(Condition.NE, jumpAnywhere);
        code.JumpIndirect(new Memory(Gpr.Rcx, Gpr.Rax, 1, ReturnTable.Code));
    }

    /// <summary>Jumps to a known place outside of the region.</summary>
    /// <param name="offset">The place, as an offset from the page's start.</param>
    public void JumpOut(int offset)
    {
        code.Lea(wide: true, EntryPc, new Memory(PageStart, offset));
        code.MoveConstant(Gpr.Rax, JumpTable.SlotOffset((uint)offset & (RegionSource.PageSize - 1)));
        code.Jump(jumpKnown);
    }

    /// <summary>Jumps to the address in a register.</summary>
    public void JumpOut(Gpr target)
    {
        code.Move(wide: true, EntryPc, target);
        code.Jump(jumpAnywhere);
    }

    /// <summary>Calls a helper whose arguments are in place. The stack must be aligned to 16 bytes.</summary>
    public void CallHelper(HelperId helper)
    {
        code.Load(Gpr.Rax, Field(StateLayout.Helpers), sizeof(ulong), signExtend: false);
        code.CallIndirect(new Memory(Gpr.Rax, (int)helper * sizeof(ulong)));
    }

    /// <summary>Has the helper do floating-point arithmetic. It uses the scratch registers and keeps the others.</summary>
    /// <param name="packed">Packed by <see cref="HelperArguments"/>.</param>
    /// <param name="a">The first operand; the others repeat it where there are none.</param>
    /// <param name="b">The second.</param>
    /// <param name="c">The third.</param>
    /// <param name="result">The register for the result.</param>
    public void CallFloatHelper(uint packed, FloatOperand a, FloatOperand b, FloatOperand c, FloatOperand result)
    {
        bool isDouble = HelperArguments.Float(packed).Format == FloatFormat.Double;
        MoveBits(Gpr.Rax, a, isDouble);
        MoveBits(Gpr.Rcx, b, isDouble);
        MoveBits(Gpr.Rdx, c, isDouble);
        code.StoreConstant(Field(StateLayout.HelperResult), sizeof(uint), (int)packed);
        code.Call(floatHelper);
        if (result.IsVector) code.MoveToXmm(wide: true, (Xmm)result.Number, Gpr.Rax);
        else code.Move(wide: true, (Gpr)result.Number, Gpr.Rax);
    }

    /// <summary>Has the helper compute a function of the guest's, of the operands in rax, rcx and rdx; the result is in rax, and
    /// the other registers but those are kept.</summary>
    public void CallComputeHelper(uint function)
    {
        usesCompute = true;
        code.StoreConstant(Field(StateLayout.HelperResult), sizeof(uint), (int)function);
        code.Call(computeHelper);
    }

    /// <summary>Has the helper do an operation on vectors. It uses the scratch registers, and those of vectors.</summary>
    /// <param name="packed">The operation, packed by <see cref="HelperArguments"/>.</param>
    /// <param name="places">Where operands and result are, packed so too.</param>
    public void CallVectorHelper(uint packed, ulong places)
    {
        usesVectors = true;
        code.MoveConstant(Gpr.Rax, packed);
        code.MoveConstant(Gpr.Rdx, places);
        code.Call(vectorHelper);
    }

    private void MoveBits(Gpr host, FloatOperand operand, bool isDouble)
    {
        if (operand.IsVector) code.MoveFromXmm(isDouble, host, (Xmm)operand.Number);
        else code.Move(wide: true, host, (Gpr)operand.Number);
    }

    // Called from cold code with a guest virtual address in rcx, the access in rax and what is stored in rdx: leaves the
    // host address in rcx, and the zero flag when there is none. The helper keeps the integer registers but for rax and r11.
    private void WriteFill()
    {
        code.Bind(Fill);
        code.Push(Gpr.Rdi);
        code.Push(Gpr.Rsi);
        code.Push(Gpr.R11);
        // The stack is aligned to 16 bytes at a call.
        code.Push(Gpr.Rdx);
        code.Lea(wide: true, Gpr.Rdi, new Memory(State, -Bias));
        code.Move(wide: true, Gpr.Rsi, Gpr.Rcx);
        code.Move(wide: true, Gpr.Rcx, Gpr.Rdx);
        code.Move(wide: false, Gpr.Rdx, Gpr.Rax);
        CallHelper(HelperId.Fill);
        code.Pop(Gpr.Rdx);
        code.Pop(Gpr.R11);
        code.Pop(Gpr.Rsi);
        code.Pop(Gpr.Rdi);
        code.Move(wide: true, HostAddress, Gpr.Rax);
        code.Test(wide: true, HostAddress, HostAddress);
        code.Return();
    }

    // Called with operands in rax, rcx and rdx, and the operation in the place of a helper's second result: leaves the
    // result in rax and keeps the other integer registers that hold anything.
    private void WriteFunctionHelper(int label, HelperId helper)
    {
        code.Bind(label);
        foreach (Gpr register in Kept) code.Push(register);
        code.Move(wide: true, Gpr.R8, Gpr.Rdx);
        code.Move(wide: true, Gpr.Rdx, Gpr.Rax);
        code.Load(Gpr.Rsi, Field(StateLayout.HelperResult), sizeof(uint), signExtend: false);
        CallAndReturn(helper);
    }

    // Called with the operation in rax and the places in rdx; keeps the integer registers that hold anything.
    private void WriteVectorHelper()
    {
        code.Bind(vectorHelper);
        foreach (Gpr register in Kept) code.Push(register);
        code.Move(wide: true, Gpr.Rsi, Gpr.Rax);
        CallAndReturn(HelperId.Vector);
    }

    private void CallAndReturn(HelperId helper)
    {
        code.Lea(wide: true, Gpr.Rdi, new Memory(State, -Bias));
        CallHelper(helper);
        for (int i = Kept.Length; --i >= 0;) code.Pop(Kept[i]);
        code.Return();
    }

    // To the pc in its register, through the jump cache.
    private void WriteJumps()
    {
        code.Bind(jumpAnywhere);
        // As JumpTable.SlotOffset.
        code.Move(wide: false, Gpr.Rax, EntryPc);
        code.Shift(Shift.Shr, wide: false, Gpr.Rax, 1);
        code.Move(wide: false, Gpr.Rcx, EntryPc);
        code.Alu(Alu.And, wide: false, Gpr.Rcx, RegionSource.PageSize - 1);
        code.Shift(Shift.Shr, wide: false, Gpr.Rcx, 5);
        code.Alu(Alu.Xor, wide: false, Gpr.Rax, Gpr.Rcx);
        code.Shift(Shift.Shl, wide: false, Gpr.Rax, JumpCacheEntry.SizeShift);
        code.Alu(Alu.And, wide: false, Gpr.Rax, JumpTable.SetBytes - (1 << JumpCacheEntry.SizeShift));

        code.Bind(jumpKnown);
        code.Move(wide: false, Gpr.Rcx, EntryPc);
        code.Shift(Shift.Shl, wide: false, Gpr.Rcx, JumpTable.SetShift);
        code.Alu(Alu.And, wide: false, Gpr.Rcx, (int)JumpTable.SetMask);
        code.Alu(Alu.Add, wide: true, Gpr.Rcx, Field(StateLayout.JumpTable));
        code.Alu(Alu.Cmp, wide: true, EntryPc, new Memory(Gpr.Rcx, Gpr.Rax, 1, StateLayout.JumpPc));
        code.JumpIf(Condition.NE, Leave);
        code.Load(Gpr.Rdx, Field(StateLayout.JumpContext), sizeof(ulong), signExtend: false);
        code.Alu(Alu.Cmp, wide: true, Gpr.Rdx, new Memory(Gpr.Rcx, Gpr.Rax, 1, StateLayout.JumpEntryContext));
        code.JumpIf(Condition.NE, Leave);
        PublishCount();
        code.Lea(wide: true, EntryState, new Memory(State, -Bias));
        code.JumpIndirect(new Memory(Gpr.Rcx, Gpr.Rax, 1, StateLayout.JumpCode));

        code.Bind(Leave);
        code.Store(Field(StateLayout.Pc), EntryPc, sizeof(ulong));
        PublishCount();
        code.Bind(Trapped);
        code.Return();
    }
}
