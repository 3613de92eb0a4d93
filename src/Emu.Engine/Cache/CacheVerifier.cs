using Emu.CacheFormat;
using Emu.Isa;
using Emu.Translate.Regions;

namespace Emu.Engine.Cache;

/// <summary>Checks a file's records and, given a translator, whether its code comes out the same once more.</summary>
internal sealed class CacheVerifier(
    CacheReading reading, UInt128 environment = default, GuestIsa isa = default,
    IRegionTranslator? translator = null)
{
    private readonly Dictionary<UInt128, KnownPage> pages = [];
    private readonly HashSet<UInt128> forged = [];
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
        foreach ((RegionSummary summary, RegionPayload payload) in regions) Witness(summary.PageHash, payload);
        for (int i = 0; translator is not null && i < regions.Count; i++)
        {
            Compare(translator, regions[i].Summary, regions[i].Payload);
            progress?.Report((i + 1.0) / regions.Count);
        }

        return new CacheVerification(sound, reading.Damaged + broken, recompiled, different, skipped, forged);
    }

    private bool IsSound(long position, RecordHeader header, byte[] payload)
    {
        switch (header.Kind)
        {
            case RecordKind.Environment:
                return EnvironmentPayload.KeyOf(EnvironmentPayload.Decode(payload)) == header.Environment;
            case RecordKind.Name:
                return NamePayload.Decode(payload) is not null;
            case RecordKind.Profile:
                return ProfilePayload.Decode(payload) is not null;
            case RecordKind.Page:
                if (PagePayload.Decode(payload) is not { } page || PageHash.Of(page) != header.PageHash) return false;
                Witness(header.PageHash, GuestLines.Of(page, ulong.MaxValue));
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
        BlockHeat[] blocks = BlocksOf(payload);
        if (summary.Environment != environment || blocks.Length == 0)
        {
            skipped++;
            return;
        }

        RegionSource source = new()
        {
            Page = PageOf(summary.PageHash, payload.Source),
            PageHash = summary.PageHash,
            Entry = payload.Origin,
            Blocks = blocks,
            Neighbours = NeighboursOf(payload),
            CodeMode = new CodeMode(payload.CodeMode),
            Isa = isa,
        };
        TranslatedRegion? again = translator.Translate(source, summary.Level);
        bool isSame = again is not null && again.Entries.AsSpan().SequenceEqual(payload.Entries)
            && again.Source.Equals(payload.Source) && again.Code.AsSpan().SequenceEqual(payload.Code.Span);
        if (isSame) recompiled++;
        else different.Add(summary);
    }

    private void Witness(UInt128 hash, RegionPayload region)
    {
        Witness(hash, region.Source);
        foreach (NeighbourPayload each in region.Neighbours) Witness(each.Hash, each.Source);
    }

    // All that the file says of the page of a hash must go together.
    private void Witness(UInt128 hash, GuestLines lines)
    {
        if (!pages.TryGetValue(hash, out KnownPage? page)) pages[hash] = page = new KnownPage();
        if (!page.TryAdd(lines)) forged.Add(hash);
    }

    // The region's own bytes, in what else is known of its page: a translator looks at nothing else.
    private byte[] PageOf(UInt128 hash, GuestLines lines)
    {
        byte[] page = [.. pages[hash].Bytes];
        lines.CopyTo(page);
        return page;
    }

    private NeighbourPage[] NeighboursOf(RegionPayload payload) =>
    [
        .. payload.Neighbours.Select(each => new NeighbourPage(
            each.Distance, each.Hash, PageOf(each.Hash, each.Source), HeatsOf(each.Blocks))),
    ];

    private static BlockHeat[] BlocksOf(RegionPayload payload) => payload.Level == (byte)OptimizationLevel.Baseline
        ? [.. payload.Entries.Select(entry => new BlockHeat(entry, 1))]
        : HeatsOf(payload.Blocks);

    private static BlockHeat[] HeatsOf(IEnumerable<BlockCount> blocks) =>
        [.. blocks.Select(block => new BlockHeat(block.Offset, block.Executions))];

    /// <summary>What is known of a page from several records.</summary>
    private sealed class KnownPage
    {
        private readonly uint[] known = new uint[GuestLines.LineCount];

        public byte[] Bytes { get; } = new byte[CacheLayout.PageSize];

        /// <summary>Adds lines; false, and nothing is added, when they contradict what is known.</summary>
        public bool TryAdd(GuestLines lines)
        {
            byte[] added = [.. Bytes];
            lines.CopyTo(added);
            if (!GuestLines.Of(Bytes, known).Match(added)) return false;
            added.CopyTo(Bytes, 0);
            lines.MarkIn(known);
            return true;
        }
    }
}
