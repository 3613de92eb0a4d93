namespace Emu.Engine.Tlb;

/// <summary>
/// Which of a CPU's TLB partitions belongs to which address space: the last few ASIDs keep what they have cached. An
/// ASID whose root table changes starts anew, so that guests without ASIDs see what they would see without partitions.
/// Used on the CPU's own thread.
/// </summary>
internal sealed class AddressSpaces
{
    /// <summary>How many partitions there are.</summary>
    public const int Count = 8;

    private readonly (ushort Id, ulong Root)?[] tables = new (ushort, ulong)?[Count];
    private readonly ulong[] lastUse = new ulong[Count];
    private ulong uses;

    public AddressSpaces() => tables[0] = default((ushort, ulong));

    /// <summary>The partition in use.</summary>
    public int Current { get; private set; }

    /// <summary>Takes the partition for an address space and its page table; true when it holds mappings of another table,
    /// which the caller must drop.</summary>
    public bool Select(ushort id, ulong root)
    {
        int found = Find(id);
        if (found < 0) found = LeastRecentlyUsed();
        bool stale = tables[found] is { } old && old != (id, root);
        tables[found] = (id, root);
        lastUse[found] = ++uses;
        Current = found;
        return stale;
    }

    /// <summary>The partition of an address space, or -1.</summary>
    public int Find(ushort id)
    {
        for (int i = 0; i < Count; i++)
            if (tables[i] is { } table && table.Id == id) return i;
        return -1;
    }

    private int LeastRecentlyUsed()
    {
        int oldest = 0;
        for (int i = 1; i < Count; i++)
            if (lastUse[i] < lastUse[oldest]) oldest = i;
        return oldest;
    }
}
