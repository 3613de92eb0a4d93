namespace Emu.Engine.Tiering;

/// <summary>
/// Asks the running CPUs for their pc about once in a millisecond that the process computes, so that hot code is found
/// without counters in it: a place is as hot on a busy host as on a free one. Its thread sleeps while all CPUs wait. At
/// intervals it has new baseline code written to the cache file too.
/// </summary>
internal sealed class HotCodeSampler : IDisposable
{
    private const int SamplesPerPublication = 128;

    // Periods without an answer or without work, after which the CPUs are asked less often: those of user mode may be in
    // system calls that wait.
    private const int QuietPeriods = 16;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(1), LongPeriod = TimeSpan.FromMilliseconds(50);

    // What a process computes between two looks that is not at rest, though it may have a small part of a busy host.
    private static readonly TimeSpan LeastWork = TimeSpan.FromMicroseconds(20);

    private readonly CpuActivity activity;
    private readonly bool samples;
    private readonly Action<bool> publish;
    private readonly Lock gate = new();

    // Guarded by the gate, which is held while CPUs are asked, so that none is disposed meanwhile.
    private readonly List<ITieredCpu> cpus = [];
    private volatile bool isStopping, wasStarted;
    private volatile EngineThread? thread;
    private readonly object stop = new();

    /// <param name="activity">Tells whether any CPU runs.</param>
    /// <param name="samples">Whether CPUs are asked; false where only baseline code is to be published.</param>
    /// <param name="publish">Writes new baseline code to the cache file; true for all of it, since no more is coming for now.</param>
    public HotCodeSampler(CpuActivity activity, bool samples, Action<bool> publish)
    {
        this.activity = activity;
        this.samples = samples;
        this.publish = publish;
    }

    /// <summary>Any thread: samples one more CPU.</summary>
    public void Add(ITieredCpu cpu)
    {
        lock (gate) cpus.Add(cpu);
    }

    /// <summary>Any thread: starts the thread, since there is baseline code to sample now. Cheap when it runs
    /// already.</summary>
    public void Start()
    {
        if (thread is not null) return;
        lock (gate)
        {
            if (thread is not null || isStopping) return;
            wasStarted = true;
            thread = EngineThread.TryStart(Work, "sampler");
        }
    }

    /// <summary>Ends the thread until <see cref="Resume"/> or the next <see cref="Start"/>.</summary>
    public void Pause()
    {
        Stop();
        thread = null;
        isStopping = false;
    }

    /// <summary>Starts the thread again if it ran before <see cref="Pause"/>.</summary>
    public void Resume()
    {
        if (wasStarted) Start();
    }

    /// <summary>In a process that was forked: samples the one CPU that is left.</summary>
    public void Keep(ITieredCpu survivor)
    {
        wasStarted = false;
        cpus.Clear();
        cpus.Add(survivor);
    }

    /// <summary>Any thread: samples a CPU no more.</summary>
    public void Remove(ITieredCpu cpu)
    {
        lock (gate) cpus.Remove(cpu);
    }

    /// <summary>Ends the thread; the CPUs stand still.</summary>
    public void Dispose() => Stop();

    private void Stop()
    {
        lock (stop)
        {
            isStopping = true;
            Monitor.PulseAll(stop);
        }

        thread?.Join();
    }

    private void Work()
    {
        int quiet = 0;
        TimeSpan askedAt = TimeSpan.Zero, seenAt = TimeSpan.Zero;
        for (int count = 1; !isStopping; count++)
        {
            activity.WaitForBusy(0);
            Sleep(quiet < QuietPeriods ? Period : LongPeriod);
            if (isStopping) return;
            if (count % SamplesPerPublication == 0 || quiet == QuietPeriods) publish(quiet == QuietPeriods);
            if (!samples) continue;
            TimeSpan computed = Environment.CpuUsage.TotalTime;
            bool hasWorked = computed - seenAt > LeastWork;
            seenAt = computed;
            if (computed - askedAt >= Period)
            {
                askedAt = computed;
                hasWorked = RequestSamples();
                if (hasWorked) quiet = 0;
            }

            if (!hasWorked) quiet = Math.Min(quiet + 1, QuietPeriods + 1);
        }
    }

    // Sleeps, but no longer than until Stop is called.
    private void Sleep(TimeSpan time)
    {
        lock (stop)
            if (!isStopping) Monitor.Wait(stop, time);
    }

    // True when a CPU has answered since it was asked last.
    private bool RequestSamples()
    {
        bool any = false;
        lock (gate)
            foreach (ITieredCpu cpu in cpus) any |= cpu.RequestSample();
        return any;
    }
}
