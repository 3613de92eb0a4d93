using Emu.Core.Tracing;

namespace Emu.Devices.Pci;

/// <summary>A PCI bus: up to 32 devices of 8 functions. Filled before the machine runs; later the host bridge's lock guards
/// it.</summary>
public sealed class PciBus
{
    private const int Devices = 32, FunctionsPerDevice = 8;

    private readonly PciDevice?[] functions = new PciDevice?[Devices * FunctionsPerDevice];

    internal PciBus(string name, PciHost? host, PciBridge? bridge)
    {
        Name = name;
        this.host = host;
        Bridge = bridge;
    }

    private readonly PciHost? host;

    /// <summary>What users call it: <c>pcie.0</c>, or the id of the bridge above it.</summary>
    public string Name { get; }

    /// <summary>The bridge whose secondary bus it is, or null for the root bus.</summary>
    public PciBridge? Bridge { get; }

    /// <summary>The host bridge above it; null while the bridge above it is not plugged in.</summary>
    public PciHost? Host => host ?? Bridge!.Host;

    /// <summary>True for the bus of the host bridge, whose devices are part of the root complex.</summary>
    public bool IsRoot => Bridge is null;

    /// <summary>The functions on it, by their place.</summary>
    public IEnumerable<PciDevice> Functions => functions.OfType<PciDevice>();

    /// <summary>The function at a place (device number times 8 plus function), or null.</summary>
    public PciDevice? FunctionAt(int slot) => functions[slot];

    /// <summary>Plugs a function in, before the machine runs or under the host bridge's lock.</summary>
    /// <param name="device">A function that is on no bus.</param>
    /// <param name="slot">Device number times 8 plus function; null for function 0 of the first free device.</param>
    /// <exception cref="PciPlugException">The place is taken, or there is none.</exception>
    public void Plug(PciDevice device, int? slot = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        int place = slot ?? FirstFree(device);
        if (place < 0 || place >= functions.Length)
            throw new PciPlugException($"PCI: there is no slot {place >> 3} function {place & 7} for {device.Name}");
        if (functions[place] is { } other)
        {
            throw new PciPlugException(
                $"PCI: slot {place >> 3} function {place & 7} not available for {device.Name}, in use by {other.Name}");
        }

        if (Bridge is PciRootPort && place >> 3 != 0)
        {
            throw new PciPlugException(
                $"PCI: slot {place >> 3} is not valid for {device.Name}, parent device only allows plugging into slot 0.");
        }

        if (EventTrace.IsOn) TraceEvents.PciPlug.Write(device.Name, Name, place);
        functions[place] = device;
        device.Attach(this, place);
        // Software looks for all functions when it hears of the first one, which therefore comes last.
        if ((place & 7) == 0) (Bridge as PciRootPort)?.NotePresence(Host?.IsRunning == true);
        Host?.UpdateDecoding();
    }

    /// <summary>Takes a function off the bus; it drives no wire from here on. Under the host bridge's lock.</summary>
    internal void Unplug(PciDevice device)
    {
        if (EventTrace.IsOn) TraceEvents.PciUnplug.Write(device.Name, Name, device.Slot);
        functions[device.Slot] = null;
        Host?.Interrupts.Remove(device);
        Host?.UpdateDecoding();
    }

    private int FirstFree(PciDevice device)
    {
        for (int number = 0; number < Devices; number++)
        {
            int place = number * FunctionsPerDevice;
            bool isFree = functions.AsSpan(place, FunctionsPerDevice).IndexOfAnyExcept((PciDevice?)null) < 0;
            if (isFree && (number == 0 || Bridge is not PciRootPort)) return place;
        }

        throw new PciPlugException($"PCI: no slot/function available for {device.Name}, all in use or reserved");
    }
}
