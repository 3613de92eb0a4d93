using Emu.CacheFormat;
using Emu.Isa;
using Emu.Translate.Regions;

namespace Emu.Engine.Cache;

/// <summary>
/// Reads cache files to tell what is in them; nothing is executed, nothing changed. Emulators may use the file
/// meanwhile: what they publish later is left out. Members throw <see cref="CacheFileException"/> when the file is no
/// sound cache file.
/// </summary>
public static class CacheInspector
{
    /// <summary>What a file holds.</summary>
    public static CacheSummary Inspect(string path)
    {
        using CacheReading reading = new(path);
        EnvironmentTally tally = new();
        ProfileTally profile = new();
        string? name = null;
        int unknown = 0, old = 0, broken = 0;
        foreach ((long position, RecordHeader header) in reading.Records)
        {
            bool isKnown = Enum.IsDefined(header.Kind);
            if (!isKnown) unknown++;
            if (header.Kind == RecordKind.OldRegion) old++;
            if (!isKnown || header.Kind == RecordKind.OldRegion || reading.Payload(position, header) is not { } payload) continue;
            bool isSound = header.Kind switch
            {
                RecordKind.Environment => tally.Describe(header.Environment, EnvironmentPayload.Decode(payload)),
                RecordKind.Region => tally.Count(header.Environment, payload),
                RecordKind.Page => profile.CountPage(header.PageHash),
                RecordKind.Name => (name = NamePayload.Decode(payload)) is not null,
                _ => profile.CountBlocks(header.PageHash, payload),
            };
            if (!isSound) broken++;
        }

        return new CacheSummary
        {
            Path = path,
            ImageHash = reading.Header.ImageHash,
            Name = name,
            Version = reading.Header.Version,
            Length = reading.Length,
            LastUse = reading.LastUse,
            Environments = tally.Summaries(),
            Pages = profile.Pages,
            ProfiledPages = profile.ProfiledPages,
            ProfiledBlocks = profile.Blocks,
            OldRegions = old,
            UnknownRecords = unknown,
            DamagedRecords = reading.Damaged + broken,
        };
    }

    /// <summary>What a file is of, without reading its code.</summary>
    public static CacheImage ImageOf(string path)
    {
        using CacheReading reading = new(path);
        string? name = null;
        List<string> guests = [];
        foreach ((long position, RecordHeader header) in reading.Records)
        {
            if (header.Kind is not (RecordKind.Name or RecordKind.Environment)
                || reading.Payload(position, header) is not { } payload) continue;
            if (header.Kind == RecordKind.Name) name = NamePayload.Decode(payload) ?? name;
            else guests.AddRange(CacheEnvironment.GuestsIn(EnvironmentPayload.Decode(payload)));
        }

        return new CacheImage(name, [.. guests.Distinct()]);
    }

    /// <summary>All sound regions of a file, in its order.</summary>
    public static IReadOnlyList<RegionSummary> Regions(string path)
    {
        using CacheReading reading = new(path);
        List<RegionSummary> regions = [];
        foreach ((long position, RecordHeader header) in reading.Records)
        {
            if (header.Kind == RecordKind.Region && reading.Payload(position, header) is { } payload
                && CacheReading.Region(position, header, payload) is { } region)
                regions.Add(region.Summary);
        }

        return regions;
    }

    /// <summary>Checks all records of a file against what was written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1; null where it is not wanted.</param>
    public static CacheVerification Verify(string path, IProgress<double>? progress = null)
    {
        using CacheReading reading = new(path);
        return new CacheVerifier(reading).Run(progress);
    }

    /// <summary>Checks all records of a file, and translates its regions again to compare their code.</summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">That of the translator; regions of others are skipped.</param>
    /// <param name="isa">Instruction sets of the guest, which are part of the environment.</param>
    /// <param name="translator">The translator.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1; null where it is not wanted.</param>
    public static CacheVerification Verify(
        string path, CacheEnvironment environment, GuestIsa isa, IRegionTranslator translator,
        IProgress<double>? progress = null)
    {
        using CacheReading reading = new(path);
        return new CacheVerifier(reading, environment.Key, isa, translator).Run(progress);
    }
}
