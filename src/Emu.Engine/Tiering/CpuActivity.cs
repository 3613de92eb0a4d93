using System.Diagnostics;

namespace Emu.Engine.Tiering;

/// <summary>
/// Knows whether any CPU of a machine runs, and keeps the threads that translate from working for a guest that does
/// nothing. Any thread may call.
/// </summary>
/// <remarks>
/// A thread begins a translation only while a CPU runs. What it has then spent while no CPU did is a debt, which is
/// paid back by as much time in which one does: a guest that wakes up only for its timer's ticks does not buy a whole
/// translation with each.
/// </remarks>
internal sealed class CpuActivity
{
    private readonly object gate = new();

    // Guarded by gate. Times are in ticks of Stopwatch; the present period is not in the sum yet.
    private readonly long start = Stopwatch.GetTimestamp();
    private long busyTicks, busySince;
    private int running, paused;
    private bool isUnlimited;

    /// <summary>Whether threads may translate although no CPU runs: set while a caller waits for what is left to
    /// translate, or for the threads' end.</summary>
    public bool IsUnlimited
    {
        set
        {
            lock (gate)
            {
                isUnlimited = value;
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>A CPU begins to run, or continues after waiting for an interrupt.</summary>
    public void Begin()
    {
        lock (gate)
        {
            if (running++ != 0) return;
            busySince = Stopwatch.GetTimestamp();
            if (paused != 0) Monitor.PulseAll(gate);
        }
    }

    /// <summary>A CPU ends its run, or waits for an interrupt.</summary>
    public void End()
    {
        lock (gate)
            if (--running == 0) busyTicks += Stopwatch.GetTimestamp() - busySince;
    }

    /// <summary>In a process that was forked: the CPU that has called is the only one, and runs.</summary>
    public void KeepOne() => running = 1;

    /// <summary>How long a CPU has run, and how long none has, so far.</summary>
    public (long Busy, long Idle) Measure()
    {
        lock (gate)
        {
            long now = Stopwatch.GetTimestamp();
            return (Busy(now), now - start - Busy(now));
        }
    }

    /// <summary>Waits until a CPU runs, and CPUs have run for that long.</summary>
    public void WaitForBusy(long busy)
    {
        lock (gate)
        {
            paused++;
            while (!isUnlimited)
            {
                TimeSpan missing = Stopwatch.GetElapsedTime(Busy(Stopwatch.GetTimestamp()), busy);
                if (running == 0) Monitor.Wait(gate);
                else if (missing > TimeSpan.Zero) Monitor.Wait(gate, missing + TimeSpan.FromMilliseconds(1));
                else break;
            }

            paused--;
        }
    }

    private long Busy(long now) => busyTicks + (running == 0 ? 0 : now - busySince);
}
