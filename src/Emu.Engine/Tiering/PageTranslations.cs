using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Engine.Cache;
using Emu.Engine.Inspection;
using Emu.Engine.Interpreter;
using Emu.Engine.Translator;

namespace Emu.Engine.Tiering;

/// <summary>
/// Which translated code the pages of one hart have: found by the pages' content, attached to their blocks, asked for
/// when it is missing. Used on the hart's own thread.
/// </summary>
/// <remarks>
/// Code is attached in an order that leaves no gap: first the lines that it was decoded from are marked, so that stores
/// into them are
/// told to the hart; then the page is hashed again. Forgetting a page's blocks detaches it.
/// </remarks>
internal sealed unsafe class PageTranslations(HartRunner runner, TranslationService service)
{
    private readonly Dictionary<nint, AttachedPage> pages = [];
    private readonly List<nint> blocks = [];

    /// <summary>Prepares a block that has just been decoded: gives it code, or starts to count its
    /// executions.</summary>
    public void Begin(CodePage* page, Block* block, BlockCache cache)
    {
        if (!pages.TryGetValue((nint)page, out AttachedPage? attached))
        {
            attached = new AttachedPage(service.Store.Find(Hash(page)));
            pages.Add((nint)page, attached);
        }

        block->Arm(service.Policy.HotThreshold);
        if (attached.Known.Regions != attached.Regions) Attach(page, attached, cache);
        else Give(block, attached);
    }

    /// <summary>Called when a block's countdown has ended: gives it code, or asks for a translation and counts
    /// on.</summary>
    public void Promote(CodePage* page, Block* block, BlockCache cache)
    {
        Refresh(page, cache);
        if (block->Code != null) return;
        uint executions = block->Executions;
        block->Arm((int)Math.Min(executions * ((uint)service.Policy.UrgencyFactor - 1), int.MaxValue / 2));
        if (!service.CanTranslate) return;
        service.Request(MakeSource(page, block->PageOffset), executions, runner, page->Address);
        if (service.Policy.Waits) Refresh(page, cache);
    }

    /// <summary>Attaches what has been translated since the page was last looked at.</summary>
    public void Refresh(CodePage* page, BlockCache cache)
    {
        if (!pages.TryGetValue((nint)page, out AttachedPage? attached)) return;
        // Bytes that no code was decoded from may have changed: what is attached stays right, but there may be other
        // code now.
        UInt128 hash = Hash(page);
        if (hash != attached.Known.Hash) attached.Known = service.Store.Find(hash);
        if (attached.Known.Regions != attached.Regions) Attach(page, attached, cache);
    }

    /// <summary>Detaches a page whose blocks are about to be forgotten.</summary>
    public void Forget(CodePage* page)
    {
        if (!pages.TryGetValue((nint)page, out AttachedPage? attached)) return;
        if (service.Policy.RecordsForgotten) Report(page, attached.Known.Hash);
        pages.Remove((nint)page);
        runner.Counters.Detached += (ulong)attached.Regions.Length;
    }

    /// <summary>Detaches everything.</summary>
    public void ForgetAll()
    {
        foreach ((nint page, AttachedPage attached) in pages)
        {
            if (service.Policy.RecordsForgotten) Report((CodePage*)page, attached.Known.Hash);
            runner.Counters.Detached += (ulong)attached.Regions.Length;
        }

        pages.Clear();
    }

    /// <summary>Tells the profile how often the blocks of all pages have run.</summary>
    public void Report()
    {
        foreach (nint page in pages.Keys.ToArray())
        {
            RegionSource source = MakeSource((CodePage*)page, 0);
            service.Store.AddProfile(source.PageHash, source.Page, source.Blocks);
        }
    }

    // Nothing of a page that has been stored to since: its blocks are of bytes that are gone.
    private void Report(CodePage* page, UInt128 hash)
    {
        RegionSource source = MakeSource(page, 0);
        if (source.PageHash == hash) service.Store.AddProfile(hash, source.Page, source.Blocks);
    }

    private static ReadOnlySpan<byte> Bytes(CodePage* page) => new(page->Host, (int)AddressMap.PageSize);

    private static UInt128 Hash(CodePage* page) => PageHash.Of(Bytes(page));

    private static void Give(Block* block, AttachedPage attached)
    {
        Region? best = null;
        foreach (Region region in attached.Regions)
            if (region.HasEntry(block->PageOffset) && (best is null || region.Level > best.Level)) best = region;
        if (best is null) return;
        block->Code = best.CodeAt(block->PageOffset);
        block->Arm(1);
    }

    private void Attach(CodePage* page, AttachedPage attached, BlockCache cache)
    {
        Region[] regions = attached.Known.Regions;
        ulong lines = 0;
        foreach (Region region in regions) lines |= region.Lines;
        cache.HoldLines(page, lines);
        UInt128 now = Hash(page);
        if (now != attached.Known.Hash)
        {
            attached.Known = service.Store.Find(now);
            runner.Counters.RefusedChanged++;
            return;
        }

        Show(page, attached, regions);
        runner.Counters.Attached += (ulong)Math.Max(0, regions.Length - attached.Regions.Length);
        attached.Regions = regions;
        blocks.Clear();
        CodePage.AddTo(page, blocks);
        foreach (nint block in blocks)
            if (((Block*)block)->Code == null) Give((Block*)block, attached);
    }

    private void Show(CodePage* page, AttachedPage attached, Region[] regions)
    {
        if (service.PerfMap is null && !Log.IsEnabled(LogItems.OutAsm)) return;
        foreach (Region region in regions)
        {
            service.PerfMap?.Add(region, page->Address);
            TranslationLog.Attached(region, attached.Known.Hash, Bytes(page), page->Address, runner.Hart.Isa.Extensions);
        }
    }

    private RegionSource MakeSource(CodePage* page, ushort entry)
    {
        byte[] bytes = Bytes(page).ToArray();
        blocks.Clear();
        CodePage.AddTo(page, blocks);
        var heats = new BlockHeat[blocks.Count];
        for (int i = 0; i < heats.Length; i++)
        {
            var block = (Block*)blocks[i];
            heats[i] = new BlockHeat(block->PageOffset, block->Executions);
        }

        Array.Sort(heats, (left, right) => left.Offset.CompareTo(right.Offset));
        return new RegionSource
        {
            Page = bytes,
            PageHash = PageHash.Of(bytes),
            Entry = entry,
            Blocks = heats,
            Extensions = runner.Hart.Isa.Extensions,
        };
    }

    /// <summary>What a page has.</summary>
    private sealed class AttachedPage(PageRegions known)
    {
        /// <summary>What there is for the page's content as it was when last looked at.</summary>
        public PageRegions Known { get; set; } = known;

        /// <summary>The regions of it whose lines are marked.</summary>
        public Region[] Regions { get; set; } = [];
    }
}
