using Emu.Core.DeviceTree;
using Emu.Core.Interrupts;
using Emu.Core.Memory;
using Emu.Devices.Pci;
using Emu.Model;

namespace Emu.Guest.Arm64.Devices;

/// <summary>
/// A frame by which messages become interrupts of a <see cref="GicV2"/> (Arm DEN 0029, appendix E): each store of an
/// interrupt's number is an edge at that input.
/// </summary>
[Device("arm-gicv2m", DeviceCategory.Misc, Bus = "System", IsPartOfBoard = true)]
public sealed partial class GicV2mFrame : IMmioDevice, IMsiController, IDeviceTreeSource
{
    private const int FirstShared = 32;

    private const ulong TypeRegister = 0x008, SetInterrupt = 0x040, InterfaceId = 0xfcc;

    // Product 'M', revision 0, Arm.
    private const uint Identity = 0x0053_043b;

    private readonly PhysicalAddress address;
    private readonly IReadOnlyList<InterruptLine> lines;

    /// <summary>Makes a frame.</summary>
    /// <param name="address">Where it is on the bus.</param>
    /// <param name="lines">The inputs that it drives, whose numbers follow each other.</param>
    public GicV2mFrame(PhysicalAddress address, IReadOnlyList<InterruptLine> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        this.address = address;
        this.lines = lines;
    }

    public string Name => "v2m";
    public ulong WindowSize => 0x1000;
    public int AccessSizes => 4;
    public Lock SyncRoot { get; } = new();

    private int FirstInterrupt => FirstShared + lines[0].Input;

    public ulong Read(ulong offset, int size) => offset switch
    {
        TypeRegister => (uint)FirstInterrupt << 16 | (uint)lines.Count,
        InterfaceId => Identity,
        _ => 0,
    };

    public void Write(ulong offset, int size, ulong value)
    {
        if (offset == SetInterrupt) Signal((uint)value & 0x3ff);
    }

    /// <inheritdoc/>
    public bool Send(ulong address, uint data)
    {
        if (address != this.address.Value + SetInterrupt) return false;
        Signal(data & 0x3ff);
        return true;
    }

    /// <summary>It remembers nothing.</summary>
    public void Reset()
    {
    }

    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        DeviceTreeNode node = slot.Bus.AddChild(Name, slot.Address);
        node.SetStrings("compatible", "arm,gic-v2m-frame");
        node.SetFlag("msi-controller");
        node.SetWideCells("reg", slot.Address.Value, WindowSize);
        return node;
    }

    private void Signal(uint interrupt)
    {
        int index = (int)interrupt - FirstInterrupt;
        if ((uint)index >= (uint)lines.Count) return;
        lines[index].Set(true);
        lines[index].Set(false);
    }
}
