using Emu.Isa;
using Emu.Translate.Abi;
using Emu.Translate.Regions;

namespace Emu.Translate.Baseline.X64;

/// <summary>
/// The baseline translator's x86-64 half. Inside a block guest registers are cached in host registers
/// (<see cref="RegisterCache"/>); between blocks they are in the CPU's state.
/// </summary>
/// <remarks>
/// A region is entered as LLVM's are, by the calling convention <c>preserve_none</c>: r12 holds the state, r13 the
/// TLB's table or the guest's base, r14 the pc; rbp belongs to the caller. Inside, rbx is the state plus
/// <see cref="Bias"/>, r12 counts instructions that have retired and are not in the state yet, and r14 is the address
/// of the page. rax, rcx and rdx are scratch registers: they hold nothing from one guest instruction to the next.
/// Invariant of the unsafe code: the buffer belongs to the caller of <see cref="HostWriter.BeginRegion"/> until the
/// region's end, and only <see cref="X64Assembler"/>, which knows its capacity, writes into it.
/// </remarks>
internal sealed unsafe partial class X64Writer : HostWriter
{
    // Added to the state's address in rbx, so that the integer registers are within reach of a displacement of one
    // byte.
    private const int Bias = 128;

    private const Gpr State = Gpr.Rbx, Counted = Gpr.R12, Tlb = Gpr.R13, PageStart = Gpr.R14;
    private const Gpr EntryState = Gpr.R12, EntryPc = Gpr.R14;
    private const int MostLabels = 1 << 15;

    private readonly X64Assembler code;
    private readonly RegisterCache registers;
    private readonly bool hasFusedMultiply;
    private readonly bool isDirect, isExact;

    // The label of the first block's beginning; those of the others follow it.
    private int firstBody;
    private int blocks;

    // Labels of the code that all blocks share.
    private int fill, floatHelper, jumpAnywhere, jumpKnown, leave, trapped, requested;

    /// <param name="isa">How the guest's code decodes.</param>
    /// <param name="hasFusedMultiply">The host has FMA.</param>
    /// <param name="access">How guest memory is reached.</param>
    public X64Writer(GuestIsa isa, bool hasFusedMultiply, MemoryAccess access)
        : base(isa)
    {
        isDirect = access != MemoryAccess.Tlb;
        isExact = access == MemoryAccess.DirectExact;
        this.hasFusedMultiply = hasFusedMultiply;
        code = new X64Assembler(MostLabels);
        registers = new RegisterCache(code, File.Scalars);
    }

    /// <summary>A guest register of 64 bits in the state.</summary>
    public static Memory Register(int guest) => Field(StateLayout.Registers + (guest * sizeof(ulong)));

    public override int EndRegion(Span<int> entryOffsets)
    {
        WriteColdCode();
        for (int block = 0; block < blocks; block++)
        {
            entryOffsets[block] = code.Position;
            WriteEntry(block);
        }

        WriteShared();
        return code.Overflowed ? 0 : code.Position;
    }

    protected override void BeginCode(byte* buffer, int capacity, int blocks)
    {
        this.blocks = blocks;
        code.Reset(buffer, capacity);
        cold.Clear();
        fill = code.NewLabel();
        floatHelper = code.NewLabel();
        jumpAnywhere = code.NewLabel();
        jumpKnown = code.NewLabel();
        leave = code.NewLabel();
        requested = code.NewLabel();
        trapped = code.NewLabel();
        firstBody = code.NewLabel();
        for (int block = 1; block < blocks; block++) code.NewLabel();
    }

    protected override void BeginBlockCode()
    {
        code.Bind(firstBody + Block);
        registers.Clear();
        BeginFloatOfBlock();
        pendingLoad = Node.Nowhere;
        mayLeave = false;
        hasStored = false;
    }

    protected override void EndInstructionCode()
    {
        FinishUnusedLoad();
        registers.BeginInstruction();
    }

    private static Memory Field(int offset) => new(State, offset - Bias);

    // An entry of the region: jumps to the block, or returns to the engine when something is requested of the CPU.
    private void WriteEntry(int block)
    {
        code.Alu(Alu.Cmp, wide: false, new Memory(EntryState, StateLayout.Requests), 0);
        code.JumpIf(Condition.NE, requested);
        code.Lea(wide: true, State, new Memory(EntryState, Bias));
        code.MoveConstant(Counted, 0);
        code.Store(Field(StateLayout.Entered), EntryPc, sizeof(ulong));
        code.Alu(Alu.And, wide: true, PageStart, -RegionSource.PageSize);
        code.Jump(firstBody + block);
    }

    private void WriteShared()
    {
        code.Bind(requested);
        code.Store(new Memory(EntryState, StateLayout.Pc), EntryPc, sizeof(ulong));
        code.Return();
        WriteFill();
        WriteFloatHelper();
        WriteJumps();
    }
}
