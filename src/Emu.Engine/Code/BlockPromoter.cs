using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Isa;
using Emu.Translate.Regions;

namespace Emu.Engine.Code;

/// <summary>
/// Decides when the blocks of one CPU are translated, and by what: warm ones by the baseline translator, hot ones by
/// LLVM. Used on the CPU's own thread.
/// </summary>
/// <remarks>Invariant of the unsafe code: a page's blocks live as long as the page has them; the state belongs to the CPU,
/// which outlives this object.</remarks>
internal sealed unsafe class BlockPromoter(
    Cpu cpu, PageSources sources, PageTranslator translator, CodeAttacher attacher, TierCounters counters,
    TranslationService service)
{
    // Instructions of baseline code that take as long as one access to a device.
    private const ulong InstructionsPerDeviceAccess = 128;

    // A baseline region is made again together with new blocks unless it has more than this many blocks for each of them.
    private const int MostBlocksForANewOne = 3;

    private readonly List<nint> blocks = [];
    private readonly List<Region> regions = [];
    private readonly SortedSet<ushort> heads = [];

    // Times that the CPU was asked where it is.
    private uint sampleNumber;

    // What the CPU had done at the last sample.
    private ulong sampledAccesses, sampledWork;

    private TieringPolicy Policy => service.Policy;

    /// <summary>Prepares a block that has just been decoded: points it to code, or starts to count its
    /// executions.</summary>
    public void Begin(CodePage page, Block* block)
    {
        block->Arm(FirstThreshold(page));
        attacher.Begin(page, block);
    }

    /// <summary>Called when a block's countdown has ended: points it to code, or asks for a translation and counts
    /// on.</summary>
    public void Promote(CodePage page, Block* block)
    {
        attacher.Refresh(page);
        if (block->Code != null) return;
        uint executions = block->Executions;
        if (service.UsesLlvm && executions >= Threshold(page, Policy.HotThreshold))
            Request(page, block->PageOffset, executions);
        if (block->Code == null && translator.UsesBaseline && executions >= Threshold(page, Policy.WarmThreshold))
            TranslateWarm(page, block);
        if (block->Code == null) block->Arm(UntilNextThreshold(page, executions));
    }

    /// <summary>The CPU is asked where it is: to be followed by <see cref="TrySample"/>.</summary>
    public void BeginSample() => sampleNumber++;

    /// <summary>The CPU was found at a place of a page: what is hot in baseline code is translated by LLVM. False when that
    /// place has none.</summary>
    public bool TrySample(CodePage page, ushort offset)
    {
        if (page.Attached is not { } attached) return false;
        if (attached.Best(offset) is not { Level: OptimizationLevel.Baseline }) return false;
        counters.Samples++;
        if (IsBusyWithDevices()) return true;
        ref PlaceHeat heat = ref attached.HeatAt(offset);
        if (heat.Add(sampleNumber, Policy.SampleThreshold) && service.UsesLlvm)
            Request(page, offset, (uint)heat.Samples * PageSources.ExecutionsPerSample);
        return true;
    }

    /// <summary>Attaches what has been translated since the page was last looked at.</summary>
    public void Refresh(CodePage page) => attacher.Refresh(page);

    /// <summary>Detaches a page whose blocks are about to be forgotten, since its bytes have changed. Returns the pages
    /// with code that reaches into it, which must be forgotten too.</summary>
    public IReadOnlyCollection<CodePage> Forget(CodePage page)
    {
        if (page.Attached is not { } attached) return [];
        translator.CountWaste(page, attached);
        Detach(page);
        return attached.ReachingIntoIt;
    }

    /// <summary>Detaches a page that is dropped.</summary>
    public void Detach(CodePage page)
    {
        if (page.Attached is not { } attached) return;
        if (Policy.RecordsForgotten) sources.ReportUnlessStored(page, attached);
        attacher.Detach(page);
    }

    /// <summary>Tells the profile how often the blocks of pages have run.</summary>
    public void Report(IEnumerable<CodePage> pages)
    {
        foreach (CodePage page in pages)
            if (page.Attached is { } attached) sources.Report(page, attached);
    }

    // Whether devices have taken most of the time since the last sample. LLVM's code would not shorten that, and leaves
    // for the interpreter at each load from a device, which baseline code does not.
    private bool IsBusyWithDevices()
    {
        ulong accesses = counters.DeviceAccesses - sampledAccesses, work = cpu.State->InstructionsRetired - sampledWork;
        sampledAccesses += accesses;
        sampledWork += work;
        return accesses * InstructionsPerDeviceAccess > work;
    }

    // A threshold, doubled for each time that translations of the page were waste: a guest that writes code without end
    // must not have it all translated and kept.
    private static int Threshold(CodePage page, int threshold) =>
        (int)Math.Min((long)threshold << page.Waste, int.MaxValue / 2);

    private int FirstThreshold(CodePage page)
    {
        if (!translator.UsesBaseline) return Threshold(page, Policy.HotThreshold);
        int hot = service.UsesLlvm ? Policy.HotThreshold : int.MaxValue;
        return Threshold(page, Math.Min(Policy.WarmThreshold, hot));
    }

    private int UntilNextThreshold(CodePage page, uint executions)
    {
        int warm = Threshold(page, Policy.WarmThreshold), hot = Threshold(page, Policy.HotThreshold);
        if (translator.UsesBaseline && executions < warm) return warm - (int)executions;
        if (executions < hot) return hot - (int)executions;
        return (int)Math.Min((ulong)executions * ((uint)Policy.UrgencyFactor - 1), int.MaxValue / 2);
    }

    private void Request(CodePage page, ushort entry, uint executions)
    {
        if (page.Attached is not { } attached) return;
        translator.Request(page, attached, entry, executions);
        if (Policy.Waits) attacher.Refresh(page);
    }

    private void TranslateWarm(CodePage page, Block* warm)
    {
        if (page.Attached is not { } attached) return;
        service.Sampler?.Start();
        // Translates every block of the page that has run at least half as often, as one region.
        uint threshold = (uint)Math.Max(1, Threshold(page, Policy.WarmThreshold) / 2);
        page.CopyBlocksTo(blocks);
        heads.Clear();
        foreach (nint each in blocks)
        {
            var block = (Block*)each;
            if (block == warm || (block->Code == null && block->Executions >= threshold)) heads.Add(block->PageOffset);
        }

        if (page.Waste == 0) AddSmallRegions(attached);
        if (translator.TranslateNow(page, attached, [.. heads]) is not null) attacher.Attach(page, attached);
    }

    // Adds the blocks of the page's small regions to those that are translated: jumps between the blocks of one region cost
    // little, jumps between regions much. What is small grows with what is added, so that a page has few regions however its
    // blocks turn warm, and each is translated a few times.
    private void AddSmallRegions(AttachedCode attached)
    {
        regions.Clear();
        foreach (Region region in attached.Usable)
            if (region.Level == OptimizationLevel.Baseline) regions.Add(region);
        regions.Sort(static (a, b) => a.Entries.Length.CompareTo(b.Entries.Length));
        foreach (Region region in regions)
        {
            if (region.Entries.Length > heads.Count * MostBlocksForANewOne) break;
            foreach (ushort entry in region.Entries) heads.Add(entry);
        }
    }
}
