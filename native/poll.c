/* Waiting for file descriptors with a deadline in nanoseconds; a thread is woken through an eventfd. */
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int emu_wake_event_create(void)
{
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void emu_wake_event_signal(int fd)
{
    uint64_t one = 1;
    while (write(fd, &one, sizeof one) < 0 && errno == EINTR) {
    }
}

void emu_wake_event_drain(int fd)
{
    uint64_t count;
    while (read(fd, &count, sizeof count) < 0 && errno == EINTR) {
    }
}

/* Negative time-outs wait for ever. As poll(2); -1, with nothing known about the entries, after a signal. */
int emu_poll(struct pollfd *entries, unsigned count, int64_t nanoseconds)
{
    static _Thread_local int has_slack;
    if (!has_slack) {
        /* The host rounds time-outs of ordinary threads by 50 us, a visible part of a guest's timer tick. */
        (void)prctl(PR_SET_TIMERSLACK, 1000UL, 0UL, 0UL, 0UL);
        has_slack = 1;
    }

    struct timespec wait = { .tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000 };
    return ppoll(entries, count, nanoseconds < 0 ? 0 : &wait, 0);
}

/* Sleeps while *word is expected, until emu_word_wake; 1 when the time has passed, 0 for all other ends. Negative
   time-outs wait for ever. */
int emu_word_wait(int *word, int expected, int64_t nanoseconds)
{
    struct timespec wait = { .tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000 };
    return syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, nanoseconds < 0 ? 0 : &wait, 0, 0) < 0
        && errno == ETIMEDOUT;
}

/* Wakes the thread that sleeps on the word, if one does. */
void emu_word_wake(int *word)
{
    (void)syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
}
