namespace Emu.Model;

/// <summary>The group under which <c>-device help</c> lists a device, in the order of the list.</summary>
public enum DeviceCategory
{
    /// <summary>Controllers, bridges and hubs.</summary>
    Bridge,

    /// <summary>USB host controllers and USB devices without a group of their own.</summary>
    Usb,

    /// <summary>Disks and their controllers.</summary>
    Storage,

    /// <summary>Network cards.</summary>
    Network,

    /// <summary>Keyboards, pointers, and, as in QEMU, serial ports.</summary>
    Input,

    /// <summary>Graphics.</summary>
    Display,

    /// <summary>Sound.</summary>
    Sound,

    /// <summary>What fits nowhere else.</summary>
    Misc,

    /// <summary>Processors.</summary>
    Cpu,

    /// <summary>Watchdogs.</summary>
    Watchdog,

    /// <summary>Devices that belong to no other group.</summary>
    Uncategorized,
}
