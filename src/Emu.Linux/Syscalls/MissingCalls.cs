using Emu.Linux.Abi;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;

namespace Emu.Linux.Syscalls;

/// <summary>
/// Calls that are answered as by a kernel built without them, or that refuses them: they would need the emulator's
/// memory to be the guest's (rings shared with the kernel, page faults, tracing), or load code of another processor.
/// </summary>
internal static class MissingCalls
{
    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        Missing(0, "io_setup", Int, Hex),
        Missing(1, "io_destroy", Hex),
        Missing(2, "io_submit", Hex, Int, Hex),
        Missing(3, "io_cancel", Hex, Hex, Hex),
        Missing(4, "io_getevents", Hex, Int, Int, Hex, Hex),
        Missing(18, "lookup_dcookie", Hex, Hex, Size),
        Missing(42, "nfsservctl", Int, Hex, Hex),
        Refused(104, "kexec_load", Errno.NotPermitted, Hex, Size, Hex, Hex),
        Refused(105, "init_module", Errno.NotPermitted, Hex, Size, Hex),
        Refused(106, "delete_module", Errno.NotPermitted, Hex, Hex),
        Missing(117, "ptrace", Int, Int, Hex, Hex),
        Missing(238, "migrate_pages", Int, Size, Hex, Hex),
        Missing(239, "move_pages", Int, Size, Hex, Hex, Hex, Hex),
        Missing(241, "perf_event_open", Hex, Int, Int, Int, Hex),
        Refused(273, "finit_module", Errno.NotPermitted, Int, Hex, Int),
        // A filter would be for the guest's numbers and see the emulator's calls.
        Refused(277, "seccomp", Errno.InvalidArgument, Int, Hex, Hex),
        Missing(280, "bpf", Int, Hex, Size),
        Missing(282, "userfaultfd", Hex),
        Missing(292, "io_pgetevents", Hex, Int, Int, Hex, Hex, Hex),
        // The kernel would have to look at the guest's program counter; C libraries do without.
        Missing(293, "rseq", Hex, Size, Hex, Hex),
        Refused(294, "kexec_file_load", Errno.NotPermitted, Int, Int, Size, Hex, Hex),
        Missing(425, "io_uring_setup", Int, Hex),
        Missing(426, "io_uring_enter", Int, Int, Int, Hex, Hex, Size),
        Missing(427, "io_uring_register", Int, Hex, Hex, Int),
        Missing(444, "landlock_create_ruleset", Hex, Size, Hex),
        Missing(445, "landlock_add_rule", Int, Hex, Hex, Hex),
        Missing(446, "landlock_restrict_self", Int, Hex),
        Missing(450, "set_mempolicy_home_node", Hex, Size, Size, Hex),
    ];
}
