using Emu.Linux.Abi;

namespace Emu.Linux.Syscalls;

/// <summary>Serves system calls by their rows, and prints them for <c>-strace</c>.</summary>
internal static unsafe class SyscallDispatcher
{
    /// <summary>Serves the call that the thread's registers name.</summary>
    public static long Invoke(LinuxThread thread, SyscallRow? row) =>
        thread.Process.Options.Trace ? SyscallTrace.Invoke(thread, row) : Serve(thread, row);

    /// <summary>The same, and never prints.</summary>
    public static long Serve(LinuxThread thread, SyscallRow? row)
    {
        if (row?.Handler is not { } handler) return -Errno.NotImplemented;
        long result = handler(thread, thread.Arguments);
        if (CodeWrites.MayOpenFile(row.Number)) thread.Process.WrittenFiles.Forget();
        return result;
    }
}
