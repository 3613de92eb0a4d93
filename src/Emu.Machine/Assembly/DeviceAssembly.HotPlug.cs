using Emu.Block;
using Emu.Devices.Pci;
using Emu.Devices.Virtio;
using Emu.Machine.Configuration;
using Emu.Model.Descriptors;
using Emu.Model.Options;
using Emu.Net;

namespace Emu.Machine.Assembly;

/// <content>Devices that come and go while the machine runs. All members are for the machine's thread, while its CPUs stand
/// still.</content>
internal sealed partial class DeviceAssembly
{
    // Devices that software has been asked to let go, and has not yet.
    private readonly HashSet<MachinePart> leaving = [];

    /// <summary>Adds a device behind a root port and tells the guest. Returns its part.</summary>
    /// <exception cref="ConfigurationException">It cannot be had, or not while the machine runs.</exception>
    public MachinePart AddDeviceLater(OptionTree options)
    {
        int before = parts.Count;
        try
        {
            CheckHotPlug(options);
            isHotPlugging = true;
            lock (pci!.SyncRoot) AddDevice(new ConfiguredItem("", options));
            return parts[before];
        }
        catch (Exception e) when (e is OptionException or PciPlugException or BlockException or NetException)
        {
            throw new ConfigurationException(e.Message);
        }
        finally
        {
            isHotPlugging = false;
        }
    }

    /// <summary>Asks the guest to let a device go; one whose slot has no power goes at once.</summary>
    /// <param name="id">Its id, or its path.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="ConfigurationException">It stays as long as the machine.</exception>
    public bool RequestRemoval(string id)
    {
        const string named = "/machine/peripheral/";
        string name = id.StartsWith(named, StringComparison.Ordinal) ? id[named.Length..] : id;
        if (parts.Find(each => each.Id == name) is not { } part) return false;
        if (part.Instance is not PciDevice function) throw Stays(BusOf(part));
        if (function.Bus?.Bridge is not PciRootPort port) throw Stays(function.Bus?.Name ?? "pcie.0");
        if (!port.HasHotPlug) throw NoHotPlug("unplug", port);
        lock (pci!.SyncRoot)
        {
            if (port.IsOff)
            {
                port.Eject();
                return true;
            }

            if (!leaving.Add(part)) throw new ConfigurationException($"Device {id} is already in the process of unplug");
            port.PressButton();
        }

        return true;
    }

    /// <summary>Closes a device that is on no bus any more, and what it used; returns its part, null for none of the user's.</summary>
    public MachinePart? FinishRemoval(PciDevice function)
    {
        if (parts.Find(each => each.Instance == function) is not { } part) return null;
        parts.Remove(part);
        leaving.Remove(part);
        foreach ((string id, object device) in devices)
        {
            if (device != function) continue;
            devices.Remove(id);
            break;
        }

        if (function is VirtioPciFunction virtio) Close(virtio.Device);
        return part;
    }

    /// <summary>The path of a device without an id; null for one with an id, or none of the user's.</summary>
    public string? AnonymousPathOf(PciDevice function)
    {
        int index = parts.Where(each => each.Id is null).ToList().FindIndex(each => each.Instance == function);
        return index < 0 ? null : $"/machine/peripheral-anon/device[{index}]";
    }

    private static void Close(VirtioDevice device)
    {
        device.Reset();
        device.Loop.Run(() =>
        {
            (device as VirtioNet)?.Unplug();
            (device as IDisposable)?.Dispose();
            return default;
        });
    }

    /// <summary>Gives back what a device was to use that could not be plugged in.</summary>
    private static void Forget(VirtioDevice device) => (device as VirtioBlock)?.Drive?.Dispose();

    private void CheckHotPlug(OptionTree options)
    {
        string name = options.Text("driver") ?? throw new OptionException("Parameter 'driver' is missing");
        string? id = options.Text("id");
        if (id is not null && !IsIdentifier(id)) throw new OptionException("Parameter 'id' expects an identifier");
        TypeDescriptor type = MachineTypes.Find(DescriptorKind.Device, name, board.DeviceTypes) is { IsPartOfBoard: false } found
            ? found : throw new OptionException(MachineTypes.Unknown(DescriptorKind.Device, name, board.DeviceTypes));
        if (id is not null && devices.ContainsKey(id)) throw new OptionException($"Duplicate device ID '{id}'");
        if (type.Bus != "PCI")
        {
            throw type.Bus switch
            {
                "virtio-bus" => Stays(slots?.NextFree(options.Text("bus")) ?? "virtio-mmio-bus.0"),
                VirtioSerial.Bus => Stays(options.Text("bus") ?? $"{VirtioSerial.Bus}.0"),
                _ => new ConfigurationException($"Device '{type.Name}' can not be hotplugged on this machine"),
            };
        }

        PciBus bus = FindBus(options);
        if (bus.Bridge is not PciRootPort port) throw Stays(bus.Name);
        if (!port.HasHotPlug) throw NoHotPlug("plug", port);
        if (type.Name == "pcie-root-port") throw new ConfigurationException("Device 'pcie-root-port' can not be hotplugged on this machine");
    }

    private string BusOf(MachinePart part) => part.Instance switch
    {
        VirtioDevice virtio => slots?.BusOf(virtio) ?? "virtio-mmio-bus.0",
        VirtioSerialPort => $"{VirtioSerial.Bus}.0",
        _ => "main-system-bus",
    };

    private static bool IsIdentifier(string id) =>
        id.Length != 0 && char.IsAsciiLetter(id[0])
        && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_');

    private static ConfigurationException Stays(string bus) => new($"Bus '{bus}' does not support hotplugging");

    private static ConfigurationException NoHotPlug(string what, PciRootPort port) =>
        new($"Hot-{what} failed: unsupported by the port device '{port.Secondary.Name}'");
}
