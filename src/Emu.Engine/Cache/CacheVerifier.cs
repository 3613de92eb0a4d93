using Emu.CacheFormat;
using Emu.Engine.Translator;
using Emu.Isa.RiscV;

namespace Emu.Engine.Cache;

/// <summary>Checks a file's records and, given a translator, whether its code comes out the same once more.</summary>
internal sealed class CacheVerifier(
    CacheReading reading, UInt128 environment = default, Extensions extensions = default,
    IRegionTranslator? translator = null)
{
    private readonly Dictionary<UInt128, byte[]> pages = [];
    private readonly List<(RegionSummary Summary, RegionPayload Payload)> regions = [];
    private readonly List<RegionSummary> different = [];
    private int recompiled, skipped;

    public CacheVerification Run(IProgress<double>? progress)
    {
        int sound = 0, broken = 0;
        for (int i = 0; i < reading.Records.Count; i++)
        {
            (long position, RecordHeader header) = reading.Records[i];
            if (reading.Payload(position, header) is { } payload)
            {
                if (IsSound(position, header, payload)) sound++;
                else broken++;
            }

            if (translator is null) progress?.Report((i + 1.0) / reading.Records.Count);
        }

        // After the whole file: pages may come behind the regions that were made from them.
        for (int i = 0; translator is not null && i < regions.Count; i++)
        {
            Compare(translator, regions[i].Summary, regions[i].Payload);
            progress?.Report((i + 1.0) / regions.Count);
        }

        return new CacheVerification(sound, reading.Damaged + broken, recompiled, different, skipped);
    }

    private bool IsSound(long position, RecordHeader header, byte[] payload)
    {
        switch (header.Kind)
        {
            case RecordKind.Environment:
                return EnvironmentPayload.KeyOf(EnvironmentPayload.Decode(payload)) == header.Environment;
            case RecordKind.Profile:
                return ProfilePayload.Decode(payload) is not null;
            case RecordKind.Page:
                if (PagePayload.Decode(payload) is not { } page || PageHash.Of(page) != header.PageHash) return false;
                pages[header.PageHash] = page;
                return true;
            case RecordKind.Region:
                if (CacheReading.Region(position, header, payload) is not { } region) return false;
                regions.Add(region);
                return true;
            default:
                return true;
        }
    }

    private void Compare(IRegionTranslator translator, RegionSummary summary, RegionPayload payload)
    {
        if (summary.Environment != environment || payload.Blocks.Count == 0
            || !pages.TryGetValue(summary.PageHash, out byte[]? page) || NeighboursOf(payload) is not { } neighbours)
        {
            skipped++;
            return;
        }

        RegionSource source = new()
        {
            Page = page,
            PageHash = summary.PageHash,
            Entry = payload.Origin,
            Blocks = HeatsOf(payload.Blocks),
            Neighbours = neighbours,
            Extensions = extensions,
        };
        TranslatedRegion? again = translator.Translate(source, summary.Level);
        bool isSame = again is not null && again.Entries.AsSpan().SequenceEqual(payload.Entries)
            && again.Code.AsSpan().SequenceEqual(payload.Code.Span);
        if (isSame) recompiled++;
        else different.Add(summary);
    }

    // Null when the bytes of one are not in the file.
    private NeighbourPage[]? NeighboursOf(RegionPayload payload)
    {
        List<NeighbourPage> neighbours = [];
        foreach (NeighbourPayload each in payload.Neighbours)
        {
            if (!pages.TryGetValue(each.Hash, out byte[]? page)) return null;
            neighbours.Add(new NeighbourPage(each.Distance, each.Hash, page, HeatsOf(each.Blocks)));
        }

        return [.. neighbours];
    }

    private static BlockHeat[] HeatsOf(IEnumerable<BlockCount> blocks) =>
        [.. blocks.Select(block => new BlockHeat(block.Offset, block.Executions))];
}
