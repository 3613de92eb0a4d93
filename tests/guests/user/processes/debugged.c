// What a debugger has to stop at: a function that is called often, a variable, a thread, a signal, a child.
#include "user.h"
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

volatile long watched;
volatile int handled;

__attribute__((noinline)) long work(long value)
{
    watched = value;
    return value * 3 + 1;
}

static void handler(int signal)
{
    handled = signal;
}

__attribute__((noinline)) void *in_thread(void *argument)
{
    return (void *)work((long)argument);
}

int main(void)
{
    long sum = 0;
    signal(SIGUSR1, handler);
    for (long i = 0; i < 20000; i++) sum += work(i);
    SHOW(sum);
    pthread_t thread;
    void *result;
    TRY(pthread_create(&thread, 0, in_thread, (void *)77));
    TRY(pthread_join(thread, &result));
    SHOW((long)result);
    TRY(raise(SIGUSR1));
    SHOW(handled);
    int status;
    pid_t child = fork();
    if (child == 0) _exit((int)work(11));
    SHOW(waitpid(child, &status, 0) == child);
    SHOW(WEXITSTATUS(status));
    return 5;
}
