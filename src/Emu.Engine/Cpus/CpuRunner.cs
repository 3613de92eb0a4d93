using System.Runtime.InteropServices;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Engine.Access;
using Emu.Engine.Code;
using Emu.Engine.Debugging;
using Emu.Engine.Lockstep;
using Emu.Engine.Tiering;
using Emu.Engine.Tlb;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Engine.Cpus;

/// <summary>
/// Runs one CPU's guest code: the interpreter and what it needs (TLB, decoded blocks). One thread calls
/// <see cref="Run"/>; what other threads may call says so.
/// </summary>
/// <remarks>Invariant of the unsafe code: <see cref="state"/> belongs to the CPU, which is disposed after this object.
/// Blocks and links between them lie in this CPU's arena: they are followed on its own thread, and a link is offered
/// and filled within one epoch of <see cref="CpuCode"/>. <see cref="TrapSentinel"/> is this object's own until
/// <see cref="Dispose"/>; translated code belongs to the store, which is disposed after all runners.</remarks>
public sealed unsafe partial class CpuRunner : ICpuEngine, ITieredCpu, ICheckedCpu, IDisposable
{
    private readonly CpuState* state;
    private readonly Interpreter interpreter;
    private readonly DataTlb tlb;
    private readonly CpuCode code;
    private readonly DataAccess data;
    private readonly bool logsExecution = Log.IsEnabled(LogItems.Execution);

    // The empty link of the block that was just left, and its page: filled if the next block is in the same page.
    private Block** offeredLink;
    private ulong offeredPage;

    private readonly CpuActivity? activity;
    private HotCodeSampler? sampler;

    private bool isRunning;

    // Instructions retired in runs that have ended: a reset of the CPU clears the count in its state.
    private ulong retired;

    internal CpuRunner(Cpu cpu, CodeTracker tracker, DebugPoints points, TranslationService? translation)
    {
        this.points = points;
        points.Changed += ForgetAt;
        Cpu = cpu;
        Mailbox = new CpuMailbox(cpu);
        interpreter = Interpreter.Of(cpu.Model.Architecture);
        state = cpu.State;
        activity = translation?.Cpus;
        tlb = new DataTlb(cpu.Model.Architecture.Contexts, tracker.Ram);
        JumpCache = new JumpCache(state, cpu.Model.Architecture.Contexts);
        code = new CpuCode(cpu, tlb, JumpCache, tracker, points, TlbCounters);
        UseCode(translation);
        AccessLog? log = translation is { Policy.Check: true } ? new AccessLog() : null;
        data = new DataAccess(cpu, tlb, tracker, points, log, TlbCounters);
        checker = log is null ? null : new LockstepChecker(this, data, log);
        TrapSentinel = (DecodedInstruction*)NativeMemory.AllocZeroed((nuint)sizeof(DecodedInstruction));
        *TrapSentinel = new DecodedInstruction { Operation = DecodedInstruction.EndOfBlock };
        cpu.Engine = this;
        handle = TranslatedCode.Connect(this, state);
        ContextChanged();
    }

    /// <summary>The CPU that runs here.</summary>
    public Cpu Cpu { get; }

    internal JumpCache JumpCache { get; }

    /// <summary>Takes what other threads ask of the CPU.</summary>
    internal CpuMailbox Mailbox { get; }

    /// <summary>The instruction that the cursor points to after a trap: it ends the block.</summary>
    internal DecodedInstruction* TrapSentinel { get; }

    /// <summary>Guest instructions that all finished runs of the CPU have retired, without those of the present
    /// run.</summary>
    public ulong InstructionsRetired => Volatile.Read(ref retired);

    /// <summary>Runs guest code from <c>State->Pc</c> on until <see cref="CpuRequests.Stop"/> is requested. Only the
    /// CPU's own thread calls.</summary>
    public void Run()
    {
        Cpu.Current = Cpu;
        Volatile.Write(ref isRunning, true);
        Interlocked.MemoryBarrier();
        activity?.Begin();
        ulong before = state->InstructionsRetired;
        try
        {
            if (watchedAt is not null) TryPassWatchedAccess();
            Block* first = FindNext();
            if (first == null) return;
            interpreter.Run(this, first);
        }
        finally
        {
            activity?.End();
            retired += state->InstructionsRetired - before;
            // Other CPUs may wait for this CPU's fences, also when its thread ends by an exception.
            Volatile.Write(ref isRunning, false);
        }
    }

    /// <summary>Forgets all code and translations, for a reset. The CPU does not run meanwhile.</summary>
    public void Reset()
    {
        code.ForgetAll();
        FlushTlb();
        ContextChanged();
    }

    /// <inheritdoc/>
    public void WaitBegins() => activity?.End();

    /// <inheritdoc/>
    public void WaitEnds() => activity?.Begin();

    /// <inheritdoc/>
    public void ContextChanged()
    {
        state->DataTlb = tlb.Table(Cpu.DataContext, spaces.Current);
        JumpCache.SetContext(Cpu.FetchContext);
    }

    /// <inheritdoc/>
    public bool LoadIn(int context, ulong address, int size, out ulong value)
    {
        void* own = EnterContext(context, out void* other);
        bool isDone = data.Load(address, size, out value);
        LeaveContext(own, other);
        return isDone;
    }

    /// <inheritdoc/>
    public bool StoreIn(int context, ulong address, int size, ulong value)
    {
        void* own = EnterContext(context, out void* other);
        bool isDone = data.Store(address, size, value);
        LeaveContext(own, other);
        return isDone;
    }

    public void Dispose()
    {
        Mailbox.Close();
        points.Changed -= ForgetAt;
        sampler?.Remove(this);
        checker?.Dispose();
        code.Dispose();
        tlb.Dispose();
        JumpCache.Dispose();
        NativeMemory.Free(TrapSentinel);
        handle.Free();
    }

    bool ICheckedCpu.CodeMayHaveChanged => Mailbox.HasMail || code.HasChangedSuspect;

    ReadOnlySpan<byte> ICheckedCpu.CodePage(ulong pc) => code.Fetches.Known(pc) is { } page ? page.Bytes : [];

    void ITieredCpu.NotifyTranslated(ulong page) => Mailbox.PostTranslated(page);

    bool ITieredCpu.RequestSample()
    {
        if (checker is not null) return checker.Interrupt();
        if (Cpu.IsWaiting || (Volatile.Read(ref state->Requests) & (int)CpuRequests.Sample) != 0) return false;
        Cpu.Request(CpuRequests.Sample);
        return true;
    }

    void ICheckedCpu.StartSampling() => sampler?.Start();

    /// <summary>
    /// The block at <c>State->Pc</c>, after everything that was requested of the CPU has been done. Null when it must
    /// stop.
    /// </summary>
    internal Block* FindNext()
    {
        Block* block;
        int epoch = code.Epoch;
        do
        {
            if (Volatile.Read(ref state->Requests) != 0)
            {
                offeredLink = null;
                if (!ServeRequests()) return null;
            }

            ulong pc = state->Pc;
            JumpCacheEntry* entry = JumpCache.Entry(pc);
            bool known = entry->Pc == pc && entry->Context == JumpCache.Context && !logsExecution;
            if (!known) TlbCounters.JumpMisses++;
            block = known ? (Block*)entry->Block : code.Find();
            // The block is in the entry, unless it may be used this once only.
            if (block != null && block->Code != null && checker is null && entry->Block == block)
                entry->Code = block->Code;
        }
        while (block == null);

        if (logsExecution)
        {
            // A return that finds its code without the engine would not be logged.
            JumpCache.NoteForgottenCode();
            Log.Write(LogItems.Execution, $"Trace {Cpu.Id}: [{state->Pc:x16}/{state->Mode}] {block->Count}");
        }
        else if (offeredLink != null && block->IsLinkable && offeredPage == state->Pc >> AddressMap.PageShift && epoch == code.Epoch)
        {
            *offeredLink = block;
        }

        offeredLink = null;
        return block;
    }

    /// <summary>Notes the empty link over which the running block is about to be left.</summary>
    internal void OfferLink(Block** link)
    {
        offeredLink = link;
        offeredPage = state->Pc >> AddressMap.PageShift;
    }

    internal bool LoadSlow(DecodedInstruction* instruction, ulong address, int size, out ulong value)
    {
        ulong start = Enter(instruction);
        return data.Load(address, size, out value) ? Leave(start) : Trapped(instruction);
    }

    /// <inheritdoc cref="DataAccess.Fill"/>
    internal byte* Fill(ulong address, int size, AccessKind kind) => data.Fill(address, size, kind);

    internal bool StoreSlow(DecodedInstruction* instruction, ulong address, int size, ulong value)
    {
        ulong start = Enter(instruction);
        return data.Store(address, size, value) ? Leave(start) : Trapped(instruction);
    }

    internal bool Atomic(
        DecodedInstruction* instruction, AtomicOperation operation, ulong address, Width width, ulong operand,
        out ulong old)
    {
        ulong start = Enter(instruction);
        bool done = data.AtomicReadModifyWrite(operation, address, width, operand, out old);
        return done ? Leave(start) : Trapped(instruction);
    }

    internal bool CompareExchange(
        DecodedInstruction* instruction, ulong address, Width width, ulong expected, ulong value, out ulong old)
    {
        ulong start = Enter(instruction);
        return data.CompareExchange(address, width, expected, value, out old) ? Leave(start) : Trapped(instruction);
    }

    internal bool CompareExchange(
        DecodedInstruction* instruction, ulong address, UInt128 expected, UInt128 value, out UInt128 old)
    {
        ulong start = Enter(instruction);
        return data.CompareExchange(address, expected, value, out old) ? Leave(start) : Trapped(instruction);
    }

    internal bool LoadReserved(DecodedInstruction* instruction, ulong address, out UInt128 value)
    {
        ulong start = Enter(instruction);
        return data.LoadReserved(address, out value) ? Leave(start) : Trapped(instruction);
    }

    internal bool StoreConditional(DecodedInstruction* instruction, ulong address, UInt128 value, out ulong failed)
    {
        ulong start = Enter(instruction);
        return data.StoreConditional(address, value, out failed) ? Leave(start) : Trapped(instruction);
    }

    internal bool LoadReserved(DecodedInstruction* instruction, ulong address, Width width, out ulong value)
    {
        ulong start = Enter(instruction);
        return data.LoadReserved(address, width, out value) ? Leave(start) : Trapped(instruction);
    }

    internal bool StoreConditional(
        DecodedInstruction* instruction, ulong address, Width width, ulong value, out ulong failed)
    {
        ulong start = Enter(instruction);
        return data.StoreConditional(address, width, value, out failed) ? Leave(start) : Trapped(instruction);
    }

    internal bool ZeroBlock(DecodedInstruction* instruction, ulong address)
    {
        if (!Cpu.MayZeroBlocks)
        {
            IllegalInstruction(instruction);
            return false;
        }

        ulong start = Enter(instruction);
        return data.ZeroBlock(address) ? Leave(start) : Trapped(instruction);
    }

    internal void IllegalInstruction(DecodedInstruction* instruction)
    {
        Enter(instruction);
        Cpu.RaiseIllegal(instruction->Raw);
        Trapped(instruction);
    }

    internal bool ExecuteSystem(
        DecodedInstruction* instruction, uint operation, ulong first, ulong second, out ulong result)
    {
        // The instruction ends its block; it is counted when it has retired.
        state->InstructionsRetired--;
        state->Pc += instruction->BlockOffset;
        bool retired = Cpu.Execute(operation, first, second, instruction->Raw, out result);
        if (retired) state->InstructionsRetired++;
        return retired;
    }

    // Sets the pc to the current instruction, for slow paths; returns the block's start, which Leave puts back.
    private ulong Enter(DecodedInstruction* instruction)
    {
        ulong start = state->Pc;
        state->Pc = start + instruction->BlockOffset;
        return start;
    }

    private bool Leave(ulong start)
    {
        state->Pc = start;
        return true;
    }

    // The block was counted as a whole when it was entered: takes back this instruction and those behind it.
    private bool Trapped(DecodedInstruction* instruction)
    {
        var block = (Block*)state->CurrentBlock;
        state->InstructionsRetired -= (ulong)(block->Count - (instruction - Block.Instructions(block)));
        return false;
    }

    private void* EnterContext(int context, out void* other)
    {
        void* own = state->DataTlb;
        state->DataTlb = other = tlb.Table(context, spaces.Current);
        return own;
    }

    // An exception has changed the context already.
    private void LeaveContext(void* own, void* other)
    {
        if (state->DataTlb == other) state->DataTlb = own;
    }

    // Does what was requested of the CPU. False when it must stop.
    private bool ServeRequests()
    {
        var requests = (CpuRequests)Volatile.Read(ref state->Requests);
        if ((requests & CpuRequests.Stop) != 0)
        {
            if (TakeWatchpoint() is { } watchpoint) points.Observer!.Stopped(Cpu, watchpoint);
            return false;
        }

        if ((requests & CpuRequests.Mail) != 0) ServeMail();
        if ((requests & CpuRequests.Sample) != 0)
        {
            Interlocked.And(ref state->Requests, (int)~CpuRequests.Sample);
            code.Sample();
        }

        if ((requests & CpuRequests.Interrupt) != 0) Cpu.TakeInterrupt();
        return true;
    }

    // Runs code of a service from now on. The log of executed blocks shows each: none may run inside translated code
    // while it is on.
    private void UseCode(TranslationService? service)
    {
        sampler?.Remove(this);
        code.UseService(logsExecution ? null : service, Counters, this);
        sampler = service?.Sampler;
        sampler?.Add(this);
    }
}
