using Emu.CacheFormat;
using Emu.Translate.Regions;

namespace Emu.Engine.Cache;

/// <summary>
/// What ran, page by page, and what of it the cache file knows already. Of several counts of a block the highest counts:
/// then a run adds to the file only what the earlier ones did not show. Callers take turns.
/// </summary>
internal sealed class ProfileTable
{
    /// <summary>A count that the file knows is written again when it has grown by this factor.</summary>
    private const ulong WorthWriting = 2;

    private readonly Dictionary<UInt128, Entry> entries = [];
    private int loadedProfiles, loadedPages;

    /// <summary>Merges counts of this run.</summary>
    public void Add(UInt128 hash, ReadOnlySpan<byte> page, IReadOnlyList<BlockHeat> heats)
    {
        Entry entry = EntryOf(hash);
        if (!Contains(entry.Pages, page)) entry.Pages.Add(page.ToArray());
        foreach (BlockHeat heat in heats) Raise(entry.Executions, heat.Offset, heat.Executions);
        entry.IsChanged = true;
    }

    /// <summary>All pages with known bytes, in no order.</summary>
    public IReadOnlyList<ProfiledPage> Pages() =>
        [.. entries.SelectMany(each => each.Value.Pages.Select(
            page => new ProfiledPage(each.Key, page, each.Value.Blocks())))];

    /// <summary>Merges what the file knows, as far as it is indexed.</summary>
    /// <param name="file">The file.</param>
    /// <param name="withPages">The pages' bytes too; else only which of them are there.</param>
    public void Load(CodeFile file, bool withPages)
    {
        for (; loadedProfiles < file.Profiles.Count; loadedProfiles++)
        {
            CodeFile.Location location = file.Profiles[loadedProfiles];
            if (file.Read(location) is not { } payload || ProfilePayload.Decode(payload) is not { } blocks) continue;
            Entry entry = EntryOf(location.Header.PageHash);
            foreach (BlockCount block in blocks)
            {
                Raise(entry.Written, block.Offset, block.Executions);
                Raise(entry.Executions, block.Offset, block.Executions);
            }
        }

        for (; loadedPages < file.Pages.Count; loadedPages++)
            EntryOf(file.Pages[loadedPages].Header.PageHash).Unread.Add(file.Pages[loadedPages]);
        if (!withPages) return;
        foreach ((UInt128 hash, Entry entry) in entries) ReadPages(file, hash, entry);
    }

    /// <summary>Appends what the file does not know, as long as it stays below a size.</summary>
    /// <exception cref="CacheFileException">The host does not write it.</exception>
    public void Save(CodeFile file, CacheAppender appender, long limit)
    {
        foreach ((UInt128 hash, Entry entry) in entries)
        {
            if (!entry.IsChanged) continue;
            byte[][] pages = [.. NewPages(file, hash, entry).Select(page => PagePayload.Encode(page))];
            BlockCount[] blocks = [.. entry.News()];
            byte[] counts = ProfilePayload.Encode(blocks);
            long extent = counts.Length + (2 * CacheLayout.RecordHeaderLength)
                + pages.Sum(page => page.Length + (2L * CacheLayout.RecordHeaderLength));
            if (appender.Published + extent > limit) break;
            foreach (byte[] page in pages) appender.Append(RecordKind.Page, 0, hash, page);
            if (blocks.Length != 0) appender.Append(RecordKind.Profile, 0, hash, counts);
            foreach (BlockCount block in blocks) entry.Written[block.Offset] = block.Executions;
            entry.IsChanged = false;
        }

        file.Refresh(appender.Published);
    }

    // The page that the file has is taken for the one that ran, unless this run has seen two of that hash.
    private static IEnumerable<byte[]> NewPages(CodeFile file, UInt128 hash, Entry entry)
    {
        if (entry.Unread.Count + entry.Kept.Count == 0) return entry.Pages;
        if (entry.Pages.Count <= 1) return [];
        ReadPages(file, hash, entry);
        return entry.Pages.Where(page => !Contains(entry.Kept, page));
    }

    private static void ReadPages(CodeFile file, UInt128 hash, Entry entry)
    {
        foreach (CodeFile.Location location in entry.Unread)
        {
            if (file.Read(location) is not { } payload || PagePayload.Decode(payload) is not { } page
                || PageHash.Of(page) != hash || Contains(entry.Kept, page))
                continue;
            entry.Kept.Add(page);
            if (!Contains(entry.Pages, page)) entry.Pages.Add(page);
        }

        entry.Unread.Clear();
    }

    private static bool Contains(List<byte[]> pages, ReadOnlySpan<byte> page)
    {
        foreach (byte[] each in pages)
            if (page.SequenceEqual(each)) return true;
        return false;
    }

    private static void Raise(SortedDictionary<ushort, ulong> counts, ushort offset, ulong executions)
    {
        if (!counts.TryGetValue(offset, out ulong known) || executions > known) counts[offset] = executions;
    }

    private Entry EntryOf(UInt128 hash)
    {
        if (!entries.TryGetValue(hash, out Entry? entry)) entries[hash] = entry = new Entry();
        return entry;
    }

    private sealed class Entry
    {
        /// <summary>The contents of that hash that are known: one, unless a guest has made more.</summary>
        public List<byte[]> Pages { get; } = [];

        /// <summary>Of these, the ones that were read from the file.</summary>
        public List<byte[]> Kept { get; } = [];

        /// <summary>Where the file has contents that were not read yet.</summary>
        public List<CodeFile.Location> Unread { get; } = [];

        public bool IsChanged { get; set; }

        /// <summary>By offset, the highest counts known.</summary>
        public SortedDictionary<ushort, ulong> Executions { get; } = [];

        /// <summary>By offset, the counts in the file.</summary>
        public SortedDictionary<ushort, ulong> Written { get; } = [];

        public List<BlockHeat> Blocks() => [.. Executions.Select(each => new BlockHeat(each.Key, each.Value))];

        public IEnumerable<BlockCount> News() =>
            Executions.Where(each => !Written.TryGetValue(each.Key, out ulong written)
                    || (each.Value > written && each.Value >= written * WorthWriting))
                .Select(each => new BlockCount(each.Key, each.Value));
    }
}
