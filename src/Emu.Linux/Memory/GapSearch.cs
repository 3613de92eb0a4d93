namespace Emu.Linux.Memory;

/// <summary>
/// Free ranges of a length, best first: from <see cref="GuestMemory.MapTop"/> down, then anywhere. The next one is asked for
/// when the host has refused one, because of something of its own; steps grow, since it is not known how large that
/// is. The caller holds the lock.
/// </summary>
internal struct GapSearch(GuestMemory memory, ulong size)
{
    private readonly ulong length = size;
    private ulong ceiling = memory.MapTop, step = size;
    private bool isLastArea;

    /// <summary>The next one; false when there is none.</summary>
    public bool Next(out ulong start)
    {
        ulong? gap = memory.Table.FindGap(GuestMemory.Lowest, ceiling, length);
        if (gap is null && !isLastArea)
        {
            isLastArea = true;
            ceiling = memory.Limit;
            step = length;
            gap = memory.Table.FindGap(GuestMemory.Lowest, ceiling, length);
        }

        start = gap ?? 0;
        ulong end = start + length;
        ceiling = end > step ? end - step : 0;
        step *= 2;
        return gap is not null;
    }
}
