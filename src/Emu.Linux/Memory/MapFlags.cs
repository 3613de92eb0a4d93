namespace Emu.Linux.Memory;

/// <summary>The MAP_ bits of mmap(2) (asm-generic/mman.h), those of all guests and of the host.</summary>
[Flags]
public enum MapFlags
{
    None = 0,
    Shared = 1,
    Private = 2,

    /// <summary>As <see cref="Shared"/>, but flags that are not known are an error.</summary>
    SharedValidate = 3,

    /// <summary>The bits that hold one of the three above.</summary>
    TypeMask = 0xf,
    Fixed = 0x10,
    Anonymous = 0x20,
    GrowsDown = 0x100,
    DenyWrite = 0x800,
    Executable = 0x1000,
    Locked = 0x2000,
    NoReserve = 0x4000,
    Populate = 0x8000,
    NonBlock = 0x1_0000,
    Stack = 0x2_0000,
    HugePages = 0x4_0000,
    Synchronous = 0x8_0000,
    FixedNoReplace = 0x10_0000,
}
