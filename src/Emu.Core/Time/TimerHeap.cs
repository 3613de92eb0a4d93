namespace Emu.Core.Time;

/// <summary>The timers of a loop that are set, the one with the earliest deadline first. Guarded by the loop's
/// lock.</summary>
internal sealed class TimerHeap
{
    private MachineTimer[] timers = new MachineTimer[8];

    /// <summary>Timers that are set.</summary>
    public int Count { get; private set; }

    /// <summary>The earliest deadline, or <see cref="MachineTimer.Never"/>.</summary>
    public ulong NextDeadline => Count == 0 ? MachineTimer.Never : timers[0].Deadline;

    /// <summary>Gives a timer another deadline, <see cref="MachineTimer.Never"/> for none.</summary>
    public void Set(MachineTimer timer, ulong deadline)
    {
        if (deadline == MachineTimer.Never)
        {
            Remove(timer);
            return;
        }

        if (timer.HeapIndex < 0)
        {
            if (Count == timers.Length) Array.Resize(ref timers, Count * 2);
            timer.HeapIndex = Count++;
        }

        timer.Deadline = deadline;
        Place(timer, timer.HeapIndex);
    }

    /// <summary>Takes out the first timer whose deadline has come; null when there is none.</summary>
    public MachineTimer? TakeExpired(ulong now)
    {
        if (NextDeadline > now || Count == 0) return null;
        MachineTimer first = timers[0];
        Remove(first);
        return first;
    }

    private void Remove(MachineTimer timer)
    {
        int index = timer.HeapIndex;
        timer.Deadline = MachineTimer.Never;
        if (index < 0) return;
        timer.HeapIndex = -1;
        MachineTimer last = timers[--Count];
        timers[Count] = null!;
        if (last != timer) Place(last, index);
    }

    /// <summary>Puts a timer to where it belongs, from a free place on.</summary>
    private void Place(MachineTimer timer, int index)
    {
        while (index > 0 && timers[(index - 1) / 2].Deadline > timer.Deadline)
        {
            Move(timers[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }

        while (true)
        {
            int child = (2 * index) + 1;
            if (child >= Count) break;
            if (child + 1 < Count && timers[child + 1].Deadline < timers[child].Deadline) child++;
            if (timers[child].Deadline >= timer.Deadline) break;
            Move(timers[child], index);
            index = child;
        }

        Move(timer, index);
    }

    private void Move(MachineTimer timer, int index)
    {
        timers[index] = timer;
        timer.HeapIndex = index;
    }
}
