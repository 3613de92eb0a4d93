using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Translate.Abi;
using Emu.Translate.Regions;
using static Emu.Translate.Baseline.X64.HostFrame;

namespace Emu.Translate.Baseline.X64;

/// <summary>
/// The baseline translator's x86-64 half: entries and the ends of blocks; what instructions do is written by the objects
/// that it has. Inside a block guest registers are cached in host registers (<see cref="RegisterCache"/>); between blocks
/// they are in the CPU's state.
/// </summary>
/// <remarks>The objects are made once and not for each block, so that translating allocates nothing; those that know
/// something of a block forget it in <see cref="BeginBlockCode"/>.
/// Invariant of the unsafe code: the buffer belongs to the caller of <see cref="HostWriter.BeginRegion"/> until the
/// region's end, and only <see cref="X64Assembler"/>, which knows its capacity, writes into it.</remarks>
internal sealed unsafe class X64Writer : HostWriter
{
    private const int MostLabels = 1 << 15, NotWritten = -1;

    private readonly X64Assembler code;
    private readonly RegisterCache registers;
    private readonly SharedCode shared;
    private readonly ColdSection cold;
    private readonly PendingLoad load;
    private readonly FloatState floats;
    private readonly VectorHosts hosts;
    private readonly VectorWriter vectors;
    private readonly Evaluator values;
    private readonly AccessWriter memory;
    private readonly SystemWriter system;

    // Labels of the first block's two forms (Assumption); those of the other blocks follow each.
    private int firstPlain, firstAssuming;

    // The first block's label of what a return leads to: its entry but for the look for requests.
    private int behindEntry;

    // Of each block: the offset in the code of its entry, or NotWritten.
    private int[] entryAt = [];

    // The code that was written last goes on with the next block's.
    private bool fallsThrough;

    /// <param name="isa">How the guest's code decodes.</param>
    /// <param name="hasFusedMultiply">The host has FMA.</param>
    /// <param name="access">How guest memory is reached.</param>
    public X64Writer(GuestIsa isa, bool hasFusedMultiply, MemoryAccess access)
        : base(isa)
    {
        bool isDirect = access != MemoryAccess.Tlb;
        code = new X64Assembler(MostLabels);
        registers = new RegisterCache(code, File.Scalars);
        shared = new SharedCode(code, isDirect);
        cold = new ColdSection(code, registers, Position, shared);
        load = new PendingLoad(code, registers, Graph);
        floats = new FloatState(code, cold);
        hosts = new VectorHosts(code, File);
        FloatRules rules = isa.Architecture.FloatRules;
        NumberWriter numbers = new(code, floats, hasFusedMultiply, rules);
        values = new Evaluator(
            code, Graph, registers, load, floats, hosts, numbers, cold, shared, hasFusedMultiply, rules);
        vectors = new VectorWriter(code, Graph, registers, hosts, values, floats, numbers, cold, shared);
        Graph.Vectors = vectors;
        memory = new AccessWriter(code, Graph, registers, Position, values, hosts, load, cold, access);
        system = new SystemWriter(code, Graph, registers, Position, values, hosts, cold, shared, isDirect);
    }

    // Something in the block has changed memory, and so may have changed code.
    private bool HasStored => memory.HasStored || system.HasStored;

    public override int EndRegion(Span<int> entryOffsets)
    {
        for (int block = 0; block < Blocks; block++)
            if (HasOneForm(block)) code.BindWith(LabelOf(block, !IsFirstPlain(block)), LabelOf(block, IsFirstPlain(block)));

        cold.Write();
        for (int block = 0; block < Blocks; block++)
        {
            if (entryAt[block] == NotWritten)
            {
                WriteEntry(block);
                code.Jump(firstPlain + block);
            }

            entryOffsets[block] = entryAt[block];
        }

        shared.Write();
        return code.Overflowed ? 0 : code.Position;
    }

    public override BaselineVector ReadVector(int guest) => new(vectors, hosts.Read(guest));

    public override void WriteVector(int guest, BaselineVector value) => hosts.Write(guest, value.In(vectors));

    public override BaselineVector FloatLanes(
        FloatFunction function, FloatFormat format, bool isFull, BaselineVector first, BaselineVector second,
        BaselineVector third, FloatRounding rounding, int immediate)
    {
        int operands = FloatFunctions.OperandsOf(function), a = first.In(vectors);
        int b = operands > 1 ? second.In(vectors) : a, c = operands > 2 ? third.In(vectors) : a;
        return new(vectors, vectors.FloatLanes(function, format, isFull, a, b, c, rounding, immediate));
    }

    public override BaselineVector LoadVector(BaselineValue address)
    {
        if (memory.LoadVector(address) is >= 0 and var number) return new(vectors, number);
        BaselineValue low = Load(address, Width.Double);
        return BaselineVector.Create(low, Load(address + sizeof(ulong), Width.Double));
    }

    public override void StoreVector(BaselineValue address, BaselineVector value)
    {
        if (memory.StoreVector(address, value.In(vectors))) return;
        Store(address, Width.Double, value.Low);
        Store(address + sizeof(ulong), Width.Double, value.High);
    }

    public override BaselineValue Compute(
        uint function, BaselineValue first, BaselineValue second, BaselineValue third) =>
        system.Compute(function, first, second, third);

    public override void WriteFloat(int guest, BaselineValue value) => values.WriteFloat(guest, value);

    public override void BeginFloat() => floats.Begin();

    public override void BeginFloat(FloatRounding rounding) => floats.Begin(rounding);

    public override BaselineValue Load(BaselineValue address, Width width) => memory.Load(address, width);

    public override void Store(BaselineValue address, Width width, BaselineValue value) =>
        memory.Store(address, width, value);

    public override BaselineValue AtomicReadModifyWrite(
        AtomicOperation operation, BaselineValue address, Width width, BaselineValue operand) =>
        memory.AtomicReadModifyWrite(operation, address, width, operand);

    public override BaselineValue CompareExchange(
        BaselineValue address, Width width, BaselineValue expected, BaselineValue value) =>
        memory.CompareExchange(address, width, expected, value);

    public override BaselineValue LoadReserved(BaselineValue address, Width width) => memory.LoadReserved(address, width);

    public override BaselineValue StoreConditional(BaselineValue address, Width width, BaselineValue value) =>
        memory.StoreConditional(address, width, value);

    public override void MemoryFence() => memory.Fence();

    public override void ZeroBlock(BaselineValue address)
    {
        memory.LoadAddress(address.In(Graph));
        system.ZeroBlock();
    }

    public override BaselineValue ExecuteSystem(uint operation, BaselineValue first, BaselineValue second) =>
        system.Execute(operation, first, second);

    public override void EndWithBranch(BaselineCondition condition, int takenOffset, int nextOffset)
    {
        values.Prepare(condition.Node);
        EndBlock(Retired + 1);
        Condition holds = values.Test(condition.Node);
        int taken = BlockAt(takenOffset);
        if (taken == NoBlock)
        {
            code.JumpIf(holds, cold.Add(cold.Exit(ColdKind.Jump, takenOffset)));
        }
        else if (IsForward(takenOffset))
        {
            code.JumpIf(holds, LabelOf(taken, LeadsToPlain(taken)));
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
        ExpectReturn();
        system.LeaveWhenAsked(offset);
        JumpTo(offset);
    }

    public override void EndWithSideExit(SideExitCause cause)
    {
        ColdCode exit = cold.SideExit(cause);
        cold.WriteSideExit(in exit);
        IsOpen = false;
    }

    protected override void BeginCode(byte* buffer, int capacity)
    {
        code.Reset(buffer, capacity);
        cold.Clear();
        shared.Begin();
        firstPlain = code.NewLabels(Blocks);
        firstAssuming = code.NewLabels(Blocks);
        behindEntry = code.NewLabels(Blocks);
        if (entryAt.Length < Blocks) entryAt = new int[Blocks];
        entryAt.AsSpan(0, Blocks).Fill(NotWritten);
        fallsThrough = false;
    }

    protected override void BeginBlockCode()
    {
        // Where an entry is in nobody's way, it comes before its block: the host's caches bring both at once.
        if (!fallsThrough && IsPlain && !IsSecondForm) WriteEntry(Block);
        fallsThrough = false;
        code.Bind(LabelOf(Block, IsPlain));
        registers.Clear();
        load.Clear();
        floats.Clear();
        hosts.Clear();
        memory.Clear();
        system.Clear();
    }

    protected override void EndInstructionCode()
    {
        load.FinishUnused();
        registers.BeginInstruction();
        hosts.Clear();
    }

    protected override void WriteRegister(int guest, int node, bool isKnown) =>
        values.WriteRegister(guest, node, isKnown);

    protected override void Execute(int node) => values.Evaluate(node);

    protected override void NoteArithmetic(uint packed) => floats.NoteArithmetic(packed);

    protected override void EndWithIndirectJump(int node)
    {
        Gpr target = values.Evaluate(node);
        EndBlock(Retired + 1);
        ExpectReturn();
        if (Instruction.IsReturn && !(HasStored && LooksAfterStores)) shared.ReturnTo(target);
        else shared.JumpOut(target);
    }

    // Has the way back of a call prepared, where the instruction is one.
    private void ExpectReturn()
    {
        if (!Instruction.IsCall) return;
        if (BlockAt(Instruction.End) is var next and not NoBlock) shared.NoteReturn(Instruction.End, behindEntry + next);
        else shared.ExpectReturn(Instruction.End);
    }

    // An entry of the region: goes on with the block, or returns to the engine when something is requested of the CPU.
    private void WriteEntry(int block)
    {
        entryAt[block] = code.Position;
        code.Alu(Alu.Cmp, wide: false, new Memory(EntryState, StateLayout.Requests), 0);
        code.JumpIf(Condition.NE, shared.Requested);
        code.Lea(wide: true, State, new Memory(EntryState, Bias));
        code.MoveConstant(Counted, 0);
        code.Bind(behindEntry + block);
        code.Store(Field(StateLayout.Entered), EntryPc, sizeof(ulong));
        code.Alu(Alu.And, wide: true, PageStart, -RegionSource.PageSize);
    }

    private void EndBlock(int retired)
    {
        registers.WriteBack();
        shared.Count(retired);
        IsOpen = false;
    }

    private void JumpTo(int offset)
    {
        int block = BlockAt(offset);
        if (block == NoBlock) shared.JumpOut(offset);
        else if (!IsForward(offset)) JumpBack(block, offset);
        else if (LeadsToPlain(block) is var isPlain && FollowsAtOnce(block, isPlain)) fallsThrough = true;
        else code.Jump(LabelOf(block, isPlain));
    }

    // A block's form is written behind this one.
    private bool FollowsAtOnce(int block, bool isPlain) =>
        block == Block + 1 && !IsSecondForm && isPlain == IsFirstPlain(block);

    private int LabelOf(int block, bool isPlain) => (isPlain ? firstPlain : firstAssuming) + block;

    // Not one that closes a loop, and not one behind a store that has to be looked after.
    private bool IsForward(int offset) => offset > BlockOffset && !(HasStored && LooksAfterStores);

    // A loop is left when something is requested of the CPU.
    private void JumpBack(int block, int offset)
    {
        code.Alu(Alu.Cmp, wide: false, Field(StateLayout.Requests), 0);
        code.JumpIf(Condition.E, LabelOf(block, LeadsToPlain(block)));
        code.Jump(cold.Add(cold.Exit(ColdKind.Leave, offset)));
    }
}
