namespace Emu.Linux.Syscalls;

/// <summary>How rows of the table are made: by who serves the call.</summary>
public static class Serve
{
    /// <summary>The host's kernel, which does not wait for long.</summary>
    public static SyscallRow ByHost(int number, string name, long host, params Argument[] arguments) =>
        ByHost(number, name, host, mayWait: false, arguments);

    /// <summary>The host's kernel, which may wait.</summary>
    public static SyscallRow ByHostWaiting(int number, string name, long host, params Argument[] arguments) =>
        ByHost(number, name, host, mayWait: true, arguments);

    /// <summary>A method of ours.</summary>
    public static SyscallRow By(int number, string name, SyscallHandler handler, params Argument[] arguments) =>
        new() { Number = number, Name = name, Handler = handler, Arguments = arguments };

    /// <summary>Nobody: ENOSYS, as from a kernel that was built without it.</summary>
    public static SyscallRow Missing(int number, string name, params Argument[] arguments) =>
        new() { Number = number, Name = name, Arguments = arguments };

    /// <summary>Nobody: always the same error.</summary>
    public static SyscallRow Refused(int number, string name, int error, params Argument[] arguments) =>
        By(number, name, (_, _) => -error, arguments);

    private static SyscallRow ByHost(int number, string name, long host, bool mayWait, Argument[] arguments) => new()
    {
        Number = number,
        Name = name,
        Arguments = arguments,
        HostNumber = host,
        MayWait = mayWait,
        Handler = new PassThrough(host, mayWait, arguments).Handler,
    };
}
