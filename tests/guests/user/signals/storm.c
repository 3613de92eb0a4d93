// build: -pthread
// Timers that fire into computing loops and system calls; nothing is lost, and no register is harmed.
#include "user.h"
#include <pthread.h>
#include <sys/time.h>
#include <time.h>

static volatile long ticks;
static volatile double spoiled;

static void handler(int signal)
{
    double x = signal;
    for (int i = 0; i < 10; i++)
        x = x * 1.5 + i;
    spoiled = x;
    ticks++;
}

static unsigned long compute(void)
{
    unsigned long hash = 1469598103934665603ul;
    double sum = 0;
    for (int i = 1; i < 400000; i++) {
        hash = (hash ^ (unsigned long)i) * 1099511628211ul;
        sum += 1.0 / i;
    }
    unsigned long bits;
    memcpy(&bits, &sum, sizeof bits);
    return hash ^ bits;
}

static void *run(void *result)
{
    *(unsigned long *)result = compute();
    return NULL;
}

int main(void)
{
    unsigned long expected = compute(), results[4];
    struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };
    sigaction(SIGALRM, &action, NULL);
    struct itimerval timer = { { 0, 500 }, { 0, 500 } };
    setitimer(ITIMER_REAL, &timer, NULL);
    int good = 0;
    while (ticks < 50)
        good = compute() == expected;
    printf("computed %d\n", good);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        NEED(pthread_create(&threads[i], NULL, run, &results[i]) == 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        printf("thread %d\n", results[i] == expected);
    }
    int pipes[2];
    NEED(pipe(pipes) == 0);
    long total = 0;
    if (fork() == 0) {
        char bytes[1000];
        memset(bytes, 1, sizeof bytes);
        for (int i = 0; i < 300; i++)
            NEED(write(pipes[1], bytes, sizeof bytes) == sizeof bytes);
        _exit(0);
    }
    close(pipes[1]);
    char bytes[777];
    for (ssize_t n; (n = read(pipes[0], bytes, sizeof bytes)) != 0;) {
        NEED(n > 0);
        for (ssize_t i = 0; i < n; i++)
            total += bytes[i];
    }
    printf("read %ld\n", total);
    timer = (struct itimerval){ 0 };
    setitimer(ITIMER_REAL, &timer, NULL);

    signal(SIGUSR1, handler);
    ticks = 0;
    for (int i = 0; i < 20000; i++)
        raise(SIGUSR1);
    printf("raised %ld\n", ticks);
    return 0;
}
