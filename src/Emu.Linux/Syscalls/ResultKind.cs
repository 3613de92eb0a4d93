namespace Emu.Linux.Syscalls;

/// <summary>What a system call returns when it succeeds.</summary>
public enum ResultKind
{
    /// <summary>A number: of bytes, of a descriptor, of a process, or 0.</summary>
    Number,

    /// <summary>An address.</summary>
    Address,

    /// <summary>Nothing: the call ends the thread or continues elsewhere, so that it is printed before it is
    /// made.</summary>
    Nothing,
}
