using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Emu.CacheFormat;
using Emu.Translate.Regions;

namespace Emu.Engine.Cache;

/// <summary>
/// All translated code of one machine, by the content of the guest page that it was made from: what the cache file
/// holds, and what this process adds. Any thread may call any member, except <see cref="Dispose"/>.
/// </summary>
/// <remarks>Invariant of the unsafe code: addresses of code lie in memory of <see cref="MemoryCode"/>, which is
/// unmapped in <see cref="Dispose"/> only, when no CPU runs any more.</remarks>
public sealed unsafe partial class CodeStore : IDisposable
{
    // As many as the code of a large guest.
    private const int FewPages = 1 << 15;

    // Held while another process is waited for, so not by CPUs. Taken before the gate.
    private readonly Lock appending = new();

    // Guards everything below; held for moments only.
    private readonly Lock gate = new();
    // By hash, the first of a chain of contents.
    private readonly Dictionary<UInt128, PageRegions> pages = [];
    private readonly ProfileTable profile = new();
    private readonly CodeStoreCounters counters = new();
    private readonly CodeFileOpener opener;
    private readonly CodeStoreOptions options;
    private readonly UInt128 environment;
    private readonly CodeFile? own;
    private int pagesBeforeSweep = FewPages;
    private List<CodeFile>? siblings;
    private bool isFollowing, isFileClosed;
    private long followed = Environment.TickCount64;

    // Code that is in the file too: what was read from it, and what was added to it.
    private readonly MemoryCode filed;
    private readonly KeepCode keepFiled;

    // Changed with both locks held.
    private readonly MemoryCode memory;
    private bool isAppending, isNamed;
    private bool isDisposed;

    /// <summary>Opens the cache that the options name; when it cannot be used, says so and keeps code in
    /// memory.</summary>
    public CodeStore(CodeStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options = options with { Warn = new FirstLine(options.Warn).Say };
        environment = options.Environment.Key;
        filed = new MemoryCode(options.MaximumFileSize);
        keepFiled = code => Keep(filed, code);
        memory = new MemoryCode(options.MaximumMemorySize);
        baseline = new MemoryCode(options.MaximumMemorySize);
        opener = new CodeFileOpener(options, environment);
        long start = Stopwatch.GetTimestamp();
        own = opener.OpenOwn(out isAppending);
        isFollowing = own is not null;
        counters.OpenTime = Stopwatch.GetElapsedTime(start);
    }

    /// <summary>What the store holds and did so far.</summary>
    public CodeStoreStatistics Statistics
    {
        get
        {
            lock (gate)
            {
                IEnumerable<CodeFile> files = own is null ? Siblings : Siblings.Prepend(own);
                return counters.Snapshot() with
                {
                    File = own?.File.Path,
                    IsAppending = isAppending,
                    MemoryBytes = (long)(memory.Length + baseline.Length),
                    FileBytes = files.Sum(file => file.Scanned),
                    CachedRegions = files.Sum(file => file.Regions),
                    OtherEnvironment = files.Sum(file => file.OtherEnvironment),
                    Damaged = files.Sum(file => file.Damaged),
                    OtherBytes = files.Sum(file => file.OtherBytes),
                };
            }
        }
    }

    private IReadOnlyList<CodeFile> Siblings => siblings ?? [];

    /// <summary>
    /// All code for a page content, with what the cache has for it: checked, and ready to be executed. Regions found
    /// later appear in it, until it is forgotten (<see cref="PageRegions.IsForgotten"/>), which happens only while there
    /// are none.
    /// </summary>
    /// <param name="pageHash">XXH3-128 of the page's bytes.</param>
    /// <param name="content">The page's 4096 bytes, which no thread changes during the call.</param>
    public PageRegions Find(UInt128 pageHash, ReadOnlySpan<byte> content)
    {
        lock (gate)
        {
            if (isFollowing && IsTimeToFollow()) Follow(() => own!.Refresh());
            PageRegions page = PageOf(pageHash, content);
            BindFrom(own, page, content);
            if (page.Regions.Length == 0 && options.Mode != CacheMode.Off) BindFromSiblings(page, content);
            return page;
        }
    }

    /// <summary>
    /// Keeps a region that was just translated, and adds it to its <see cref="PageRegions"/>. Gives back the region
    /// that is already there instead, if it has the same entries and was made with no less effort. Null when there is
    /// no room left: translate no more.
    /// </summary>
    /// <param name="region">The region.</param>
    /// <param name="source">What it was made from, so that it can be made again to verify it; null when that is not
    /// wanted.</param>
    public Region? Add(TranslatedRegion region, RegionSource? source = null)
    {
        lock (appending)
        {
            if (isAppending && TryAddToFile(region, source, out Region? added)) return added;
            lock (gate)
            {
                PageRegions page = PageOf(region.PageHash, region.Page);
                return TryFindSame(page, region, out Region? same) ? same : AddToMemory(page, region, memory);
            }
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

    /// <summary>All pages that ran in this run or, as far as the cache file tells, in earlier ones.</summary>
    public IReadOnlyList<ProfiledPage> ReadProfile()
    {
        lock (gate)
        {
            if (own is not null)
            {
                if (isFollowing) Follow(() => own.Refresh());
                profile.Load(own, withPages: true);
            }

            return profile.Pages();
        }
    }

    /// <summary>Writes the profile to the cache file. Regions of LLVM's need no flush: they are there once they are
    /// added.</summary>
    public void Flush()
    {
        lock (appending)
        {
            if (!isAppending) return;
            try
            {
                using CacheAppender appender = own!.File.BeginAppending(CodeFileOpener.Patience);
                lock (gate)
                {
                    Follow(() => own.Refresh(appender.Published));
                    profile.Load(own, withPages: false);
                    profile.Save(own, appender, (long)options.MaximumFileSize);
                }
            }
            catch (CacheFileException e)
            {
                StopAppending(e);
            }
        }
    }

    /// <summary>In a process that was forked, where no other thread holds a lock: shares nothing that is written with
    /// the parent. New code is kept in memory.</summary>
    internal void Detach()
    {
        isAppending = false;
        filed.Detach();
        memory.Detach();
        baseline.Detach();
    }

    /// <summary>Closes the file, to free its descriptor, and continues without it; code that was found in it stays. The
    /// caller makes sure that no other thread uses the store.</summary>
    internal void CloseFile()
    {
        Detach();
        isFollowing = false;
        isFileClosed = true;
        own?.File.Dispose();
    }

    /// <summary>Flushes, and gives the code's memory back: call when no thread can be in it.</summary>
    public void Dispose()
    {
        if (isDisposed) return;
        isDisposed = true;
        PublishBaseline(all: true);
        Flush();
        Mend();
        Trim();
        own?.Dispose();
        foreach (CodeFile sibling in Siblings) sibling.Dispose();
        filed.Dispose();
        memory.Dispose();
        baseline.Dispose();
    }

    /// <summary>Takes damaged records out of the file, so that they are told of once. Call when nothing more will be added to
    /// it.</summary>
    internal void Mend()
    {
        lock (appending)
        {
            if (!isAppending || own!.Damaged == 0) return;
            lock (gate) isAppending = false;
            opener.Mend(own);
        }
    }

    /// <summary>Makes room in a file that is nearly full. When nothing more will be added to it.</summary>
    private void Trim()
    {
        lock (appending)
        {
            if (!isAppending) return;
            lock (gate) isAppending = false;
            opener.Trim(own!);
        }
    }

    private bool TryFindSame(PageRegions page, TranslatedRegion region, [NotNullWhen(true)] out Region? same)
    {
        same = page.FindSame(region.Entries, IdentitiesOf(region), region.CodeMode);
        if (same is null || same.Level < region.Level) return false;
        counters.Duplicates++;
        return true;
    }

    // Of a hash's contents there is one object for each that has regions, and one for all others.
    private PageRegions PageOf(UInt128 hash, ReadOnlySpan<byte> content)
    {
        PageRegions? first = pages.GetValueOrDefault(hash), empty = null;
        for (PageRegions? page = first; page is not null; page = page.Next)
        {
            if (page.Content is null) empty = page;
            else if (content.SequenceEqual(page.Content)) return page;
        }

        if (empty is not null) return empty;
        if (first is null && pages.Count >= pagesBeforeSweep) ForgetEmptyPages();
        return pages[hash] = new PageRegions(hash) { Next = first };
    }

    // A guest may show any number of contents, and most have no code.
    private void ForgetEmptyPages()
    {
        foreach (UInt128 hash in pages.Keys.ToArray()) ForgetEmptyPages(hash);
        pagesBeforeSweep = Math.Max(FewPages, 2 * pages.Count);
    }

    private void ForgetEmptyPages(UInt128 hash)
    {
        PageRegions? kept = null, next;
        for (PageRegions? page = pages.GetValueOrDefault(hash); page is not null; page = next)
        {
            next = page.Next;
            page.Next = kept;
            if (page.Content is null) page.Forget();
            else kept = page;
        }

        if (kept is null) pages.Remove(hash);
        else pages[hash] = kept;
    }

    private bool IsTimeToFollow()
    {
        if (options.FollowInterval == 0) return true;
        long now = Environment.TickCount64;
        if (now - followed < options.FollowInterval) return false;
        followed = now;
        return true;
    }

    /// <summary>Takes in what other processes have published. Call with the gate held.</summary>
    private void Follow(Func<List<UInt128>> refresh)
    {
        try
        {
            foreach (UInt128 hash in refresh())
            {
                // A CPU that has an empty page asks again, with the page's bytes.
                ForgetEmptyPages(hash);
                for (PageRegions? page = pages.GetValueOrDefault(hash); page is not null; page = page.Next)
                    BindFrom(own, page, page.Content);
            }
        }
        catch (CacheFileException e)
        {
            isFollowing = false;
            options.Warn($"{e.Message}; what others add to it is not seen");
        }
    }

    private void BindFromSiblings(PageRegions page, ReadOnlySpan<byte> content)
    {
        if (siblings is null)
        {
            long start = Stopwatch.GetTimestamp();
            siblings = opener.OpenSiblings(own);
            counters.OpenTime += Stopwatch.GetElapsedTime(start);
        }

        foreach (CodeFile sibling in siblings) counters.SharedRegions += BindFrom(sibling, page, content);
    }

    /// <summary>Returns how many regions that gave.</summary>
    private int BindFrom(CodeFile? file, PageRegions page, ReadOnlySpan<byte> content)
    {
        if (file is null || isFileClosed) return 0;
        long start = Stopwatch.GetTimestamp();
        int bound = 0, seen = file == own ? page.SeenInFile : 0;
        foreach (Region region in file.Bind(page.Hash, content, ref seen, keepFiled))
        {
            if (page.FindSame(region.Entries, region.Neighbours, region.CodeMode) is { } same
                && same.Level >= region.Level)
                continue;
            page.Attach(region, content);
            counters.BoundRegions++;
            if (region.Level == OptimizationLevel.Baseline) counters.BoundBaselineRegions++;
            counters.CodeBytes += region.CodeLength;
            bound++;
        }

        // Without a content the page stands for any that has no regions.
        if (file == own && page.Content is not null) page.SeenInFile = seen;
        if (file.Damaged != 0) options.Warn(file.DamageLine);
        counters.BindTime += Stopwatch.GetElapsedTime(start);
        return bound;
    }

    /// <summary>False when the region is to be kept in memory instead.</summary>
    private bool TryAddToFile(TranslatedRegion region, RegionSource? source, out Region? added)
    {
        added = null;
        try
        {
            using CacheAppender appender = own!.File.BeginAppending(CodeFileOpener.Patience);
            PageRegions page;
            lock (gate)
            {
                Follow(() => own.Refresh(appender.Published));
                page = PageOf(region.PageHash, region.Page);
                BindFrom(own, page, region.Page);
                if (TryFindSame(page, region, out added)) return true;
            }

            byte[] bytes = PayloadOf(region, source).Encode();
            if (!HasRoom(appender, bytes.Length)) return false;
            Describe(appender);
            appender.Append(RecordKind.Region, environment, region.PageHash, bytes);
            lock (gate)
            {
                own.Pass(appender.Published);
                // It may have been forgotten while the gate was open.
                page = PageOf(region.PageHash, region.Page);
                added = AddToMemory(page, region, filed);
            }

            return true;
        }
        catch (CacheFileException e)
        {
            StopAppending(e);
            return false;
        }
    }

    // Tells what the code is for, and what its image is called.
    private void Describe(CacheAppender appender)
    {
        if (!own!.DescribesEnvironment)
            appender.Append(
                RecordKind.Environment, environment, 0, EnvironmentPayload.Encode(options.Environment.Text));
        if (!isNamed && options.ImageName is { } name && NamePayload.Encode(name) is { } payload && own.Name != name)
            appender.Append(RecordKind.Name, 0, 0, payload);
        isNamed = true;
        lock (gate) own.Refresh(appender.Published);
    }

    private static RegionPayload PayloadOf(TranslatedRegion region, RegionSource? source) => new()
    {
        Entries = region.Entries,
        EntryOffsets = region.EntryOffsets,
        Source = region.Source,
        CodeMode = region.CodeMode.Bits,
        GuestInstructions = region.GuestInstructions,
        Level = (byte)region.Level,
        Origin = source?.Entry ?? region.Entries[0],
        Blocks = source is null
            ? []
            : CountsOf(source.Blocks),
        Neighbours =
        [
            .. region.Neighbours.Select(each => new NeighbourPayload(
                each.Distance, each.Hash, each.Identity.Source,
                source is null ? [] : CountsOf(each.Blocks))),
        ],
        Code = region.Code,
    };

    private static BlockCount[] CountsOf(IEnumerable<BlockHeat> blocks) =>
        [.. blocks.Select(block => new BlockCount(block.Offset, block.Executions))];

    private static Neighbour[] IdentitiesOf(TranslatedRegion region) =>
        [.. region.Neighbours.Select(each => each.Identity)];

    private bool HasRoom(CacheAppender appender, int payload)
    {
        // Room for the environment's record too.
        return (ulong)(appender.Published + payload) + (64 << 10) <= options.MaximumFileSize;
    }

    private void StopAppending(CacheFileException cause)
    {
        lock (gate) isAppending = false;
        if (options.ReportsFailedWrites) options.Warn($"{cause.Message}; new translated code is kept in memory");
    }

    private Region? AddToMemory(PageRegions page, TranslatedRegion region, MemoryCode where)
    {
        void* code = Keep(where, region.Code);
        if (code == null) return null;
        return Attach(page, new Region(
            code, region.Code.Length, region.Entries, region.EntryOffsets, region.Lines, region.GuestInstructions,
            region.Level, RegionOrigin.Compiled, IdentitiesOf(region), region.CodeMode), region.Page);
    }

    private void* Keep(MemoryCode where, ReadOnlySpan<byte> bytes)
    {
        void* code = null;
        try
        {
            code = where.Add(bytes);
        }
        catch (IOException e)
        {
            if (counters.Discarded == 0) options.Warn($"translated code finds no memory: {e.Message}");
        }

        if (code == null) counters.Discarded++;
        return code;
    }

    private Region Attach(PageRegions page, Region region, ReadOnlySpan<byte> content)
    {
        page.Attach(region, content);
        counters.AddedRegions++;
        counters.CodeBytes += region.CodeLength;
        return region;
    }
}
