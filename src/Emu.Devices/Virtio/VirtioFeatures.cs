namespace Emu.Devices.Virtio;

/// <summary>Feature bits that do not depend on the kind of device (virtio 1.2, 6 and 6.3).</summary>
[Flags]
public enum VirtioFeatures : ulong
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Legacy: the driver is interrupted when a queue runs empty, even if it has asked for no
    /// interrupts.</summary>
    NotifyOnEmpty = 1ul << 24,

    /// <summary>Legacy: the device relies on no particular division of a buffer into descriptors.</summary>
    AnyLayout = 1ul << 27,

    /// <summary>Descriptors may lead to tables of descriptors.</summary>
    IndirectDescriptors = 1ul << 28,

    /// <summary>Either side says by an index when it wants to be notified.</summary>
    EventIndex = 1ul << 29,

    /// <summary>The device follows the specification, not the legacy interface.</summary>
    Version1 = 1ul << 32,

    /// <summary>A single queue can be reset.</summary>
    RingReset = 1ul << 40,
}
