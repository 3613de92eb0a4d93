namespace Emu.Machine.Boot;

/// <summary>What runs below the kernel: the meaning of <c>-bios</c>.</summary>
public enum FirmwareKind
{
    /// <summary><c>default</c>: the firmware inside the emulator; none is in guest memory.</summary>
    BuiltIn,

    /// <summary><c>none</c>: the kernel itself starts in the CPUs' most privileged mode.</summary>
    None,

    /// <summary>A file, which starts in the CPUs' most privileged mode and finds the kernel.</summary>
    File,
}
