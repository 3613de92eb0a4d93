/*
 * What has to hold before anything else of the published executable runs, the runtime included: descriptors 0 to 2 are
 * taken, a caller with fewer rights has no say through its environment, there is stack enough, and no signal or fault ends
 * the process in silence.
 */
#include "ending.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STANDARD_DESCRIPTORS = 3, STANDARD_ERROR = 2 };

/* What managed code needs on the first thread, and on threads of the runtime. */
enum { LEAST_STACK = 128 << 10, ENOUGH_STACK = 2 << 20 };

/* The runtime's own entry: absent from the shared library that serves the tests, which owns no process. */
extern char RhInitialize[] __attribute__((weak));

extern char **environ;

static struct {
    unsigned filled;        /* bit i: descriptor i was closed, and stands for nothing */
    int program;            /* what the kernel opened for binfmt_misc's interpreter, or -1 */
    struct rlimit stack;    /* as the process was started */
    rlim_t raised_stack;    /* the soft limit now; 0 when it is as it was */
    dev_t error_device;     /* of the file on descriptor 2 */
    ino_t error_inode;
} start;

/* Without the C library, since place.c asks before that has begun. */
__attribute__((no_stack_protector, no_builtin("strlen", "strcmp", "strncmp"))) static int begins_with(
    const char *text, const char *start)
{
    for (; *start; text++, start++)
        if (*text != *start)
            return 0;
    return 1;
}

__attribute__((no_stack_protector)) int emu_is_user_mode(int count, char **arguments)
{
    if (count > 1 && begins_with(arguments[1], "user") && arguments[1][4] == 0)
        return 1;
    if (count < 1)
        return 0;
    const char *name = arguments[0];
    for (const char *each = name; *each; each++)
        if (*each == '/')
            name = each + 1;
    return begins_with(name, "qemu-") && !begins_with(name, "qemu-system-")
        && !(begins_with(name, "qemu-img") && name[8] == 0);
}

/*
 * A file opened later never gets a number that is read or written as a standard stream. What fills a gap can be neither
 * read nor written (EBADF), as if it were closed, and needs no device that might be missing.
 */
static void fill_descriptors(void)
{
    struct stat status;
    errno = 0;
    start.program = (int)getauxval(AT_EXECFD);
    if (errno != 0)
        start.program = -1;
    /* The kernel opens the program before anybody has looked at what its caller has closed. */
    if (start.program >= 0 && start.program < STANDARD_DESCRIPTORS) {
        int moved = fcntl(start.program, F_DUPFD_CLOEXEC, STANDARD_DESCRIPTORS);
        if (moved >= 0) {
            close(start.program);
            start.program = moved;
        }
    }
    for (int fd = 0; fd < STANDARD_DESCRIPTORS; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/", O_PATH | O_CLOEXEC) == fd)
            start.filled |= 1u << fd;
    emu_has_standard_error = !(start.filled & 1u << STANDARD_ERROR) && fstat(STANDARD_ERROR, &status) == 0;
    if (emu_has_standard_error) {
        start.error_device = status.st_dev;
        start.error_inode = status.st_ino;
    }
}

/* The program that the kernel has opened for its interpreter, which this process is; -1 when there is none. */
int emu_program_descriptor(void)
{
    if (emu_owns_process)
        return start.program;
    unsigned long descriptor = getauxval(AT_EXECFD);
    return descriptor == 0 ? -1 : (int)descriptor;
}

/* A user-mode program finds closed what its caller has closed. */
void emu_standard_descriptors_release(void)
{
    for (int fd = 0; fd < STANDARD_DESCRIPTORS; fd++)
        if (start.filled & 1u << fd)
            close(fd);
    start.filled = 0;
}

/* True while what is on descriptor 2 is what the emulator's messages were meant for: a program may put its own file there. */
int emu_is_standard_error_ours(void)
{
    struct stat status;
    if (!emu_owns_process)
        return 1;
    return emu_has_standard_error && fstat(STANDARD_ERROR, &status) == 0 && status.st_dev == start.error_device
        && status.st_ino == start.error_inode;
}

/* The program's own environment is kept by arguments.c; the emulator and its runtime see none. */
static void hide_environment(void)
{
    static char *none[] = { 0 };
    environ = none;
}

void emu_stack_limit_raise(void)
{
    struct rlimit wanted = start.stack;
    if (start.raised_stack == 0)
        return;
    wanted.rlim_cur = start.raised_stack;
    (void)setrlimit(RLIMIT_STACK, &wanted);
}

void emu_stack_limit_restore(void)
{
    if (start.raised_stack != 0)
        (void)setrlimit(RLIMIT_STACK, &start.stack);
}

/* The soft limit on the stack with which the process was started. */
uint64_t emu_stack_limit(void)
{
    struct rlimit now;
    if (start.raised_stack != 0)
        return start.stack.rlim_cur;
    return getrlimit(RLIMIT_STACK, &now) == 0 ? now.rlim_cur : RLIM_INFINITY;
}

/* The first thread's stack grows up to the limit of this moment; the C library has sized all others by it already. */
static void make_room_for_stacks(void)
{
    pthread_attr_t attributes;
    size_t size;
    if (pthread_getattr_default_np(&attributes) == 0) {
        if (pthread_attr_getstacksize(&attributes, &size) == 0 && size < ENOUGH_STACK
            && pthread_attr_setstacksize(&attributes, ENOUGH_STACK) == 0)
            (void)pthread_setattr_default_np(&attributes);
        pthread_attr_destroy(&attributes);
    }
    if (getrlimit(RLIMIT_STACK, &start.stack) < 0 || start.stack.rlim_cur >= ENOUGH_STACK)
        return;
    if (start.stack.rlim_max < LEAST_STACK)
        emu_end(END_FAILURE, "the limit on the stack is too small for the emulator; raise it: ulimit -s 8192");
    start.raised_stack = start.stack.rlim_max < ENOUGH_STACK ? start.stack.rlim_max : (rlim_t)ENOUGH_STACK;
    emu_stack_limit_raise();
}

/* The kernel kills without a word at the hard limit on processor time; at the soft one it can still be told. */
static void make_room_for_last_words(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_CPU, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur < 2
        || limit.rlim_cur != limit.rlim_max)
        return;
    limit.rlim_cur--;
    (void)setrlimit(RLIMIT_CPU, &limit);
}

/* The runtime puts its own handlers before these, and calls them for what is not managed code's. */
static void catch_crashes(void)
{
    static const int faults[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE };
    struct sigaction action = { .sa_sigaction = emu_on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
    sigemptyset(&action.sa_mask);
    for (unsigned i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct sigaction now;
        /* What a user-mode program inherits is looked at later. */
        if (sigaction(faults[i], 0, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaction(faults[i], &action, 0);
    }
}

/* Before all other constructors. */
__attribute__((constructor(101))) static void begin(int count, char **arguments)
{
    if (!RhInitialize)
        return;
    emu_owns_process = 1;
    fill_descriptors();
    if (getauxval(AT_SECURE))
        hide_environment();
    make_room_for_stacks();
    catch_crashes();
    if (emu_is_user_mode(count, arguments))
        return;
    make_room_for_last_words();
    emu_terminations_begin();
}
