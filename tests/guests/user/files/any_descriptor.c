// All numbers of descriptors below the limit are the program's, however the emulator uses them.
// only: static
// oracle: none
#include "user.h"
#include <dirent.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/syscall.h>

enum { MOST = 1024 };

static int pair[2];
static volatile uint64_t sum;

static void compute(void)
{
    for (uint64_t i = 0; i < 3000000; i++)
        sum += i * i;
}

static bool is_ours(int descriptor)
{
    struct stat own, other;
    return fstat(pair[0], &own) == 0 && fstat(descriptor, &other) == 0 && own.st_ino == other.st_ino;
}

static void use(int descriptor)
{
    struct pollfd entry = { .fd = descriptor, .events = POLLIN };
    fd_set set;
    struct timeval none = { 0, 0 };
    char byte = 'x';
    NEED(is_ours(descriptor));
    NEED(write(pair[1], &byte, 1) == 1);
    NEED(poll(&entry, 1, 0) == 1 && entry.revents == POLLIN);
    FD_ZERO(&set);
    FD_SET(descriptor, &set);
    NEED(select(descriptor + 1, &set, NULL, NULL, &none) == 1 && FD_ISSET(descriptor, &set));
    NEED(read(descriptor, &byte, 1) == 1);
}

static void expect_closed(int descriptor)
{
    struct pollfd entry = { .fd = descriptor, .events = POLLIN };
    char path[64], target[64];
    NEED(fcntl(descriptor, F_GETFD) == -1 && errno == EBADF);
    NEED(close(descriptor) == -1 && errno == EBADF);
    NEED(poll(&entry, 1, 0) == 1 && entry.revents == POLLNVAL);
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    NEED(access(path, F_OK) == -1 && readlink(path, target, sizeof target) == -1 && errno == ENOENT);
    snprintf(path, sizeof path, "/dev/fd/%d", descriptor);
    NEED(open(path, O_RDONLY) == -1);
}

static int count_open(const char *folder)
{
    int count = -1;
    DIR *all = opendir(folder);
    NEED(all != NULL);
    for (struct dirent *entry; (entry = readdir(all)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(all);
    return count;
}

static void *other_thread(void *nothing)
{
    compute();
    return nothing;
}

int main(int count, char **arguments)
{
    if (count > 2) {
        // Executed anew: those that were to stay are here, and no other.
        NEED(fcntl(atoi(arguments[2]), F_GETFD) == 0 && fcntl(atoi(arguments[2]) + 1, F_GETFD) == -1);
        NEED(count_open("/proc/self/fd") == 4);
        return 0;
    }

    struct rlimit limit;
    NEED(syscall(SYS_close_range, 3, ~0u, 0) == 0);
    NEED(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    int most = limit.rlim_cur < MOST ? (int)limit.rlim_cur : MOST;
    NEED(pipe(pair) == 0);
    int first = pair[1] + 1, before = count_open("/proc/self/fd");
    NEED(before == first);
    compute();
    for (int i = first; i < most; i++)
        expect_closed(i);
    for (int i = first; i < most; i++) {
        NEED(i % 2 ? dup2(pair[0], i) == i : dup3(pair[0], i, O_CLOEXEC) == i);
        NEED(fcntl(i, F_GETFD) == (i % 2 ? 0 : FD_CLOEXEC));
        use(i);
    }
    NEED(most == (int)limit.rlim_cur || count_open("/proc/self/fd") == most);
    compute();
    for (int i = first; i < most; i++)
        NEED(is_ours(i) && close(i) == 0);
    for (int i = most - 1; i >= first; i--) {
        NEED(fcntl(pair[0], i % 2 ? F_DUPFD : F_DUPFD_CLOEXEC, i) == i);
        use(i);
    }
    for (int i = first; i < most; i++)
        NEED(is_ours(i));
    NEED(dup2(pair[0], (int)limit.rlim_cur) == -1 && errno == EBADF);
    NEED(dup2(most + 5, first) == -1 && errno == EBADF);

    // A child has them too, and what it does with them does not change ours.
    pid_t child = fork();
    if (child == 0) {
        for (int i = first; i < most; i++)
            NEED(is_ours(i));
        NEED(syscall(SYS_close_range, first, ~0u, 0) == 0);
        NEED(count_open("/proc/self/fd") == first);
        compute();
        for (int i = first; i < most; i++)
            NEED(dup2(pair[0], i) == i);
        _exit(0);
    }
    int status;
    NEED(waitpid(child, &status, 0) == child && status == 0);
    NEED(syscall(SYS_close_range, first, ~0u, 0) == 0);
    NEED(count_open("/proc/self/fd") == first);
    for (int i = first; i < most; i++)
        expect_closed(i);
    compute();

    // One stays when another program is executed.
    char number[16];
    int high = most - 40;
    snprintf(number, sizeof number, "%d", high);
    child = fork();
    if (child == 0) {
        NEED(dup2(pair[0], high) == high && dup3(pair[0], high + 1, O_CLOEXEC) == high + 1);
        NEED(close(pair[0]) == 0 && close(pair[1]) == 0);
        execl(arguments[0], arguments[0], "again", number, (char *)NULL);
        _exit(98);
    }
    NEED(waitpid(child, &status, 0) == child && status == 0);

    // A limit that leaves no room for anybody else.
    limit.rlim_cur = 32;
    child = fork();
    if (child == 0) {
        NEED(setrlimit(RLIMIT_NOFILE, &limit) == 0);
        for (int i = first; i < 32; i++)
            NEED(dup2(pair[0], i) == i);
        NEED(open("/", O_PATH) == -1 && errno == EMFILE);
        NEED(dup2(pair[0], 32) == -1 && errno == EBADF);
        other_thread(NULL);
        _exit(0);
    }
    NEED(waitpid(child, &status, 0) == child && status == 0);
    return 0;
}
