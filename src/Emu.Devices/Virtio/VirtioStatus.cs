namespace Emu.Devices.Virtio;

/// <summary>The device status field (virtio 1.2, 2.1).</summary>
[Flags]
public enum VirtioStatus
{
    /// <summary>The device is reset.</summary>
    None = 0,

    /// <summary>The guest has noticed the device.</summary>
    Acknowledge = 1,

    /// <summary>The guest has a driver for it.</summary>
    Driver = 2,

    /// <summary>The driver is set up; the device may work.</summary>
    DriverOk = 4,

    /// <summary>The driver's choice of features is complete.</summary>
    FeaturesOk = 8,

    /// <summary>The device has met an error that only a reset ends.</summary>
    NeedsReset = 0x40,

    /// <summary>The driver has given up.</summary>
    Failed = 0x80,
}
