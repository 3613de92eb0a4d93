// siginfo_t, for each way to send a signal; the third argument's mask.
#include "user.h"
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <linux/futex.h>

static volatile int count;

static void handler(int signal, siginfo_t *info, void *opaque)
{
    ucontext_t *context = opaque;
    printf("signal %d code %d errno %d", signal, info->si_code, info->si_errno);
    if (info->si_code == SI_QUEUE || info->si_code == SI_TIMER || info->si_code == SI_MESGQ)
        printf(" value %d", info->si_value.sival_int);
    if (info->si_code == SI_USER || info->si_code == SI_TKILL || info->si_code == SI_QUEUE)
        printf(" from %s user %d", info->si_pid == getpid() ? "self" : info->si_pid == getppid() ? "parent" : "other",
               info->si_uid == getuid());
    if (signal == SIGCHLD)
        printf(" status %d user %d", info->si_status, info->si_uid == getuid());
    printf(" mask %d\n", sigismember(&context->uc_sigmask, SIGHUP));
    count++;
}

int main(void)
{
    struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART };
    int signals[] = { SIGUSR1, SIGUSR2, SIGCHLD, SIGRTMIN, SIGRTMIN + 5, SIGRTMAX - 1, SIGALRM, SIGSEGV, SIGTRAP };
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        NEED(sigaction(signals[i], &action, NULL) == 0);

    kill(getpid(), SIGUSR1);
    raise(SIGUSR2);
    union sigval value = { .sival_int = 77 };
    sigqueue(getpid(), SIGRTMIN, value);
    sigqueue(getpid(), SIGRTMAX - 1, value);
    sigqueue(getpid(), SIGUSR1, value);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    kill(getpid(), SIGRTMIN);
    kill(getpid(), SIGSEGV);
    raise(SIGTRAP);

    siginfo_t info = { .si_code = -7, .si_value.sival_int = 5 };
    info.si_pid = 1;
    TRY(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR2, &info));
    TRY(syscall(SYS_rt_tgsigqueueinfo, getpid(), getpid(), SIGUSR2, &info));
    TRY(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR2, (void *)8));

    timer_t timer;
    struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 5, .sigev_value.sival_int = 9 };
    NEED(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    struct itimerspec spec = { .it_value.tv_nsec = 10000000 };
    int before = count;
    timer_settime(timer, 0, &spec, NULL);
    while (count == before)
        usleep(1000);
    alarm(1);
    before = count;
    while (count == before)
        usleep(10000);

    for (int i = 0; i < 3; i++) {
        before = count;
        pid_t child = fork();
        if (child == 0) {
            if (i == 1)
                signal(SIGTERM, SIG_DFL), kill(getpid(), SIGTERM);
            if (i == 2)
                kill(getppid(), SIGUSR1), usleep(100000);
            _exit(5);
        }
        int status;
        // SIGCHLD comes with the end, or just after the wait.
        while (waitpid(child, &status, 0) < 0)
            ;
        while (count < before + (i == 2 ? 2 : 1))
            usleep(1000);
        printf("status %#x\n", status);
    }
    return 0;
}
