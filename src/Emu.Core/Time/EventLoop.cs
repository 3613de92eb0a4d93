namespace Emu.Core.Time;

/// <summary>
/// The one thread on which timers fire and host I/O completes, so that neither ever runs on a hart's thread.
/// </summary>
/// <remarks>Lock order: a device's lock may be held when <see cref="gate"/> is taken, never the other way round: callbacks run without it.</remarks>
public sealed class EventLoop : IDisposable
{
    private readonly Lock gate = new();
    private readonly AutoResetEvent wake = new(false);
    private readonly Queue<Action> posted = [];
    private readonly List<MachineTimer> timers = [];
    private readonly Thread thread;
    private bool stopping;

    public EventLoop(MachineClock clock)
    {
        Clock = clock;
        thread = new Thread(Run) { IsBackground = true, Name = "event loop" };
        thread.Start();
    }

    /// <summary>The clock that timers are set against.</summary>
    public MachineClock Clock { get; }

    /// <summary>Runs <paramref name="work"/> on the loop's thread, in the order posted. Any thread may call; it does not wait.</summary>
    public void Post(Action work)
    {
        lock (gate) posted.Enqueue(work);
        wake.Set();
    }

    /// <summary>Makes a timer that calls <paramref name="expired"/> on the loop's thread. It is not set yet.</summary>
    public MachineTimer CreateTimer(Action expired)
    {
        MachineTimer timer = new(this, expired);
        lock (gate) timers.Add(timer);
        return timer;
    }

    /// <summary>Stops the thread after the callback that is running; nothing is called afterwards.</summary>
    public void Dispose()
    {
        lock (gate) stopping = true;
        wake.Set();
        if (Thread.CurrentThread != thread) thread.Join();
        wake.Dispose();
    }

    internal void SetDeadline(MachineTimer timer, ulong deadline)
    {
        bool sooner;
        lock (gate)
        {
            sooner = deadline < NextDeadline();
            timer.Deadline = deadline;
        }

        if (sooner) wake.Set();
    }

    private ulong NextDeadline()
    {
        ulong next = MachineTimer.Never;
        foreach (MachineTimer timer in timers) next = Math.Min(next, timer.Deadline);
        return next;
    }

    private void Run()
    {
        List<Action> due = [];
        while (true)
        {
            TimeSpan wait;
            lock (gate)
            {
                if (stopping) return;
                while (posted.TryDequeue(out Action? work)) due.Add(work);
                ulong now = Clock.Nanoseconds;
                foreach (MachineTimer timer in timers)
                {
                    if (timer.Deadline > now) continue;
                    timer.Deadline = MachineTimer.Never;
                    due.Add(timer.Expired);
                }

                ulong next = NextDeadline();
                wait = next == MachineTimer.Never
                    ? Timeout.InfiniteTimeSpan
                    : TimeSpan.FromMilliseconds(Math.Min((next - now + 999_999) / 1_000_000, 60_000));
            }

            if (due.Count == 0)
            {
                wake.WaitOne(wait);
                continue;
            }

            foreach (Action work in due) work();
            due.Clear();
        }
    }
}
