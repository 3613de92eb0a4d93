using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices.Virtio;
using Emu.Machine.Boards;
using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Machine.Assembly;

/// <summary>The board's virtio-mmio slots, as <c>-device virtio-...-device</c> fills them: <c>bus=virtio-mmio-bus.N</c> names
/// one, without it the next free one is taken in the order in which drivers look at them.</summary>
internal sealed class VirtioSlots
{
    /// <summary>Name of the slots' type for <c>-global</c>.</summary>
    public const string Driver = "virtio-mmio";

    private const string BusPrefix = "virtio-mmio-bus.";

    private readonly List<(VirtioMmioTransport Slot, ulong Address)> places;
    private readonly List<VirtioMmioTransport> slots;

    /// <param name="board">The board's devices.</param>
    public VirtioSlots(IReadOnlyList<AssembledDevice> board)
    {
        places =
        [
            .. from each in board
               where each.Device is VirtioMmioTransport
               select ((VirtioMmioTransport)each.Device, each.Place.Address),
        ];
        slots = [.. places.Select(each => each.Slot)];
    }

    /// <summary>The path in Open Firmware's words of a device in one of the slots; null for another one.</summary>
    public string? FirmwarePath(object device)
    {
        foreach ((VirtioMmioTransport slot, ulong address) in places)
        {
            if (slot.Device != device) continue;
            return $"/virtio-mmio@{address:x16}" + slot.Device.DeviceId switch
            {
                1 => "/ethernet-phy@0",
                2 => "/disk@0,0",
                _ => "",
            };
        }

        return null;
    }

    /// <summary>Sets a property of all slots; does nothing for one of another type.</summary>
    /// <exception cref="ConfigurationException">The slots do not have it.</exception>
    public void Apply(GlobalProperty global)
    {
        if (global.Driver != Driver) return;
        try
        {
            OptionValue value = OptionValue.OfText(global.Value);
            switch (global.Name)
            {
                case "force-legacy":
                    bool isLegacy = OptionReader.Boolean(global.Name, value);
                    foreach (VirtioMmioTransport slot in slots) slot.IsLegacy = isLegacy;
                    break;
                // Kicks never wait for a device here, whether they go through a descriptor or not.
                case "ioeventfd":
                    OptionReader.Boolean(global.Name, value);
                    break;
                default:
                    throw new OptionException($"Property '{Driver}.{global.Name}' not found");
            }
        }
        catch (OptionException e)
        {
            throw new ConfigurationException($"{global.Origin}: {e.Message}");
        }
    }

    /// <summary>Plugs a device in.</summary>
    /// <exception cref="OptionException">There is no such slot, or none that is free.</exception>
    public void Plug(VirtioDevice device, string? bus, BusMemory memory, EventLoop loop)
    {
        VirtioMmioTransport slot = bus is null
            ? slots.Find(each => each.Device is null) ?? throw new OptionException("No 'virtio-bus' bus found for device: all slots are in use, use the device's PCI form")
            : Named(bus);
        slot.Plug(device, memory, loop);
    }

    /// <summary>The name of the bus that a device is on; null for one in none of the slots.</summary>
    public string? BusOf(VirtioDevice device) =>
        slots.FindIndex(each => each.Device == device) is >= 0 and var index ? NameOf(index) : null;

    /// <summary>The name of the bus that the next device would get.</summary>
    /// <param name="wanted">The one that the user has named, or null.</param>
    public string? NextFree(string? wanted) =>
        wanted ?? (slots.FindIndex(each => each.Device is null) is >= 0 and var index ? NameOf(index) : null);

    private string NameOf(int index) => $"{BusPrefix}{slots.Count - 1 - index}";

    private VirtioMmioTransport Named(string bus)
    {
        if (!bus.StartsWith(BusPrefix, StringComparison.Ordinal) || !int.TryParse(bus[BusPrefix.Length..], out int number)
            || number < 0 || number >= slots.Count)
            throw new OptionException($"Bus '{bus}' not found; there are {BusPrefix}0 to {BusPrefix}{slots.Count - 1}");
        // Buses are numbered by address from below; the slots are in the order of use, from above.
        VirtioMmioTransport slot = slots[slots.Count - 1 - number];
        return slot.Device is null ? slot : throw new OptionException($"Bus '{bus}' is full");
    }
}
