using Emu.Core.Memory;

namespace Emu.Devices.Pci;

/// <summary>Where the windows of a host bridge lie on the machine's bus. Memory windows show the PCI addresses that are
/// their own.</summary>
public sealed record PciHostLayout
{
    private const uint SpaceIo = 0x0100_0000, SpaceMemory32 = 0x0200_0000, SpaceMemory64 = 0x0300_0000;

    /// <summary>The generic name of the bridge's node in the device tree.</summary>
    public string NodeName { get; init; } = "pci";

    /// <summary>The unit address of that node; null for that of the configuration space.</summary>
    public PhysicalAddress? NodeAddress { get; init; }

    /// <summary>Bus address of I/O address 0.</summary>
    public required PhysicalAddress IoStart { get; init; }

    /// <summary>Bytes of I/O space.</summary>
    public required ulong IoSize { get; init; }

    /// <summary>The memory window for regions of 32 bits.</summary>
    public required PhysicalAddress MemoryStart { get; init; }

    /// <summary>Its bytes.</summary>
    public required ulong MemorySize { get; init; }

    /// <summary>The memory window for regions of 64 bits.</summary>
    public required PhysicalAddress HighMemoryStart { get; init; }

    /// <summary>Its bytes.</summary>
    public required ulong HighMemorySize { get; init; }

    /// <summary>The cells of the device tree's <c>ranges</c>.</summary>
    internal IEnumerable<uint> Ranges() =>
    [
        SpaceIo, 0, 0, .. Wide(IoStart.Value), .. Wide(IoSize),
        SpaceMemory32, .. Wide(MemoryStart.Value), .. Wide(MemoryStart.Value), .. Wide(MemorySize),
        SpaceMemory64, .. Wide(HighMemoryStart.Value), .. Wide(HighMemoryStart.Value), .. Wide(HighMemorySize),
    ];

    private static uint[] Wide(ulong value) => [(uint)(value >> 32), (uint)value];
}
