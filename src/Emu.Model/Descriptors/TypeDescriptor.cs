namespace Emu.Model.Descriptors;

/// <summary>A class that users can name on the command line, as the generator describes it from its
/// attributes.</summary>
public sealed class TypeDescriptor
{
    /// <summary>Which option makes it.</summary>
    public required DescriptorKind Kind { get; init; }

    /// <summary>QEMU's name.</summary>
    public required string Name { get; init; }

    /// <summary>The group of a device in help.</summary>
    public DeviceCategory Category { get; init; } = DeviceCategory.Uncategorized;

    /// <summary>The type of bus that a device is plugged into; null for none.</summary>
    public string? Bus { get; init; }

    /// <summary>One line for help; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Another name; null for none.</summary>
    public string? Alias { get; init; }

    /// <summary>The board makes the device and users cannot.</summary>
    public bool IsPartOfBoard { get; init; }

    /// <summary>The names under which a virtio device is a PCI function; null when it is none.</summary>
    public VirtioPciAttribute? VirtioPci { get; init; }

    /// <summary>The class that the name stands for; null for a name that several objects together have.</summary>
    public Type? Target { get; init; }

    /// <summary>Makes an object with all properties at their defaults; null when making one needs more.</summary>
    public Func<object>? Create { get; init; }

    /// <summary>The properties, those of base classes first.</summary>
    public required Func<IReadOnlyList<PropertyDescriptor>> Properties { get; init; }

    /// <summary>What is saved, members of base classes first.</summary>
    public required Func<IReadOnlyList<StateDescriptor>> State { get; init; }

    /// <summary>The property of a name; null when there is none.</summary>
    public PropertyDescriptor? FindProperty(string name) => Properties().FirstOrDefault(each => each.IsCalled(name));
}
