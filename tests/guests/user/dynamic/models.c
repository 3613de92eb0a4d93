// only: dynamic
// libraries: models
// build: -pthread
// Thread-local variables of the program and of a library that it is linked with, in all models.
#include "user.h"
#include <pthread.h>

int models_sum(int add);
extern _Thread_local int initial;
static _Thread_local int own = 5;
static _Thread_local int zero;

static void *work(void *argument)
{
    int add = (int)(intptr_t)argument;
    own += add;
    zero += add;
    long result = models_sum(add);
    result = models_sum(add) * 1000L + own * 10 + zero + initial;
    return (void *)result;
}

int main(void)
{
    pthread_t threads[5];
    for (intptr_t i = 0; i < 5; i++)
        NEED(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
    for (int i = 0; i < 5; i++) {
        void *result;
        pthread_join(threads[i], &result);
        SHOW((intptr_t)result);
    }
    SHOW((intptr_t)work((void *)7));
    SHOW((intptr_t)work((void *)7));
    return 0;
}
