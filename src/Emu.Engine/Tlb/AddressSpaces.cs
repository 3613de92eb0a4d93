namespace Emu.Engine.Tlb;

/// <summary>
/// Which of a CPU's TLB partitions belongs to which address space: the last few ASIDs keep what they have cached. An
/// ASID whose root table changes
/// starts anew, so that guests without ASIDs see what they would see without partitions. Used on the CPU's own thread.
/// </summary>
internal sealed class AddressSpaces
{
    /// <summary>Partitions.</summary>
    public const int Count = 8;

    /// <summary>The ASID's place in <c>satp</c> (privileged specification, 4.1.11).</summary>
    private const int AsidShift = 44;

    private readonly ulong?[] registers = new ulong?[Count];
    private readonly ulong[] lastUse = new ulong[Count];
    private ulong uses;

    public AddressSpaces() => registers[0] = 0;

    /// <summary>The partition in use.</summary>
    public int Current { get; private set; }

    /// <summary>Takes the partition for a value of <c>satp</c>; true when it holds mappings of another address space, which must
    /// go.</summary>
    public bool Select(ulong satp)
    {
        int found = Find((ushort)(satp >> AsidShift));
        if (found < 0) found = LeastRecentlyUsed();
        bool stale = registers[found] is { } old && old != satp;
        registers[found] = satp;
        lastUse[found] = ++uses;
        Current = found;
        return stale;
    }

    /// <summary>The partition of an ASID, or -1.</summary>
    public int Find(ushort asid)
    {
        for (int i = 0; i < Count; i++)
            if (registers[i] is { } satp && (ushort)(satp >> AsidShift) == asid) return i;
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
