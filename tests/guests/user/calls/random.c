// oracle: none
// build: -pthread -Wl,-Ttext-segment=0x34560000
// only: static
// arguments: 1 10000
// Eight threads that make random system calls with random arguments: whatever they return, the program ends by itself.
// Arguments: seed, calls a thread. Left out is what would end or stop the program, or touch what is not its own. The
// program lies where no power of two points to. harsh.c leaves out less.
#include "user.h"
#include <pthread.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

enum { Threads = 8, Size = 1 << 20 };

static const int lethal[] = {
    SYS_exit, SYS_exit_group, SYS_kill, SYS_tkill, SYS_tgkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_reboot,
    SYS_execve, SYS_execveat, SYS_clone, SYS_clone3, SYS_rt_sigreturn, SYS_ptrace, SYS_rt_sigsuspend,
    SYS_unlinkat, SYS_renameat2, SYS_linkat, SYS_symlinkat, SYS_mknodat, SYS_mkdirat, SYS_mount, SYS_umount2, SYS_pivot_root,
    SYS_chroot, SYS_swapon, SYS_swapoff, SYS_truncate, SYS_ftruncate, SYS_fallocate, SYS_fchmodat, SYS_fchownat,
    SYS_settimeofday, SYS_clock_settime, SYS_clock_adjtime, SYS_adjtimex, SYS_sethostname, SYS_setdomainname, SYS_acct,
    SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_kexec_file_load, SYS_vhangup, SYS_syslog,
    SYS_quotactl, SYS_setns, SYS_unshare, SYS_setxattr, SYS_lsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_open_tree,
    SYS_move_mount, SYS_fsopen, SYS_fsmount, SYS_fsconfig, SYS_fspick, SYS_chdir, SYS_fchdir, SYS_utimensat, SYS_bpf,
    SYS_seccomp, SYS_prctl, SYS_setrlimit, SYS_prlimit64, SYS_setpriority, SYS_sched_setscheduler, SYS_sched_setparam,
    SYS_sched_setattr, SYS_sched_setaffinity, SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid,
    SYS_setresgid, SYS_setgroups, SYS_setfsuid, SYS_setfsgid, SYS_setsid, SYS_setpgid, SYS_personality, SYS_capset,
    SYS_process_vm_writev, SYS_process_vm_readv, SYS_sync, SYS_syncfs, SYS_fsync, SYS_fdatasync, SYS_openat, SYS_openat2,
    SYS_mlock, SYS_mlock2, SYS_mlockall, SYS_setitimer, SYS_timer_create, SYS_timer_settime, SYS_set_robust_list,
    SYS_set_tid_address, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_sigaltstack, SYS_io_setup, SYS_io_destroy,
    SYS_io_submit, SYS_io_cancel, SYS_io_getevents, SYS_io_pgetevents, SYS_fanotify_init, SYS_fanotify_mark,
    SYS_perf_event_open, SYS_userfaultfd, SYS_add_key, SYS_request_key, SYS_keyctl, SYS_shmctl, SYS_semctl, SYS_msgctl,
    SYS_shmget, SYS_semget, SYS_msgget, SYS_mq_open, SYS_mq_unlink, SYS_membarrier, SYS_io_uring_setup, SYS_rseq,
    SYS_landlock_create_ruleset, SYS_landlock_add_rule, SYS_landlock_restrict_self, SYS_migrate_pages, SYS_move_pages,
    SYS_pidfd_send_signal, SYS_process_madvise, SYS_process_mrelease, SYS_mount_setattr, SYS_lookup_dcookie, SYS_nfsservctl,
    SYS_quotactl_fd, SYS_memfd_secret, SYS_name_to_handle_at, SYS_open_by_handle_at, SYS_statfs,
    // Those that change what a descriptor is of, which is the host's device for the standard ones of a root user's tests;
    // and those that reach other processes.
    SYS_fchmod, SYS_fchown, SYS_fsetxattr, SYS_fremovexattr, SYS_ioprio_set, SYS_pidfd_getfd,
    // Those that take away the memory and the descriptors that the program stands on, or use others' objects.
    SYS_semop, SYS_semtimedop, SYS_msgrcv, SYS_msgsnd, SYS_mremap, SYS_brk, SYS_remap_file_pages, SYS_shmat, SYS_shmdt,
    SYS_close, SYS_close_range, SYS_dup3, SYS_ioctl, SYS_mbind, SYS_set_mempolicy,
};

static char *area, *playground;
static long calls;
static int descriptors[8];

// Where each thread is, for the first to see; negative when it has done all.
static volatile long progress[Threads];

static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static bool is_lethal(long number)
{
    for (size_t i = 0; i < sizeof lethal / sizeof *lethal; i++)
        if (lethal[i] == number)
            return true;
    return false;
}

static long argument(uint64_t *state)
{
    uint64_t r = next(state);
    switch (r % 12) {
    case 0: return 0;
    case 1: return -1;
    case 2: return r >> 8 & 0xff;
    case 3: return descriptors[r >> 8 & 7];
    case 4: return (long)area + (r >> 8) % Size;
    case 5: return (long)area + ((r >> 8) % Size & ~7L);
    case 6: return (long)area + Size - (r >> 8 & 15);
    case 7: return 0xffffffff80000000 + (r >> 32);
    case 8: return 1L << (r >> 8 & 63);
    case 9: return (long)area + Size + 4096 + (r >> 8 & 0xfff); // not mapped
    case 10: return r >> 8 & 0xffff;
    default: return r;
    }
}

// Calls that change mappings get a place of their own to do it in.
static void confine(long number, long *a, uint64_t *state)
{
    uint64_t r = next(state);
    if (number != SYS_mmap && number != SYS_munmap && number != SYS_mprotect && number != SYS_pkey_mprotect && number != SYS_madvise)
        return;
    a[0] = (long)playground + (r % (Size / 2) & (r >> 40 & 7 ? ~4095L : -1L));
    a[1] = (r >> 20) % (Size / 2);
    if (number == SYS_mmap && r >> 50 & 1)
        a[2] &= 7, a[3] = r >> 51 & 1 ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED : MAP_SHARED | MAP_FIXED, a[5] &= ~4095L;
    else if (number == SYS_mmap)
        a[3] &= ~(long)(MAP_LOCKED | MAP_POPULATE | MAP_HUGETLB);
}

static void *work(void *seed)
{
    uint64_t state = (uintptr_t)seed * 0x9e3779b97f4a7c15u + 1;
    volatile long *at = &progress[(uintptr_t)seed % Threads];
    for (long i = 0; i < calls; i++) {
        *at = i;
        long number = next(&state) % 460;
        if (number >= 244 && number < 258) // the processor's own
            continue;
        long a[6];
        for (int k = 0; k < 6; k++)
            a[k] = argument(&state);
        confine(number, a, &state);
        if (!is_lethal(number))
            syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    }
    *at = -1;
    return NULL;
}

static void interrupt(int signal)
{
}

// Gets threads out of calls that wait, until all are done.
static void watch(const pthread_t *threads)
{
    long before[Threads] = {0};
    for (int working = 1; working != 0; usleep(20000)) {
        working = 0;
        for (int i = 0; i < Threads; i++) {
            long now = progress[i];
            working += now >= 0;
            if (now >= 0 && now == before[i])
                pthread_kill(threads[i], SIGUSR1);
            before[i] = now;
        }
    }
}

int main(int argc, char **argv)
{
    uintptr_t seed = argc > 1 ? strtoul(argv[1], NULL, 0) : 1;
    calls = argc > 2 ? strtol(argv[2], NULL, 0) : 10000;
    area = mmap(NULL, Size + 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(area != MAP_FAILED && munmap(area + Size, 8192) == 0);
    playground = mmap(NULL, Size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(playground != MAP_FAILED);
    descriptors[0] = eventfd(0, EFD_NONBLOCK), descriptors[1] = memfd_create("first", 0), descriptors[2] = memfd_create("second", 0);
    NEED(pipe2(&descriptors[3], O_NONBLOCK) == 0);
    descriptors[5] = open("/proc/self/status", O_RDONLY), descriptors[6] = 999, descriptors[7] = -100;
    for (int signal = 1; signal < 65; signal++)
        if (signal != SIGSEGV && signal != SIGBUS && signal != SIGILL && signal != SIGABRT && signal != SIGCHLD)
            sigaction(signal, &(struct sigaction){.sa_handler = signal == SIGUSR1 ? interrupt : SIG_IGN}, NULL);
    pthread_t threads[Threads];
    for (uintptr_t i = 0; i < Threads; i++)
        NEED(pthread_create(&threads[i], NULL, work, (void *)(seed * 1000 + i)) == 0);
    watch(threads);
    for (int i = 0; i < Threads; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
