using Emu.Core.DeviceTree;
using Emu.Core.Interrupts;
using Emu.Core.Memory;
using Emu.Core.Tracing;
using Emu.Model;

namespace Emu.Devices.Pci;

/// <summary>
/// A generic PCI Express host bridge: configuration space by address (ECAM; PCI Express Base 5.0, 7.2.2), windows of the
/// bus into I/O and memory space, four interrupt wires. Its own registers are the ECAM; the windows are devices beside it.
/// </summary>
/// <remarks>
/// Regions of functions are no regions of the machine's address map: a window finds what answers at each access, so
/// that nothing which software writes can put a region over RAM or another device.
/// </remarks>
[Device("gpex-pcihost", DeviceCategory.Bridge, Bus = "System", IsPartOfBoard = true)]
public sealed partial class PciHost : IMmioDevice, IDeviceTreeSource, IMultiWindowDevice
{
    private const int BusShift = 20, SlotShift = 12, Buses = 256;
    private const int RegisterMask = PciConfigSpace.ExpressSize - 1;
    private const int Pins = 4;

    // Numbers that functions of all buses have.
    private const uint Requesters = Buses << 8;

    private readonly PciHostLayout layout;

    /// <summary>Written with <see cref="SyncRoot"/> held, read by every access to a window.</summary>
    [Derived]
    private volatile PciDecoding decoding = PciDecoding.Nothing;

    /// <summary>Makes a host bridge with nothing but its own function on the root bus.</summary>
    /// <param name="layout">Where its windows lie.</param>
    /// <param name="lines">The wires of the pins A to D of device 0.</param>
    public PciHost(PciHostLayout layout, IReadOnlyList<InterruptLine> lines)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(lines);
        if (lines.Count != Pins) throw new ArgumentException($"{lines.Count} interrupt wires, not {Pins}");
        this.layout = layout;
        Interrupts = new PciInterrupts(lines);
        Root = new PciBus("pcie.0", this, bridge: null);
        Windows =
        [
            (layout.IoStart, new PciWindow(this, "pci-io", isIo: true, 0, layout.IoSize)),
            (layout.MemoryStart,
                new PciWindow(this, "pci-memory", isIo: false, layout.MemoryStart.Value, layout.MemorySize)),
            (layout.HighMemoryStart,
                new PciWindow(this, "pci-memory-high", isIo: false, layout.HighMemoryStart.Value, layout.HighMemorySize)),
        ];
        Root.Plug(new PciHostFunction(), slot: 0);
    }

    /// <inheritdoc/>
    public string Name => "pci";

    /// <inheritdoc/>
    public ulong WindowSize => (ulong)Buses << BusShift;

    /// <inheritdoc/>
    public int AccessSizes => 1 | 2 | 4 | 8;

    /// <summary>Guards every configuration space below the bridge; taken before the locks of devices.</summary>
    public Lock SyncRoot { get; } = new();

    /// <summary>The bus that the bridge's devices are on.</summary>
    public PciBus Root { get; }

    /// <inheritdoc/>
    public IReadOnlyList<(PhysicalAddress Address, IMmioDevice Window)> Windows { get; }

    /// <summary>The guest may be looking: what is plugged in from here on is announced to it. Under
    /// <see cref="SyncRoot"/>.</summary>
    [Derived]
    public bool IsRunning { get; set; }

    /// <summary>Takes functions that software has let go; they are on no bus any more. Called under <see cref="SyncRoot"/>, on a
    /// CPU's thread. Set before the machine runs.</summary>
    [Derived]
    public Action<IReadOnlyList<PciDevice>>? Removed { get; set; }

    /// <summary>Where messages go, or null while the machine has no controller for them. Set before it runs.</summary>
    public IMsiController? MessageController { get; init; }

    [Derived]
    internal PciInterrupts Interrupts { get; }

    /// <summary>What answers where.</summary>
    internal PciDecoding Decoding => decoding;

    /// <inheritdoc/>
    public ulong Read(ulong offset, int size)
    {
        if (size == 8) return Read(offset, 4) | (Read(offset + 4, 4) << 32);
        int register = (int)offset & RegisterMask;
        if (Find(offset) is not { } device || register >= device.Configuration.Size) return PciRegisters.NoAnswer >> (32 - (8 * size));
        uint value = device.ReadConfiguration(register, size);
        if (EventTrace.IsOn) TraceEvents.PciConfigurationRead.Write(device.Name, device.Slot, register, size, value);
        return value;
    }

    /// <inheritdoc/>
    public void Write(ulong offset, int size, ulong value)
    {
        if (size == 8)
        {
            Write(offset, 4, (uint)value);
            Write(offset + 4, 4, value >> 32);
            return;
        }

        int register = (int)offset & RegisterMask;
        if (Find(offset) is not { } device || register >= device.Configuration.Size) return;
        if (EventTrace.IsOn) TraceEvents.PciConfigurationWrite.Write(device.Name, device.Slot, register, size, (uint)value);
        bool wasDecoding = device.IsDecoding;
        device.WriteConfiguration(register, size, (uint)value);
        if (register < PciRegisters.HeaderEnd || device.IsDecoding != wasDecoding) UpdateDecoding();
    }

    /// <summary>Resets every function.</summary>
    public void Reset()
    {
        foreach (PciDevice device in Root.Functions) device.Reset();
        UpdateDecoding();
    }

    /// <summary>The bus that users call so, or null: <c>pcie.0</c>, or the id of a port.</summary>
    public PciBus? FindBus(string name) => Find(Root, name);

    /// <inheritdoc/>
    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        DeviceTreeNode node = slot.Bus.AddChild(layout.NodeName, layout.NodeAddress ?? slot.Address);
        node.SetCells("#address-cells", 3);
        node.SetCells("#interrupt-cells", 1);
        node.SetCells("#size-cells", 2);
        node.SetStrings("compatible", "pci-host-ecam-generic");
        node.SetStrings("device_type", "pci");
        node.SetCells("linux,pci-domain", 0);
        node.SetCells("bus-range", 0, Buses - 1);
        node.SetFlag("dma-coherent");
        node.SetWideCells("reg", slot.Address.Value, WindowSize);
        node.SetCells("ranges", [.. layout.Ranges()]);
        AddInterruptMap(node, slot.Interrupts);
        if (slot.MessageController is { } controller) node.SetCells("msi-map", 0, controller.Phandle, 0, Requesters);
        return node;
    }

    /// <summary>Finds out anew what answers where. Call with the lock held, or before the machine runs.</summary>
    internal void UpdateDecoding() => decoding = PciDecoding.Of(Root);

    /// <summary>The pins of the first four device numbers; the others repeat them (IEEE 1275 PCI binding 2.1,
    /// "interrupt-map").</summary>
    private static void AddInterruptMap(DeviceTreeNode node, IReadOnlyList<DeviceTreeInterrupt> wires)
    {
        const int deviceShift = 11;
        List<uint> map = [];
        for (uint device = 0; device < Pins; device++)
        {
            for (uint pin = 0; pin < Pins; pin++)
            {
                DeviceTreeInterrupt wire = wires[(int)((device + pin) % Pins)];
                map.AddRange([device << deviceShift, 0, 0, pin + 1, wire.Controller.Phandle, .. Parent(wire), .. wire.Specifier]);
            }
        }

        node.SetCells("interrupt-map", [.. map]);
        node.SetCells("interrupt-map-mask", (Pins - 1) << deviceShift, 0, 0, 7);
    }

    // The unit address of the interrupt controller's side, which has none of its own.
    private static uint[] Parent(DeviceTreeInterrupt wire) => new uint[wire.Controller.FindProperty("#address-cells")?.Cell ?? 0];

    private static PciBus? Find(PciBus bus, string name)
    {
        if (bus.Name == name) return bus;
        foreach (PciBridge bridge in bus.Functions.OfType<PciBridge>())
            if (Find(bridge.Secondary, name) is { } found) return found;
        return null;
    }

    private PciDevice? Find(ulong offset)
    {
        int number = (int)(offset >> BusShift), place = (int)(offset >> SlotShift) & 0xff;
        PciBus? bus = Root;
        for (int at = 0; at != number;)
        {
            // Of bridges whose numbers overlap, the lower one takes the access.
            PciBridge? bridge = bus.Functions.OfType<PciBridge>()
                .FirstOrDefault(each => each.SecondaryNumber > at && each.SecondaryNumber <= number
                    && number <= each.SubordinateNumber);
            if (bridge is null) return null;
            bus = bridge.Secondary;
            at = bridge.SecondaryNumber;
        }

        return bus.FunctionAt(place);
    }

    /// <summary>The bridge's own function, which a driver only looks at.</summary>
    private sealed class PciHostFunction()
        : PciDevice(
            new PciIdentity(0x1b36, 0x0008, 0x06_0000, 0, 0x1af4, 0x1100), isExpress: false, usesInterruptPin: false)
    {
        public override string Name => "gpex-root";
    }
}
