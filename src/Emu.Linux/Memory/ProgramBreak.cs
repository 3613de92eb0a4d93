namespace Emu.Linux.Memory;

/// <summary>brk(2): the heap that follows the program. Any thread may call.</summary>
internal sealed class ProgramBreak(GuestMemory memory)
{
    private const string HeapName = "[heap]";

    // Under the lock of the address space.
    private ulong breakStart, breakEnd;

    /// <summary>Says where the heap begins, behind the program's data. Called once, by the loader.</summary>
    public void Begin(ulong start)
    {
        lock (memory.Changing) breakStart = breakEnd = start;
    }

    /// <summary>Moves the end of the heap, if it can be there. Never moves or replaces another mapping.</summary>
    /// <returns>Where the end is now: the one that was asked for, or the old one.</returns>
    public ulong Move(ulong wanted)
    {
        ulong oldEnd, newEnd;
        lock (memory.Changing)
        {
            if (wanted < breakStart || wanted > memory.Limit || breakStart == 0) return breakEnd;
            if (wanted - breakStart > memory.DataLimit) return breakEnd;
            oldEnd = GuestMemory.RoundUp(breakEnd);
            newEnd = GuestMemory.RoundUp(wanted);
            if (newEnd > oldEnd)
            {
                if (!GrowHeap(oldEnd, newEnd)) return breakEnd;
            }
            else if (newEnd < oldEnd && memory.UnmapLocked(newEnd, oldEnd) < 0)
            {
                return breakEnd;
            }

            breakEnd = wanted;
        }

        memory.TellOfCode();
        if (newEnd < oldEnd) memory.Notify(newEnd, oldEnd);
        return wanted;
    }

    private bool GrowHeap(ulong start, ulong end)
    {
        // As Linux: a page stays free between the heap and what follows, if there is one below the limit.
        if (!memory.Table.IsFree(start, Math.Min(end + GuestMemory.PageSize, memory.Limit))) return false;
        Mapping wanted = new()
        {
            Start = start,
            End = end,
            Protection = PageProtection.Read | PageProtection.Write,
            Name = HeapName,
        };
        if (memory.CheckLimits(wanted, replaces: false) < 0) return false;
        MapFlags flags = MapFlags.Private | MapFlags.Anonymous | (memory.Locks.LocksFuture ? MapFlags.Locked : 0);
        Mapping? placed = null;
        if (memory.PlaceAt(wanted, start, flags, -1, ref placed) < 0) return false;
        memory.Table.Set(placed!);
        return true;
    }
}
