using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;

namespace Emu.Linux.Syscalls;

/// <summary>
/// Names and arguments, for the trace and the list, of the calls on memory, signals and processes, whose rows need not
/// say them: nothing of them passes to the host by declaration.
/// </summary>
internal static class SyscallSignatures
{
    private static readonly Argument protection = Flags(ValueNames.Protections);

    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        Missing(93, "exit", Int) with { Result = ResultKind.Nothing },
        Missing(94, "exit_group", Int) with { Result = ResultKind.Nothing },
        Missing(95, "waitid", Int, Int, Hex, Hex, Hex),
        Missing(96, "set_tid_address", Hex),
        Missing(97, "unshare", Hex),
        Missing(98, "futex", Hex, Int, Int, Hex, Hex, Int),
        Missing(99, "set_robust_list", Hex, Size),
        Missing(100, "get_robust_list", Int, Hex, Hex),
        Missing(128, "restart_syscall"),
        Missing(129, "kill", Int, Int),
        Missing(130, "tkill", Int, Int),
        Missing(131, "tgkill", Int, Int, Int),
        Missing(132, "sigaltstack", Hex, Hex),
        Missing(133, "rt_sigsuspend", Hex, Size),
        Missing(134, "rt_sigaction", Int, Hex, Hex, Size),
        Missing(135, "rt_sigprocmask", Choice(ValueNames.MaskChanges), Hex, Hex, Size),
        Missing(136, "rt_sigpending", Hex, Size),
        Missing(137, "rt_sigtimedwait", Hex, Hex, Time, Size),
        Missing(138, "rt_sigqueueinfo", Int, Int, Hex),
        Missing(139, "rt_sigreturn"),
        Missing(154, "setpgid", Int, Int),
        Missing(155, "getpgid", Int),
        Missing(156, "getsid", Int),
        Missing(157, "setsid"),
        Missing(196, "shmat", Int, Hex, Hex) with { Result = ResultKind.Address },
        Missing(197, "shmdt", Hex),
        Missing(214, "brk", Hex) with { Result = ResultKind.Address },
        Missing(215, "munmap", Hex, Size),
        Missing(216, "mremap", Hex, Size, Size, Hex, Hex) with { Result = ResultKind.Address },
        Missing(220, "clone", Hex, Hex, Hex, Hex, Hex),
        Missing(221, "execve", Text, Hex, Hex) with { Result = ResultKind.Nothing },
        Missing(222, "mmap", Hex, Size, protection, Flags(ValueNames.MapFlags), Descriptor, Size) with
        {
            Result = ResultKind.Address,
        },
        Missing(226, "mprotect", Hex, Size, protection),
        Missing(227, "msync", Hex, Size, Hex),
        Missing(228, "mlock", Hex, Size),
        Missing(229, "munlock", Hex, Size),
        Missing(230, "mlockall", Hex),
        Missing(231, "munlockall"),
        Missing(232, "mincore", Hex, Size, Hex),
        Missing(233, "madvise", Hex, Size, Int),
        Missing(234, "remap_file_pages", Hex, Size, Hex, Size, Hex),
        Missing(235, "mbind", Hex, Size, Int, Hex, Size, Hex),
        Missing(236, "get_mempolicy", Hex, Hex, Size, Hex, Hex),
        Missing(237, "set_mempolicy", Int, Hex, Size),
        Missing(240, "rt_tgsigqueueinfo", Int, Int, Int, Hex),
        Missing(260, "wait4", Int, Hex, Hex, Hex),
        Missing(268, "setns", Int, Hex),
        Missing(272, "kcmp", Int, Int, Int, Size, Size),
        Missing(281, "execveat", Folder, Text, Hex, Hex, Flags(ValueNames.AtFlags)) with
        {
            Result = ResultKind.Nothing,
        },
        Missing(283, "membarrier", Int, Hex, Int),
        Missing(284, "mlock2", Hex, Size, Hex),
        Missing(288, "pkey_mprotect", Hex, Size, protection, Int),
        Missing(289, "pkey_alloc", Hex, Hex),
        Missing(290, "pkey_free", Int),
        Missing(424, "pidfd_send_signal", Int, Int, Hex, Hex),
        Missing(435, "clone3", Hex, Size),
        Missing(440, "process_madvise", Descriptor, Hex, Size, Int, Hex),
        Missing(449, "futex_waitv", Hex, Int, Hex, Time, Int),
    ];
}
