// Real-time signals queue in order, lowest number first; standard ones do not queue.
#include "user.h"

static void handler(int signal, siginfo_t *info, void *context)
{
    (void)context;
    printf("%d: %d\n", signal < 32 ? signal : 1000 + signal - SIGRTMIN, info->si_value.sival_int);
}

int main(void)
{
    struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
    sigset_t all, old;
    sigfillset(&action.sa_mask);
    for (int signal = SIGRTMIN; signal < SIGRTMAX; signal++)
        sigaction(signal, &action, NULL);
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &old);
    for (int i = 0; i < 4; i++) {
        union sigval value = { .sival_int = i };
        sigqueue(getpid(), SIGRTMIN + 3, value);
        sigqueue(getpid(), SIGRTMIN, value);
        sigqueue(getpid(), SIGRTMIN + 20, value);
        sigqueue(getpid(), SIGTERM, value);
        sigqueue(getpid(), SIGUSR1, value);
        sigqueue(getpid(), SIGRTMIN + 1, value);
    }
    sigset_t set;
    sigpending(&set);
    printf("pending %d %d %d\n", sigismember(&set, SIGRTMIN), sigismember(&set, SIGRTMIN + 2), sigismember(&set, SIGTERM));
    sigprocmask(SIG_SETMASK, &old, NULL);

    puts("many");
    sigprocmask(SIG_SETMASK, &all, &old);
    for (int i = 0; i < 100; i++) {
        union sigval value = { .sival_int = i };
        NEED(sigqueue(getpid(), SIGRTMIN, value) == 0);
    }
    sigprocmask(SIG_SETMASK, &old, NULL);
    return 0;
}
