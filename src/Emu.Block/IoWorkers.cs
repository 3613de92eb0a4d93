using Emu.Core.Time;
using Emu.Host;

namespace Emu.Block;

/// <summary>
/// The threads that wait for the host's files, so that an event loop does not: up to 16, made when there is work for them
/// and gone when they have had none for a while. Requests complete on the loop.
/// </summary>
public sealed class IoWorkers : IDisposable
{
    private const int MostThreads = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LoopTask completion;

    // Requests that nobody uses; for the loop's thread.
    private readonly Stack<IoRequest> spare = new();

    // Guards the following fields; nothing is locked inside.
    private readonly object gate = new();
    private readonly Queue<IoRequest> waiting = new();
    private readonly List<Thread> threads = [];
    private int idle;
    private bool stopping;

    // The last request that a worker has done; workers add with an interlocked exchange, the loop takes all.
    private IoRequest? done;

    /// <param name="loop">Where requests are made and complete.</param>
    public IoWorkers(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        completion = loop.CreateTask(CompleteAll);
    }

    /// <summary>Waits until all requests have ended on the host, which the loop may never hear of, and ends the threads.
    /// Nothing is requested any more.</summary>
    public void Dispose()
    {
        Thread[] all;
        lock (gate)
        {
            stopping = true;
            Monitor.PulseAll(gate);
            all = [.. threads];
        }

        foreach (Thread thread in all) thread.Join();
    }

    /// <summary>Does something on a worker; completes on the loop. On the loop's thread.</summary>
    /// <param name="work">What to do; static, so that nothing is allocated.</param>
    /// <param name="arguments">What it is told.</param>
    internal ValueTask RunAsync(IoWork work, in IoArguments arguments)
    {
        IoRequest request = spare.TryPop(out IoRequest? old) ? old : new IoRequest(this);
        ValueTask task = request.Begin(work, arguments);
        bool isStarted;
        lock (gate)
        {
            waiting.Enqueue(request);
            isStarted = waiting.Count <= idle || TryStart();
            if (isStarted) Monitor.Pulse(gate);
            else if (threads.Count == 0) waiting.Clear();
        }

        // A host that gives no thread at all makes the loop wait.
        if (!isStarted && threads.Count == 0)
        {
            request.Execute();
            Finish(request);
        }

        return task;
    }

    /// <summary>Takes a request back whose result has been seen. On the loop's thread.</summary>
    internal void Return(IoRequest request) => spare.Push(request);

    private bool TryStart()
    {
        if (threads.Count == MostThreads) return false;
        Thread thread = new(Work) { IsBackground = true, Name = "disk worker" };
        if (!HostProcess.TryStart(thread)) return false;
        threads.Add(thread);
        return true;
    }

    private void Work()
    {
        while (TakeNext() is { } request)
        {
            request.Execute();
            Finish(request);
        }
    }

    private IoRequest? TakeNext()
    {
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (stopping) return null;
                idle++;
                bool isCalled = Monitor.Wait(gate, Patience);
                idle--;
                if (isCalled || waiting.Count != 0) continue;
                threads.Remove(Thread.CurrentThread);
                return null;
            }

            return waiting.Dequeue();
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

        completion.Set();
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
}
