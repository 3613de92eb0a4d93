// A message queue that tells of a message by a signal.
// build: -lrt
#include "user.h"
#include <mqueue.h>

static volatile sig_atomic_t notified;

static void on_notify(int signal, siginfo_t *info, void *context)
{
    notified = info->si_value.sival_int;
}

int main(void)
{
    char name[64];
    snprintf(name, sizeof name, "/guest-%d", getpid());
    struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = 32};
    mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_NONBLOCK, 0600, &attributes);
    NEED(queue != (mqd_t)-1);
    struct sigaction action = {.sa_sigaction = on_notify, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR1, &action, NULL);
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 4711};
    TRY(mq_notify(queue, &event));
    TRY(mq_notify(queue, &event));
    TRY(mq_send(queue, "text", 4, 1));
    SHOW(notified);
    TRY(mq_notify(queue, &event));
    TRY(mq_notify(queue, NULL));
    TRY(mq_send(queue, "text", 4, 1));
    TRY(mq_unlink(name));
    return 0;
}
