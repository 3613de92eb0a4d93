using Emu.Core.Memory;
using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Isa;
using Emu.Translate.Regions;

namespace Emu.Engine.Code;

/// <summary>What a translator and the profile are told of a page: its bytes, how often its blocks have run, and the pages
/// around it. Used on the CPU's own thread, or while the CPU does not run.</summary>
/// <remarks>Invariant of the unsafe code: the blocks of a page live as long as the page has them.</remarks>
internal sealed unsafe class PageSources(Cpu cpu, CodePages pages, TranslationService service)
{
    /// <summary>How many executions a sample counts for: about as many blocks run between two samples.</summary>
    public const uint ExecutionsPerSample = 1 << 16;

    private readonly List<nint> blocks = [];

    /// <summary>The mode of all code: no guest has any yet, so that code depends on nothing but its bytes.</summary>
    public static CodeMode Mode => default;

    /// <summary>The address of the page at a distance, in pages, from another one.</summary>
    public static ulong AddressAt(CodePage page, int distance) =>
        page.Address + unchecked((ulong)(distance * (long)AddressMap.PageSize));

    /// <summary>The source of a translation by LLVM that is asked for at an offset of a page.</summary>
    public RegionSource ForTranslation(CodePage page, AttachedCode attached, ushort entry) =>
        Make(page, entry, NeighboursOf(page, attached), service.Stores.ChangesWhileItRuns(attached.Store));

    /// <summary>Tells the profile how often the blocks of a page have run.</summary>
    public void Report(CodePage page, AttachedCode attached)
    {
        RegionSource source = Make(page, 0, []);
        attached.Store.AddProfile(source.PageHash, source.Page, source.Blocks);
    }

    /// <summary>Tells the profile how often the blocks of a page have run, unless it has been stored to since: they are of
    /// bytes that are gone then.</summary>
    public void ReportUnlessStored(CodePage page, AttachedCode attached)
    {
        RegionSource source = Make(page, 0, []);
        if (attached.Known.IsFor(source.Page))
            attached.Store.AddProfile(source.PageHash, source.Page, source.Blocks);
    }

    private RegionSource Make(
        CodePage page, ushort entry, IReadOnlyList<NeighbourPage> neighbours, bool looksAfterStores = false)
    {
        byte[] bytes = page.Bytes.ToArray();
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

    // The pages around a page in its file that have code which is known to run.
    private List<NeighbourPage> NeighboursOf(CodePage page, AttachedCode attached)
    {
        List<NeighbourPage> found = [];
        if (page.IsWritable || page.IsVolatile || !service.Stores.HasNeighbours(attached.Store)) return found;
        for (int distance = -RegionSource.Reach; distance <= RegionSource.Reach; distance++)
        {
            CodePage? neighbour = distance == 0 ? null : pages.Find(AddressAt(page, distance));
            if (neighbour is not { IsWritable: false, IsVolatile: false, Attached: { } other }
                || other.Store != attached.Store)
                continue;
            BlockHeat[] heats = HeatsOf(neighbour);
            if (heats.Length == 0) continue;
            if (ContentOf(neighbour, other) is { } copy)
                found.Add(new NeighbourPage(distance, other.Known.Hash, copy, heats));
        }

        return found;
    }

    // A copy of a page's bytes; null when they are no longer those that its code was made from.
    private static byte[]? ContentOf(CodePage page, AttachedCode attached)
    {
        if (attached.Known.Content is { } known) return known;
        UInt128 hash = attached.Known.Hash;
        if (attached.Copy is { } copy && attached.CopyHash == hash) return copy;
        copy = page.Bytes.ToArray();
        if (PageHash.Of(copy) != hash) return null;
        attached.CopyHash = hash;
        return attached.Copy = copy;
    }

    private BlockHeat[] HeatsOf(CodePage page)
    {
        SortedDictionary<ushort, ulong> heats = [];
        if (page.Attached is { } attached) AddBaselineHeats(attached, heats);
        page.CopyBlocksTo(blocks);
        foreach (nint each in blocks)
        {
            var block = (Block*)each;
            heats[block->PageOffset] = heats.GetValueOrDefault(block->PageOffset) + block->Executions;
        }

        return [.. heats.Select(heat => new BlockHeat(heat.Key, heat.Value))];
    }

    // Adds estimates for blocks in baseline code, which does not count executions and may contain blocks that the
    // interpreter never saw.
    private void AddBaselineHeats(AttachedCode attached, SortedDictionary<ushort, ulong> heats)
    {
        foreach (Region region in attached.Regions)
        {
            if (region.Level != OptimizationLevel.Baseline) continue;
            foreach (ushort entry in region.Entries)
                heats[entry] =
                    (ulong)service.Policy.WarmThreshold + ((ulong)attached.Samples(entry) * ExecutionsPerSample);
        }
    }
}
