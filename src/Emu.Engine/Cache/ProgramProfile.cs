using Emu.CacheFormat;
using Emu.Translate.Regions;

namespace Emu.Engine.Cache;

/// <summary>What has run of a program or library in user mode, as the code that its cache file has of it tells: programs keep no
/// counts, but each block that ran some times has code.</summary>
public static class ProgramProfile
{
    /// <summary>The pages of the program that have run, with their places in it. None for the cache of a machine, of which it is
    /// not known what lies beside what, or when the program is not where it was.</summary>
    /// <param name="cache">The cache file.</param>
    /// <param name="environment">Key of the environment of which code is looked for.</param>
    /// <param name="program">The program's or library's file; bytes in it that are not those that the code was made from are
    /// left out.</param>
    /// <exception cref="CacheFileException">The cache file is unsound.</exception>
    public static IReadOnlyList<ProfiledPage> Read(string cache, UInt128 environment, string program)
    {
        Dictionary<UInt128, List<RegionPayload>> regions = [];
        using (CacheReading reading = new(cache))
        {
            foreach ((long position, RecordHeader header) in reading.Records)
            {
                if (header.Kind != RecordKind.Region || header.Environment != environment
                    || reading.Payload(position, header) is not { } payload
                    || CacheReading.Region(position, header, payload) is not { } region)
                    continue;
                if (!regions.TryGetValue(header.PageHash, out List<RegionPayload>? ofPage)) regions[header.PageHash] = ofPage = [];
                ofPage.Add(region.Payload);
            }
        }

        List<ProfiledPage> pages = [];
        foreach ((int number, UInt128 hash, byte[] page) in ProgramPages.Find(program, regions.Keys.ToHashSet()))
        {
            SortedDictionary<ushort, ulong> blocks = [];
            foreach (RegionPayload region in regions[hash].Where(each => each.Source.Match(page)))
            {
                foreach (ushort entry in region.Entries) Raise(blocks, entry, AccelOptions.DefaultWarmThreshold);
                foreach (BlockCount block in region.Blocks) Raise(blocks, block.Offset, block.Executions);
            }

            if (blocks.Count == 0) continue;
            pages.Add(new ProfiledPage(hash, page, [.. blocks.Select(each => new BlockHeat(each.Key, each.Value))])
            {
                Number = number,
            });
        }

        return pages;
    }

    private static void Raise(SortedDictionary<ushort, ulong> blocks, ushort offset, ulong executions) =>
        blocks[offset] = Math.Max(blocks.GetValueOrDefault(offset), executions);
}
