/* Reads and writes on file descriptors whose flags belong to somebody else, and pseudo-terminals. Errors are -errno. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

int emu_read(int fd, void *buffer, unsigned length)
{
    for (;;) {
        ssize_t count = read(fd, buffer, length);
        if (count >= 0)
            return (int)count;
        if (errno != EINTR)
            return -errno;
    }
}

/* The signals of a pipe without readers and of a limit on file sizes are for what a program writes, not for our writes. */
static void hold_write_signals(sigset_t *pending, sigset_t *old)
{
    sigset_t held;
    sigemptyset(&held);
    sigaddset(&held, SIGXFSZ);
    sigaddset(&held, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &held, old);
    sigemptyset(pending);
    if (sigismember(old, SIGXFSZ) || sigismember(old, SIGPIPE))
        sigpending(pending);
}

/* The signal of a write that has failed, if it was one of those, does not get out of here; one from before stays. */
static void release_write_signals(const sigset_t *pending, const sigset_t *old, int result)
{
    static const struct timespec none = { 0, 0 };
    int signal = result == -EFBIG ? SIGXFSZ : result == -EPIPE ? SIGPIPE : 0, saved_errno = errno;
    if (signal != 0 && !sigismember(pending, signal)) {
        sigset_t own;
        sigemptyset(&own);
        sigaddset(&own, signal);
        while (sigtimedwait(&own, 0, &none) < 0 && errno == EINTR) {
        }
    }
    pthread_sigmask(SIG_SETMASK, old, 0);
    errno = saved_errno;
}

static int write_all(int fd, const char *bytes, unsigned length)
{
    while (length != 0) {
        ssize_t count = write(fd, bytes, length);
        if (count >= 0) {
            bytes += count;
            length -= (unsigned)count;
        } else if (errno == EAGAIN) {
            struct pollfd entry = { .fd = fd, .events = POLLOUT };
            (void)poll(&entry, 1, -1);
        } else if (errno != EINTR) {
            return -errno;
        }
    }
    return 0;
}

/* Writes all of it; waits also when somebody has made the descriptor non-blocking. Returns 0. */
int emu_write_all(int fd, const char *bytes, unsigned length)
{
    sigset_t pending, old;
    hold_write_signals(&pending, &old);
    int result = write_all(fd, bytes, length);
    release_write_signals(&pending, &old, result);
    return result;
}

/* Writes all of it at a position. A limit on file sizes is an error of the write (EFBIG). Returns 0. */
int emu_write_at(int fd, const char *bytes, unsigned length, long position)
{
    sigset_t pending, old;
    int result = 0;
    hold_write_signals(&pending, &old);
    while (length != 0 && result == 0) {
        ssize_t count = pwrite(fd, bytes, length, position);
        if (count > 0) {
            bytes += count;
            position += count;
            length -= (unsigned)count;
        } else if (count == 0) {
            result = -ENOSPC;
        } else if (errno != EINTR) {
            result = -errno;
        }
    }
    release_write_signals(&pending, &old, result);
    return result;
}

/* As much as fits without waiting. */
int emu_write_some(int fd, const void *bytes, unsigned length)
{
    ssize_t count;
    do {
        count = write(fd, bytes, length);
    } while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : (int)count;
}

/* Writing to a pipe that nobody reads is an error of the write, not the end of the process. */
void emu_ignore_broken_pipes(void)
{
    signal(SIGPIPE, SIG_IGN);
}

/* Opens a new pseudo-terminal, raw, non-blocking on our side. Returns its descriptor; the other side's path is name. */
int emu_pty_open(char *name, unsigned size)
{
    struct termios mode;
    int error, other;
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return -errno;
    if (grantpt(fd) < 0 || unlockpt(fd) < 0) {
        error = errno;
        goto fail;
    }
    error = ptsname_r(fd, name, size);
    if (error != 0)
        goto fail;
    if (tcgetattr(fd, &mode) < 0) {
        error = errno;
        goto fail;
    }
    cfmakeraw(&mode);
    if (tcsetattr(fd, TCSANOW, &mode) < 0) {
        error = errno;
        goto fail;
    }
    /* Only after a first close does the host tell whether anybody has the other side open. */
    other = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (other >= 0)
        close(other);
    return fd;

fail:
    close(fd);
    return -error;
}

/* Whether anybody has the other side of a pseudo-terminal open. */
int emu_pty_is_connected(int fd)
{
    struct pollfd entry = { .fd = fd, .events = POLLOUT };
    return poll(&entry, 1, 0) >= 0 && !(entry.revents & (POLLHUP | POLLERR | POLLNVAL));
}
