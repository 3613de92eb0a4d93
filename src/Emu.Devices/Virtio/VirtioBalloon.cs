using System.Buffers.Binary;
using Emu.Core.Logging;
using Emu.Core.Time;
using Emu.Core.Tracing;
using Emu.Host;
using Emu.Model;

namespace Emu.Devices.Virtio;

/// <summary>
/// A balloon (virtio 1.2, 5.5): the guest gives pages that it does not need to the device, which gives them back to the
/// host. With page reporting the guest does so by itself, and takes the pages back by touching them.
/// </summary>
[Device("virtio-balloon-device", DeviceCategory.Misc, Bus = "virtio-bus")]
[VirtioPci("virtio-balloon", 0x00_ff00)]
public sealed partial class VirtioBalloon : VirtioDevice
{
    private const int PageSize = 4096, PageShift = 12, ActualOffset = 4;
    private const int InflateQueue = 0, StatisticsQueue = 2;
    private const int MostPagesAtOnce = 1024;
    private const ulong StatisticsFeature = 1 << 1, DeflateFeature = 1 << 2, ReportingFeature = 1 << 5;

    private const int StatisticSize = 10, MostStatistics = 64;
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    private readonly IoSegmentList found = new();

    // For the loop's thread. The buffer that the driver's statistics lie in, until new ones are wanted (5.5.6.3); a pause
    // gives it back, so that a saved machine has none.
    [Derived]
    private VirtChain? held;

    [Derived]
    private MachineTimer? poll;

    // Guarded by SyncRoot.
    [State]
    private uint wantedPages;

    [State]
    private uint actualPages;

    /// <summary>The guest may take pages back when it has no others.</summary>
    [Property("deflate-on-oom")]
    public bool MayDeflate { get; set; }

    /// <summary>The guest reports pages that it does not use, which the host gets back at once.</summary>
    [Property("free-page-reporting")]
    public bool HasReporting { get; set; }

    /// <summary>Seconds after which the guest is asked for new statistics; 0 never asks.</summary>
    [Property("guest-stats-polling-interval")]
    public long PollingInterval { get; set; }

    /// <summary>What the guest has said of its memory last. On the loop.</summary>
    [Derived]
    public BalloonStatistics Statistics { get; private set; } = BalloonStatistics.None;

    /// <inheritdoc/>
    public override string Name => "virtio-balloon";

    /// <inheritdoc/>
    public override uint DeviceId => 5;

    /// <inheritdoc/>
    public override int ConfigurationSize => 8;

    /// <summary>Bytes that the guest has given away, as it says. Any thread.</summary>
    public ulong ActualBytes
    {
        get
        {
            lock (SyncRoot) return (ulong)actualPages << PageShift;
        }
    }

    /// <inheritdoc/>
    protected override ulong DeviceFeatures =>
        StatisticsFeature | (MayDeflate ? DeflateFeature : 0) | (HasReporting ? ReportingFeature : 0);

    /// <summary>The reporting queue follows the statistics queue, since there is no queue for hints.</summary>
    protected override IReadOnlyList<ushort> QueueSizes => HasReporting ? [128, 128, 128, 32] : [128, 128, 128];

    /// <summary>Asks for statistics as often as this from now on, and at once when it has not asked before. On the
    /// loop.</summary>
    /// <param name="seconds">The time between; 0 asks no longer.</param>
    public void SetPollingInterval(long seconds)
    {
        bool wasOff = PollingInterval == 0;
        PollingInterval = seconds;
        if (seconds == 0) poll?.Cancel();
        else if (wasOff) ReturnHeld();
    }

    /// <summary>Says what is wrong with the properties, in words for the user; null for nothing.</summary>
    public string? FindFault() =>
        PollingInterval < 0 ? "timer value must be greater than zero"
        : PollingInterval > uint.MaxValue ? "timer value is too big" : null;

    /// <inheritdoc/>
    public override ValueTask PauseAsync()
    {
        ReturnHeld();
        return base.PauseAsync();
    }

    /// <inheritdoc/>
    protected override void OnConnected()
    {
        if (FindFault() is { } fault) throw new InvalidOperationException(fault);
        poll = Loop.CreateTimer(ReturnHeld);
    }

    /// <inheritdoc/>
    protected override ValueTask StopAsync(VirtQueue? queue)
    {
        if (held is not null && (queue is null || queue.Index == StatisticsQueue)) ReturnHeld();
        return default;
    }

    /// <summary>Asks the guest to give away so many bytes. Any thread.</summary>
    public void SetWanted(ulong bytes)
    {
        if (EventTrace.IsOn) TraceEvents.BalloonTarget.Write(bytes);
        lock (SyncRoot) wantedPages = (uint)Math.Min(bytes >> PageShift, uint.MaxValue);
        NotifyConfigurationChanged();
    }

    /// <inheritdoc/>
    protected override void QueueNotified(VirtQueue queue)
    {
        while (queue.TryPop(out VirtChain? chain))
        {
            if (queue.Index == StatisticsQueue)
            {
                TakeStatistics(queue, chain);
                continue;
            }

            if (queue.Index == InflateQueue) Inflate(chain);
            else if (queue.Index > StatisticsQueue) GiveBack(chain);
            queue.Push(chain, 0);
        }

        queue.Notify();
    }

    /// <inheritdoc/>
    protected override void GetConfiguration(Span<byte> space)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(space, wantedPages);
        BinaryPrimitives.WriteUInt32LittleEndian(space[ActualOffset..], actualPages);
    }

    /// <inheritdoc/>
    protected override bool TrySetConfiguration(int offset, ReadOnlySpan<byte> source)
    {
        if (offset < ActualOffset) return false;
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, actualPages);
        source.CopyTo(bytes[(offset - ActualOffset)..]);
        actualPages = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return true;
    }

    /// <inheritdoc/>
    protected override void OnReset()
    {
        lock (SyncRoot) actualPages = 0;
    }

    /// <summary>Gives back the pages whose numbers the guest has written, so many that the loop is not kept
    /// long.</summary>
    private void Inflate(VirtChain chain)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        for (int i = 0; i < MostPagesAtOnce && chain.Read(i * sizeof(uint), number) == sizeof(uint); i++)
        {
            ulong page = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(number) << PageShift;
            found.Clear();
            if (!Memory.TryMap(page, PageSize, found))
            {
                Log.WriteOnce(LogItems.GuestErrors, $"{Name}: page 0x{page:x} is not in RAM");
                continue;
            }

            HostMemory.Discard(found.Segments[0].Address, PageSize);
            Memory.NotifyWritten(page, PageSize);
        }
    }

    /// <summary>Keeps the driver's buffer and what it says. A driver has one; one that offers another gets the first
    /// back.</summary>
    private void TakeStatistics(VirtQueue queue, VirtChain chain)
    {
        if (held is not null)
        {
            Log.WriteOnce(LogItems.GuestErrors, $"{Name}: the driver offers a second buffer with statistics");
            queue.Push(held, 0);
        }

        held = chain;
        BalloonStatistics read = BalloonStatistics.None with { Nanoseconds = Loop.Clock.Nanoseconds };
        Span<byte> entry = stackalloc byte[StatisticSize];
        for (int i = 0; i < MostStatistics && chain.Read(i * StatisticSize, entry) == StatisticSize; i++)
            read = read.With(BinaryPrimitives.ReadUInt16LittleEndian(entry), BinaryPrimitives.ReadUInt64LittleEndian(entry[2..]));
        Statistics = read;
        if (PollingInterval != 0) poll!.Set(Loop.Clock.Nanoseconds + ((ulong)PollingInterval * NanosecondsPerSecond));
    }

    /// <summary>Gives the driver its buffer back, which asks it for new statistics.</summary>
    private void ReturnHeld()
    {
        if (held is not { } chain) return;
        held = null;
        poll!.Cancel();
        VirtQueue queue = Queues[StatisticsQueue];
        queue.Push(chain, 0);
        queue.Notify();
    }

    /// <summary>Gives back all pages of a reported buffer; they read as zeros when the guest touches them.</summary>
    private static void GiveBack(VirtChain chain)
    {
        for (int i = 0; i < chain.Writable.Count; i++)
        {
            IoSegment segment = chain.Writable.Segments[i];
            HostMemory.Discard(segment.Address, segment.Length);
        }
    }
}
