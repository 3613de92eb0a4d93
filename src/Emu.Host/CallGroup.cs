namespace Emu.Host;

/// <summary>Groups of system calls that a <see cref="CallFilter"/> may refuse.</summary>
[Flags]
public enum CallGroup
{
    /// <summary>No call.</summary>
    None = 0,

    /// <summary>What no machine needs: programs, other processes, mounts, kernel modules, keys, namespaces, the host's settings.</summary>
    Foreign = 1,

    /// <summary>Calls that kernels keep for old programs: <c>obsolete=deny</c>.</summary>
    Obsolete = 2,

    /// <summary>Changes of the user and groups: <c>elevateprivileges=deny</c>.</summary>
    Privileges = 4,

    /// <summary>New processes: <c>spawn=deny</c>. Threads are no processes.</summary>
    Spawn = 8,

    /// <summary>Priorities and CPUs of threads: <c>resourcecontrol=deny</c>.</summary>
    Resources = 16,
}
