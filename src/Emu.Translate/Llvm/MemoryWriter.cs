using Emu.Core.Memory;
using Emu.Isa;
using Emu.Llvm;
using Emu.Translate.Abi;
using Emu.Translate.Llvm.Passes;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <summary>Writes a block's accesses to guest memory: with the software TLB's check inline, as the interpreter makes it, or
/// at a fixed distance from the guest's address, with restart points.</summary>
internal sealed partial class MemoryWriter(
    RegionFrame frame, GuestBlock block, BlockPosition position, Checkpoint checkpoint, RestartTracker restarts)
{
    // Byte accesses that a wider one does, by the offsets of their instructions. Only where memory is accessed directly: a
    // run may cross a page's end.
    private readonly Dictionary<int, AccessRun> runs = frame.IsDirect ? AccessRuns.Find(frame.File, block.Instructions) : [];

    // Of each run that was begun what was loaded, or is to be stored as far as it is known, as i64.
    private readonly Dictionary<AccessRun, LLVMValueRef> runValues = [];

    /// <summary>Whether the block has stored to memory, and so may have changed code.</summary>
    public bool HasStored { get; private set; }

    private IrBuilder Ir => frame.Ir;

    private LLVMBuilderRef Builder => frame.Builder;

    private GuestInstruction Instruction => position.Instruction;

    public LLVMValueRef Load(LLVMValueRef address, Width width) => runs.TryGetValue(Instruction.Offset, out AccessRun? run)
        ? LoadByte(address, run)
        : LoadWhole(address, width);

    public void Store(LLVMValueRef address, Width width, LLVMValueRef value)
    {
        if (runs.TryGetValue(Instruction.Offset, out AccessRun? run)) StoreByte(address, run, value);
        else StoreWhole(address, width, value);
    }

    public LLVMValueRef AtomicReadModifyWrite(
        AtomicOperation operation, LLVMValueRef address, Width width, LLVMValueRef operand)
    {
        LLVMValueRef host = HostAddress(address, width, store: true, aligned: true, SideExitCause.Atomic);
        LLVMValueRef old = HostOperation(operation) is { } known
            ? ByHostInstruction(known, host, Narrow(operand, width))
            : ByCompareExchange(operation, host, width, operand);
        HasStored = true;
        restarts.NoteSideEffect();
        return Widen(old, width);
    }

    public LLVMValueRef LoadReserved(LLVMValueRef address, Width width)
    {
        LLVMValueRef host = HostAddress(address, width, store: false, aligned: true, SideExitCause.Atomic);
        LLVMValueRef value = Builder.BuildLoad2(Ir.Context.GetIntType(Bits(width)), host);
        value.SetVolatile(true);
        value.SetOrdering(LLVMAtomicOrdering.LLVMAtomicOrderingSequentiallyConsistent);
        value.SetAlignment((uint)width);
        value = Widen(value, width);
        restarts.NoteSideEffect();
        frame.StoreField(address, StateLayout.ReservationAddress);
        frame.StoreField(Builder.BuildPtrToInt(host, Ir.Types.I64), StateLayout.ReservationHost);
        frame.StoreField(value, StateLayout.ReservationValue);
        frame.StoreField(Ir.Constant8((byte)width), StateLayout.ReservationWidth);
        return value;
    }

    /// <summary>A store that is done only where the reservation still holds: 0 when it stored, 1 when not.</summary>
    public LLVMValueRef StoreConditional(LLVMValueRef address, Width width, LLVMValueRef value) => StoreConditional(
        address, (int)width, width,
        () => (Narrow(frame.LoadField(Ir.Types.I64, StateLayout.ReservationValue), width), Narrow(value, width)));

    private LLVMValueRef StoreConditional(
        LLVMValueRef address, int size, Width width, Func<(LLVMValueRef Expected, LLVMValueRef Value)> operands)
    {
        restarts.BeforeAccess();
        RequireAlignment(address, size, SideExitCause.Atomic);
        LLVMValueRef reserved = frame.LoadField(Ir.Types.I8, StateLayout.ReservationWidth);
        LLVMValueRef reservedAddress = frame.LoadField(Ir.Types.I64, StateLayout.ReservationAddress);
        LLVMValueRef holds = Builder.BuildAnd(
            Ir.IsEqual(reserved, Ir.Constant8((byte)size)), Ir.IsEqual(reservedAddress, address));
        LLVMBasicBlockRef before = Builder.InsertBlock, join = Ir.NewBlock();
        LLVMBasicBlockRef held = Ir.NewBlock(), exchange = Ir.NewBlock();
        Ir.BranchLikely(holds, held, join);

        // Without a reservation nothing is accessed.
        Builder.PositionAtEnd(held);
        LLVMValueRef host = frame.IsDirect
            ? DirectAddress(address)
            : HostAddress(address, width, store: true, aligned: true, SideExitCause.Atomic);
        LLVMValueRef reservedHost = frame.LoadField(Ir.Types.I64, StateLayout.ReservationHost);
        LLVMBasicBlockRef found = Builder.InsertBlock;
        Ir.BranchLikely(Ir.IsEqual(reservedHost, Builder.BuildPtrToInt(host, Ir.Types.I64)), exchange, join);

        Builder.PositionAtEnd(exchange);
        (LLVMValueRef expected, LLVMValueRef value) = operands();
        LLVMValueRef exchanged = Exchange(host, expected, value);
        LLVMValueRef stored = Builder.BuildExtractValue(exchanged, 1);
        Builder.BuildBr(join);

        Builder.PositionAtEnd(join);
        HasStored = true;
        restarts.NoteSideEffect();
        LLVMValueRef done = Builder.BuildPhi(Ir.Types.I1);
        done.AddIncoming([Ir.False, Ir.False, stored], [before, found, exchange]);
        // The reservation ends behind the exchange, which may fault and is executed again then.
        frame.StoreField(Ir.Constant8(0), StateLayout.ReservationWidth);
        return Builder.BuildZExt(Builder.BuildNot(done), Ir.Types.I64);
    }

    public void Fence() => Builder.BuildFence(LLVMAtomicOrdering.LLVMAtomicOrderingSequentiallyConsistent);

    /// <summary>Zeroes the 64-byte block around an address.</summary>
    public void ClearBlock(LLVMValueRef address)
    {
        LLVMBasicBlockRef done = Ir.NewBlock();
        LLVMValueRef refused = Ir.IsEqual(frame.Call(HelperId.ZeroBlock, Ir.Types.I32, address), Ir.Constant32(0));
        Builder.BuildCondBr(refused, checkpoint.SideExit(SideExitCause.Store, Builder.InsertBlock), done);
        Builder.PositionAtEnd(done);
        HasStored = true;
        restarts.NoteSideEffect();
    }

    private LLVMValueRef LoadWhole(LLVMValueRef address, Width width)
    {
        LLVMValueRef host = HostAddress(address, width, store: false, aligned: false, SideExitCause.Load);
        LLVMValueRef value = Builder.BuildLoad2(Ir.Context.GetIntType(Bits(width)), host);
        value.SetVolatile(true);
        value.SetAlignment(1);
        return Widen(value, width);
    }

    private void StoreWhole(LLVMValueRef address, Width width, LLVMValueRef value)
    {
        LLVMValueRef host = HostAddress(
            address, width, store: true, aligned: false, SideExitCause.Store, Instruction.Stores(width), value);
        WriteStore(host, width, value);
        restarts.NoteStore();
    }

    private void WriteStore(LLVMValueRef host, Width width, LLVMValueRef value)
    {
        LLVMValueRef store = Builder.BuildStore(Narrow(value, width), host);
        store.SetVolatile(true);
        store.SetAlignment(1);
        HasStored = true;
    }

    private LLVMValueRef ByHostInstruction(LLVMAtomicRMWBinOp operation, LLVMValueRef host, LLVMValueRef operand)
    {
        LLVMValueRef old = Builder.BuildAtomicRMW(
            operation, host, Opaque(operand), LLVMAtomicOrdering.LLVMAtomicOrderingSequentiallyConsistent);
        old.SetVolatile(true);
        return old;
    }

    // What the operation's row says, until no other CPU has stored meanwhile.
    private LLVMValueRef ByCompareExchange(
        AtomicOperation operation, LLVMValueRef host, Width width, LLVMValueRef operand)
    {
        LLVMTypeRef type = Ir.Context.GetIntType(Bits(width));
        LLVMValueRef first = Builder.BuildLoad2(type, host);
        first.SetVolatile(true);
        first.SetAlignment((uint)width);
        LLVMBasicBlockRef before = Builder.InsertBlock, again = Ir.NewBlock(), done = Ir.NewBlock();
        Builder.BuildBr(again);

        Builder.PositionAtEnd(again);
        LLVMValueRef old = Builder.BuildPhi(type);
        LLVMValueRef wanted = operation.Apply<IrValue, IrCondition>(
            new IrValue(Widen(old, width)), new IrValue(operand), width).Value;
        LLVMValueRef exchanged = Exchange(host, old, Narrow(wanted, width));
        LLVMValueRef seen = Builder.BuildExtractValue(exchanged, 0);
        old.AddIncoming([first, seen], [before, Builder.InsertBlock]);
        Ir.BranchLikely(Builder.BuildExtractValue(exchanged, 1), done, again);

        Builder.PositionAtEnd(done);
        return old;
    }

    private LLVMValueRef LoadByte(LLVMValueRef address, AccessRun run)
    {
        if (run.At == Instruction.Offset) runValues[run] = LoadWhole(LowestAddress(address, run), (Width)run.Size);
        LLVMValueRef shifted = Builder.BuildLShr(runValues[run], Ir.Constant((ulong)BitInRun(run)));
        return Builder.BuildAnd(shifted, Ir.Constant(byte.MaxValue));
    }

    // Nothing can leave the block between a run's stores, so that the first ones can wait for the last one.
    private void StoreByte(LLVMValueRef address, AccessRun run, LLVMValueRef value)
    {
        bool isBegun = runValues.TryGetValue(run, out LLVMValueRef others);
        if (!isBegun) restarts.BeforeRunOfStores();
        LLVMValueRef low = Builder.BuildAnd(value, Ir.Constant(byte.MaxValue));
        LLVMValueRef shifted = Builder.BuildShl(low, Ir.Constant((ulong)BitInRun(run)));
        LLVMValueRef known = isBegun ? Builder.BuildOr(others, shifted) : shifted;
        runValues[run] = known;
        if (run.At != Instruction.Offset) return;
        WriteStore(DirectAddress(LowestAddress(address, run)), (Width)run.Size, known);
        restarts.NoteSideEffect();
    }

    private LLVMValueRef LowestAddress(LLVMValueRef address, AccessRun run) =>
        Builder.BuildSub(address, Ir.Constant((ulong)(Instruction.Decoded.Immediate - run.Low)));

    private int BitInRun(AccessRun run) => 8 * (Instruction.Decoded.Immediate - run.Low);

    private LLVMValueRef DirectAddress(LLVMValueRef address) =>
        Builder.BuildGEP2(Ir.Types.I8, Builder.BuildLoad2(Ir.Types.Pointer, frame.Tlb), address);

    // The host address of an access that RAM serves, or a device, which gets the value; others leave by a side exit. A
    // device's load leaves too: a side exit would later make it once more, from the block's checkpoint.
    private LLVMValueRef HostAddress(
        LLVMValueRef address, Width width, bool store, bool aligned, SideExitCause cause, bool device = false,
        LLVMValueRef value = default)
    {
        if (frame.IsDirect)
        {
            restarts.BeforeAccess();
            if (aligned) RequireAlignment(address, (int)width, cause);
            return DirectAddress(address);
        }

        LLVMBasicBlockRef hit = Ir.NewBlock(), miss = Ir.NewBlock(), join = Ir.NewBlock();
        LLVMValueRef index = Builder.BuildAnd(
            Builder.BuildLShr(address, Ir.Constant(AddressMap.PageShift - TlbEntry.SizeShift)),
            Ir.Constant((TlbEntry.TableEntries - 1) << TlbEntry.SizeShift));
        LLVMValueRef entry = Ir.Offset(Builder.BuildLoad2(Ir.Types.Pointer, frame.Tlb), index);
        LLVMValueRef tag = Ir.LoadField(Ir.Types.I64, entry, store ? StateLayout.WriteTag : StateLayout.ReadTag);
        LLVMValueRef page = Builder.BuildAnd(address, Ir.Constant(TlbEntry.PageMask | ((ulong)width - 1)));
        Ir.BranchLikely(Ir.IsEqual(tag, page), hit, miss);

        Builder.PositionAtEnd(hit);
        LLVMValueRef addend = Ir.LoadField(Ir.Types.Pointer, entry, StateLayout.Addend);
        LLVMValueRef direct = Builder.BuildGEP2(Ir.Types.I8, addend, address);
        Builder.BuildBr(join);

        Builder.PositionAtEnd(miss);
        uint access = HelperArguments.Access(width, store, aligned, device);
        LLVMValueRef filled = frame.Call(
            HelperId.Fill, Ir.Types.Pointer, address, Ir.Constant32(access), device ? value : Ir.Constant(0));
        LLVMValueRef served = Builder.BuildNot(Ir.IsEqual(filled, LLVMValueRef.CreateConstNull(Ir.Types.Pointer)));
        Ir.BranchLikely(served, join, checkpoint.SideExit(cause, miss));

        Builder.PositionAtEnd(join);
        LLVMValueRef host = Builder.BuildPhi(Ir.Types.Pointer);
        host.AddIncoming([direct, filled], [hit, miss]);
        return host;
    }

    private void RequireAlignment(LLVMValueRef address, int size, SideExitCause cause)
    {
        LLVMBasicBlockRef aligned = Ir.NewBlock();
        LLVMValueRef rest = Builder.BuildAnd(address, Ir.Constant((ulong)size - 1));
        LLVMBasicBlockRef here = Builder.InsertBlock;
        LLVMBasicBlockRef exit = checkpoint.SideExit(cause, here);
        Ir.BranchLikely(Ir.IsEqual(rest, Ir.Constant(0)), aligned, exit);
        Builder.PositionAtEnd(aligned);
    }

    // Hides a value from LLVM, which makes a plain load of an atomic operation that it knows to change nothing: that
    // would not fault where the guest may not store.
    private LLVMValueRef Opaque(LLVMValueRef value)
    {
        LLVMTypeRef identity = LLVMTypeRef.CreateFunction(value.TypeOf, [value.TypeOf]);
        return Builder.BuildCall2(identity, LLVMValueRef.CreateOpaqueIdentity(identity), [value]);
    }

    private LLVMValueRef Narrow(LLVMValueRef value, Width width) =>
        width == Width.Double ? value : Builder.BuildTrunc(value, Ir.Context.GetIntType(Bits(width)));

    private LLVMValueRef Widen(LLVMValueRef value, Width width) =>
        width == Width.Double ? value : Builder.BuildZExt(value, Ir.Types.I64);

    private static uint Bits(Width width) => (uint)width * 8;

    // What LLVM calls an operation; null where it has none.
    private static LLVMAtomicRMWBinOp? HostOperation(AtomicOperation operation) => operation switch
    {
        AtomicOperation.Swap => LLVMAtomicRMWBinOp.LLVMAtomicRMWBinOpXchg,
        AtomicOperation.Add => LLVMAtomicRMWBinOp.LLVMAtomicRMWBinOpAdd,
        AtomicOperation.Xor => LLVMAtomicRMWBinOp.LLVMAtomicRMWBinOpXor,
        AtomicOperation.And => LLVMAtomicRMWBinOp.LLVMAtomicRMWBinOpAnd,
        AtomicOperation.Or => LLVMAtomicRMWBinOp.LLVMAtomicRMWBinOpOr,
        AtomicOperation.MinSigned => LLVMAtomicRMWBinOp.LLVMAtomicRMWBinOpMin,
        AtomicOperation.MaxSigned => LLVMAtomicRMWBinOp.LLVMAtomicRMWBinOpMax,
        AtomicOperation.MinUnsigned => LLVMAtomicRMWBinOp.LLVMAtomicRMWBinOpUMin,
        AtomicOperation.MaxUnsigned => LLVMAtomicRMWBinOp.LLVMAtomicRMWBinOpUMax,
        _ => null,
    };
}
