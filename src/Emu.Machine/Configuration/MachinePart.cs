using Emu.Model.Descriptors;

namespace Emu.Machine.Configuration;

/// <summary>A device or object that the user has added to the board.</summary>
/// <param name="Id">The id that the user gave it; null for none.</param>
/// <param name="Type">The name of its type.</param>
/// <param name="Members">What has its properties: the device, and for one on PCI its place.</param>
/// <param name="Instance">The object itself.</param>
public sealed record MachinePart(
    string? Id, string Type, IReadOnlyList<(TypeDescriptor Type, object Target)> Members, object Instance)
{
    /// <summary>It was added while the machine ran.</summary>
    public bool IsHotPlugged { get; init; }
}
