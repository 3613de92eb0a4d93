using Emu.Core.Logging;
using Emu.Devices.Pci;
using Emu.Model;

namespace Emu.Devices.Virtio;

/// <summary>
/// The registers of the specification's interface in one memory region: common configuration, interrupt status, the
/// device's configuration and the notification area, 4 KiB each (virtio 1.2, 4.1.4).
/// </summary>
internal sealed partial class VirtioPciModern(VirtioPciFunction function) : IPciRegion
{
    public const uint AreaSize = 0x1000, Size = 4 * AreaSize;
    public const uint CommonStart = 0, InterruptStart = AreaSize, DeviceStart = 2 * AreaSize, NotifyStart = 3 * AreaSize;

    /// <summary>Bytes of the notification area that a queue has.</summary>
    public const uint NotifyMultiplier = 4;

    private const uint DeviceFeatureSelect = 0x00, DeviceFeature = 0x04, DriverFeatureSelect = 0x08, DriverFeature = 0x0c;
    private const uint ConfigVector = 0x10, QueueCount = 0x12, DeviceStatus = 0x14, ConfigGeneration = 0x15;
    private const uint QueueSelect = 0x16, QueueSize = 0x18, QueueVector = 0x1a, QueueEnable = 0x1c, QueueNotifyOffset = 0x1e;
    private const uint QueueDescriptor = 0x20, QueueDriver = 0x28, QueueDevice = 0x30, QueueNotifyData = 0x38;
    private const uint QueueReset = 0x3a;

    /// <summary>Feature bits that only the legacy interface has.</summary>
    private const ulong LegacyFeatures = (ulong)(VirtioFeatures.NotifyOnEmpty | VirtioFeatures.AnyLayout);

    [Derived]
    private readonly VirtioDevice device = function.Device;

    // Guarded by the device's lock.
    [State]
    private uint deviceFeatureSelect, driverFeatureSelect;
    [State]
    private ushort queueSelect;

    private VirtQueue? Selected => queueSelect < device.Queues.Count ? device.Queues[queueSelect] : null;

    public uint Read(uint offset, int size)
    {
        uint at = offset % AreaSize;
        switch (offset / AreaSize * AreaSize)
        {
            case CommonStart:
                lock (device.SyncRoot) return ReadCommon(at) & (uint.MaxValue >> (32 - (8 * size)));
            case InterruptStart:
                return at == 0 ? function.TakeInterruptStatus() : 0u;
            case DeviceStart:
                return ReadDevice(device, (int)at, size);
            default:
                return 0;
        }
    }

    public void Write(uint offset, int size, uint value)
    {
        uint at = offset % AreaSize;
        switch (offset / AreaSize * AreaSize)
        {
            case NotifyStart:
                if (at / NotifyMultiplier < device.Queues.Count) device.Queues[(int)(at / NotifyMultiplier)].Kick.SetOrRun();
                break;
            case CommonStart when at == DeviceStatus:
                WriteStatus((byte)value);
                break;
            case CommonStart when at == QueueReset:
                ResetSelected(value);
                break;
            case CommonStart:
                lock (device.SyncRoot) WriteCommon(at, value);
                break;
            case DeviceStart:
                WriteDevice(device, (int)at, size, value);
                break;
        }
    }

    /// <summary>Reads the device's own configuration; what lies behind it is zero.</summary>
    public static uint ReadDevice(VirtioDevice device, int offset, int size)
    {
        Span<byte> bytes = stackalloc byte[4];
        bytes.Clear();
        lock (device.SyncRoot) device.ReadConfiguration(offset, bytes[..size]);
        return bytes[0] | ((uint)bytes[1] << 8) | ((uint)bytes[2] << 16) | ((uint)bytes[3] << 24);
    }

    /// <summary>Writes the device's own configuration.</summary>
    public static void WriteDevice(VirtioDevice device, int offset, int size, uint value)
    {
        ReadOnlySpan<byte> bytes = [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];
        lock (device.SyncRoot) device.WriteConfiguration(offset, bytes[..size]);
    }

    private uint ReadCommon(uint at)
    {
        VirtQueue? queue = Selected;
        switch (at)
        {
            case DeviceFeatureSelect:
                return deviceFeatureSelect;
            case DeviceFeature:
                return Half(device.OfferedFeatures & ~LegacyFeatures, deviceFeatureSelect);
            case DriverFeatureSelect:
                return driverFeatureSelect;
            case DriverFeature:
                return Half(device.DriverFeatures, driverFeatureSelect);
            case ConfigVector:
                return function.ConfigurationVector;
            case QueueCount:
                return (uint)device.Queues.Count;
            case DeviceStatus:
                return (uint)device.Status;
            case ConfigGeneration:
                return device.ConfigurationGeneration & 0xff;
            case QueueSelect:
                return queueSelect;
            case QueueSize:
                return queue?.Size ?? 0u;
            case QueueVector:
                return queue is null ? VirtioPciFunction.NoVector : function.QueueVector(queue.Index);
            case QueueEnable:
                return queue is { IsReady: true } ? 1u : 0;
            case QueueNotifyOffset:
                return queue is null ? 0u : (uint)queue.Index;
            case QueueDescriptor:
            case QueueDriver:
            case QueueDevice:
                return (uint)(queue is null ? 0 : Address(queue, at));
            case QueueDescriptor + 4:
            case QueueDriver + 4:
            case QueueDevice + 4:
                return (uint)((queue is null ? 0 : Address(queue, at - 4)) >> 32);
            case QueueNotifyData:
            case QueueReset:
                return 0;
            default:
                LogUnknown("read", at);
                return 0;
        }
    }

    private void WriteCommon(uint at, uint value)
    {
        VirtQueue? queue = Selected;
        switch (at)
        {
            case DeviceFeatureSelect:
                deviceFeatureSelect = value;
                break;
            case DriverFeatureSelect:
                driverFeatureSelect = value;
                break;
            case DriverFeature:
                if (driverFeatureSelect <= 1)
                {
                    int shift = (int)driverFeatureSelect * 32;
                    device.SetDriverFeatures((ulong)uint.MaxValue << shift, (ulong)value << shift);
                }
                else if (value != 0)
                {
                    Log.WriteOnce(LogItems.GuestErrors, $"{device.Name}: the driver wants features that are not offered");
                }

                break;
            case ConfigVector:
                function.ConfigurationVector = (ushort)value;
                break;
            case QueueSelect:
                queueSelect = (ushort)value;
                break;
            case QueueSize:
                if (queue?.TrySetSize((ushort)value) == false)
                    Log.WriteOnce(LogItems.GuestErrors, $"{device.Name}: queue {queue.Index} cannot have {value} entries");
                break;
            case QueueVector:
                if (queue is not null) function.SetQueueVector(queue.Index, (ushort)value);
                break;
            case QueueEnable:
                if ((ushort)value == 1) queue?.Enable();
                break;
            case QueueDescriptor:
            case QueueDriver:
            case QueueDevice:
                if (queue is { IsReady: false }) SetAddress(queue, at, value, shift: 0);
                break;
            case QueueDescriptor + 4:
            case QueueDriver + 4:
            case QueueDevice + 4:
                if (queue is { IsReady: false }) SetAddress(queue, at - 4, value, shift: 32);
                break;
            default:
                LogUnknown("write", at);
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
        lock (device.SyncRoot)
        {
            (deviceFeatureSelect, driverFeatureSelect) = (0, 0);
            queueSelect = 0;
        }
    }

    private void ResetSelected(uint value)
    {
        VirtQueue? queue;
        lock (device.SyncRoot) queue = Selected;
        if ((ushort)value == 1 && queue is not null && device.HasFeature(VirtioFeatures.RingReset)) device.ResetQueue(queue);
    }

    private static uint Half(ulong features, uint select) => select switch
    {
        0 => (uint)features,
        1 => (uint)(features >> 32),
        _ => 0,
    };

    private static ulong Address(VirtQueue queue, uint register) => register switch
    {
        QueueDescriptor => queue.DescriptorArea,
        QueueDriver => queue.DriverArea,
        _ => queue.DeviceArea,
    };

    private static void SetAddress(VirtQueue queue, uint register, uint value, int shift)
    {
        ulong address = (Address(queue, register) & ~((ulong)uint.MaxValue << shift)) | ((ulong)value << shift);
        if (register == QueueDescriptor) queue.DescriptorArea = address;
        else if (register == QueueDriver) queue.DriverArea = address;
        else queue.DeviceArea = address;
    }

    private void LogUnknown(string access, uint at) =>
        Log.WriteOnce(LogItems.GuestErrors, $"{device.Name}: {access} at 0x{at:x} of the common configuration, where no register is");
}
