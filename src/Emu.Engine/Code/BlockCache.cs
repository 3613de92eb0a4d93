using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Engine.Tlb;
using Emu.Isa;
using Emu.Translate.Inspection;

namespace Emu.Engine.Code;

/// <summary>
/// One CPU's decoded blocks, found by physical address; decodes what is not there yet and forgets what has been
/// modified. Used on the CPU's own thread between blocks, except <see cref="NotifyModified"/> and
/// <see cref="RequestVisibleStores"/>.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: pointers into the arena are held only by the tables that <see cref="ForgetAll"/>
/// empties, by links between blocks, and by the running loop, which asks anew after every call into this class.
/// </remarks>
internal sealed unsafe class BlockCache : IDisposable
{
    /// <summary>Bounds the time between two looks at <c>Requests</c>.</summary>
    private const int MaxInstructions = 64;

    private const int FetchEntries = 1024;

    /// <summary>Virtual pages that <see cref="fetched"/> tells apart.</summary>
    private const int FetchedBits = 1 << 15;

    /// <summary>Executions after which the translation of a block is looked for again, when the fetch entry of its page
    /// was replaced by another page's.</summary>
    private const int RetryExecutions = 16;

    private const ulong PageOffsetMask = AddressMap.PageSize - 1;

    private readonly Cpu cpu;
    private readonly GuestIsa isa;
    private readonly DataTlb tlb;
    private readonly JumpCache jumps;
    private readonly CodeTracker code;
    private PageTranslations? translations;
    private readonly TlbCounters counters;
    private readonly BlockArena arena = new();
    private readonly FetchEntry[] fetches = new FetchEntry[FetchEntries];

    // A bit for each virtual page (several share one): code may have come from there, in some context.
    private readonly ulong[] fetched = new ulong[FetchedBits / 64];
    private readonly Dictionary<ulong, nint> pages = [];
    private readonly DecodedInstruction[] decoded = new DecodedInstruction[MaxInstructions + 1];
    private readonly List<SuspectPage> suspects = [];

    private readonly Lock inboxLock = new();

    // Guarded by inboxLock: pages with code that were stored to, and pages whose TLB entries for stores another CPU
    // wants dropped.
    private readonly HashSet<ulong> modified = [];
    private readonly List<PhysicalAddress> unseenStores = [];
    private ulong storeRequests;
    private ulong storeRequestsServed;
    private bool mappingChanged;

    // Guarded by inboxLock: pages for which a translation has been finished.
    private readonly List<ulong> translated = [];

    // Whether code was decoded from a region whose bytes a device may change (flash).
    private bool holdsFlashCode;

    // Whether the block that was built last has bytes of a page that is not guarded (PageGuard.Unguarded).
    private bool isUnguarded;

    // The memory region of the last fetch, so that most fetches need no search.
    private MemoryRegion? lastRegion;

    public BlockCache(
        Cpu cpu, DataTlb tlb, JumpCache jumps, CodeTracker code, PageTranslations? translations, TlbCounters counters)
    {
        this.counters = counters;
        this.translations = translations;
        this.cpu = cpu;
        isa = cpu.Model.Isa;
        this.tlb = tlb;
        this.jumps = jumps;
        this.code = code;
    }

    /// <summary>Changes whenever pointers to blocks that were got before are dead.</summary>
    public int Epoch { get; private set; }

    private CpuState* State => cpu.State;

    /// <summary>
    /// The block that starts at <c>State->Pc</c>. Null when the fetch faulted: the exception is raised then and the pc
    /// is its handler's.
    /// </summary>
    public Block* Find()
    {
        ulong pc = State->Pc;
        ref FetchEntry fetch = ref fetches[(pc >> AddressMap.PageShift) % FetchEntries];
        if (fetch.Page != (pc & ~PageOffsetMask) || fetch.Context != jumps.Context)
        {
            if (!TranslateFetch(pc, out Translation translation, out byte* host)) return null;
            if (arena.IsFull(sizeof(CodePage) + 2 * BlockBytes(MaxInstructions))) ForgetAll();
            CodePage* page = Page(host, translation);
            if (!translation.Cacheable) return BuildSingle(page, pc);
            fetch = new FetchEntry { Page = pc & ~PageOffsetMask, Context = jumps.Context, Code = page };
        }

        uint offset = (uint)(pc & PageOffsetMask);
        Block* block = CodePage.Find(fetch.Code, offset);
        if (fetch.Code->Checks != 0 && block != null)
        {
            block = CheckedBlock(fetch.Code, block);
            if (block != null) return block;
        }

        if (block == null)
        {
            if (arena.IsFull(2 * BlockBytes(MaxInstructions)))
            {
                ForgetAll();
                return Find();
            }

            block = Build(fetch.Code, pc, MaxInstructions);
            if (block == null) return null;
            bool isUnguarded = this.isUnguarded, isWhole = block->IsLinkable;
            // An unguarded block is entered only through this method, which compares it.
            if (isUnguarded) block->IsLinkable = false;
            if (isWhole) CodePage.Add(fetch.Code, block);
            if (isUnguarded) return block;
            if (isWhole) translations?.Begin(fetch.Code, block, this);
        }

        // The log shows each block: while it is on, none is entered but through this method.
        if (Log.IsEnabled(LogItems.Execution)) return block;
        CodePage.AddJumpSet(fetch.Code, pc);
        jumps.Set(pc, block);
        return block;
    }

    /// <summary>
    /// Decodes the one instruction at <c>State->Pc</c> into a block of the caller's, which has room for it and the end.
    /// False when the fetch faulted.
    /// </summary>
    public bool Decode(Block* into)
    {
        ulong pc = State->Pc;
        if (!TranslateFetch(pc, out Translation translation, out byte* host)) return false;
        CodePage* page = Page(host, translation);
        uint offset = (uint)(pc & PageOffsetMask);
        *into = new Block { PageOffset = (ushort)offset, Count = 1 };
        DecodedInstruction* instructions = Block.Instructions(into);
        int length = Decode(page, offset, pc, !translation.Cacheable, out instructions[0]);
        if (length == 0) return false;
        instructions[1] = new DecodedInstruction
        {
            Operation = DecodedInstruction.EndOfBlock,
            BlockOffset = (ushort)length,
        };
        return true;
    }

    /// <summary>The bytes of the page that code of a virtual address comes from; empty when it is not known at the
    /// moment.</summary>
    public ReadOnlySpan<byte> FindPage(ulong pc)
    {
        ref FetchEntry fetch = ref fetches[(pc >> AddressMap.PageShift) % FetchEntries];
        bool known = fetch.Page == (pc & ~PageOffsetMask) && fetch.Context == jumps.Context;
        return known ? new ReadOnlySpan<byte>(fetch.Code->Host, (int)AddressMap.PageSize) : [];
    }

    /// <summary>User mode: the page at an address if code has come from there; else null.</summary>
    public CodePage* FindCode(ulong address) => (CodePage*)pages.GetValueOrDefault(address);

    /// <summary>User mode: the page at an address, held, if code may come from there; else null.</summary>
    public CodePage* HoldCode(ulong address)
    {
        if (arena.IsFull(sizeof(CodePage))
            || !cpu.TryTranslate(new VirtualAddress(address), AccessKind.Fetch, out Translation translation)
            || !translation.Cacheable || !TryFindHost(address, translation, out byte* host))
            return null;
        CodePage* page = Page(host, translation);
        Hold(page, ulong.MaxValue);
        return page;
    }

    /// <summary>Whether a page with decoded code has changed in a way that only <see cref="Fence"/> notices.</summary>
    public bool HasChangedSuspect() =>
        code.Changing is { MayHaveStored: true } || suspects.Exists(suspect => suspect.HasChanged());

    /// <summary>
    /// Looks for translated code of a block whose countdown has ended, in the page that <c>State->Pc</c> is in, and
    /// asks for a translation if there is none.
    /// </summary>
    public void Promote(Block* block)
    {
        ref FetchEntry fetch = ref fetches[(State->Pc >> AddressMap.PageShift) % FetchEntries];
        bool known = fetch.Page == (State->Pc & ~PageOffsetMask) && fetch.Context == jumps.Context;
        if (translations is null) block->Arm(int.MaxValue);
        else if (known) translations.Promote(fetch.Code, block, this);
        else block->Arm(RetryExecutions);
    }

    /// <summary>Notes that the CPU has come to <c>State->Pc</c>: what is found there again and again is hot. That was
    /// either a loop's head, or translated code was about to be entered there and the time was spent in what ran
    /// before.</summary>
    public void Sample()
    {
        if (!TrySample(State->Pc) && State->Entered != 0) TrySample(State->Entered);
    }

    private bool TrySample(ulong pc)
    {
        ref FetchEntry fetch = ref fetches[(pc >> AddressMap.PageShift) % FetchEntries];
        return fetch.Page == (pc & ~PageOffsetMask) && fetch.Context == jumps.Context
            && translations?.TrySample(fetch.Code, (ushort)(pc & PageOffsetMask), this) == true;
    }

    /// <summary>Makes the jump cache look for the page's blocks anew, after better code has been attached to
    /// them.</summary>
    public void ForgetJumps(CodePage* page) => CodePage.ClearJumps(page, jumps);

    /// <summary>Any thread: the translation of code in a physical page has been finished.</summary>
    public void NotifyTranslated(ulong page)
    {
        lock (inboxLock) translated.Add(page);
        cpu.Request(CpuRequests.CodeModified);
    }

    /// <summary>
    /// Makes stores into lines of a page known to this CPU, so that translated code of them can be detached. Their
    /// bytes must be looked at after it.
    /// </summary>
    public void HoldLines(CodePage* page, ulong lines) => Hold(page, lines);

    /// <summary>Tells the profile how often the blocks of all pages have run. The CPU does not run
    /// meanwhile.</summary>
    public void Report() => translations?.Report();

    /// <summary>Forgets one virtual page's fetch translation.</summary>
    public void FlushFetchPage(ulong address)
    {
        ref FetchEntry fetch = ref fetches[(address >> AddressMap.PageShift) % FetchEntries];
        if (fetch.Page == (address & ~PageOffsetMask)) fetch.Context = 0;
    }

    /// <summary>False when no code has come from a virtual page since <see cref="ForgetFetches"/>.</summary>
    public bool MayHaveFetched(ulong address) =>
        (fetched[(address >> AddressMap.PageShift) % FetchedBits / 64] >> (int)((address >> AddressMap.PageShift) % 64) & 1) != 0;

    /// <summary>Forgets what was decoded from a range of pages, which need not be mapped any more.</summary>
    public void ForgetRange(ulong start, ulong length)
    {
        ulong end = start + length;
        for (int i = 0; i < fetches.Length; i++)
            if (fetches[i].Page - start < length) fetches[i].Context = 0;
        suspects.RemoveAll(suspect => suspect.Address - start < length);
        if (length / AddressMap.PageSize <= (ulong)pages.Count)
        {
            for (ulong page = start; page != end; page += AddressMap.PageSize)
                if (pages.TryGetValue(page, out nint known)) Forget((CodePage*)known);
            return;
        }

        foreach ((ulong page, nint known) in pages)
            if (page - start < length) Forget((CodePage*)known);
    }

    /// <summary>Forgets everything, and uses the code of another service from now on.</summary>
    public void UseTranslations(PageTranslations? other)
    {
        ForgetAll();
        translations = other;
    }

    /// <summary>Forgets which virtual pages code has come from; fetch entries do not match the jump cache's new
    /// context.</summary>
    public void ForgetFetches() => Array.Clear(fetched);

    /// <summary>Tells that this CPU has stored to RAM without its TLB, as a walk does that updates a page
    /// table.</summary>
    public void Stored(PhysicalAddress address, ulong length) => code.Stored(address, length);

    /// <summary>Any thread: the bytes of a physical page have changed.</summary>
    public void NotifyModified(ulong page)
    {
        lock (inboxLock) modified.Add(page);
        cpu.Request(CpuRequests.CodeModified);
    }

    /// <summary>Any thread: flash was switched between array and command mode, perhaps after it was
    /// programmed.</summary>
    public void NotifyMappingChanged()
    {
        lock (inboxLock) mappingChanged = true;
        cpu.Request(CpuRequests.CodeModified);
    }

    /// <summary>
    /// Any thread: asks that this CPU's stores to a page be seen from now on. Returns a ticket for
    /// <see cref="StoresAreVisible"/>.
    /// </summary>
    public ulong RequestVisibleStores(PhysicalAddress page)
    {
        ulong ticket;
        lock (inboxLock)
        {
            unseenStores.Add(page);
            ticket = ++storeRequests;
        }

        cpu.Request(CpuRequests.CodeModified);
        return ticket;
    }

    /// <summary>Any thread: true when the request with that ticket has been served.</summary>
    public bool StoresAreVisible(ulong ticket) => Volatile.Read(ref storeRequestsServed) >= ticket;

    /// <summary>Serves what other threads and this CPU's own stores have asked for.</summary>
    public void ServeInbox()
    {
        code.Changing?.Deliver();
        lock (inboxLock)
        {
            foreach (PhysicalAddress page in unseenStores)
            {
                MemoryRegion region = cpu.Memory.Find(page)!;
                tlb.DropWriteTags(region.Host + (page - region.Start));
                code.RemoveWriter(region, page.Value, cpu.Id);
            }

            unseenStores.Clear();
            foreach (ulong page in translated)
                if (pages.TryGetValue(page, out nint known)) translations!.Refresh((CodePage*)known, this);
            translated.Clear();
            Volatile.Write(ref storeRequestsServed, storeRequests);
            bool forget = mappingChanged && holdsFlashCode;
            mappingChanged = false;
            if (forget)
            {
                modified.Clear();
                ForgetAll();
                return;
            }

            foreach (ulong page in modified)
                if (pages.TryGetValue(page, out nint known)) Forget((CodePage*)known);
            modified.Clear();
        }
    }

    /// <summary>The instruction fence: after this, no block runs that was decoded from bytes which were overwritten
    /// before.</summary>
    public void Fence()
    {
        code.Changing?.Deliver();
        // A CPU that puts something into the inbox makes the request afterwards, before its store counts as done.
        if ((Volatile.Read(ref State->Requests) & (int)CpuRequests.CodeModified) != 0) ServeInbox();
        for (int i = suspects.Count - 1; i >= 0; i--)
        {
            SuspectPage suspect = suspects[i];
            // Asked before the bytes are compared: once a writer's stores are visible, later ones arrive in the inbox.
            bool settled = code.WatchesStores && suspect.Writers.TrueForAll(writer => writer.Cpu.StoresAreVisible(writer.Ticket));
            counters.FenceComparisons++;
            if (!suspect.HasChanged())
            {
                if (settled) suspects.RemoveAt(i);
                continue;
            }

            suspects.RemoveAt(i);
            Forget((CodePage*)pages[suspect.Address]);
        }
    }

    /// <summary>Drops every block, for a reset.</summary>
    public void ForgetAll()
    {
        translations?.ForgetAll();
        foreach (nint page in pages.Values)
        {
            var codePage = (CodePage*)page;
            if (codePage->IsHolder) RemoveHolder(codePage);
        }

        pages.Clear();
        suspects.Clear();
        holdsFlashCode = false;
        Array.Clear(fetches);
        jumps.Flush();
        arena.Reset();
        Epoch++;
    }

    public void Dispose() => arena.Dispose();

    private static int BlockBytes(int instructions) =>
        sizeof(Block) + ((instructions + 1) * sizeof(DecodedInstruction));

    // Translates a fetch. The host address is that of the page's first byte. False when the exception has been raised.
    private bool TranslateFetch(ulong pc, out Translation translation, out byte* host)
    {
        host = null;
        counters.FetchWalks++;
        if (!cpu.Translate(new VirtualAddress(pc), AccessKind.Fetch, out translation)) return false;
        tlb.NoteSuperpage(pc, translation.PageSize);
        if (!translation.Global) jumps.NoteLocalCode();
        if (TryFindHost(pc, translation, out host)) return true;
        cpu.RaiseAccessFault(AccessKind.Fetch, pc);
        return false;
    }

    private bool TryFindHost(ulong pc, in Translation translation, out byte* host)
    {
        host = null;
        fetched[(pc >> AddressMap.PageShift) % FetchedBits / 64] |= 1ul << (int)((pc >> AddressMap.PageShift) % 64);
        PhysicalAddress address = translation.Address;
        MemoryRegion? region = lastRegion;
        if (region is null || !region.Contains(address, 2)) region = cpu.Memory.Find(address);
        var page = new PhysicalAddress(address.Value & ~PageOffsetMask);
        bool permitted = translation.Cacheable || cpu.CheckPhysicalAccess(address, 2, AccessKind.Fetch);
        // Read once: another CPU may switch a flash region to its command mode at any time.
        byte* start = region is null ? null : region.Host;
        if (!permitted || start == null || !region!.Contains(page, AddressMap.PageSize)) return false;
        lastRegion = region;
        host = start + (page - region.Start);
        return true;
    }

    private CodePage* Page(byte* host, in Translation translation)
    {
        ulong start = translation.Address.Value & ~PageOffsetMask;
        if (!pages.TryGetValue(start, out nint known))
        {
            known = (nint)arena.Allocate(sizeof(CodePage));
            ((CodePage*)known)->Address = start;
            ((CodePage*)known)->Host = host;
            pages.Add(start, known);
        }

        var page = (CodePage*)known;
        page->IsWritable = translation.Writable;
        return page;
    }

    // Registers this CPU as a holder of lines of a page: before the page's bytes are read, so that no store falls
    // between.
    private void Hold(CodePage* page, ulong lines)
    {
        if (!code.WatchesStores)
        {
            HoldUnwatched(page);
            return;
        }

        var address = new PhysicalAddress(page->Address);
        MemoryRegion region = cpu.Memory.Find(address)!;
        if (page->IsHolder)
        {
            code.AddLines(region, page->Address, lines);
            return;
        }

        page->IsHolder = true;
        holdsFlashCode |= region is { Backing: not null, Device: not null };
        ulong writers = code.AddHolder(region, page->Address, cpu.Id);
        code.AddLines(region, page->Address, lines);
        tlb.DropWriteTags(page->Host);
        if (writers == 0) return;
        SuspectPage suspect = new(page->Address, page->Host);
        foreach (ICodeHolder writer in code.Cpus(writers))
            suspect.Writers.Add((writer, writer.RequestVisibleStores(address)));
        suspects.Add(suspect);
    }

    // Where stores are not watched: the page is guarded (user mode), or compared at each fence.
    private void HoldUnwatched(CodePage* page)
    {
        if (page->IsHolder) return;
        page->IsHolder = true;
        int checks = 0;
        PageGuard guard = code.Changing?.Guard(page->Address, out checks)
            ?? (page->IsWritable ? PageGuard.Compared : PageGuard.Constant);
        page->IsVolatile = guard != PageGuard.Constant;
        page->Checks = checks;
        if (guard == PageGuard.Compared) suspects.Add(new SuspectPage(page->Address, page->Host));
    }

    // A block of an unguarded page, if its bytes are those that it was decoded from; null when they are not, or when
    // the page is to be guarded again: the block must be built anew then.
    private Block* CheckedBlock(CodePage* page, Block* block)
    {
        counters.EntryComparisons++;
        if (--page->Checks == 0)
        {
            Forget(page);
            return null;
        }

        if (IsAsDecoded(page, block)) return block;
        CodePage.Remove(page, block);
        return null;
    }

    private bool IsAsDecoded(CodePage* page, Block* block)
    {
        byte* at = page->Host + block->PageOffset;
        DecodedInstruction* instruction = Block.Instructions(block);
        for (int i = 0; i < block->Count; i++, instruction++)
        {
            int length = instruction[1].BlockOffset - instruction->BlockOffset;
            bool isSame = length switch
            {
                sizeof(ushort) => *(ushort*)at == instruction->Raw,
                sizeof(uint) => *(uint*)at == instruction->Raw,
                _ => isa.Decode(new ReadOnlySpan<byte>(at, length), out DecodedInstruction again) == length
                    && again.IsSameAs(*instruction),
            };
            if (!isSame) return false;
            at += length;
        }

        return true;
    }

    private void Forget(CodePage* page)
    {
        IReadOnlyCollection<nint> reachingIntoIt = translations?.Forget(page) ?? [];
        CodePage.ClearJumps(page, jumps);
        CodePage.Clear(page);
        if (page->IsHolder) RemoveHolder(page);
        page->IsHolder = false;
        page->Checks = 0;
        foreach (nint other in reachingIntoIt) Forget((CodePage*)other);
    }

    private void RemoveHolder(CodePage* page) =>
        code.RemoveHolder(cpu.Memory.Find(new PhysicalAddress(page->Address))!, page->Address, cpu.Id);

    // A block of one instruction that is not remembered, for pages of which only parts are protected.
    private Block* BuildSingle(CodePage* page, ulong pc)
    {
        Block* block = Build(page, pc, 1);
        if (block != null) block->IsLinkable = false;
        return block;
    }

    // Decodes a block. Null when the rest of its first instruction, in the next page, faults.
    private Block* Build(CodePage* page, ulong pc, int limit)
    {
        uint start = (uint)(pc & PageOffsetMask), offset = start;
        uint most = Math.Min((uint)(limit * isa.Architecture.LongestInstruction), (uint)AddressMap.PageSize - start);
        Hold(page, CodeTracker.Lines(start, most));
        isUnguarded = page->Checks != 0;
        int count = 0;
        bool crosses = false, open = true;
        while (open && count < limit && offset < AddressMap.PageSize)
        {
            ref DecodedInstruction instruction = ref decoded[count];
            int length = isa.Decode(BytesFrom(page, offset), out instruction);
            crosses = length == 0;
            if (crosses && count > 0)
            {
                crosses = false;
                break;
            }

            if (crosses || limit == 1) length = Decode(page, offset, pc, checkPieces: limit == 1, out instruction);
            if (length == 0) return null;
            count++;
            instruction.BlockOffset = (ushort)(offset - start);
            offset += (uint)length;
            open = isa.Architecture.FactsOf(instruction).Flow == Flow.Next;
        }

        if (Log.IsEnabled(LogItems.InAsm)) Disassemble(pc, count);
        Block* block = (Block*)arena.Allocate(BlockBytes(count));
        block->PageOffset = (ushort)start;
        block->Count = (ushort)count;
        block->IsLinkable = !crosses;
        block->Arm(int.MaxValue);
        decoded[count] = new DecodedInstruction
        {
            Operation = DecodedInstruction.EndOfBlock,
            BlockOffset = (ushort)(offset - start),
        };
        decoded.AsSpan(0, count + 1).CopyTo(new Span<DecodedInstruction>(Block.Instructions(block), count + 1));
        return block;
    }

    private static ReadOnlySpan<byte> BytesFrom(CodePage* page, uint offset) =>
        new(page->Host + offset, (int)(AddressMap.PageSize - offset));

    // Decodes the instruction at an offset of the page, which may end in the next one. Its length; 0 when its rest
    // faults.
    private int Decode(CodePage* page, uint offset, ulong pc, bool checkPieces, out DecodedInstruction instruction)
    {
        ReadOnlySpan<byte> here = BytesFrom(page, offset);
        int length = isa.Decode(here, out instruction);
        if (length == 0)
        {
            Span<byte> both = stackalloc byte[2 * isa.Architecture.LongestInstruction];
            here.CopyTo(both);
            int rest = Fetch(pc + (ulong)here.Length, both[here.Length..]);
            if (rest == 0) return 0;
            return isa.Decode(both[..(here.Length + rest)], out instruction);
        }

        return !checkPieces || MayFetch(page, offset, pc, length) ? length : 0;
    }

    // Checks each piece of an instruction, for pages of which only parts are protected. False when it has faulted.
    private bool MayFetch(CodePage* page, uint offset, ulong pc, int length)
    {
        int piece = isa.Architecture.InstructionAlignment;
        for (int at = piece; at < length; at += piece)
        {
            var address = new PhysicalAddress(page->Address + offset + (ulong)at);
            if (cpu.CheckPhysicalAccess(address, (ulong)piece, AccessKind.Fetch)) continue;
            cpu.RaiseAccessFault(AccessKind.Fetch, pc + (ulong)at);
            return false;
        }

        return true;
    }

    // Copies the first bytes of the second page of an instruction that straddles two. How many; 0 when the fetch
    // faults.
    private int Fetch(ulong address, Span<byte> bytes)
    {
        if (!TranslateFetch(address, out Translation translation, out byte* host)) return 0;
        CodePage* page = Page(host, translation);
        int length = Math.Min(bytes.Length, isa.Architecture.LongestInstruction - isa.Architecture.InstructionAlignment);
        // Blocks that begin before it are found under the pieces of an instruction that may come before.
        for (int at = isa.Architecture.InstructionAlignment; at <= length; at += isa.Architecture.InstructionAlignment)
            CodePage.AddJumpSet(page, address - (ulong)at);
        Hold(page, CodeTracker.Lines(0, (uint)length));
        isUnguarded |= page->Checks != 0;
        new ReadOnlySpan<byte>(page->Host, length).CopyTo(bytes);
        return length;
    }

    private void Disassemble(ulong pc, int count)
    {
        Log.Write(LogItems.InAsm, "----------------\nIN:");
        foreach (DecodedInstruction instruction in decoded.AsSpan(0, count))
        {
            ulong address = pc + instruction.BlockOffset;
            string text = isa.Disassemble(instruction, address);
            string word = GuestListing.Encoding(isa, instruction);
            Log.Write(LogItems.InAsm, $"0x{address:x16}:  {word}  {text}");
        }
    }

    /// <summary>A virtual page from which code was fetched.</summary>
    private struct FetchEntry
    {
        public ulong Page;
        public ulong Context;
        public CodePage* Code;
    }
}
