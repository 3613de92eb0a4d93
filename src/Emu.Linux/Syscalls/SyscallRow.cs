namespace Emu.Linux.Syscalls;

/// <summary>One system call of a guest's table.</summary>
public sealed record SyscallRow
{
    /// <summary>The number for it of Linux's generic table (include/uapi/asm-generic/unistd.h), or the architecture's own.</summary>
    public required int Number { get; init; }

    /// <summary>Its name as strace prints it.</summary>
    public required string Name { get; init; }

    /// <summary>What serves it; null answers ENOSYS.</summary>
    public SyscallHandler? Handler { get; init; }

    /// <summary>The handler has set all registers itself: the result register stays (rt_sigreturn, execve).</summary>
    public bool SetsRegisters { get; init; }

    /// <summary>Its arguments, the first one first.</summary>
    public IReadOnlyList<Argument> Arguments { get; init; } = [];

    /// <summary>What it returns.</summary>
    public ResultKind Result { get; init; }

    /// <summary>The host's number for the call, when the host's kernel serves it as it is; -1 otherwise.</summary>
    public long HostNumber { get; init; } = -1;

    /// <summary>The call may wait, and a signal ends the wait.</summary>
    public bool MayWait { get; init; }
}
