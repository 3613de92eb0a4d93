// build: -pthread
// Threads: creation and joining, locks, robust mutexes, destructors, orders of exit, forks with threads about.
#include "user.h"
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static long counter;
static pthread_key_t key;
static int destroyed;

static void *count(void *argument)
{
    for (int i = 0; i < 1000; i++) {
        pthread_mutex_lock(&lock);
        counter++;
        pthread_mutex_unlock(&lock);
    }
    return argument;
}

static void *nothing(void *argument)
{
    return argument;
}

static void *at_barrier(void *argument)
{
    for (int i = 0; i < 20; i++)
        pthread_barrier_wait(&barrier);
    return argument;
}

static void *ping(void *argument)
{
    long self = (long)argument;
    for (int i = 0; i < 200; i++) {
        pthread_mutex_lock(&lock);
        while (counter % 2 != self)
            pthread_cond_wait(&changed, &lock);
        counter++;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

static void destroy(void *value)
{
    __atomic_add_fetch(&destroyed, (int)(long)value, __ATOMIC_SEQ_CST);
}

static void *with_value(void *argument)
{
    pthread_setspecific(key, argument);
    return NULL;
}

static void *die_owning(void *argument)
{
    pthread_mutex_lock(argument);
    return NULL;
}

static void *wait_forever(void *argument)
{
    for (;;)
        pause();
    return argument;
}

static void *spin(void *argument)
{
    for (;;)
        __asm__ volatile("" ::: "memory");
    return argument;
}

static void robust(void)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    static pthread_mutex_t mutex;
    pthread_mutex_init(&mutex, &attributes);
    pthread_t thread;
    NEED(pthread_create(&thread, NULL, die_owning, &mutex) == 0);
    pthread_join(thread, NULL);
    printf("robust: %s\n", errno_name(pthread_mutex_trylock(&mutex)));
    SHOW(pthread_mutex_consistent(&mutex));
    SHOW(pthread_mutex_unlock(&mutex));
    SHOW(pthread_mutex_lock(&mutex));
    SHOW(pthread_mutex_unlock(&mutex));
}

static void forks_with_threads(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, wait_forever, NULL);
    pthread_create(&thread, NULL, spin, NULL);
    for (int i = 0; i < 10; i++) {
        pid_t child = fork();
        if (child == 0) {
            counter = 0;
            pthread_t own[3];
            for (int j = 0; j < 3; j++)
                pthread_create(&own[j], NULL, count, NULL);
            for (int j = 0; j < 3; j++)
                pthread_join(own[j], NULL);
            _exit(counter == 3000 ? i : 99);
        }
        int status;
        waitpid(child, &status, 0);
        NEED(WIFEXITED(status) && WEXITSTATUS(status) == i);
    }
    printf("forks with threads\n");
}

static int run(void)
{
    pthread_t threads[200];
    for (int i = 0; i < 200; i++)
        NEED(pthread_create(&threads[i], NULL, count, (void *)(long)i) == 0);
    long sum = 0;
    for (int i = 0; i < 200; i++) {
        void *result;
        pthread_join(threads[i], &result);
        sum += (long)result;
    }
    SHOW(sum);
    SHOW(counter);
    for (int i = 0; i < 1000; i++) {
        NEED(pthread_create(&threads[0], NULL, nothing, NULL) == 0);
        NEED(pthread_join(threads[0], NULL) == 0);
    }
    counter = 0;
    pthread_create(&threads[0], NULL, ping, (void *)0L);
    pthread_create(&threads[1], NULL, ping, (void *)1L);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    SHOW(counter);
    pthread_barrier_init(&barrier, NULL, 4);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, at_barrier, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    pthread_key_create(&key, destroy);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, with_value, (void *)(long)(i + 1));
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    SHOW(destroyed);
    robust();
    forks_with_threads();
    // The threads that wait and spin end with the process.
    return 3;
}

int main(void)
{
    pid_t child = fork();
    if (child == 0)
        exit(run());
    int status;
    waitpid(child, &status, 0);
    printf("ended with %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
    return 0;
}
