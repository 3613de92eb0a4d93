namespace Emu.Host;

/// <content>
/// Numbers of the host's system calls, as its kernel has them on x86-64 (arch/x86/entry/syscalls/syscall_64.tbl): the
/// calls that riscv64 has too, under the kernel's names.
/// </content>
public static partial class HostSyscallNumbers
{
    public const int Read = 0, Write = 1, Close = 3, Fstat = 5, Lseek = 8, RtSigaction = 13, RtSigprocmask = 14;
    public const int RtSigreturn = 15, Ioctl = 16, Pread64 = 17, Pwrite64 = 18, Readv = 19, Writev = 20;
    public const int SchedYield = 24, Shmget = 29, Shmctl = 31, Dup = 32, Nanosleep = 35, Getitimer = 36;
    public const int Setitimer = 38, Getpid = 39, Sendfile = 40, Socket = 41, Connect = 42, Accept = 43, Sendto = 44;
    public const int Recvfrom = 45, Sendmsg = 46, Recvmsg = 47, Shutdown = 48, Bind = 49, Listen = 50;
    public const int Getsockname = 51, Getpeername = 52, Socketpair = 53, Setsockopt = 54, Getsockopt = 55;
    public const int Clone = 56, Execve = 59, Exit = 60, Wait4 = 61, Kill = 62, Uname = 63, Semget = 64, Semop = 65;
    public const int Semctl = 66, Msgget = 68, Msgsnd = 69, Msgrcv = 70, Msgctl = 71, Fcntl = 72, Flock = 73;
    public const int Fsync = 74, Fdatasync = 75, Truncate = 76, Ftruncate = 77, Getcwd = 79, Chdir = 80, Fchdir = 81;
    public const int Fchmod = 91, Fchown = 93, Umask = 95, Gettimeofday = 96, Getrlimit = 97, Getrusage = 98;
    public const int Sysinfo = 99, Times = 100, Ptrace = 101, Getuid = 102, Syslog = 103, Getgid = 104, Setuid = 105;
    public const int Setgid = 106, Geteuid = 107, Getegid = 108, Setpgid = 109, Getppid = 110, Setsid = 112;
    public const int Setreuid = 113, Setregid = 114, Getgroups = 115, Setgroups = 116, Setresuid = 117;
    public const int Getresuid = 118, Setresgid = 119, Getresgid = 120, Getpgid = 121, Setfsuid = 122, Setfsgid = 123;
    public const int Getsid = 124, Capget = 125, Capset = 126, RtSigpending = 127, RtSigtimedwait = 128;
    public const int RtSigqueueinfo = 129, RtSigsuspend = 130, Sigaltstack = 131, Personality = 135, Statfs = 137;
    public const int Fstatfs = 138, Getpriority = 140, Setpriority = 141, SchedSetparam = 142, SchedGetparam = 143;
    public const int SchedSetscheduler = 144, SchedGetscheduler = 145, SchedGetPriorityMax = 146;
    public const int SchedGetPriorityMin = 147, SchedRrGetInterval = 148, Vhangup = 153, PivotRoot = 155, Prctl = 157;
    public const int ArchPrctl = 158, Adjtimex = 159, Setrlimit = 160, Chroot = 161, Sync = 162, Acct = 163;
    public const int Settimeofday = 164, Mount = 165, Umount2 = 166, Swapon = 167, Swapoff = 168, Reboot = 169;
    public const int Sethostname = 170, Setdomainname = 171, InitModule = 175, DeleteModule = 176, Quotactl = 179;
    public const int Nfsservctl = 180, Gettid = 186, Readahead = 187, Setxattr = 188, Lsetxattr = 189;
    public const int Fsetxattr = 190, Getxattr = 191, Lgetxattr = 192, Fgetxattr = 193, Listxattr = 194;
    public const int Llistxattr = 195, Flistxattr = 196, Removexattr = 197, Lremovexattr = 198, Fremovexattr = 199;
    public const int Tkill = 200, Futex = 202, SchedSetaffinity = 203, SchedGetaffinity = 204, IoSetup = 206;
    public const int IoDestroy = 207, IoGetevents = 208, IoSubmit = 209, IoCancel = 210, LookupDcookie = 212;
    public const int Getdents64 = 217, SetTidAddress = 218, RestartSyscall = 219, Semtimedop = 220, Fadvise64 = 221;
    public const int TimerCreate = 222, TimerSettime = 223, TimerGettime = 224, TimerGetoverrun = 225;
    public const int TimerDelete = 226, ClockSettime = 227, ClockGettime = 228, ClockGetres = 229;
    public const int ClockNanosleep = 230, ExitGroup = 231, EpollCtl = 233, Tgkill = 234, MqOpen = 240;
    public const int MqUnlink = 241, MqTimedsend = 242, MqTimedreceive = 243, MqNotify = 244, MqGetsetattr = 245;
    public const int KexecLoad = 246, Waitid = 247, AddKey = 248, RequestKey = 249, Keyctl = 250, IoprioSet = 251;
    public const int IoprioGet = 252, InotifyAddWatch = 254, InotifyRmWatch = 255, MigratePages = 256, Openat = 257;
    public const int Mkdirat = 258, Mknodat = 259, Fchownat = 260, Newfstatat = 262, Unlinkat = 263, Renameat = 264;
    public const int Linkat = 265, Symlinkat = 266, Readlinkat = 267, Fchmodat = 268, Faccessat = 269, Pselect6 = 270;
    public const int Ppoll = 271, Unshare = 272, SetRobustList = 273, GetRobustList = 274, Splice = 275, Tee = 276;
    public const int SyncFileRange = 277, Vmsplice = 278, MovePages = 279, Utimensat = 280, EpollPwait = 281;
    public const int TimerfdCreate = 283, Fallocate = 285, TimerfdSettime = 286, TimerfdGettime = 287, Accept4 = 288;
    public const int Signalfd4 = 289, Eventfd2 = 290, EpollCreate1 = 291, Dup3 = 292, Pipe2 = 293, InotifyInit1 = 294;
    public const int Preadv = 295, Pwritev = 296, RtTgsigqueueinfo = 297, PerfEventOpen = 298, Recvmmsg = 299;
    public const int FanotifyInit = 300, FanotifyMark = 301, Prlimit64 = 302, NameToHandleAt = 303;
    public const int OpenByHandleAt = 304, ClockAdjtime = 305, Syncfs = 306, Sendmmsg = 307, Setns = 308;
    public const int Getcpu = 309, ProcessVmReadv = 310, ProcessVmWritev = 311, Kcmp = 312, FinitModule = 313;
    public const int SchedSetattr = 314, SchedGetattr = 315, Renameat2 = 316, Seccomp = 317, Getrandom = 318;
    public const int MemfdCreate = 319, KexecFileLoad = 320, Bpf = 321, Execveat = 322, Userfaultfd = 323;
    public const int Membarrier = 324, CopyFileRange = 326, Preadv2 = 327, Pwritev2 = 328, Statx = 332;
    public const int IoPgetevents = 333, Rseq = 334, PidfdSendSignal = 424, IoUringSetup = 425, IoUringEnter = 426;
    public const int IoUringRegister = 427, OpenTree = 428, MoveMount = 429, Fsopen = 430, Fsconfig = 431;
    public const int Fsmount = 432, Fspick = 433, PidfdOpen = 434, Clone3 = 435, CloseRange = 436, Openat2 = 437;
    public const int PidfdGetfd = 438, Faccessat2 = 439, EpollPwait2 = 441, MountSetattr = 442, QuotactlFd = 443;
    public const int LandlockCreateRuleset = 444, LandlockAddRule = 445, LandlockRestrictSelf = 446;
    public const int MemfdSecret = 447, ProcessMrelease = 448, FutexWaitv = 449, SetMempolicyHomeNode = 450;
}
