namespace Emu.Isa.RiscV.Tests.Privileged;

/// <summary>Builds page tables in a test hart's RAM, from its second megabyte up.</summary>
internal sealed class PageTableBuilder
{
    public const ulong V = 1, R = 2, W = 4, X = 8, U = 16, G = 32, A = 64, D = 128;

    private const ulong FirstTable = TestHart.RamStart + (1 << 20);
    private readonly TestHart hart;
    private readonly int levels;
    private ulong next = FirstTable;

    public PageTableBuilder(TestHart hart, PagingMode mode)
    {
        this.hart = hart;
        levels = mode - PagingMode.Sv39 + 3;
        Root = Allocate();
        Satp = (ulong)mode << 60 | Root >> 12;
    }

    /// <summary>Physical address of the root table.</summary>
    public ulong Root { get; }

    /// <summary>The value of <c>satp</c> that selects these tables.</summary>
    public ulong Satp { get; }

    /// <summary>Maps the page of the given level (0: 4 KiB) around an address; returns where its entry lies.</summary>
    public ulong Map(ulong virtualAddress, ulong physicalAddress, ulong flags, int level = 0)
    {
        ulong entry = EntryAddress(virtualAddress, level);
        hart.Store(entry, Entry(physicalAddress, flags));
        return entry;
    }

    /// <summary>Where the entry of a level for an address lies; tables above it are made.</summary>
    public ulong EntryAddress(ulong virtualAddress, int level)
    {
        ulong table = Root;
        for (int at = levels - 1; ; at--)
        {
            ulong entry = table + ((virtualAddress >> (12 + (9 * at)) & 511) * 8);
            if (at == level) return entry;
            if ((hart.Load(entry) & V) == 0) hart.Store(entry, Entry(Allocate(), V));
            table = hart.Load(entry) >> 10 << 12;
        }
    }

    public static ulong Entry(ulong physicalAddress, ulong flags) => physicalAddress >> 12 << 10 | flags;

    private ulong Allocate()
    {
        ulong table = next;
        next += 4096;
        return table;
    }
}
