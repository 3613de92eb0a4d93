namespace Emu.Model;

/// <summary>
/// Declares a device of the machine. The class must be <c>partial</c>: the generator adds its descriptor, and fails the
/// build when a mutable member is neither <see cref="PropertyAttribute"/>, <see cref="StateAttribute"/> nor
/// <see cref="DerivedAttribute"/>.
/// </summary>
/// <param name="name">QEMU's name of the device, as <c>-device</c> takes it; one of its own where QEMU has
/// no such device.</param>
/// <param name="category">The group under which <c>-device help</c> lists it.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class DeviceAttribute(string name, DeviceCategory category) : Attribute
{
    /// <summary>QEMU's name of the device.</summary>
    public string Name { get; } = name;

    /// <summary>The group under which it is listed.</summary>
    public DeviceCategory Category { get; } = category;

    /// <summary>The type of bus that it is plugged into, as <c>-device help</c> prints it: <c>virtio-bus</c>, <c>PCI</c>,
    /// <c>System</c>; null for none.</summary>
    public string? Bus { get; init; }

    /// <summary>One line for <c>-device help</c>; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Another name that <c>-device</c> takes; null for none.</summary>
    public string? Alias { get; init; }

    /// <summary>True when the board makes the device and <c>-device</c> cannot; options do not set its properties by
    /// themselves then: it has the values that the board gives it.</summary>
    public bool IsPartOfBoard { get; init; }
}
