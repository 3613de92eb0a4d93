/*
 * The terminal in raw mode, and back in its old mode on every way out: exit, fatal signals, stops. The handlers run on
 * whatever thread the signal hits and call async-signal-safe functions only.
 */
#include "ending.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <termios.h>
#include <unistd.h>

/* Written before the handlers are installed; raw_fd is -1 while no terminal is raw. */
static struct termios cooked_mode, raw_mode;
static atomic_int raw_fd = -1;

static atomic_int termination_fd = -1;
static struct sigaction previous_actions[NSIG];

/* The signal that has to have ended the process when the timer expires, and how long that may take. */
static atomic_int deadline_signal;
enum { DEADLINE_MICROSECONDS = 700000 };

/* tcsetattr from the background would stop the process by SIGTTOU. */
static void set_mode(int fd, const struct termios *mode)
{
    sigset_t ttou, old;
    int saved_errno = errno;
    sigemptyset(&ttou);
    sigaddset(&ttou, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &ttou, &old);
    while (tcsetattr(fd, TCSANOW, mode) < 0 && errno == EINTR) {
    }
    pthread_sigmask(SIG_SETMASK, &old, 0);
    errno = saved_errno;
}

/* True also for a terminal that is not our controlling one: it knows no jobs. */
static int is_foreground(int fd)
{
    int saved_errno = errno;
    pid_t group = tcgetpgrp(fd);
    errno = saved_errno;
    return group < 0 || group == getpgrp();
}

/* A job in the background leaves the terminal alone: it is the shell's, and the shell has its own idea of the mode. */
static void show_cooked(void)
{
    int fd = raw_fd;
    if (fd >= 0 && is_foreground(fd))
        set_mode(fd, &cooked_mode);
}

void emu_terminal_restore(void)
{
    int fd = atomic_exchange(&raw_fd, -1);
    if (fd >= 0 && is_foreground(fd))
        set_mode(fd, &cooked_mode);
}

/* Ends the process by the signal itself, so that the parent sees why. */
static void die_of(int signal)
{
    struct sigaction action = { .sa_handler = SIG_DFL };
    sigset_t set;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, 0);
    sigemptyset(&set);
    sigaddset(&set, signal);
    raise(signal);
    pthread_sigmask(SIG_UNBLOCK, &set, 0);
}

/* Whatever the process waits for, a reader, a lock, a pipe without a peer, it ends in less than a second. */
static void start_deadline(int signal)
{
    int none = 0;
    struct itimerval timer = { .it_value.tv_usec = DEADLINE_MICROSECONDS, .it_interval.tv_usec = DEADLINE_MICROSECONDS };
    if (emu_owns_process && atomic_compare_exchange_strong(&deadline_signal, &none, signal))
        (void)setitimer(ITIMER_REAL, &timer, 0);
}

/* The first request to end is passed to the thread that ends the machine in good order; the next one ends the process. */
static void on_termination(int signal, siginfo_t *info, void *context)
{
    (void)context;
    int fd = atomic_exchange(&termination_fd, -1), overdue = deadline_signal;
    if (signal == SIGALRM && info->si_code == SI_KERNEL && overdue != 0)
        emu_end_by_signal(overdue);
    if (fd >= 0) {
        int saved_errno = errno;
        uint64_t number = (uint64_t)signal;
        start_deadline(signal);
        int written = write(fd, &number, sizeof number) == sizeof number;
        errno = saved_errno;
        if (written)
            return;
    }
    emu_end_by_signal(signal);
}

/* The process's own abort ends it by the signal, another process's is a request to end. */
static void on_abort(int signal, siginfo_t *info, void *context)
{
    (void)context;
    if (info->si_code <= 0 && info->si_pid != getpid())
        emu_end_by_signal(signal);
    emu_terminal_restore();
    die_of(signal);
}

/*
 * The runtime's own handler stood here before: it makes exceptions of faults in managed code. It either never returns,
 * returns with the fault mended, or gives up by setting another disposition, under which the fault will repeat.
 */
static void on_fault(int signal, siginfo_t *info, void *context)
{
    struct sigaction now, *previous = &previous_actions[signal];
    if (info->si_code <= 0) {
        /* Sent by a process: nothing faulted, so nothing would repeat. */
        emu_end_by_signal(signal);
    }
    if (previous->sa_flags & SA_SIGINFO) {
        previous->sa_sigaction(signal, info, context);
    } else if (previous->sa_handler != SIG_DFL && previous->sa_handler != SIG_IGN) {
        previous->sa_handler(signal);
    } else {
        emu_terminal_restore();
        die_of(signal);
        return;
    }
    sigaction(signal, 0, &now);
    if (!(now.sa_flags & SA_SIGINFO) || now.sa_sigaction != on_fault)
        emu_terminal_restore();
}

static void on_stop(int signal);

static void install(int signal, void (*handler)(int))
{
    struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART | SA_ONSTACK };
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, 0);
}

static void install_full(int signal, void (*handler)(int, siginfo_t *, void *))
{
    struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK };
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, 0);
}

static void on_stop(int signal)
{
    show_cooked();
    die_of(signal);
    /* Here again after SIGCONT; the mode is raw again by its handler. */
    install(signal, on_stop);
}

/* Gets a count when the process is continued; -1 while nobody waits for that. */
static atomic_int continue_fd = -1;

static void on_continue(int signal)
{
    static const uint64_t once = 1;
    int waiting = continue_fd, error = errno;
    if (waiting >= 0)
        (void)!write(waiting, &once, sizeof once);
    errno = error;
    struct sigaction *previous = &previous_actions[signal];
    int fd = raw_fd;
    if (fd >= 0 && is_foreground(fd))
        set_mode(fd, &raw_mode);
    if (!(previous->sa_flags & SA_SIGINFO) && previous->sa_handler != SIG_DFL && previous->sa_handler != SIG_IGN)
        previous->sa_handler(signal);
}

/* A signal that the parent ignores, as nohup does with SIGHUP, stays ignored. */
static int is_ignored(int signal)
{
    struct sigaction now;
    return sigaction(signal, 0, &now) == 0 && !(now.sa_flags & SA_SIGINFO) && now.sa_handler == SIG_IGN;
}

/*
 * All signals whose default ends the process are requests to end it, but for two that writes report as errors: nobody reads
 * a pipe, a file is at its limit.
 */
void emu_terminations_begin(void)
{
    static const int terminations[] = {
        SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU, SIGSYS, SIGTRAP, SIGSTKFLT, SIGPOLL,
        SIGPWR,
    };
    enum { FIRST_REAL_TIME = 34 };
    static int begun;
    if (begun)
        return;
    begun = 1;

    for (unsigned i = 0; i < sizeof terminations / sizeof *terminations; i++)
        if (!is_ignored(terminations[i]))
            install_full(terminations[i], on_termination);
    for (int signal = FIRST_REAL_TIME; signal < NSIG; signal++)
        if (!is_ignored(signal))
            install_full(signal, on_termination);
    install_full(SIGALRM, on_termination);
    if (emu_owns_process) {
        sigset_t alarm;
        sigemptyset(&alarm);
        sigaddset(&alarm, SIGALRM);
        pthread_sigmask(SIG_UNBLOCK, &alarm, 0);
        signal(SIGPIPE, SIG_IGN);
        signal(SIGXFSZ, SIG_IGN);
    }
    install_full(SIGABRT, on_abort);
}

static void install_handlers(void)
{
    static const int faults[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE };
    static int installed;
    if (installed)
        return;
    installed = 1;

    emu_terminations_begin();
    if (!is_ignored(SIGTSTP))
        install(SIGTSTP, on_stop);
    sigaction(SIGCONT, 0, &previous_actions[SIGCONT]);
    install(SIGCONT, on_continue);

    for (unsigned i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct sigaction action;
        sigaction(faults[i], 0, &previous_actions[faults[i]]);
        /* The runtime's mask and stack, since its handler runs inside of ours. */
        action.sa_mask = previous_actions[faults[i]].sa_mask;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK | (previous_actions[faults[i]].sa_flags & (SA_NODEFER | SA_RESTART));
        action.sa_sigaction = on_fault;
        sigaction(faults[i], &action, 0);
    }
    atexit(emu_terminal_restore);
}

int emu_terminal_is(int fd)
{
    return isatty(fd);
}

/*
 * Input byte by byte as typed. Output processing stays on, so that messages printed meanwhile look right.
 * Returns 0, or -errno.
 */
int emu_terminal_enter_raw(int fd, int keep_signal_keys)
{
    if (raw_fd >= 0)
        return -EBUSY;
    if (tcgetattr(fd, &cooked_mode) < 0)
        return -errno;
    raw_mode = cooked_mode;
    raw_mode.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
    raw_mode.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN);
    if (!keep_signal_keys)
        raw_mode.c_lflag &= ~(tcflag_t)ISIG;
    raw_mode.c_cflag = (raw_mode.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
    raw_mode.c_cc[VMIN] = 1;
    raw_mode.c_cc[VTIME] = 0;

    install_handlers();
    raw_fd = fd;
    /* In the background the mode is set when the shell brings the job to the front, with SIGCONT. */
    if (is_foreground(fd))
        set_mode(fd, &raw_mode);
    return 0;
}

/* Returns 0, or -errno. */
int emu_terminal_size(int fd, int *columns, int *rows)
{
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) < 0)
        return -errno;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}

/* An eventfd that becomes readable, with the signal's number as its value, at the first request to end the process. */
int emu_termination_watch(void)
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0)
        return -errno;
    install_handlers();
    termination_fd = fd;
    return fd;
}

/* Returns a descriptor that can be read when the process has got SIGCONT, or -errno. */
int emu_continue_watch(void)
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0)
        return -errno;
    install_handlers();
    continue_fd = fd;
    return fd;
}

void emu_continue_unwatch(int fd)
{
    atomic_compare_exchange_strong(&continue_fd, &fd, -1);
}

void emu_termination_unwatch(int fd)
{
    atomic_compare_exchange_strong(&termination_fd, &fd, -1);
}
