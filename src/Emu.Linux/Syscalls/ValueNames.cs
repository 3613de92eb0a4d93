namespace Emu.Linux.Syscalls;

/// <summary>Names of an argument's values, for the trace: single values of a choice, or bits that are ORed
/// together.</summary>
public sealed class ValueNames(params (ulong Value, string Name)[] names)
{
    public static readonly ValueNames OpenFlags = new(
        (0, "O_RDONLY"), (1, "O_WRONLY"), (2, "O_RDWR"), (0x40, "O_CREAT"), (0x80, "O_EXCL"), (0x100, "O_NOCTTY"),
        (0x200, "O_TRUNC"), (0x400, "O_APPEND"), (0x800, "O_NONBLOCK"), (0x101000, "O_SYNC"), (0x1000, "O_DSYNC"),
        (0x2000, "O_ASYNC"), (0x4000, "O_DIRECT"), (0x8000, "O_LARGEFILE"), (0x410000, "O_TMPFILE"),
        (0x10000, "O_DIRECTORY"), (0x20000, "O_NOFOLLOW"), (0x40000, "O_NOATIME"), (0x80000, "O_CLOEXEC"),
        (0x200000, "O_PATH"));

    public static readonly ValueNames AtFlags = new(
        (0x100, "AT_SYMLINK_NOFOLLOW"), (0x200, "AT_REMOVEDIR"), (0x400, "AT_SYMLINK_FOLLOW"),
        (0x800, "AT_NO_AUTOMOUNT"), (0x1000, "AT_EMPTY_PATH"));

    public static readonly ValueNames UnlinkFlags = new((0x200, "AT_REMOVEDIR"));

    public static readonly ValueNames AccessModes = new((0, "F_OK"), (4, "R_OK"), (2, "W_OK"), (1, "X_OK"));

    public static readonly ValueNames Whence = new(
        (0, "SEEK_SET"), (1, "SEEK_CUR"), (2, "SEEK_END"), (3, "SEEK_DATA"), (4, "SEEK_HOLE"));

    public static readonly ValueNames Clocks = new(
        (0, "CLOCK_REALTIME"), (1, "CLOCK_MONOTONIC"), (2, "CLOCK_PROCESS_CPUTIME_ID"),
        (3, "CLOCK_THREAD_CPUTIME_ID"), (4, "CLOCK_MONOTONIC_RAW"), (5, "CLOCK_REALTIME_COARSE"),
        (6, "CLOCK_MONOTONIC_COARSE"), (7, "CLOCK_BOOTTIME"), (8, "CLOCK_REALTIME_ALARM"),
        (9, "CLOCK_BOOTTIME_ALARM"), (11, "CLOCK_TAI"));

    public static readonly ValueNames Families = new(
        (0, "PF_UNSPEC"), (1, "PF_UNIX"), (2, "PF_INET"), (10, "PF_INET6"), (16, "PF_NETLINK"), (17, "PF_PACKET"));

    public static readonly ValueNames SocketTypes = new(
        (1, "SOCK_STREAM"), (2, "SOCK_DGRAM"), (3, "SOCK_RAW"), (5, "SOCK_SEQPACKET"), (0x800, "SOCK_NONBLOCK"),
        (0x80000, "SOCK_CLOEXEC"));

    public static readonly ValueNames DescriptorFlags = new((0x800, "O_NONBLOCK"), (0x80000, "O_CLOEXEC"));

    public static readonly ValueNames Protections = new(
        (0, "PROT_NONE"), (1, "PROT_READ"), (2, "PROT_WRITE"), (4, "PROT_EXEC"));

    public static readonly ValueNames MapFlags = new(
        (3, "MAP_SHARED_VALIDATE"), (1, "MAP_SHARED"), (2, "MAP_PRIVATE"), (0x10, "MAP_FIXED"),
        (0x20, "MAP_ANONYMOUS"), (0x100, "MAP_GROWSDOWN"), (0x2000, "MAP_LOCKED"), (0x4000, "MAP_NORESERVE"),
        (0x8000, "MAP_POPULATE"), (0x10000, "MAP_NONBLOCK"), (0x20000, "MAP_STACK"), (0x40000, "MAP_HUGETLB"),
        (0x100000, "MAP_FIXED_NOREPLACE"));

    public static readonly ValueNames MaskChanges = new((0, "SIG_BLOCK"), (1, "SIG_UNBLOCK"), (2, "SIG_SETMASK"));

    public static readonly ValueNames FileCommands = new(
        (0, "F_DUPFD"), (1, "F_GETFD"), (2, "F_SETFD"), (3, "F_GETFL"), (4, "F_SETFL"), (5, "F_GETLK"),
        (6, "F_SETLK"), (7, "F_SETLKW"), (8, "F_SETOWN"), (9, "F_GETOWN"), (10, "F_SETSIG"), (11, "F_GETSIG"),
        (15, "F_SETOWN_EX"), (16, "F_GETOWN_EX"), (36, "F_OFD_GETLK"), (37, "F_OFD_SETLK"), (38, "F_OFD_SETLKW"),
        (1024, "F_SETLEASE"), (1025, "F_GETLEASE"), (1026, "F_NOTIFY"), (1030, "F_DUPFD_CLOEXEC"),
        (1031, "F_SETPIPE_SZ"), (1032, "F_GETPIPE_SZ"), (1033, "F_ADD_SEALS"), (1034, "F_GET_SEALS"));

    /// <summary>The values and their names; where bits overlap, the larger value comes first.</summary>
    public IReadOnlyList<(ulong Value, string Name)> All => names;

    /// <summary>The name of a single value; null when it has none.</summary>
    public string? Find(ulong value)
    {
        foreach ((ulong known, string name) in names)
            if (known == value) return name;
        return null;
    }
}
