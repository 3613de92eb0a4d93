using Emu.Isa;
using Emu.Llvm;
using Emu.Translate.Abi;

namespace Emu.Translate.Llvm;

/// <content>Vectors, compare-and-exchange, and atomic accesses of 16 bytes.</content>
internal sealed partial class MemoryWriter
{
    private const int PairSize = 16;

    /// <summary>Loads 16 bytes as a vector: at once where nothing but a fault can come between its halves.</summary>
    public LLVMValueRef LoadVector(LLVMValueRef address)
    {
        if (frame.IsDirect)
        {
            LLVMValueRef host = HostAddress(address, Width.Double, store: false, aligned: false, SideExitCause.Load);
            LLVMValueRef whole = Builder.BuildLoad2(Ir.Types.Vector, host);
            whole.SetVolatile(true);
            whole.SetAlignment(1);
            return whole;
        }

        LLVMValueRef low = Load(address, Width.Double);
        return IrVector.Create(new IrValue(low), new IrValue(Load(Upper(address), Width.Double))).Value;
    }

    /// <summary>Stores a vector.</summary>
    public void StoreVector(LLVMValueRef address, LLVMValueRef value)
    {
        if (frame.IsDirect)
        {
            LLVMValueRef host = HostAddress(address, Width.Double, store: true, aligned: false, SideExitCause.Store);
            LLVMValueRef store = Builder.BuildStore(value, host);
            store.SetVolatile(true);
            store.SetAlignment(1);
            HasStored = true;
            restarts.NoteStore();
            return;
        }

        IrVector whole = new(value);
        Store(address, Width.Double, whole.Low.Value);
        Store(Upper(address), Width.Double, whole.High.Value);
    }

    private LLVMValueRef Upper(LLVMValueRef address) => Builder.BuildAdd(address, Ir.Constant(sizeof(ulong)));

    /// <summary>Stores a value where memory has what is expected; returns what it was, zero-extended.</summary>
    public LLVMValueRef CompareExchange(LLVMValueRef address, Width width, LLVMValueRef expected, LLVMValueRef value)
    {
        LLVMValueRef host = HostAddress(address, width, store: true, aligned: true, SideExitCause.Atomic);
        LLVMValueRef old = Builder.BuildExtractValue(Exchange(host, Narrow(expected, width), Narrow(value, width)), 0);
        HasStored = true;
        restarts.NoteSideEffect();
        return Widen(old, width);
    }

    /// <summary>The same with 16 bytes, as vectors.</summary>
    public LLVMValueRef CompareExchangePair(LLVMValueRef address, LLVMValueRef expected, LLVMValueRef value)
    {
        LLVMValueRef host = PairAddress(address, store: true);
        LLVMValueRef old = Builder.BuildExtractValue(Exchange(host, Whole(expected), Whole(value)), 0);
        HasStored = true;
        restarts.NoteSideEffect();
        return Builder.BuildBitCast(old, Ir.Types.Vector);
    }

    /// <summary>Loads 16 bytes in one access, as a vector, and reserves them.</summary>
    public LLVMValueRef LoadReservedPair(LLVMValueRef address)
    {
        LLVMValueRef host = PairAddress(address, store: false);
        LLVMValueRef whole = Builder.BuildLoad2(Ir.Types.I128, host);
        whole.SetVolatile(true);
        whole.SetOrdering(LLVMAtomicOrdering.LLVMAtomicOrderingSequentiallyConsistent);
        whole.SetAlignment(PairSize);
        LLVMValueRef value = Builder.BuildBitCast(whole, Ir.Types.Vector);
        restarts.NoteSideEffect();
        frame.StoreField(address, StateLayout.ReservationAddress);
        frame.StoreField(Builder.BuildPtrToInt(host, Ir.Types.I64), StateLayout.ReservationHost);
        frame.StoreField(Builder.BuildExtractElement(value, Ir.Constant(0)), StateLayout.ReservationValue);
        frame.StoreField(Builder.BuildExtractElement(value, Ir.Constant(1)), StateLayout.ReservationValueHigh);
        frame.StoreField(Ir.Constant8(PairSize), StateLayout.ReservationWidth);
        return value;
    }

    /// <summary>As <see cref="StoreConditional(LLVMValueRef, Width, LLVMValueRef)"/> with a vector.</summary>
    public LLVMValueRef StoreConditionalPair(LLVMValueRef address, LLVMValueRef value) =>
        StoreConditional(address, PairSize, Width.Double, () => (LoadReservedValue(), Whole(value)));

    private LLVMValueRef LoadReservedValue()
    {
        LLVMValueRef low = frame.LoadField(Ir.Types.I64, StateLayout.ReservationValue);
        LLVMValueRef high = frame.LoadField(Ir.Types.I64, StateLayout.ReservationValueHigh);
        LLVMValueRef shifted = Builder.BuildShl(
            Builder.BuildZExt(high, Ir.Types.I128), LLVMValueRef.CreateConstInt(Ir.Types.I128, 64));
        return Builder.BuildOr(Builder.BuildZExt(low, Ir.Types.I128), shifted);
    }

    // An access that is aligned to 16 bytes lies in one page: its first half is looked up.
    private LLVMValueRef PairAddress(LLVMValueRef address, bool store)
    {
        RequireAlignment(address, PairSize, SideExitCause.Atomic);
        return HostAddress(address, Width.Double, store, aligned: true, SideExitCause.Atomic);
    }

    private LLVMValueRef Whole(LLVMValueRef vector) => Builder.BuildBitCast(vector, Ir.Types.I128);

    private LLVMValueRef Exchange(LLVMValueRef host, LLVMValueRef expected, LLVMValueRef value)
    {
        LLVMValueRef exchanged = Builder.BuildAtomicCmpXchg(
            host,
            expected,
            value,
            LLVMAtomicOrdering.LLVMAtomicOrderingSequentiallyConsistent,
            LLVMAtomicOrdering.LLVMAtomicOrderingSequentiallyConsistent);
        exchanged.SetVolatile(true);
        return exchanged;
    }
}
