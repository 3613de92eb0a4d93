// build: -pthread
// sigtimedwait, sigwait, signalfd and sigsuspend.
#include "user.h"
#include <pthread.h>
#include <sys/signalfd.h>
#include <time.h>

static volatile int handled;

static void handler(int signal)
{
    printf("handler %d\n", signal);
    handled = 1;
}

static void *send_later(void *argument)
{
    usleep(30000);
    kill(getpid(), (int)(intptr_t)argument);
    return NULL;
}

static void later(int signal)
{
    pthread_t thread;
    NEED(pthread_create(&thread, NULL, send_later, (void *)(intptr_t)signal) == 0);
    pthread_detach(thread);
}

static bool is_blocked(int signal)
{
    sigset_t set;
    sigprocmask(SIG_BLOCK, NULL, &set);
    return sigismember(&set, signal);
}

int main(void)
{
    sigset_t set, other;
    siginfo_t info;
    struct timespec none = { 0, 0 }, bad = { 0, 1000000000 }, wait = { 10, 0 };
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGRTMIN);
    sigaddset(&set, SIGSEGV);
    sigaddset(&set, SIGTRAP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    TRY(sigtimedwait(&set, &info, &none));
    TRY(sigtimedwait(&set, &info, &bad));
    union sigval value = { .sival_int = 3 };
    sigqueue(getpid(), SIGRTMIN, value);
    value.sival_int = 4;
    sigqueue(getpid(), SIGRTMIN, value);
    kill(getpid(), SIGUSR1);
    TRY(sigtimedwait(&set, &info, &none) == SIGUSR1);
    SHOW(info.si_code == SI_USER && info.si_pid == getpid());
    TRY(sigtimedwait(&set, &info, &none) == SIGRTMIN);
    SHOW(info.si_value.sival_int);
    TRY(sigwaitinfo(&set, &info) == SIGRTMIN);
    SHOW(info.si_value.sival_int);
    TRY(sigtimedwait(&set, &info, &none));

    // Signals of faults, sent: kept while they are blocked.
    kill(getpid(), SIGSEGV);
    raise(SIGTRAP);
    sigpending(&other);
    SHOW(sigismember(&other, SIGSEGV));
    SHOW(sigismember(&other, SIGTRAP));
    SHOW(sigtimedwait(&set, &info, &none) == SIGTRAP);
    SHOW(sigtimedwait(&set, &info, &none) == SIGSEGV);
    SHOW(info.si_code);
    sigpending(&other);
    SHOW(sigismember(&other, SIGSEGV));

    later(SIGUSR1);
    TRY(sigtimedwait(&set, &info, &wait) == SIGUSR1);

    int fd = signalfd(-1, &set, SFD_NONBLOCK);
    struct signalfd_siginfo record;
    TRY(read(fd, &record, sizeof record));
    value.sival_int = 8;
    sigqueue(getpid(), SIGRTMIN, value);
    kill(getpid(), SIGUSR1);
    for (int i = 0; i < 2; i++) {
        TRY(read(fd, &record, sizeof record));
        printf("signalfd %d %d %d\n", record.ssi_signo == SIGUSR1, record.ssi_code, record.ssi_signo == SIGRTMIN ? record.ssi_int : 0);
    }
    close(fd);

    struct sigaction action = { .sa_handler = handler };
    sigaction(SIGUSR1, &action, NULL);
    sigemptyset(&other);
    kill(getpid(), SIGUSR1);
    SHOW(handled);
    TRY(sigsuspend(&other));
    SHOW(handled);
    SHOW(is_blocked(SIGUSR1));
    handled = 0;
    later(SIGUSR1);
    TRY(sigsuspend(&other));
    SHOW(is_blocked(SIGUSR1));
    return 0;
}
