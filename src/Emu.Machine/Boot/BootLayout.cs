using Emu.Core.Memory;

namespace Emu.Machine.Boot;

/// <summary>What a machine boots, and what lies where: filled in by the <see cref="BootLoader"/> one thing after the
/// other.</summary>
public sealed record BootLayout
{
    /// <summary>What the user wants booted.</summary>
    public required BootOptions Options { get; init; }

    /// <summary>Bus address of the machine's RAM.</summary>
    public required PhysicalAddress RamStart { get; init; }

    /// <summary>Bytes of RAM.</summary>
    public required ulong RamSize { get; init; }

    /// <summary>The file of <c>-bios</c>, or null.</summary>
    public IBootImage? Firmware { get; init; }

    /// <summary>The kernel, or null.</summary>
    public IBootImage? Kernel { get; init; }

    /// <summary>The first address behind the initial ramdisk; null when there is none.</summary>
    public PhysicalAddress? RamdiskEnd { get; init; }

    /// <summary>Where the device tree lies.</summary>
    public PhysicalAddress DeviceTree { get; init; }
}
