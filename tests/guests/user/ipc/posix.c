// POSIX shared memory, semaphores and message queues.
// build: -pthread -lrt
#include "user.h"
#include <mqueue.h>
#include <semaphore.h>

int main(void)
{
    char name[64];
    snprintf(name, sizeof name, "/guest-%d", getpid());
    int memory = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    NEED(memory >= 0 && ftruncate(memory, 4096) == 0);
    sem_t *semaphore = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    NEED(semaphore != MAP_FAILED && sem_init(semaphore, 1, 0) == 0);
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < 3; i++)
            sem_post(semaphore);
        _exit(0);
    }
    for (int i = 0; i < 3; i++)
        TRY(sem_wait(semaphore));
    waitpid(child, NULL, 0);
    TRY(sem_trywait(semaphore));
    TRY(shm_unlink(name));
    TRY(shm_unlink(name));

    struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = 32};
    mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_NONBLOCK, 0600, &attributes);
    if (queue == (mqd_t)-1) {
        printf("no message queues: %s\n", errno_name(errno));
        return 0;
    }
    TRY(mq_send(queue, "low", 3, 1));
    TRY(mq_send(queue, "high", 4, 9));
    TRY(mq_getattr(queue, &attributes));
    printf("%ld %ld %ld %d\n", attributes.mq_maxmsg, attributes.mq_msgsize, attributes.mq_curmsgs, attributes.mq_flags == O_NONBLOCK);
    char text[40] = {0};
    unsigned priority;
    TRY(mq_receive(queue, text, 10, &priority));
    TRY(mq_receive(queue, text, 40, &priority));
    printf("%s %u\n", text, priority);
    TRY(mq_receive(queue, text, 40, NULL));
    TRY(mq_receive(queue, text, 40, NULL));
    TRY(mq_send(queue, text, 33, 0));
    attributes.mq_flags = 0;
    TRY(mq_setattr(queue, &attributes, NULL));
    struct timespec past = {1, 0};
    TRY(mq_timedreceive(queue, text, 40, NULL, &past));
    TRY(mq_close(queue));
    TRY(mq_unlink(name));
    TRY(mq_unlink(name));
    return 0;
}
