using Emu.Core.Memory;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Translate.Baseline.X64;

/// <content>Guest memory: the software TLB's check inline, as the interpreter makes it, or none.</content>
internal sealed unsafe partial class X64Writer
{
    // The host address of the access that was written last.
    private const Gpr HostAddressRegister = Gpr.Rcx;

    private static readonly Memory HostOperand = new(HostAddressRegister);

    // The memory operand of the load or store that was begun last.
    private Memory operand;

    // A load of which only the address is known yet, so that it can extend as its use wants.
    private int pendingLoad = Node.Nowhere;

    public override BaselineValue Load(BaselineValue address, Width width)
    {
        BeginAccess(address, width, store: false, SideExitCause.Load, StoredValue.None);
        pendingLoad = Graph.Leaf(NodeKind.Loaded, 0, (byte)((int)width * 8));
        return new(Graph, pendingLoad);
    }

    public override void Store(BaselineValue address, Width width, BaselineValue value)
    {
        int node = value.In(Graph);
        bool isImmediate = Graph.IsImmediate(node, out int immediate);
        Gpr source = isImmediate ? default : Evaluate(node);
        StoredValue stored = isImmediate ? StoredValue.Of(immediate) : StoredValue.Of(source);
        BeginAccess(address, width, store: true, SideExitCause.Store, stored);
        hasStored = true;
        if (isImmediate) code.StoreConstant(operand, (int)width, immediate);
        else code.Store(operand, source, (int)width);
    }

    public override BaselineValue AtomicReadModifyWrite(
        AtomicOperation operation, BaselineValue address, Width width, BaselineValue operand)
    {
        Gpr source = Evaluate(operand.In(Graph));
        WriteAtomicAddress(address, width, store: true);
        hasStored = true;
        Gpr old = registers.Allocate();
        switch (operation)
        {
            case AtomicOperation.Swap:
                code.Move(wide: true, old, source);
                code.Exchange(HostOperand, old, (int)width);
                break;
            case AtomicOperation.Add:
                code.Move(wide: true, old, source);
                code.LockExchangeAdd(HostOperand, old, (int)width);
                break;
            default:
                WriteExchangeLoop(operation, width, source);
                code.Move(wide: true, old, Gpr.Rax);
                break;
        }

        return InRegister(old);
    }

    public override BaselineValue LoadReserved(BaselineValue address, Width width)
    {
        Gpr guest = Evaluate(address.In(Graph));
        WriteAtomicAddress(address, width, store: false);
        Gpr value = registers.Allocate();
        code.Load(value, HostOperand, (int)width, signExtend: false);
        code.Store(Field(StateLayout.ReservationAddress), guest, sizeof(ulong));
        code.Store(Field(StateLayout.ReservationHost), HostAddressRegister, sizeof(ulong));
        code.Store(Field(StateLayout.ReservationValue), value, sizeof(ulong));
        code.StoreConstant(Field(StateLayout.ReservationWidth), sizeof(byte), (int)width);
        return InRegister(value);
    }

    public override BaselineValue StoreConditional(BaselineValue address, Width width, BaselineValue value)
    {
        Gpr source = Evaluate(value.In(Graph));
        LoadAddress(address.In(Graph));
        Gpr failed = registers.Allocate();
        RequireAlignment(width, SideExitCause.Atomic);
        if (isExact) Publish();
        code.Load(Gpr.Rax, Field(StateLayout.ReservationWidth), sizeof(byte), signExtend: false);
        code.Alu(Alu.Cmp, wide: false, Gpr.Rax, (int)width);
        int otherWidth = code.JumpShortIf(Condition.NE);
        code.Alu(Alu.Cmp, wide: true, Gpr.Rcx, Field(StateLayout.ReservationAddress));
        int otherAddress = code.JumpShortIf(Condition.NE);
        // Without a reservation nothing is accessed. From here on no register may be loaded or written back.
        if (isDirect) code.Alu(Alu.Add, wide: true, HostAddressRegister, Tlb);
        else LookUpAtomic(width, store: true);
        code.Alu(Alu.Cmp, wide: true, HostAddressRegister, Field(StateLayout.ReservationHost));
        int otherPage = code.JumpShortIf(Condition.NE);
        code.Load(Gpr.Rax, Field(StateLayout.ReservationValue), sizeof(ulong), signExtend: false);
        code.LockCompareExchange(HostOperand, source, (int)width);
        hasStored = true;
        // Each way here has left whether it failed in the zero flag. The reservation ends behind the exchange, which may
        // fault and is executed again then.
        code.BindShort(otherWidth);
        code.BindShort(otherAddress);
        code.BindShort(otherPage);
        code.StoreConstant(Field(StateLayout.ReservationWidth), sizeof(byte), 0);
        code.SetCondition(Condition.NE, Gpr.Rax);
        code.MoveZeroExtended(failed, Gpr.Rax, 8);
        return InRegister(failed);
    }

    // An exchange with memory orders as a fence does, and costs less.
    public override void MemoryFence() => code.Exchange(new Memory(Gpr.Rsp, -sizeof(ulong)), Gpr.Rax, sizeof(ulong));

    private void FinishPendingLoad()
    {
        if (pendingLoad != Node.Nowhere) Evaluate(pendingLoad);
    }

    // A load whose result nothing wanted is made all the same: it may fault.
    private void FinishUnusedLoad()
    {
        if (pendingLoad == Node.Nowhere) return;
        code.Load(Gpr.Rax, operand, Graph[pendingLoad].Detail / 8, signExtend: false);
        pendingLoad = Node.Nowhere;
    }

    private Gpr FinishLoad(int bits, bool signExtend)
    {
        pendingLoad = Node.Nowhere;
        Gpr value = registers.Allocate();
        code.Load(value, operand, bits / 8, signExtend);
        return value;
    }

    private BaselineValue InRegister(Gpr host)
    {
        int number = Graph.Leaf(NodeKind.Temporary, 0);
        Graph[number].Location = (sbyte)host;
        return new(Graph, number);
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

    private void BeginAccess(
        BaselineValue address, Width width, bool store, SideExitCause cause, in StoredValue value)
    {
        if (isDirect)
        {
            FinishPendingLoad();
            operand = DirectOperand(address.In(Graph));
            if (isExact) Publish();
            return;
        }

        FinishPendingLoad();
        LoadAddress(address.In(Graph));
        bool device = store ? Instruction.Stores(width) : Instruction.Loads(width);
        LookUp(HelperArguments.Access(width, store, aligned: false, device), cause, value);
        operand = HostOperand;
    }

    // The registers in it stay as they are until the instruction's end.
    private Memory DirectOperand(int number)
    {
        ref Node node = ref Graph[number];
        if (node.Kind is NodeKind.Constant or NodeKind.PageAddress)
        {
            LoadKnown(HostAddressRegister, in node);
            return new Memory(Tlb, HostAddressRegister, 1, 0);
        }

        if (node.Kind == NodeKind.Add && node.Location == Node.Nowhere
            && Graph.IsImmediate(node.B, out int displacement))
            return new Memory(Tlb, Evaluate(node.A), 1, displacement);
        return new Memory(Tlb, Evaluate(number), 1, 0);
    }

    // Leaves the host address of an atomic access in its register.
    private void WriteAtomicAddress(BaselineValue address, Width width, bool store)
    {
        FinishPendingLoad();
        LoadAddress(address.In(Graph));
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
        ColdCode miss = SideExit(cause);
        miss.Kind = ColdKind.Miss;
        miss.Back = code.NewLabel();
        miss.Packed = access;
        miss.Stored = value;
        code.Move(wide: false, Gpr.Rax, Gpr.Rcx);
        code.Shift(X64.Shift.Shr, wide: false, Gpr.Rax, AddressMap.PageShift - TlbEntry.SizeShift);
        code.Alu(Alu.And, wide: false, Gpr.Rax, (TlbEntry.TableEntries - 1) << TlbEntry.SizeShift);
        code.Move(wide: true, Gpr.Rdx, Gpr.Rcx);
        code.Alu(Alu.And, wide: true, Gpr.Rdx, unchecked((int)TlbEntry.PageMask) | (size - 1));
        int tag = store ? StateLayout.WriteTag : StateLayout.ReadTag;
        code.Alu(Alu.Cmp, wide: true, Gpr.Rdx, new Memory(Tlb, Gpr.Rax, 1, tag));
        code.JumpIf(Condition.NE, AddCold(in miss));
        code.Alu(Alu.Add, wide: true, HostAddressRegister, new Memory(Tlb, Gpr.Rax, 1, StateLayout.Addend));
        code.Bind(miss.Back);
    }

    private void WriteDirectAddress(Width width, SideExitCause cause)
    {
        RequireAlignment(width, cause);
        code.Alu(Alu.Add, wide: true, HostAddressRegister, Tlb);
        if (isExact) Publish();
    }

    // For atomics: one that is not aligned is the interpreter's.
    private void RequireAlignment(Width width, SideExitCause cause)
    {
        code.Move(wide: false, Gpr.Rax, HostAddressRegister);
        code.Alu(Alu.And, wide: false, Gpr.Rax, (int)width - 1);
        code.JumpIf(Condition.NE, AddCold(SideExit(cause)));
    }

    // A fault finds the CPU at this instruction, with its registers in the state.
    private void Publish()
    {
        registers.WriteBack();
        code.StoreConstant(Field(StateLayout.FaultOffset), sizeof(uint), Instruction.Offset);
    }

    // Leaves a guest virtual address in the register that becomes the host address.
    private void LoadAddress(int number)
    {
        ref Node node = ref Graph[number];
        if (node.Kind is NodeKind.Constant or NodeKind.PageAddress)
        {
            LoadKnown(Gpr.Rcx, in node);
        }
        else if (node.Kind == NodeKind.Add && node.Location == Node.Nowhere
            && Graph.IsImmediate(node.B, out int displacement))
        {
            code.Lea(wide: true, Gpr.Rcx, new Memory(Evaluate(node.A), displacement));
            Release(node.A);
        }
        else
        {
            code.Move(wide: true, Gpr.Rcx, Evaluate(number));
        }
    }

    // Called from cold code with a guest virtual address in rcx, the access in rax and what is stored in rdx: leaves the
    // host address in rcx, and the zero flag when there is none. The helper keeps the integer registers but for rax and r11.
    private void WriteFill()
    {
        code.Bind(fill);
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
        code.Move(wide: true, HostAddressRegister, Gpr.Rax);
        code.Test(wide: true, HostAddressRegister, HostAddressRegister);
        code.Return();
    }

    private void CallHelper(HelperId helper)
    {
        code.Load(Gpr.Rax, Field(StateLayout.Helpers), sizeof(ulong), signExtend: false);
        code.CallIndirect(new Memory(Gpr.Rax, (int)helper * sizeof(ulong)));
    }
}
