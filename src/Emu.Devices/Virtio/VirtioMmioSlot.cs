using Emu.Core.DeviceTree;
using Emu.Core.Logging;
using Emu.Core.Memory;

namespace Emu.Devices.Virtio;

/// <summary>
/// A virtio-mmio slot with no device in it (virtio specification 1.2, 4.2.2): device id 0, which tells a driver to
/// leave it alone. It shows the legacy register layout, as slots of this board do by default elsewhere.
/// </summary>
public sealed class VirtioMmioSlot : IMmioDevice, IDeviceTreeSource
{
    private const ulong MagicValue = 0x000;
    private const ulong Version = 0x004;
    private const ulong DeviceId = 0x008;
    private const ulong VendorId = 0x00c;

    private const uint Magic = 0x7472_6976; // "virt"
    private const uint LegacyVersion = 1;
    private const uint NoDevice = 0;
    private const uint Vendor = 0x554d_4551; // what drivers know this board's slots by

    public string Name => "virtio_mmio";

    /// <summary>The registers and the configuration space; the device tree's <c>reg</c> is a page.</summary>
    public ulong WindowSize => 0x200;

    public int AccessSizes => 1 | 2 | 4 | 8;
    public Lock SyncRoot { get; } = new();

    /// <summary>
    /// The specification knows aligned 32-bit accesses (4.2.2.2); wider ones are two, narrower ones the low part.
    /// </summary>
    public ulong Read(ulong offset, int size) => size switch
    {
        8 => Register(offset) | ((ulong)Register(offset + 4) << 32),
        4 => Register(offset),
        _ => Register(offset) & ((1u << (size * 8)) - 1),
    };

    public void Write(ulong offset, int size, ulong value) =>
        Log.WriteOnce(LogItems.GuestErrors, $"virtio_mmio: write at 0x{offset:x} of a slot without a device");

    public void Reset()
    {
        // It has no state.
    }

    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        DeviceTreeNode node = slot.AddNode(Name, 0x1000);
        node.SetStrings("compatible", "virtio,mmio");
        return node;
    }

    private static uint Register(ulong offset) => offset switch
    {
        MagicValue => Magic,
        Version => LegacyVersion,
        DeviceId => NoDevice,
        VendorId => Vendor,
        _ => 0,
    };
}
