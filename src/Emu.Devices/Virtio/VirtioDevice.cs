using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Core.Tracing;
using Emu.Model;

namespace Emu.Devices.Virtio;

/// <summary>
/// A virtio device without its transport (virtio 1.2, chapter 2): device status, feature negotiation, virtqueues and
/// configuration space. Kinds of device add what they do with buffers; transports add registers.
/// </summary>
/// <remarks>
/// Threads: transports call from the CPUs' threads. <see cref="SyncRoot"/> guards the registers, which are the status,
/// the features, the set-up of queues and the configuration space. Buffers belong to <see cref="Loop"/>, where all
/// protected members without another statement are called. Nobody waits for the loop while holding the lock.
/// </remarks>
public abstract partial class VirtioDevice
{
    [Derived]
    private IVirtioTransport? transport;
    [Derived]
    private BusMemory? memory;
    [Derived]
    private EventLoop? loop;
    [Derived]
    private LoopTask? start;
    [State]
    private VirtQueue[] queues = [];

    // Changed by interlocked operations, since the loop adds NeedsReset; all else under the lock.
    [State]
    private int status;
    [State]
    private ulong driverFeatures;
    // Drained sections that have begun and not ended; for the loop.
    [Derived]
    private int drains;
    [Derived]
    private bool isResetting;
    [State]
    private bool isTouched;

    /// <summary>Indirect descriptors are offered.</summary>
    [Property("indirect_desc")]
    public bool OffersIndirectDescriptors { get; set; } = true;

    /// <summary>Event indices are offered.</summary>
    [Property("event_idx")]
    public bool OffersEventIndex { get; set; } = true;

    /// <summary>Interrupts on an empty queue are offered to legacy drivers.</summary>
    [Property("notify_on_empty")]
    public bool OffersNotifyOnEmpty { get; set; } = true;

    /// <summary>Any division into descriptors is offered to legacy drivers.</summary>
    [Property("any_layout")]
    public bool OffersAnyLayout { get; set; } = true;

    /// <summary>The reset of a single queue is offered, where the transport has a register for it.</summary>
    [Property("queue_reset")]
    public bool OffersQueueReset { get; set; } = true;

    /// <summary>Name for logs and messages: <c>virtio-blk</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The kind of device (virtio 1.2, chapter 5).</summary>
    public abstract uint DeviceId { get; }

    /// <summary>Bytes of the configuration space; reads beyond it give zeros.</summary>
    public abstract int ConfigurationSize { get; }

    /// <summary>Held by a transport while it reads or writes registers, but not while it calls <see cref="SetStatus"/>,
    /// <see cref="Reset"/> or <see cref="ResetQueue"/>, which wait for the loop.</summary>
    public Lock SyncRoot { get; } = new();

    /// <summary>The virtqueues, by number. Empty before <see cref="Connect"/>.</summary>
    public IReadOnlyList<VirtQueue> Queues => queues;

    /// <summary>Where buffers are handled.</summary>
    /// <exception cref="InvalidOperationException">The device is not connected.</exception>
    public EventLoop Loop => loop ?? throw NotConnected();

    /// <summary>The guest's RAM.</summary>
    /// <exception cref="InvalidOperationException">The device is not connected.</exception>
    public BusMemory Memory => memory ?? throw NotConnected();

    /// <summary>The device status field. Any thread.</summary>
    public VirtioStatus Status => (VirtioStatus)Volatile.Read(ref status);

    /// <summary>All feature bits that the device offers to a driver that follows the specification; a legacy driver sees
    /// the low 32.</summary>
    public ulong OfferedFeatures => DeviceFeatures | (ulong)CommonFeatures();

    /// <summary>The feature bits that the driver has accepted so far.</summary>
    public ulong DriverFeatures => Volatile.Read(ref driverFeatures);

    /// <summary>Number that grows whenever the configuration space has changed by itself.</summary>
    [State]
    public uint ConfigurationGeneration { get; private set; }

    /// <summary>A driver error has stopped the device until its reset. Any thread.</summary>
    public bool IsBroken => (Status & VirtioStatus.NeedsReset) != 0;

    /// <summary>No buffers are taken for now. For the loop.</summary>
    internal bool IsDrained => drains != 0;

    /// <summary>Buffers may be taken: the driver is set up. Legacy drivers use queues before they say so (virtio 1.2,
    /// 3.1.2).</summary>
    internal bool MayUseQueues => (Status & VirtioStatus.DriverOk) != 0 || !HasFeature(VirtioFeatures.Version1);

    /// <summary>Feature bits of this kind of device: 0 to 23, and 50 and above.</summary>
    protected abstract ulong DeviceFeatures { get; }

    /// <summary>Most entries of each queue, powers of two. Asked once, when the device is connected.</summary>
    protected abstract IReadOnlyList<ushort> QueueSizes { get; }

    /// <summary>Connects the device to a transport. Once, before any CPU runs or while nobody knows of the
    /// device.</summary>
    /// <param name="transport">How the driver is reached.</param>
    /// <param name="memory">The guest's RAM.</param>
    /// <param name="loop">Where buffers are handled, unless the device has a loop of its own: the main loop, or an I/O
    /// thread's.</param>
    public void Connect(IVirtioTransport transport, BusMemory memory, EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(loop);
        if (this.transport is not null) throw new InvalidOperationException($"{Name} is connected already");
        this.transport = transport;
        this.memory = memory;
        this.loop = loop = ChooseLoop(loop);
        start = loop.CreateTask(Start);
        queues = [.. QueueSizes.Select((size, index) => new VirtQueue(this, index, size))];
        OnConnected();
    }

    /// <summary>True when the driver has accepted a feature.</summary>
    public bool HasFeature(VirtioFeatures feature) => HasFeature((ulong)feature);

    /// <summary>True when the driver has accepted a feature bit.</summary>
    public bool HasFeature(ulong mask) => (Volatile.Read(ref driverFeatures) & mask) != 0;

    /// <summary>Takes what the driver writes of its features, under the lock: for the specification's drivers before they
    /// set FEATURES_OK, for legacy ones before DRIVER_OK.</summary>
    /// <param name="mask">The bits that are written.</param>
    /// <param name="value">Their values; a legacy transport passes the offered bits only.</param>
    public void SetDriverFeatures(ulong mask, ulong value)
    {
        if (isResetting || (Status & (VirtioStatus.FeaturesOk | VirtioStatus.DriverOk)) != 0) return;
        isTouched = true;
        Volatile.Write(ref driverFeatures, (driverFeatures & ~mask) | (value & mask));
        if (EventTrace.IsOn) TraceEvents.VirtioFeatures.Write(Name, driverFeatures);
    }

    /// <summary>
    /// Takes what the driver writes into the status field; 0 resets the device, and returns when its loop has let go of
    /// all buffers. Without the lock.
    /// </summary>
    public void SetStatus(byte value)
    {
        if (EventTrace.IsOn) TraceEvents.VirtioStatus.Write(Name, value);
        if (value == 0)
        {
            Reset();
            return;
        }

        bool starts;
        lock (SyncRoot)
        {
            if (isResetting) return;
            isTouched = true;
            VirtioStatus old = Status, wanted = (VirtioStatus)value & ~VirtioStatus.NeedsReset;
            if ((wanted & ~old & VirtioStatus.FeaturesOk) != 0 && !AreFeaturesAcceptable()) wanted &= ~VirtioStatus.FeaturesOk;
            starts = (wanted & ~old & VirtioStatus.DriverOk) != 0;
            Interlocked.And(ref status, (int)VirtioStatus.NeedsReset);
            Interlocked.Or(ref status, (int)wanted);
        }

        if (starts) start!.Set();
    }

    /// <summary>Puts the device into the state after power-on, and returns when its loop has let go of all buffers. Any
    /// thread, without the lock.</summary>
    public void Reset()
    {
        lock (SyncRoot)
        {
            if (isResetting || !isTouched) return;
            isResetting = true;
            Volatile.Write(ref status, 0);
            foreach (VirtQueue queue in queues) queue.Reset();
        }

        Loop.Run(async () =>
        {
            await StopAsync(null);
            OnReset();
        });
        lock (SyncRoot)
        {
            // The loop may have found an error in the rings of before.
            Volatile.Write(ref status, 0);
            Volatile.Write(ref driverFeatures, 0);
            isResetting = isTouched = false;
        }
    }

    /// <summary>Disables one queue, and returns when the loop has let go of its buffers. Any thread, without the
    /// lock.</summary>
    public void ResetQueue(VirtQueue queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        lock (SyncRoot)
        {
            if (isResetting || !queue.IsReady) return;
            queue.Disable();
        }

        Loop.Run(() => StopAsync(queue));
    }

    /// <summary>Reads the configuration space, under the lock.</summary>
    /// <param name="offset">Of the first byte.</param>
    /// <param name="target">Takes the bytes; those beyond the space are zeros.</param>
    public void ReadConfiguration(int offset, Span<byte> target)
    {
        Span<byte> space = stackalloc byte[ConfigurationSize];
        space.Clear();
        GetConfiguration(space);
        target.Clear();
        if (offset >= space.Length) return;
        space = space[offset..];
        space[..Math.Min(space.Length, target.Length)].CopyTo(target);
    }

    /// <summary>Writes the configuration space, under the lock. What the driver may not write is ignored.</summary>
    public void WriteConfiguration(int offset, ReadOnlySpan<byte> source)
    {
        if (isResetting) return;
        isTouched = true;
        if (offset > ConfigurationSize - source.Length || !TrySetConfiguration(offset, source))
            Log.WriteOnce(LogItems.GuestErrors, $"{Name}: write to read-only configuration at 0x{offset:x}");
    }

    /// <summary>Keeps the device from taking buffers until <see cref="EndDrain"/> has been called as often; kicks are
    /// remembered. On the loop.</summary>
    public void BeginDrain()
    {
        drains++;
        foreach (VirtQueue queue in queues) queue.Kick.Mask();
    }

    /// <summary>Lets the device take buffers again, and look at each queue once. On the loop.</summary>
    public void EndDrain()
    {
        drains--;
        foreach (VirtQueue queue in queues) queue.Kick.Unmask();
    }

    /// <summary>The machine is paused: takes no buffers from here on, and completes when the host uses none of those that
    /// were taken. On the loop.</summary>
    public virtual ValueTask PauseAsync()
    {
        BeginDrain();
        return default;
    }

    /// <summary>The machine goes on after <see cref="PauseAsync"/>. On the loop.</summary>
    public virtual ValueTask ContinueAsync()
    {
        EndDrain();
        return default;
    }

    /// <summary>Records a driver error that only a reset ends (virtio 1.2, 2.1.1), and tells the driver. Any
    /// thread.</summary>
    /// <param name="reason">What the driver has done, for the log.</param>
    public void Break(string reason)
    {
        if (EventTrace.IsOn) TraceEvents.VirtioBroken.Write(Name, reason);
        Log.WriteOnce(LogItems.GuestErrors, $"{Name}: {reason}; the device stops until it is reset");
        if ((Interlocked.Or(ref status, (int)VirtioStatus.NeedsReset) & (int)VirtioStatus.NeedsReset) == 0)
            transport?.RaiseConfiguration();
    }

    /// <summary>Asks under the lock whether a queue may be enabled: not during a reset, which it would outlive.</summary>
    internal bool MayEnableQueue()
    {
        isTouched |= !isResetting;
        return !isResetting;
    }

    /// <summary>Makes the driver look at one queue.</summary>
    internal void RaiseQueue(int queue)
    {
        if (EventTrace.IsOn) TraceEvents.VirtioInterrupt.Write(Name, queue);
        transport?.RaiseQueue(queue);
    }

    /// <summary>Hands a kicked queue to the kind of device.</summary>
    internal void CallQueueNotified(VirtQueue queue) => QueueNotified(queue);

    /// <summary>Takes buffers of a queue with <see cref="VirtQueue.TryPop"/> until it answers false: the driver has kicked
    /// it, or it has become usable.</summary>
    protected abstract void QueueNotified(VirtQueue queue);

    /// <summary>Kicked buffers may be handled on the CPU that kicks, while the loop sleeps: most take no longer than waking the
    /// loop would. Asked once, when the loop has been chosen.</summary>
    protected internal virtual bool MayServeOnCpu => false;

    /// <summary>The loop on which buffers are handled: what the device is connected to may have one.</summary>
    /// <param name="offered">The loop that the machine has for the device.</param>
    protected virtual EventLoop ChooseLoop(EventLoop offered) => offered;

    /// <summary>The device has been connected: its loop and memory are there. On the thread that builds the
    /// machine.</summary>
    protected virtual void OnConnected()
    {
    }

    /// <summary>The driver has set DRIVER_OK; the queues are looked at after this.</summary>
    protected virtual void OnStarted()
    {
    }

    /// <summary>
    /// Lets go of the buffers of a queue that has been disabled; completes when no request uses guest memory any more. They
    /// may be given to <see cref="VirtQueue.Push"/>, which forgets them.
    /// </summary>
    /// <param name="queue">The queue, null for all of them.</param>
    protected virtual ValueTask StopAsync(VirtQueue? queue) => default;

    /// <summary>Puts what the kind of device keeps into the state after power-on; all buffers are gone.</summary>
    protected virtual void OnReset()
    {
    }

    /// <summary>Fills in the configuration space, which is zero before. Under the lock, on any thread.</summary>
    protected abstract void GetConfiguration(Span<byte> space);

    /// <summary>Changes the configuration space for the driver; false when it may not. Under the lock, on any
    /// thread.</summary>
    protected virtual bool TrySetConfiguration(int offset, ReadOnlySpan<byte> source) => false;

    /// <summary>Says that the configuration space has changed by itself. Any thread, without the lock.</summary>
    protected void NotifyConfigurationChanged()
    {
        lock (SyncRoot) ConfigurationGeneration++;
        if (EventTrace.IsOn) TraceEvents.VirtioConfiguration.Write(Name, ConfigurationGeneration);
        if ((Status & VirtioStatus.DriverOk) != 0) transport?.RaiseConfiguration();
    }

    private void Start()
    {
        if ((Status & VirtioStatus.DriverOk) == 0) return;
        OnStarted();
        foreach (VirtQueue queue in queues) queue.Kick.Set();
    }

    private bool AreFeaturesAcceptable()
    {
        ulong unknown = driverFeatures & ~OfferedFeatures;
        if (unknown == 0) return true;
        Log.WriteOnce(LogItems.GuestErrors, $"{Name}: the driver wants features 0x{unknown:x} that are not offered");
        return false;
    }

    private VirtioFeatures CommonFeatures() =>
        VirtioFeatures.Version1
        | (OffersIndirectDescriptors ? VirtioFeatures.IndirectDescriptors : 0)
        | (OffersEventIndex ? VirtioFeatures.EventIndex : 0)
        | (OffersNotifyOnEmpty ? VirtioFeatures.NotifyOnEmpty : 0)
        | (OffersAnyLayout ? VirtioFeatures.AnyLayout : 0)
        | (OffersQueueReset && transport?.CanResetQueues == true ? VirtioFeatures.RingReset : 0);

    private InvalidOperationException NotConnected() => new($"{Name} is not connected");
}
