using Emu.Host;

namespace Emu.Core.Time;

/// <summary>
/// One thread on which timers fire and host I/O completes, so that neither ever runs on a CPU's thread. A machine has a
/// main loop, and one for each I/O thread that the user asks for. The thread starts when there is something for it to
/// do.
/// </summary>
/// <remarks>
/// Lock order: a device's lock may be held when <see cref="gate"/> is taken, never the other way round: callbacks run
/// without it. Who waits for the loop holds no lock that a callback takes.
/// Callbacks never overlap: they run on the thread that has the loop's turn (<see cref="LoopTurn"/>). That is the loop's own but while
/// it sleeps; a CPU that kicks a queue may have it then, for one task (docs/decisions/0034-serving-on-the-cpu.md).
/// </remarks>
public sealed class EventLoop : IDisposable
{
    private readonly Lock gate = new();
    private readonly string name;

    // Guarded by the gate.
    private readonly Queue<Action> posted = [];
    private readonly TimerHeap timers = new();
    private readonly List<DescriptorWatch> watches = [];
    private bool areWatchesChanged;

    // The right to run callbacks: the thread has it but while it sleeps, and another thread may have it then.
    private readonly LoopTurn turn = new();

    // The tasks that a thread which has borrowed the turn runs before it gives it back; belongs to the turn.
    private LoopTask? following;

    // The tasks that are to run, the last one first; any thread adds with an interlocked exchange, the loop takes all.
    private LoopTask? tasks;

    // Made together, under the gate; the thread disposes of the poller.
    private volatile DescriptorPoller? poller;
    private Thread? thread;
    private volatile bool stopping;

    /// <param name="clock">The clock that timers are set against.</param>
    /// <param name="name">The thread's name, for debuggers.</param>
    public EventLoop(MachineClock clock, string name = "event loop")
    {
        ArgumentNullException.ThrowIfNull(clock);
        Clock = clock;
        this.name = name;
        clock.Resumed += WakeIfRunning;
    }

    /// <summary>The clock that timers are set against.</summary>
    public MachineClock Clock { get; }

    /// <summary>Told of an exception that a callback has thrown, on the loop's thread, which then ends: the callbacks'
    /// objects are in no known state. Without it the process ends. Set before anything is posted.</summary>
    public Action<Exception>? Failed { get; init; }

    /// <summary>True on the thread that runs the loop's callbacks: its own, or one that has borrowed the loop.</summary>
    public bool IsCurrent => turn.IsMine;

    /// <summary>True while the calling thread runs a task of the loop in place of the loop's thread (<see cref="LoopTask.SetOrRun"/>):
    /// the task keeps a CPU from its guest, and leaves long work to the loop by setting itself again.</summary>
    public bool IsBorrowed => turn.IsMine && Thread.CurrentThread != thread;

    /// <summary>Makes a loop with a thread of its own, the same clock, and the same owner to be told of failures.</summary>
    /// <param name="name">The thread's name, for debuggers.</param>
    public EventLoop CreateSibling(string name) => new(Clock, name) { Failed = Failed };

    /// <summary>
    /// Runs <paramref name="work"/> on the loop's thread, in the order posted. Any thread may call; it does not wait.
    /// </summary>
    public void Post(Action work)
    {
        lock (gate) posted.Enqueue(work);
        Wake();
    }

    /// <summary>
    /// Runs work on the loop's thread and waits until it has completed. On the loop's own thread the work must complete at
    /// once; what it throws is thrown. After <see cref="Dispose"/> nothing is run.
    /// </summary>
    /// <param name="work">What to do; it may await what completes on this loop.</param>
    /// <exception cref="InvalidOperationException">The work would wait for the thread that it runs on.</exception>
    public void Run(Func<ValueTask> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (IsCurrent)
        {
            ValueTask done = work();
            if (!done.IsCompleted) throw new InvalidOperationException("an event loop cannot wait for itself");
            done.GetAwaiter().GetResult();
            return;
        }

        TaskCompletionSource completed = new();
        lock (gate)
        {
            if (stopping) return;
            posted.Enqueue(Complete);
        }

        Wake();
        // Unlike Wait this throws nothing, so that what the work throws comes as it is.
        while (Task.WaitAny([completed.Task], StopPollInterval) < 0)
            if (stopping) return;
        completed.Task.GetAwaiter().GetResult();

        async void Complete()
        {
            try
            {
                await work();
                completed.TrySetResult();
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                completed.TrySetException(error);
            }
        }
    }

    /// <summary>Makes a task that runs on the loop's thread whenever it is set.</summary>
    /// <param name="run">What it does.</param>
    /// <param name="mayRunAnywhere">It is short, and may run on a thread that calls <see cref="LoopTask.SetOrRun"/> while the
    /// loop's thread sleeps.</param>
    /// <param name="followsItsSetter">When a task that runs on such a thread sets it, it runs there behind that task. It sets no such
    /// task itself.</param>
    public LoopTask CreateTask(Action run, bool mayRunAnywhere = false, bool followsItsSetter = false)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new LoopTask(this, run, mayRunAnywhere, followsItsSetter);
    }

    /// <summary>Makes a timer that calls <paramref name="expired"/> on the loop's thread. It is not set yet.</summary>
    public MachineTimer CreateTimer(Action expired) => new(this, expired);

    /// <summary>
    /// Calls <paramref name="ready"/> on the loop's thread whenever a host file descriptor has something to read, or
    /// its other end is gone. The watch is disabled at first; the descriptor must stay open until the watch is
    /// disposed.
    /// </summary>
    public DescriptorWatch Watch(int descriptor, Action ready) => Add(new(this, descriptor, forWriting: false, ready));

    /// <summary>As <see cref="Watch"/>, for room to write into. A descriptor may have a watch of each kind.</summary>
    public DescriptorWatch WatchWriting(int descriptor, Action ready) =>
        Add(new(this, descriptor, forWriting: true, ready));

    /// <summary>Stops the thread after the callback that is running; nothing is called afterwards.</summary>
    public void Dispose()
    {
        Clock.Resumed -= WakeIfRunning;
        lock (gate)
        {
            if (stopping) return;
            stopping = true;
            if (thread is null) return;
        }

        Wake();
        if (!IsCurrent) thread.Join();
    }

    /// <summary>The moment of the timer that fires next; <see cref="MachineTimer.Never"/> for none. Any thread.</summary>
    public ulong NextDeadline
    {
        get
        {
            lock (gate) return timers.NextDeadline;
        }
    }

    internal void SetDeadline(MachineTimer timer, ulong deadline)
    {
        bool sooner;
        lock (gate)
        {
            sooner = deadline < timers.NextDeadline;
            timers.Set(timer, deadline);
        }

        if (sooner) Wake();
    }

    internal void SetEnabled(DescriptorWatch watch, bool enabled)
    {
        lock (gate)
        {
            watch.IsEnabled = enabled;
            areWatchesChanged = true;
        }

        Wake();
    }

    internal void Remove(DescriptorWatch watch)
    {
        lock (gate)
        {
            watch.IsEnabled = false;
            watches.Remove(watch);
            areWatchesChanged = true;
        }

        Wake();
    }

    /// <summary>Adds a task that is in no list to those that run next.</summary>
    internal void Enqueue(LoopTask task)
    {
        if (task.FollowsItsSetter && IsBorrowed)
        {
            task.Next = following;
            following = task;
            return;
        }

        LoopTask? first = Volatile.Read(ref tasks);
        while (true)
        {
            task.Next = first;
            LoopTask? seen = Interlocked.CompareExchange(ref tasks, task, first);
            if (seen == first) break;
            first = seen;
        }

        // On the loop's own thread the next turn finds the task without being woken.
        if (!IsCurrent) Wake();
    }

    /// <summary>
    /// Runs a task here and now if the loop's thread sleeps and nothing else waits for it, or sees to it that the loop does; false
    /// when the caller has to add it to the list. The caller holds no lock that a callback takes, and may be any thread.
    /// </summary>
    internal bool TryRunHere(LoopTask task)
    {
        // What the task awaits must go on where it completes, and not where the caller's context wants it.
        if (SynchronizationContext.Current is not null) return false;
        // A loop that was woken has something to do, which comes first.
        if (poller is not { IsAsleep: true } sleeping || !turn.TryBorrow()) return false;
        bool isWoken = false;
        try
        {
            task.Take();
            // A thread that has posted something and then set this task, which was set already, has woken the loop between.
            isWoken = !sleeping.IsAsleep;
            if (!isWoken && !stopping) RunBorrowed(task);
        }
        catch (Exception e) when (Failed is not null)
        {
            stopping = true;
            Failed(e);
        }
        finally
        {
            turn.GiveBack();
        }

        if (isWoken) task.Set();
        // The task may have set others without waking anybody; it may also have failed.
        if (Volatile.Read(ref tasks) is not null || stopping) sleeping.Wake();
        return true;
    }

    private void RunBorrowed(LoopTask task)
    {
        task.Run();
        while (following is { } next)
        {
            following = next.Next;
            next.Next = null;
            next.Take();
            next.Run();
        }
    }

    private static readonly TimeSpan StopPollInterval = TimeSpan.FromMilliseconds(100);

    private DescriptorWatch Add(DescriptorWatch watch)
    {
        lock (gate) watches.Add(watch);
        return watch;
    }

    private void Wake()
    {
        DescriptorPoller? waiting = poller;
        if (waiting is null)
        {
            lock (gate)
            {
                if (poller is null && stopping) return;
                waiting = poller ??= Start();
            }
        }

        waiting.Wake();
    }

    private void WakeIfRunning()
    {
        if (!stopping) poller?.Wake();
    }

    private DescriptorPoller Start()
    {
        DescriptorPoller made = new();
        Thread runner = new(() => Run(made)) { IsBackground = true, Name = name };
        thread = runner;
        try
        {
            HostProcess.Start(runner);
        }
        catch
        {
            thread = null;
            made.Dispose();
            throw;
        }

        return made;
    }

    private void Run(DescriptorPoller poller)
    {
        try
        {
            RunUntilStopped(poller);
        }
        catch (Exception e) when (Failed is not null)
        {
            // Nothing is called any more, and nobody may wait for this thread; the owner ends what the loop belongs to.
            stopping = true;
            Failed(e);
        }
        finally
        {
            poller.Dispose();
        }
    }

    private void RunUntilStopped(DescriptorPoller poller)
    {
        List<Action> due = [];
        List<LoopTask> set = [];
        List<DescriptorWatch> polled = [];
        turn.Take();
        bool hasLooked = false, isSecond = false;
        while (!stopping)
        {
            // What a thread has posted before it set a task is due when the task is.
            TakeTasks(set);
            ulong wait = Collect(poller, hasLooked, polled, due);
            bool isIdle = due.Count == 0 && set.Count == 0;
            foreach (Action work in due)
            {
                if (stopping) break;
                work();
            }

            foreach (LoopTask task in set)
            {
                if (stopping) break;
                task.Run();
            }

            due.Clear();
            set.Clear();
            // The loop sleeps when nothing was due. After a turn that did something it asks for what is due once more, and
            // looks at the descriptors before a third turn: mostly there is none, and the look costs a system call.
            hasLooked = isIdle || (isSecond && polled.Count != 0);
            if (isIdle) Sleep(poller, wait);
            else if (hasLooked) poller.Wait(0);
            isSecond = !hasLooked;
        }
    }

    /// <summary>Waits for something to do; meanwhile others may run tasks.</summary>
    private void Sleep(DescriptorPoller poller, ulong nanoseconds)
    {
        turn.GiveBack();
        poller.Wait(nanoseconds);
        turn.Take();
    }

    /// <summary>Takes what is due; returns the nanoseconds until the next timer is.</summary>
    /// <param name="poller">Waits for the descriptors.</param>
    /// <param name="hasLooked">The poller has waited since the last call.</param>
    /// <param name="polled">The watches whose descriptors the poller has.</param>
    /// <param name="due">Takes what is to run.</param>
    private ulong Collect(DescriptorPoller poller, bool hasLooked, List<DescriptorWatch> polled, List<Action> due)
    {
        lock (gate)
        {
            if (hasLooked) CollectReady(poller, polled, due);
            while (posted.TryDequeue(out Action? work)) due.Add(work);
            ulong wait = CollectExpired(due);
            if (areWatchesChanged) ChooseWatches(poller, polled);
            return wait;
        }
    }

    private void ChooseWatches(DescriptorPoller poller, List<DescriptorWatch> polled)
    {
        areWatchesChanged = false;
        polled.Clear();
        poller.Clear();
        foreach (DescriptorWatch watch in watches)
        {
            if (!watch.IsEnabled) continue;
            polled.Add(watch);
            poller.Add(watch.Descriptor, watch.IsForWriting);
        }
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
        if (timers.Count == 0) return DescriptorPoller.Forever;
        ulong now = Clock.Nanoseconds;
        while (timers.TakeExpired(now) is { } timer) due.Add(timer.Expired);
        ulong next = timers.NextDeadline;
        // The deadline of a clock that stands still does not come; the loop is woken when it goes on.
        return next == MachineTimer.Never || Clock.IsPaused ? DescriptorPoller.Forever : next - now;
    }

    /// <summary>Takes the tasks that are set, in the order in which they were.</summary>
    private void TakeTasks(List<LoopTask> set)
    {
        LoopTask? last = Volatile.Read(ref tasks) is null ? null : Interlocked.Exchange(ref tasks, null);
        while (last is not null)
        {
            LoopTask task = last;
            last = task.Next;
            task.Next = null;
            set.Add(task);
            // From here on the task may be in the next list.
            task.Take();
        }

        set.Reverse();
    }
}
