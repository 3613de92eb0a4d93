// build: -pthread
// Signals and threads: to one thread, to the process, masks inherited, a cancelled thread.
#include "user.h"
#include <pthread.h>

static volatile int handled_by_worker, ready;
static pthread_t worker;

static void handler(int signal)
{
    if (pthread_equal(pthread_self(), worker))
        handled_by_worker++;
    else
        printf("handled %d elsewhere\n", signal);
}

static bool is_blocked(int signal)
{
    sigset_t set;
    pthread_sigmask(SIG_BLOCK, NULL, &set);
    return sigismember(&set, signal);
}

static void *work(void *argument)
{
    printf("inherited %d %d\n", is_blocked(SIGUSR1), is_blocked(SIGUSR2));
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    ready = 1;
    while (handled_by_worker < 2)
        ; // in the middle of a loop without calls
    return argument;
}

static void *sleep_for_ever(void *argument)
{
    ready = 1;
    for (;;)
        pause();
    return argument;
}

static void *spin_for_ever(void *argument)
{
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    ready = 1;
    for (volatile long i = 0;; i++)
        ;
    return argument;
}

int main(void)
{
    signal(SIGUSR1, handler);
    signal(SIGUSR2, handler);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    NEED(pthread_create(&worker, NULL, work, NULL) == 0);
    while (!ready)
        usleep(1000);
    pthread_kill(worker, SIGUSR1);
    while (handled_by_worker < 1)
        usleep(1000);
    kill(getpid(), SIGUSR1); // only the worker takes it
    pthread_join(worker, NULL);
    printf("worker %d\n", handled_by_worker);
    kill(getpid(), SIGUSR1);
    sigpending(&set);
    printf("pending %d\n", sigismember(&set, SIGUSR1));
    pthread_kill(pthread_self(), SIGUSR2);

    void *result;
    ready = 0;
    pthread_create(&worker, NULL, sleep_for_ever, NULL);
    while (!ready)
        usleep(1000);
    pthread_cancel(worker);
    pthread_join(worker, &result);
    printf("cancelled %d\n", result == PTHREAD_CANCELED);
    ready = 0;
    pthread_create(&worker, NULL, spin_for_ever, NULL);
    while (!ready)
        usleep(1000);
    pthread_cancel(worker);
    pthread_join(worker, &result);
    printf("cancelled %d\n", result == PTHREAD_CANCELED);
    return 0;
}
