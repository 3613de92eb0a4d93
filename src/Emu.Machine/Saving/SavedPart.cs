using Emu.Core.Memory;
using Emu.Devices.Pci;
using Emu.Devices.Virtio;
using Emu.Machine.Boards;
using Emu.Machine.Configuration;
using Emu.Model.Descriptors;
using Emu.Model.State;

namespace Emu.Machine.Saving;

/// <summary>A device of a machine with a state of its own.</summary>
/// <param name="Name">Where it is in the machine; the same in each machine that was made from the same options.</param>
/// <param name="Device">The device.</param>
/// <param name="Members">What is saved of it.</param>
/// <param name="Gate">Held while it is saved and loaded.</param>
internal sealed record SavedPart(string Name, object Device, IReadOnlyList<StateDescriptor> Members, Lock Gate)
{
    /// <summary>All devices of a machine, interrupt controllers before those that are wired to them.</summary>
    /// <param name="devices">The board's.</param>
    /// <param name="types">What is known of their types.</param>
    /// <exception cref="StateException">A device has declared no state.</exception>
    public static IEnumerable<SavedPart> Of(IReadOnlyList<AssembledDevice> devices, IEnumerable<TypeDescriptor> types)
    {
        Dictionary<Type, TypeDescriptor> known = [];
        foreach (TypeDescriptor type in MachineTypes.All.Concat(types))
            if (type.Target is { } target) known.TryAdd(target, type);
        foreach (AssembledDevice each in devices)
        {
            string name = $"{known.GetValueOrDefault(each.Device.GetType())?.Name}@{each.Place.Address:x}";
            yield return new SavedPart(name, each.Device, MembersOf(each.Device, known), each.Device.SyncRoot);
            IEnumerable<SavedPart> below = each.Device switch
            {
                PciHost host => OnBus(host.Root, host.Root.Name, host.SyncRoot, known),
                VirtioMmioTransport { Device: { } device } => OfVirtio(name, device, known),
                _ => [],
            };
            foreach (SavedPart part in below) yield return part;
        }
    }

    private static IEnumerable<SavedPart> OnBus(PciBus bus, string path, Lock gate, Dictionary<Type, TypeDescriptor> known)
    {
        foreach (PciDevice device in bus.Functions)
        {
            string name = $"{path}/{device.Slot >> 3:x2}.{device.Slot & 7}";
            yield return new SavedPart(name, device, MembersOf(device, known), gate);
            IEnumerable<SavedPart> below = device switch
            {
                VirtioPciFunction function => OfVirtio(name, function.Device, known),
                PciBridge bridge => OnBus(bridge.Secondary, name, gate, known),
                _ => [],
            };
            foreach (SavedPart part in below) yield return part;
        }
    }

    private static IEnumerable<SavedPart> OfVirtio(string transport, VirtioDevice device, Dictionary<Type, TypeDescriptor> known)
    {
        string name = $"{transport}/virtio-backend";
        yield return new SavedPart(name, device, MembersOf(device, known), device.SyncRoot);
        if (device is not VirtioSerial serial) yield break;
        foreach ((uint number, VirtioSerialPort port) in serial.Ports)
            yield return new SavedPart($"{name}/{number}", port, MembersOf(port, known), device.SyncRoot);
    }

    private static IReadOnlyList<StateDescriptor> MembersOf(object device, Dictionary<Type, TypeDescriptor> known) => device switch
    {
        VirtioPciFunction => VirtioPciFunction.ModelMembers.State,
        PciDevice function when function.GetType().DeclaringType == typeof(PciHost) => PciDevice.ModelMembers.State,
        _ => known.GetValueOrDefault(device.GetType())?.State()
            ?? throw new StateException($"a {(device as IMmioDevice)?.Name ?? device.GetType().Name} declares no state"),
    };
}
