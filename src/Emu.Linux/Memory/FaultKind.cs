namespace Emu.Linux.Memory;

/// <summary>Why an access by the program faults, which decides the signal and its code.</summary>
public enum FaultKind
{
    /// <summary>It does not: the page is there, and may be accessed that way.</summary>
    None,

    /// <summary>Nothing is mapped there: SIGSEGV, SEGV_MAPERR.</summary>
    NotMapped,

    /// <summary>The page's protection forbids the access: SIGSEGV, SEGV_ACCERR.</summary>
    Protection,

    /// <summary>The page lies behind the end of the mapped file: SIGBUS, BUS_ADRERR.</summary>
    BeyondFile,
}
