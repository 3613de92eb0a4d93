using System.Diagnostics;
using Emu.Engine.Cache;
using Emu.Engine.Inspection;
using Emu.Translate.Abi;
using Emu.Translate.Regions;

namespace Emu.Engine.Tiering;

/// <summary>
/// Translates hot code on threads of its own while the CPUs run on, the hottest first. Shared by all CPUs of a machine;
/// any thread may call. Threads, and with them the code generator, start with the first request.
/// </summary>
public sealed class TranslationService : IDisposable
{
    // The most requests that wait: each has a copy of its page, and a guest could make any number.
    private const int MostWaiting = 1 << 14;

    private readonly Func<IRegionTranslator> makeTranslator;
    private readonly object gate = new();

    // Guarded by gate. Hotter requests have smaller keys; one that turned hotter is queued again, and the older place
    // is skipped.
    private readonly PriorityQueue<Place, long> queue = new();
    private readonly Dictionary<Place, TranslationRequest> waiting = [];
    private readonly HashSet<Place> refused = [];
    private readonly List<EngineThread> threads = [];
    private bool isStopping;
    private Exception? failure;
    private long compileTicks;
    private int compiled;

    /// <param name="store">Where translations are kept; outlives the service.</param>
    /// <param name="makeTranslator">Makes a translator for each thread.</param>
    /// <param name="policy">When to translate.</param>
    public TranslationService(CodeStore store, Func<IRegionTranslator> makeTranslator, TieringPolicy policy)
        : this(new SingleStore(store), makeTranslator, policy)
    {
    }

    /// <param name="stores">Where translations are kept; outlive the service.</param>
    /// <param name="makeTranslator">Makes a translator for each thread.</param>
    /// <param name="policy">When to translate.</param>
    /// <param name="cpus">Knows the CPUs that use the service, if they knew another one before; else null.</param>
    internal TranslationService(
        ICodeStores stores, Func<IRegionTranslator> makeTranslator, TieringPolicy policy, CpuActivity? cpus = null)
    {
        Cpus = cpus ?? new CpuActivity();
        Stores = stores;
        Policy = policy;
        this.makeTranslator = makeTranslator;
        if (UsesBaseline || policy.Check)
            Sampler = new HotCodeSampler(Cpus, policy.Check || policy.Tiers.HasFlag(Tiers.Llvm), stores.PublishBaseline);
    }

    /// <summary>Where code is kept.</summary>
    internal ICodeStores Stores { get; }

    /// <summary>How translated code reaches guest memory.</summary>
    internal MemoryAccess MemoryAccess { get; init; }

    /// <summary>When code is translated.</summary>
    public TieringPolicy Policy { get; }

    /// <summary>Names translated code for perf; null where that is not wanted. The service does not dispose
    /// it.</summary>
    public PerfMap? PerfMap { get; init; }

    /// <summary>Whether the machine's CPUs run: what is wanted by a guest that waits can wait too.</summary>
    internal CpuActivity Cpus { get; }

    /// <summary>Finds hot baseline code, and interrupts regions that are checked in lockstep; null where there is
    /// neither.</summary>
    internal HotCodeSampler? Sampler { get; }

    /// <summary>Whether code may be translated; false when only code from the cache runs.</summary>
    public bool CanTranslate => Policy.Threads > 0;

    /// <summary>Whether LLVM may translate.</summary>
    internal bool UsesLlvm => CanTranslate && Policy.Tiers.HasFlag(Tiers.Llvm);

    /// <summary>Whether CPUs may make baseline code.</summary>
    internal bool UsesBaseline => CanTranslate && Policy.Tiers.HasFlag(Tiers.Baseline);

    /// <summary>Regions translated so far.</summary>
    public int Compiled => Volatile.Read(ref compiled);

    /// <summary>Requests for which there was nothing to translate.</summary>
    public int Refused
    {
        get { lock (gate) return refused.Count; }
    }

    /// <summary>Time spent translating, summed over the threads.</summary>
    public TimeSpan CompileTime => Stopwatch.GetElapsedTime(0, Volatile.Read(ref compileTicks));

    /// <summary>
    /// Asks for a translation; the requester is told when code has been added. Returns when it is done, if that is the policy.
    /// </summary>
    /// <exception cref="InvalidOperationException">A thread of the service has failed.</exception>
    internal void Request(TranslationRequest request, uint executions)
    {
        Place key = Place.Of(request.Source);
        lock (gate)
        {
            if (failure is not null) throw new InvalidOperationException("translating guest code failed", failure);
            if (isStopping || refused.Contains(key)) return;
            // A request beyond the limit is dropped: code that stays hot is asked for again.
            if (waiting.Count >= MostWaiting && !waiting.ContainsKey(key)) return;
            if (threads.Count < Policy.Threads) TryStartThread();
            if (threads.Count == 0) return;
            waiting[key] = request;
            queue.Enqueue(key, -(long)executions);
            // All waiters are woken, because CPUs wait for the same signal as the threads do.
            Monitor.PulseAll(gate);
            if (!Policy.Waits) return;
            while (waiting.ContainsKey(key) && failure is null) Monitor.Wait(gate);
            if (failure is not null) throw new InvalidOperationException("translating guest code failed", failure);
        }
    }

    /// <summary>Waits until everything that was asked for is done, also when no CPU runs. For tests and ends of
    /// runs.</summary>
    public void Drain()
    {
        Cpus.IsUnlimited = true;
        lock (gate)
            while (waiting.Count != 0 && failure is null) Monitor.Wait(gate, 50);
        Cpus.IsUnlimited = false;
    }

    /// <summary>Ends the threads, for a fork; they start again when they are needed.</summary>
    internal void Pause()
    {
        lock (gate)
        {
            isStopping = true;
            Monitor.PulseAll(gate);
        }

        Cpus.IsUnlimited = true;
        foreach (EngineThread thread in threads) thread.Join();
        threads.Clear();
        Sampler?.Pause();
        Cpus.IsUnlimited = false;
        isStopping = false;
    }

    /// <summary>After a <see cref="Pause"/>, in a process that was forked: forgets what others have asked for.</summary>
    internal void Keep(ITieredCpu survivor)
    {
        waiting.Clear();
        queue.Clear();
        Cpus.KeepOne();
        Sampler?.Keep(survivor);
    }

    /// <summary>Ends the threads; requests that wait are dropped.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isStopping = true;
            waiting.Clear();
            Monitor.PulseAll(gate);
        }

        Cpus.IsUnlimited = true;
        foreach (EngineThread thread in threads) thread.Join();
        Sampler?.Dispose();
    }

    // Starts one more thread if the host permits. The gate is held.
    private void TryStartThread()
    {
        if (EngineThread.TryStart(Work, $"translator {threads.Count}") is { } thread) threads.Add(thread);
    }

    private void Work()
    {
        try
        {
            using IRegionTranslator translator = makeTranslator();
            for (long due = 0; Next(due) is { } request;)
            {
                long idle = Cpus.Measure().Idle;
                Translate(translator, request);
                (long busyNow, long idleNow) = Cpus.Measure();
                due = busyNow + (idleNow - idle);
            }
        }
        catch (Exception exception)
        {
            lock (gate)
            {
                failure = exception;
                Monitor.PulseAll(gate);
            }
        }
    }

    private TranslationRequest? Next(long due)
    {
        Cpus.WaitForBusy(due);
        lock (gate)
        {
            while (true)
            {
                if (isStopping) return null;
                if (!queue.TryDequeue(out Place key, out _)) Monitor.Wait(gate);
                else if (waiting.TryGetValue(key, out TranslationRequest? request)) return request;
            }
        }
    }

    private void Translate(IRegionTranslator translator, TranslationRequest request)
    {
        RegionSource source = request.Source;
        Place key = Place.Of(source);
        // A region made since it was asked for, here or by another process, may contain it.
        bool done = request.Store.Find(source.PageHash, source.Page).Covers(source);
        TranslatedRegion? region = null;
        bool isKept = done;
        if (!done)
        {
            long start = Stopwatch.GetTimestamp();
            region = translator.Translate(source, OptimizationLevel.Fast);
            Interlocked.Add(ref compileTicks, Stopwatch.GetTimestamp() - start);
        }

        if (region is not null)
        {
            isKept = request.Store.Add(region, source) is not null;
            Interlocked.Increment(ref compiled);
        }

        // The requester is told before the request counts as done: a machine that has waited for that may be disposed
        // then.
        if (done || region is not null) request.Requester.NotifyTranslated(request.PageAddress);
        lock (gate)
        {
            waiting.Remove(key);
            // Code that finds no room is not asked for again either.
            if (!isKept) refused.Add(key);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Identifies a request: two pages that have one XXH3 are told apart.</summary>
    private readonly record struct Place(UInt128 Page, ushort Entry, CodeMode Mode)
    {
        public static Place Of(RegionSource source) =>
            new(PageHash.InThisProcess(source.Page), source.Entry, source.CodeMode);
    }
}
