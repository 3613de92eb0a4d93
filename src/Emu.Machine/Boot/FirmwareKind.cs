namespace Emu.Machine.Boot;

/// <summary>What runs in machine mode below the kernel: the meaning of <c>-bios</c>.</summary>
public enum FirmwareKind
{
    /// <summary><c>default</c>: the SBI inside the emulator; the kernel starts in supervisor mode and no firmware is in
    /// guest memory.</summary>
    BuiltIn,

    /// <summary><c>none</c>: the kernel itself starts in machine mode.</summary>
    None,

    /// <summary>A file, which starts in machine mode and finds the kernel.</summary>
    File,
}
