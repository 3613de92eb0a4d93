using Emu.Core.Memory;

namespace Emu.Machine.Boot;

/// <summary>What to boot: the options of the same names.</summary>
public sealed record BootOptions
{
    /// <summary><c>-bios</c>.</summary>
    public FirmwareKind Firmware { get; init; } = FirmwareKind.BuiltIn;

    /// <summary>The file of <see cref="FirmwareKind.File"/>.</summary>
    public string? FirmwarePath { get; init; }

    /// <summary><c>-kernel</c>.</summary>
    public string? KernelPath { get; init; }

    /// <summary>The whole path of what is booted: the kernel, or else the firmware; null when neither is a file.</summary>
    public string? ImagePath =>
        KernelPath is { } kernel ? Path.GetFullPath(kernel)
        : Firmware == FirmwareKind.File && FirmwarePath is { } firmware ? Path.GetFullPath(firmware)
        : null;

    /// <summary><c>-initrd</c>.</summary>
    public string? InitialRamdiskPath { get; init; }

    /// <summary><c>-append</c>: the kernel's command line.</summary>
    public string? CommandLine { get; init; }

    /// <summary>Bus address of the flash in which the firmware above the built-in one lies (<c>-pflash</c>), or all firmware with
    /// <see cref="FirmwareKind.None"/>; null when the flash is blank. The kernel is then what that firmware boots.</summary>
    public PhysicalAddress? FlashStart { get; init; }

    /// <summary>Something beside kernel and firmware is put into memory, which may be all that there is to run
    /// (<c>-device loader</c>).</summary>
    public bool HasOtherImages { get; init; }

    /// <summary><c>-dtb</c>: a device tree to use instead of the machine's own.</summary>
    public string? DeviceTreePath { get; init; }
}
