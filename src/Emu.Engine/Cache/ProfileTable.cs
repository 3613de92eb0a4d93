using Emu.Engine.Translator;

namespace Emu.Engine.Cache;

/// <summary>What ran, page by page, and what of it the cache file does not know yet. Callers take turns.</summary>
internal sealed class ProfileTable
{
    private readonly Dictionary<UInt128, Entry> entries = [];

    /// <summary>Merges counts of this run; of several for a block the highest stays.</summary>
    public void Add(UInt128 hash, ReadOnlySpan<byte> page, IReadOnlyList<BlockHeat> heats)
    {
        Entry entry = EntryOf(hash);
        entry.Page ??= page.ToArray();
        foreach (BlockHeat heat in heats) entry.Raise(heat);
    }

    /// <summary>All pages with known bytes, in no order.</summary>
    public IReadOnlyList<ProfiledPage> Pages() =>
        [.. entries.Where(each => each.Value.Page is not null)
            .Select(each => new ProfiledPage(each.Key, each.Value.Page!, each.Value.Blocks()))];

    private Entry EntryOf(UInt128 hash)
    {
        if (!entries.TryGetValue(hash, out Entry? entry)) entries[hash] = entry = new Entry();
        return entry;
    }

    private sealed class Entry
    {
        private readonly SortedDictionary<ushort, ulong> executions = [];

        public byte[]? Page { get; set; }

        public void Raise(BlockHeat heat)
        {
            if (!executions.TryGetValue(heat.Offset, out ulong known) || heat.Executions > known)
                executions[heat.Offset] = heat.Executions;
        }

        public List<BlockHeat> Blocks() => [.. executions.Select(each => new BlockHeat(each.Key, each.Value))];
    }
}
