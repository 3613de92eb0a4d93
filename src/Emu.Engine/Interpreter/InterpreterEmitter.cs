using System.Runtime.CompilerServices;
using Emu.Engine.Code;
using Emu.Engine.Cpus;
using Emu.Engine.Tlb;
using Emu.Guest.RiscV;
using Emu.Isa;

namespace Emu.Engine.Interpreter;

/// <summary>
/// The emitter that executes: values are numbers and each operation happens at once. Also the interpreter's cursor
/// through
/// decoded blocks.
/// </summary>
/// <remarks>
/// <para>All of it must be inlined into the generated loop, so that the fields live in host registers; the compiler
/// does that for
/// structs of three fields, not of four. Whatever is too large is a method of <see cref="CpuRunner"/>.</para>
/// <para>Invariants of the unsafe code: <see cref="state"/> outlives the loop; <see cref="cursor"/> points into
/// <c>state->CurrentBlock</c> or to <see cref="CpuRunner.TrapSentinel"/>, both ending in an instruction that leaves; a
/// TLB tag
/// that matches proves that the access lies within one mapped page. While a block runs, <c>state->Pc</c> is the virtual
/// address of
/// its start.</para>
/// </remarks>
internal unsafe partial struct InterpreterEmitter
    : IRiscVEmitter<InterpreterValue, InterpreterCondition>, IInterpreterCursor
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const int FirstFloat = 32;

    private readonly CpuState* state;
    private readonly CpuRunner runner;
    private DecodedInstruction* cursor;

    public InterpreterEmitter(CpuRunner runner, Block* first)
    {
        this.runner = runner;
        state = runner.Cpu.State;
        cursor = null;
        Enter(first);
        state->InstructionsRetired += first->Count;
    }

    public readonly InterpreterValue Pc => new(state->Pc + Current->BlockOffset);

    public readonly InterpreterValue NextPc => new(state->Pc + Current->BlockOffset + (ulong)Current->Length);

    private readonly DecodedInstruction* Current => cursor - 1;

    // The register files stand at the start of the state; the compiler checks a pointer to a fixed buffer for null each
    // time, but not this one.
    private readonly ulong* Registers => (ulong*)state;

    private readonly Block* CurrentBlock => (Block*)state->CurrentBlock;

    [MethodImpl(Inline)] public DecodedInstruction* Next() => cursor++;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public bool EndBlock()
    {
        if (cursor == null || Volatile.Read(ref state->Requests) != 0)
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

        state->InstructionsRetired += CurrentBlock->Count;
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

    [MethodImpl(Inline)] public readonly InterpreterValue X(Reg register) => new(Registers[register.Number]);

    [MethodImpl(Inline)]
    public readonly void SetX(Reg register, InterpreterValue value)
    {
        // Cheaper than a test: x0 is written and put right again.
        Registers[register.Number] = value.Bits;
        Registers[0] = 0;
    }

    [MethodImpl(Inline)]
    public readonly InterpreterValue F(FReg register) => new(Registers[FirstFloat + register.Number]);

    [MethodImpl(Inline)]
    public readonly void SetF(FReg register, InterpreterValue value)
    {
        Registers[FirstFloat + register.Number] = value.Bits;
        state->FloatDirty = 1;
    }

    [MethodImpl(Inline)]
    public bool Load(InterpreterValue address, Width width, out InterpreterValue value)
    {
        TlbEntry* entry = DataTlb.Entry(state->DataTlb, address.Bits);
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
    public bool Store(InterpreterValue address, Width width, InterpreterValue value)
    {
        TlbEntry* entry = DataTlb.Entry(state->DataTlb, address.Bits);
        if (entry->WriteTag == (address.Bits & (DataTlb.PageMask | ((ulong)width - 1))))
        {
            WriteHost((byte*)entry->Addend + address.Bits, width, value.Bits);
            return true;
        }

        if (runner.StoreSlow(Current, address.Bits, (int)width, value.Bits)) return true;
        cursor = runner.TrapSentinel;
        return false;
    }

    public bool AtomicReadModifyWrite(
        AtomicOperation operation, InterpreterValue address, Width width, InterpreterValue operand,
        out InterpreterValue old)
    {
        bool done = runner.Atomic(Current, operation, address.Bits, width, operand.Bits, out ulong bits);
        old = new(bits);
        if (!done) cursor = runner.TrapSentinel;
        return done;
    }

    public bool LoadReserved(InterpreterValue address, Width width, out InterpreterValue value)
    {
        bool done = runner.LoadReserved(Current, address.Bits, width, out ulong bits);
        value = new(bits);
        if (!done) cursor = runner.TrapSentinel;
        return done;
    }

    public bool StoreConditional(
        InterpreterValue address, Width width, InterpreterValue value, out InterpreterValue failed)
    {
        bool done = runner.StoreConditional(Current, address.Bits, width, value.Bits, out ulong bits);
        failed = new(bits);
        if (!done) cursor = runner.TrapSentinel;
        return done;
    }

    public bool ZeroBlock(InterpreterValue address)
    {
        if (runner.ZeroBlock(Current, address.Bits)) return true;
        cursor = runner.TrapSentinel;
        return false;
    }

    [MethodImpl(Inline)] public readonly void MemoryFence() => Interlocked.MemoryBarrier();

    [MethodImpl(Inline)]
    public void BranchIf(InterpreterCondition condition, int offset)
    {
        DecodedInstruction* branch = Current;
        if (condition.Holds) Continue((uint)(branch->BlockOffset + offset), &CurrentBlock->Taken);
        else Continue((uint)(branch->BlockOffset + branch->Length), &CurrentBlock->Following);
    }

    [MethodImpl(Inline)]
    public void Jump(int offset) => Continue((uint)(Current->BlockOffset + offset), &CurrentBlock->Taken);

    [MethodImpl(Inline)]
    public void JumpIndirect(InterpreterValue target)
    {
        state->Pc = target.Bits;
        JumpCacheEntry* entry = runner.JumpCache.Entry(target.Bits);
        if (entry->Pc == target.Bits && entry->Context == state->JumpContext)
        {
            Enter(entry->Block);
            return;
        }

        cursor = null;
    }

    public bool AccessCsr(
        CsrNumber csr, CsrOperation operation, InterpreterValue operand, bool reads, bool writes,
        out InterpreterValue old)
    {
        bool done = runner.AccessCsr(Current, csr, operation, operand.Bits, reads, writes, out ulong bits);
        old = new(bits);
        cursor = null;
        return done;
    }

    public void System(SystemOperation operation, int first, int second)
    {
        runner.ExecuteSystem(Current, operation, first, second);
        cursor = null;
    }

    // Moves the pc by a distance from the start of the block, to the linked block if there is one.
    [MethodImpl(Inline)]
    private void Continue(uint distance, Block** link)
    {
        Block* next = *link;
        if (next == null) runner.OfferLink(link);
        state->Pc += (ulong)(int)distance;
        if (next == null) cursor = null;
        else Enter(next);
    }

    [MethodImpl(Inline)]
    private void Enter(Block* block)
    {
        state->CurrentBlock = block;
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
