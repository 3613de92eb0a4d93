namespace Emu.Linux.Memory;

/// <content>brk(2): the heap that follows the program.</content>
public sealed unsafe partial class GuestMemory
{
    private const string HeapName = "[heap]";

    private ulong breakStart, breakEnd;

    /// <summary>Says where the heap begins, behind the program's data. Called once, by the loader.</summary>
    public void SetBreak(ulong start)
    {
        lock (changing) breakStart = breakEnd = start;
    }

    /// <summary>Moves the end of the heap, if it can be there. Never moves or replaces another mapping.</summary>
    /// <returns>Where the end is now: the one that was asked for, or the old one.</returns>
    public ulong Break(ulong wanted)
    {
        ulong oldEnd, newEnd;
        lock (changing)
        {
            if (wanted < breakStart || wanted > Limit || breakStart == 0) return breakEnd;
            if (wanted - breakStart > DataLimit) return breakEnd;
            oldEnd = RoundUp(breakEnd);
            newEnd = RoundUp(wanted);
            if (newEnd > oldEnd)
            {
                if (!GrowHeap(oldEnd, newEnd)) return breakEnd;
            }
            else if (newEnd < oldEnd && UnmapLocked(newEnd, oldEnd) < 0)
            {
                return breakEnd;
            }

            breakEnd = wanted;
        }

        TellOfCode();
        if (newEnd < oldEnd) Notify(newEnd, oldEnd);
        return wanted;
    }

    private bool GrowHeap(ulong start, ulong end)
    {
        // As Linux: a page stays free between the heap and what follows, if there is one below the limit.
        if (!table.IsFree(start, Math.Min(end + PageSize, Limit))) return false;
        Mapping wanted = new()
        {
            Start = start,
            End = end,
            Protection = PageProtection.Read | PageProtection.Write,
            Name = HeapName,
        };
        if (CheckLimits(wanted, replaces: false) < 0) return false;
        MapFlags flags = MapFlags.Private | MapFlags.Anonymous | (locksFuture ? MapFlags.Locked : 0);
        Mapping? placed = null;
        if (PlaceAt(wanted, start, flags, -1, ref placed) < 0) return false;
        table.Set(placed!);
        return true;
    }
}
