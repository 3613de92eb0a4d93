using Emu.Block;
using Emu.Block.Graph;
using Emu.Core.DeviceTree;
using Emu.Core.Memory;
using Emu.Devices.Pci;
using Emu.Devices.Virtio;
using Emu.Machine.Boards;
using Emu.Machine.Boot;
using Emu.Machine.Configuration;
using Emu.Model.Options;
using Emu.Net;

namespace Emu.Machine;

/// <content>What the machine consists of, and what users add and remove while it runs. Members are for work inside of
/// <see cref="WhileStopped{T}"/>.</content>
public sealed partial class Machine
{
    /// <summary>What was put into RAM when the machine was reset last.</summary>
    public IReadOnlyList<LoadedImage> LoadedImages => loader.Loaded;

    /// <summary>The device tree that the guest was given when the machine was reset last; null when it has none.</summary>
    public DeviceTreeDocument? DeviceTree { get; private set; }

    /// <summary>The machine's hardware.</summary>
    public Board Board => board;

    /// <summary>The bus.</summary>
    public AddressMap Memory => memory;

    /// <summary>The bridge to PCI; null when the board has none.</summary>
    public PciHost? Pci => devices.Select(each => each.Device).OfType<PciHost>().FirstOrDefault();

    /// <summary>The board's own devices, with their addresses.</summary>
    public IReadOnlyList<(PhysicalAddress Address, IMmioDevice Device)> BoardDevices =>
        [.. devices.Select(each => (new PhysicalAddress(each.Place.Address), each.Device))];

    /// <summary>The devices that the user has added, in their order.</summary>
    public IReadOnlyList<MachinePart> Parts => added?.Parts ?? [];

    /// <summary>The objects that the user has made.</summary>
    public IReadOnlyList<MachinePart> Objects => [.. memoryObjects?.Parts ?? [], .. added?.Objects ?? []];

    /// <summary>The networks, in their order.</summary>
    public IReadOnlyList<NetEndpoint> Networks => added?.Networks ?? [];

    /// <summary>The threads of devices that the user has made.</summary>
    public IReadOnlyList<IoThreadPart> IoThreads => added?.IoThreads ?? [];

    /// <summary>Adds a network.</summary>
    /// <exception cref="ConfigurationException">It cannot be had.</exception>
    public void AddNetwork(OptionTree options) => added!.AddNetworkLater(options);

    /// <summary>Removes a network; a card that has it is no longer connected. False when there is none of that
    /// id.</summary>
    public bool RemoveNetwork(string id) => added!.RemoveNetwork(id);

    /// <summary>Makes an object.</summary>
    /// <exception cref="ConfigurationException">It cannot be had.</exception>
    public void AddObject(OptionTree options) => added!.AddObjectLater(options);

    /// <summary>Removes an object; false when there is none of that id.</summary>
    /// <exception cref="ConfigurationException">A device uses it.</exception>
    public bool RemoveObject(string id) => added!.RemoveObject(id);

    /// <summary>Adds a device behind a root port; the guest hears of it.</summary>
    /// <exception cref="ConfigurationException">It cannot be had, or not while the machine runs.</exception>
    public void AddDevice(OptionTree options)
    {
        MachinePart part = added!.AddDeviceLater(options);
        if (areDevicesPaused && part.Instance is VirtioPciFunction function) function.Device.Loop.Run(function.Device.PauseAsync);
    }

    /// <summary>Asks the guest to let a device go; <see cref="IMachineObserver.DeviceDeleted"/> says when it has. False when there is
    /// none of that id or path.</summary>
    /// <exception cref="ConfigurationException">It stays as long as the machine.</exception>
    public bool RemoveDevice(string id) => added!.RequestRemoval(id);

    /// <summary>Takes devices that the guest has let go, on a CPU's thread: they are closed when no CPU can be using them any
    /// more.</summary>
    private void TakeRemoved(IReadOnlyList<PciDevice> removed) => Post(() =>
    {
        foreach (PciDevice each in removed)
        {
            string? anonymous = added!.AnonymousPathOf(each);
            if (added.FinishRemoval(each) is not { } part) continue;
            string path = anonymous ?? $"/machine/peripheral/{part.Id}";
            if (each is VirtioPciFunction) Observer?.DeviceDeleted(null, $"{path}/virtio-backend");
            Observer?.DeviceDeleted(part.Id, path);
        }
    });

    private void TellOfFilter(VirtioNet card) => Post(() =>
    {
        int unnamed = 0;
        foreach (MachinePart part in Parts)
        {
            string path = part.Id is { } id ? $"/machine/peripheral/{id}" : $"/machine/peripheral-anon/device[{unnamed++}]";
            if (part.Instance is VirtioPciFunction function && function.Device == card) Observer?.ReceiveFilterChanged(part.Id, $"{path}/virtio-backend");
            else if (part.Instance == card) Observer?.ReceiveFilterChanged(part.Id, path);
        }
    });

    /// <summary>The groups of limits that disks have. Any thread.</summary>
    public ThrottleGroups Throttles => added?.Throttles ?? new();

    /// <summary>All block nodes, each once: those that users have opened, and those below them.</summary>
    public IReadOnlyList<BlockNode> BlockNodes => added?.AllBlockNodes ?? [];

    /// <summary>Opens a block node. This and what follows is for one thread at a time, which is neither the machine's nor a
    /// loop; the machine goes on meanwhile.</summary>
    /// <exception cref="ConfigurationException">It cannot be opened.</exception>
    public void AddBlockNode(OptionTree options) => added!.AddBlockNode(options);

    /// <summary>Closes a block node.</summary>
    /// <exception cref="ConfigurationException">There is none, or something uses it.</exception>
    public void RemoveBlockNode(string name) => added!.RemoveBlockNode(name);

    /// <summary>Gives block nodes that are open other options, all of them or none.</summary>
    /// <param name="options">All options of each, with its name.</param>
    /// <exception cref="ConfigurationException">An option cannot change, or the host refuses.</exception>
    public void ReopenBlockNodes(IReadOnlyList<OptionTree> options) => added!.ReopenBlockNodes(options);

    /// <summary>Makes an empty image.</summary>
    /// <exception cref="ConfigurationException">It cannot be made.</exception>
    public void CreateImage(OptionTree options) => added!.CreateImage(options);

    /// <summary>Puts images over others, all of them at one moment of the guest, or none.</summary>
    /// <param name="pairs">Names of the nodes below and above.</param>
    /// <exception cref="ConfigurationException">One cannot be.</exception>
    public void Overlay(IReadOnlyList<(string Node, string Overlay)> pairs) => added!.Overlay(pairs);
}
