using Emu.Model.Descriptors;

namespace Emu.Monitor.Objects;

/// <summary>A type in the tree of types that clients see.</summary>
/// <param name="Name">QEMU's name.</param>
/// <param name="Parent">The name of the type that it is one of; null for the root.</param>
internal sealed record ObjectType(string Name, string? Parent)
{
    /// <summary>Nothing is made of it; it only stands for others.</summary>
    public bool IsAbstract { get; init; }

    /// <summary>Its declaration; null for a type that users do not name.</summary>
    public TypeDescriptor? Descriptor { get; init; }

    /// <summary>Properties that are not in the declaration.</summary>
    public IReadOnlyList<PropertyInfo> Further { get; init; } = [];
}
