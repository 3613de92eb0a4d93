using System.Numerics;
using Emu.Core.Logging;
using Emu.Devices.Pci;
using Emu.Model;

namespace Emu.Devices.Virtio;

/// <summary>
/// The registers of the legacy interface in an I/O region (virtio 1.2, 4.1.4.10): one set for the device and the selected
/// queue, behind them the device's configuration, whose place depends on whether messages are enabled.
/// </summary>
internal sealed partial class VirtioPciLegacy(VirtioPciFunction function) : IPciRegion
{
    private const uint DeviceFeatures = 0x00, DriverFeatures = 0x04, QueueAddress = 0x08, QueueSize = 0x0c;
    private const uint QueueSelect = 0x0e, QueueNotify = 0x10, DeviceStatus = 0x12, InterruptStatus = 0x13;
    private const uint ConfigVector = 0x14, QueueVector = 0x16;
    private const uint HeaderSize = 0x14, MessageHeaderSize = 0x18;
    private const int PageShift = 12;

    [Derived]
    private readonly VirtioDevice device = function.Device;

    /// <summary>Guarded by the device's lock.</summary>
    [State]
    private ushort queueSelect;

    /// <summary>Bytes of the region.</summary>
    public uint Size => BitOperations.RoundUpToPowerOf2(
        (function.Msix is null ? HeaderSize : MessageHeaderSize) + (uint)device.ConfigurationSize);

    private uint DeviceStart => function.Msix is { IsEnabled: true } ? MessageHeaderSize : HeaderSize;

    private VirtQueue? Selected => queueSelect < device.Queues.Count ? device.Queues[queueSelect] : null;

    public uint Read(uint offset, int size)
    {
        if (offset >= DeviceStart) return VirtioPciModern.ReadDevice(device, (int)(offset - DeviceStart), size);
        if (offset == InterruptStatus) return function.TakeInterruptStatus();
        lock (device.SyncRoot) return ReadRegister(offset) & (uint.MaxValue >> (32 - (8 * size)));
    }

    public void Write(uint offset, int size, uint value)
    {
        if (offset >= DeviceStart)
        {
            VirtioPciModern.WriteDevice(device, (int)(offset - DeviceStart), size, value);
            return;
        }

        switch (offset)
        {
            case QueueNotify:
                if (value < device.Queues.Count) device.Queues[(int)value].Kick.SetOrRun();
                break;
            case DeviceStatus:
                WriteStatus((byte)value);
                break;
            case QueueAddress:
                WriteAddress(value);
                break;
            default:
                lock (device.SyncRoot) WriteRegister(offset, value);
                break;
        }
    }

    private uint ReadRegister(uint offset) => offset switch
    {
        DeviceFeatures => (uint)device.OfferedFeatures,
        DriverFeatures => (uint)device.DriverFeatures,
        QueueAddress => (uint)((Selected?.DescriptorArea ?? 0) >> PageShift),
        QueueSize => Selected?.MaximumSize ?? 0u,
        QueueSelect => queueSelect,
        DeviceStatus => (uint)device.Status,
        ConfigVector => function.ConfigurationVector,
        QueueVector => Selected is { } queue ? function.QueueVector(queue.Index) : VirtioPciFunction.NoVector,
        _ => 0,
    };

    private void WriteRegister(uint offset, uint value)
    {
        switch (offset)
        {
            case DriverFeatures:
                device.SetDriverFeatures(uint.MaxValue, value & (uint)device.OfferedFeatures);
                break;
            case QueueSelect:
                queueSelect = (ushort)value;
                break;
            case ConfigVector:
                function.ConfigurationVector = (ushort)value;
                break;
            case QueueVector:
                if (Selected is { } queue) function.SetQueueVector(queue.Index, (ushort)value);
                break;
            default:
                Log.WriteOnce(LogItems.GuestErrors, $"{device.Name}: write at 0x{offset:x} of the legacy registers");
                break;
        }
    }

    private void WriteStatus(byte value)
    {
        if (value != 0)
        {
            device.SetStatus(value);
            return;
        }

        function.ResetDevice();
        lock (device.SyncRoot) queueSelect = 0;
    }

    /// <summary>Takes the page of a queue's areas, which lie one behind the other, and enables the queue; 0 disables
    /// it (virtio 1.2, 2.7.2).</summary>
    private void WriteAddress(uint page)
    {
        VirtQueue? queue;
        lock (device.SyncRoot) queue = Selected;
        if (queue is null) return;
        if (page == 0)
        {
            device.ResetQueue(queue);
            return;
        }

        lock (device.SyncRoot)
        {
            if (queue.IsReady) return;
            VirtioLegacyLayout.Place(queue, (ulong)page << PageShift, VirtioLegacyLayout.DefaultAlignment);
            queue.Enable();
        }
    }
}
