namespace Emu.Linux.Syscalls;

/// <summary>Serves system calls by their rows, and prints them for <c>-strace</c>.</summary>
internal static unsafe class SyscallDispatcher
{
    /// <summary>Serves the call that the thread's registers name.</summary>
    public static long Invoke(LinuxThread thread, SyscallRow? row)
    {
        if (row?.Handler is not { } handler) return -Errno.NotImplemented;
        return handler(thread, new SyscallArguments(thread.State));
    }
}
