using Emu.Translate.Abi;

namespace Emu.Engine.Statistics;

/// <summary>Figures that belong together, named: the one list that the table and the JSON are made from.</summary>
/// <param name="Name">In words, small letters.</param>
/// <param name="Items">The figures.</param>
public sealed record StatisticsGroup(string Name, IReadOnlyList<StatisticsItem> Items)
{
    /// <summary>All figures of a machine.</summary>
    public static IReadOnlyList<StatisticsGroup> Of(EngineStatistics figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return
        [
            new("instructions",
            [
                ("interpreted", figures.InterpretedInstructions), ("translated", figures.TranslatedInstructions),
            ]),
            new("regions",
            [
                ("compiled", figures.CompiledRegions), ("loaded", figures.LoadedRegions),
                ("shared", figures.SharedRegions), ("attached", figures.AttachedRegions),
                ("detached", figures.DetachedRegions), ("entered", figures.TranslatedEntries),
                ("code bytes", figures.CodeBytes),
            ]),
            new("baseline",
            [
                ("regions", figures.BaselineRegions), ("loaded", figures.LoadedBaselineRegions),
                ("blocks", figures.BaselineBlocks), ("guest instructions", figures.BaselineInstructions),
                ("code bytes", figures.BaselineBytes), ("samples", figures.Samples),
            ]),
            new("refused", Named<RegionRefusal>(figures.Refused, 0)),
            // The first cause is none.
            new("side exits", Named<SideExitCause>(figures.SideExits, 1)),
            new("jumps", [("cache misses", figures.JumpCacheMisses)]),
            new("tlb",
            [
                ("misses", figures.TlbMisses), ("fills", figures.TlbFills), ("fetch walks", figures.FetchWalks),
                ("device accesses", figures.DeviceAccesses),
                ("flushes", figures.TlbFlushes), ("address space flushes", figures.AddressSpaceFlushes),
                ("page flushes", figures.PageFlushes), ("address space changes", figures.AddressSpaceChanges),
                ("remote fences", figures.RemoteFences),
            ]),
            new("cache", [("file bytes", figures.CacheFileBytes)]),
            new("seconds",
            [
                ("compiling", figures.CompileTime), ("baseline", figures.BaselineTime),
                ("attaching", figures.AttachTime),
                ("to first instruction", figures.TimeToFirstInstruction), ("wall", figures.WallTime),
            ]),
        ];
    }

    private static StatisticsItem[] Named<T>(IReadOnlyList<ulong> counts, int first)
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select((name, index) => new StatisticsItem(Words(name), counts[index])).Skip(first)];

    private static string Words(string name) => string.Concat(
        name.Select((letter, index) => char.IsUpper(letter) && index != 0
            ? $" {char.ToLowerInvariant(letter)}"
            : char.ToLowerInvariant(letter).ToString()));
}
