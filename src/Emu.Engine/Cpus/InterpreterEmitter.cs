using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emu.Engine.Code;
using Emu.Engine.Tlb;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Engine.Cpus;

/// <summary>
/// The emitter that executes: values are numbers and each operation happens at once. Also the interpreter's cursor
/// through decoded blocks.
/// </summary>
/// <remarks>
/// <para>All of it must be inlined into the generated loop, so that the fields live in host registers; the compiler
/// does that for structs of three fields, not of four. Whatever is too large is a method of
/// <see cref="CpuRunner"/>.</para>
/// <para>Invariants of the unsafe code: <see cref="registers"/> outlives the loop; <see cref="cursor"/> points into
/// <c>State->CurrentBlock</c> or to <see cref="CpuRunner.TrapSentinel"/>, both ending in an instruction that leaves; a
/// TLB tag that matches proves that the access lies within one mapped page. While a block runs, <c>State->Pc</c> is the
/// virtual address of its start.</para>
/// </remarks>
internal unsafe partial struct InterpreterEmitter<TGuest>
    : IEmitter<NumericValue, InterpreterVector, NumericCondition>, IInterpreterCursor
    where TGuest : struct, IGuest
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // Of the CPU, with its state below them.
    private readonly ulong* registers;
    private readonly CpuRunner runner;
    private DecodedInstruction* cursor;

    public InterpreterEmitter(CpuRunner runner, Block* first)
    {
        this.runner = runner;
        registers = runner.Cpu.Registers;
        cursor = null;
        Enter(first);
        State->InstructionsRetired += first->Count;
    }

    public readonly NumericValue Pc => new(State->Pc + Current->BlockOffset);

    public readonly NumericValue NextPc => new(State->Pc + Current->BlockOffset + (ulong)TGuest.LengthOf(*Current));

    private readonly DecodedInstruction* Current => cursor - 1;

    private readonly CpuState* State => (CpuState*)registers - 1;

    [MethodImpl(Inline)]
    private readonly Vector128<ulong>* PlaceOf(Register register) =>
        (Vector128<ulong>*)((byte*)registers + RegisterFile.OffsetOf(register.Index, TGuest.ScalarRegisters));

    private readonly Block* CurrentBlock => (Block*)State->CurrentBlock;

    [MethodImpl(Inline)] public DecodedInstruction* Next() => cursor++;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public bool EndBlock()
    {
        if (cursor == null || Volatile.Read(ref State->Requests) != 0)
        {
            Block* next = runner.FindNext();
            if (next == null) return false;
            Enter(next);
        }

        if (--CurrentBlock->Countdown <= 0)
        {
            Block* next = runner.EnterHot(CurrentBlock);
            if (next == null) return false;
            Enter(next);
        }

        State->InstructionsRetired += CurrentBlock->Count;
        return true;
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public void FallThrough()
    {
        if (Current == runner.TrapSentinel)
        {
            cursor = null;
            return;
        }

        Continue(Current->BlockOffset, &CurrentBlock->Following);
    }

    public readonly NumericValue this[Register register]
    {
        [MethodImpl(Inline)]
        get => new(registers[register.Index]);

        [MethodImpl(Inline)]
        set
        {
            // Cheaper than a test: the zero register is written and put right again.
            registers[register.Index] = value.Bits;
            if (TGuest.ZeroRegister >= 0) registers[TGuest.ZeroRegister] = 0;
        }
    }

    [MethodImpl(Inline)]
    public readonly NumericValue Float(Register register) => new(registers[register.Index]);

    [MethodImpl(Inline)]
    public readonly void SetFloat(Register register, NumericValue value)
    {
        registers[register.Index] = value.Bits;
        State->FloatDirty = 1;
    }

    [MethodImpl(Inline)]
    public readonly InterpreterVector Vector(Register register) => new(*PlaceOf(register));

    [MethodImpl(Inline)]
    public readonly void SetVector(Register register, InterpreterVector value) => *PlaceOf(register) = value.Bits;

    public readonly NumericValue Compute(uint function, NumericValue first, NumericValue second, NumericValue third) =>
        new(TGuest.Compute(function, first.Bits, second.Bits, third.Bits));

    [MethodImpl(Inline)]
    public bool Load(NumericValue address, Width width, out NumericValue value)
    {
        TlbEntry* entry = DataTlb.Entry(State->DataTlb, address.Bits);
        if (entry->ReadTag == (address.Bits & (DataTlb.PageMask | ((ulong)width - 1))))
        {
            value = new(ReadHost((byte*)entry->Addend + address.Bits, width));
            return true;
        }

        bool done = runner.LoadSlow(Current, address.Bits, (int)width, out ulong bits);
        value = new(bits);
        if (!done) cursor = runner.TrapSentinel;
        return done;
    }

    [MethodImpl(Inline)]
    public bool Store(NumericValue address, Width width, NumericValue value)
    {
        TlbEntry* entry = DataTlb.Entry(State->DataTlb, address.Bits);
        if (entry->WriteTag == (address.Bits & (DataTlb.PageMask | ((ulong)width - 1))))
        {
            WriteHost((byte*)entry->Addend + address.Bits, width, value.Bits);
            return true;
        }

        if (runner.StoreSlow(Current, address.Bits, (int)width, value.Bits)) return true;
        cursor = runner.TrapSentinel;
        return false;
    }

    public bool LoadVector(NumericValue address, out InterpreterVector value)
    {
        bool done = Load(address, Width.Double, out NumericValue low);
        NumericValue high = default;
        done = done && Load(new(address.Bits + sizeof(ulong)), Width.Double, out high);
        value = new(Vector128.Create(low.Bits, high.Bits));
        return done;
    }

    public bool StoreVector(NumericValue address, InterpreterVector value) =>
        Store(address, Width.Double, new(value.Bits[0]))
        && Store(new(address.Bits + sizeof(ulong)), Width.Double, new(value.Bits[1]));

    public bool ZeroBlock(NumericValue address)
    {
        if (runner.ZeroBlock(Current, address.Bits)) return true;
        cursor = runner.TrapSentinel;
        return false;
    }

    [MethodImpl(Inline)] public readonly void MemoryFence() => Interlocked.MemoryBarrier();

    [MethodImpl(Inline)]
    public void BranchIf(NumericCondition condition, int offset)
    {
        DecodedInstruction* branch = Current;
        if (condition.Holds) Continue((uint)(branch->BlockOffset + offset), &CurrentBlock->Taken);
        else Continue((uint)(branch->BlockOffset + TGuest.LengthOf(*branch)), &CurrentBlock->Following);
    }

    [MethodImpl(Inline)]
    public void Jump(int offset) => Continue((uint)(Current->BlockOffset + offset), &CurrentBlock->Taken);

    [MethodImpl(Inline)]
    public void JumpIndirect(NumericValue target)
    {
        State->Pc = target.Bits;
        JumpCacheEntry* entry = runner.JumpCache.Entry(target.Bits);
        if (entry->Pc == target.Bits && entry->Context == State->JumpContext)
        {
            Enter((Block*)entry->Block);
            return;
        }

        cursor = null;
    }

    public bool System(uint operation, NumericValue first, NumericValue second, out NumericValue result)
    {
        bool done = runner.ExecuteSystem(Current, operation, first.Bits, second.Bits, out ulong bits);
        result = new(bits);
        cursor = null;
        return done;
    }

    public void Illegal()
    {
        runner.IllegalInstruction(Current);
        cursor = null;
    }

    // Moves the pc by a distance from the start of the block, to the linked block if there is one.
    [MethodImpl(Inline)]
    private void Continue(uint distance, Block** link)
    {
        Block* next = *link;
        if (next == null) runner.OfferLink(link);
        State->Pc += (ulong)(int)distance;
        if (next == null) cursor = null;
        else Enter(next);
    }

    [MethodImpl(Inline)]
    private void Enter(Block* block)
    {
        State->CurrentBlock = block;
        cursor = Block.Instructions(block);
    }

    [MethodImpl(Inline)]
    private static ulong ReadHost(byte* host, Width width) => width switch
    {
        Width.Byte => *host,
        Width.Half => Unsafe.ReadUnaligned<ushort>(host),
        Width.Word => Unsafe.ReadUnaligned<uint>(host),
        _ => Unsafe.ReadUnaligned<ulong>(host),
    };

    [MethodImpl(Inline)]
    private static void WriteHost(byte* host, Width width, ulong value)
    {
        switch (width)
        {
            case Width.Byte: *host = (byte)value; break;
            case Width.Half: Unsafe.WriteUnaligned(host, (ushort)value); break;
            case Width.Word: Unsafe.WriteUnaligned(host, (uint)value); break;
            default: Unsafe.WriteUnaligned(host, value); break;
        }
    }
}
