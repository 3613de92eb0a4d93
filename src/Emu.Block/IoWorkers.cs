using Emu.Core.Time;
using Emu.Host;

namespace Emu.Block;

/// <summary>
/// The threads that wait for the host's files, so that an event loop does not: up to 16, made when there is work for them
/// and gone when they have had none for a while. Requests complete on the loop, or on the worker in the loop's place while that sleeps.
/// </summary>
public sealed class IoWorkers : IDisposable
{
    private const int MostThreads = 16;
    private const ulong PatienceNanoseconds = 10_000_000_000;

    private readonly LoopTask completion;

    // For the loop's thread: made for the first file that asks for it; it stays null on a host that gives none.
    private RingRequests? ring;
    private bool hasAskedForRing;

    // Requests that nobody uses; for the loop's thread.
    private readonly Stack<IoRequest> spare = new();

    // Guards the following fields; nothing is locked inside.
    private readonly Lock gate = new();
    private readonly Queue<IoRequest> waiting = new();
    private readonly List<Worker> workers = [];

    // Those that have nothing to do; the last one to have worked is the next to work, since its stack is in the cache.
    private readonly List<Worker> idle = [];
    private bool stopping;

    // The worker that the thread is; null on others.
    [ThreadStatic]
    private static Worker? current;

    // The last request that a worker has done; workers add with an interlocked exchange, the loop takes all.
    private IoRequest? done;

    /// <param name="loop">Where requests are made and complete.</param>
    public IoWorkers(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        Loop = loop;
        completion = loop.CreateTask(CompleteAll, mayRunAnywhere: true);
    }

    /// <summary>Where requests are made and complete.</summary>
    public EventLoop Loop { get; }

    /// <summary>Waits until all requests have ended on the host, which the loop may never hear of, and ends the threads.
    /// Nothing is requested any more.</summary>
    public void Dispose()
    {
        Worker[] all;
        lock (gate)
        {
            stopping = true;
            all = [.. workers];
        }

        foreach (Worker worker in all) worker.Wake.Set();
        foreach (Worker worker in all) worker.Thread.Join();
        ring?.Dispose();
    }

    /// <summary>Where requests go that need no thread; null on a host that gives no more rings, whose threads do them. On the
    /// loop's thread.</summary>
    internal RingRequests? Ring
    {
        get
        {
            if (!hasAskedForRing) ring = RingRequests.TryCreate(Loop);
            hasAskedForRing = true;
            return ring;
        }
    }

    /// <summary>Does something on a worker; completes on the loop. On the thread that has the loop's turn.</summary>
    /// <param name="work">What to do; static, so that nothing is allocated.</param>
    /// <param name="arguments">What it is told.</param>
    internal ValueTask RunAsync(IoWork work, in IoArguments arguments)
    {
        IoRequest request = spare.TryPop(out IoRequest? old) ? old : new IoRequest(this);
        ValueTask task = request.Begin(work, arguments);
        Worker? called = null;
        bool isTaken = true;
        lock (gate)
        {
            if (current is { Next: null } self && self.Owner == this)
            {
                // A worker that completes a request in the loop's place goes on with what comes of it.
                self.Next = request;
            }
            else if (idle.Count != 0)
            {
                called = idle[^1];
                idle.RemoveAt(idle.Count - 1);
                called.Next = request;
            }
            else
            {
                waiting.Enqueue(request);
                isTaken = TryStart() || workers.Count != 0;
                if (!isTaken) waiting.Clear();
            }
        }

        // Outside of the lock, for which the worker would have to wait as soon as it is awake.
        called?.Wake.Set();
        if (isTaken) return task;
        // A host that gives no thread at all makes the loop wait.
        request.Execute();
        Finish(request);
        return task;
    }

    /// <summary>Takes a request back whose result has been seen. On the loop's thread.</summary>
    internal void Return(IoRequest request) => spare.Push(request);

    private bool TryStart()
    {
        if (workers.Count == MostThreads) return false;
        Worker worker = new(this);
        if (!HostProcess.TryStart(worker.Thread)) return false;
        workers.Add(worker);
        return true;
    }

    private void Work(Worker self)
    {
        current = self;
        while (TakeNext(self) is { } request)
        {
            request.Execute();
            Finish(request);
        }
    }

    /// <summary>The next request for a worker; null when it is to end.</summary>
    private IoRequest? TakeNext(Worker self)
    {
        bool isPatient = true;
        while (true)
        {
            lock (gate)
            {
                IoRequest? request = self.Next;
                self.Next = null;
                if (request is not null || waiting.TryDequeue(out request)) return request;
                if (stopping || !isPatient)
                {
                    idle.Remove(self);
                    workers.Remove(self);
                    return null;
                }

                if (!idle.Contains(self)) idle.Add(self);
            }

            isPatient = self.Wake.Wait(PatienceNanoseconds);
        }
    }

    private void Finish(IoRequest request)
    {
        IoRequest? first = Volatile.Read(ref done);
        while (true)
        {
            request.Next = first;
            IoRequest? seen = Interlocked.CompareExchange(ref done, request, first);
            if (seen == first) break;
            first = seen;
        }

        // While the loop sleeps the worker completes the request itself: nobody has to be woken for it.
        completion.SetOrRun();
    }

    private void CompleteAll()
    {
        IoRequest? last = Interlocked.Exchange(ref done, null), first = null;
        while (last is not null)
        {
            IoRequest? before = last.Next;
            last.Next = first;
            first = last;
            last = before;
        }

        while (first is not null)
        {
            // Once it completes, the request may be in use again.
            IoRequest request = first;
            first = request.Next;
            request.Next = null;
            request.Complete();
        }
    }

    /// <summary>A thread, and what wakes it.</summary>
    private sealed class Worker
    {
        public Worker(IoWorkers owner)
        {
            Owner = owner;
            Thread = new Thread(() => owner.Work(this)) { IsBackground = true, Name = "disk worker" };
        }

        public IoWorkers Owner { get; }

        public Thread Thread { get; }

        public HostSignal Wake { get; } = new();

        /// <summary>The request that the worker does next; guarded by the gate.</summary>
        public IoRequest? Next { get; set; }
    }
}
