using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Translate.Abi;
using Emu.Translate.Regions;

namespace Emu.Translate.Baseline;

/// <summary>
/// Writes a region's host code, block after block, in one pass: the half of the baseline translator that knows the
/// host.
/// Values are nodes of <see cref="Graph"/> until an effect needs them. For one thread at a time.
/// </summary>
/// <remarks>Invariant of the unsafe code: the buffer belongs to the caller and stays where it is from
/// <see cref="BeginRegion"/> until <see cref="EndRegion"/> returns; this class only hands it on, and derived classes
/// write nothing behind its capacity.</remarks>
internal abstract unsafe class HostWriter(GuestIsa isa)
{
    /// <summary>In the place of a block's number: no block of the region begins there.</summary>
    public const int NoBlock = -1;

    // The number of the block at each place of the page where an instruction can begin, or NoBlock.
    private readonly short[] blockAt = new short[RegionSource.PageSize / isa.Architecture.InstructionAlignment];
    private readonly int alignment = isa.Architecture.InstructionAlignment;

    // The values of guest registers that are known at this place of the block; the state has them already.
    private readonly BaselineConstant[] known = new BaselineConstant[isa.Architecture.Registers.Scalars];

    private Assumption[] assumptions = [];

    // The block has given the discriminant a value, so that what was assumed of it says nothing any more.
    private bool isDiscriminantWritten;

    /// <summary>The guest's registers.</summary>
    public RegisterFile File { get; } = isa.Architecture.Registers;

    /// <summary>The instruction that is being translated.</summary>
    public ref readonly GuestInstruction Instruction => ref Position.Instruction;

    /// <summary>As <see cref="RegionSource.LooksAfterStores"/>.</summary>
    public bool LooksAfterStores { get; set; }

    /// <summary>Whether the block continues behind what was written last.</summary>
    public bool IsOpen { get; protected set; }

    /// <summary>Values and conditions of the instruction.</summary>
    protected ValueGraph Graph { get; } = new();

    /// <summary>The instruction, and how many before it in the block are not counted yet.</summary>
    protected BlockPosition Position { get; } = new();

    /// <inheritdoc cref="BlockPosition.Retired"/>
    protected int Retired => Position.Retired;

    /// <summary>The block that is being written.</summary>
    protected int Block { get; private set; }

    /// <summary>The offset in the page at which <see cref="Block"/> begins.</summary>
    protected int BlockOffset { get; private set; }

    /// <summary>Blocks of the region.</summary>
    protected int Blocks { get; private set; }

    /// <summary>Whether the block is written in its plain form (<see cref="Assumption"/>).</summary>
    protected bool IsPlain { get; private set; }

    /// <summary>Whether the block has been written before, in its other form.</summary>
    protected bool IsSecondForm { get; private set; }

    /// <summary>Begins a region.</summary>
    /// <param name="buffer">The memory that the code is written to, which stays where it is until the region's
    /// end.</param>
    /// <param name="capacity">Bytes that fit.</param>
    /// <param name="heads">Page offsets of the blocks, ascending.</param>
    public void BeginRegion(byte* buffer, int capacity, ReadOnlySpan<ushort> heads)
    {
        Array.Fill(blockAt, (short)NoBlock);
        for (int i = 0; i < heads.Length; i++) blockAt[heads[i] / alignment] = (short)i;
        Blocks = heads.Length;
        if (assumptions.Length < heads.Length) assumptions = new Assumption[heads.Length];
        Array.Clear(assumptions);
        BeginCode(buffer, capacity);
    }

    /// <summary>Begins a block: each once, in order.</summary>
    public void BeginBlock(int block, int offset)
    {
        IsSecondForm = false;
        Begin(block, offset, isPlain: assumptions[block].BeginFirst());
    }

    /// <summary>A block that has to be written in its other form too (<see cref="Assumption"/>), or <see cref="NoBlock"/>: asked
    /// when all blocks are written, until there is none.</summary>
    public int FindSecondForm()
    {
        for (int block = 0; block < Blocks; block++)
            if (assumptions[block].NeedsSecond) return block;
        return NoBlock;
    }

    /// <summary>Begins to write a block's other form.</summary>
    public void BeginSecondForm(int block, int offset)
    {
        IsSecondForm = true;
        Begin(block, offset, isPlain: assumptions[block].BeginSecond());
    }

    /// <summary>Begins an instruction of the block.</summary>
    public void BeginInstruction(in GuestInstruction next)
    {
        Position.Begin(in next);
        Graph.Clear();
    }

    /// <summary>Ends the instruction.</summary>
    public void EndInstruction()
    {
        Position.Retired++;
        EndInstructionCode();
    }

    /// <summary>Writes what all blocks share and what is seldom executed.</summary>
    /// <param name="entryOffsets">Takes the offset in the code of each block's entry.</param>
    /// <returns>Bytes of code; 0 when it did not fit.</returns>
    public abstract int EndRegion(Span<int> entryOffsets);

    /// <summary>The block at an offset from the page's start, or <see cref="NoBlock"/>.</summary>
    public int BlockAt(int offset) =>
        offset is < 0 or >= RegionSource.PageSize ? NoBlock : blockAt[offset / alignment];

    /// <summary>The guest virtual address of a place in or near the page.</summary>
    public BaselineValue AddressOf(int offset) => new(Graph, Graph.PageAddress(offset));

    /// <summary>An integer register.</summary>
    public BaselineValue ReadRegister(int guest)
    {
        if (guest == File.Zero) return 0;
        if (guest == File.Discriminant && !isDiscriminantWritten && assumptions[Block].Ask(IsPlain) is { } assumed)
            return (long)assumed;
        BaselineConstant constant = known[guest];
        return constant.Kind switch
        {
            NodeKind.Constant when constant.IsKnown => constant.Value,
            NodeKind.PageAddress => AddressOf(checked((int)constant.Value)),
            _ => new(Graph, Graph.Register(guest)),
        };
    }

    /// <summary>Sets an integer register, not the zero.</summary>
    public void WriteRegister(int guest, BaselineValue value)
    {
        int node = value.In(Graph);
        NodeKind kind = Graph[node].Kind;
        bool isKnown = kind is NodeKind.Constant or NodeKind.PageAddress;
        isDiscriminantWritten |= guest == File.Discriminant;
        known[guest] = isKnown ? new BaselineConstant(true, kind, Graph[node].Constant) : default;
        WriteRegister(guest, node, isKnown);
    }

    /// <summary>Whether the end of this block leads to another one's plain form.</summary>
    protected bool LeadsToPlain(int target) =>
        File.Discriminant < 0 || !assumptions[target].HoldsWith(DiscriminantAtEnd());

    /// <summary>Whether the first form of a block is the plain one.</summary>
    protected bool IsFirstPlain(int block) => assumptions[block].IsFirstPlain;

    /// <summary>Whether a block's other form is not written, as the first one does for all.</summary>
    protected bool HasOneForm(int block) => !assumptions[block].NeedsBoth;

    /// <summary>Drops a result that the guest does not keep: arithmetic that raises flags is done
    /// nevertheless.</summary>
    public void Discard(BaselineValue value)
    {
        if (value.IsConstant(out _)) return;
        int number = value.In(Graph);
        while (Graph[number].Kind == NodeKind.ZeroExtend) number = Graph[number].A;
        ref Node node = ref Graph[number];
        if (node.Kind == NodeKind.Float
            || (node.Kind == NodeKind.FromCondition && Graph[node.A].Kind == NodeKind.FloatCompare))
            Execute(number);
    }

    /// <summary>A floating-point register.</summary>
    public BaselineValue ReadFloat(int guest) => new(Graph, Graph.Leaf(NodeKind.FloatRegister, guest));

    /// <summary>A vector register.</summary>
    public abstract BaselineVector ReadVector(int guest);

    /// <summary>Sets a vector register.</summary>
    public abstract void WriteVector(int guest, BaselineVector value);

    /// <summary>A function of vectors' lanes.</summary>
    public abstract BaselineVector FloatLanes(
        FloatFunction function, FloatFormat format, bool isFull, BaselineVector first, BaselineVector second,
        BaselineVector third, FloatRounding rounding, int immediate);

    /// <summary>Sets a floating-point register and marks the state dirty.</summary>
    public abstract void WriteFloat(int guest, BaselineValue value);

    /// <summary>Writes a side exit to the interpreter that is taken unless floating point is on.</summary>
    public abstract void BeginFloat();

    /// <summary>Writes a side exit that is taken unless floating point is on and the host has the rounding
    /// mode.</summary>
    public abstract void BeginFloat(FloatRounding rounding);

    /// <summary>Floating-point arithmetic, packed by <see cref="HelperArguments"/>.</summary>
    public BaselineValue Arithmetic(uint packed, BaselineValue a, BaselineValue b, BaselineValue c)
    {
        NoteArithmetic(packed);
        return new(Graph, Graph.Ternary(NodeKind.Float, a.In(Graph), b.In(Graph), c.In(Graph), packed));
    }

    /// <summary>A floating-point comparison.</summary>
    public BaselineCondition Compare(
        FloatHelperOperation operation, FloatFormat format, BaselineValue left, BaselineValue right)
    {
        uint packed = HelperArguments.Float(operation, format, default, default);
        NoteArithmetic(packed);
        int number = Graph.Binary(NodeKind.FloatCompare, left.In(Graph), right.In(Graph));
        Graph[number].Constant = packed;
        return new(Graph, number);
    }

    /// <summary>Has a helper compute a function of the guest's.</summary>
    public abstract BaselineValue Compute(uint function, BaselineValue first, BaselineValue second, BaselineValue third);

    /// <summary>Loads 16 bytes.</summary>
    public abstract BaselineVector LoadVector(BaselineValue address);

    /// <summary>Stores 16 bytes.</summary>
    public abstract void StoreVector(BaselineValue address, BaselineVector value);

    public abstract BaselineValue Load(BaselineValue address, Width width);

    public abstract void Store(BaselineValue address, Width width, BaselineValue value);

    public abstract BaselineValue AtomicReadModifyWrite(
        AtomicOperation operation, BaselineValue address, Width width, BaselineValue operand);

    /// <summary>Stores a value where memory has what is expected; returns what it was.</summary>
    public abstract BaselineValue CompareExchange(
        BaselineValue address, Width width, BaselineValue expected, BaselineValue value);

    public abstract BaselineValue LoadReserved(BaselineValue address, Width width);

    /// <summary>A store that is done only where the reservation still holds: 0 when it stored, 1 when not.</summary>
    public abstract BaselineValue StoreConditional(BaselineValue address, Width width, BaselineValue value);

    /// <summary>Zeroes the 64-byte block around an address.</summary>
    public abstract void ZeroBlock(BaselineValue address);

    public abstract void MemoryFence();

    /// <summary>Calls the helper for what only the CPU can do (<see cref="HelperId.System"/>), and returns its
    /// result.</summary>
    public abstract BaselineValue ExecuteSystem(uint operation, BaselineValue first, BaselineValue second);

    /// <summary>Ends the block with a branch of which both ways are known, as offsets from the page's start.</summary>
    public abstract void EndWithBranch(BaselineCondition condition, int takenOffset, int nextOffset);

    /// <summary>Ends the block with a jump instruction to a known place.</summary>
    public void EndWithJump(int offset)
    {
        Position.Retired++;
        GoOn(offset);
    }

    /// <summary>Ends the block before an instruction that is not in it, with a jump to that instruction.</summary>
    public abstract void GoOn(int offset);

    /// <summary>Ends the block with a jump to a computed address.</summary>
    public void EndWithIndirectJump(BaselineValue target)
    {
        int node = target.In(Graph);
        if (Graph[node].Kind == NodeKind.PageAddress) EndWithJump(checked((int)Graph[node].Constant));
        else EndWithIndirectJump(node);
    }

    /// <summary>Ends the block by leaving this instruction to the interpreter.</summary>
    public abstract void EndWithSideExit(SideExitCause cause);

    private void Begin(int block, int offset, bool isPlain)
    {
        Block = block;
        BlockOffset = offset;
        IsPlain = isPlain;
        isDiscriminantWritten = false;
        Position.Retired = 0;
        IsOpen = true;
        Array.Clear(known);
        BeginBlockCode();
    }

    // Null when it is not known. What only the CPU can do, may change it.
    private ulong? DiscriminantAtEnd()
    {
        if (Instruction.Flow == Flow.System) return null;
        if (!isDiscriminantWritten) return assumptions[Block].NeedsBoth ? assumptions[Block].Ask(IsPlain) : null;
        BaselineConstant here = known[File.Discriminant];
        return here is { IsKnown: true, Kind: NodeKind.Constant } ? (ulong)here.Value : null;
    }

    protected abstract void BeginCode(byte* buffer, int capacity);

    protected abstract void BeginBlockCode();

    protected abstract void EndInstructionCode();

    /// <param name="guest">The register.</param>
    /// <param name="node">Its new value.</param>
    /// <param name="isKnown">Later reads in the block will not ask for the register.</param>
    protected abstract void WriteRegister(int guest, int node, bool isKnown);

    protected abstract void EndWithIndirectJump(int node);

    /// <summary>Computes a value for its side effects.</summary>
    protected abstract void Execute(int node);

    /// <summary>Notes, before arithmetic is computed, that it may raise floating-point flags.</summary>
    protected abstract void NoteArithmetic(uint packed);
}
