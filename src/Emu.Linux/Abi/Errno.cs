namespace Emu.Linux.Abi;

/// <summary>
/// Error numbers, the same on every architecture that uses Linux's generic ones (RISC-V, x86-64, arm64). Handlers
/// return them negated.
/// </summary>
public static class Errno
{
    public const int NotPermitted = 1, NoEntry = 2, NoProcess = 3, Interrupted = 4, IoError = 5, TooManyArguments = 7;
    public const int NotExecutable = 8, BadDescriptor = 9, NoChild = 10, TryAgain = 11, NoMemory = 12, AccessDenied = 13;
    public const int BadAddress = 14, Busy = 16, Exists = 17, NotDirectory = 20, IsDirectory = 21, InvalidArgument = 22;
    public const int TooManyFiles = 24, NotTerminal = 25, TextBusy = 26, OutOfRange = 34, NameTooLong = 36;
    public const int NotImplemented = 38, TooManyLinks = 40, NotSupported = 95, TimedOut = 110;

    /// <summary>Restarts unless a handler without SA_RESTART runs (ERESTARTSYS).</summary>
    public const int RestartSystem = 512;

    /// <summary>Restarts always (ERESTARTNOINTR).</summary>
    public const int RestartAlways = 513;

    /// <summary>Restarts unless a handler runs (ERESTARTNOHAND).</summary>
    public const int RestartUnlessHandled = 514;
}
