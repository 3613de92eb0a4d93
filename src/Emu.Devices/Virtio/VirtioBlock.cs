using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Emu.Block;
using Emu.Block.Graph;
using Emu.Core.Control;
using Emu.Core.Logging;
using Emu.Core.Time;
using Emu.Core.Tracing;
using Emu.Model;

namespace Emu.Devices.Virtio;

/// <summary>A disk (virtio 1.2, 5.2). Requests go to a <see cref="BlockBackend"/> on the device's loop; what the host has
/// in memory is answered at once, the rest when the host has it.</summary>
[Device("virtio-blk-device", DeviceCategory.Storage, Bus = "virtio-bus")]
[VirtioPci("virtio-blk", 0x01_0000)]
public sealed partial class VirtioBlock : VirtioDevice, IBlockUser, IDisposable
{
    /// <summary>The number of queues is chosen by the transport: one, or one a CPU.</summary>
    public const ushort AutomaticQueues = 0xffff;

    /// <summary>Most queues.</summary>
    public const int MaximumQueues = 1024;

    private const int SectorSize = 512, HeaderSize = 16, RangeSize = 16, SerialSize = 20;
    private const uint ReadType = 0, WriteType = 1, FlushType = 4, GetIdType = 8, DiscardType = 11, WriteZeroesType = 13;
    private const ulong SegmentMaximumFeature = 1 << 2, GeometryFeature = 1 << 4, ReadOnlyFeature = 1 << 5;
    private const ulong BlockSizeFeature = 1 << 6, FlushFeature = 1 << 9, TopologyFeature = 1 << 10;
    private const ulong CacheFeature = 1 << 11, QueuesFeature = 1 << 12, DiscardFeature = 1 << 13;
    private const ulong WriteZeroesFeature = 1 << 14;
    private const int ConfigurationLength = 60, CacheOffset = 32;

    // Largest request in bytes that fits a signed 32-bit length, in sectors.
    private const uint MostSectors = int.MaxValue / SectorSize;

    private readonly Stack<VirtioBlockRequest> spare = new();

    [Derived]
    private readonly List<TaskCompletionSource> stopWaiters = [];

    // For the loop's thread.
    [Derived]
    private LoopTask[] notifications = [];

    [Derived]
    private int inFlight;

    // Requests that have failed while their policy was to pause the machine, in order.
    [Derived]
    private readonly List<(VirtQueue Queue, VirtChain Chain)> kept = [];
    [Derived]
    private DrainedSection? pause;

    // As the driver has set it; guarded by SyncRoot.
    [State]
    private bool isWriteBack = true;

    /// <summary>The disk.</summary>
    [Property("drive", "Node name or ID of a block device to use as a backend", IsRequired = true)]
    public BlockBackend? Drive { get; set; }

    /// <summary>Queues, 1 to <see cref="MaximumQueues"/>.</summary>
    [Property("num-queues")]
    public ushort QueueCount { get; set; } = AutomaticQueues;

    /// <summary>Entries of each queue, a power of two.</summary>
    [Property("queue-size")]
    public ushort QueueSize { get; set; } = 256;

    /// <summary>What the guest reads as the disk's serial number, at most 20 bytes.</summary>
    [Property("serial")]
    public string? Serial { get; set; }

    /// <summary>Smallest unit of requests, bytes.</summary>
    [Property("logical_block_size", "A power of two between 512 B and 2 MiB", TypeWord = "size")]
    public uint LogicalBlockSize { get; set; } = SectorSize;

    /// <summary>Unit that the medium works in, bytes.</summary>
    [Property("physical_block_size", "A power of two between 512 B and 2 MiB", TypeWord = "size")]
    public uint PhysicalBlockSize { get; set; } = SectorSize;

    /// <summary>Smallest request that is not slow, bytes; 0 for nothing to say.</summary>
    [Property("min_io_size", TypeWord = "size")]
    public uint MinimumRequest { get; set; }

    /// <summary>Size of requests that is fastest, bytes; 0 for nothing to say.</summary>
    [Property("opt_io_size", TypeWord = "size")]
    public uint OptimalRequest { get; set; }

    /// <summary>The driver may switch the write cache.</summary>
    [Property("config-wce")]
    public bool MaySwitchCache { get; set; } = true;

    /// <summary>Requests to forget bytes are offered.</summary>
    [Property("discard")]
    public bool OffersDiscard { get; set; } = true;

    /// <summary>Requests to clear bytes are offered.</summary>
    [Property("write-zeroes")]
    public bool OffersWriteZeroes { get; set; } = true;

    /// <summary>What becomes of reads that fail.</summary>
    [Property("rerror")]
    public BlockErrorPolicy ReadError { get; set; }

    /// <summary>What becomes of writes that fail.</summary>
    [Property("werror")]
    public BlockErrorPolicy WriteError { get; set; }

    /// <summary>Off: each write is on the medium before the guest hears of its end.</summary>
    [Property("write-cache")]
    public OnOffAuto WriteCache { get; set; }

    /// <summary>The loop on which requests are handled; null for the machine's.</summary>
    [Property("iothread", TypeWord = "link<iothread>")]
    public EventLoop? IoThread { get; set; }

    /// <summary>Pauses the machine for <see cref="BlockErrorPolicy.Stop"/>; null where nobody can have it go on, so that the guest is
    /// told. Set before the device is connected.</summary>
    [Derived]
    public IMachineControl? Control { get; set; }

    /// <summary>Where the disk comes in the order of booting; negative for nowhere.</summary>
    [Property("bootindex")]
    public int BootIndex { get; set; } = -1;

    /// <inheritdoc/>
    public override string Name => "virtio-blk";

    /// <inheritdoc/>
    public override uint DeviceId => 2;

    /// <inheritdoc/>
    public override int ConfigurationSize => ConfigurationLength;

    /// <inheritdoc/>
    protected override ulong DeviceFeatures =>
        SegmentMaximumFeature | GeometryFeature | TopologyFeature | BlockSizeFeature | FlushFeature
        | (MaySwitchCache ? CacheFeature : 0)
        | (UsedQueues > 1 ? QueuesFeature : 0)
        | (OffersDiscard && Disk.IsWritable ? DiscardFeature : 0)
        | (OffersWriteZeroes && Disk.IsWritable ? WriteZeroesFeature : 0)
        | (Disk.IsWritable ? 0 : ReadOnlyFeature);

    /// <inheritdoc/>
    protected override IReadOnlyList<ushort> QueueSizes => [.. Enumerable.Repeat(QueueSize, UsedQueues)];

    private BlockBackend Disk => Drive ?? throw new InvalidOperationException("the disk has no drive");

    private int UsedQueues => QueueCount == AutomaticQueues ? 1 : QueueCount;

    /// <summary>Says what is wrong with the properties, in words for the user; null for nothing. Before the device is
    /// connected.</summary>
    public string? FindFault()
    {
        if (Drive is null) return "drive property not set";
        if (QueueCount is 0 || (QueueCount > MaximumQueues && QueueCount != AutomaticQueues))
            return $"num-queues property must be between 1 and {MaximumQueues}";
        if (!BitOperations.IsPow2(QueueSize) || QueueSize is < 4 or > 1024)
            return $"queue-size must be a power of two between 4 and 1024, not {QueueSize}";
        if (!IsBlockSize(LogicalBlockSize)) return FaultOfSize("logical_block_size", LogicalBlockSize);
        if (!IsBlockSize(PhysicalBlockSize)) return FaultOfSize("physical_block_size", PhysicalBlockSize);
        if (LogicalBlockSize > PhysicalBlockSize) return "logical_block_size > physical_block_size not supported";
        if (MinimumRequest % LogicalBlockSize != 0) return "min_io_size must be a multiple of logical_block_size";
        if (MinimumRequest / LogicalBlockSize > ushort.MaxValue)
            return $"min_io_size must not exceed {ushort.MaxValue} logical blocks";
        if (OptimalRequest % LogicalBlockSize != 0) return "opt_io_size must be a multiple of logical_block_size";
        if (Encoding.UTF8.GetByteCount(Serial ?? "") > SerialSize)
            return $"serial is longer than {SerialSize} bytes, of which the guest sees no more";
        return ReadError == BlockErrorPolicy.Enospc ? "rerror: enospc is for writes; use report, ignore or stop" : null;
    }

    /// <inheritdoc/>
    public void LengthChanged() => NotifyConfigurationChanged();

    /// <summary>Closes the drive, when the loop has stopped.</summary>
    public void Dispose() => Drive?.Dispose();

    /// <inheritdoc/>
    protected override void OnConnected()
    {
        if (FindFault() is { } fault) throw new InvalidOperationException(fault);
        notifications = [.. Queues.Select(queue => Loop.CreateTask(queue.Notify, followsItsSetter: true))];
        Disk.Attach(this, Loop);
        if (WriteCache == OnOffAuto.Off) Disk.IsWriteThrough = true;
        isWriteBack = !Disk.IsWriteThrough;
    }

    /// <inheritdoc/>
    protected override void OnStarted()
    {
        // A driver that cannot flush gets each write onto the medium (5.2.6.2).
        lock (SyncRoot) Disk.IsWriteThrough = !isWriteBack || !HasFeature(FlushFeature);
    }

    /// <inheritdoc/>
    protected override void OnReset()
    {
        lock (SyncRoot)
        {
            isWriteBack = WriteCache != OnOffAuto.Off;
            Disk.IsWriteThrough = !isWriteBack;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask StopAsync(VirtQueue? queue)
    {
        while (inFlight != 0)
        {
            TaskCompletionSource idle = new();
            stopWaiters.Add(idle);
            await idle.Task;
        }

        kept.RemoveAll(each =>
        {
            if (queue is not null && each.Queue != queue) return false;
            each.Queue.Push(each.Chain, 0);
            return true;
        });
    }

    /// <inheritdoc/>
    public override async ValueTask PauseAsync() => pause ??= await Disk.DrainAsync();

    /// <inheritdoc/>
    public override async ValueTask ContinueAsync()
    {
        if (pause is not { } section) return;
        pause = null;
        await section.DisposeAsync();
    }

    /// <inheritdoc/>
    void IBlockUser.EndDrain()
    {
        EndDrain();
        // Requests that have failed wait for the machine, and for whoever else has the disk drained when it goes on.
        if (pause is not null) return;
        (VirtQueue Queue, VirtChain Chain)[] again = [.. kept];
        kept.Clear();
        foreach ((VirtQueue queue, VirtChain chain) in again)
        {
            Begin(queue, chain);
            notifications[queue.Index].Set();
        }
    }

    /// <inheritdoc/>
    /// <remarks>What the host has in memory is copied at once. Who gives the disk an I/O thread wants the copying there.</remarks>
    protected internal override bool MayServeOnCpu => IoThread is null;

    /// <inheritdoc/>
    protected override void QueueNotified(VirtQueue queue)
    {
        while (queue.TryPop(out VirtChain? chain)) Begin(queue, chain);
        queue.Notify();
    }

    /// <inheritdoc/>
    protected override void GetConfiguration(Span<byte> space)
    {
        long sectors = Disk.Length / SectorSize;
        const ushort Heads = 16, SectorsPerTrack = 63, MostCylinders = 16383;
        BinaryPrimitives.WriteInt64LittleEndian(space, sectors);
        BinaryPrimitives.WriteUInt32LittleEndian(space[12..], QueueSize - 2u);
        BinaryPrimitives.WriteUInt16LittleEndian(
            space[16..], (ushort)Math.Clamp(sectors / (Heads * SectorsPerTrack), 2, MostCylinders));
        space[18] = (byte)Heads;
        space[19] = (byte)SectorsPerTrack;
        BinaryPrimitives.WriteUInt32LittleEndian(space[20..], LogicalBlockSize);
        space[24] = (byte)BitOperations.Log2(PhysicalBlockSize / LogicalBlockSize);
        BinaryPrimitives.WriteUInt16LittleEndian(space[26..], (ushort)(MinimumRequest / LogicalBlockSize));
        BinaryPrimitives.WriteUInt32LittleEndian(space[28..], OptimalRequest / LogicalBlockSize);
        space[CacheOffset] = isWriteBack ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(space[34..], (ushort)UsedQueues);
        BinaryPrimitives.WriteUInt32LittleEndian(space[36..], MostSectors);
        BinaryPrimitives.WriteUInt32LittleEndian(space[40..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(space[44..], LogicalBlockSize / SectorSize);
        BinaryPrimitives.WriteUInt32LittleEndian(space[48..], MostSectors);
        BinaryPrimitives.WriteUInt32LittleEndian(space[52..], 1);
        space[56] = 1;
    }

    /// <inheritdoc/>
    protected override bool TrySetConfiguration(int offset, ReadOnlySpan<byte> source)
    {
        if (offset != CacheOffset || source.Length != 1 || !HasFeature(CacheFeature)) return false;
        isWriteBack = source[0] != 0;
        Disk.IsWriteThrough = !isWriteBack;
        return true;
    }

    /// <summary>Ends a request that the host has answered later; null for one that is tried again when the machine goes
    /// on.</summary>
    internal void Complete(VirtioBlockRequest request, BlockStatus? status)
    {
        VirtQueue queue = request.Queue!;
        inFlight--;
        if (status is { } answer) Finish(queue, request.Chain!, answer);
        else kept.Add((queue, request.Chain!));
        // Requests that complete together share an interrupt.
        notifications[queue.Index].Set();
        request.End();
        spare.Push(request);
        if (inFlight != 0) return;
        TaskCompletionSource[] waiters = [.. stopWaiters];
        stopWaiters.Clear();
        foreach (TaskCompletionSource waiter in waiters) waiter.SetResult();
    }

    /// <summary>What the guest is told of a failure; null when the machine is paused, and the request tried again when it goes
    /// on.</summary>
    internal BlockStatus? StatusOf(BlockException error, bool isRead)
    {
        Log.Write(~LogItems.None, $"{Name}: drive '{Disk.Name}': {error.Message}");
        if (error.Error == BlockError.Unsupported) return BlockStatus.Unsupported;
        BlockErrorPolicy policy = isRead ? ReadError : WriteError;
        if (policy == BlockErrorPolicy.Ignore) return BlockStatus.Ok;
        bool stops = policy == BlockErrorPolicy.Stop
            || (!isRead && error.IsOutOfSpace && policy is (BlockErrorPolicy.Enospc or BlockErrorPolicy.Auto));
        if (!stops || Control is not { } control) return BlockStatus.Error;
        control.RequestPause($"drive '{Disk.Name}': {(isRead ? "a read" : "a write")} failed: {error.Message}");
        return null;
    }

    private static bool IsBlockSize(uint size) => BitOperations.IsPow2(size) && size is >= SectorSize and <= 2 << 20;

    private static string FaultOfSize(string property, uint size) =>
        $"{property} must be a power of two between 512 and 2097152, not {size}";

    private void Begin(VirtQueue queue, VirtChain chain)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        if (chain.Read(0, header) != HeaderSize || chain.Writable.Length == 0)
        {
            Log.WriteOnce(LogItems.GuestErrors, $"{Name}: a request has no header or no room for its status");
            queue.Push(chain, 0);
            return;
        }

        uint type = BinaryPrimitives.ReadUInt32LittleEndian(header);
        ulong sector = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        if (EventTrace.IsOn)
            TraceEvents.VirtioBlockRequest.Write(Disk.Name, type, sector, chain.Readable.Length + chain.Writable.Length - HeaderSize - 1);
        ValueTask task;
        BlockStatus status = BlockStatus.Ok;
        BlockStatus? answer;
        try
        {
            task = Start(type, sector, chain, ref status);
            if (!task.IsCompleted)
            {
                inFlight++;
                VirtioBlockRequest request = spare.TryPop(out VirtioBlockRequest? old) ? old : new VirtioBlockRequest(this);
                request.Await(task, queue, chain, type == ReadType);
                return;
            }

            task.GetAwaiter().GetResult();
            answer = status;
        }
        catch (BlockException e)
        {
            answer = StatusOf(e, type == ReadType);
        }

        if (answer is { } known) Finish(queue, chain, known);
        else kept.Add((queue, chain));
    }

    private void Finish(VirtQueue queue, VirtChain chain, BlockStatus status)
    {
        if (EventTrace.IsOn) TraceEvents.VirtioBlockComplete.Write(Disk.Name, chain.Head, (byte)status);
        long length = chain.Writable.Length;
        chain.Write(length - 1, [(byte)status]);
        queue.Push(chain, (uint)length);
    }

    /// <summary>Starts a request; a status other than OK is an answer without one.</summary>
    private ValueTask Start(uint type, ulong sector, VirtChain chain, ref BlockStatus status)
    {
        switch (type)
        {
            case ReadType:
                IoVector target = new IoVector(chain.Writable).Slice(0, chain.Writable.Length - 1);
                status = CheckRange(sector, target.Length);
                return status == BlockStatus.Ok ? Disk.ReadAsync((long)sector * SectorSize, target) : default;
            case WriteType:
                IoVector source = new IoVector(chain.Readable).Slice(HeaderSize);
                status = CheckRange(sector, source.Length);
                return status == BlockStatus.Ok ? Disk.WriteAsync((long)sector * SectorSize, source) : default;
            case FlushType:
                return Disk.FlushAsync();
            case GetIdType:
                GetId(chain);
                return default;
            case DiscardType when HasFeature(DiscardFeature):
            case WriteZeroesType when HasFeature(WriteZeroesFeature):
                return StartRange(type == DiscardType, chain, ref status);
            default:
                status = BlockStatus.Unsupported;
                return default;
        }
    }

    private ValueTask StartRange(bool isDiscard, VirtChain chain, ref BlockStatus status)
    {
        const uint UnmapFlag = 1;
        Span<byte> range = stackalloc byte[RangeSize];
        // The configuration says that there is one range in a request.
        if (chain.Readable.Length != HeaderSize + RangeSize || chain.Read(HeaderSize, range) != RangeSize)
        {
            status = BlockStatus.Unsupported;
            return default;
        }

        ulong sector = BinaryPrimitives.ReadUInt64LittleEndian(range);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(range[8..]);
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(range[12..]);
        bool mayUnmap = flags == UnmapFlag;
        status = flags > UnmapFlag || (isDiscard && mayUnmap) ? BlockStatus.Unsupported
            : count > MostSectors ? BlockStatus.Error
            : CheckRange(sector, (long)count * SectorSize);
        if (status != BlockStatus.Ok) return default;
        long offset = (long)sector * SectorSize, length = (long)count * SectorSize;
        return isDiscard ? Disk.DiscardAsync(offset, length) : Disk.WriteZeroesAsync(offset, length, mayUnmap);
    }

    private void GetId(VirtChain chain)
    {
        Span<byte> serial = stackalloc byte[SerialSize];
        serial.Clear();
        _ = Encoding.UTF8.TryGetBytes(Serial ?? "", serial, out _);
        chain.Write(0, serial[..(int)Math.Min(SerialSize, chain.Writable.Length - 1)]);
    }

    /// <summary>A request must lie on the disk and consist of whole logical blocks.</summary>
    private BlockStatus CheckRange(ulong sector, long length)
    {
        ulong sectors = (ulong)(Disk.Length / SectorSize), wanted = (ulong)length / SectorSize;
        bool isWhole = length % LogicalBlockSize == 0 && sector % (LogicalBlockSize / SectorSize) == 0;
        return isWhole && sector <= sectors && wanted <= sectors - sector ? BlockStatus.Ok : BlockStatus.Error;
    }
}
