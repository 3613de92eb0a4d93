using System.Buffers.Binary;
using Emu.Core.Logging;
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

    private readonly IoSegmentList found = new();

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

    /// <summary>Asks the guest to give away so many bytes. Any thread.</summary>
    public void SetWanted(ulong bytes)
    {
        lock (SyncRoot) wantedPages = (uint)Math.Min(bytes >> PageShift, uint.MaxValue);
        NotifyConfigurationChanged();
    }

    /// <inheritdoc/>
    protected override void QueueNotified(VirtQueue queue)
    {
        // The buffer of the statistics queue stays with the device until statistics are wanted (5.5.6.3).
        if (queue.Index == StatisticsQueue) return;
        while (queue.TryPop(out VirtChain? chain))
        {
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
