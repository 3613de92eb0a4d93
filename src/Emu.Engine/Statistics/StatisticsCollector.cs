using System.Diagnostics;
using Emu.Engine.Cache;
using Emu.Engine.Runtime;
using Emu.Engine.Tiering;
using Emu.Engine.Tlb;
using Emu.Translate.Abi;

namespace Emu.Engine.Statistics;

/// <summary>Adds up what the CPUs of a machine and what they share have counted.</summary>
public static class StatisticsCollector
{
    /// <summary>The figures so far, but for the times that only the process knows. Exact while the CPUs stand still,
    /// and roughly right while they run.</summary>
    /// <param name="engines">The machine's engines.</param>
    /// <param name="runtime">What translates; null when all is interpreted.</param>
    public static EngineStatistics Collect(EngineSet engines, AotRuntime? runtime)
    {
        ArgumentNullException.ThrowIfNull(engines);
        TierCounters[] tiers = [.. engines.Runners.Select(runner => runner.Counters)];
        TlbCounters[] tlbs = [.. engines.Runners.Select(runner => runner.TlbCounters)];
        CodeStoreStatistics? store = runtime?.Store.Statistics;
        ulong retired = Sum(engines.Runners, runner => runner.InstructionsRetired);
        ulong translated = Sum(tiers, tier => tier.TranslatedInstructions);
        return new EngineStatistics
        {
            InterpretedInstructions = retired - Math.Min(retired, translated),
            TranslatedInstructions = translated,
            TranslatedEntries = Sum(tiers, tier => tier.Entries),
            CompiledRegions = (ulong)(runtime?.Translation.Compiled ?? 0),
            BaselineRegions = Sum(tiers, tier => tier.BaselineRegions),
            BaselineBlocks = Sum(tiers, tier => tier.BaselineBlocks),
            BaselineInstructions = Sum(tiers, tier => tier.BaselineInstructions),
            BaselineBytes = Sum(tiers, tier => tier.BaselineBytes),
            LoadedBaselineRegions = (ulong)(store?.BoundBaselineRegions ?? 0),
            Samples = Sum(tiers, tier => tier.Samples),
            BaselineTime = Stopwatch.GetElapsedTime(0, tiers.Sum(tier => tier.BaselineTicks)),
            LoadedRegions = (ulong)(store?.BoundRegions ?? 0),
            SharedRegions = (ulong)(store?.SharedRegions ?? 0),
            AttachedRegions = Sum(tiers, tier => tier.Attached),
            DetachedRegions = Sum(tiers, tier => tier.Detached),
            Refused = Refusals(tiers, runtime, store),
            SideExits =
            [
                .. Enum.GetValues<SideExitCause>().Select(cause => Sum(tiers, tier => tier.SideExits[(int)cause])),
            ],
            JumpCacheMisses = Sum(tlbs, tlb => tlb.JumpMisses),
            DeviceAccesses = Sum(tiers, tier => tier.DeviceAccesses),
            TlbMisses = Sum(tlbs, tlb => tlb.DataWalks),
            TlbFills = Sum(tlbs, tlb => tlb.Fills),
            FetchWalks = Sum(tlbs, tlb => tlb.FetchWalks),
            TlbFlushes = Sum(tlbs, tlb => tlb.FullFlushes),
            AddressSpaceFlushes = Sum(tlbs, tlb => tlb.AddressSpaceFlushes),
            PageFlushes = Sum(tlbs, tlb => tlb.PageFlushes),
            AddressSpaceChanges = Sum(tlbs, tlb => tlb.AddressSpaceChanges),
            RemoteFences = Sum(tlbs, tlb => tlb.RemoteFences),
            CodeBytes = (ulong)(store?.CodeBytes ?? 0),
            CacheFileBytes = (ulong)(store?.FileBytes ?? 0),
            CompileTime = runtime?.Translation.CompileTime ?? TimeSpan.Zero,
            AttachTime = store is null ? TimeSpan.Zero : store.OpenTime + store.BindTime,
        };
    }

    private static ulong[] Refusals(TierCounters[] tiers, AotRuntime? runtime, CodeStoreStatistics? store)
    {
        ulong[] refused = new ulong[Enum.GetValues<RegionRefusal>().Length];
        refused[(int)RegionRefusal.NothingToTranslate] = (ulong)(runtime?.Translation.Refused ?? 0);
        refused[(int)RegionRefusal.PageChanged] = Sum(tiers, tier => tier.RefusedChanged);
        refused[(int)RegionRefusal.NoRoom] = (ulong)(store?.Discarded ?? 0);
        refused[(int)RegionRefusal.Duplicate] = (ulong)(store?.Duplicates ?? 0);
        refused[(int)RegionRefusal.OtherEnvironment] = (ulong)(store?.OtherEnvironment ?? 0);
        refused[(int)RegionRefusal.Damaged] = (ulong)(store?.Damaged ?? 0);
        refused[(int)RegionRefusal.OtherBytes] = (ulong)(store?.OtherBytes ?? 0);
        return refused;
    }

    private static ulong Sum<T>(IEnumerable<T> all, Func<T, ulong> figure) =>
        all.Aggregate(0UL, (sum, each) => sum + figure(each));
}
