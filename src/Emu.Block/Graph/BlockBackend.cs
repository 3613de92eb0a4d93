using System.Diagnostics;
using System.Runtime.CompilerServices;
using Emu.Block.Files;
using Emu.Core.Time;
using Emu.Core.Tracing;

namespace Emu.Block.Graph;

/// <summary>
/// A disk as a machine uses it: what <c>-drive</c> makes. It stands on top of a graph of nodes, counts the requests that
/// are in flight, and keeps its user from making any in drained sections.
/// </summary>
/// <remarks>
/// It belongs to one thread: whoever opens it, and from <see cref="Attach"/> on the loop of the device. Nodes of the graph
/// may be part of other drives' graphs, which then belong to the same loop. In a drained section of any node of the graph
/// the user is kept from making requests; what was asked for before it comes to its end first. A request inside is a
/// mistake of the user, and ends the machine.
/// </remarks>
public sealed class BlockBackend : IDisposable, IBlockParent
{
    private BlockNode root;
    private readonly List<TaskCompletionSource> drainWaiters = [];
    private IoWorkers? workers;
    private IBlockUser? user;

    // Ends waits for a drained section after the requests' own completions have run.
    private LoopTask? idle;
    private ThrottleGate? throttle;
    private ThrottleGroup? limits;
    private EventLoop? loop;
    private int inFlight, drains, sections;

    /// <param name="root">The image; closed with the backend.</param>
    /// <param name="name">What users call the drive, for messages.</param>
    public BlockBackend(BlockNode root, string name)
    {
        ArgumentNullException.ThrowIfNull(root);
        this.root = root;
        Name = name;
        root.AddParent(this);
    }

    /// <summary>The image, for who describes it; requests are made of the backend.</summary>
    public BlockNode Root => root;

    /// <summary>What users call the drive: the name of its image's node.</summary>
    public string Name { get; private set; }

    /// <summary>The drive has its name from <c>-drive</c>, and not from its node.</summary>
    public bool IsNamed { get; init; }

    /// <summary>What was asked of it.</summary>
    public BlockStatistics Statistics { get; } = new();

    /// <summary>The group whose limits its requests have; null for none. The disk keeps the group. Requests that
    /// wait go on. On the loop, where it has one.</summary>
    public ThrottleGroup? Limits
    {
        get => limits;
        set
        {
            value?.Join();
            limits?.Leave();
            limits = value;
            throttle?.Restart();
        }
    }

    /// <summary>The loop of the device that has it; null while none has.</summary>
    public EventLoop? Loop => loop;

    /// <summary>Requests to forget bytes reach the image (<c>discard=unmap</c>); else they do nothing. On the loop, where it has
    /// one.</summary>
    public bool Discards { get; set; }

    /// <summary>What becomes of writes of zeros. On the loop, where it has one.</summary>
    public DetectZeroes DetectZeroes { get; set; }

    /// <summary>Writes are refused though the image may be writable (<c>readonly=on</c>).</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Told when the backend has been closed; null for nobody.</summary>
    public Action? Closed { get; set; }

    /// <summary>Each write is on the medium before it completes (<c>write-cache=off</c>). May change at any time.</summary>
    public bool IsWriteThrough { get; set; }

    /// <summary>Length of the disk, bytes.</summary>
    public long Length => root.Length;

    /// <summary>Writes are taken.</summary>
    public bool IsWritable => root.IsWritable && !IsReadOnly;

    /// <summary>Name of the host's file at the bottom of the graph, which for an overlay is that of its base; null when there is
    /// none.</summary>
    public string? BaseFile
    {
        get
        {
            BlockNode node = root;
            while ((node.Backing ?? node.Child) is { } below) node = below;
            return (node as FileNode)?.Path;
        }
    }

    /// <summary>Requests that have begun and not completed.</summary>
    public int InFlight => inFlight;

    /// <summary>True in a drained section.</summary>
    public bool IsDrained => drains != 0;

    /// <summary>Gives the disk to a device and its loop. Once; on a thread that nobody else makes requests on.</summary>
    /// <exception cref="InvalidOperationException">Another device has it, or another loop an image of its graph.</exception>
    public void Attach(IBlockUser device, EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (user is not null) throw new InvalidOperationException($"drive '{Name}' is used by a device already");
        user = device;
        this.loop = loop;
        throttle = new ThrottleGate(loop);
        workers = root.FindWorkers() ?? new IoWorkers(loop);
        if (workers.Loop != loop)
            throw new InvalidOperationException($"an image of drive '{Name}' is used on another event loop");
        idle = loop.CreateTask(CompleteDrains);
        root.TakeWorkers(workers);
        if (drains == 0) return;
        throttle.Open();
        device.BeginDrain();
    }

    /// <summary>Reads bytes.</summary>
    /// <exception cref="BlockException">As for <see cref="BlockNode.ReadAsync"/>; thrown, or in the task.</exception>
    public ValueTask ReadAsync(long offset, IoVector data)
    {
        CheckNoSection();
        if (EventTrace.IsOn) TraceEvents.BlockRead.Write(Name, offset, data.Length);
        return Track(
            Limits is { } limits ? ReadLaterAsync(limits, offset, data) : root.ReadAsync(offset, data), Statistics.Reads, data.Length);
    }

    /// <summary>Writes bytes.</summary>
    /// <exception cref="BlockException">As for <see cref="BlockNode.WriteAsync"/>; thrown, or in the task.</exception>
    public ValueTask WriteAsync(long offset, IoVector data)
    {
        CheckWritable();
        if (DetectZeroes != DetectZeroes.Off && data.Length != 0 && data.IsZero())
            return WriteZeroesAsync(offset, data.Length, mayUnmap: DetectZeroes == DetectZeroes.Unmap);
        if (EventTrace.IsOn) TraceEvents.BlockWrite.Write(Name, offset, data.Length);
        NoteWrite(offset + data.Length);
        return Track(
            Limits is { } limits ? WriteLaterAsync(limits, offset, data) : root.WriteAsync(offset, data, CacheFlag), Statistics.Writes,
            data.Length);
    }

    /// <summary>Makes bytes read as zeros.</summary>
    /// <param name="offset">Of the first byte.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="mayUnmap">Their storage may be given back.</param>
    /// <exception cref="BlockException">As for <see cref="BlockNode.WriteZeroesAsync"/>; thrown, or in the
    /// task.</exception>
    public ValueTask WriteZeroesAsync(long offset, long length, bool mayUnmap)
    {
        CheckWritable();
        WriteFlags flags = CacheFlag | (mayUnmap && Discards ? WriteFlags.MayUnmap : WriteFlags.None);
        if (EventTrace.IsOn) TraceEvents.BlockZero.Write(Name, offset, length, mayUnmap);
        NoteWrite(offset + length);
        return Track(
            Limits is { } limits ? ClearLaterAsync(limits, offset, length, flags) : root.WriteZeroesAsync(offset, length, flags),
            Statistics.Writes, length);
    }

    /// <summary>Says that bytes are no longer needed.</summary>
    /// <exception cref="BlockException">As for <see cref="BlockNode.DiscardAsync"/>; thrown, or in the task.</exception>
    public ValueTask DiscardAsync(long offset, long length)
    {
        CheckWritable();
        if (EventTrace.IsOn) TraceEvents.BlockDiscard.Write(Name, offset, length);
        return Discards ? Track(root.DiscardAsync(offset, length), Statistics.Discards, length) : default;
    }

    /// <summary>Completes when all that was written before is on the medium.</summary>
    /// <exception cref="BlockException">As for <see cref="BlockNode.FlushAsync"/>; thrown, or in the task.</exception>
    public ValueTask FlushAsync()
    {
        CheckNoSection();
        if (EventTrace.IsOn) TraceEvents.BlockFlush.Write(Name);
        return Track(root.FlushAsync(), Statistics.Flushes, 0);
    }

    /// <summary>Changes the length of the disk, with nothing in flight, and tells all devices that have it.</summary>
    /// <exception cref="BlockException">The image cannot be resized.</exception>
    public async ValueTask ResizeAsync(long length)
    {
        if (EventTrace.IsOn) TraceEvents.BlockResize.Write(Name, length);
        await using (await DrainAsync()) await root.ResizeAsync(length);
        root.NotifyLength();
    }

    /// <summary>Puts another image in the place of the one that there is, which lies below it from here on. In a drained
    /// section of the image, on the loop.</summary>
    /// <param name="overlay">The image, which is closed with the backend; it has taken the one before as its backing.</param>
    /// <param name="name">What users call it.</param>
    public void ReplaceRoot(BlockNode overlay, string name)
    {
        ArgumentNullException.ThrowIfNull(overlay);
        if (!root.IsDrained) throw new InvalidOperationException($"drive '{Name}' is not drained");
        BlockNode before = root;
        (root, Name) = (overlay, name);
        overlay.TakeWorkers(workers);
        // The section that goes on below keeps the user from making requests, by way of the new image.
        overlay.AddParent(this);
        before.RemoveParent(this);
    }

    /// <summary>Begins a drained section of the image; completes when nothing is in flight there. Disposing of the result ends
    /// it.</summary>
    public ValueTask<DrainedSection> DrainAsync() => root.DrainAsync();

    /// <summary>Writes out what is buffered and closes the image. The loop has stopped, so that nobody makes
    /// requests.</summary>
    public void Dispose()
    {
        root.RemoveParent(this);
        workers?.Dispose();
        root.TakeWorkers(null);
        try
        {
            if (root.IsWritable) root.FlushAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (BlockException)
        {
            // The guest was told that a flush failed when it asked for one.
        }
        finally
        {
            root.Dispose();
            Limits = null;
            Closed?.Invoke();
        }
    }

    private WriteFlags CacheFlag => IsWriteThrough ? WriteFlags.ForceUnitAccess : WriteFlags.None;

    bool IBlockParent.IsIdle => inFlight == 0;

    void IBlockParent.BeginDrain()
    {
        if (drains++ != 0) return;
        if (EventTrace.IsOn) TraceEvents.BlockDrain.Write(Name, true);
        user?.BeginDrain();
        throttle?.Open();
    }

    void IBlockParent.EndDrain()
    {
        if (--drains != 0) return;
        if (EventTrace.IsOn) TraceEvents.BlockDrain.Write(Name, false);
        throttle?.Close();
        user?.EndDrain();
    }

    void IBlockParent.BeginSection() => sections++;

    void IBlockParent.EndSection() => sections--;

    async ValueTask IBlockParent.WhenIdleAsync()
    {
        if (inFlight == 0) return;
        TaskCompletionSource turn = new();
        drainWaiters.Add(turn);
        await turn.Task;
    }

    void IBlockParent.LengthChanged() => user?.LengthChanged();

    private void CheckNoSection()
    {
        if (sections != 0) throw new InvalidOperationException($"drive '{Name}' is asked for something in a drained section");
    }

    private void CheckWritable()
    {
        CheckNoSection();
        if (!IsWritable) throw new BlockException(BlockError.ReadOnly, $"drive '{Name}' is read-only");
    }

    private void NoteWrite(long end) => Statistics.HighestWrite = Math.Max(Statistics.HighestWrite, end);

    private async ValueTask ReadLaterAsync(ThrottleGroup limits, long offset, IoVector data)
    {
        await throttle!.PassAsync(limits, isWrite: false, data.Length);
        await root.ReadAsync(offset, data);
    }

    private async ValueTask WriteLaterAsync(ThrottleGroup limits, long offset, IoVector data)
    {
        await throttle!.PassAsync(limits, isWrite: true, data.Length);
        await root.WriteAsync(offset, data, CacheFlag);
    }

    private async ValueTask ClearLaterAsync(ThrottleGroup limits, long offset, long length, WriteFlags flags)
    {
        await throttle!.PassAsync(limits, isWrite: true, length);
        await root.WriteZeroesAsync(offset, length, flags);
    }

    /// <summary>Counts a request until it completes; one that has completed is only entered in the statistics.</summary>
    private ValueTask Track(ValueTask request, BlockAccount account, long bytes)
    {
        if (request.IsCompleted)
        {
            if (request.IsCompletedSuccessfully) account.Succeed(bytes);
            else account.Fail();
            return request;
        }

        inFlight++;
        return TrackAsync(request, account, bytes);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask TrackAsync(ValueTask request, BlockAccount account, long bytes)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            await request;
            account.Succeed(bytes);
            if (EventTrace.IsOn) TraceEvents.BlockDone.Write(Name, false);
        }
        catch
        {
            account.Fail();
            if (EventTrace.IsOn) TraceEvents.BlockDone.Write(Name, true);
            throw;
        }
        finally
        {
            account.Wait(Stopwatch.GetElapsedTime(start));
            inFlight--;
            if (inFlight == 0 && drainWaiters.Count != 0) NotifyIdle();
        }
    }

    private void NotifyIdle()
    {
        if (idle is { } task) task.Set();
        else CompleteDrains();
    }

    private void CompleteDrains()
    {
        while (inFlight == 0 && drainWaiters.Count != 0)
        {
            TaskCompletionSource first = drainWaiters[0];
            drainWaiters.RemoveAt(0);
            first.SetResult();
        }
    }
}
