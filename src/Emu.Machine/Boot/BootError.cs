namespace Emu.Machine.Boot;

/// <summary>Why a file cannot be booted. <see cref="BootException"/> has the message of each.</summary>
public enum BootError
{
    /// <summary>There is no file of that name.</summary>
    FileMissing,

    /// <summary>The file is there but may not be read.</summary>
    FileUnreadable,

    /// <summary>A directory, a pipe or a device.</summary>
    FileNotRegular,

    FileEmpty,

    /// <summary>The file became shorter between two looks at it.</summary>
    FileChanged,

    /// <summary>The file ends before what its header promises.</summary>
    Truncated,

    /// <summary>Compressed data that does not unpack.</summary>
    CorruptCompression,

    /// <summary>Compressed data that is not a kernel.</summary>
    CompressedNotKernel,


    /// <summary>An ELF file for other CPUs than the machine's.</summary>
    ElfOfOtherMachine,
    ElfNotExecutable,
    ElfMalformed,
    ElfOverlappingSegments,

    /// <summary>An EFI application that is no kernel image: it needs firmware with EFI.</summary>
    EfiZboot,
    ImageBigEndian,

    /// <summary>It would lie outside of the machine's RAM.</summary>
    OutsideMemory,

    /// <summary>Two things to load want the same memory.</summary>
    Overlap,

    DeviceTreeMalformed,

    /// <summary>Neither kernel nor firmware.</summary>
    NothingToBoot,
}
