using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Emu.Core.Memory;
using Emu.Host;
using Emu.Isa.RiscV;

namespace Emu.Engine.Tlb;

/// <summary>
/// A hart's software TLB for loads and stores: one direct-mapped table for each way that an access can be checked
/// (user, supervisor,
/// supervisor with SUM, machine), so that a change of mode is a change of table. Used on the hart's own thread.
/// </summary>
/// <remarks>Invariant of the unsafe code: indexes are masked, and an entry's host page stays mapped while the machine
/// exists.</remarks>
internal sealed unsafe class DataTlb : IDisposable
{
    public const int EntryCount = 2048;
    public const int TableCount = 4;

    /// <summary>Entries that a bit of <see cref="used"/> stands for.</summary>
    private const int GroupSize = EntryCount / 64;

    public const ulong PageMask = ~(AddressMap.PageSize - 1);

    private readonly HostMemory memory = new((ulong)(TableCount * EntryCount * sizeof(TlbEntry)));

    // A bit a group and table: something was entered there since the last flush. Keeps a flush as cheap as what it
    // drops.
    private readonly ulong[] used = new ulong[TableCount];

    // Virtual range that superpages have been entered from; a flush of one page inside it must drop the whole
    // superpage.
    private ulong superpageLow = ulong.MaxValue, superpageHigh;

    public DataTlb()
    {
        Array.Fill(used, ulong.MaxValue);
        Flush();
    }

    private TlbEntry* Entries => (TlbEntry*)memory.Pointer;

    /// <summary>The table for accesses in a mode.</summary>
    public TlbEntry* Table(PrivilegeMode mode, bool supervisorMayAccessUser)
    {
        int index = mode switch
        {
            PrivilegeMode.User => 0,
            PrivilegeMode.Supervisor => supervisorMayAccessUser ? 2 : 1,
            _ => 3,
        };
        return Entries + (index * EntryCount);
    }

    /// <summary>The entry in which an address belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TlbEntry* Entry(void* table, ulong address) =>
        (TlbEntry*)((byte*)table + ((address >> (12 - TlbEntry.SizeShift)) & ((EntryCount - 1) << TlbEntry.SizeShift)));

    /// <summary>Enters a page in place of what the entry held, for loads, stores or both.</summary>
    public void Fill(void* table, ulong address, byte* host, ulong pageSize, bool readable, bool writable)
    {
        ulong page = address & PageMask;
        NoteSuperpage(address, pageSize);
        TlbEntry* entry = Entry(table, address);
        entry->ReadTag = readable ? page : TlbEntry.Invalid;
        entry->WriteTag = writable ? page : TlbEntry.Invalid;
        entry->Addend = (nint)(host - page);
        int position = (int)(entry - Entries);
        used[position / EntryCount] |= 1ul << (position % EntryCount / GroupSize);
    }

    /// <summary>Remembers that an address is mapped by a page of this size, here or in the fetch side's
    /// tables.</summary>
    public void NoteSuperpage(ulong address, ulong pageSize)
    {
        if (pageSize <= AddressMap.PageSize) return;
        ulong start = address & ~(pageSize - 1);
        superpageLow = Math.Min(superpageLow, start);
        superpageHigh = Math.Max(superpageHigh, start + (pageSize - 1));
    }

    /// <summary>Drops everything.</summary>
    public void Flush()
    {
        for (int table = 0; table < TableCount; table++)
        {
            for (ulong groups = used[table]; groups != 0; groups &= groups - 1)
                Group(table, BitOperations.TrailingZeroCount(groups)).Fill(0xff);
            used[table] = 0;
        }

        superpageLow = ulong.MaxValue;
        superpageHigh = 0;
    }

    /// <summary>True when a page may be part of a superpage, so that forgetting it means forgetting all.</summary>
    public bool MayBeInSuperpage(ulong address) => address >= superpageLow && address <= superpageHigh;

    /// <summary>Drops one virtual page from all tables.</summary>
    public void FlushPage(ulong address)
    {
        for (int table = 0; table < TableCount; table++)
        {
            TlbEntry* entry = Entry(Entries + (table * EntryCount), address);
            entry->ReadTag = TlbEntry.Invalid;
            entry->WriteTag = TlbEntry.Invalid;
        }
    }

    /// <summary>Sends stores to one host page through the slow path again, which sees that the page now holds
    /// code.</summary>
    public void DropWriteTags(byte* hostPage)
    {
        for (int table = 0; table < TableCount; table++)
            for (ulong groups = used[table]; groups != 0; groups &= groups - 1)
            {
                Span<byte> group = Group(table, BitOperations.TrailingZeroCount(groups));
                foreach (ref TlbEntry entry in MemoryMarshal.Cast<byte, TlbEntry>(group))
                    if (entry.WriteTag != TlbEntry.Invalid && (byte*)(entry.Addend + (nint)entry.WriteTag) == hostPage)
                        entry.WriteTag = TlbEntry.Invalid;
            }
    }

    public void Dispose() => memory.Dispose();

    private Span<byte> Group(int table, int group) =>
        new(Entries + (table * EntryCount) + (group * GroupSize), GroupSize * sizeof(TlbEntry));
}
