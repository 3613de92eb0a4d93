using Emu.Linux.Abi;

namespace Emu.Linux.Signals;

/// <summary>What becomes of a system call that a signal has interrupted (signal(7), "Interruption of system calls").</summary>
internal static class RestartRules
{
    /// <summary>The kernel's <c>ERESTART_RESTARTBLOCK</c>: goes on by the call restart_syscall, unless a handler
    /// runs.</summary>
    public const int RestartByBlock = 516;

    // Calls that are never made again after a handler, even with SA_RESTART: they wait for time, for other events, or
    // for signals. For these the kernel does not say ERESTARTSYS; a signal that came with the call itself does.
    private static readonly ulong[] neverAfterHandler =
    [
        4, // io_getevents
        22, // epoll_pwait
        72, // pselect6
        73, // ppoll
        101, // nanosleep
        115, // clock_nanosleep
        133, // rt_sigsuspend
        137, // rt_sigtimedwait
        188, // msgrcv
        189, // msgsnd
        192, // semtimedop
        193, // semop
        292, // io_pgetevents
        441, // epoll_pwait2
    ];

    /// <summary>True for a result that asks to make the call again.</summary>
    public static bool IsRestart(long result) => -result is Errno.RestartSystem or Errno.RestartAlways
        or Errno.RestartUnlessHandled or RestartByBlock;

    /// <summary>Decides for a call that is interrupted by a handler.</summary>
    /// <param name="result">One of the restart codes, negative.</param>
    /// <param name="call">The call's number.</param>
    /// <param name="hasRestartFlag">The handler was installed with <c>SA_RESTART</c>.</param>
    /// <returns>True: the call is made again after the handler. False: it has failed by EINTR.</returns>
    public static bool RestartsAfterHandler(long result, ulong call, bool hasRestartFlag) => -result switch
    {
        Errno.RestartAlways => true,
        Errno.RestartSystem => hasRestartFlag && Array.IndexOf(neverAfterHandler, call) < 0,
        _ => false,
    };
}
