using Emu.Core.Memory;
using Emu.Engine.Tlb;
using Emu.Isa;

namespace Emu.Engine.Code;

/// <summary>
/// The pages that one CPU has decoded code from, by physical address, and how it is told of stores into them. Used on
/// the CPU's own thread.
/// </summary>
/// <remarks>Invariant of the unsafe code: a host address given to this class is the first byte of a whole page of the
/// memory region at the translation's address.</remarks>
internal sealed unsafe class CodePages(Cpu cpu, DataTlb tlb, CodeTracker code, TlbCounters counters)
{
    // A guest may jump to any number of pages; each takes about a kilobyte here.
    private const int MostPages = 1 << 16;

    private const ulong PageOffsetMask = AddressMap.PageSize - 1;

    private readonly Dictionary<ulong, CodePage> pages = [];
    private readonly List<SuspectPage> suspects = [];

    /// <summary>True when all pages must be dropped before further ones are added.</summary>
    public bool IsFull => pages.Count >= MostPages;

    /// <summary>Whether code was decoded from a region whose bytes a device may change (flash).</summary>
    public bool HasFlash { get; private set; }

    /// <summary>Whether a page has changed in a way that only <see cref="TakeChanged"/> notices.</summary>
    public bool HasChangedSuspect =>
        code.Changing is { MayHaveStored: true } || suspects.Exists(suspect => suspect.HasChanged());

    /// <summary>All pages.</summary>
    public IReadOnlyCollection<CodePage> All => pages.Values;

    /// <summary>The page at a physical address, made if it was not known.</summary>
    /// <param name="host">Host address of its first byte.</param>
    /// <param name="translation">The translation of a fetch from it.</param>
    public CodePage At(byte* host, in Translation translation)
    {
        ulong start = translation.Address.Value & ~PageOffsetMask;
        if (!pages.TryGetValue(start, out CodePage? page)) pages.Add(start, page = new CodePage(start, host));
        page.IsWritable = translation.Writable;
        return page;
    }

    /// <summary>The page at the physical address of its first byte, if code has come from there; else null.</summary>
    public CodePage? Find(ulong address) => pages.GetValueOrDefault(address);

    /// <summary>Appends the known pages of a range of physical addresses to a list.</summary>
    public void AddRange(ulong start, ulong length, List<CodePage> found)
    {
        if (length / AddressMap.PageSize > (ulong)pages.Count)
        {
            foreach (CodePage page in pages.Values)
                if (page.Address - start < length) found.Add(page);
            return;
        }

        for (ulong address = start; address != start + length; address += AddressMap.PageSize)
            if (pages.TryGetValue(address, out CodePage? page)) found.Add(page);
    }

    /// <summary>
    /// Registers this CPU as a holder of lines of a page (<see cref="CodeTracker.Lines"/>): before the page's bytes are
    /// read, so that no store falls between.
    /// </summary>
    public void Hold(CodePage page, ulong lines)
    {
        if (!code.WatchesStores)
        {
            HoldUnwatched(page);
            return;
        }

        var address = new PhysicalAddress(page.Address);
        MemoryRegion region = cpu.Memory.Find(address)!;
        if (page.IsHolder)
        {
            code.AddLines(region, page.Address, lines);
            return;
        }

        page.IsHolder = true;
        HasFlash |= region is { Backing: not null, Device: not null };
        ulong writers = code.AddHolder(region, page.Address, cpu.Id);
        code.AddLines(region, page.Address, lines);
        tlb.DropWriteTags(page.Host);
        if (writers == 0) return;
        SuspectPage suspect = new(page);
        foreach (ICodeHolder writer in code.Cpus(writers))
            suspect.Writers.Add((writer, writer.RequestVisibleStores(address)));
        suspects.Add(suspect);
    }

    /// <summary>Ends the holding of a page, whose blocks have been forgotten.</summary>
    public void Release(CodePage page)
    {
        if (page.IsHolder)
            code.RemoveHolder(cpu.Memory.Find(new PhysicalAddress(page.Address))!, page.Address, cpu.Id);
        page.IsHolder = false;
        page.Checks = 0;
    }

    /// <summary>Compares the pages that may have been stored to unseen, and moves those that have changed to a list: their
    /// blocks must be forgotten.</summary>
    public void TakeChanged(List<CodePage> changed)
    {
        for (int i = suspects.Count - 1; i >= 0; i--)
        {
            SuspectPage suspect = suspects[i];
            // Asked before the bytes are compared: once a writer's stores are visible, later ones are told by mail.
            bool settled = code.WatchesStores
                && suspect.Writers.TrueForAll(writer => writer.Cpu.StoresAreVisible(writer.Ticket));
            counters.FenceComparisons++;
            bool hasChanged = suspect.HasChanged();
            if (hasChanged) changed.Add(suspect.Page);
            if (hasChanged || settled) suspects.RemoveAt(i);
        }
    }

    /// <summary>Stops comparing the pages of a range, which need not be mapped any more.</summary>
    public void ForgetSuspects(ulong start, ulong length) =>
        suspects.RemoveAll(suspect => suspect.Page.Address - start < length);

    /// <summary>Drops all pages.</summary>
    public void Clear()
    {
        foreach (CodePage page in pages.Values) Release(page);
        pages.Clear();
        suspects.Clear();
        HasFlash = false;
    }

    /// <summary>Makes this CPU's later stores to a page known to those that hold code of it.</summary>
    public void MakeStoresVisible(PhysicalAddress page)
    {
        MemoryRegion region = cpu.Memory.Find(page)!;
        tlb.DropWriteTags(region.Host + (page - region.Start));
        code.RemoveWriter(region, page.Value, cpu.Id);
    }

    // Where stores are not watched: the page is guarded (user mode), or compared at each fence.
    private void HoldUnwatched(CodePage page)
    {
        if (page.IsHolder) return;
        page.IsHolder = true;
        int checks = 0;
        PageGuard guard = code.Changing?.Guard(page.Address, out checks)
            ?? (page.IsWritable ? PageGuard.Compared : PageGuard.Constant);
        page.IsVolatile = guard != PageGuard.Constant;
        page.Checks = checks;
        if (guard == PageGuard.Compared) suspects.Add(new SuspectPage(page));
    }
}
