// poll, select, epoll, eventfd, timerfd, signalfd, inotify, pipes.
#include "user.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

static void polling(void)
{
    int ends[2];
    NEED(pipe(ends) == 0);
    struct pollfd files[] = {{ends[0], POLLIN, 0}, {ends[1], POLLOUT, 0}, {99, POLLIN, 0}, {-1, POLLIN, 7}};
    TRY(poll(files, 4, 0));
    printf("%x %x %x %x\n", files[0].revents, files[1].revents, files[2].revents, files[3].revents);
    TRY(poll(files, 1, 20));
    write(ends[1], "x", 1);
    TRY(poll(files, 1, -1));
    struct timespec limit = {0, 1000000};
    TRY(ppoll(files, 1, &limit, NULL));
    limit.tv_nsec = -1;
    TRY(ppoll(files, 1, &limit, NULL));
    fd_set readable, writable;
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    FD_SET(ends[0], &readable);
    FD_SET(ends[1], &writable);
    FD_SET(ends[1], &readable);
    struct timeval timeout = {1, 0};
    TRY(select(ends[1] + 1, &readable, &writable, NULL, &timeout));
    printf("%d %d %d\n", FD_ISSET(ends[0], &readable), FD_ISSET(ends[1], &readable), FD_ISSET(ends[1], &writable));
    SHOW(timeout.tv_sec == 0 && timeout.tv_usec > 900000);
    TRY(select(-1, NULL, NULL, NULL, &timeout));
    FD_SET(97, &readable);
    TRY(select(98, &readable, NULL, NULL, &timeout));
    close(ends[1]);
    files[0].events = 0;
    TRY(poll(files, 1, -1));
    printf("%x\n", files[0].revents);
    close(ends[0]);
}

static void event_polling(void)
{
    int queue = epoll_create1(EPOLL_CLOEXEC), event = eventfd(0, EFD_NONBLOCK), ends[2];
    NEED(queue >= 0 && event >= 0 && pipe(ends) == 0);
    struct epoll_event entry = {.events = EPOLLIN, .data.u64 = 0x1122334455667788};
    TRY(epoll_ctl(queue, EPOLL_CTL_ADD, event, &entry));
    TRY(epoll_ctl(queue, EPOLL_CTL_ADD, event, &entry));
    entry.events = EPOLLIN | EPOLLET | EPOLLONESHOT, entry.data.u64 = 0xffffffff00000002;
    TRY(epoll_ctl(queue, EPOLL_CTL_ADD, ends[0], &entry));
    TRY(epoll_ctl(queue, EPOLL_CTL_ADD, queue, &entry));
    TRY(epoll_ctl(queue, EPOLL_CTL_MOD, 99, &entry));
    TRY(epoll_ctl(queue, EPOLL_CTL_ADD, 99, &entry));
    struct epoll_event ready[4];
    memset(ready, 0x55, sizeof ready);
    TRY(epoll_wait(queue, ready, 4, 0));
    uint64_t value = 5;
    TRY(write(event, &value, 8));
    TRY(write(ends[1], "x", 1));
    int count = TRY(epoll_wait(queue, ready, 4, 100));
    uint64_t seen = 0;
    for (int i = 0; i < count; i++)
        seen ^= ready[i].data.u64 * (ready[i].events + 1);
    printf("%016lx %lx\n", seen, *(uint64_t *)&ready[3]);
    TRY(epoll_wait(queue, ready, 4, 0));
    printf("%x %lx\n", ready[0].events, ready[0].data.u64);
    TRY(epoll_wait(queue, ready, 0, 0));
    TRY(epoll_wait(queue, ready, -1, 0));
    TRY(epoll_pwait(queue, ready, 1, 10, NULL));
    TRY(read(event, &value, 8));
    SHOW(value);
    TRY(read(event, &value, 8));
    TRY(read(event, &value, 7));
    value = -1;
    TRY(write(event, &value, 8));
    TRY(epoll_ctl(queue, EPOLL_CTL_DEL, event, NULL));
    TRY(epoll_ctl(queue, EPOLL_CTL_DEL, event, NULL));
    TRY(epoll_ctl(ends[0], EPOLL_CTL_DEL, event, NULL));
    int semaphore = eventfd(3, EFD_SEMAPHORE | EFD_NONBLOCK);
    for (int i = 0; i < 4; i++)
        TRY(read(semaphore, &value, 8));
    TRY(eventfd(0, 12345));
    close(queue), close(event), close(semaphore);
}

static void timers(void)
{
    int timer = timerfd_create(CLOCK_MONOTONIC, 0);
    struct itimerspec setting = {{0, 5000000}, {0, 1000000}}, current;
    TRY(timerfd_settime(timer, 0, &setting, NULL));
    uint64_t expirations = 0;
    TRY(read(timer, &expirations, 8));
    SHOW(expirations >= 1);
    TRY(timerfd_gettime(timer, &current));
    SHOW(current.it_interval.tv_nsec);
    setting.it_value.tv_nsec = 1000000000;
    TRY(timerfd_settime(timer, 0, &setting, NULL));
    TRY(timerfd_create(99, 0));
    close(timer);
}

static void signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGRTMIN + 1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int file = signalfd(-1, &set, SFD_NONBLOCK);
    NEED(file >= 0);
    struct signalfd_siginfo info;
    TRY(read(file, &info, sizeof info));
    kill(getpid(), SIGUSR1);
    sigqueue(getpid(), SIGRTMIN + 1, (union sigval){.sival_int = 777});
    TRY(read(file, &info, sizeof info));
    printf("%u %d %d\n", info.ssi_signo, info.ssi_code, info.ssi_pid == (uint32_t)getpid());
    TRY(read(file, &info, sizeof info));
    printf("%u %d %d\n", info.ssi_signo, info.ssi_code, info.ssi_int);
    TRY(read(file, &info, 10));
    close(file);
}

static void notifications(void)
{
    int watch = inotify_init1(IN_NONBLOCK);
    int id = inotify_add_watch(watch, ".", IN_CREATE | IN_DELETE | IN_MOVE | IN_CLOSE_WRITE);
    SHOW(id);
    close(open("made", O_CREAT | O_WRONLY, 0600));
    rename("made", "moved");
    unlink("moved");
    char buffer[1000];
    ssize_t length = read(watch, buffer, sizeof buffer);
    for (char *p = buffer; p < buffer + length;) {
        struct inotify_event *event = (struct inotify_event *)p;
        printf("%d %x %d %s\n", event->wd, event->mask, event->cookie != 0, event->len ? event->name : "");
        p += sizeof *event + event->len;
    }
    TRY(read(watch, buffer, sizeof buffer));
    TRY(inotify_rm_watch(watch, id));
    TRY(inotify_rm_watch(watch, id));
    TRY(inotify_add_watch(watch, "missing", IN_CREATE));
}

int main(void)
{
    polling();
    event_polling();
    timers();
    signals();
    notifications();
    return 0;
}
