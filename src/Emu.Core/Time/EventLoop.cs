using Emu.Host;

namespace Emu.Core.Time;

/// <summary>
/// The one thread on which timers fire and host I/O completes, so that neither ever runs on a hart's thread. It starts
/// when there is something for it to do.
/// </summary>
/// <remarks>
/// Lock order: a device's lock may be held when <see cref="gate"/> is taken, never the other way round: callbacks run
/// without it.
/// </remarks>
public sealed class EventLoop : IDisposable
{
    private readonly Lock gate = new();
    private readonly Queue<Action> posted = [];
    private readonly List<MachineTimer> timers = [];
    private readonly List<DescriptorWatch> watches = [];
    private readonly List<MachineTimer> expired = [];

    // Made together, under the gate; the thread disposes of the poller.
    private DescriptorPoller? poller;
    private Thread? thread;
    private volatile bool stopping;

    public EventLoop(MachineClock clock) => Clock = clock;

    /// <summary>The clock that timers are set against.</summary>
    public MachineClock Clock { get; }

    /// <summary>
    /// Runs <paramref name="work"/> on the loop's thread, in the order posted. Any thread may call; it does not wait.
    /// </summary>
    public void Post(Action work)
    {
        lock (gate) posted.Enqueue(work);
        Wake();
    }

    /// <summary>Makes a timer that calls <paramref name="expired"/> on the loop's thread. It is not set yet.</summary>
    public MachineTimer CreateTimer(Action expired)
    {
        MachineTimer timer = new(this, expired);
        lock (gate) timers.Add(timer);
        return timer;
    }

    /// <summary>
    /// Calls <paramref name="ready"/> on the loop's thread whenever a host file descriptor has something to read, or
    /// its other end is gone. The watch is disabled at first; the descriptor must stay open until the watch is
    /// disposed.
    /// </summary>
    public DescriptorWatch Watch(int descriptor, Action ready)
    {
        DescriptorWatch watch = new(this, descriptor, ready);
        lock (gate) watches.Add(watch);
        return watch;
    }

    /// <summary>Stops the thread after the callback that is running; nothing is called afterwards.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (stopping) return;
            stopping = true;
            if (thread is null) return;
        }

        Wake();
        if (Thread.CurrentThread != thread) thread.Join();
    }

    internal void SetDeadline(MachineTimer timer, ulong deadline)
    {
        bool sooner;
        lock (gate)
        {
            sooner = deadline < NextDeadline();
            timer.Deadline = deadline;
        }

        if (sooner) Wake();
    }

    internal void SetEnabled(DescriptorWatch watch, bool enabled)
    {
        lock (gate) watch.IsEnabled = enabled;
        Wake();
    }

    internal void Remove(DescriptorWatch watch)
    {
        lock (gate)
        {
            watch.IsEnabled = false;
            watches.Remove(watch);
        }

        Wake();
    }

    private void Wake()
    {
        DescriptorPoller waiting;
        lock (gate)
        {
            if (poller is null && stopping) return;
            waiting = poller ??= Start();
        }

        waiting.Wake();
    }

    private DescriptorPoller Start()
    {
        DescriptorPoller made = new();
        Thread runner = new(() => Run(made)) { IsBackground = true, Name = "event loop" };
        try
        {
            HostProcess.Start(runner);
        }
        catch
        {
            made.Dispose();
            throw;
        }

        thread = runner;
        return made;
    }

    private ulong NextDeadline()
    {
        ulong next = MachineTimer.Never;
        foreach (MachineTimer timer in timers) next = Math.Min(next, timer.Deadline);
        return next;
    }

    private void Run(DescriptorPoller poller)
    {
        List<Action> due = [];
        List<DescriptorWatch> polled = [];
        while (true)
        {
            ulong wait;
            lock (gate)
            {
                if (stopping) break;
                CollectReady(poller, polled, due);
                while (posted.TryDequeue(out Action? work)) due.Add(work);
                wait = CollectExpired(due);
                polled.Clear();
                poller.Clear();
                foreach (DescriptorWatch watch in watches)
                {
                    if (!watch.IsEnabled) continue;
                    polled.Add(watch);
                    poller.Add(watch.Descriptor);
                }
            }

            foreach (Action work in due)
            {
                work();
                if (stopping) break;
            }

            // What ran may have changed anything, so after it the loop only looks; it sleeps when nothing was due.
            poller.Wait(due.Count == 0 ? wait : 0);
            due.Clear();
        }

        poller.Dispose();
    }

    /// <summary>Takes the watches that the last wait found ready, unless they have been disabled since.</summary>
    private static void CollectReady(DescriptorPoller poller, List<DescriptorWatch> polled, List<Action> due)
    {
        for (int i = 0; i < polled.Count; i++)
            if (poller.IsReady(i) && polled[i].IsEnabled) due.Add(polled[i].Ready);
    }

    /// <summary>Takes the timers that have expired, the earliest first; returns the nanoseconds until the next one
    /// does.</summary>
    private ulong CollectExpired(List<Action> due)
    {
        ulong now = Clock.Nanoseconds;
        foreach (MachineTimer timer in timers)
            if (timer.Deadline <= now) expired.Add(timer);
        if (expired.Count > 1) expired.Sort(static (left, right) => left.Deadline.CompareTo(right.Deadline));
        foreach (MachineTimer timer in expired)
        {
            timer.Deadline = MachineTimer.Never;
            due.Add(timer.Expired);
        }

        expired.Clear();
        ulong next = NextDeadline();
        return next == MachineTimer.Never ? DescriptorPoller.Forever : next - now;
    }
}
