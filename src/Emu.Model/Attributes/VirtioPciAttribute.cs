namespace Emu.Model;

/// <summary>
/// Declares that a virtio device is also to be had as a PCI function, under the names <c>NAME-pci</c> (alias
/// <c>NAME</c>), <c>NAME-pci-transitional</c> and <c>NAME-pci-non-transitional</c>. It stands beside the
/// <see cref="DeviceAttribute"/> of the device without a transport.
/// </summary>
/// <param name="name">The names' common part: <c>virtio-blk</c>.</param>
/// <param name="classCode">The 24 bits of the function's class code (PCI Local Bus 3.0, appendix D).</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class VirtioPciAttribute(string name, uint classCode) : Attribute
{
    /// <summary>The names' common part.</summary>
    public string Name { get; } = name;

    /// <summary>Base class, subclass and programming interface, 8 bits each.</summary>
    public uint ClassCode { get; } = classCode;

    /// <summary>True for a device that has no legacy interface, and so no transitional names (virtio 1.2,
    /// 4.1.2.3).</summary>
    public bool IsModernOnly { get; init; }
}
