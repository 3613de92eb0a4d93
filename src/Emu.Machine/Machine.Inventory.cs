using Emu.Core.Memory;
using Emu.Devices.Pci;
using Emu.Machine.Boards;
using Emu.Machine.Configuration;
using Emu.Model.Options;
using Emu.Net;

namespace Emu.Machine;

/// <content>What the machine consists of, and what users add and remove while it runs. Members are for work inside of
/// <see cref="WhileStopped{T}"/>.</content>
public sealed partial class Machine
{
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
}
