using System.Threading.Tasks.Sources;
using Emu.Core.Time;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Block;

/// <summary>
/// Requests that an event loop has given to the host's kernel (<see cref="IoRing"/>), which no thread waits for: the loop looks
/// at the ring's descriptor, and requests complete on it. On the loop's thread only.
/// </summary>
internal sealed class RingRequests : IDisposable
{
    private const uint Size = 128;

    private readonly IoRing ring;
    private readonly DescriptorWatch watch;

    // By their tags in the ring; as many as may be under way.
    private readonly Request[] requests;
    private readonly Stack<int> spare = new();

    // Guards the taking of completions and the count: who ends the ring may find the loop at its last look.
    private readonly Lock gate = new();
    private int underWay;

    private RingRequests(IoRing ring, EventLoop loop)
    {
        this.ring = ring;
        requests = [.. Enumerable.Range(0, ring.Capacity).Select(tag => new Request(this, tag))];
        for (int tag = ring.Capacity - 1; tag >= 0; tag--) spare.Push(tag);
        watch = loop.Watch(ring.Descriptor, CompleteAll);
        watch.Enable();
    }

    /// <summary>Makes a ring for a loop; null when the host gives none.</summary>
    public static RingRequests? TryCreate(EventLoop loop) =>
        IoRing.TryCreate(Size, out _) is { } ring ? new RingRequests(ring, loop) : null;

    /// <summary>Throws where the host has no rings for this process.</summary>
    /// <exception cref="BlockException">Says why.</exception>
    public static void Check()
    {
        using IoRing? ring = IoRing.TryCreate(Size, out HostError error);
        if (ring is null)
            throw new BlockException(
                BlockError.Unsupported,
                $"Unable to use io_uring: failed to init linux io_uring ring: {error}; aio=threads needs none");
    }

    /// <summary>Starts a request and completes with its bytes. A host that takes no more says that it would have to wait
    /// (<see cref="Busy"/>).</summary>
    /// <exception cref="BlockException">The host has failed.</exception>
    public ValueTask<int> StartAsync(
        IoRingOperation operation, SafeFileHandle file, ReadOnlySpan<IoSegment> segments, long position)
    {
        if (!spare.TryPop(out int tag)) return new ValueTask<int>(Busy);
        ValueTask<int> task = requests[tag].Begin();
        if (ring.Submit(operation, file, segments, position, (ulong)tag).Number != 0)
        {
            spare.Push(tag);
            return new ValueTask<int>(Busy);
        }

        lock (gate) underWay++;
        return task;
    }

    /// <summary>The result of a request that the host did not take or has not begun; a thread does it then.</summary>
    public const int Busy = -11;

    /// <summary>Waits until the host uses no memory of a request any more, which the loop may never hear of. When the loop makes
    /// no requests any more.</summary>
    public void Dispose()
    {
        watch.Dispose();
        lock (gate)
        {
            while (underWay > 0)
            {
                if (ring.TryTake(out _, out _)) underWay--;
                else ring.Wait();
            }
        }

        ring.Dispose();
    }

    private void CompleteAll()
    {
        while (TryTake(out ulong tag, out int result)) requests[(int)tag].Complete(result);
    }

    private bool TryTake(out ulong tag, out int result)
    {
        lock (gate)
        {
            (tag, result) = (0, 0);
            if (underWay == 0 || !ring.TryTake(out tag, out result)) return false;
            underWay--;
            return true;
        }
    }

    /// <summary>One request, used again and again. Who awaits it goes on inside <see cref="Complete"/>.</summary>
    private sealed class Request(RingRequests owner, int tag) : IValueTaskSource<int>
    {
        private ManualResetValueTaskSourceCore<int> source = new() { RunContinuationsAsynchronously = false };

        public ValueTask<int> Begin()
        {
            source.Reset();
            return new ValueTask<int>(this, source.Version);
        }

        public void Complete(int result) => source.SetResult(result);

        public int GetResult(short token)
        {
            int result = source.GetResult(token);
            owner.spare.Push(tag);
            return result;
        }

        public ValueTaskSourceStatus GetStatus(short token) => source.GetStatus(token);

        public void OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            source.OnCompleted(continuation, state, token, ValueTaskSourceOnCompletedFlags.None);
    }
}
