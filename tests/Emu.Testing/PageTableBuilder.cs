using System.Buffers.Binary;
using Emu.Core.Memory;
using Emu.Guest.RiscV;

namespace Emu.Testing;

/// <summary>Builds page tables in a machine's RAM, behind the CPUs' backs.</summary>
public sealed class PageTableBuilder
{
    public const ulong V = 1, R = 2, W = 4, X = 8, U = 16, G = 32, A = 64, D = 128;

    private readonly AddressMap memory;
    private readonly int levels;
    private ulong next;

    /// <summary>Makes an empty root table.</summary>
    /// <param name="memory">Where the tables go.</param>
    /// <param name="firstTable">Physical address from which on tables are made, as many as it takes.</param>
    /// <param name="mode">How many levels there are.</param>
    public PageTableBuilder(AddressMap memory, ulong firstTable, PagingMode mode)
    {
        this.memory = memory;
        levels = mode - PagingMode.Sv39 + 3;
        next = firstTable;
        Root = Allocate();
        Satp = (ulong)mode << 60 | Root >> 12;
    }

    /// <summary>Physical address of the root table.</summary>
    public ulong Root { get; }

    /// <summary>The value of <c>satp</c> that selects these tables, with address space 0.</summary>
    public ulong Satp { get; }

    /// <summary>Maps the page of the given level (0: 4 KiB) around an address; returns where its entry lies.</summary>
    public ulong Map(ulong virtualAddress, ulong physicalAddress, ulong flags, int level = 0)
    {
        ulong entry = EntryAddress(virtualAddress, level);
        Write(entry, Entry(physicalAddress, flags));
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
            if ((Read(entry) & V) == 0) Write(entry, Entry(Allocate(), V));
            table = Read(entry) >> 10 << 12;
        }
    }

    public static ulong Entry(ulong physicalAddress, ulong flags) => physicalAddress >> 12 << 10 | flags;

    /// <summary>The page-table entry at a physical address.</summary>
    public ulong Read(ulong entry) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(entry));

    /// <summary>Replaces the page-table entry at a physical address.</summary>
    public void Write(ulong entry, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Bytes(entry), value);

    private Span<byte> Bytes(ulong entry) => memory.Memory(new PhysicalAddress(entry), sizeof(ulong));

    private ulong Allocate()
    {
        ulong table = next;
        next += AddressMap.PageSize;
        return table;
    }
}
