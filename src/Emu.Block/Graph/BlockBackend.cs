using System.Runtime.CompilerServices;
using Emu.Block.Files;
using Emu.Core.Time;

namespace Emu.Block.Graph;

/// <summary>
/// A disk as a machine uses it: what <c>-drive</c> makes. It stands on top of a graph of nodes, counts the requests that
/// are in flight, and keeps its user from making any in drained sections.
/// </summary>
/// <remarks>
/// It belongs to one thread: whoever opens it, and from <see cref="Attach"/> on the loop of the device. A drained section
/// ends only what was asked for before: <see cref="DrainAsync"/> completes when nothing is in flight in the whole graph,
/// and until its end nothing is. A request must not drain its own backend, which would wait for itself.
/// </remarks>
public sealed class BlockBackend : IDisposable
{
    private readonly BlockNode root;
    private readonly List<TaskCompletionSource> drainWaiters = [];
    private IoWorkers? workers;
    private IBlockUser? user;

    // Ends waits for a drained section after the requests' own completions have run.
    private LoopTask? idle;
    private int inFlight, drains;

    /// <param name="root">The image; closed with the backend.</param>
    /// <param name="name">What users call the drive, for messages.</param>
    public BlockBackend(BlockNode root, string name)
    {
        ArgumentNullException.ThrowIfNull(root);
        this.root = root;
        Name = name;
    }

    /// <summary>What users call the drive.</summary>
    public string Name { get; }

    /// <summary>Requests to forget bytes reach the image (<c>discard=unmap</c>); else they do nothing.</summary>
    public bool Discards { get; init; }

    /// <summary>What becomes of writes of zeros.</summary>
    public DetectZeroes DetectZeroes { get; init; }

    /// <summary>Writes are refused though the image may be writable (<c>readonly=on</c>).</summary>
    public bool IsReadOnly { get; init; }

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
    /// <exception cref="InvalidOperationException">Another device has it.</exception>
    public void Attach(IBlockUser device, EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (user is not null) throw new InvalidOperationException($"drive '{Name}' is used by a device already");
        user = device;
        workers = new IoWorkers(loop);
        idle = loop.CreateTask(CompleteDrains);
        root.UseWorkers(workers);
    }

    /// <summary>Reads bytes.</summary>
    /// <exception cref="BlockException">As for <see cref="BlockNode.ReadAsync"/>; thrown, or in the task.</exception>
    public ValueTask ReadAsync(long offset, IoVector data) => Track(root.ReadAsync(offset, data));

    /// <summary>Writes bytes.</summary>
    /// <exception cref="BlockException">As for <see cref="BlockNode.WriteAsync"/>; thrown, or in the task.</exception>
    public ValueTask WriteAsync(long offset, IoVector data)
    {
        CheckWritable();
        if (DetectZeroes != DetectZeroes.Off && data.Length != 0 && data.IsZero())
            return WriteZeroesAsync(offset, data.Length, mayUnmap: DetectZeroes == DetectZeroes.Unmap);
        return Track(root.WriteAsync(offset, data, CacheFlag));
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
        return Track(root.WriteZeroesAsync(offset, length, flags));
    }

    /// <summary>Says that bytes are no longer needed.</summary>
    /// <exception cref="BlockException">As for <see cref="BlockNode.DiscardAsync"/>; thrown, or in the task.</exception>
    public ValueTask DiscardAsync(long offset, long length)
    {
        CheckWritable();
        return Discards ? Track(root.DiscardAsync(offset, length)) : default;
    }

    /// <summary>Completes when all that was written before is on the medium.</summary>
    /// <exception cref="BlockException">As for <see cref="BlockNode.FlushAsync"/>; thrown, or in the task.</exception>
    public ValueTask FlushAsync() => Track(root.FlushAsync());

    /// <summary>Changes the length of the disk, with nothing in flight, and tells the device.</summary>
    /// <exception cref="BlockException">The image cannot be resized.</exception>
    public async ValueTask ResizeAsync(long length)
    {
        await using (await DrainAsync()) await root.ResizeAsync(length);
        user?.LengthChanged();
    }

    /// <summary>Begins a drained section; completes when nothing is in flight. Disposing of the result ends it. Sections may
    /// be nested.</summary>
    public async ValueTask<DrainedSection> DrainAsync()
    {
        if (drains++ == 0) user?.BeginDrain();
        if (inFlight != 0)
        {
            TaskCompletionSource turn = new();
            drainWaiters.Add(turn);
            await turn.Task;
        }

        return new DrainedSection(this);
    }

    /// <summary>Writes out what is buffered and closes the image. The loop has stopped, so that nobody makes
    /// requests.</summary>
    public void Dispose()
    {
        workers?.Dispose();
        root.UseWorkers(null);
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
        }
    }

    private WriteFlags CacheFlag => IsWriteThrough ? WriteFlags.ForceUnitAccess : WriteFlags.None;

    private void CheckWritable()
    {
        if (!IsWritable) throw new BlockException(BlockError.ReadOnly, $"drive '{Name}' is read-only");
    }

    /// <summary>Counts a request until it completes; one that has completed needs no counting.</summary>
    private ValueTask Track(ValueTask request)
    {
        if (request.IsCompleted) return request;
        inFlight++;
        return TrackAsync(request);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask TrackAsync(ValueTask request)
    {
        try
        {
            await request;
        }
        finally
        {
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

    private void EndDrain()
    {
        if (--drains == 0) user?.EndDrain();
    }

    /// <summary>A drained section, until it is disposed of.</summary>
    public sealed class DrainedSection : IAsyncDisposable
    {
        private BlockBackend? backend;

        internal DrainedSection(BlockBackend backend) => this.backend = backend;

        /// <summary>Ends the section; the user goes on with the last one.</summary>
        public ValueTask DisposeAsync()
        {
            backend?.EndDrain();
            backend = null;
            return default;
        }
    }
}
