using System.Buffers.Binary;
using System.Numerics;
using Emu.Core.DeviceTree;
using Emu.Core.Interrupts;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Model;

namespace Emu.Devices.Virtio;

/// <summary>
/// Virtio over MMIO (virtio 1.2, 4.2): a slot of the board with registers for one virtio device, or for none, which
/// drivers leave alone. It shows the legacy interface or the specification's, as the user has chosen.
/// </summary>
/// <remarks>Registers are guarded by <see cref="SyncRoot"/>, which is the device's; status writes, which wait for the
/// device's loop, come without it. Kicks are doorbells.</remarks>
[Device("virtio-mmio", DeviceCategory.Misc, Bus = "System", IsPartOfBoard = true)]
public sealed partial class VirtioMmioTransport : IMmioDevice, IDeviceTreeSource, IVirtioTransport
{
    private const uint Magic = 0x7472_6976; // "virt"
    private const uint LegacyVersion = 1, CurrentVersion = 2;
    private const uint Vendor = 0x554d_4551; // what drivers know this board's slots by
    private const uint QueueInterrupt = 1, ConfigurationInterrupt = 2;

    private readonly InterruptLine line;

    // Guards the interrupt status and the line, which the loop and CPUs change; nothing is locked inside but the
    // interrupt controller.
    private readonly Lock interruptGate = new();
    private readonly Lock emptySlot = new();

    [Derived]
    private VirtioDevice? device;

    [State]
    private uint interruptStatus;

    [State]
    private uint deviceFeaturesSelect;

    [State]
    private uint driverFeaturesSelect;

    [State]
    private uint queueSelect;

    [State]
    private uint pageSize;

    [State]
    private uint[] queuePages = [];

    [State]
    private uint[] queueAlignments = [];

    /// <param name="line">Interrupts the driver.</param>
    public VirtioMmioTransport(InterruptLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        this.line = line;
    }

    /// <summary>The legacy interface is shown.</summary>
    [Property("force-legacy")]
    public bool IsLegacy { get; set; } = true;

    /// <summary>The device in the slot; null when it is empty.</summary>
    public VirtioDevice? Device => device;

    /// <inheritdoc/>
    public string Name => "virtio_mmio";

    /// <summary>The registers and the configuration space; the device tree's <c>reg</c> is a page.</summary>
    public ulong WindowSize => 0x200;

    /// <summary>Bytes that the device tree gives the registers.</summary>
    public ulong TreeSize { get; init; } = 0x1000;

    /// <summary>The device tree says that memory need not be cleaned for the device.</summary>
    public bool IsCoherent { get; init; }

    /// <inheritdoc/>
    public int AccessSizes => 1 | 2 | 4 | 8;

    /// <inheritdoc/>
    public Lock SyncRoot => device?.SyncRoot ?? emptySlot;

    /// <inheritdoc/>
    public bool IsSelfLocking => true;

    /// <inheritdoc/>
    public Doorbells Doorbells { get; } = new();

    private VirtQueue? Selected => device is not null && queueSelect < device.Queues.Count
        ? device.Queues[(int)queueSelect]
        : null;

    /// <summary>Puts a device into the slot. Once, before any CPU runs.</summary>
    /// <param name="added">The device.</param>
    /// <param name="memory">The guest's RAM.</param>
    /// <param name="loop">Where the device handles buffers.</param>
    public void Plug(VirtioDevice added, BusMemory memory, EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(added);
        if (device is not null) throw new InvalidOperationException($"the slot has a {device.Name} already");
        device = added;
        added.Connect(this, memory, loop);
        queuePages = new uint[added.Queues.Count];
        queueAlignments = new uint[added.Queues.Count];
        ClearRegisters();
        foreach (VirtQueue queue in added.Queues)
            Doorbells.Add(MmioRegister.QueueNotify, sizeof(uint), (ulong)queue.Index, queue.Kick);
    }

    /// <summary>
    /// The specification knows aligned 32-bit accesses of registers (4.2.2.2); wider ones are two, narrower ones the low
    /// part. The configuration space takes all widths.
    /// </summary>
    public ulong Read(ulong offset, int size)
    {
        lock (SyncRoot)
        {
            if (offset >= MmioRegister.Configuration) return ReadConfiguration((int)(offset - MmioRegister.Configuration), size);
            return size switch
            {
                8 => ReadRegister(offset) | ((ulong)ReadRegister(offset + 4) << 32),
                4 => ReadRegister(offset),
                _ => ReadRegister(offset) & ((1u << (size * 8)) - 1),
            };
        }
    }

    /// <inheritdoc/>
    public void Write(ulong offset, int size, ulong value)
    {
        if (device is null || (size < sizeof(uint) && offset < MmioRegister.Configuration))
        {
            Log.WriteOnce(LogItems.GuestErrors, $"virtio_mmio: write of {size} bytes at 0x{offset:x} is ignored");
            return;
        }

        if (offset >= MmioRegister.Configuration)
        {
            Span<byte> bytes = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            lock (SyncRoot) device.WriteConfiguration((int)(offset - MmioRegister.Configuration), bytes[..size]);
            return;
        }

        WriteRegister(device, offset, (uint)value);
        if (size == sizeof(ulong)) WriteRegister(device, offset + 4, (uint)(value >> 32));
    }

    /// <inheritdoc/>
    public void Reset()
    {
        device?.Reset();
        lock (SyncRoot)
        {
            ClearRegisters();
            pageSize = 0;
        }
    }

    /// <inheritdoc/>
    public void RaiseQueue(int queue) => Raise(QueueInterrupt);

    /// <inheritdoc/>
    public void RaiseConfiguration() => Raise(ConfigurationInterrupt);

    /// <inheritdoc/>
    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        DeviceTreeNode node = slot.AddNode(Name, TreeSize);
        node.SetStrings("compatible", "virtio,mmio");
        if (IsCoherent) node.SetFlag("dma-coherent");
        return node;
    }

    private ulong ReadConfiguration(int offset, int size)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        device?.ReadConfiguration(offset, bytes[..size]);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private uint ReadRegister(ulong offset) => offset switch
    {
        MmioRegister.MagicValue => Magic,
        MmioRegister.Version => IsLegacy ? LegacyVersion : CurrentVersion,
        MmioRegister.DeviceId => device?.DeviceId ?? 0,
        MmioRegister.VendorId => Vendor,
        _ when device is null => 0,
        MmioRegister.DeviceFeatures => FeatureWord(device),
        MmioRegister.QueueSizeMaximum => Selected?.MaximumSize ?? 0,
        MmioRegister.InterruptStatus => Volatile.Read(ref interruptStatus),
        MmioRegister.Status => (uint)device.Status,
        MmioRegister.LegacyQueuePage when IsLegacy => Selected is { } queue ? queuePages[queue.Index] : 0,
        _ when IsLegacy => 0,
        MmioRegister.QueueReady => Selected is { IsReady: true } ? 1u : 0,
        // No device has shared memory: a length of -1 says so (4.2.2).
        >= MmioRegister.SharedMemoryLengthLow and <= MmioRegister.SharedMemoryBaseHigh => uint.MaxValue,
        MmioRegister.ConfigurationGeneration => device.ConfigurationGeneration,
        _ => 0,
    };

    private uint FeatureWord(VirtioDevice device) => deviceFeaturesSelect switch
    {
        0 => (uint)device.OfferedFeatures,
        1 when !IsLegacy => (uint)(device.OfferedFeatures >> 32),
        _ => 0,
    };

    private void WriteRegister(VirtioDevice device, ulong offset, uint value)
    {
        switch (offset)
        {
            case MmioRegister.Status:
                device.SetStatus((byte)value);
                if ((byte)value == 0) lock (SyncRoot) ClearRegisters();
                return;
            case MmioRegister.QueueReady when !IsLegacy && value == 0:
            case MmioRegister.LegacyQueuePage when IsLegacy && value == 0:
                Disable(device);
                return;
            case MmioRegister.InterruptAcknowledge:
                Acknowledge(value);
                return;
            case MmioRegister.QueueNotify:
                // A kick of a queue that is there is a doorbell, and does not come here.
                Log.WriteOnce(LogItems.GuestErrors, $"{device.Name}: kick of queue {value}");
                return;
            default:
                break;
        }

        lock (SyncRoot)
        {
            bool isKnown = WriteCommonRegister(device, offset, value)
                || (IsLegacy ? WriteLegacyRegister(offset, value) : WriteCurrentRegister(offset, value));
            if (!isKnown)
                Log.WriteOnce(LogItems.GuestErrors, $"{device.Name}: write of 0x{value:x} to register 0x{offset:x} is ignored");
        }
    }

    private bool WriteCommonRegister(VirtioDevice device, ulong offset, uint value)
    {
        switch (offset)
        {
            case MmioRegister.DeviceFeaturesSelect: deviceFeaturesSelect = value; return true;
            case MmioRegister.DriverFeaturesSelect: driverFeaturesSelect = value; return true;
            case MmioRegister.QueueSelect: queueSelect = value; return true;
            case MmioRegister.QueueSize: return Selected?.TrySetSize(value) ?? false;
            case MmioRegister.DriverFeatures:
                if (driverFeaturesSelect > 1) return value == 0;
                if (IsLegacy)
                {
                    // Legacy drivers get no answer to features that are not offered.
                    if (driverFeaturesSelect == 0) device.SetDriverFeatures(uint.MaxValue, value & (uint)device.OfferedFeatures);
                    return driverFeaturesSelect == 0 || value == 0;
                }

                int shift = 32 * (int)driverFeaturesSelect;
                device.SetDriverFeatures((ulong)uint.MaxValue << shift, (ulong)value << shift);
                return true;
            default: return false;
        }
    }

    private bool WriteLegacyRegister(ulong offset, uint value)
    {
        switch (offset)
        {
            case MmioRegister.LegacyPageSize when BitOperations.IsPow2(value):
                pageSize = value;
                return true;
            case MmioRegister.LegacyQueueAlignment when Selected is { } queue && BitOperations.IsPow2(value):
                queueAlignments[queue.Index] = value;
                return true;
            case MmioRegister.LegacyQueuePage when Selected is { IsReady: false } queue:
                queuePages[queue.Index] = value;
                VirtioLegacyLayout.Place(queue, (ulong)value * pageSize, queueAlignments[queue.Index]);
                queue.Enable();
                return true;
            default: return false;
        }
    }

    private bool WriteCurrentRegister(ulong offset, uint value)
    {
        if (Selected is not { IsReady: false } queue) return false;
        switch (offset)
        {
            case MmioRegister.QueueDescriptorLow: queue.DescriptorArea = WithLow(queue.DescriptorArea, value); return true;
            case MmioRegister.QueueDescriptorHigh: queue.DescriptorArea = WithHigh(queue.DescriptorArea, value); return true;
            case MmioRegister.QueueDriverLow: queue.DriverArea = WithLow(queue.DriverArea, value); return true;
            case MmioRegister.QueueDriverHigh: queue.DriverArea = WithHigh(queue.DriverArea, value); return true;
            case MmioRegister.QueueDeviceLow: queue.DeviceArea = WithLow(queue.DeviceArea, value); return true;
            case MmioRegister.QueueDeviceHigh: queue.DeviceArea = WithHigh(queue.DeviceArea, value); return true;
            // Queues come after the features (3.1.1).
            case MmioRegister.QueueReady when (device!.Status & VirtioStatus.FeaturesOk) != 0: queue.Enable(); return true;
            default: return false;
        }
    }

    private static ulong WithLow(ulong old, uint value) => (old & ~(ulong)uint.MaxValue) | value;

    private static ulong WithHigh(ulong old, uint value) => (old & uint.MaxValue) | ((ulong)value << 32);

    private void Disable(VirtioDevice device)
    {
        VirtQueue? queue;
        lock (SyncRoot)
        {
            queue = Selected;
            if (queue is null) return;
            queuePages[queue.Index] = 0;
        }

        device.ResetQueue(queue);
    }

    /// <summary>What a reset by the driver clears: not the page size, which legacy drivers write before it.</summary>
    private void ClearRegisters()
    {
        (deviceFeaturesSelect, driverFeaturesSelect, queueSelect) = (0, 0, 0);
        Array.Clear(queuePages);
        Array.Fill(queueAlignments, VirtioLegacyLayout.DefaultAlignment);
        Acknowledge(uint.MaxValue);
    }

    private void Raise(uint cause)
    {
        lock (interruptGate)
        {
            interruptStatus |= cause;
            line.Set(true);
        }
    }

    private void Acknowledge(uint causes)
    {
        lock (interruptGate)
        {
            interruptStatus &= ~causes;
            line.Set(interruptStatus != 0);
        }
    }
}
