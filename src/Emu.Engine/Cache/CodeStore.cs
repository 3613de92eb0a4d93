using System.Diagnostics.CodeAnalysis;
using Emu.Engine.Translator;

namespace Emu.Engine.Cache;

/// <summary>
/// All translated code of one machine, by the content of the guest page that it was made from. Any thread may call any
/// member, except <see cref="Dispose"/>.
/// </summary>
public sealed unsafe class CodeStore : IDisposable
{
    // Guards everything below; held for moments only, never while another process is waited for.
    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, PageRegions> pages = [];
    private readonly ProfileTable profile = new();
    private readonly MemoryCode memory;
    private readonly CodeStoreOptions options;
    private readonly CodeStoreCounters counters = new();

    /// <summary>Opens the cache that the options name; when it cannot be used, says so and keeps code in
    /// memory.</summary>
    public CodeStore(CodeStoreOptions options)
    {
        this.options = options;
        memory = new MemoryCode(options.MaximumMemorySize);
    }

    /// <summary>What the store holds and did so far.</summary>
    public CodeStoreStatistics Statistics
    {
        get
        {
            lock (gate) return counters.Snapshot() with { MemoryBytes = (long)memory.Length };
        }
    }

    /// <summary>
    /// All code for a page content, with what the cache has for it: checked, and ready to be executed. The object stays
    /// the same for a hash; regions found later appear in it.
    /// </summary>
    public PageRegions Find(UInt128 pageHash)
    {
        lock (gate) return PageOf(pageHash);
    }

    /// <summary>
    /// Keeps a region that was just translated, and adds it to its <see cref="PageRegions"/>. Gives back the region
    /// that is already there instead, if it has the same entries and was made with no less effort. Null when there is
    /// no room left: translate no more.
    /// </summary>
    public Region? Add(TranslatedRegion region)
    {
        lock (gate)
        {
            PageRegions page = PageOf(region.PageHash);
            if (TryFindSame(page, region, out Region? same))
            {
                counters.Duplicates++;
                return same;
            }

            return AddToMemory(page, region);
        }
    }

    /// <summary>
    /// Remembers what ran in a page, for <see cref="Flush"/>. Of several counts for a block the highest stays.
    /// </summary>
    /// <param name="pageHash">XXH3-128 of the page's bytes.</param>
    /// <param name="page">The page's 4096 bytes.</param>
    /// <param name="heats">The blocks that ran, in any order.</param>
    public void AddProfile(UInt128 pageHash, ReadOnlySpan<byte> page, IReadOnlyList<BlockHeat> heats)
    {
        lock (gate) profile.Add(pageHash, page, heats);
    }

    /// <summary>All pages that ran in this run or, as far as the cache tells, in earlier ones.</summary>
    public IReadOnlyList<ProfiledPage> ReadProfile()
    {
        lock (gate) return profile.Pages();
    }

    /// <summary>Writes the profile to the cache. Regions need no flush: they are there once they are added.</summary>
    public void Flush()
    {
        if (options.Mode != CacheMode.On) return;
    }

    /// <summary>Flushes, and gives the code's memory back: call when no thread can be in it.</summary>
    public void Dispose()
    {
        Flush();
        memory.Dispose();
    }

    private static bool TryFindSame(PageRegions page, TranslatedRegion region, [NotNullWhen(true)] out Region? same)
    {
        same = page.FindSame(region.Entries);
        return same is not null && same.Level >= region.Level;
    }

    private PageRegions PageOf(UInt128 hash)
    {
        if (!pages.TryGetValue(hash, out PageRegions? page)) pages[hash] = page = new PageRegions(hash);
        return page;
    }

    private Region? AddToMemory(PageRegions page, TranslatedRegion region)
    {
        void* code = null;
        try
        {
            code = memory.Add(region.Code);
        }
        catch (IOException e)
        {
            options.Warn($"translated code finds no memory: {e.Message}");
        }

        if (code == null)
        {
            counters.Discarded++;
            return null;
        }

        return Attach(page, region, code);
    }

    private Region Attach(PageRegions page, TranslatedRegion region, void* code)
    {
        Region attached = new(
            code, region.Code.Length, region.Entries, region.Lines, region.GuestInstructions, region.Level,
            RegionOrigin.Compiled);
        page.Attach(attached);
        counters.AddedRegions++;
        counters.CodeBytes += attached.CodeLength;
        return attached;
    }
}
