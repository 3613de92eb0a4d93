namespace Emu.Linux.Loading;

/// <summary>Why a program cannot be started; the words are <see cref="ProgramError.Describe"/>'s.</summary>
internal enum ProgramFault
{
    /// <summary>The file cannot be opened: the host says why.</summary>
    CannotOpen,

    /// <summary>The file cannot be read: the host says why.</summary>
    CannotRead,

    /// <summary>The caller may not execute the file.</summary>
    NotPermitted,

    /// <summary>A directory, a pipe, a device.</summary>
    NotRegular,

    /// <summary>Neither ELF nor a script.</summary>
    UnknownFormat,

    /// <summary>An ELF file of the host or of another machine, which the host's kernel may know.</summary>
    WrongMachine,

    /// <summary>ELF of 32 bits.</summary>
    WrongClass,

    /// <summary>ELF with the high byte first.</summary>
    WrongByteOrder,

    /// <summary>An ELF version that does not exist yet.</summary>
    WrongVersion,

    /// <summary>An object file or a core dump.</summary>
    WrongType,

    /// <summary>The program headers' size, number or place cannot be right.</summary>
    BadProgramHeaders,

    /// <summary>Nothing is to be loaded.</summary>
    NoSegments,

    /// <summary>A segment's bytes are not all in the file.</summary>
    SegmentBeyondFile,

    /// <summary>A segment has more bytes in the file than in memory.</summary>
    SegmentSizes,

    /// <summary>A segment reaches beyond user space, or around the end of the addresses.</summary>
    SegmentBeyondUserSpace,

    /// <summary>A segment's address and file offset differ within their pages, so that it cannot be mapped.</summary>
    SegmentMisaligned,

    /// <summary>Two segments hold the same address.</summary>
    SegmentsOverlap,

    /// <summary>The interpreter's name is empty, too long, or without its final zero.</summary>
    BadInterpreterName,

    /// <summary>Addresses that the program must have are taken.</summary>
    AddressTaken,

    /// <summary>The host gives no memory: it says why.</summary>
    CannotMap,

    /// <summary>Arguments and environment are longer than the kernel allows.</summary>
    ArgumentsTooLong,

    /// <summary>The first line of a script names no interpreter, or a name that is cut.</summary>
    BadScript,

    /// <summary>Scripts that are interpreted by scripts, too many times.</summary>
    ScriptsTooDeep,
}
