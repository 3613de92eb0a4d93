using Emu.Core.Control;
using Emu.Core.Time;
using Emu.Core.Tracing;
using Emu.Model;

namespace Emu.Devices.Virtio;

/// <summary>A source of entropy (virtio 1.2, 5.4): the host's own, or an object's.</summary>
[Device("virtio-rng-device", DeviceCategory.Misc, Bus = "virtio-bus")]
[VirtioPci("virtio-rng", 0x00_ff00)]
public sealed partial class VirtioRandom : VirtioDevice, IDisposable
{
    // A buffer may be filled in part (5.4.6.1), so that one of 2 GiB keeps the loop no longer than another; the host gives
    // so many bytes at once.
    private const int MostBytesAtOnce = 256;
    private const ulong NanosecondsPerMillisecond = 1_000_000;
    private static readonly ushort[] Sizes = [8];

    // For the loop's thread.
    [Derived]
    private MachineTimer? refill;

    // Waits for a source that has had no bytes.
    [Derived]
    private DescriptorWatch? watch;

    // Bytes that the source has given before a buffer took them.
    [Derived]
    private readonly byte[] ahead = new byte[MostBytesAtOnce];

    [Derived]
    private int inAhead;

    [State]
    private ulong quota;

    /// <summary>Bytes that the guest gets in a <see cref="Period"/>.</summary>
    [Property("max-bytes")]
    public ulong MaximumBytes { get; set; } = long.MaxValue;

    /// <summary>Milliseconds after which the guest may have as many bytes again.</summary>
    [Property("period")]
    public uint Period { get; set; } = 65536;

    /// <summary>Where the bytes come from; null until the device is connected for the host. Set before that.</summary>
    [Property("rng", TypeWord = "link<rng-backend>")]
    public IRandomSource? Source { get; set; }

    /// <inheritdoc/>
    public override string Name => "virtio-rng";

    /// <inheritdoc/>
    public override uint DeviceId => 4;

    /// <inheritdoc/>
    public override int ConfigurationSize => 0;

    /// <inheritdoc/>
    protected override ulong DeviceFeatures => 0;

    /// <inheritdoc/>
    protected override IReadOnlyList<ushort> QueueSizes => Sizes;

    /// <summary>Says what is wrong with the properties, in words for the user; null for nothing.</summary>
    public string? FindFault() =>
        Period == 0 ? "'period' parameter expects a positive integer"
        : MaximumBytes > long.MaxValue ? "'max-bytes' parameter must be non-negative, and less than 2^63"
        : null;

    /// <summary>Waits for the source no more.</summary>
    public void Dispose() => watch?.Dispose();

    /// <inheritdoc/>
    protected override void OnConnected()
    {
        if (FindFault() is { } fault) throw new InvalidOperationException(fault);
        quota = MaximumBytes;
        refill = Loop.CreateTimer(Refill);
        Source ??= new GuestRandom();
        if (Source.Descriptor >= 0) watch = Loop.Watch(Source.Descriptor, BytesHaveCome);
    }

    /// <inheritdoc/>
    protected override void QueueNotified(VirtQueue queue)
    {
        while (quota != 0 && HasBytes() && queue.TryPop(out VirtChain? chain))
        {
            // The first bytes of a period start its clock.
            if (quota == MaximumBytes) refill!.Set(Loop.Clock.Nanoseconds + (Period * NanosecondsPerMillisecond));
            int length = (int)Math.Min(Math.Min((ulong)chain.Writable.Length, quota), (ulong)inAhead);
            inAhead -= length;
            chain.Write(0, ahead.AsSpan(inAhead, length));
            quota -= (ulong)length;
            if (EventTrace.IsOn) TraceEvents.RandomBytes.Write(length);
            queue.Push(chain, (uint)length);
        }

        queue.Notify();
    }

    /// <inheritdoc/>
    protected override void GetConfiguration(Span<byte> space)
    {
        // It has none.
    }

    /// <summary>False when the source has nothing now; the queue is looked at again once it has.</summary>
    private bool HasBytes()
    {
        if (inAhead == 0) inAhead = Source!.Read(ahead);
        if (inAhead == 0) watch?.Enable();
        return inAhead != 0;
    }

    private void BytesHaveCome()
    {
        watch!.Disable();
        Queues[0].Kick.Set();
    }

    private void Refill()
    {
        quota = MaximumBytes;
        Queues[0].Kick.Set();
    }
}
