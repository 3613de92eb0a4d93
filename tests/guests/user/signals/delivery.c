// Order, nesting and masks: what runs inside of what.
#include "user.h"

// Volatile: raise is declared as a function that does not come back to this file.
static volatile int depth;

static void enter(int signal)
{
    printf("%*senter %d\n", depth * 2, "", signal);
    depth++;
}

static void leave(int signal)
{
    depth--;
    printf("%*sleave %d\n", depth * 2, "", signal);
}

static void outer(int signal)
{
    static volatile int times;
    enter(signal);
    if (++times < 3)
        raise(SIGUSR1); // blocked by itself
    raise(SIGUSR2); // blocked by sa_mask
    raise(SIGALRM); // nests
    sigset_t set;
    sigpending(&set);
    printf("%*spending %d %d %d\n", depth * 2, "", sigismember(&set, SIGUSR1), sigismember(&set, SIGUSR2),
           sigismember(&set, SIGALRM));
    leave(signal);
}

static void plain(int signal)
{
    enter(signal);
    leave(signal);
}

static void again(int signal)
{
    enter(signal);
    if (depth < 4)
        raise(signal);
    leave(signal);
}

static void handle(int signal, void (*handler)(int), int flags, int blocked)
{
    struct sigaction action = { .sa_handler = handler, .sa_flags = flags };
    if (blocked)
        sigaddset(&action.sa_mask, blocked);
    NEED(sigaction(signal, &action, NULL) == 0);
}

int main(void)
{
    sigset_t set, old;
    handle(SIGUSR1, outer, 0, SIGUSR2);
    handle(SIGUSR2, plain, 0, 0);
    handle(SIGALRM, plain, 0, 0);
    raise(SIGUSR1);
    handle(SIGTERM, again, SA_NODEFER, 0);
    raise(SIGTERM);

    puts("blocked");
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigaddset(&set, SIGALRM);
    sigaddset(&set, SIGHUP);
    handle(SIGHUP, plain, 0, 0);
    sigprocmask(SIG_BLOCK, &set, &old);
    raise(SIGUSR2);
    raise(SIGUSR2);
    kill(getpid(), SIGALRM);
    kill(getpid(), SIGHUP);
    puts("released");
    sigprocmask(SIG_SETMASK, &old, NULL);

    // A handler for one time.
    handle(SIGUSR1, plain, SA_RESETHAND, 0);
    raise(SIGUSR1);
    struct sigaction now;
    sigaction(SIGUSR1, NULL, &now);
    printf("reset %d\n", now.sa_handler == SIG_DFL);

    // Ignored while blocked: lost.
    sigprocmask(SIG_BLOCK, &set, &old);
    raise(SIGUSR2);
    handle(SIGUSR2, SIG_IGN, 0, 0);
    sigpending(&set);
    printf("pending %d\n", sigismember(&set, SIGUSR2));
    handle(SIGUSR2, plain, 0, 0);
    sigprocmask(SIG_SETMASK, &old, NULL);

    handle(SIGUSR1, outer, 0, SIGUSR2);
    pid_t child = fork();
    if (child == 0) {
        handle(SIGUSR1, plain, 0, SIGUSR2);
        raise(SIGUSR1);
        raise(SIGUSR2);
        _exit(depth);
    }
    int status;
    waitpid(child, &status, 0);
    printf("child %d\n", WEXITSTATUS(status));
    return 0;
}
