// Many system calls, each with its pointers in turn being null, unmapped, read-only, of the kernel's half, beyond the
// guest's, or misaligned. Bad ones are EFAULT, never a crash.
#include "user.h"
#include <poll.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <termios.h>
#include <time.h>

// Stand for pointers: the first two are varied, the others are always good.
enum { Buffer = 0x7ead0001, Path = 0x7ead0002, NoTime = 0x7ead0003, Memory = 0x7ead0004, Size = 65536 };

static struct timespec no_time;

static char *buffer, *read_only, *unmapped, *path;
static int zero, null, file, folder, sockets[2], pipe_ends[2], queue, terminal;

static void make_memory(void)
{
    buffer = mmap(NULL, Size + 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(buffer != MAP_FAILED);
    read_only = buffer + Size + 4096;
    unmapped = buffer + Size;
    NEED(mprotect(read_only, 4096, PROT_READ) == 0 && munmap(unmapped, 4096) == 0);
    path = strdup("missing");
}

static long invoke(long number, const long *a)
{
    memset(buffer, 0, Size);
    lseek(folder, 0, SEEK_SET);
    long result = syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    return result == -1 ? -errno : result;
}

static void print(const char *what, long result)
{
    printf(" %s %s;", what, result < 0 ? errno_name(-result) : "ok");
}

static void call(const char *name, long number, const long *arguments)
{
    const struct {
        const char *name;
        void *address;
    } variants[] = {
        {"null", NULL}, {"unmapped", unmapped}, {"read-only", read_only}, {"kernel", (void *)0xffffffff80000000},
        {"half", (void *)0x8000000000000000}, {"beyond", (void *)0x7000000000000}, {"misaligned", buffer + 1}};
    long values[6];
    for (int i = 0; i < 6; i++)
        switch (arguments[i]) {
        case Buffer:
        case Memory: values[i] = (long)buffer; break;
        case Path: values[i] = (long)path; break;
        case NoTime: values[i] = (long)&no_time; break;
        default: values[i] = arguments[i];
        }
    printf("%s:", name);
    print("good", invoke(number, values));
    for (int i = 0; i < 6; i++)
        if (arguments[i] == Buffer || arguments[i] == Path) {
            printf("\n%s argument %d:", name, i);
            for (size_t v = 0; v < sizeof variants / sizeof *variants; v++) {
                if (arguments[i] == Path && v >= 6)
                    break;
                long saved = values[i];
                values[i] = (long)variants[v].address;
                print(variants[v].name, invoke(number, values));
                values[i] = saved;
            }
        }
    printf("\n");
}

#define CALL(name, ...) call(#name, SYS_##name, (const long[6]){__VA_ARGS__})

static void files(void)
{
    CALL(read, zero, Buffer, 64);
    CALL(write, pipe_ends[1], Buffer, 64);
    CALL(pread64, zero, Buffer, 64, 0);
    CALL(pwrite64, file, Buffer, 64, 0);
    CALL(readv, zero, Buffer, 3);
    CALL(writev, null, Buffer, 3);
    CALL(preadv, zero, Buffer, 2, 0, 0);
    CALL(openat, AT_FDCWD, Path, O_RDONLY, 0);
    CALL(mkdirat, AT_FDCWD, Path, 0700);
    CALL(unlinkat, AT_FDCWD, Path, AT_REMOVEDIR);
    CALL(symlinkat, Path, AT_FDCWD, Path);
    CALL(unlinkat, AT_FDCWD, Path, 0);
    CALL(linkat, AT_FDCWD, Path, AT_FDCWD, Memory, 0);
    CALL(renameat2, AT_FDCWD, Path, AT_FDCWD, Path, 0);
    CALL(readlinkat, AT_FDCWD, Path, Memory, 64);
    CALL(faccessat, AT_FDCWD, Path, R_OK);
    CALL(fchmodat, AT_FDCWD, Path, 0600);
    CALL(fchownat, AT_FDCWD, Path, -1, -1, 0);
    CALL(truncate, Path, 5);
    CALL(statfs, Path, Buffer);
    CALL(fstatfs, file, Buffer);
    CALL(fstat, file, Buffer);
    CALL(newfstatat, AT_FDCWD, Path, Buffer, 0);
    CALL(statx, AT_FDCWD, Path, 0, 0xfff, Memory);
    CALL(getdents64, folder, Buffer, 1024);
    CALL(chdir, Path);
    CALL(getcwd, Buffer, 4096);
    CALL(utimensat, AT_FDCWD, Path, Buffer, 0);
    CALL(getxattr, Path, Path, Memory, 10);
    CALL(setxattr, Path, Path, Buffer, 10, 0);
    CALL(listxattr, Path, Memory, 10);
    CALL(fgetxattr, file, Path, Memory, 10);
    CALL(pipe2, Buffer, 0);
    CALL(sendfile, null, file, Buffer, 10);
    CALL(copy_file_range, file, Buffer, file, Buffer, 0, 0);
    CALL(memfd_create, Path, 0);
    CALL(inotify_add_watch, -1, Path, 1);
}

static void descriptors(void)
{
    CALL(fcntl, file, F_GETLK, Buffer);
    CALL(ioctl, pipe_ends[0], FIONREAD, Buffer);
    CALL(ioctl, terminal, TCGETS, Buffer);
    CALL(ioctl, terminal, TIOCGWINSZ, Buffer);
    CALL(ioctl, terminal, TIOCGPTN, Buffer);
    CALL(ppoll, Buffer, 2, NoTime, Buffer, 8);
    CALL(pselect6, 5, Buffer, Buffer, Buffer, NoTime, 0);
    CALL(epoll_ctl, queue, EPOLL_CTL_ADD, sockets[0], Buffer);
    CALL(epoll_ctl, queue, EPOLL_CTL_MOD, sockets[0], Buffer);
    CALL(epoll_pwait, queue, Memory, 4, 0, Buffer, 8);
    CALL(signalfd4, -1, Buffer, 8, 0);
    CALL(timerfd_settime, file, 0, Buffer, Memory);
}

static void networking(void)
{
    CALL(socketpair, AF_UNIX, SOCK_STREAM, 0, Buffer);
    CALL(bind, sockets[0], Buffer, 16);
    CALL(connect, sockets[0], Buffer, 16);
    CALL(getsockname, sockets[0], Buffer, Buffer);
    CALL(getpeername, sockets[0], Buffer, Buffer);
    CALL(accept, sockets[0], Buffer, Memory);
    CALL(sendto, sockets[0], Buffer, 16, MSG_DONTWAIT, 0, 0);
    CALL(recvfrom, sockets[1], Buffer, 4, MSG_DONTWAIT | MSG_PEEK, Buffer, Buffer);
    CALL(setsockopt, sockets[0], SOL_SOCKET, SO_KEEPALIVE, Buffer, 4);
    CALL(getsockopt, sockets[0], SOL_SOCKET, SO_TYPE, Memory, Buffer);
    CALL(sendmsg, sockets[0], Buffer, MSG_DONTWAIT);
    CALL(recvmsg, sockets[1], Buffer, MSG_DONTWAIT);
}

static void times(void)
{
    CALL(clock_gettime, CLOCK_MONOTONIC, Buffer);
    CALL(gettimeofday, Buffer, 0);
    CALL(clock_nanosleep, CLOCK_MONOTONIC, 0, Buffer, Buffer);
    CALL(setitimer, 0, Buffer, Buffer);
    CALL(timer_create, CLOCK_MONOTONIC, 0, Buffer);
    CALL(times, Buffer);
    CALL(getrusage, 0, Buffer);
}

static void processes(void)
{
    CALL(uname, Buffer);
    CALL(getrlimit, 7, Buffer);
    CALL(prlimit64, 0, 7, 0, Buffer);
    CALL(getrandom, Buffer, 16, 0);
    CALL(sched_getaffinity, 0, 8, Buffer);
    CALL(sched_getparam, 0, Buffer);
    CALL(getresuid, Buffer, Buffer, Buffer);
    CALL(getgroups, 0, Buffer);
    CALL(getcpu, Buffer, Buffer, 0);
    CALL(wait4, -1, Buffer, WNOHANG, Buffer);
    CALL(waitid, P_ALL, 0, Memory, WNOHANG | WEXITED, 0);
    CALL(rt_sigaction, SIGUSR2, Buffer, Buffer, 8);
    CALL(rt_sigprocmask, SIG_BLOCK, Buffer, Buffer, 8);
    CALL(rt_sigpending, Buffer, 8);
    CALL(rt_sigtimedwait, Buffer, Buffer, NoTime, 8);
    CALL(rt_sigqueueinfo, 0x7fffffff, SIGUSR1, Buffer);
    CALL(sigaltstack, 0, Buffer);
    CALL(execve, Path, 0, 0);
    CALL(futex, Buffer, 1, 1, 0, 0, 0);
    CALL(futex, Buffer, 0, 1, 0, 0, 0);
    CALL(mincore, Memory, 4096, Buffer);
    CALL(prctl, 16, Buffer);
    CALL(prctl, 15, Buffer);
}

static void lengths(void)
{
    const long huge[] = {-1, -4096};
    for (size_t i = 0; i < sizeof huge / sizeof *huge; i++) {
        printf("length %lx:", huge[i]);
        print("mmap", invoke(SYS_mmap, (long[6]){0, huge[i], PROT_READ, MAP_PRIVATE, file, 0}) > 0);
        print("munmap", invoke(SYS_munmap, (long[6]){(long)buffer + Size + 8192, huge[i]}));
        print("mprotect", invoke(SYS_mprotect, (long[6]){(long)unmapped, huge[i], PROT_READ}));
        print("madvise", invoke(SYS_madvise, (long[6]){(long)unmapped, huge[i], MADV_WILLNEED}));
        print("msync", invoke(SYS_msync, (long[6]){(long)unmapped, huge[i], MS_ASYNC}));
        print("poll", invoke(SYS_ppoll, (long[6]){(long)buffer, huge[i], (long)&no_time, 0, 0}));
        print("readv", invoke(SYS_readv, (long[6]){zero, (long)buffer, huge[i]}));
        print("bind", invoke(SYS_bind, (long[6]){sockets[0], (long)buffer, (int)huge[i]}));
        print("sigset", invoke(SYS_rt_sigprocmask, (long[6]){0, (long)buffer, 0, huge[i]}));
        print("affinity", invoke(SYS_sched_getaffinity, (long[6]){0, 0, (long)buffer}));
        printf("\n");
    }
}

int main(void)
{
    make_memory();
    zero = open("/dev/zero", O_RDWR), null = open("/dev/null", O_RDWR), file = open("file", O_RDWR | O_CREAT, 0600);
    folder = open(".", O_RDONLY), queue = epoll_create1(0), terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY);
    NEED(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sockets) == 0 && pipe2(pipe_ends, O_NONBLOCK) == 0);
    files();
    descriptors();
    networking();
    times();
    processes();
    lengths();
    return 0;
}
