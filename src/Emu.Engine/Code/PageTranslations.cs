using System.Runtime.InteropServices;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Engine.Cache;
using Emu.Engine.Inspection;
using Emu.Engine.Tiering;
using Emu.Isa;
using Emu.Translate.Abi;
using Emu.Translate.Regions;

namespace Emu.Engine.Code;

/// <summary>
/// The translated code of the pages of one CPU: it is found by the pages' content and attached to their blocks, and
/// asked for when it is missing. Used on the CPU's own thread.
/// </summary>
/// <remarks>
/// Code is attached in an order that leaves no gap: first the lines that it was decoded from are marked, so that stores
/// into them are told to the CPU; then the page's bytes are compared with those that the code was made from. Forgetting
/// a page's blocks detaches it. Invariant of the unsafe code: pages and blocks lie in the arena of the runner's CPU,
/// and <see cref="BlockCache"/> has them forgotten here before their memory is used again; the host address of a page
/// has a whole page of memory. Code belongs to the code store, which outlives this object.
/// </remarks>
internal sealed unsafe class PageTranslations(
    Cpu cpu, TierCounters counters, ITieredCpu requester, TranslationService service) : IDisposable
{
    // How many executions a sample counts for in the profile: about as many blocks run between two samples.
    private const uint ExecutionsPerSample = 1 << 16;

    // How many pages before and behind a page its regions may reach.
    private const int Reach = 4;

    // Instructions of the CPU after which a translation has paid for itself.
    private const ulong WorthOfTranslation = 1 << 26;

    // User mode counts no instructions; this rate turns elapsed time into an estimate.
    private const ulong InstructionsPerMillisecond = 1 << 20;

    // Instructions of baseline code that take as long as one access to a device.
    private const ulong InstructionsPerDeviceAccess = 128;

    // With this much waste a block must run a million times before it is translated.
    private const byte MostWaste = 16;

    // With more waste, code is not worth its place in the cache file.
    private const byte WasteWorthKeeping = 3;

    // What the CPU had done at the last sample.
    private ulong sampledAccesses, sampledWork;

    private readonly byte[] snapshot = new byte[AddressMap.PageSize];
    private readonly Dictionary<nint, AttachedPage> pages = [];
    private readonly List<nint> blocks = [];
    private readonly List<ushort> heads = [];
    private readonly HashSet<ushort> entries = [];
    private readonly BaselineTier? baseline = service.UsesBaseline
        ? new BaselineTier(cpu.Model.Isa, service.MemoryAccess, counters)
        : null;

    /// <summary>Prepares a block that has just been decoded: points it to code, or starts to count its
    /// executions.</summary>
    public void Begin(CodePage* page, Block* block, BlockCache cache)
    {
        AttachedPage attached = AttachedOf(page);
        block->Arm(FirstThreshold(page));
        if (attached.Known.Regions != attached.Regions)
        {
            service.Sampler?.Start();
            Attach(page, attached, cache);
        }
        else
        {
            Give(block, attached);
        }
    }

    /// <summary>Called when a block's countdown has ended: points it to code, or asks for a translation and counts
    /// on.</summary>
    public void Promote(CodePage* page, Block* block, BlockCache cache)
    {
        Refresh(page, cache);
        if (block->Code != null) return;
        uint executions = block->Executions;
        if (service.UsesLlvm && executions >= Threshold(page, service.Policy.HotThreshold))
        {
            Request(page, block->PageOffset, executions, cache);
        }

        if (block->Code == null && baseline is not null && executions >= Threshold(page, service.Policy.WarmThreshold))
            TranslateWarm(baseline, page, block, cache);
        if (block->Code == null) block->Arm(UntilNextThreshold(page, executions));
    }

    /// <summary>The CPU was found at a place of a page: what is found often in baseline code is translated by LLVM.
    /// False when that place has none.</summary>
    public bool TrySample(CodePage* page, ushort offset, BlockCache cache)
    {
        if (!pages.TryGetValue((nint)page, out AttachedPage? attached)) return false;
        if (Best(attached, offset) is not { Level: OptimizationLevel.Baseline }) return false;
        counters.Samples++;
        if (IsBusyWithDevices()) return true;
        int samples = attached.Sample(offset);
        if (samples % service.Policy.SampleThreshold == 0 && service.UsesLlvm)
            Request(page, offset, (uint)samples * ExecutionsPerSample, cache);
        return true;
    }

    public void Dispose() => baseline?.Dispose();

    // Whether devices have taken most of the time since the last sample. LLVM's code would not shorten that, and leaves
    // for the interpreter at each load from a device, which baseline code does not.
    private bool IsBusyWithDevices()
    {
        ulong accesses = counters.DeviceAccesses - sampledAccesses, work = cpu.State->InstructionsRetired - sampledWork;
        sampledAccesses += accesses;
        sampledWork += work;
        return accesses * InstructionsPerDeviceAccess > work;
    }

    /// <summary>Attaches what has been translated since the page was last looked at.</summary>
    public void Refresh(CodePage* page, BlockCache cache)
    {
        if (!pages.TryGetValue((nint)page, out AttachedPage? attached)) return;
        // Bytes that no code was decoded from may have changed: what is attached stays right, but there may be other
        // code now.
        if (attached.Known.IsForgotten || !attached.Known.IsFor(Bytes(page))) attached.Known = Find(attached.Store, page);
        if (attached.Known.Regions != attached.Regions) Attach(page, attached, cache);
    }

    /// <summary>Detaches a page whose blocks are about to be forgotten. Returns the pages with code that reaches into it,
    /// which must be forgotten too.</summary>
    public IReadOnlyCollection<nint> Forget(CodePage* page)
    {
        if (!pages.TryGetValue((nint)page, out AttachedPage? attached)) return [];
        if (service.Policy.RecordsForgotten) Report(page, attached);
        if (attached.TranslatedAt is { } time) CountWaste(page, time);
        pages.Remove((nint)page);
        counters.Detached += (ulong)attached.Regions.Length;
        return attached.ReachingIntoIt;
    }

    /// <summary>Detaches everything.</summary>
    public void ForgetAll()
    {
        foreach ((nint page, AttachedPage attached) in pages)
        {
            if (service.Policy.RecordsForgotten) Report((CodePage*)page, attached);
            counters.Detached += (ulong)attached.Regions.Length;
        }

        pages.Clear();
    }

    /// <summary>Tells the profile how often the blocks of all pages have run.</summary>
    public void Report()
    {
        foreach ((nint page, AttachedPage attached) in pages)
        {
            RegionSource source = MakeSource((CodePage*)page, 0, []);
            attached.Store.AddProfile(source.PageHash, source.Page, source.Blocks);
        }
    }

    // Tells the profile of a page, unless it has been stored to since: its blocks are of bytes that are gone then.
    private void Report(CodePage* page, AttachedPage attached)
    {
        RegionSource source = MakeSource(page, 0, []);
        if (attached.Known.IsFor(source.Page))
            attached.Store.AddProfile(source.PageHash, source.Page, source.Blocks);
    }

    // The mode of all code: no guest has any yet, so that code depends on nothing but its bytes.
    private static CodeMode Mode => default;

    private ulong Work => service.MemoryAccess == MemoryAccess.Tlb
        ? cpu.State->InstructionsRetired
        : (ulong)Environment.TickCount64 * InstructionsPerMillisecond;

    private static ReadOnlySpan<byte> Bytes(CodePage* page) => new(page->Host, (int)AddressMap.PageSize);

    // The regions of a page's content. A copy is looked for, because other CPUs may store into the page meanwhile.
    private PageRegions Find(CodeStore store, CodePage* page)
    {
        Bytes(page).CopyTo(snapshot);
        return store.Find(PageHash.Of(snapshot), snapshot);
    }

    // A threshold, doubled for each time that translations of the page were waste: a guest that writes code without end
    // must not have it all translated and kept.
    private static int Threshold(CodePage* page, int threshold) =>
        (int)Math.Min((long)threshold << page->Waste, int.MaxValue / 2);

    private void CountWaste(CodePage* page, ulong translatedAt)
    {
        // A reset of the CPU clears the count of instructions; the difference is huge then, and nothing counts as
        // waste.
        if (Work - translatedAt >= WorthOfTranslation)
            page->Waste = (byte)Math.Max(0, page->Waste - 1);
        else if (page->Waste < MostWaste) page->Waste++;
    }

    private int FirstThreshold(CodePage* page)
    {
        TieringPolicy policy = service.Policy;
        if (baseline is null) return Threshold(page, policy.HotThreshold);
        return Threshold(
            page, Math.Min(policy.WarmThreshold, service.UsesLlvm ? policy.HotThreshold : int.MaxValue));
    }

    private int UntilNextThreshold(CodePage* page, uint executions)
    {
        TieringPolicy policy = service.Policy;
        int warm = Threshold(page, policy.WarmThreshold), hot = Threshold(page, policy.HotThreshold);
        if (baseline is not null && executions < warm) return warm - (int)executions;
        if (executions < hot) return hot - (int)executions;
        return (int)Math.Min((ulong)executions * ((uint)policy.UrgencyFactor - 1), int.MaxValue / 2);
    }

    private void Request(CodePage* page, ushort entry, uint executions, BlockCache cache)
    {
        if (!pages.TryGetValue((nint)page, out AttachedPage? attached)) return;
        NoteTranslation(attached);
        RegionSource source = MakeSource(
            page, entry, NeighboursOf(page, attached, cache), service.Stores.ChangesWhileItRuns(attached.Store));
        service.Request(new TranslationRequest(source, attached.Store, requester, page->Address), executions);
        if (service.Policy.Waits) Refresh(page, cache);
    }

    private void NoteTranslation(AttachedPage attached) =>
        attached.TranslatedAt = Work;

    private static Region? Best(AttachedPage attached, int offset)
    {
        Region? best = null;
        foreach (Region region in attached.Usable)
            if ((best is null || region.Level > best.Level) && region.HasEntry(offset)) best = region;
        return best;
    }

    // Whether the CPU may run a region: the cache has regions of all tiers and modes.
    private bool MayRun(Region region) => region.CodeMode == Mode && service.Policy.Tiers.HasFlag(
        region.Level == OptimizationLevel.Baseline ? Tiers.Baseline : Tiers.Llvm);

    // Points a block to the best code that may be entered for it. True when that replaces other code.
    private static bool Give(Block* block, AttachedPage attached)
    {
        Region? best = Best(attached, block->PageOffset);
        void* before = block->Code, code = best is null ? null : best.CodeAt(block->PageOffset);
        if (before == code) return false;
        block->Code = code;
        block->Arm(1);
        return before != null;
    }

    private void TranslateWarm(BaselineTier tier, CodePage* page, Block* warm, BlockCache cache)
    {
        if (!pages.TryGetValue((nint)page, out AttachedPage? attached)) return;
        service.Sampler?.Start();
        // Translates every block of the page that has run at least half as often, as one region.
        uint threshold = (uint)Math.Max(1, Threshold(page, service.Policy.WarmThreshold) / 2);
        blocks.Clear();
        CodePage.AddTo(page, blocks);
        heads.Clear();
        foreach (nint each in blocks)
        {
            var block = (Block*)each;
            if (block == warm || (block->Code == null && block->Executions >= threshold)) heads.Add(block->PageOffset);
        }

        heads.Sort();
        if (Translate(tier, page, attached) is not null) Attach(page, attached, cache);
    }

    // Chooses the regions that may be entered. Jumps inside of a baseline region do not leave it, so that none may
    // contain an entry of LLVM's: it is replaced by one without those blocks.
    private void Supersede(CodePage* page, AttachedPage attached, BlockCache cache)
    {
        attached.Usable.Clear();
        entries.Clear();
        foreach (Region region in attached.Regions)
        {
            if (region.Level == OptimizationLevel.Baseline || !MayRun(region)) continue;
            if (!HoldNeighbours(page, region, cache)) continue;
            attached.Usable.Add(region);
            foreach (ushort entry in region.Entries) entries.Add(entry);
        }

        foreach (Region region in attached.Regions)
        {
            if (region.Level != OptimizationLevel.Baseline || !MayRun(region)) continue;
            heads.Clear();
            foreach (ushort entry in region.Entries)
                if (!entries.Contains(entry)) heads.Add(entry);
            if (heads.Count == region.Entries.Length || baseline is null) attached.Usable.Add(region);
            else if (heads.Count != 0) Replace(baseline, page, attached);
        }
    }

    // Makes the baseline region of the blocks in heads, unless there is one.
    private void Replace(BaselineTier tier, CodePage* page, AttachedPage attached)
    {
        if (attached.Known.FindSame(CollectionsMarshal.AsSpan(heads), [], Mode) is not null) return;
        if (Translate(tier, page, attached) is { } made) attached.Usable.Add(made);
    }

    // Translates the blocks in heads as one baseline region; null when that is not possible.
    private Region? Translate(BaselineTier tier, CodePage* page, AttachedPage attached)
    {
        NoteTranslation(attached);
        return tier.Translate(
            attached.Store, Bytes(page), attached.Known, CollectionsMarshal.AsSpan(heads), page->Waste <= WasteWorthKeeping,
            service.Stores.ChangesWhileItRuns(attached.Store));
    }

    private void Attach(CodePage* page, AttachedPage attached, BlockCache cache)
    {
        Region[] regions = attached.Known.Regions;
        ulong lines = 0;
        foreach (Region region in regions) lines |= region.Lines;
        cache.HoldLines(page, lines);
        if (!attached.Known.IsFor(Bytes(page)))
        {
            attached.Known = Find(attached.Store, page);
            counters.RefusedChanged++;
            return;
        }

        Show(page, attached, regions);
        counters.Attached += (ulong)Math.Max(0, regions.Length - attached.Regions.Length);
        attached.Regions = regions;
        Supersede(page, attached, cache);
        blocks.Clear();
        CodePage.AddTo(page, blocks);
        bool replaced = false;
        foreach (nint block in blocks) replaced |= Give((Block*)block, attached);
        if (replaced) cache.ForgetJumps(page);
    }

    private void Show(CodePage* page, AttachedPage attached, Region[] regions)
    {
        if (service.PerfMap is null && !Log.IsEnabled(LogItems.OutAsm)) return;
        foreach (Region region in regions)
        {
            service.PerfMap?.Add(region, page->Address);
            CachedCodeLog.Attached(region, attached.Known.Hash, Bytes(page), page->Address, cpu.Model.Isa);
        }
    }

    private AttachedPage AttachedOf(CodePage* page)
    {
        if (pages.TryGetValue((nint)page, out AttachedPage? attached)) return attached;
        CodeStore store = service.Stores.Of(page->Address, page->IsVolatile);
        attached = new AttachedPage(store, Find(store, page));
        pages.Add((nint)page, attached);
        return attached;
    }

    // Holds the neighbours that a region was made from; false when other pages, or other bytes, are in their place.
    private bool HoldNeighbours(CodePage* page, Region region, BlockCache cache)
    {
        foreach (Neighbour needed in region.Neighbours)
        {
            CodePage* neighbour = cache.HoldCode(AddressAt(page, needed.Distance));
            if (neighbour == null || neighbour->IsVolatile) return false;
            AttachedPage attached = AttachedOf(neighbour);
            if (!needed.Is(needed.Distance, attached.Known.Hash, Bytes(neighbour))) return false;
            attached.ReachingIntoIt.Add((nint)page);
        }

        return true;
    }

    private static ulong AddressAt(CodePage* page, int distance) =>
        page->Address + unchecked((ulong)(distance * (long)AddressMap.PageSize));

    // The pages around a page in its file that have code which is known to run.
    private List<NeighbourPage> NeighboursOf(CodePage* page, AttachedPage attached, BlockCache cache)
    {
        List<NeighbourPage> found = [];
        if (page->IsWritable || page->IsVolatile || !service.Stores.HasNeighbours(attached.Store)) return found;
        for (int distance = -Reach; distance <= Reach; distance++)
        {
            CodePage* neighbour = cache.FindCode(AddressAt(page, distance));
            if (distance == 0 || neighbour == null || neighbour->IsWritable || neighbour->IsVolatile
                || !pages.TryGetValue((nint)neighbour, out AttachedPage? other) || other.Store != attached.Store)
                continue;
            BlockHeat[] heats = HeatsOf(neighbour);
            if (heats.Length == 0) continue;
            if (ContentOf(neighbour, other) is { } copy)
                found.Add(new NeighbourPage(distance, other.Known.Hash, copy, heats));
        }

        return found;
    }

    // A copy of a page's bytes; null when they are no longer those that its code was made from.
    private static byte[]? ContentOf(CodePage* page, AttachedPage attached)
    {
        if (attached.Known.Content is { } known) return known;
        UInt128 hash = attached.Known.Hash;
        if (attached.Copy is { } copy && attached.CopyHash == hash) return copy;
        copy = Bytes(page).ToArray();
        if (PageHash.Of(copy) != hash) return null;
        attached.CopyHash = hash;
        return attached.Copy = copy;
    }

    private RegionSource MakeSource(
        CodePage* page, ushort entry, IReadOnlyList<NeighbourPage> neighbours, bool looksAfterStores = false)
    {
        byte[] bytes = Bytes(page).ToArray();
        return new RegionSource
        {
            Page = bytes,
            PageHash = PageHash.Of(bytes),
            Entry = entry,
            Blocks = HeatsOf(page),
            Neighbours = neighbours,
            CodeMode = Mode,
            Isa = cpu.Model.Isa,
            LooksAfterStores = looksAfterStores,
        };
    }

    private BlockHeat[] HeatsOf(CodePage* page)
    {
        SortedDictionary<ushort, ulong> heats = [];
        if (pages.TryGetValue((nint)page, out AttachedPage? attached)) AddBaselineHeats(attached, heats);
        blocks.Clear();
        CodePage.AddTo(page, blocks);
        foreach (nint each in blocks)
        {
            var block = (Block*)each;
            heats[block->PageOffset] = heats.GetValueOrDefault(block->PageOffset) + block->Executions;
        }

        return [.. heats.Select(heat => new BlockHeat(heat.Key, heat.Value))];
    }

    // Adds estimates for blocks in baseline code, which does not count executions and may contain blocks that the
    // interpreter never saw.
    private void AddBaselineHeats(AttachedPage attached, SortedDictionary<ushort, ulong> heats)
    {
        foreach (Region region in attached.Regions)
        {
            if (region.Level != OptimizationLevel.Baseline) continue;
            foreach (ushort entry in region.Entries)
                heats[entry] =
                    (ulong)service.Policy.WarmThreshold + ((ulong)attached.Samples(entry) * ExecutionsPerSample);
        }
    }

    /// <summary>The code of one page.</summary>
    private sealed class AttachedPage(CodeStore store, PageRegions known)
    {
        /// <summary>The store that keeps the page's code.</summary>
        public CodeStore Store { get; } = store;

        /// <summary>The store's regions for the page's content, as that was when last looked at.</summary>
        public PageRegions Known { get; set; } = known;

        /// <summary>The regions whose lines this CPU holds, so that it is told of stores into them.</summary>
        public Region[] Regions { get; set; } = [];

        /// <summary>Instructions that the CPU had retired when something of the page was translated last; null when
        /// nothing was since its bytes changed.</summary>
        public ulong? TranslatedAt { get; set; }

        /// <summary>The regions that a block may enter: LLVM's, and baseline regions that have no entry in common with
        /// them.</summary>
        public List<Region> Usable { get; } = [];

        /// <summary>Pages with code that reaches into this one.</summary>
        public HashSet<nint> ReachingIntoIt { get; } = [];

        /// <summary>A copy of the page's bytes, made when a region of another page first reached into this
        /// one.</summary>
        public byte[]? Copy { get; set; }

        /// <summary>XXH3-128 of <see cref="Copy"/>.</summary>
        public UInt128 CopyHash { get; set; }

        private Dictionary<ushort, int>? samples;

        /// <summary>How many samples have found the CPU at an offset of the page.</summary>
        public int Samples(ushort offset) => samples?.GetValueOrDefault(offset) ?? 0;

        /// <summary>Counts a sample at an offset of the page; returns how many there are now.</summary>
        public int Sample(ushort offset)
        {
            samples ??= [];
            return samples[offset] = Samples(offset) + 1;
        }
    }
}
