using Emu.Block;
using Emu.Block.Graph;
using Emu.Chardev;
using Emu.Core.Control;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices.Flash;
using Emu.Devices.Pci;
using Emu.Devices.Virtio;
using Emu.Host;
using Emu.Machine.Boards;
using Emu.Machine.Configuration;
using Emu.Machine.Configuration.Blocks;
using Emu.Machine.Configuration.Objects;
using Emu.Model.Descriptors;
using Emu.Model.Options;
using Emu.Net;
using Emu.Net.User;

namespace Emu.Machine.Assembly;

/// <summary>
/// Makes what the user adds to the board, in the order in which one may refer to another: objects, block nodes, networks,
/// devices. Used by the thread that builds the machine; disposed when no CPU and no loop runs any more.
/// </summary>
internal sealed partial class DeviceAssembly : IReferenceResolver, IDisposable
{
    /// <summary>The address of the first network card; the others follow.</summary>
    private const ulong FirstMac = 0x5254_0012_3456;

    /// <summary>Types that devices are of by their place.</summary>
    private static readonly string[] BaseTypes = ["virtio-pci", "virtio-device", "pci-device", "device"];

    private static readonly string[] HandledOptions = ["driver", "id", "bus"];

    private static readonly TypeDescriptor PciForm = new()
    {
        Kind = DescriptorKind.Device,
        Name = "pci-device",
        Properties = () => PciPlacement.ModelMembers.Properties,
        State = () => [],
    };

    private readonly Board board;
    private readonly MachineConfiguration configuration;
    private readonly BusMemory memory;
    private readonly EventLoop events;
    private readonly CharacterDevices consoles;
    private readonly BlockNodes blocks;
    private readonly List<BlockNode> flashNodes = [];
    private readonly Dictionary<string, IConfiguredObject> objects = [];
    private readonly Dictionary<string, NetEndpoint> networks = [];
    private readonly Dictionary<string, object> devices = [];
    private readonly List<MachinePart> parts = [], objectParts = [];
    private readonly List<LoaderDevice> loaders = [];
    private readonly HashSet<GlobalProperty> usedGlobals = [];
    private readonly Action<string> warn;
    private PciHost? pci;
    private VirtioSlots? slots;
    private EventLoop? networkLoop;
    private ulong cards;
    private int unnamed;
    private bool isHotPlugging;

    /// <param name="board">What it is added to.</param>
    /// <param name="configuration">What to make.</param>
    /// <param name="memory">The guest's RAM.</param>
    /// <param name="events">The machine's event loop.</param>
    /// <param name="consoles">The character devices.</param>
    /// <param name="warn">Takes a line for the user.</param>
    public DeviceAssembly(
        Board board, MachineConfiguration configuration, BusMemory memory, EventLoop events, CharacterDevices consoles,
        Action<string> warn)
    {
        this.board = board;
        this.configuration = configuration;
        this.memory = memory;
        this.events = events;
        this.consoles = consoles;
        this.warn = warn;
        blocks = new BlockNodes(configuration.IsTemporary, Throttles, warn);
    }

    /// <summary>The content of a bank of flash; null for a blank one. While the board is made, before
    /// <see cref="Build"/>.</summary>
    /// <exception cref="ConfigurationException">The image cannot be had.</exception>
    public FlashStore? OpenFlash(int bank)
    {
        if (bank >= configuration.FlashNodes.Count || configuration.FlashNodes[bank] is not { } name) return null;
        ConfiguredItem item = configuration.BlockNodes.FirstOrDefault(each => each.Options.Text("node-name") == name)
            ?? throw new ConfigurationException($"-machine pflash{bank}={name}: there is no block node of that name");
        if (!blocks.IsOpen(name)) blocks.Open(item);
        Guard(item, _ => flashNodes.Add(blocks.TakeNode(name)));
        return new FlashStore(flashNodes[^1], events);
    }

    /// <summary>Makes everything else.</summary>
    /// <param name="present">The board's devices, which have the buses.</param>
    /// <exception cref="ConfigurationException">Something cannot be had.</exception>
    public void Build(IReadOnlyList<AssembledDevice> present)
    {
        pci = present.Select(each => each.Device).OfType<PciHost>().FirstOrDefault();
        slots = new VirtioSlots(present);
        foreach (ConfiguredItem item in configuration.Objects)
            if (!IsFilter(item) && !MemoryObjects.IsMemory(item)) Guard(item, AddObject);
        foreach (ConfiguredItem item in configuration.BlockNodes)
            if (!blocks.IsOpen(item.Options.Text("node-name"))) blocks.Open(item);
        foreach (ConfiguredItem item in configuration.NetDevices) Guard(item, AddNetwork);
        // Filters name the networks that they look at.
        foreach (ConfiguredItem item in configuration.Objects)
            if (IsFilter(item)) Guard(item, AddObject);
        foreach (GlobalProperty global in configuration.Globals) slots.Apply(global);
        foreach (ConfiguredItem item in configuration.Devices) Guard(item, AddDevice);
        if (pci is not null) pci.IsRunning = true;
        WarnOfGlobals();
    }

    /// <summary>Pauses the machine; null where nothing can.</summary>
    public IMachineControl? Control { get; init; }

    /// <summary>The groups of limits that disks have.</summary>
    public ThrottleGroups Throttles { get; } = new();

    /// <summary>Told, on a card's loop, that the driver has changed which frames the card takes.</summary>
    public Action<VirtioNet>? FilterChanged { get; init; }

    /// <summary>The virtio devices.</summary>
    public IEnumerable<VirtioDevice> VirtioDevices =>
        devices.Values.Select(each => (each as VirtioPciFunction)?.Device ?? each as VirtioDevice).OfType<VirtioDevice>();

    /// <summary>What is put into memory whenever the machine starts.</summary>
    public IReadOnlyList<LoaderDevice> Loaders => loaders;

    /// <summary>The devices, in their order.</summary>
    public IReadOnlyList<MachinePart> Parts => parts;

    /// <summary>The objects that are no memory, in their order.</summary>
    public IReadOnlyList<MachinePart> Objects => objectParts;

    /// <summary>The networks, in their order.</summary>
    public IReadOnlyList<NetEndpoint> Networks => [.. networks.Values];

    /// <summary>Adds a network while the machine runs, on its thread.</summary>
    /// <exception cref="ConfigurationException">It cannot be had.</exception>
    public void AddNetworkLater(OptionTree options) => GuardLater(options, AddNetwork);

    /// <summary>Makes an object while the machine runs, on its thread.</summary>
    /// <exception cref="ConfigurationException">It cannot be had.</exception>
    public void AddObjectLater(OptionTree options) => GuardLater(options, AddObject);

    /// <summary>Removes a network while the machine runs, on its thread; false when there is none.</summary>
    public bool RemoveNetwork(string id)
    {
        if (!networks.Remove(id, out NetEndpoint? network)) return false;
        network.Loop.Run(() =>
        {
            network.Disconnect();
            network.Close();
            return default;
        });
        return true;
    }

    /// <summary>Removes an object while the machine runs, on its thread; false when there is none.</summary>
    /// <exception cref="ConfigurationException">A device uses it.</exception>
    public bool RemoveObject(string id)
    {
        if (!objects.TryGetValue(id, out IConfiguredObject? found)) return false;
        if (found is IoThread thread && VirtioDevices.Any(device => device.Loop == thread.Loop))
            throw new ConfigurationException($"object '{id}' is in use, can not be deleted");
        if (found is IRandomSource && VirtioDevices.Any(device => (device as VirtioRandom)?.Source == found))
            throw new ConfigurationException($"object '{id}' is in use, can not be deleted");
        if (found is ThrottleGroupObject { IsInUse: true })
            throw new ConfigurationException($"object '{id}' is in use, can not be deleted");
        objects.Remove(id);
        objectParts.RemoveAll(each => each.Id == id);
        found.Dispose();
        return true;
    }

    /// <summary>The threads of devices: id, loop, and what was said of polling.</summary>
    public IReadOnlyList<IoThreadPart> IoThreads => [.. objects.Values.OfType<IoThread>().Select(each => new IoThreadPart(
        each.Id, each.Loop!, each.MostPollNanoseconds, each.PollGrowth, each.PollShrinkage))];

    /// <summary>The threads of networks and devices besides the machine's own.</summary>
    public IEnumerable<EventLoop> Loops =>
        [.. networkLoop is null ? [] : (EventLoop[])[networkLoop], .. objects.Values.OfType<IoThread>().Select(each => each.Loop!)];

    /// <summary>The random bytes that the guest sees.</summary>
    public GuestRandom Random { get; init; } = new();

    /// <summary>CPUs of the machine, for devices with a queue for each.</summary>
    public int Cpus { get; init; } = 1;

    /// <inheritdoc/>
    public T? Find<T>(string id)
        where T : class
    {
        if (typeof(T) == typeof(BlockBackend)) return blocks.Use(id) as T;
        if (typeof(T) == typeof(ICharacterBackend)) return consoles.Find<T>(id);
        if (typeof(T) == typeof(NetEndpoint)) return networks.GetValueOrDefault(id) as T;
        if (!objects.TryGetValue(id, out IConfiguredObject? found)) return null;
        return found as T ?? (found as IoThread)?.Loop as T;
    }

    /// <summary>Lets all devices finish what they are doing. While the loops still run, when no CPU does.</summary>
    public void Stop()
    {
        foreach (object each in devices.Values)
            ((each as VirtioPciFunction)?.Device ?? each as VirtioDevice)?.Reset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        networkLoop?.Dispose();
        foreach (IConfiguredObject each in objects.Values) each.Dispose();
        foreach (object device in devices.Values)
            (((device as VirtioPciFunction)?.Device ?? device) as IDisposable)?.Dispose();
        foreach (NetEndpoint network in networks.Values) network.Close();
        foreach (BlockNode node in flashNodes) node.Dispose();
        blocks.Dispose();
    }

    /// <summary>Open Firmware's paths of the devices that the user gave a place in the order of booting, in that
    /// order.</summary>
    public IReadOnlyList<string> BootOrder() =>
    [
        .. from each in devices.Values
           let index = BootIndexOf((each as VirtioPciFunction)?.Device ?? each)
           let path = (each as VirtioPciFunction)?.FirmwarePath ?? slots?.FirmwarePath(each)
           where index >= 0 && path is not null
           orderby index
           select path,
    ];

    /// <summary>The disk that firmware boots from unless it is told otherwise; null when there is none.</summary>
    public VirtioBlock? BootDisk => devices.Values
        .Select(each => (each as VirtioPciFunction)?.Device ?? each).OfType<VirtioBlock>()
        .OrderBy(disk => disk.BootIndex < 0 ? int.MaxValue : disk.BootIndex).FirstOrDefault();

    private static int BootIndexOf(object device) => device switch
    {
        VirtioBlock disk => disk.BootIndex,
        VirtioNet card => card.BootIndex ?? -1,
        _ => -1,
    };

    private static bool IsFilter(ConfiguredItem item) =>
        item.Options.Text("qom-type")?.StartsWith("filter-", StringComparison.Ordinal) == true;

    private static void Guard(ConfiguredItem item, Action<ConfiguredItem> act)
    {
        try
        {
            act(item);
        }
        catch (Exception e) when (e is OptionException or PciPlugException or BlockException or NetException)
        {
            throw item.Error(e.Message);
        }
    }

    private static void GuardLater(OptionTree options, Action<ConfiguredItem> add)
    {
        try
        {
            add(new ConfiguredItem("", options));
        }
        catch (Exception e) when (e is OptionException or NetException)
        {
            throw new ConfigurationException(e.Message);
        }
    }

    private void AddObject(ConfiguredItem item)
    {
        string name = item.Options.Text("qom-type") ?? throw new OptionException("Parameter 'qom-type' is missing");
        TypeDescriptor type = MachineTypes.Find(DescriptorKind.Object, name)
            ?? throw new OptionException(MachineTypes.Unknown(DescriptorKind.Object, name));
        string id = item.Options.Text("id") ?? throw new OptionException("Parameter 'id' is missing");
        if (objects.ContainsKey(id))
            throw new OptionException($"attempt to add duplicate property '{id}' to object (type 'container')");
        IConfiguredObject created = (IConfiguredObject)type.Create!();
        Binder.Bind(type, created, item.Options, this, "qom-type", "id");
        if (created is BuiltInRandom random) random.Source = Random;
        if (created is ThrottleGroupObject limits) limits.Groups = Throttles;
        created.Complete(id, events);
        objects.Add(id, created);
        objectParts.Add(new MachinePart(id, name, [(type, created)], created));
    }

    private void AddNetwork(ConfiguredItem item)
    {
        string name = item.Options.Text("type") ?? throw new OptionException("Parameter 'type' is missing");
        TypeDescriptor type = MachineTypes.Find(DescriptorKind.NetDevice, name)
            ?? throw new OptionException(MachineTypes.Unknown(DescriptorKind.NetDevice, name));
        string id = item.Options.Text("id") ?? throw new OptionException("Parameter 'id' is missing");
        if (networks.ContainsKey(id)) throw new OptionException($"Duplicate ID '{id}'" + (item.Origin.Length == 0 ? "" : " for netdev"));
        NetdevSettings settings = (NetdevSettings)type.Create!();
        Binder.Bind(type, settings, item.Options, this, "type", "id");
        NetEndpoint made = settings.Create(id, networkLoop ??= events.CreateSibling("network"));
        networks.Add(id, made);
        if (made is UserNetwork user && !StandardError.IsQemu) TellChosenPorts(user);
    }

    /// <summary>Says which ports the host has chosen, which only a monitor could tell otherwise; QEMU's name has lines of QEMU's
    /// only.</summary>
    private void TellChosenPorts(UserNetwork network)
    {
        foreach ((ForwardRule rule, HostEndpoint bound) in network.Forwards)
            if (rule is { Path: null, Host.Port: 0 })
                warn($"netdev {network.Id}: hostfwd={rule.Text} has {(rule.IsUdp ? "UDP" : "TCP")} port {bound.Port}");
    }

    private void AddDevice(ConfiguredItem item)
    {
        string name = item.Options.Text("driver") ?? throw new OptionException("Parameter 'driver' is missing");
        string id = item.Options.Text("id") ?? $"#{unnamed++}";
        if (MachineTypes.FindPciForm(name) is (TypeDescriptor device, VirtioPciKind kind))
        {
            TypeDescriptor named = MachineTypes.Find(DescriptorKind.Device, name)!;
            VirtioPciFunction function = AddVirtioPci(item.Options, named, device, kind, out PciPlacement placement);
            devices.Add(id, function);
            parts.Add(new MachinePart(item.Options.Text("id"), named.Name, [(device, function.Device), (PciForm, placement)], function)
            {
                IsHotPlugged = isHotPlugging,
            });
            return;
        }

        TypeDescriptor type = MachineTypes.Find(DescriptorKind.Device, name, board.DeviceTypes) is { IsPartOfBoard: false } found
            ? found : throw new OptionException(MachineTypes.Unknown(DescriptorKind.Device, name, board.DeviceTypes));
        object created = type.Create?.Invoke() ?? throw new OptionException($"'{name}' cannot be made by itself");
        switch (created)
        {
            case VirtioDevice virtio:
                Bind(type, item.Options, (type, created));
                Prepare(virtio);
                slots!.Plug(virtio, item.Options.Text("bus"), memory, LoopOf(virtio));
                break;
            case PciRootPort port:
                AddRootPort(port, type, item.Options, id);
                break;
            case VirtioSerialPort port:
                Bind(type, item.Options, (type, created));
                if (FindSerial(item.Options).Plug(port) is { } fault) throw new OptionException(fault);
                break;
            case LoaderDevice loader:
                Bind(type, item.Options, (type, created));
                loader.Open(Cpus, board.Boot.Elf);
                loaders.Add(loader);
                break;
            default:
                throw new OptionException($"'{name}' cannot be added to this machine");
        }

        devices.Add(id, created);
        parts.Add(new MachinePart(item.Options.Text("id"), type.Name, [(type, created)], created));
    }

    private VirtioPciFunction AddVirtioPci(
        OptionTree options, TypeDescriptor named, TypeDescriptor type, VirtioPciKind kind, out PciPlacement placement)
    {
        PciBus bus = FindBus(options);
        VirtioDevice device = (VirtioDevice)type.Create!();
        placement = new PciPlacement();
        try
        {
            Bind(named, options, (type, device), (PciForm, placement));
            Prepare(device);
            return new VirtioPciFunction(
                device, bus, placement.ToOptions(kind, type.VirtioPci!.ClassCode) with { Cpus = Cpus }, memory, LoopOf(device),
                placement.Slot);
        }
        catch
        {
            Forget(device);
            throw;
        }
    }

    private void AddRootPort(PciRootPort port, TypeDescriptor type, OptionTree options, string id)
    {
        PciBus bus = FindBus(options);
        PciPlacement placement = new();
        OptionTree own = options.Copy();
        placement.Address = own.Take("addr");
        placement.IsMultifunction = own.Take("multifunction") is "on" or "true";
        Bind(type, own, (type, port));
        port.Initialize(id);
        bus.Plug(port, placement.Slot);
    }

    /// <summary>The device that has the bus of a port: <c>ID.0</c>, or the first one.</summary>
    private VirtioSerial FindSerial(OptionTree options)
    {
        string? bus = options.Text("bus");
        int unnamed = 0;
        foreach ((string id, object each) in devices)
        {
            if (((each as VirtioPciFunction)?.Device ?? each) is not VirtioSerial serial) continue;
            string name = id.StartsWith('#') ? $"{VirtioSerial.Bus}.{unnamed++}" : $"{id}.0";
            if (bus is null || bus == name) return serial;
        }

        throw new OptionException(bus is null
            ? $"No '{VirtioSerial.Bus}' bus found for device '{options.Text("driver")}'; put -device virtio-serial-pci before it"
            : $"Bus '{bus}' not found");
    }

    private PciBus FindBus(OptionTree options)
    {
        if (pci is null) throw new OptionException("No 'PCI' bus found for device");
        if (options.Text("bus") is not { } name) return pci.Root;
        return pci.FindBus(name) ?? throw new OptionException($"Bus '{name}' not found");
    }

    /// <summary>Sets the properties of a device and of its place: first the defaults of <c>-global</c>, then the device's
    /// own options.</summary>
    private void Bind(TypeDescriptor named, OptionTree options, params ReadOnlySpan<(TypeDescriptor Type, object Target)> parts)
    {
        foreach (GlobalProperty global in configuration.Globals)
        {
            if (!IsFor(global, named, parts[0].Type)) continue;
            usedGlobals.Add(global);
            OptionTree tree = new();
            tree.Add(global.Name, global.Value);
            BindParts(named, tree, parts);
        }

        BindParts(named, options, parts);
    }

    /// <summary>Says which globals have changed nothing, since a misspelt one is easily missed.</summary>
    private void WarnOfGlobals()
    {
        foreach (GlobalProperty global in configuration.Globals)
        {
            if (usedGlobals.Contains(global) || global.Driver == VirtioSlots.Driver) continue;
            bool isKnown = BaseTypes.Contains(global.Driver) || MachineTypes.Find(DescriptorKind.Device, global.Driver, board.DeviceTypes) is not null;
            warn(isKnown
                ? $"global {global.Driver}.{global.Name}={global.Value} not used"
                : $"global {global.Driver}.{global.Name} has invalid class name");
        }
    }

    /// <summary>A global of a base type counts for all that are of it.</summary>
    private static bool IsFor(GlobalProperty global, TypeDescriptor named, TypeDescriptor device) =>
        global.Driver == named.Name || global.Driver == named.Alias || global.Driver == device.Name
        || (BaseTypes.Contains(global.Driver)
            && named.FindProperty(global.Name) is not null);

    private void BindParts(
        TypeDescriptor named, OptionTree options, ReadOnlySpan<(TypeDescriptor Type, object Target)> parts)
    {
        OptionTree rest = new();
        OptionTree placement = new();
        foreach ((string name, OptionValue value) in options.Members)
        {
            bool isPlacement = parts.Length > 1 && PciPlacement.ModelMembers.Properties.Any(each => each.IsCalled(name));
            (isPlacement ? placement : rest).Add(name, value);
        }

        TypeDescriptor type = parts[0].Type;
        Binder.Bind(named.Name, type, parts[0].Target, rest, this, HandledOptions);
        if (parts.Length > 1) Binder.Bind(named.Name, PciForm, parts[1].Target, placement, this);
    }

    /// <summary>Gives a device what it has by its place among the others, and checks it.</summary>
    private void Prepare(VirtioDevice device)
    {
        if (device is VirtioNet card)
        {
            card.FilterChanged = () => FilterChanged?.Invoke(card);
            card.Mac ??= new MacAddress(FirstMac + cards);
            cards++;
        }

        if (device is VirtioRandom source) source.Source ??= Random;
        if (device is VirtioBlock disk) disk.Control = Control;
        if ((device as VirtioSerial)?.FindFault() is { } serialFault) throw new OptionException(serialFault);
        if ((device as VirtioBalloon)?.FindFault() is { } balloonFault) throw new OptionException(balloonFault);
        if ((device as VirtioBlock)?.FindFault() is { } fault) throw new OptionException(fault);
    }

    /// <summary>The loop on which a device handles its buffers.</summary>
    private EventLoop LoopOf(VirtioDevice device) => device switch
    {
        VirtioBlock disk => disk.IoThread ?? events,
        // A card runs where its network does, since frames go from one to the other by a call.
        VirtioNet card => card.Netdev?.Loop ?? events,
        _ => events,
    };
}
