using Emu.Debugger;
using Emu.Linux.Abi;
using Emu.Linux.Paths;
using Emu.Linux.Processes;

namespace Emu.Linux.Syscalls;

/// <summary>Serves system calls by their rows, and prints them for <c>-strace</c>.</summary>
internal sealed class SyscallDispatcher(SyscallTable table) : ISystemCalls
{
    /// <inheritdoc/>
    public long Serve(LinuxThread thread, ulong number, out bool setsRegisters)
    {
        SyscallRow? row = table.Find(number);
        long result = Invoke(thread, row);
        setsRegisters = row is { SetsRegisters: true } && result == 0;
        return result;
    }

    /// <inheritdoc/>
    public IDebugFile? OpenForDebugger(LinuxProcess process, byte[] path) => DebuggerFile.Open(process, path);

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
