using Emu.CacheFormat;
using Emu.Translate.Regions;

namespace Emu.Engine.Cache;

/// <summary>Counts the code of a file by environment. Members return false when a payload breaks a rule of the
/// format.</summary>
internal sealed class EnvironmentTally
{
    private readonly Dictionary<UInt128, EnvironmentSummary> summaries = [];
    private readonly List<UInt128> order = [];

    public bool Describe(UInt128 key, string text)
    {
        summaries[key] = Of(key) with { Fields = CacheEnvironment.FieldsOf(text) };
        return EnvironmentPayload.KeyOf(text) == key;
    }

    public bool Count(UInt128 key, byte[] payload)
    {
        EnvironmentSummary summary = Of(key);
        if (!RegionPayload.TryDecode(payload, out RegionPayload? region)) return false;
        summaries[key] = summary with
        {
            Regions = summary.Regions + 1,
            FullyOptimized = summary.FullyOptimized + (region.Level >= (ushort)OptimizationLevel.Full ? 1 : 0),
            GuestInstructions = summary.GuestInstructions + region.GuestInstructions,
            CodeBytes = summary.CodeBytes + region.Code.Length,
        };
        return true;
    }

    public IReadOnlyList<EnvironmentSummary> Summaries() => [.. order.Select(key => summaries[key])];

    private EnvironmentSummary Of(UInt128 key)
    {
        if (summaries.TryGetValue(key, out EnvironmentSummary? known)) return known;
        order.Add(key);
        return new EnvironmentSummary(key, [], 0, 0, 0, 0);
    }
}
