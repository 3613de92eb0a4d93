using System.Runtime.InteropServices;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Engine.Cache;
using Emu.Engine.Debugging;
using Emu.Engine.Inspection;
using Emu.Engine.Tiering;
using Emu.Isa;
using Emu.Translate.Regions;

namespace Emu.Engine.Code;

/// <summary>
/// Finds translated code by the content of one CPU's pages, and points their blocks to it. Used on the CPU's own
/// thread.
/// </summary>
/// <remarks>
/// Code is attached in an order that leaves no gap: first the lines that it was decoded from are held, so that stores
/// into them are told to the CPU; then the page's bytes are compared with those that the code was made from. Forgetting
/// a page's blocks detaches it. Invariant of the unsafe code: a page's blocks live as long as the page has them; code
/// belongs to the code store, which outlives this object.
/// </remarks>
internal sealed unsafe class CodeAttacher(
    Cpu cpu, CodePages pages, FetchTable fetches, JumpCache jumps, DebugPoints points, PageTranslator translator, TierCounters counters,
    TranslationService service)
{
    private readonly byte[] snapshot = new byte[AddressMap.PageSize];
    private readonly List<nint> blocks = [];
    private readonly List<ushort> heads = [];
    private readonly HashSet<ushort> entries = [];

    /// <summary>The translated code of a page, which is looked for if it was not yet.</summary>
    public AttachedCode Of(CodePage page)
    {
        if (page.Attached is { } attached) return attached;
        CodeStore store = service.Stores.Of(page.Address, page.IsVolatile);
        return page.Attached = new AttachedCode(store, Find(store, page));
    }

    /// <summary>Points a block that has just been decoded to code, if there is any.</summary>
    public void Begin(CodePage page, Block* block)
    {
        AttachedCode attached = Of(page);
        if (attached.Known.Regions == attached.Regions)
        {
            Give(block, attached);
            return;
        }

        service.Sampler?.Start();
        Attach(page, attached);
    }

    /// <summary>Attaches what has been translated since the page was last looked at.</summary>
    public void Refresh(CodePage page)
    {
        if (page.Attached is not { } attached) return;
        // Bytes that no code was decoded from may have changed: what is attached stays right, but there may be other
        // code now.
        if (attached.Known.IsForgotten || !attached.Known.IsFor(page.Bytes)) attached.Known = Find(attached.Store, page);
        if (attached.Known.Regions != attached.Regions) Attach(page, attached);
    }

    /// <summary>Detaches the code of a page.</summary>
    public void Detach(CodePage page)
    {
        counters.Detached += (ulong)(page.Attached?.Regions.Length ?? 0);
        page.Attached = null;
    }

    /// <summary>Points the blocks of a page to the regions that its content has now.</summary>
    public void Attach(CodePage page, AttachedCode attached)
    {
        Region[] regions = attached.Known.Regions;
        ulong lines = 0;
        foreach (Region region in regions) lines |= region.Lines;
        pages.Hold(page, lines);
        if (!attached.Known.IsFor(page.Bytes))
        {
            attached.Known = Find(attached.Store, page);
            counters.RefusedChanged++;
            return;
        }

        Show(page, attached, regions);
        counters.Attached += (ulong)Math.Max(0, regions.Length - attached.Regions.Length);
        attached.Regions = regions;
        ChooseUsable(page, attached);
        page.CopyBlocksTo(blocks);
        bool replaced = false;
        foreach (nint block in blocks) replaced |= Give((Block*)block, attached);
        // The jump cache looks for the blocks anew, so that better code is entered.
        if (replaced) page.ForgetJumps(jumps);
    }

    // Points a block to the best code that may be entered for it. True when that replaces other code.
    private static bool Give(Block* block, AttachedCode attached)
    {
        Region? best = attached.Best(block->PageOffset);
        void* before = block->Code, code = best is null ? null : best.CodeAt(block->PageOffset);
        if (before == code) return false;
        block->Code = code;
        block->Arm(1);
        return before != null;
    }

    // The regions of a page's content. A copy is looked for, because other CPUs may store into the page meanwhile.
    private PageRegions Find(CodeStore store, CodePage page)
    {
        page.Bytes.CopyTo(snapshot);
        return store.Find(PageHash.Of(snapshot), snapshot);
    }

    // Whether the CPU may run a region: the cache has regions of all tiers and modes.
    private bool MayRun(Region region) => region.CodeMode == PageSources.Mode && service.Policy.Tiers.HasFlag(
        region.Level == OptimizationLevel.Baseline ? Tiers.Baseline : Tiers.Llvm);

    // Chooses the regions that may be entered. Jumps inside of a baseline region do not leave it, so that none may
    // contain an entry of LLVM's: it is replaced by one without those blocks. One whose blocks another one has is of no use.
    private void ChooseUsable(CodePage page, AttachedCode attached)
    {
        attached.Usable.Clear();
        entries.Clear();
        foreach (Region region in attached.Regions)
        {
            if (region.Level == OptimizationLevel.Baseline || !MayRun(region)) continue;
            if (!HoldNeighbours(page, region)) continue;
            attached.Usable.Add(region);
            foreach (ushort entry in region.Entries) entries.Add(entry);
        }

        // The latest have most of the blocks.
        for (int i = attached.Regions.Length; --i >= 0;)
        {
            Region region = attached.Regions[i];
            if (IsBaseline(region) && !HasAnyOf(region, entries) && !attached.HasBaseline(region.Entries)) attached.Usable.Add(region);
        }

        if (entries.Count == 0) return;
        for (int i = attached.Regions.Length; --i >= 0;)
        {
            Region region = attached.Regions[i];
            if (IsBaseline(region)) AddWithoutEntries(page, attached, region);
        }
    }

    private static bool HasAnyOf(Region region, HashSet<ushort> entries)
    {
        if (entries.Count == 0) return false;
        foreach (ushort entry in region.Entries)
            if (entries.Contains(entry)) return true;
        return false;
    }

    private bool IsBaseline(Region region) => region.Level == OptimizationLevel.Baseline && MayRun(region);

    // Makes the baseline region of the blocks of another one that LLVM's code does not enter, unless there is one.
    private void AddWithoutEntries(CodePage page, AttachedCode attached, Region region)
    {
        heads.Clear();
        foreach (ushort entry in region.Entries)
            if (!entries.Contains(entry)) heads.Add(entry);
        ReadOnlySpan<ushort> rest = CollectionsMarshal.AsSpan(heads);
        if (rest.Length == 0 || attached.HasBaseline(rest)) return;
        if (!translator.UsesBaseline) attached.Usable.Add(region);
        else if (translator.TranslateNow(page, attached, rest) is { } made) attached.Usable.Add(made);
    }

    // Holds the neighbours that a region was made from; false when other pages, or other bytes, are in their place.
    private bool HoldNeighbours(CodePage page, Region region)
    {
        foreach (Neighbour needed in region.Neighbours)
        {
            ulong address = PageSources.AddressAt(page, needed.Distance);
            CodePage? neighbour = points.HasBreakpointIn(address) ? null : fetches.Hold(address);
            if (neighbour is null or { IsVolatile: true }) return false;
            AttachedCode attached = Of(neighbour);
            if (!needed.Is(needed.Distance, attached.Known.Hash, neighbour.Bytes)) return false;
            attached.ReachingIntoIt.Add(page);
        }

        return true;
    }

    private void Show(CodePage page, AttachedCode attached, Region[] regions)
    {
        if (service.PerfMap is null && !Log.IsEnabled(LogItems.OutAsm)) return;
        foreach (Region region in regions)
        {
            service.PerfMap?.Add(region, page.Address);
            CachedCodeLog.Attached(region, attached.Known.Hash, page.Bytes, page.Address, cpu.Model.Isa);
        }
    }
}
