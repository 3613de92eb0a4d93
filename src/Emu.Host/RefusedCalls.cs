namespace Emu.Host;

/// <summary>The system calls that filters refuse by name; <c>docs/sandbox.md</c> has the same rows.</summary>
public static class RefusedCalls
{
    /// <summary>The calls, each with its group, name and number (arch/x86/entry/syscalls/syscall_64.tbl).</summary>
    public static IReadOnlyList<(CallGroup Group, string Name, int Number)> All { get; } =
    [
        // A machine starts no program.
        (CallGroup.Foreign, "execve", 59), (CallGroup.Foreign, "execveat", 322),
        // Other processes are not looked into.
        (CallGroup.Foreign, "ptrace", 101), (CallGroup.Foreign, "process_vm_readv", 310),
        (CallGroup.Foreign, "process_vm_writev", 311), (CallGroup.Foreign, "process_madvise", 440),
        (CallGroup.Foreign, "kcmp", 312), (CallGroup.Foreign, "pidfd_getfd", 438),
        // The tree of directories stays as it is.
        (CallGroup.Foreign, "mount", 165), (CallGroup.Foreign, "umount2", 166), (CallGroup.Foreign, "pivot_root", 155),
        (CallGroup.Foreign, "chroot", 161), (CallGroup.Foreign, "open_tree", 428), (CallGroup.Foreign, "move_mount", 429),
        (CallGroup.Foreign, "fsopen", 430), (CallGroup.Foreign, "fsconfig", 431), (CallGroup.Foreign, "fsmount", 432),
        (CallGroup.Foreign, "fspick", 433), (CallGroup.Foreign, "mount_setattr", 442),
        // No code goes into the kernel.
        (CallGroup.Foreign, "init_module", 175), (CallGroup.Foreign, "finit_module", 313),
        (CallGroup.Foreign, "delete_module", 176), (CallGroup.Foreign, "kexec_load", 246),
        (CallGroup.Foreign, "kexec_file_load", 320), (CallGroup.Foreign, "bpf", 321), (CallGroup.Foreign, "perf_event_open", 298),
        // The kernel keeps no key of a machine.
        (CallGroup.Foreign, "keyctl", 250), (CallGroup.Foreign, "add_key", 248), (CallGroup.Foreign, "request_key", 249),
        // The process stays in its namespaces; clone is refused them too.
        (CallGroup.Foreign, "unshare", 272), (CallGroup.Foreign, "setns", 308),
        // Files are opened by their names only.
        (CallGroup.Foreign, "open_by_handle_at", 304), (CallGroup.Foreign, "name_to_handle_at", 303),
        // The host is not administered.
        (CallGroup.Foreign, "reboot", 169), (CallGroup.Foreign, "swapon", 167), (CallGroup.Foreign, "swapoff", 168),
        (CallGroup.Foreign, "acct", 163), (CallGroup.Foreign, "quotactl", 179), (CallGroup.Foreign, "syslog", 103),
        (CallGroup.Foreign, "sethostname", 170), (CallGroup.Foreign, "setdomainname", 171),
        (CallGroup.Foreign, "settimeofday", 164), (CallGroup.Foreign, "clock_settime", 227),
        (CallGroup.Foreign, "clock_adjtime", 305), (CallGroup.Foreign, "adjtimex", 159), (CallGroup.Foreign, "iopl", 172),
        (CallGroup.Foreign, "ioperm", 173), (CallGroup.Foreign, "vhangup", 153),
        // Kernels keep these for old programs, or have dropped them.
        (CallGroup.Obsolete, "_sysctl", 156), (CallGroup.Obsolete, "create_module", 174),
        (CallGroup.Obsolete, "get_kernel_syms", 177), (CallGroup.Obsolete, "query_module", 178),
        (CallGroup.Obsolete, "sysfs", 139), (CallGroup.Obsolete, "uselib", 134), (CallGroup.Obsolete, "ustat", 136),
        (CallGroup.Obsolete, "nfsservctl", 180), (CallGroup.Obsolete, "modify_ldt", 154),
        // The user and the session stay the same.
        (CallGroup.Privileges, "setuid", 105), (CallGroup.Privileges, "setgid", 106), (CallGroup.Privileges, "setreuid", 113),
        (CallGroup.Privileges, "setregid", 114), (CallGroup.Privileges, "setresuid", 117),
        (CallGroup.Privileges, "setresgid", 119), (CallGroup.Privileges, "setfsuid", 122),
        (CallGroup.Privileges, "setfsgid", 123), (CallGroup.Privileges, "setgroups", 116), (CallGroup.Privileges, "capset", 126),
        (CallGroup.Privileges, "setpgid", 109), (CallGroup.Privileges, "setsid", 112),
        // A process starts no other; clone makes threads only.
        (CallGroup.Spawn, "fork", 57), (CallGroup.Spawn, "vfork", 58),
        // What the host gives the process stays its decision.
        (CallGroup.Resources, "setpriority", 141), (CallGroup.Resources, "sched_setparam", 142),
        (CallGroup.Resources, "sched_setscheduler", 144), (CallGroup.Resources, "sched_setattr", 314),
        (CallGroup.Resources, "sched_setaffinity", 203), (CallGroup.Resources, "ioprio_set", 251),
        (CallGroup.Resources, "set_mempolicy", 238), (CallGroup.Resources, "mbind", 237),
        (CallGroup.Resources, "migrate_pages", 256),
    ];
}
