using Emu.Core.Memory;
using Emu.Host;

namespace Emu.Engine.Code;

/// <summary>
/// Knows, for each page of a machine's RAM, which CPUs have decoded code from it and which may store into it without
/// being seen, so that no CPU runs stale code after its instruction fence. Shared by all CPUs.
/// </summary>
/// <remarks>
/// Each page has three words of bits. Two have a bit for each CPU, of which there are at most
/// <see cref="MaximumCpus"/>: <i>holders</i> of decoded code and <i>writers</i> with a store entry in their TLB. A CPU
/// sets its bit in one set, with a full fence, before it looks at the other; so of two CPUs that meet at a page at
/// least one sees the other. The third has a bit for each line of 64 bytes: what has been decoded, so that data beside
/// code is cheap to store to. Invariant of the unsafe code: each table is this object's own until
/// <see cref="Dispose"/>, after which no CPU runs, and has room for every page of its region; callers pass addresses of
/// pages in the region.
/// </remarks>
internal sealed unsafe class CodeTracker : IDisposable
{
    /// <summary>CPUs that there can be: each is a bit of a word.</summary>
    public const int MaximumCpus = 64;

    private const int HoldersSet = 0, WritersSet = 1, LinesSet = 2, SetCount = 3;
    private const int LineShift = 6;

    private readonly AddressMap memory;

    // Held while holders and lines are changed; readers take no lock.
    private readonly Lock gate = new();
    private readonly Dictionary<MemoryRegion, HostMemory> tables = [];

    // The largest region is nearly always the only one.
    private readonly MemoryRegion? ram;
    private readonly ulong* ramSets;
    private ICodeHolder[] cpus = [];

    // The observed page, and the observer that is told of each store to it; set while no CPU runs.
    private ulong observedPage = ulong.MaxValue;
    private Action<uint, uint>? observer;

    /// <param name="memory">The machine's physical memory.</param>
    /// <param name="watchesStores">False where only the guest's own fences say that code has changed.</param>
    public CodeTracker(AddressMap memory, bool watchesStores = true)
    {
        this.memory = memory;
        WatchesStores = watchesStores;
        if (!watchesStores) return;
        foreach (MemoryRegion region in memory.Regions)
            if (region.Host != null && !region.IsReadOnly)
                tables.Add(region, new HostMemory(((region.Size / AddressMap.PageSize) + 1) * SetCount * sizeof(ulong)));
        ram = tables.Keys.MaxBy(region => region.Size);
        if (ram is not null) ramSets = (ulong*)tables[ram].Pointer;
    }

    /// <summary>The memory that most stores go to; null when there is none.</summary>
    public MemoryRegion? Ram => ram;

    /// <summary>Whether stores into code are noticed when they happen.</summary>
    public bool WatchesStores { get; }

    /// <summary>User mode: tells of stores to pages of code; null where only fences find them. Set before any CPU
    /// runs.</summary>
    public ChangingPages? Changing { get; set; }

    /// <summary>Set once, before any CPU runs.</summary>
    public void SetCpus(IEnumerable<ICodeHolder> all) => cpus = [.. all];

    /// <summary>
    /// Tells of each store that a CPU makes to a page of RAM: the store's offset in the page and its length, after it, on the
    /// CPU's thread. For one page at a time; only while no CPU runs, before any has stored to the page since its last reset.
    /// </summary>
    public void Observe(ulong pageAddress, Action<uint, uint>? stored) =>
        (observedPage, observer) = (stored is null ? ulong.MaxValue : pageAddress, stored);

    /// <summary>
    /// Records that a CPU is about to decode from a page. Returns the bits of other CPUs that may have unseen store
    /// entries for it: the caller treats the page as suspect until they have dropped them.
    /// </summary>
    public ulong AddHolder(MemoryRegion region, ulong pageAddress, int cpu)
    {
        if (!tables.ContainsKey(region)) return 0;
        ulong* sets = Sets(region, pageAddress);
        lock (gate)
        {
            if (sets[HoldersSet] == 0) sets[LinesSet] = 0;
            Interlocked.Or(ref sets[HoldersSet], Bit(cpu));
        }

        return Volatile.Read(ref sets[WritersSet]) & ~Bit(cpu);
    }

    /// <summary>Records which <see cref="Lines"/> of a page a holder is about to decode.</summary>
    public void AddLines(MemoryRegion region, ulong pageAddress, ulong lines)
    {
        if (!tables.ContainsKey(region)) return;
        ulong* sets = Sets(region, pageAddress);
        if ((Volatile.Read(ref sets[LinesSet]) & lines) == lines) return;
        lock (gate) Interlocked.Or(ref sets[LinesSet], lines);
    }

    /// <summary>Records that a CPU has no decoded code of the page any more.</summary>
    public void RemoveHolder(MemoryRegion region, ulong pageAddress, int cpu)
    {
        if (!tables.ContainsKey(region)) return;
        lock (gate) Interlocked.And(ref Sets(region, pageAddress)[HoldersSet], ~Bit(cpu));
    }

    /// <summary>
    /// Asks whether a CPU's stores to a page may go unseen, and records it as a writer if so. False when some CPU holds
    /// code of the page, or the page is observed: each store must then end in
    /// <see cref="Stored(MemoryRegion, ulong, uint, uint)"/>.
    /// </summary>
    public bool TryAddWriter(MemoryRegion region, ulong pageAddress, int cpu)
    {
        if (!WatchesStores) return true;
        ulong* sets = Sets(region, pageAddress);
        if ((Volatile.Read(ref sets[WritersSet]) & Bit(cpu)) == 0) Interlocked.Or(ref sets[WritersSet], Bit(cpu));
        else Interlocked.MemoryBarrier();
        return Volatile.Read(ref sets[HoldersSet]) == 0 && pageAddress != observedPage;
    }

    /// <summary>Records that a CPU has dropped its store entries for a page.</summary>
    public void RemoveWriter(MemoryRegion region, ulong pageAddress, int cpu)
    {
        if (WatchesStores) Interlocked.And(ref Sets(region, pageAddress)[WritersSet], ~Bit(cpu));
    }

    /// <summary>Tells the holders of a page that some of its bytes have changed. Called after the store; any
    /// thread.</summary>
    public void Stored(MemoryRegion region, ulong pageAddress, uint offset, uint length)
    {
        if (!WatchesStores) return;
        // The store must be visible before the sets are read: a CPU that decodes sets its bits before it reads the
        // bytes.
        Interlocked.MemoryBarrier();
        ulong* sets = Sets(region, pageAddress);
        ulong holders = Volatile.Read(ref sets[HoldersSet]);
        if (holders == 0 || (Volatile.Read(ref sets[LinesSet]) & Lines(offset, length)) == 0) return;
        foreach (ICodeHolder cpu in cpus)
            if ((holders & Bit(cpu.Id)) != 0)
                cpu.NotifyModified(pageAddress);
    }

    /// <summary>Tells the observer of a page, if it has one, that a CPU has stored to it.</summary>
    public void NotifyObserver(ulong pageAddress, uint offset, uint length)
    {
        if (pageAddress == observedPage) observer!(offset, length);
    }

    /// <summary>Tells the holders of all pages in a range that something other than a CPU has written it (a device,
    /// firmware services).</summary>
    public void Stored(PhysicalAddress start, ulong length)
    {
        if (length == 0 || memory.Find(start) is not { } region || !tables.ContainsKey(region)) return;
        ulong first = start.Value & ~(AddressMap.PageSize - 1);
        ulong last = Math.Min(start.Value + (length - 1), region.Start.Value + (region.Size - 1));
        for (ulong page = first; page <= last; page += AddressMap.PageSize)
            Stored(region, page, 0, (uint)AddressMap.PageSize);
    }

    /// <summary>The CPUs whose bits are in a set that <see cref="AddHolder"/> returned.</summary>
    public IEnumerable<ICodeHolder> Cpus(ulong bits) => cpus.Where(cpu => (bits & Bit(cpu.Id)) != 0);

    public void Dispose()
    {
        foreach (HostMemory table in tables.Values) table.Dispose();
        tables.Clear();
    }

    /// <summary>A bit for each 64-byte line from the first to the last of some bytes, which lie in one page.</summary>
    public static ulong Lines(uint offset, uint length)
    {
        int first = (int)(offset >> LineShift), last = (int)((offset + length - 1) >> LineShift);
        return (ulong.MaxValue << first) & (ulong.MaxValue >> (63 - last));
    }

    private static ulong Bit(int cpu) => 1ul << cpu;

    private ulong* Sets(MemoryRegion region, ulong pageAddress)
    {
        ulong* sets = region == ram ? ramSets : (ulong*)tables[region].Pointer;
        ulong firstPage = region.Start.Value & ~(AddressMap.PageSize - 1);
        return sets + ((pageAddress - firstPage) / AddressMap.PageSize * SetCount);
    }
}
