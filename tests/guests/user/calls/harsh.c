// oracle: none
// build: -pthread -Wl,-Ttext-segment=0x34560000
// only: static
// arguments: go 1 6 3000 1500
// Processes with eight threads each that make random system calls of nearly all kinds, with arguments that often fit: they
// may die and block as they like. Their parent ends each after a while, and comes to its own end.
// Arguments: go, seed, processes, calls a thread, milliseconds a process[, all]. As root it goes on as nobody. With "all",
// which is for a sandbox with process ids of its own, signals go to everybody, and objects are made that outlive the program.
#include "user.h"
#include <ftw.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>

enum { Threads = 8, Slot = 256, Slots = 1024, Size = Slot * Slots, Nobody = 65534, Recent = 16, Numbers = 452 };

// What a thread is doing, for the parent to see.
struct progress {
    volatile long calls, number;
    volatile int thread;
};

struct signature {
    short number;
    const char *arguments;
};

// d descriptor, p path, b buffer, z size, n count, f flags, w small number, t time, v iovec, m msghdr, M mmsghdr, a socket
// address, l length in memory, s signal set, g signal, k process, h thread, e epoll event, o pollfd, A page, L length in pages,
// P protection, F flags of mmap, S sigaction, j stack, c flags of clone, C clone_args, E sigevent, I itimerspec, R rlimit,
// q identifier, u futex, y vector of strings, r robust list, 0 nothing, x anything.
static const struct signature signatures[] = {
    {5, "ppbzf"}, {7, "dpbzf"}, {8, "ppbz"}, {10, "dpbz"}, {11, "pbz"}, {13, "dbz"}, {14, "pp"}, {17, "bz"}, {19, "wf"}, {20, "f"},
    {21, "dwde"}, {22, "denwsz"}, {23, "d"}, {24, "ddf"}, {25, "dwx"}, {26, "f"}, {27, "dpx"}, {28, "dw"}, {29, "dxb"},
    {30, "wkw"}, {32, "df"}, {33, "dpxx"}, {34, "dpx"}, {35, "dpf"}, {36, "pdp"}, {37, "dpdpf"}, {43, "pb"}, {44, "db"}, {45, "pz"},
    {46, "dz"}, {47, "dfzz"}, {48, "dpf"}, {49, "p"}, {50, "d"}, {52, "dx"}, {53, "dpx"}, {54, "dpwwf"}, {55, "dww"}, {56, "dpfx"},
    {56, "dpfx"}, {57, "d"}, {59, "lf"}, {61, "dbz"}, {62, "dzw"}, {63, "dbz"}, {64, "dbz"}, {65, "dvn"}, {66, "dvn"}, {67, "dbzz"},
    {68, "dbzz"}, {69, "dvnz"}, {70, "dvnz"}, {71, "ddbz"}, {72, "nbbbtv"}, {73, "ontsz"}, {74, "dsz"}, {75, "dvnf"}, {76, "dbdbzf"},
    {77, "ddzf"}, {78, "dpbz"}, {79, "dpbf"}, {80, "db"}, {84, "dzzf"}, {85, "wf"}, {86, "dfIb"}, {87, "db"}, {88, "dptf"}, {90, "bb"},
    {91, "bb"}, {92, "x"}, {93, "w"}, {94, "w"}, {95, "wkbfb"}, {96, "u"}, {97, "c"}, {98, "uwwtuw"}, {98, "uwwtuw"}, {99, "rz"},
    {100, "hbb"}, {101, "tb"}, {102, "wb"}, {103, "wIb"}, {107, "wEb"}, {108, "qb"}, {110, "qfIb"}, {111, "q"}, {113, "wb"}, {114, "wb"},
    {115, "wftb"}, {116, "wbz"}, {118, "hb"}, {119, "hwb"}, {120, "h"}, {121, "hb"}, {122, "hzb"}, {123, "hzb"}, {127, "hb"}, {128, ""},
    {129, "kg"}, {130, "hg"}, {131, "khg"}, {132, "jj"}, {133, "sz"}, {134, "gSSz"}, {134, "gSSz"}, {135, "wssz"}, {136, "bz"},
    {137, "sbtz"}, {138, "kgb"}, {139, ""}, {140, "wkw"}, {141, "wk"}, {154, "kk"}, {157, ""}, {160, "b"}, {163, "wb"}, {164, "wR"},
    {165, "wb"}, {166, "x"}, {167, "wbxxx"}, {180, "pfxb"}, {182, "dbzwt"}, {183, "dbzbt"}, {184, "dE"}, {186, "xf"}, {187, "qwb"},
    {188, "qbzwf"}, {189, "qbzf"}, {190, "xnf"}, {191, "qwwb"}, {192, "qbnt"}, {193, "qbn"}, {194, "xzf"}, {195, "qwb"}, {196, "qAf"},
    {197, "A"}, {198, "www"}, {199, "www0l"}, {199, "www0l"}, {200, "daz"}, {201, "dw"}, {202, "dal"}, {203, "daz"}, {204, "dal"},
    {205, "dal"}, {206, "dbzfaz"}, {207, "dbzfal"}, {208, "dwwbz"}, {209, "dwwbl"}, {211, "dmf"}, {211, "dmf"}, {212, "dmf"},
    {212, "dmf"}, {213, "dzz"}, {214, "x"}, {214, "A"}, {215, "AL"}, {216, "ALLwA"}, {216, "ALLwA"}, {217, "ppbzw"}, {218, "pppw"},
    {219, "wxbbx"}, {220, "cAbbb"}, {221, "pyy"}, {222, "ALPFdL"}, {222, "ALPFdL"}, {222, "ALPFdL"}, {223, "dzzw"}, {226, "ALP"},
    {226, "ALP"}, {227, "ALf"}, {228, "AL"}, {229, "AL"}, {230, "f"}, {232, "ALb"}, {233, "ALw"}, {233, "ALw"}, {235, "ALwbwf"},
    {236, "bbwAf"}, {237, "wbw"}, {240, "khgb"}, {242, "dalf"}, {243, "dMnft"}, {259, "AL0"}, {260, "kbfb"}, {261, "kwRb"}, {267, "d"},
    {269, "dMnf"}, {270, "kvnvn0"}, {271, "kvnvn0"}, {272, "kkwww"}, {276, "dpdpf"}, {277, "wfb"}, {278, "bzf"}, {279, "pf"},
    {281, "dpyyf"}, {283, "xww"}, {284, "ALf"}, {285, "dbdbzf"}, {286, "dvnzzf"}, {287, "dvnzzf"}, {288, "ALPw"}, {291, "dpfxb"},
    {424, "dgbf"}, {434, "kf"}, {435, "Cz"}, {436, "ddf"}, {437, "dpbz"}, {438, "ddf"}, {439, "dpff"}, {440, "dvnwf"}, {441, "dentsz"},
    {449, "bnftw"},
};

static char *area, *program, *scratch;
static struct progress *progress;
static long calls;
static bool all;
static int self;
static volatile int recent[Recent];

static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

// Past the C library, which may be broken. What a clone makes with memory or a stack of its own ends at once.
static __attribute__((noinline)) long invoke(long number, const long *a, bool ends)
{
#ifdef __riscv
    register long a0 __asm__("a0") = a[0], a1 __asm__("a1") = a[1], a2 __asm__("a2") = a[2], a3 __asm__("a3") = a[3],
                  a4 __asm__("a4") = a[4], a5 __asm__("a5") = a[5], a7 __asm__("a7") = number, t6 __asm__("t6") = ends;
    __asm__ volatile("ecall\n"
                     "beqz t6, 2f\n"
                     "bnez a0, 2f\n"
                     "1: li a7, 93\n"
                     "ecall\n"
                     "j 1b\n"
                     "2:\n"
                     : "+r"(a0), "+r"(a7)
                     : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(t6)
                     : "memory");
    return a0;
#else
    register long x0 __asm__("x0") = a[0], x1 __asm__("x1") = a[1], x2 __asm__("x2") = a[2], x3 __asm__("x3") = a[3],
                  x4 __asm__("x4") = a[4], x5 __asm__("x5") = a[5], x8 __asm__("x8") = number, x9 __asm__("x9") = ends;
    __asm__ volatile("svc 0\n"
                     "cbz x9, 2f\n"
                     "cbnz x0, 2f\n"
                     "1: mov x8, 93\n"
                     "svc 0\n"
                     "b 1b\n"
                     "2:\n"
                     : "+r"(x0), "+r"(x8)
                     : "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5), "r"(x9)
                     : "memory");
    return x0;
#endif
}

static long call(long number, long a0, long a1, long a2, long a3, long a4, long a5)
{
    return invoke(number, (long[6]){a0, a1, a2, a3, a4, a5}, false);
}

static void map_area(void)
{
    call(SYS_mmap, (long)area, Size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static void on_signal(int number)
{
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    uintptr_t at = (uintptr_t)info->si_addr - (uintptr_t)area;
    if (info->si_code <= 0)
        return;
    if (at < Size)
        map_area();
    else
        call(SYS_exit_group, 77, 0, 0, 0, 0, 0);
}

static char *slot(uint64_t r)
{
    return area + (r >> 8) % (Slots - 1) * Slot;
}

static int descriptor(uint64_t r)
{
    switch (r % 8) {
    case 0: return 900 + (r >> 8) % 200;
    case 1: return (r >> 8) % 2000;
    case 2: return r >> 8 & 1 ? AT_FDCWD : -1;
    case 3:
    case 4: return recent[r >> 8 & (Recent - 1)];
    default: return 3 + (r >> 8) % 30;
    }
}

static int process(uint64_t r)
{
    return r % 256 == 0 && all ? (int)(r >> 8) % 100 - 2 : r % 4 == 0 ? 0 : r % 4 == 1 ? 0x7fffff00 + (int)(r >> 8) % 100 : self;
}

static int signal_number(uint64_t r)
{
    int number = (r >> 8) % 66;
    if (number == SIGABRT || ((number == SIGKILL || number == SIGSTOP) && r >> 40 & 255))
        number = SIGUSR1;
    return number;
}

// What the emulator itself might lie at, and the ends of what there may be.
static long strange(uint64_t r)
{
    static const uint64_t bases[] = {0, 0x10000, 1ul << 38, 1ul << 39, 1ul << 47, 1ul << 63, 0x7ffff7fff000, 0x555555554000,
        0x7fffffffe000, 0xffffffff80000000, 0x7ffffffffffff000, 1ul << 32, 0x3fffff0000};
    switch (r % 4) {
    case 0: return bases[(r >> 8) % (sizeof bases / sizeof *bases)] + (long)(r >> 20 & 0x1fff) - 4096;
    case 1: return bases[(r >> 8) % (sizeof bases / sizeof *bases)];
    case 2: return 1ul << (r >> 8 & 63);
    default: return r;
    }
}

static long pointer(uint64_t r)
{
    switch (r % 16) {
    case 0: return 0;
    case 1: return strange(r >> 4);
    case 2: return (long)area + Size - (r >> 8 & 63);
    case 3: return (long)area + (r >> 8) % Size;
    case 4: return (((long)area + (r >> 8) % Size) & ~4095L) + 4096 - (r >> 40 & 31);
    default: return (long)slot(r);
    }
}

static void fill_vector(long *words, uint64_t *state)
{
    for (int i = 0; i < 8; i++) {
        uint64_t r = next(state);
        words[2 * i] = pointer(r);
        words[2 * i + 1] = r >> 60 == 0 ? strange(r >> 8) : (long)(r >> 32 & 0x3ff);
    }
}

static void fill_message(char *at, uint64_t *state)
{
    struct msghdr *message = (void *)at;
    *message = (struct msghdr){.msg_iov = (void *)(at + 128), .msg_iovlen = next(state) % 4, .msg_control = at + 64};
    struct cmsghdr *control = (void *)(at + 64);
    int count = next(state) % 8;
    *control = (struct cmsghdr){.cmsg_len = CMSG_LEN(4 * count), .cmsg_level = SOL_SOCKET, .cmsg_type = 1 + next(state) % 3};
    message->msg_controllen = next(state) % 8 ? CMSG_SPACE(4 * count) : next(state);
    for (int i = 0; i < count; i++)
        ((int *)CMSG_DATA(control))[i] = descriptor(next(state));
    fill_vector((long *)(at + 128), state);
    if (next(state) % 4 == 0)
        message->msg_name = slot(next(state)), message->msg_namelen = next(state) % 128;
}

static void fill(char *at, uint64_t *state)
{
    static const char *const paths[] = {"f1", "f2", "d1", "d1/f3", "/proc/self/status", "/proc/self/maps", "/proc/self/exe",
        "/proc/self/fd", "/dev/zero", "/dev/null", "/proc/self/fd/3", "/dev/ptmx", "/proc/self/stat", "fifo", "", "socket"};
    uint64_t r = next(state);
    long *words = (long *)at;
    int *ints = (int *)at;
    switch (r % 18) {
    case 0: strcpy(at, paths[(r >> 8) % (sizeof paths / sizeof *paths)]); break;
    case 1: fill_vector(words, state); break;
    case 2: fill_message(at, state); break;
    case 3:
        for (int i = 0; i < 4; i++)
            fill_message(at + i * 64, state);
        break;
    case 4: *(struct sockaddr_un *)at = (struct sockaddr_un){AF_UNIX, "socket"}; break;
    case 5: *(struct sockaddr_in *)at = (struct sockaddr_in){AF_INET, r >> 16, {0x0100007f}}; break;
    case 6: words[0] = r >> 8 & 7 ? 0 : next(state), words[1] = next(state) % 5000000; break;
    case 7: words[0] = next(state) & next(state), words[1] = next(state); break;
    case 8:
        for (int i = 0; i < 16; i++)
            ((struct pollfd *)at)[i] = (struct pollfd){descriptor(next(state)), next(state), 0};
        break;
    case 9: words[0] = next(state), words[1] = next(state); break;
    case 10: // struct sigaction
        words[0] = next(state) % 4 == 0 ? (long)(next(state) % 2) : next(state) % 64 ? (long)on_signal : pointer(next(state));
        words[1] = next(state), words[2] = next(state) & next(state);
        break;
    case 11: words[0] = pointer(next(state)), words[1] = next(state) % 4, words[2] = next(state) % (3 * 4096); break;
    case 12: // struct clone_args
        memset(at, 0, 88);
        words[0] = next(state) % 4 ? 0 : next(state) & 0x7fffff00, words[4] = signal_number(next(state));
        if (next(state) % 2)
            words[5] = (long)slot(next(state)), words[6] = Slot;
        for (int i = 1; i < 4; i++)
            words[i] = pointer(next(state));
        break;
    case 13: words[0] = next(state), ints[2] = signal_number(next(state)), ints[3] = next(state) % 5, ints[4] = self; break;
    case 14: words[0] = 0, words[1] = next(state) % 2 * 1000000, words[2] = 0, words[3] = next(state) % 2000000; break;
    case 15: words[0] = next(state) % 2 ? -1 : (long)(next(state) % 4096), words[1] = next(state) % 2 ? -1 : words[0]; break;
    case 16: words[0] = (long)(next(state) % 4 ? at : slot(next(state))), words[1] = next(state) % 64, words[2] = pointer(next(state)); break;
    default:
        for (int i = 0; i < Slot / 8; i++)
            words[i] = next(state);
    }
}

static long pages(uint64_t r, bool isLength)
{
    if (isLength)
        return r % 16 == 0 ? strange(r >> 8) : r % 16 == 1 ? (long)(r >> 8 & 0xffff) : (1 + (long)(r >> 8) % 16) * 4096;
    return r % 16 == 0 ? strange(r >> 4) & ~4095L : r % 16 == 1 ? 0 : r % 16 == 2 ? (long)&program & ~4095L
         : ((long)area + (r >> 8) % Size) & (r >> 50 & 15 ? ~4095L : -1);
}

// Those that name a process, which has to be the program's.
static bool is_targeted(const char *kinds)
{
    return !all && strpbrk(kinds, "kh");
}

static long argument(char kind, uint64_t r)
{
    if (r >> 60 == 0 && (all || (kind != 'k' && kind != 'h')))
        kind = 'x';
    r &= -1ul >> 4;
    switch (kind) {
    case 'd': return descriptor(r);
    case 'z': return r % 8 == 0 ? strange(r >> 8) : r % 8 == 1 ? 8 : (long)(r >> 8 & 0xfff);
    case 'n': return r % 16 == 0 ? strange(r >> 8) : (long)(r >> 8) % 9;
    case 'f': return r % 3 == 0 ? 0 : r % 3 == 1 ? 1L << (r >> 8) % 32 : (long)(1L << (r >> 8) % 24 | 1L << (r >> 16) % 16);
    case 'w': return (r >> 8) % 48;
    case 'g': return signal_number(r);
    case 'k': return process(r);
    case 'h': return r & 1 ? progress[(r >> 8) % Threads].thread : process(r >> 1);
    case 'A': return pages(r, false);
    case 'L': return pages(r, true);
    case 'P': return r % 16 == 0 ? (long)(r >> 8) : (long)(r >> 8) % 8;
    case 'F': return r % 4 == 0 ? MAP_PRIVATE | MAP_ANONYMOUS : r % 4 == 1 ? MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS
                   : r % 4 == 2 ? (long)(1 + (r >> 8) % 2) : (long)(r >> 8);
    case 'c': return r % 4 == 0 ? (long)signal_number(r >> 4) : r % 4 == 1 ? CLONE_VM | CLONE_VFORK | SIGCHLD
                   : r % 4 == 2 ? CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM
                   : (long)(r >> 8 & 0x7fffffff);
    case 'q': return r & 1 ? recent[r >> 8 & (Recent - 1)] : (long)(r >> 8) % 8;
    case '0': return 0;
    case 'x': return r % 3 == 0 ? strange(r >> 8) : r % 3 == 1 ? (long)(r >> 8 & 0xff) : pointer(r >> 8);
    default: return pointer(r);
    }
}

static bool is_inside(long start, unsigned long length)
{
    unsigned long offset = start - (long)area;
    return offset < Size && length <= Size - offset;
}

// Not what ends the program too early, eats the machine's memory, or reaches what is not the program's.
static bool is_bearable(long number, long *a, uint64_t r)
{
    const long large = 16 << 20;
    switch (number) {
    case SYS_exit: return r % 64 == 0;
    case SYS_exit_group:
    case SYS_rt_sigreturn: return r % 512 == 0;
    case SYS_setrlimit: return a[0] != RLIMIT_CPU || r % 64 == 0;
    case SYS_prlimit64: return a[1] != RLIMIT_CPU || r % 64 == 0;
    case SYS_execve:
    case SYS_execveat: return r % 16 == 0;
    case SYS_clone: return r % 4 == 0 && (a[0] & 0xff) != SIGABRT;
    case SYS_clone3: return r % 4 == 0;
    case SYS_munmap:
    case SYS_mprotect:
    case SYS_pkey_mprotect:
    case SYS_mremap: return r % 128 == 0 || is_inside(a[0], a[1]);
    case SYS_mmap:
        if ((unsigned long)a[1] > large)
            a[3] &= ~(MAP_LOCKED | MAP_POPULATE);
        return r % 128 == 0 || !(a[3] & (MAP_FIXED | MAP_GROWSDOWN)) || is_inside(a[0], a[1]);
    case SYS_madvise: return r % 128 == 0 ? (unsigned long)a[1] <= large : is_inside(a[0], a[1]);
    case SYS_mlock:
    case SYS_mlock2: return (unsigned long)a[1] <= large;
    case SYS_shmat: return r % 128 == 0 || !(a[2] & 0x4000);
    case SYS_set_robust_list:
    case SYS_set_tid_address:
    case SYS_sigaltstack: return r % 4 == 0;
    case SYS_rt_sigaction: return r % 4 == 0 && a[0] != SIGABRT;
    case SYS_mlockall: return r % 16 == 0;
    case SYS_fcntl: return all || (a[1] != F_SETOWN && a[1] != F_SETOWN_EX);
    case SYS_kill: return all || a[0] == self || a[0] == 0;
    case SYS_setpriority: return all || a[0] == PRIO_PROCESS;
    case SYS_ioprio_set: return all || a[0] == 1;
    case SYS_shmget:
    case SYS_semget:
    case SYS_msgget:
    case SYS_mq_open:
    case SYS_add_key: return all;
    default: return true;
    }
}

static void *work(void *given)
{
    long index = (uintptr_t)given & 7, left = calls;
    uint64_t state = (uintptr_t)given * 0x9e3779b97f4a7c15u + 1;
    const size_t count = sizeof signatures / sizeof *signatures;
    progress[index].thread = call(SYS_gettid, 0, 0, 0, 0, 0, 0);
    for (long i = 0; i < left; i++) {
        uint64_t r = next(&state);
        const char *kinds = "xxxxxx";
        long number = r % 8 == 0 ? (long)((r >> 8) % Numbers) : signatures[(r >> 8) % count].number;
        for (size_t s = 0; s < count; s++)
            if (signatures[s].number == number && (r % 8 || is_targeted(signatures[s].arguments)))
                kinds = signatures[s].arguments;
        if (i % 64 == 0) {
            if (next(&state) % 4 == 0)
                map_area();
            uint64_t none = 0;
            call(SYS_rt_sigprocmask, SIG_SETMASK, (long)&none, 0, 8, 0, 0);
        }
        for (int k = 0; k < 4; k++)
            fill(slot(next(&state)), &state);
        long a[6] = {0};
        for (int k = 0; k < 6 && kinds[k]; k++)
            a[k] = argument(kinds[k], next(&state));
        if (!is_bearable(number, a, next(&state)))
            continue;
        bool clones = number == SYS_clone || number == SYS_clone3;
        bool shares = number == SYS_clone3 || a[0] & CLONE_VM || a[1] != 0;
        progress[index].number = number;
        progress[index].calls = i;
        long result = invoke(number, a, clones && shares);
        progress[index].number = -1;
        if (result >= 0 && result < 2000)
            recent[r >> 32 & (Recent - 1)] = result;
        if (clones && result == 0)
            left = i + 20 < left ? i + 20 : left, self = call(SYS_getpid, 0, 0, 0, 0, 0, 0);
    }
    progress[index].number = -2;
    return NULL;
}

static void limit(int resource, unsigned long most)
{
    setrlimit(resource, &(struct rlimit){most, most});
}

static void sleep_milliseconds(int milliseconds)
{
    nanosleep(&(struct timespec){0, milliseconds * 1000000L}, NULL);
}

static void run_child(uintptr_t seed)
{
    setsid();
    self = getpid();
    limit(RLIMIT_FSIZE, 4 << 20);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_MEMLOCK, 1 << 20);
    area = mmap(NULL, Size + 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(area != MAP_FAILED && munmap(area + Size, 8192) == 0);
    int pair[2];
    dup2(open("errors", O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
    open("/dev/null", O_RDWR), open("/dev/zero", O_RDWR), open("f1", O_RDWR | O_CREAT, 0600), open(".", O_RDONLY);
    memfd_create("random", 0), eventfd(0, EFD_NONBLOCK), epoll_create1(0), mkfifo("fifo", 0600), mkdir("d1", 0700);
    open("fifo", O_RDWR), pipe(pair), pipe2(pair, O_NONBLOCK), open("/proc/self/fd", O_RDONLY), open("/dev/ptmx", O_RDWR | O_NOCTTY);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair), socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair);
    socket(AF_INET, SOCK_STREAM, 0), socket(AF_INET, SOCK_DGRAM, 0);
    // Past the C library, which keeps two signals to itself. SIGABRT stays handled, so that nobody dies of it but who aborts.
    const long action[3] = {(long)on_signal, 0, 0};
    for (int number = 1; number < 65; number++)
        if (number != SIGCHLD)
            call(SYS_rt_sigaction, number, (long)action, 0, 8, 0, 0);
    const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP};
    for (int i = 0; i < 4; i++)
        sigaction(faults[i], &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
    for (int i = 0; i < 4 && seed % 16 != 0; i++)
        sigaction(faults[i], &(struct sigaction){.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO}, NULL);
    pthread_t threads[Threads];
    for (uintptr_t i = 0; i < Threads; i++)
        NEED(pthread_create(&threads[i], NULL, work, (void *)(seed * 8 + i)) == 0);
    // Not joined: who has changed the address that set_tid_address tells is waited for for ever.
    for (int done = 0; done < Threads; sleep_milliseconds(5))
        for (done = 0; done < Threads && (progress[done].number == -2 || progress[done].number == SYS_exit);)
            done++;
    exit(0);
}

// Whoever is left of a child's children has become this process's.
static void end_all(void)
{
    for (int i = 0; i < 2000; i++) {
        char text[4096] = "";
        int file = open("/proc/thread-self/children", O_RDONLY);
        read(file, text, sizeof text - 1);
        close(file);
        for (char *at = text, *end; *at; at = end + (*end != 0)) {
            long one = strtol(at, &end, 10);
            if (end == at)
                break;
            kill(one, SIGKILL);
        }
        while (waitpid(-1, NULL, WNOHANG | __WALL) > 0)
            ;
        if (waitpid(-1, NULL, WNOHANG | __WALL) < 0 && errno == ECHILD)
            return;
        sleep_milliseconds(10);
    }
    printf("children do not end\n");
    exit(98);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *at)
{
    if (!S_ISDIR(status->st_mode))
        unlink(path);
    else if (chmod(path, 0700) == 0 && strcmp(path, ".") != 0)
        rmdir(path);
    return 0;
}

// Names of random bytes are hard for others to remove, and folders may be closed.
static void tidy(void)
{
    for (int i = 0; i < 8; i++)
        nftw(".", remove_entry, 16, i % 2 ? FTW_DEPTH | FTW_PHYS : FTW_PHYS);
}

// What an emulator says of its own troubles; that it cannot use its cache is none.
static bool has_failed(void)
{
    static char text[1 << 16];
    bool failed = false;
    chmod(scratch, 0777), chmod("errors", 0600);
    int file = open("errors", O_RDONLY);
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    truncate("errors", 0);
    for (ssize_t i = 0; i < length; i++)
        text[i] = text[i] == 0 ? '?' : text[i];
    text[length > 0 ? length : 0] = 0;
    for (char *next, *line = text; *line; line = next) {
        char *end = strchrnul(line, '\n');
        next = end + (*end != 0), *end = 0;
        if ((strstr(line, "emu: ") && !strstr(line, "code cache")) || strstr(line, "Unhandled exception"))
            failed = true;
        if (failed)
            printf("%s\n", line);
    }
    return failed;
}

// Waits for a child, and gets it out of calls that wait.
static void watch(int child, int milliseconds)
{
    int status = 0, ended = 0;
    long before[Threads] = {0};
    for (int at = 0; at < milliseconds && !ended; at += 10) {
        ended = waitpid(child, &status, WNOHANG) == child;
        sleep_milliseconds(10);
        for (int i = 0; i < Threads && !ended && at % 50 == 0; i++) {
            if (progress[i].calls == before[i] && progress[i].number >= 0 && progress[i].thread)
                syscall(SYS_tgkill, child, progress[i].thread, SIGUSR1);
            before[i] = progress[i].calls;
        }
    }
    printf("%s %d;", ended ? WIFEXITED(status) ? "status" : "signal" : "ended by us", WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    for (int i = 0; i < Threads; i++)
        printf(" %ld:%ld", progress[i].calls, progress[i].number);
    printf("\n");
    end_all();
    if (has_failed() || (ended && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT)) {
        printf("the emulator has failed\n");
        tidy();
        exit(97);
    }
}

int main(int argc, char **argv)
{
    // A random execve comes here as well.
    if (argc < 6 || strcmp(argv[1], "go") != 0)
        return 0;
    uintptr_t seed = strtoul(argv[2], NULL, 0);
    int children = atoi(argv[3]), milliseconds = atoi(argv[5]);
    calls = strtol(argv[4], NULL, 0);
    all = argc > 6 && strcmp(argv[6], "all") == 0;
    NEED(mkdir("scratch", 0777) == 0 && chmod("scratch", 0777) == 0 && chdir("scratch") == 0);
    scratch = getcwd(NULL, 0);
    if (getuid() == 0)
        NEED(syscall(SYS_setgroups, 0, NULL) == 0 && setresgid(Nobody, Nobody, Nobody) == 0 && setresuid(Nobody, Nobody, Nobody) == 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    progress = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    NEED(progress != MAP_FAILED);
    for (int i = 0; i < children; i++) {
        memset(progress, 0, 4096);
        fflush(stdout);
        int child = fork();
        NEED(child >= 0);
        if (child == 0)
            run_child(seed + i);
        watch(child, milliseconds);
    }
    tidy();
    return 0;
}
