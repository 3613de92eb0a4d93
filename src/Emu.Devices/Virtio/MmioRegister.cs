namespace Emu.Devices.Virtio;

/// <summary>Offsets of the registers of virtio over MMIO (virtio 1.2, 4.2.2 and 4.2.4), 32 bits each.</summary>
internal static class MmioRegister
{
    public const ulong MagicValue = 0x000;
    public const ulong Version = 0x004;
    public const ulong DeviceId = 0x008;
    public const ulong VendorId = 0x00c;
    public const ulong DeviceFeatures = 0x010;
    public const ulong DeviceFeaturesSelect = 0x014;
    public const ulong DriverFeatures = 0x020;
    public const ulong DriverFeaturesSelect = 0x024;
    public const ulong LegacyPageSize = 0x028;
    public const ulong QueueSelect = 0x030;
    public const ulong QueueSizeMaximum = 0x034;
    public const ulong QueueSize = 0x038;
    public const ulong LegacyQueueAlignment = 0x03c;
    public const ulong LegacyQueuePage = 0x040;
    public const ulong QueueReady = 0x044;
    public const ulong QueueNotify = 0x050;
    public const ulong InterruptStatus = 0x060;
    public const ulong InterruptAcknowledge = 0x064;
    public const ulong Status = 0x070;
    public const ulong QueueDescriptorLow = 0x080;
    public const ulong QueueDescriptorHigh = 0x084;
    public const ulong QueueDriverLow = 0x090;
    public const ulong QueueDriverHigh = 0x094;
    public const ulong QueueDeviceLow = 0x0a0;
    public const ulong QueueDeviceHigh = 0x0a4;
    public const ulong SharedMemoryLengthLow = 0x0b0;
    public const ulong SharedMemoryBaseHigh = 0x0bc;
    public const ulong ConfigurationGeneration = 0x0fc;
    public const ulong Configuration = 0x100;
}
