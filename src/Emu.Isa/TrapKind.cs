namespace Emu.Isa;

/// <summary>Why an instruction of a program has to be served by the kernel, whatever the architecture.</summary>
public enum TrapKind : byte
{
    /// <summary>Any reason that has no name here, for which a program gets SIGSEGV.</summary>
    Other,

    /// <summary>The instruction asks the kernel for a service.</summary>
    SystemCall,

    /// <summary>The instruction does not exist, or a program may not execute it.</summary>
    Illegal,

    /// <summary>The instruction is a breakpoint.</summary>
    Breakpoint,

    /// <summary>The address must be aligned and is not.</summary>
    Misaligned,

    /// <summary>The page of the instruction is not mapped, or may not be executed.</summary>
    FetchFault,

    /// <summary>The page that is loaded from is not mapped, or may not be read.</summary>
    LoadFault,

    /// <summary>The page that is stored to is not mapped, or may not be written.</summary>
    StoreFault,
}
