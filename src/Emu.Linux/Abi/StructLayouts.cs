namespace Emu.Linux.Abi;

/// <summary>
/// The structures of system calls in which an architecture and the host, x86-64, differ. All others are the same on both.
/// </summary>
public sealed record StructLayouts
{
    private const int Int = 4, Long = 8;

    /// <summary>Those of the generic ABI (include/uapi/asm-generic).</summary>
    public static StructLayouts Generic { get; } = new();

    /// <summary><c>struct stat</c>.</summary>
    public StructLayout Stat { get; init; } = new(
        "stat", 128, 144,
        new(0, Long, 0, Long),      // st_dev
        new(8, Long, 8, Long),      // st_ino
        new(16, Int, 24, Int),      // st_mode
        new(20, Int, 16, Long),     // st_nlink
        new(24, Int, 28, Int),      // st_uid
        new(28, Int, 32, Int),      // st_gid
        new(32, Long, 40, Long),    // st_rdev
        new(48, Long, 48, Long),    // st_size
        new(56, Int, 56, Long),     // st_blksize
        new(64, Long, 64, Long),    // st_blocks
        new(72, Long, 72, Long),    // st_atime
        new(80, Long, 80, Long),    // st_atime_nsec
        new(88, Long, 88, Long),    // st_mtime
        new(96, Long, 96, Long),    // st_mtime_nsec
        new(104, Long, 104, Long),  // st_ctime
        new(112, Long, 112, Long)); // st_ctime_nsec

    /// <summary><c>struct epoll_event</c>, packed on x86-64 only.</summary>
    public StructLayout EpollEvent { get; init; } = new(
        "epoll_event", 16, 12,
        new(0, Int, 0, Int),   // events
        new(8, Long, 4, Long)); // data

    /// <summary><c>struct semid64_ds</c>: x86-64 keeps room for the upper halves of times.</summary>
    public StructLayout Semaphores { get; init; } = new(
        "semid64_ds", 88, 104,
        new(0, 48, 0, 48),       // sem_perm
        new(48, Long, 48, Long), // sem_otime
        new(56, Long, 64, Long), // sem_ctime
        new(64, Long, 80, Long)); // sem_nsems

    /// <summary>All of them.</summary>
    public IReadOnlyList<StructLayout> All => [Stat, EpollEvent, Semaphores];
}
