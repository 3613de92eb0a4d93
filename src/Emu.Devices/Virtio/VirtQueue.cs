using System.Diagnostics.CodeAnalysis;
using Emu.Core.Logging;
using Emu.Core.Time;
using Emu.Core.Tracing;
using Emu.Host;
using Emu.Model;
using Emu.Model.State;

namespace Emu.Devices.Virtio;

/// <summary>
/// A virtqueue with split rings (virtio 1.2, 2.7): takes the driver's buffers out and gives them back. Nothing that a
/// guest writes into its rings is trusted: it is read once and checked; what is wrong with one chain gives that chain back
/// unused, what is wrong with the rings stops the device until it is reset.
/// </summary>
/// <remarks>
/// Two owners. The transport sets the queue up, under its own lock and while the queue is not ready. The device takes and
/// gives buffers, on its event loop only.
/// </remarks>
public sealed partial class VirtQueue : IStateListener
{
    /// <summary>Most bytes of one buffer, over all of its descriptors.</summary>
    private const long MostBytes = 1L << 31;

    /// <summary>What a CPU that kicks a queue may do in place of the loop before it goes on with its guest: buffers, and bytes
    /// after which it takes no more.</summary>
    private const int BorrowedBuffers = 64, BorrowedBytes = 256 * 1024;

    private readonly VirtioDevice device;
    [Derived]
    private readonly Stack<VirtChain> spare = new();
    [Derived]
    private readonly IoSegmentList table = new();

    // Set by the transport, read by the loop; null while the queue is not ready.
    [Derived]
    private volatile SplitRing? ring;
    [Derived]
    private ulong loadedPositions;

    // For the loop: whether kicks are off while the queue is drained, and how many more buffers and bytes may be taken.
    [Derived]
    private bool isDraining, isEmptied;
    [Derived]
    private int budget;
    [Derived]
    private long byteBudget;

    internal VirtQueue(VirtioDevice device, int index, ushort maximumSize)
    {
        this.device = device;
        Index = index;
        MaximumSize = maximumSize;
        Size = maximumSize;
        Kick = device.Loop.CreateTask(Drain, device.MayServeOnCpu);
    }

    /// <summary>Number of the queue in its device.</summary>
    public int Index { get; }

    /// <summary>Most descriptors that the device takes, a power of two.</summary>
    public ushort MaximumSize { get; }

    /// <summary>Descriptors that the driver has chosen.</summary>
    [State]
    public ushort Size { get; private set; }

    /// <summary>Bus address of the descriptor table. Set by the transport while the queue is not ready.</summary>
    [State]
    public ulong DescriptorArea { get; set; }

    /// <summary>Bus address of the available ring. Set by the transport while the queue is not ready.</summary>
    [State]
    public ulong DriverArea { get; set; }

    /// <summary>Bus address of the used ring. Set by the transport while the queue is not ready.</summary>
    [State]
    public ulong DeviceArea { get; set; }

    /// <summary>The driver has enabled the queue.</summary>
    [State]
    public bool IsReady { get; private set; }

    /// <summary>The positions in the rings, 16 bits each: next available, next used, published and signalled used
    /// entry.</summary>
    [State]
    private ulong Positions
    {
        get => ring is { } current
            ? current.NextAvailable | ((ulong)current.NextUsed << 16) | ((ulong)current.PublishedUsed << 32)
                | ((ulong)current.SignalledUsed << 48)
            : 0;
        set => loadedPositions = value;
    }

    /// <summary>A kick: any thread sets it, and the device looks at the queue on its loop.</summary>
    public LoopTask Kick { get; }

    /// <summary>True when the driver has made buffers available that were not taken. When there are none, asks the driver
    /// for a kick. On the loop only.</summary>
    public bool HasAvailable => ring is { } current && !device.IsBroken && HasMore(current, isKickWanted: !isDraining);

    /// <summary>
    /// Takes the next buffer. False when there is none, or the device has to let others have a turn; the device is then
    /// called again when there is more. On the loop only.
    /// </summary>
    public bool TryPop([NotNullWhen(true)] out VirtChain? chain)
    {
        chain = null;
        while (ring is { } current && !device.IsBroken && device.MayUseQueues)
        {
            if (device.IsDrained || (isDraining && IsExhausted)) return false;
            if (!HasMore(current, isKickWanted: !isDraining))
            {
                isEmptied = true;
                return false;
            }

            budget--;
            ushort head = current.AvailableEntry(current.NextAvailable);
            if (head >= current.Size)
            {
                device.Break($"queue {Index} names descriptor {head} of {current.Size}");
                return false;
            }

            current.NextAvailable++;
            VirtChain taken = spare.TryPop(out VirtChain? old) ? old : new VirtChain();
            taken.Begin(current, head);
            if (Collect(current, taken) is not { } fault)
            {
                byteBudget -= taken.Readable.Length + taken.Writable.Length;
                if (EventTrace.IsOn) TraceEvents.VirtioQueuePop.Write(device.Name, Index, head, taken.Readable.Length, taken.Writable.Length);
                chain = taken;
                return true;
            }

            Log.WriteOnce(LogItems.GuestErrors, $"{device.Name}: queue {Index}: {fault}");
            Push(taken, 0);
            Notify();
        }

        return false;
    }

    /// <summary>Puts the buffer back that was taken last: the next <see cref="TryPop"/> takes it again. On the loop
    /// only.</summary>
    public void Unpop(VirtChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        if (chain.Ring == ring) chain.Ring!.NextAvailable--;
        Recycle(chain);
    }

    /// <summary>Gives a buffer back: fills the used ring and shows it to the driver. Call <see cref="Notify"/> when all
    /// that is ready has been given back. A buffer of before a reset is forgotten. On the loop only.</summary>
    /// <param name="chain">The buffer; the device must not use it any more.</param>
    /// <param name="written">Bytes that were written from its start, for the driver.</param>
    public void Push(VirtChain chain, uint written)
    {
        Fill(chain, written);
        ring?.PublishUsed(device.Memory);
    }

    /// <summary>As <see cref="Push"/>, but the driver sees the buffer only with the next <see cref="Push"/> or
    /// <see cref="Publish"/>: for several buffers that belong together.</summary>
    public void Fill(VirtChain chain, uint written)
    {
        ArgumentNullException.ThrowIfNull(chain);
        if (EventTrace.IsOn) TraceEvents.VirtioQueuePush.Write(device.Name, Index, chain.Head, written);
        SplitRing? current = ring;
        if (chain.Ring == current && current is not null && !device.IsBroken)
        {
            chain.NotifyWritten(device.Memory);
            current.FillUsed(chain.Head, written);
        }

        Recycle(chain);
    }

    /// <summary>Shows the driver what was given to <see cref="Fill"/>. On the loop only.</summary>
    public void Publish() => ring?.PublishUsed(device.Memory);

    /// <summary>Interrupts the driver if it wants to know of what was given back since the last call. On the loop
    /// only.</summary>
    public void Notify()
    {
        if (ring is not { } current || device.IsBroken) return;
        ushort now = current.PublishedUsed, before = current.SignalledUsed;
        if (now == before) return;
        // The used index must be visible before the driver's wish is read (virtio 1.2, 2.7.10).
        Interlocked.MemoryBarrier();
        current.SignalledUsed = now;
        bool isWanted = device.HasFeature(VirtioFeatures.EventIndex)
            ? (ushort)(now - current.UsedEvent - 1) < (ushort)(now - before)
            : !current.IsInterruptSuppressed || IsEmptyAndToBeSaid(current);
        if (isWanted) device.RaiseQueue(Index);
    }

    /// <summary>How far device and driver have come; all zero while the queue is not ready. On the loop only.</summary>
    public VirtQueuePositions ReadPositions() => ring is { } current
        ? new(current.AvailableIndex, current.NextAvailable, current.PublishedUsed, current.SignalledUsed) : default;

    /// <summary>Sets the number of descriptors; false when the driver may not. For the transport.</summary>
    public bool TrySetSize(uint size)
    {
        if (IsReady || size == 0 || size > MaximumSize || (size & (size - 1)) != 0) return false;
        Size = (ushort)size;
        return true;
    }

    /// <summary>Enables the queue at the addresses that were set. For the transport. Rings that are not in RAM stop the
    /// device.</summary>
    public void Enable()
    {
        if (IsReady || !device.MayEnableQueue()) return;
        if (EventTrace.IsOn) TraceEvents.VirtioQueueEnable.Write(device.Name, Index, Size, DescriptorArea, DeviceArea);
        IsReady = true;
        ring = SplitRing.Create(device.Memory, Size, DescriptorArea, DriverArea, DeviceArea);
        if (ring is null) device.Break($"queue {Index} does not lie in RAM");
        else if (device.MayUseQueues) Kick.Set();
    }

    /// <inheritdoc/>
    public void StateLoaded()
    {
        if (!IsReady) return;
        SplitRing? loaded = SplitRing.Create(device.Memory, Size, DescriptorArea, DriverArea, DeviceArea)
            ?? throw new StateException($"queue {Index} does not lie in RAM");
        loaded.NextAvailable = (ushort)loadedPositions;
        loaded.NextUsed = (ushort)(loadedPositions >> 16);
        loaded.PublishedUsed = (ushort)(loadedPositions >> 32);
        loaded.SignalledUsed = (ushort)(loadedPositions >> 48);
        ring = loaded;
    }

    /// <summary>Disables the queue; the device takes nothing from it any more, but may still hold buffers: see
    /// <see cref="VirtioDevice.ResetQueue"/>.</summary>
    internal void Disable()
    {
        IsReady = false;
        ring = null;
    }

    /// <summary>Puts everything into the state after a reset of the device. For the transport.</summary>
    internal void Reset()
    {
        Disable();
        Size = MaximumSize;
        (DescriptorArea, DriverArea, DeviceArea) = (0, 0, 0);
    }

    /// <summary>
    /// Lets the device take buffers, without kicks meanwhile, at most twice as many as the queue has entries: then other
    /// work of the loop has its turn. A CPU that does it takes fewer, and leaves the rest to the loop's thread.
    /// </summary>
    private void Drain()
    {
        if (ring is not { } current || device.IsBroken || !device.MayUseQueues) return;
        if (EventTrace.IsOn) TraceEvents.VirtioQueueNotify.Write(device.Name, Index);
        bool hasEventIndex = device.HasFeature(VirtioFeatures.EventIndex);
        current.SetKicksWanted(false, hasEventIndex);
        isDraining = true;
        isEmptied = false;
        (budget, byteBudget) = device.Loop.IsBorrowed ? (BorrowedBuffers, BorrowedBytes) : (2 * current.Size, long.MaxValue);
        device.CallQueueNotified(this);
        isDraining = false;
        if (ring != current || device.IsBroken) return;
        bool mayHaveMore = isEmptied || IsExhausted;
        if (!IsExhausted || current.AvailableIndex == current.NextAvailable)
        {
            current.SetKicksWanted(true, hasEventIndex);
            // The driver may have made a buffer available before it saw that kicks are wanted again (virtio 1.2, 2.7.7.1).
            Interlocked.MemoryBarrier();
        }

        if (mayHaveMore && current.AvailableIndex != current.NextAvailable) Kick.Set();
    }

    private bool IsExhausted => budget == 0 || byteBudget <= 0;

    private bool HasMore(SplitRing current, bool isKickWanted)
    {
        ushort count = (ushort)(current.AvailableIndex - current.NextAvailable);
        if (count == 0 && isKickWanted)
        {
            current.SetKicksWanted(true, device.HasFeature(VirtioFeatures.EventIndex));
            Interlocked.MemoryBarrier();
            count = (ushort)(current.AvailableIndex - current.NextAvailable);
        }

        if (count <= current.Size) return count != 0;
        device.Break($"queue {Index} of {current.Size} entries has {count} available ones");
        return false;
    }

    private bool IsEmptyAndToBeSaid(SplitRing current) =>
        device.HasFeature(VirtioFeatures.NotifyOnEmpty) && current.AvailableIndex == current.NextAvailable;

    /// <summary>Walks a chain of descriptors; returns what is wrong with it, null for nothing.</summary>
    private string? Collect(SplitRing current, VirtChain chain)
    {
        // The table that the chain has come to; none has length 0.
        IoSegment entries = default;
        int limit = current.Size;
        VirtDescriptor descriptor = current.Descriptor(chain.Head);
        for (int count = 1; ; count++)
        {
            if (descriptor.IsIndirect)
            {
                // Other descriptors may come before the one that leads to a table, which is the last (2.7.5.3.1).
                if (entries.Length == 0 && FindTable(current, descriptor, out entries) is { } fault) return fault;
                limit = (int)entries.Length / VirtDescriptor.Size;
                descriptor = SplitRing.Descriptor(entries, 0);
                if (descriptor.IsIndirect) return "an indirect table holds an indirect descriptor";
            }

            if (!descriptor.IsWritable && chain.Writable.Length != 0) return "a readable buffer follows a writable one";
            if (!chain.TryAdd(device.Memory, descriptor))
                return $"a buffer of {descriptor.Length} bytes at 0x{descriptor.Address:x} is not in RAM";
            if (chain.Readable.Length + chain.Writable.Length > MostBytes) return "a chain is longer than 2 GiB";
            if (!descriptor.HasNext) return null;
            if (count == current.Size) return "a chain has more descriptors than the queue";
            if (descriptor.Next >= limit) return $"a chain leads to descriptor {descriptor.Next} of {limit}";
            descriptor = entries.Length == 0
                ? current.Descriptor(descriptor.Next)
                : SplitRing.Descriptor(entries, descriptor.Next);
            if (descriptor.IsIndirect && entries.Length != 0) return "an indirect table holds an indirect descriptor";
        }
    }

    /// <summary>Finds the table that an indirect descriptor leads to; returns what is wrong, null for nothing.</summary>
    private string? FindTable(SplitRing current, VirtDescriptor descriptor, out IoSegment entries)
    {
        entries = default;
        if (!device.HasFeature(VirtioFeatures.IndirectDescriptors)) return "an indirect descriptor was not negotiated";
        if (descriptor.HasNext) return "an indirect descriptor has a next one";
        uint count = descriptor.Length / VirtDescriptor.Size;
        if (count == 0 || count > current.Size || descriptor.Length % VirtDescriptor.Size != 0)
            return $"an indirect table has {descriptor.Length} bytes";
        table.Clear();
        if (!device.Memory.TryMap(descriptor.Address, descriptor.Length, table) || table.Count != 1)
            return $"an indirect table at 0x{descriptor.Address:x} is not in RAM";
        entries = table.Segments[0];
        return null;
    }

    private void Recycle(VirtChain chain)
    {
        chain.End();
        spare.Push(chain);
    }
}
