using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Isa;
using Emu.Translate.Abi;
using Emu.Translate.Regions;

namespace Emu.Engine.Code;

/// <summary>
/// Has the pages of one CPU translated: at once by the baseline translator, later by LLVM on the threads of the service.
/// Counts which translations were waste. Used on the CPU's own thread.
/// </summary>
/// <remarks>Invariant of the unsafe code: the state belongs to the CPU, which outlives this object.</remarks>
internal sealed unsafe class PageTranslator(
    Cpu cpu, PageSources sources, TierCounters counters, ITieredCpu requester, TranslationService service)
    : IDisposable
{
    // Instructions of the CPU after which a translation has paid for itself.
    private const ulong WorthOfTranslation = 1 << 26;

    // User mode counts no instructions; this rate turns elapsed time into an estimate.
    private const ulong InstructionsPerMillisecond = 1 << 20;

    // With this much waste a block must run a million times before it is translated.
    private const byte MostWaste = 16;

    // With more waste, code is not worth its place in the cache file.
    private const byte WasteWorthKeeping = 3;

    private readonly BaselineTier? baseline = service.UsesBaseline
        ? new BaselineTier(cpu.Model.Isa, service.MemoryAccess, counters)
        : null;

    /// <summary>Whether the CPU makes baseline code.</summary>
    public bool UsesBaseline => baseline is not null;

    /// <summary>What the CPU has done so far, in instructions; in user mode an estimate.</summary>
    public ulong Work => service.MemoryAccess == MemoryAccess.Tlb
        ? cpu.State->InstructionsRetired
        : (ulong)Environment.TickCount64 * InstructionsPerMillisecond;

    /// <summary>Translates the blocks of a page at some offsets, ascending, as one baseline region. Null when that is not
    /// possible.</summary>
    public Region? TranslateNow(CodePage page, AttachedCode attached, ReadOnlySpan<ushort> heads)
    {
        if (baseline is null) return null;
        attached.TranslatedAt = Work;
        return baseline.Translate(
            attached.Store, page.Bytes, attached.Known, heads, page.Waste <= WasteWorthKeeping,
            service.Stores.ChangesWhileItRuns(attached.Store));
    }

    /// <summary>Asks for a translation by LLVM of the code at an offset of a page; the requester is told when there is
    /// one.</summary>
    public void Request(CodePage page, AttachedCode attached, ushort entry, uint executions)
    {
        attached.TranslatedAt = Work;
        RegionSource source = sources.ForTranslation(page, attached, entry);
        service.Request(new TranslationRequest(source, attached.Store, requester, page.Address), executions);
    }

    /// <summary>Counts whether the translations of a page, whose blocks are about to be forgotten, were worth their
    /// time.</summary>
    public void CountWaste(CodePage page, AttachedCode attached)
    {
        if (attached.TranslatedAt is not { } time) return;
        // A reset of the CPU clears the count of instructions; the difference is huge then, and nothing counts as
        // waste.
        if (Work - time >= WorthOfTranslation) page.Waste = (byte)Math.Max(0, page.Waste - 1);
        else if (page.Waste < MostWaste) page.Waste++;
    }

    public void Dispose() => baseline?.Dispose();
}
