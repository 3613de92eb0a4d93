using System.Globalization;
using Emu.Chardev;
using Emu.Core.Memory;
using Emu.Devices.Pci;
using Emu.Devices.Virtio;
using Emu.Machine.Configuration;
using Emu.Model.Descriptors;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Objects;

/// <summary>
/// The machine's objects by path, made anew for each question from what the machine really consists of: no second tree is kept
/// beside it. For work while the CPUs stand still.
/// </summary>
internal sealed class ObjectTree
{
    private const string Container = "container", Backend = "virtio-backend";

    private readonly MonitorHost monitors;
    private readonly ObjectNode root = new(Container);

    /// <param name="monitors">The monitors, and through them the machine.</param>
    public ObjectTree(MonitorHost monitors)
    {
        this.monitors = monitors;
        Emu.Machine.Machine machine = monitors.Machine;
        ObjectNode board = root.Add("machine", new ObjectNode($"{machine.Board.Name}-machine"));
        board.Add(MachineObject.Of(machine));
        AddDevices(board);
        AddBoard(board.Add("unattached", new ObjectNode(Container)));
        foreach (Isa.Cpu cpu in machine.Cpus) Reach(monitors.Settings.CpuPath(cpu.Id), monitors.Settings.CpuType).Add(DeviceStates(false, false));
        ObjectNode objects = root.Add("objects", new ObjectNode(Container));
        foreach (MachinePart part in machine.Objects) objects.Add(part.Id!, DescribeObject(part));
        ObjectNode consoles = root.Add("chardevs", new ObjectNode(Container));
        foreach (CharacterDevice each in machine.Consoles.List()) consoles.Add(each.Id, new ObjectNode($"chardev-{each.Kind}"));
    }

    /// <summary>The root.</summary>
    public ObjectNode Root => root;

    /// <summary>The object at a path from the root, or the only one whose path ends so.</summary>
    /// <exception cref="CommandException">There is none, or more than one.</exception>
    public ObjectNode Find(string path)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path.StartsWith('/')) return Descend(root, names) ?? throw CommandException.NoDevice(path);
        List<ObjectNode> found = [];
        Search(root, names, found);
        return found switch
        {
            [] => throw CommandException.NoDevice(path),
            [var only] => only,
            _ => throw new CommandException($"Path '{path}' is ambiguous"),
        };
    }

    /// <summary>The path of a device that the user has added; null for none of them.</summary>
    public static string? PathOf(Emu.Machine.Machine machine, MachinePart part) =>
        part.Id is { } id ? $"/machine/peripheral/{id}"
            : $"/machine/peripheral-anon/device[{machine.Parts.Where(each => each.Id is null).TakeWhile(each => each != part).Count()}]";

    private static ObjectNode? Descend(ObjectNode from, ReadOnlySpan<string> names)
    {
        ObjectNode? at = from;
        foreach (string name in names) at = at?.Find(name);
        return at;
    }

    private static void Search(ObjectNode from, string[] names, List<ObjectNode> found)
    {
        if (Descend(from, names) is { } node) found.Add(node);
        foreach ((_, ObjectNode child) in from.Children) Search(child, names, found);
    }

    private ObjectNode Reach(string path, string type)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        ObjectNode at = root;
        for (int i = 0; i < names.Length; i++) at = at.FindOrAdd(names[i], i == names.Length - 1 ? type : Container);
        return at;
    }

    private void AddDevices(ObjectNode board)
    {
        ObjectNode named = board.Add("peripheral", new ObjectNode(Container));
        ObjectNode others = board.Add("peripheral-anon", new ObjectNode(Container));
        foreach (MachinePart part in monitors.Machine.Parts)
        {
            ObjectNode node = Describe(part.Type, part, [.. part.Members]);
            node.Add(DeviceStates(part.IsHotPlugged, IsHotPluggable(part)));
            if (part.Instance is PciDevice function)
            {
                node.Add(new ObjectProperty("addr", "int32", writer => writer.WriteNumberValue(function.Slot)));
                node.Add(ObjectProperty.Text("legacy-addr", string.Create(
                    CultureInfo.InvariantCulture, $"{function.Slot >> 3:x2}.{function.Slot & 7:x}"), "str"));
                if (function is VirtioPciFunction virtio) AddBackend(node, part, virtio);
                if (function is PciBridge bridge) node.Add(bridge.Secondary.Name, new ObjectNode("PCIE"));
            }

            if (part.Id is { } id) named.Add(id, node);
            else others.Add($"device[{others.Children.Count}]", node);
        }
    }

    private void AddBackend(ObjectNode node, MachinePart part, VirtioPciFunction function)
    {
        TypeDescriptor type = part.Members[0].Type;
        ObjectNode backend = node.Add(Backend, Describe(type.Name, part, part.Members[0]));
        backend.Add(DeviceStates(part.IsHotPlugged, false));
        if (function.Device is not VirtioBalloon balloon) return;
        node.Add(BalloonObject.Properties(balloon));
        backend.Add(BalloonObject.Properties(balloon));
    }

    private void AddBoard(ObjectNode unattached)
    {
        IEnumerable<TypeDescriptor> types = MachineTypes.All.Concat(monitors.Machine.Board.DeviceTypes);
        foreach ((PhysicalAddress _, IMmioDevice device) in monitors.Machine.BoardDevices)
        {
            if (types.FirstOrDefault(each => each.Target == device.GetType()) is not { } type) continue;
            ObjectNode node = unattached.Add($"device[{unattached.Children.Count}]", new ObjectNode(type.Name) { Device = device });
            node.Add(DeviceStates(false, false));
            node.Add(type.Properties().Select(property => Value(property, device)));
            if (device is PciHost host) node.Add(host.Root.Name, new ObjectNode("PCIE"));
        }
    }

    private static bool IsHotPluggable(MachinePart part) => part.Instance is VirtioPciFunction or VirtioSerialPort;

    private static IEnumerable<ObjectProperty> DeviceStates(bool isPlugged, bool isPluggable) =>
    [
        ObjectProperty.Switch("realized", true), ObjectProperty.Switch("hotplugged", isPlugged),
        ObjectProperty.Switch("hotpluggable", isPluggable),
    ];

    private ObjectNode DescribeObject(MachinePart part)
    {
        if (part.Type != ThrottleObject.Type || monitors.Machine.Throttles.Find(part.Id!) is not { } group)
            return Describe(part.Type, part, part.Members[0]);
        ObjectNode node = new(part.Type) { Id = part.Id };
        node.Add(ThrottleObject.Properties(group));
        return node;
    }

    private ObjectNode Describe(string type, MachinePart part, params ReadOnlySpan<(TypeDescriptor Type, object Target)> members)
    {
        ObjectNode node = new(type) { Id = part.Id };
        foreach ((TypeDescriptor each, object target) in members)
        {
            foreach (PropertyDescriptor property in each.Properties())
            {
                // Its value is a text that users write; clients get the number of the place.
                if (property.Name == "addr") continue;
                if (target is VirtioBalloon && property.Name == BalloonObject.Interval && part.Instance is VirtioPciFunction) continue;
                node.Add(Value(property, target));
            }
        }

        return node;
    }

    private ObjectProperty Value(PropertyDescriptor property, object target) => ReferenceOf(property, target) is { } reference
        ? ObjectProperty.Text(property.Name, reference, property.TypeWord)
        : new ObjectProperty(property.Name, property.TypeWord, writer => property.Get(target, writer));

    /// <summary>What a property refers to by name; null for a value.</summary>
    private string? ReferenceOf(PropertyDescriptor property, object target) => (property.Name, target) switch
    {
        ("drive", VirtioBlock disk) => disk.Drive?.Name ?? "",
        ("iothread", VirtioBlock { IoThread: { } loop }) => monitors.Machine.IoThreads.Where(each => each.Loop == loop)
            .Select(each => $"/objects/{each.Id}").FirstOrDefault(""),
        ("iothread", VirtioBlock) => "",
        ("rng", VirtioRandom { Source: INamedObject { Id: var id } }) => $"/objects/{id}",
        ("rng", VirtioRandom) => "",
        ("chardev", VirtioSerialPort port) => monitors.Machine.Consoles.IdOf(port.Backend) ?? "",
        _ => null,
    };
}
