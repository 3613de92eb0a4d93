namespace Emu.Testing;

/// <summary>Why the code of a <see cref="CpuCase"/> stopped running; the values are Linux's signal numbers.</summary>
public enum CpuStop
{
    /// <summary>SIGILL: an illegal instruction; the pc is its address.</summary>
    IllegalInstruction = 4,

    /// <summary>SIGTRAP: a breakpoint instruction, such as the ones after the code; the pc is its address.</summary>
    Breakpoint = 5,

    /// <summary>SIGBUS: a misaligned address where alignment is required; the pc is that of the instruction.</summary>
    Misaligned = 7,

    /// <summary>
    /// SIGSEGV: an unmapped address; the pc is that of the instruction, or the address when it was fetched.
    /// </summary>
    Unmapped = 11,
}
