using System.Text.Json;
using Emu.Machine.Boards;
using Emu.Machine.Configuration;
using Emu.Model.Descriptors;

namespace Emu.Monitor.Objects;

/// <summary>
/// The types of devices, objects, character devices and machines as one tree, made of their declarations. A type that is not
/// declared is not here, but for the few bases by which clients ask for groups of types.
/// </summary>
internal sealed class ObjectTypes
{
    /// <summary>What all types of <c>-object</c> implement.</summary>
    private const string UserCreatable = "user-creatable";

    private const string Root = "object", Device = "device", Machine = "machine", Accelerator = "accel";

    /// <summary>Types of which nothing is made, each behind the one that it is one of.</summary>
    private static readonly ObjectType[] Bases =
    [
        Base(Device, Root), Base("bus", Root), Base("chardev", Root), Base(Machine, Root), Base("memory-backend", Root),
        Base("netfilter", Root), Base("rng-backend", Root), Base("event-loop-base", Root), Base("cpu", Device), Base("sys-bus-device", Device),
        Base("pci-device", Device), Base("virtio-device", Device), Base("virtio-pci", "pci-device"),
        Base("virtio-serial-port", Device), Base("base-pci-bridge", "pci-device"), Base("pcie-port", "base-pci-bridge"),
        Base("pcie-slot", "pcie-port"), Base("pcie-root-port-base", "pcie-slot"), Base("chardev-fd", "chardev"), new(Root, null) { IsAbstract = true }, new(Accelerator, Root),
    ];

    private readonly SortedDictionary<string, ObjectType> types = new(StringComparer.Ordinal);

    /// <param name="boards">The machines that there are.</param>
    /// <param name="cpuType">What CPUs are called.</param>
    public ObjectTypes(IReadOnlyList<Board> boards, string cpuType)
    {
        foreach (ObjectType each in Bases) Add(each);
        Add(new ObjectType("container", Root));
        Add(new ObjectType("tcg-accel", Accelerator));
        Add(new ObjectType(cpuType, "cpu"));
        foreach (Board board in boards) Add(new ObjectType($"{board.Name}-{Machine}", Machine) { Further = MachineObject.Describe(board) });
        foreach (TypeDescriptor type in MachineTypes.All.Concat(boards.SelectMany(board => board.DeviceTypes).Distinct())) Add(type);
    }

    /// <summary>All types, sorted by name.</summary>
    public IEnumerable<ObjectType> All => types.Values;

    /// <summary>The type of a name; null when there is none.</summary>
    public ObjectType? Find(string name) => types.GetValueOrDefault(name);

    /// <summary>True for a type that is of another, or is it.</summary>
    public bool IsOf(ObjectType type, string wanted)
    {
        if (wanted == UserCreatable) return type.Descriptor?.Kind == DescriptorKind.Object;
        for (ObjectType? at = type; at is not null; at = at.Parent is null ? null : types[at.Parent])
            if (at.Name == wanted) return true;
        return false;
    }

    /// <summary>True for a device that is made by its name.</summary>
    public bool IsDevice(ObjectType type) => !type.IsAbstract && IsOf(type, Device);

    /// <summary>What may be set when one is made, sorted by name.</summary>
    public static IEnumerable<PropertyInfo> Settable(ObjectType type) =>
        (type.Descriptor?.Properties() ?? []).OrderBy(each => each.Name, StringComparer.Ordinal).Select(Describe);

    /// <summary>What objects of a type have.</summary>
    public IEnumerable<PropertyInfo> Properties(ObjectType type) =>
    [
        new("type", "string"), .. IsOf(type, Device) ? DeviceStates : [], .. type.Further,
        .. type.Name == ThrottleObject.Type ? ThrottleObject.Describe : Settable(type).Select(each => each with { DefaultValue = null }),
    ];

    /// <summary>What all devices say of themselves.</summary>
    public static IReadOnlyList<PropertyInfo> DeviceStates { get; } =
        [new("realized", "bool"), new("hotplugged", "bool"), new("hotpluggable", "bool")];

    private static ObjectType Base(string name, string parent) => new(name, parent) { IsAbstract = true };

    private void Add(ObjectType type) => types.TryAdd(type.Name, type);

    private void Add(TypeDescriptor type)
    {
        if (ParentOf(type) is not { } parent) return;
        string name = type.Kind == DescriptorKind.CharacterDevice ? $"chardev-{type.Name}" : type.Name;
        Add(new ObjectType(name, parent) { Descriptor = type });
    }

    /// <summary>The base of a declared type; null for one that is no object, as networks are none.</summary>
    private string? ParentOf(TypeDescriptor type)
    {
        switch (type.Kind)
        {
            case DescriptorKind.CharacterDevice:
                return type.Name is "file" or "pipe" or "stdio" ? "chardev-fd" : "chardev";
            case DescriptorKind.Object:
                return type.Name.StartsWith("memory-backend-", StringComparison.Ordinal) ? "memory-backend"
                    : type.Name.StartsWith("filter-", StringComparison.Ordinal) ? "netfilter"
                    : type.Name.StartsWith("rng-", StringComparison.Ordinal) ? "rng-backend"
                    : type.Name == "iothread" ? "event-loop-base" : Root;
            case not DescriptorKind.Device:
                return null;
        }

        if (MachineTypes.IsPciForm(type.Name))
        {
            string common = $"{MachineTypes.NameOfPciForms(type.Name)}-base";
            Add(Base(common, "virtio-pci"));
            return common;
        }

        return type switch
        {
            { Name: "pcie-root-port" } => "pcie-root-port-base",
            { Bus: "System" } => "sys-bus-device",
            { Bus: "PCI" } => "pci-device",
            { Bus: "virtio-bus" } => "virtio-device",
            { Bus: "virtio-serial-bus" } => "virtio-serial-port",
            _ => Device,
        };
    }

    private static PropertyInfo Describe(PropertyDescriptor property) => new(property.Name, property.TypeWord)
    {
        Description = property.Help.Length == 0 ? null : property.Help,
        DefaultValue = property.Default is { } text ? ReadDefault(text) : null,
    };

    /// <summary>A default is written as JSON, or as plain text where its property says so itself.</summary>
    private static JsonElement? ReadDefault(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text, Commands.MonitorJson.Default.String);
        }
    }
}

/// <summary>A property as clients see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">QEMU's word for its type.</param>
internal sealed record PropertyInfo(string Name, string Type)
{
    /// <summary>What it is for; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Its value when nobody sets it; null for none.</summary>
    public JsonElement? DefaultValue { get; init; }
}
