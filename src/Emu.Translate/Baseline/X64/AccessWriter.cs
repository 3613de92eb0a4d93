using Emu.Core.Memory;
using Emu.Isa;
using Emu.Translate.Abi;
using Emu.Translate.Regions;
using static Emu.Translate.Baseline.X64.HostFrame;

namespace Emu.Translate.Baseline.X64;

/// <summary>Writes accesses to guest memory: with the software TLB's check inline, as the interpreter makes it, or at a fixed
/// distance from the guest's address.</summary>
/// <param name="code">Takes the code.</param>
/// <param name="graph">The values of the instruction.</param>
/// <param name="registers">Where guest registers are.</param>
/// <param name="position">The instruction.</param>
/// <param name="values">Computes addresses and what is stored.</param>
/// <param name="vectors">Where vectors are.</param>
/// <param name="load">The load that is not made yet.</param>
/// <param name="cold">Takes what is seldom executed.</param>
/// <param name="access">How guest memory is reached.</param>
internal sealed class AccessWriter(
    X64Assembler code, ValueGraph graph, RegisterCache registers, BlockPosition position, Evaluator values,
    VectorHosts vectors, PendingLoad load, ColdSection cold, MemoryAccess access)
{
    private static readonly Memory HostOperand = new(HostAddress);

    private readonly bool isDirect = access != MemoryAccess.Tlb, isExact = access == MemoryAccess.DirectExact;

    /// <summary>Whether the block has stored to memory, and so may have changed code.</summary>
    public bool HasStored { get; private set; }

    /// <summary>Begins a block.</summary>
    public void Clear() => HasStored = false;

    public BaselineValue Load(BaselineValue address, Width width)
    {
        Memory operand = BeginAccess(address, width, store: false, SideExitCause.Load, StoredValue.None);
        return new(graph, load.Begin(operand, (int)width * 8));
    }

    public void Store(BaselineValue address, Width width, BaselineValue value)
    {
        int node = value.In(graph);
        bool isImmediate = graph.IsImmediate(node, out int immediate);
        Gpr source = isImmediate ? default : values.Evaluate(node);
        StoredValue stored = isImmediate ? StoredValue.Of(immediate) : StoredValue.Of(source);
        Memory operand = BeginAccess(address, width, store: true, SideExitCause.Store, stored);
        HasStored = true;
        if (isImmediate) code.StoreConstant(operand, (int)width, immediate);
        else code.Store(operand, source, (int)width);
        if (!isImmediate) values.ForgetLane(node);
    }

    /// <summary>Loads 16 bytes: at once where nothing but a fault can come between its halves.</summary>
    /// <returns>The number of the vector; -1 when two loads must be made of it.</returns>
    public int LoadVector(BaselineValue address)
    {
        if (!isDirect) return -1;
        Memory operand = BeginAccess(address, Width.Double, store: false, SideExitCause.Load, StoredValue.None);
        vectors.Begin();
        Xmm host = vectors.New();
        code.LoadVector(host, operand);
        return vectors.Add(host);
    }

    /// <summary>Stores 16 bytes at once; false, with nothing done, when two stores must be made of it.</summary>
    public bool StoreVector(BaselineValue address, int vector)
    {
        if (!isDirect) return false;
        Memory operand = BeginAccess(address, Width.Double, store: true, SideExitCause.Store, StoredValue.None);
        HasStored = true;
        vectors.Begin();
        code.StoreVector(operand, vectors.HostOf(vector));
        return true;
    }

    public BaselineValue AtomicReadModifyWrite(
        AtomicOperation operation, BaselineValue address, Width width, BaselineValue operand)
    {
        bool isOrder = operation is >= AtomicOperation.MinSigned and <= AtomicOperation.MaxUnsigned;
        if (isOrder && width < Width.Word)
            throw new LeftToNextEngineException($"there is no host code for the atomic operation {operation} of {width}");
        Gpr source = values.Evaluate(operand.In(graph));
        WriteAtomicAddress(address, width, store: true);
        HasStored = true;
        Gpr old = registers.Allocate();
        switch (operation)
        {
            case AtomicOperation.Swap:
                code.Move(wide: true, old, source);
                code.Exchange(HostOperand, old, (int)width);
                ExtendNarrow(old, width);
                break;
            case AtomicOperation.Add:
                code.Move(wide: true, old, source);
                code.LockExchangeAdd(HostOperand, old, (int)width);
                ExtendNarrow(old, width);
                break;
            default:
                WriteExchangeLoop(operation, width, source);
                code.Move(wide: true, old, Gpr.Rax);
                break;
        }

        return values.InRegister(old);
    }

    /// <summary>Stores a value where memory has what is expected; returns what it was, zero-extended.</summary>
    public BaselineValue CompareExchange(
        BaselineValue address, Width width, BaselineValue expected, BaselineValue value)
    {
        Gpr wanted = values.Evaluate(expected.In(graph)), source = values.Evaluate(value.In(graph));
        WriteAtomicAddress(address, width, store: true);
        HasStored = true;
        code.Move(wide: true, Gpr.Rax, wanted);
        code.LockCompareExchange(HostOperand, source, (int)width);
        Gpr old = registers.Allocate();
        code.Move(width == Width.Double, old, Gpr.Rax);
        ExtendNarrow(old, width);
        return values.InRegister(old);
    }

    public BaselineValue LoadReserved(BaselineValue address, Width width)
    {
        Gpr guest = values.Evaluate(address.In(graph));
        WriteAtomicAddress(address, width, store: false);
        Gpr value = registers.Allocate();
        code.Load(value, HostOperand, (int)width, signExtend: false);
        code.Store(Field(StateLayout.ReservationAddress), guest, sizeof(ulong));
        code.Store(Field(StateLayout.ReservationHost), HostAddress, sizeof(ulong));
        code.Store(Field(StateLayout.ReservationValue), value, sizeof(ulong));
        code.StoreConstant(Field(StateLayout.ReservationWidth), sizeof(byte), (int)width);
        return values.InRegister(value);
    }

    public BaselineValue StoreConditional(BaselineValue address, Width width, BaselineValue value)
    {
        Gpr source = values.Evaluate(value.In(graph));
        vectors.Save();
        LoadAddress(address.In(graph));
        Gpr failed = registers.Allocate();
        RequireAlignment(width, SideExitCause.Atomic);
        if (isExact) Publish();
        code.Load(Gpr.Rax, Field(StateLayout.ReservationWidth), sizeof(byte), signExtend: false);
        code.Alu(Alu.Cmp, wide: false, Gpr.Rax, (int)width);
        int otherWidth = code.JumpShortIf(Condition.NE);
        code.Alu(Alu.Cmp, wide: true, Gpr.Rcx, Field(StateLayout.ReservationAddress));
        int otherAddress = code.JumpShortIf(Condition.NE);
        // Without a reservation nothing is accessed. From here on no register may be loaded or written back.
        if (isDirect) code.Alu(Alu.Add, wide: true, HostAddress, Tlb);
        else LookUpAtomic(width, store: true);
        code.Alu(Alu.Cmp, wide: true, HostAddress, Field(StateLayout.ReservationHost));
        int otherPage = code.JumpShortIf(Condition.NE);
        code.Load(Gpr.Rax, Field(StateLayout.ReservationValue), sizeof(ulong), signExtend: false);
        code.LockCompareExchange(HostOperand, source, (int)width);
        HasStored = true;
        // Each way here has left whether it failed in the zero flag. The reservation ends behind the exchange, which may
        // fault and is executed again then.
        code.BindShort(otherWidth);
        code.BindShort(otherAddress);
        code.BindShort(otherPage);
        code.StoreConstant(Field(StateLayout.ReservationWidth), sizeof(byte), 0);
        code.SetCondition(Condition.NE, Gpr.Rax);
        code.MoveZeroExtended(failed, Gpr.Rax, 8);
        return values.InRegister(failed);
    }

    // An exchange with memory orders as a fence does, and costs less.
    public void Fence() => code.Exchange(new Memory(Gpr.Rsp, -sizeof(ulong)), Gpr.Rax, sizeof(ulong));

    /// <summary>Leaves a guest virtual address in the register that becomes the host address.</summary>
    public void LoadAddress(int number)
    {
        ref Node node = ref graph[number];
        if (node.Kind is NodeKind.Constant or NodeKind.PageAddress)
        {
            values.LoadKnown(Gpr.Rcx, in node);
        }
        else if (node.Kind == NodeKind.Add && node.Location == Node.Nowhere
            && graph.IsImmediate(node.B, out int displacement))
        {
            code.Lea(wide: true, Gpr.Rcx, new Memory(values.Evaluate(node.A), displacement));
            values.Release(node.A);
        }
        else
        {
            code.Move(wide: true, Gpr.Rcx, values.Evaluate(number));
        }
    }

    // The host leaves the upper bits of a register as they are.
    private void ExtendNarrow(Gpr host, Width width)
    {
        if (width < Width.Word) code.MoveZeroExtended(host, host, 8 * (int)width);
    }

    // rax becomes the old value, and memory what the operation makes of it and the operand.
    private void WriteExchangeLoop(AtomicOperation operation, Width width, Gpr operand)
    {
        bool wide = width == Width.Double;
        code.Load(Gpr.Rax, HostOperand, (int)width, signExtend: false);
        int again = code.NewLabel();
        code.Bind(again);
        code.Move(wide: true, Gpr.Rdx, Gpr.Rax);
        switch (operation)
        {
            case AtomicOperation.Xor:
                code.Alu(Alu.Xor, wide, Gpr.Rdx, operand);
                break;
            case AtomicOperation.And:
                code.Alu(Alu.And, wide, Gpr.Rdx, operand);
                break;
            case AtomicOperation.Or:
                code.Alu(Alu.Or, wide, Gpr.Rdx, operand);
                break;
            case AtomicOperation.Clear:
                code.Move(wide: true, Gpr.Rdx, operand);
                code.Not(wide: true, Gpr.Rdx);
                code.Alu(Alu.And, wide, Gpr.Rdx, Gpr.Rax);
                break;
            default:
                code.Alu(Alu.Cmp, wide, Gpr.Rdx, operand);
                code.ConditionalMove(Replaces(operation), wide, Gpr.Rdx, operand);
                break;
        }

        code.LockCompareExchange(HostOperand, Gpr.Rdx, (int)width);
        code.JumpIf(Condition.NE, again);
    }

    // How the old value compares with the operand when a minimum or maximum is the operand.
    private static Condition Replaces(AtomicOperation operation) => operation switch
    {
        AtomicOperation.MinSigned => Condition.G,
        AtomicOperation.MaxSigned => Condition.L,
        AtomicOperation.MinUnsigned => Condition.A,
        _ => Condition.B,
    };

    // The memory operand of a load or store; the pending load is done.
    private Memory BeginAccess(
        BaselineValue address, Width width, bool store, SideExitCause cause, in StoredValue value)
    {
        values.FinishPendingLoad();
        if (isDirect)
        {
            Memory direct = DirectOperand(address.In(graph));
            if (isExact) Publish();
            return direct;
        }

        LoadAddress(address.In(graph));
        vectors.Save();
        bool device = store ? position.Instruction.Stores(width) : position.Instruction.Loads(width);
        LookUp(HelperArguments.Access(width, store, aligned: false, device), cause, value);
        return HostOperand;
    }

    // The registers in it stay as they are until the instruction's end: a use of their values that never ends keeps others
    // from computing in them, since a load may be made after what the body does next.
    private Memory DirectOperand(int number)
    {
        ref Node node = ref graph[number];
        if (node.Kind is NodeKind.Constant or NodeKind.PageAddress)
        {
            values.LoadKnown(HostAddress, in node);
            return new Memory(Tlb, HostAddress, 1, 0);
        }

        int displacement = 0;
        bool hasDisplacement = node.Kind == NodeKind.Add && node.Location == Node.Nowhere
            && graph.IsImmediate(node.B, out displacement);
        int index = hasDisplacement ? node.A : number;
        graph[index].Uses++;
        return new Memory(Tlb, values.Evaluate(index), 1, hasDisplacement ? displacement : 0);
    }

    // Leaves the host address of an atomic access in its register.
    private void WriteAtomicAddress(BaselineValue address, Width width, bool store)
    {
        values.FinishPendingLoad();
        vectors.Save();
        LoadAddress(address.In(graph));
        if (isDirect) WriteDirectAddress(width, SideExitCause.Atomic);
        else LookUpAtomic(width, store);
    }

    private void LookUpAtomic(Width width, bool store) => LookUp(
        HelperArguments.Access(width, store, aligned: true, device: false), SideExitCause.Atomic, StoredValue.None);

    // The host address, in its register, of the guest virtual address there, where RAM answers, or a device, which gets the
    // value; others leave by a side exit. Neither loads a register nor writes one back.
    private void LookUp(uint access, SideExitCause cause, in StoredValue value)
    {
        (int size, bool store, _, _) = HelperArguments.Access(access);
        ColdCode miss = cold.SideExit(cause);
        miss.Kind = ColdKind.Miss;
        miss.Back = code.NewLabel();
        miss.Packed = access;
        miss.Stored = value;
        code.Move(wide: false, Gpr.Rax, Gpr.Rcx);
        code.Shift(Shift.Shr, wide: false, Gpr.Rax, AddressMap.PageShift - TlbEntry.SizeShift);
        code.Alu(Alu.And, wide: false, Gpr.Rax, (TlbEntry.TableEntries - 1) << TlbEntry.SizeShift);
        code.Move(wide: true, Gpr.Rdx, Gpr.Rcx);
        code.Alu(Alu.And, wide: true, Gpr.Rdx, unchecked((int)TlbEntry.PageMask) | (size - 1));
        int tag = store ? StateLayout.WriteTag : StateLayout.ReadTag;
        code.Alu(Alu.Cmp, wide: true, Gpr.Rdx, new Memory(Tlb, Gpr.Rax, 1, tag));
        code.JumpIf(Condition.NE, cold.Add(in miss));
        code.Alu(Alu.Add, wide: true, HostAddress, new Memory(Tlb, Gpr.Rax, 1, StateLayout.Addend));
        code.Bind(miss.Back);
    }

    private void WriteDirectAddress(Width width, SideExitCause cause)
    {
        RequireAlignment(width, cause);
        code.Alu(Alu.Add, wide: true, HostAddress, Tlb);
        if (isExact) Publish();
    }

    // For atomics: one that is not aligned is the interpreter's.
    private void RequireAlignment(Width width, SideExitCause cause)
    {
        code.Move(wide: false, Gpr.Rax, HostAddress);
        code.Alu(Alu.And, wide: false, Gpr.Rax, (int)width - 1);
        code.JumpIf(Condition.NE, cold.Add(cold.SideExit(cause)));
    }

    // A fault finds the CPU at this instruction, with its registers in the state.
    private void Publish()
    {
        registers.WriteBack();
        code.StoreConstant(Field(StateLayout.FaultOffset), sizeof(uint), position.Instruction.Offset);
    }
}
