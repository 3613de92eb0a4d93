using Emu.CacheFormat;
using Emu.Engine.Translator;

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
        entry.Page ??= page.ToArray();
        foreach (BlockHeat heat in heats) Raise(entry.Executions, heat.Offset, heat.Executions);
        entry.IsChanged = true;
    }

    /// <summary>All pages with known bytes, in no order.</summary>
    public IReadOnlyList<ProfiledPage> Pages() =>
        [.. entries.Where(each => each.Value.Page is not null)
            .Select(each => new ProfiledPage(each.Key, each.Value.Page!, each.Value.Blocks()))];

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
            EntryOf(file.Pages[loadedPages].Header.PageHash).Location = file.Pages[loadedPages];
        if (!withPages) return;
        foreach ((UInt128 hash, Entry entry) in entries) entry.Page ??= ReadPage(file, hash, entry);
    }

    /// <summary>Appends what the file does not know, as long as it stays below a size.</summary>
    /// <exception cref="CacheFileException">The host does not write it.</exception>
    public void Save(CodeFile file, CacheAppender appender, long limit)
    {
        foreach ((UInt128 hash, Entry entry) in entries)
        {
            if (!entry.IsChanged) continue;
            byte[]? page = entry.Location is null ? PagePayload.Encode(entry.Page!) : null;
            BlockCount[] blocks = [.. entry.News()];
            byte[] counts = ProfilePayload.Encode(blocks);
            long extent = (page?.Length ?? 0) + counts.Length + (4 * CacheLayout.RecordHeaderLength);
            if (appender.Published + extent > limit) break;
            if (page is not null) appender.Append(RecordKind.Page, 0, hash, page);
            if (blocks.Length != 0) appender.Append(RecordKind.Profile, 0, hash, counts);
            foreach (BlockCount block in blocks) entry.Written[block.Offset] = block.Executions;
            entry.IsChanged = false;
        }

        file.Refresh(appender.Published);
    }

    private static byte[]? ReadPage(CodeFile file, UInt128 hash, Entry entry)
    {
        if (entry.Location is not { } location || file.Read(location) is not { } payload) return null;
        byte[]? page = PagePayload.Decode(payload);
        return page is not null && PageHash.Of(page) == hash ? page : null;
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
        public byte[]? Page { get; set; }

        /// <summary>Where the file has the page; null when it has not.</summary>
        public CodeFile.Location? Location { get; set; }

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
