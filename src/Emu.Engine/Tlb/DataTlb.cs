using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Emu.Core.Memory;
using Emu.Host;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Engine.Tlb;

/// <summary>
/// A CPU's software TLB for loads and stores: direct-mapped tables, one for each way that an access can be checked, so
/// that a change of context is a change of table. A context with <see cref="ContextKind.PerSpace"/> has one table a
/// partition (<see cref="AddressSpaces"/>), so that a change of address space is a change of table too; the others have
/// one each. Used on the CPU's own thread.
/// </summary>
/// <remarks>
/// <para>The table of a context with <see cref="ContextKind.Shared"/> serves all address spaces: what in it is not global
/// belongs to the current one.</para>
/// <para>Invariant of the unsafe code: indexes are masked, and an entry's host page stays mapped while the machine
/// exists.</para>
/// </remarks>
internal sealed unsafe class DataTlb : IDisposable
{
    public const int EntryCount = TlbEntry.TableEntries;

    /// <summary>In place of a partition's number: all of them.</summary>
    public const int AllSpaces = -1;

    public const ulong PageMask = TlbEntry.PageMask;

    /// <summary>The highest bits of an address, which a guest may use as a tag. The pages of different tags have different
    /// entries, and are forgotten together.</summary>
    public const int TagBits = 8;

    /// <summary>Most tables: sets of them are 32-bit words.</summary>
    private const int MostTables = 32;

    private const int TableBytes = EntryCount << TlbEntry.SizeShift;

    /// <summary>Entries that a bit of <see cref="used"/> stands for.</summary>
    private const int GroupSize = EntryCount / 64;

    private readonly HostMemory memory;

    // By context: the first of its tables, and how many there are.
    private readonly int[] firstTable, tablesOf;

    // A bit a table: those of the contexts that address spaces share, and those that fences of address translation
    // concern.
    private readonly uint shared, translated;

    // A bit a group and table: something was entered there since the last flush, something that is not global. Keeps a
    // flush as cheap as what it drops.
    private readonly ulong[] used;
    private readonly ulong[] local;

    private readonly WriteEntryIndex writes;
    private readonly SuperpageFilter superpages = new();

    // A bit a table: its entries have been initialized; it has had entries since the last flush. Others have not even
    // been touched.
    private uint initialized;
    private uint filled;

    /// <summary>Makes an empty TLB.</summary>
    /// <param name="contexts">The guest's contexts.</param>
    /// <param name="ram">The memory that most stores go to; null when there is none.</param>
    public DataTlb(IReadOnlyList<ContextKind> contexts, MemoryRegion? ram)
    {
        writes = new WriteEntryIndex(ram);
        tablesOf = [.. contexts.Select(kind => kind == ContextKind.PerSpace ? AddressSpaces.Count : 1)];
        firstTable = new int[contexts.Count];
        int count = 0;
        for (int context = 0; context < contexts.Count; context++)
        {
            firstTable[context] = count;
            if (contexts[context] == ContextKind.Shared) shared |= 1u << count;
            count += tablesOf[context];
            if (contexts[context] != ContextKind.Untranslated) translated |= TablesOf(context);
        }

        if (count > MostTables) throw new ArgumentException($"{count} tables; the most is {MostTables}", nameof(contexts));
        used = new ulong[count];
        local = new ulong[count];
        memory = new HostMemory((ulong)(count * TableBytes));
    }

    private TlbEntry* Entries => (TlbEntry*)memory.Pointer;

    /// <summary>The table for accesses in a context and a partition.</summary>
    public TlbEntry* Table(int context, int space)
    {
        int index = firstTable[context] + (tablesOf[context] == 1 ? 0 : space);
        if ((initialized >> index & 1) == 0) Initialize(index);
        return Entries + (index * EntryCount);
    }

    /// <summary>The entry in which an address belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TlbEntry* Entry(void* table, ulong address) =>
        (TlbEntry*)((byte*)table + ((address >> (12 - TlbEntry.SizeShift)) & ((EntryCount - 1) << TlbEntry.SizeShift)));

    /// <summary>Enters a page in place of what the entry held, for loads, stores or both.</summary>
    public void Fill(
        void* table, ulong address, byte* host, ulong pageSize, bool isGlobal, bool readable, bool writable)
    {
        ulong page = address & PageMask;
        NoteSuperpage(address, pageSize);
        TlbEntry* entry = Entry(table, address);
        entry->ReadTag = readable ? page : TlbEntry.Invalid;
        entry->WriteTag = writable ? page : TlbEntry.Invalid;
        entry->Addend = (nint)(host - page);
        entry->PageShift = (byte)BitOperations.Log2(pageSize);
        entry->IsGlobal = isGlobal;
        int position = (int)(entry - Entries);
        ulong group = 1ul << (position % EntryCount / GroupSize);
        used[position / EntryCount] |= group;
        filled |= 1u << (position / EntryCount);
        if (!isGlobal) local[position / EntryCount] |= group;
        if (writable) writes.Add(host, position, Entries);
    }

    /// <summary>Remembers that an address is mapped by a page of this size, here or in the fetch side's
    /// tables.</summary>
    public void NoteSuperpage(ulong address, ulong pageSize)
    {
        if (pageSize > AddressMap.PageSize) superpages.Add(address, BitOperations.Log2(pageSize));
    }

    /// <summary>True when a page may be part of a superpage whose other parts must be forgotten with it.</summary>
    public bool MayBeInSuperpage(ulong address) => superpages.MayContain(address);

    /// <summary>Drops everything.</summary>
    public void Flush()
    {
        for (uint rest = filled; rest != 0; rest &= rest - 1)
        {
            int table = BitOperations.TrailingZeroCount(rest);
            for (ulong groups = used[table]; groups != 0; groups &= groups - 1)
                MemoryMarshal.AsBytes(Group(table, BitOperations.TrailingZeroCount(groups))).Fill(0xff);
            used[table] = local[table] = 0;
        }

        filled = 0;
        superpages.Clear();
    }

    /// <summary>Drops what is not global of a partition.</summary>
    public void FlushSpace(int space)
    {
        for (uint tables = TablesOfSpace(space); tables != 0; tables &= tables - 1)
            FlushLocal(BitOperations.TrailingZeroCount(tables));
    }

    /// <summary>Drops what is not global of the contexts that address spaces share: that of the current one.</summary>
    public void FlushSharedLocal()
    {
        for (uint tables = shared; tables != 0; tables &= tables - 1)
            FlushLocal(BitOperations.TrailingZeroCount(tables));
    }

    /// <summary>Drops one virtual page.</summary>
    /// <param name="address">An address in the page.</param>
    /// <param name="space">The partition whose entries that are not global are dropped, or <see cref="AllSpaces"/> with
    /// what is global.</param>
    /// <param name="isCurrent">Whether the partition is the one in use.</param>
    public void FlushPage(ulong address, int space, bool isCurrent)
    {
        for (uint tables = Affected(space, isCurrent); tables != 0; tables &= tables - 1)
            DropPage(BitOperations.TrailingZeroCount(tables), address, keepGlobal: space != AllSpaces);
    }

    /// <summary>As <see cref="FlushPage"/>, with all pieces of the superpages, of any size, that the address may lie
    /// in.</summary>
    public void FlushSuperpages(ulong address, int space, bool isCurrent)
    {
        for (uint tables = Affected(space, isCurrent); tables != 0; tables &= tables - 1)
            DropSuperpages(BitOperations.TrailingZeroCount(tables), address, keepGlobal: space != AllSpaces);
    }

    /// <summary>Sends stores to one host page through the slow path again, which sees that the page now holds
    /// code.</summary>
    public void DropWriteTags(byte* hostPage)
    {
        if (writes.TryFind(hostPage, out int position))
        {
            if (position >= 0) DropWriteTag(ref Entries[position], hostPage);
            return;
        }

        for (int table = 0; table < used.Length; table++)
            for (ulong groups = used[table]; groups != 0; groups &= groups - 1)
                foreach (ref TlbEntry entry in Group(table, BitOperations.TrailingZeroCount(groups)))
                    DropWriteTag(ref entry, hostPage);
        writes.Forget(hostPage);
    }

    public void Dispose()
    {
        memory.Dispose();
        writes.Dispose();
    }

    // The tables with something in them that a fence of address translation may concern.
    private uint Affected(int space, bool isCurrent) => filled
        & (space == AllSpaces ? translated : TablesOfSpace(space) | (isCurrent ? shared : 0));

    private uint TablesOf(int context) => ((1u << tablesOf[context]) - 1) << firstTable[context];

    private uint TablesOfSpace(int space)
    {
        uint tables = 0;
        for (int context = 0; context < firstTable.Length; context++)
            if (tablesOf[context] != 1) tables |= 1u << (firstTable[context] + space);
        return tables;
    }

    private static void DropWriteTag(ref TlbEntry entry, byte* hostPage)
    {
        if (entry.WriteTag != TlbEntry.Invalid && (byte*)(entry.Addend + (nint)entry.WriteTag) == hostPage)
            entry.WriteTag = TlbEntry.Invalid;
    }

    private void Initialize(int table)
    {
        new Span<byte>(Entries + (table * EntryCount), TableBytes).Fill(0xff);
        initialized |= 1u << table;
    }

    private void FlushLocal(int table)
    {
        for (ulong groups = local[table]; groups != 0; groups &= groups - 1)
            foreach (ref TlbEntry entry in Group(table, BitOperations.TrailingZeroCount(groups)))
                if (!entry.IsGlobal) entry.Drop();
        local[table] = 0;
    }

    private void DropPage(int table, ulong address, bool keepGlobal)
    {
        TlbEntry* entry = Entry(Entries + (table * EntryCount), address);
        int group = (int)((address >> AddressMap.PageShift) % EntryCount / GroupSize);
        if ((used[table] >> group & 1) == 0) return;
        if (entry->TryGetPage(out ulong page) && ((page ^ (address & PageMask)) << TagBits) == 0
            && !(keepGlobal && entry->IsGlobal))
            entry->Drop();
    }

    private void DropSuperpages(int table, ulong address, bool keepGlobal)
    {
        for (ulong groups = used[table]; groups != 0; groups &= groups - 1)
            foreach (ref TlbEntry entry in Group(table, BitOperations.TrailingZeroCount(groups)))
                if (entry.TryGetPage(out ulong page) && ((page ^ address) << TagBits) >> (TagBits + entry.PageShift) == 0
                    && !(keepGlobal && entry.IsGlobal))
                    entry.Drop();
    }

    private Span<TlbEntry> Group(int table, int group) =>
        new(Entries + (table * EntryCount) + (group * GroupSize), GroupSize);
}
