using Emu.Devices.Virtio;
using Emu.Model.Descriptors;

namespace Emu.Machine.Configuration;

/// <summary>All that the command line can name: devices, objects, networks, character devices.</summary>
public static class MachineTypes
{
    private static readonly Lazy<IReadOnlyList<TypeDescriptor>> Types = new(() =>
    [
        .. ModelTable.Types.Concat(Emu.Devices.ModelTable.Types).Concat(Emu.Net.ModelTable.Types)
            .Concat(Emu.Chardev.ModelTable.Types).SelectMany(WithPciForms)
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ]);

    /// <summary>The types that all boards have, sorted by name.</summary>
    public static IReadOnlyList<TypeDescriptor> All => Types.Value;

    /// <summary>The type of a name or alias; null when there is none.</summary>
    /// <param name="kind">What it is a type of.</param>
    /// <param name="name">The name.</param>
    /// <param name="ofBoard">Types that only some boards have.</param>
    public static TypeDescriptor? Find(DescriptorKind kind, string name, IEnumerable<TypeDescriptor>? ofBoard = null) =>
        All.Concat(ofBoard ?? []).FirstOrDefault(type => type.Kind == kind && (type.Name == name || type.Alias == name));

    /// <summary>The message for a name that is not known.</summary>
    /// <param name="kind">What it should be a type of.</param>
    /// <param name="name">The name.</param>
    /// <param name="ofBoard">Types that only some boards have.</param>
    public static string Unknown(DescriptorKind kind, string name, IEnumerable<TypeDescriptor>? ofBoard = null)
    {
        string message = kind switch
        {
            DescriptorKind.Device => $"'{name}' is not a valid device model name",
            DescriptorKind.Object => $"Parameter 'qom-type' does not accept value '{name}'",
            DescriptorKind.NetDevice => $"Parameter 'type' does not accept value '{name}'",
            DescriptorKind.CharacterDevice => $"'{name}' is not a valid char driver name",
            _ => $"Unknown driver '{name}'",
        };
        if (AbsentTypes.Remedy(kind, name) is { } remedy) return $"{message}; {remedy}";
        string? nearest = Spelling.Nearest(
            name,
            All.Concat(ofBoard ?? []).Where(type => type.Kind == kind).Select(type => type.Name).Order(StringComparer.Ordinal));
        return nearest is null ? message : $"{message}; did you mean '{nearest}'?";
    }

    /// <summary>True for the name of a virtio device's function on PCI.</summary>
    public static bool IsPciForm(string name) => FindPciForm(name) is not null;

    /// <summary>The name that all functions on PCI of a virtio device begin with: <c>virtio-blk-pci</c>.</summary>
    public static string NameOfPciForms(string name) => $"{FindPciForm(name)!.Value.Device.VirtioPci!.Name}-pci";

    /// <summary>The device behind a PCI form, and how it is put on the bus; null for a name that is none.</summary>
    internal static (TypeDescriptor Device, VirtioPciKind Kind)? FindPciForm(string name)
    {
        foreach (TypeDescriptor device in Emu.Devices.ModelTable.Types)
        {
            if (device.VirtioPci is not { } pci) continue;
            if (name == $"{pci.Name}-pci" || name == pci.Name) return (device, VirtioPciKind.Automatic);
            if (name == $"{pci.Name}-pci-transitional") return (device, VirtioPciKind.Transitional);
            if (name == $"{pci.Name}-pci-non-transitional") return (device, VirtioPciKind.NonTransitional);
        }

        return null;
    }

    private static IEnumerable<TypeDescriptor> WithPciForms(TypeDescriptor type)
    {
        yield return type;
        if (type.VirtioPci is not { } pci) yield break;
        yield return PciForm(type, $"{pci.Name}-pci", pci.Name);
        if (pci.IsModernOnly) yield break;
        yield return PciForm(type, $"{pci.Name}-pci-non-transitional", null);
        yield return PciForm(type, $"{pci.Name}-pci-transitional", null);
    }

    private static TypeDescriptor PciForm(TypeDescriptor device, string name, string? alias) => new()
    {
        Kind = DescriptorKind.Device,
        Name = name,
        Alias = alias,
        Category = device.Category,
        Bus = "PCI",
        Description = device.Description,
        Properties = () => [.. device.Properties(), .. PciPlacement.ModelMembers.Properties],
        State = device.State,
    };
}
