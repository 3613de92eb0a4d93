using System.Runtime.InteropServices;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Engine.Debugging;
using Emu.Engine.Tiering;
using Emu.Engine.Tlb;
using Emu.Isa;

namespace Emu.Engine.Code;

/// <summary>
/// One CPU's code: finds the block at the program counter, decodes what is not there yet, points it to translated code,
/// and forgets what has been modified. Used on the CPU's own thread between blocks.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: pointers into the arena are held only by pages, fetches and the jump cache, which
/// <see cref="ForgetAll"/> empties, by links between blocks, and by the running loop, which asks anew after every call
/// into this class. <see cref="watched"/> is this object's own until <see cref="Dispose"/>.
/// </remarks>
internal sealed unsafe class CpuCode : IDisposable
{
    private const ulong PageOffsetMask = AddressMap.PageSize - 1;

    /// <summary>Executions after which the translation of a block is looked for again, when the fetch entry of its page
    /// was replaced by another page's.</summary>
    private const int RetryExecutions = 16;

    private readonly Cpu cpu;
    private readonly JumpCache jumps;
    private readonly CodeTracker tracker;
    private readonly DebugPoints points;
    private readonly TlbCounters counters;
    private readonly BlockArena arena = new();
    private readonly CodePages pages;
    private readonly BlockBuilder builder;
    private readonly List<CodePage> forgotten = [];
    private PageTranslator? translator;
    private BlockPromoter? promoter;

    // The one block of a page with breakpoints, decoded anew each time; null until it is needed.
    private Block* watched;

    public CpuCode(Cpu cpu, DataTlb tlb, JumpCache jumps, CodeTracker tracker, DebugPoints points, TlbCounters counters)
    {
        this.points = points;
        this.cpu = cpu;
        this.jumps = jumps;
        this.tracker = tracker;
        this.counters = counters;
        pages = new CodePages(cpu, tlb, tracker, counters);
        Fetches = new FetchTable(cpu, tlb, jumps, pages, counters);
        builder = new BlockBuilder(cpu, pages, Fetches, arena);
    }

    /// <summary>Where the CPU's fetches lead to.</summary>
    public FetchTable Fetches { get; }

    /// <summary>Changes whenever pointers to blocks that were got before are dead.</summary>
    public int Epoch { get; private set; }

    /// <summary>Whether a page with decoded code has changed in a way that only <see cref="Fence"/> notices.</summary>
    public bool HasChangedSuspect => pages.HasChangedSuspect;

    private CpuState* State => cpu.State;

    /// <summary>Forgets everything, and uses translated code of a service from now on; null where everything is
    /// interpreted.</summary>
    public void UseService(TranslationService? service, TierCounters tierCounters, ITieredCpu requester)
    {
        ForgetAll();
        translator?.Dispose();
        translator = null;
        promoter = null;
        if (service is null) return;
        PageSources sources = new(cpu, pages, service);
        translator = new PageTranslator(cpu, sources, tierCounters, requester, service);
        CodeAttacher attacher = new(cpu, pages, Fetches, jumps, points, translator, tierCounters, service);
        promoter = new BlockPromoter(cpu, sources, translator, attacher, tierCounters, service);
    }

    /// <summary>
    /// The block that starts at <c>State->Pc</c>. Null when the fetch faulted: the exception is raised then and the pc
    /// is its handler's.
    /// </summary>
    public Block* Find()
    {
        if (!cpu.PrepareFetch()) return null;
        ulong pc = State->Pc;
        if (points.HasBreakpointIn(pc)) return FindWatched(pc);
        CodePage? page = Fetches.Known(pc);
        if (page is null)
        {
            if (builder.IsFull || pages.IsFull) ForgetAll();
            page = Fetches.Fetch(pc, out bool isWhole);
            if (page is null) return null;
            if (!isWhole) return builder.BuildSingle(page, pc);
            Fetches.Remember(pc, page);
        }

        Block* block = page.Find((uint)(pc & PageOffsetMask));
        if (page.Checks != 0 && block != null)
        {
            block = CheckedBlock(page, block);
            if (block != null) return block;
        }

        if (block == null)
        {
            if (builder.IsFull)
            {
                ForgetAll();
                return Find();
            }

            block = builder.Build(page, pc);
            if (block == null) return null;
            bool isUnguarded = builder.IsUnguarded, isWhole = block->IsLinkable;
            // An unguarded block is entered only through this method, which compares it.
            if (isUnguarded) block->IsLinkable = false;
            if (isWhole) page.Add(block);
            if (isUnguarded) return block;
            if (isWhole) promoter?.Begin(page, block);
        }

        // The log shows each block: while it is on, none is entered but through this method.
        if (Log.IsEnabled(LogItems.Execution)) return block;
        page.NoteJump(pc);
        jumps.Set(pc, block);
        return block;
    }

    /// <summary>
    /// Decodes the one instruction at <c>State->Pc</c> into a block of the caller's, which has room for it and the end.
    /// False when the fetch faulted.
    /// </summary>
    public bool Decode(Block* into) => builder.Decode(State->Pc, into);

    /// <summary>
    /// Looks for translated code of a block whose countdown has ended, in the page that <c>State->Pc</c> is in, and
    /// asks for a translation if there is none.
    /// </summary>
    public void Promote(Block* block)
    {
        if (promoter is null) block->Arm(int.MaxValue);
        else if (Fetches.Known(State->Pc) is { } page) promoter.Promote(page, block);
        else block->Arm(RetryExecutions);
    }

    /// <summary>Notes that the CPU has come to <c>State->Pc</c>: what is found there again and again is hot. That was
    /// either a loop's head, or translated code was about to be entered there and the time was spent in what ran
    /// before.</summary>
    public void Sample()
    {
        promoter?.BeginSample();
        if (!TrySample(State->Pc) && State->Entered != 0) TrySample(State->Entered);
    }

    /// <summary>Tells the profile how often the blocks of all pages have run. The CPU does not run
    /// meanwhile.</summary>
    public void Report() => promoter?.Report(pages.All);

    /// <summary>Tells that this CPU has stored to RAM without its TLB, as a walk does that updates a page
    /// table.</summary>
    public void Stored(PhysicalAddress address, ulong length) => tracker.Stored(address, length);

    /// <summary>User mode: has stores to guarded pages, which are known so far, told to all CPUs by mail.</summary>
    public void DeliverStores() => tracker.Changing?.Deliver();

    /// <summary>Does what mail says of code, but for fences.</summary>
    public void Serve(CpuMail mail)
    {
        foreach (PhysicalAddress page in mail.UnseenStores) pages.MakeStoresVisible(page);
        if (mail.FlashChanged && pages.HasFlash)
        {
            ForgetAll();
            return;
        }

        foreach (ulong address in mail.Translated)
            if (pages.Find(address) is { } page) promoter?.Refresh(page);
        foreach (ulong address in mail.Modified)
            if (pages.Find(address) is { } page) Forget(page);
    }

    /// <summary>The instruction fence: after this, no block runs that was decoded from bytes which were overwritten
    /// before. The caller has served the CPU's mail.</summary>
    public void Fence()
    {
        forgotten.Clear();
        pages.TakeChanged(forgotten);
        foreach (CodePage page in forgotten) Forget(page);
    }

    /// <summary>User mode: forgets what was decoded from a range of pages, which need not be mapped any more.</summary>
    public void ForgetRange(ulong start, ulong length)
    {
        Fetches.ForgetRange(start, length);
        pages.ForgetSuspects(start, length);
        forgotten.Clear();
        pages.AddRange(start, length, forgotten);
        foreach (CodePage page in forgotten) Forget(page);
    }

    /// <summary>A breakpoint or watchpoint at a virtual address was added or removed: forgets what would lead past it. The
    /// CPU does not run meanwhile.</summary>
    public void ForgetAt(ulong address)
    {
        jumps.FlushPage(address);
        // A block that straddles the page's start is remembered under the page before.
        jumps.FlushPage(address - AddressMap.PageSize);
        // In user mode translated code of other pages may reach into this one.
        if (pages.Find(address & ~PageOffsetMask) is { } page) Forget(page);
    }

    /// <summary>Drops every block.</summary>
    public void ForgetAll()
    {
        foreach (CodePage page in pages.All) promoter?.Detach(page);
        pages.Clear();
        Fetches.Clear();
        jumps.Flush();
        arena.Reset();
        Epoch++;
    }

    public void Dispose()
    {
        translator?.Dispose();
        arena.Dispose();
        NativeMemory.Free(watched);
    }

    private bool TrySample(ulong pc) =>
        Fetches.Known(pc) is { } page && promoter?.TrySample(page, (ushort)(pc & PageOffsetMask)) == true;

    // A block of a page with breakpoints. It is not remembered, because other virtual pages may lead to the same code, and
    // never has translated code, which would not stop. Null, with the CPU requested to stop, at a breakpoint.
    private Block* FindWatched(ulong pc)
    {
        if (points.IsBreakpoint(pc))
        {
            points.Observer!.Stopped(cpu, null);
            return null;
        }

        if (builder.IsFull || pages.IsFull) ForgetAll();
        CodePage? page = Fetches.Fetch(pc, out bool isWhole);
        if (page is null) return null;
        if (!isWhole) return builder.BuildSingle(page, pc);
        if (watched == null) watched = (Block*)NativeMemory.Alloc((nuint)BlockBuilder.MostBytes);
        return builder.BuildBeforeBreakpoint(page, pc, points, watched);
    }

    // A block of an unguarded page, if its bytes are those that it was decoded from; null when they are not, or when
    // the page is to be guarded again: the block must be built anew then.
    private Block* CheckedBlock(CodePage page, Block* block)
    {
        counters.EntryComparisons++;
        if (--page.Checks == 0)
        {
            Forget(page);
            return null;
        }

        if (builder.IsAsDecoded(page, block)) return block;
        page.Remove(block);
        return null;
    }

    // Forgets the blocks of a page, and those of pages whose translated code reaches into it.
    private void Forget(CodePage page)
    {
        IReadOnlyCollection<CodePage> reachingIntoIt = promoter?.Forget(page) ?? [];
        jumps.NoteForgottenCode();
        page.ForgetJumps(jumps);
        page.ForgetBlocks();
        pages.Release(page);
        foreach (CodePage other in reachingIntoIt) Forget(other);
    }
}
