using System.Runtime.CompilerServices;
using Emu.Host;

namespace Emu.Block.Files;

/// <content>Requests that have to wait, by <c>aio=io_uring</c> without a thread; a worker does what the host does not take.</content>
public sealed partial class FileNode
{
    private ValueTask ReadOnWorkerAsync(long offset, IoVector data) => DoAsync(
        static (in IoArguments all) => ((FileNode)all.Target).Read(all.Offset, all.Data),
        new IoArguments(this, offset, Data: data));

    private ValueTask WriteOnWorkerAsync(long offset, IoVector data) => DoAsync(
        static (in IoArguments all) => ((FileNode)all.Target).Write(all.Offset, all.Data),
        new IoArguments(this, offset, Data: data));

    private ValueTask FlushOnWorkerAsync() => DoAsync(
        static (in IoArguments all) => BlockException.ThrowIf(ImageFile.Flush(((FileNode)all.Target).file)),
        new IoArguments(this));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReadAsync(RingRequests ring, long offset, IoVector data)
    {
        while (data.Length > 0)
        {
            // What is left after a part was done may be no whole blocks.
            int result = IsDirect && !IsAligned(offset, data)
                ? RingRequests.Busy : await StartAsync(ring, IoRingOperation.Read, offset, data);
            if (MustGoToWorker(result))
            {
                await ReadOnWorkerAsync(offset, data);
                return;
            }

            // Behind the end of the file all is zero.
            if (result == 0) data.Clear();
            if (result == 0) return;
            offset += result;
            data = data.Slice(result);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteAsync(RingRequests ring, long offset, IoVector data)
    {
        while (data.Length > 0)
        {
            int result = await StartAsync(ring, IoRingOperation.Write, offset, data);
            if (MustGoToWorker(result) || result == 0)
            {
                await WriteOnWorkerAsync(offset, data);
                return;
            }

            offset += result;
            data = data.Slice(result);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FlushAsync(RingRequests ring)
    {
        if (MustGoToWorker(await ring.StartAsync(IoRingOperation.Flush, file, [], 0))) await FlushOnWorkerAsync();
    }

    private ValueTask<int> StartAsync(RingRequests ring, IoRingOperation operation, long offset, IoVector data)
    {
        Span<IoSegment> segments = stackalloc IoSegment[SegmentsAtOnce];
        return ring.StartAsync(operation, file, segments[..data.Fill(segments)], offset);
    }

    /// <summary>True for a request that the host has not done and a worker can do; throws for one that has failed.</summary>
    private static bool MustGoToWorker(int result)
    {
        const int Interrupted = -4, Cancelled = -125;
        if (result >= 0) return false;
        if (result is RingRequests.Busy or Interrupted or Cancelled) return true;
        throw BlockException.OfHost(new HostError(-result));
    }
}
