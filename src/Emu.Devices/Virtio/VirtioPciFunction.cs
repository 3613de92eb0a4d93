using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices.Pci;
using Emu.Model;

namespace Emu.Devices.Virtio;

/// <summary>
/// A virtio device on a PCI bus (virtio 1.2, 4.1): the function's identity, capabilities and regions, and its interrupts.
/// The registers themselves are in <see cref="VirtioPciModern"/> and <see cref="VirtioPciLegacy"/>.
/// </summary>
public sealed partial class VirtioPciFunction : PciDevice, IVirtioTransport
{
    /// <summary>A queue, or the configuration, that has no message.</summary>
    internal const ushort NoVector = 0xffff;

    private const ushort Vendor = 0x1af4, ModernDevice = 0x1040, ModernSubsystem = 0x1100;
    private const int LegacyBar = 0, MsixBar = 1, ModernBar = 4;
    private const byte CommonType = 1, NotifyType = 2, InterruptType = 3, DeviceType = 4, AccessType = 5;
    private const int CapabilityLength = 16, LongCapabilityLength = 20;
    private const int AccessBar = 4, AccessOffset = 8, AccessLength = 12, AccessData = 16;
    private const byte QueueInterrupt = 1, ConfigurationInterrupt = 2;

    [State]
    private readonly VirtioPciModern modern;
    [State]
    private readonly VirtioPciLegacy? legacy;

    private readonly int accessCapability;
    private readonly int expressCapability, powerCapability;

    /// <summary>Guards changes of <see cref="interruptStatus"/> together with the level of the pin. Taken after any other
    /// lock but the interrupt wires'.</summary>
    private readonly Lock interruptGate = new();

    [State]
    private volatile byte interruptStatus;

    [State]
    private readonly ushort[] queueVectors;

    [State]
    private ushort configurationVector = NoVector;

    /// <summary>Puts a device on a bus; it is connected to it by this.</summary>
    /// <param name="device">A device that is not connected.</param>
    /// <param name="bus">The bus.</param>
    /// <param name="options">Its interfaces and interrupts.</param>
    /// <param name="memory">The guest's RAM.</param>
    /// <param name="loop">Where the device handles buffers.</param>
    /// <param name="slot">Its place, or null for the first free device number.</param>
    /// <exception cref="PciPlugException">The place is taken.</exception>
    public VirtioPciFunction(
        VirtioDevice device, PciBus bus, VirtioPciOptions options, BusMemory memory, EventLoop loop, int? slot = null)
        : base(Identify(device, bus, options), isExpress: !bus.IsRoot, usesInterruptPin: true)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(options);
        Device = device;
        IsExpress = !bus.IsRoot;
        if (IsExpress)
        {
            expressCapability = PciExpressCapability.AddEndpoint(Configuration);
            powerCapability = PciExpressCapability.AddPowerManagement(Configuration);
        }

        if (device is VirtioBlock { QueueCount: VirtioBlock.AutomaticQueues } disk)
            disk.QueueCount = (ushort)Math.Clamp(options.Cpus, 1, VirtioBlock.MaximumQueues);
        device.Connect(this, memory, loop);
        queueVectors = new ushort[device.Queues.Count];
        modern = new VirtioPciModern(this);
        AddModernCapability(CommonType, VirtioPciModern.CommonStart);
        AddModernCapability(InterruptType, VirtioPciModern.InterruptStart);
        AddModernCapability(DeviceType, VirtioPciModern.DeviceStart);
        int notify = AddModernCapability(NotifyType, VirtioPciModern.NotifyStart, LongCapabilityLength);
        Configuration.Define(notify + 16, 4, VirtioPciModern.NotifyMultiplier);
        accessCapability = AddCapability(AccessType, LongCapabilityLength);
        Configuration.Define(accessCapability + AccessBar, 1, 0, writable: 0xff);
        Configuration.Define(accessCapability + AccessOffset, 4, 0, writable: uint.MaxValue);
        Configuration.Define(accessCapability + AccessLength, 4, 0, writable: uint.MaxValue);
        Configuration.Define(accessCapability + AccessData, 4, 0, writable: uint.MaxValue);
        int vectors = options.Vectors == VirtioPciOptions.AutomaticVectors ? queueVectors.Length + 1 : options.Vectors;
        if (vectors > 0) AddMsix(vectors, MsixBar);
        if (HasLegacy(device, bus, options))
        {
            legacy = new VirtioPciLegacy(this);
            AddBar(LegacyBar, PciBarKind.Io, legacy.Size, legacy);
        }

        AddBar(ModernBar, PciBarKind.Prefetchable64, VirtioPciModern.Size, modern);
        ForgetVectors();
        bus.Plug(this, slot);
    }

    /// <inheritdoc/>
    public override string Name => $"{Device.Name}-pci";

    /// <summary>The device's path in Open Firmware's words, by which firmware finds what to boot from
    /// (<c>bootorder</c>).</summary>
    public string FirmwarePath
    {
        get
        {
            string path = "/pci@ffffffffffffffff";
            if (Bus!.Bridge is { } port) path += $"/pci-bridge@{Place(port)}";
            return path + Device.DeviceId switch
            {
                1 => $"/ethernet@{Place(this)}/ethernet-phy@0",
                2 => $"/scsi@{Place(this)}/disk@0,0",
                _ => $"/unknown@{Place(this)}",
            };
        }
    }

    /// <summary>The device behind the function.</summary>
    [Derived]
    public VirtioDevice Device { get; }

    /// <inheritdoc/>
    protected internal override bool IsDecoding =>
        !IsExpress || (PowerControl & PciExpressCapability.PowerState) == 0;

    /// <summary>The message of configuration changes. Under the device's lock.</summary>
    internal ushort ConfigurationVector
    {
        get => configurationVector;
        set => configurationVector = Checked(value);
    }

    /// <inheritdoc/>
    bool IVirtioTransport.CanResetQueues => true;

    private bool IsExpress { get; }

    private uint PowerControl => Configuration.Read(powerCapability + PciExpressCapability.PowerControl, 2);

    /// <inheritdoc/>
    public void RaiseQueue(int queue) => Raise(QueueInterrupt, Volatile.Read(ref queueVectors[queue]));

    /// <inheritdoc/>
    public void RaiseConfiguration() => Raise(ConfigurationInterrupt, Volatile.Read(ref configurationVector));

    /// <summary>Performs what the access capability asks for when its data are read (virtio 1.2, 4.1.4.9).</summary>
    public override uint ReadConfiguration(int offset, int size)
    {
        if (IsAccessData(offset, size) && FindAccess(out PciBar? bar, out uint at, out int length))
            Configuration.Set(accessCapability + AccessData, 4, bar!.Region.Read(at, length));
        return base.ReadConfiguration(offset, size);
    }

    /// <inheritdoc/>
    public override void WriteConfiguration(int offset, int size, uint value)
    {
        uint powerBefore = IsExpress ? PowerControl & PciExpressCapability.PowerState : 0;
        base.WriteConfiguration(offset, size, value);
        UpdatePin();
        if (IsAccessData(offset, size) && FindAccess(out PciBar? bar, out uint at, out int length))
            bar!.Region.Write(at, length, Configuration.Read(accessCapability + AccessData, length));
        if (!IsExpress) return;
        int control = expressCapability + PciExpressCapability.DeviceControl + 1;
        bool isReset = offset <= control && control < offset + size && (value >> (8 * (control - offset)) & 0x80) != 0;
        // D3hot loses the function's state, since it does not claim otherwise (PCI Power Management 1.2, 5.4.1).
        bool isBack = powerBefore == PciExpressCapability.PowerState && IsDecoding;
        if (isReset || isBack) Reset();
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        ResetDevice();
        base.Reset();
    }

    /// <summary>Resets the device and what the transport keeps of it, as its driver does. Without the device's
    /// lock.</summary>
    internal void ResetDevice()
    {
        Device.Reset();
        lock (Device.SyncRoot) ForgetVectors();
        TakeInterruptStatus();
    }

    /// <summary>Reads the interrupt status, which clears it and releases the pin.</summary>
    internal byte TakeInterruptStatus()
    {
        lock (interruptGate)
        {
            byte taken = interruptStatus;
            interruptStatus = 0;
            SetInterrupt(false);
            return taken;
        }
    }

    /// <summary>The message of a queue. Under the device's lock.</summary>
    internal ushort QueueVector(int queue) => queueVectors[queue];

    /// <summary>Sets the message of a queue; one that the function does not have becomes <see cref="NoVector"/>. Under
    /// the device's lock.</summary>
    internal void SetQueueVector(int queue, ushort vector) => Volatile.Write(ref queueVectors[queue], Checked(vector));

    private static string Place(PciDevice device) =>
        (device.Slot & 7) == 0 ? $"{device.Slot >> 3:x}" : $"{device.Slot >> 3:x},{device.Slot & 7:x}";

    private static bool HasLegacy(VirtioDevice device, PciBus bus, VirtioPciOptions options) => options.Kind switch
    {
        VirtioPciKind.Transitional => true,
        VirtioPciKind.NonTransitional => false,
        _ => bus.IsRoot && TransitionalNumber(device) != 0,
    };

    /// <summary>The transitional number of a kind of device (virtio 1.2, 4.1.2.1); later kinds have none.</summary>
    private static ushort TransitionalNumber(VirtioDevice device) => device.DeviceId switch
    {
        1 => 0x1000,
        2 => 0x1001,
        5 => 0x1002,
        3 => 0x1003,
        8 => 0x1004,
        4 => 0x1005,
        9 => 0x1009,
        _ => 0,
    };

    private static PciIdentity Identify(VirtioDevice device, PciBus bus, VirtioPciOptions options)
    {
        if (!HasLegacy(device, bus, options))
        {
            return new PciIdentity(
                Vendor, (ushort)(ModernDevice + device.DeviceId), options.ClassCode, 1, Vendor, ModernSubsystem);
        }

        ushort number = TransitionalNumber(device);
        if (number == 0) throw new PciPlugException($"{device.Name}: this kind of device has no legacy interface");
        return new PciIdentity(Vendor, number, options.ClassCode, 0, Vendor, (ushort)device.DeviceId);
    }

    private int AddCapability(byte type, int length)
    {
        int at = Configuration.AddCapability(PciRegisters.CapabilityVendor, length);
        Configuration.Define(at + 2, 1, (uint)length);
        Configuration.Define(at + 3, 1, type);
        return at;
    }

    private int AddModernCapability(byte type, uint start, int length = CapabilityLength)
    {
        int at = AddCapability(type, length);
        Configuration.Define(at + 4, 1, ModernBar);
        Configuration.Define(at + 8, 4, start);
        Configuration.Define(at + 12, 4, VirtioPciModern.AreaSize);
        return at;
    }

    private bool IsAccessData(int offset, int size) =>
        offset < accessCapability + AccessData + 4 && offset + size > accessCapability + AccessData;

    /// <summary>Finds what the access capability names; false when it is nothing that could be accessed.</summary>
    private bool FindAccess(out PciBar? bar, out uint at, out int length)
    {
        bar = FindBar(Configuration.Read(accessCapability + AccessBar, 1));
        at = Configuration.Read(accessCapability + AccessOffset, 4);
        uint wanted = Configuration.Read(accessCapability + AccessLength, 4);
        length = (int)wanted;
        return bar is not null && wanted is 1 or 2 or 4 && at % wanted == 0 && at <= bar!.Size - wanted;
    }

    private ushort Checked(ushort vector) => vector < Msix?.VectorCount ? vector : NoVector;

    private void ForgetVectors()
    {
        Array.Fill(queueVectors, NoVector);
        configurationVector = NoVector;
    }

    private void Raise(byte cause, ushort vector)
    {
        if (Msix is { IsEnabled: true } msix)
        {
            if (cause == ConfigurationInterrupt)
                lock (interruptGate) interruptStatus |= cause;
            if (vector != NoVector) msix.Notify(vector);
            return;
        }

        // A cause that is still shown is seen by the driver after what it is raised for has become visible.
        if ((interruptStatus & cause) != 0) return;
        lock (interruptGate)
        {
            interruptStatus |= cause;
            SetInterrupt(true);
        }
    }

    /// <summary>Drives the pin as the interrupt status says, which it does only while messages are off.</summary>
    private void UpdatePin()
    {
        lock (interruptGate) SetInterrupt(interruptStatus != 0 && Msix?.IsEnabled != true);
    }
}
