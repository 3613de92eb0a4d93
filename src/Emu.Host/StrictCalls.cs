namespace Emu.Host;

/// <summary>The system calls that <c>-sandbox strict</c> leaves; <c>docs/sandbox.md</c> has the same rows. Threads are made by clone,
/// and named by prctl.</summary>
public static class StrictCalls
{
    /// <summary>The calls, each with its name and number, and whether it is there only for a machine with a network that opens
    /// sockets.</summary>
    public static IReadOnlyList<(string Name, int Number, bool IsForSockets)> All { get; } =
    [
        // Memory.
        ("mmap", 9, false), ("munmap", 11, false), ("mprotect", 10, false), ("mremap", 25, false), ("madvise", 28, false),
        ("brk", 12, false), ("membarrier", 324, false),
        // Threads, and waiting of one for another.
        ("futex", 202, false), ("sched_yield", 24, false), ("set_robust_list", 273, false), ("rseq", 334, false),
        ("gettid", 186, false), ("getpid", 39, false), ("exit", 60, false), ("exit_group", 231, false), ("tgkill", 234, false), ("pause", 34, false),
        ("sched_getaffinity", 204, false), ("restart_syscall", 219, false), ("getrusage", 98, false),
        // Time.
        ("nanosleep", 35, false), ("clock_nanosleep", 230, false), ("clock_gettime", 228, false), ("clock_getres", 229, false),
        ("gettimeofday", 96, false), ("timerfd_settime", 286, false), ("setitimer", 38, false),
        // Signals.
        ("rt_sigaction", 13, false), ("rt_sigprocmask", 14, false), ("rt_sigreturn", 15, false), ("sigaltstack", 131, false),
        // Files and streams that are open.
        ("read", 0, false), ("write", 1, false), ("readv", 19, false), ("writev", 20, false), ("pread64", 17, false),
        ("pwrite64", 18, false), ("preadv", 295, false), ("pwritev", 296, false), ("close", 3, false), ("fstat", 5, false),
        ("lseek", 8, false), ("fsync", 74, false), ("fdatasync", 75, false), ("fallocate", 285, false), ("ftruncate", 77, false),
        ("fcntl", 72, false), ("ioctl", 16, false), ("dup", 32, false), ("flock", 73, false), ("io_uring_enter", 426, false),
        // What the code cache looks at.
        ("newfstatat", 262, false), ("geteuid", 107, false),
        // Waiting for them.
        ("epoll_wait", 232, false), ("epoll_pwait", 281, false), ("epoll_ctl", 233, false), ("poll", 7, false),
        ("ppoll", 271, false), ("eventfd2", 290, false),
        // Connections.
        ("accept", 43, false), ("accept4", 288, false), ("recvfrom", 45, false), ("sendto", 44, false), ("recvmsg", 47, false),
        ("sendmsg", 46, false), ("recvmmsg", 299, false), ("sendmmsg", 307, false), ("shutdown", 48, false),
        ("getsockname", 51, false), ("getpeername", 52, false), ("setsockopt", 54, false), ("getsockopt", 55, false),
        // Randomness and the host's memory.
        ("getrandom", 318, false), ("sysinfo", 99, false),
        // New connections, for a network of the machine.
        ("socket", 41, true), ("connect", 42, true), ("bind", 49, true), ("listen", 50, true),
    ];

    /// <summary>What prctl may still do: name a thread, tell its name, and say how exactly it wakes.</summary>
    internal static IReadOnlyList<int> ProcessControls { get; } = [15, 16, 29];
}
