// System calls that a handler interrupts, with SA_RESTART and without.
#include "user.h"
#include <linux/futex.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

static volatile int handled;
static int pipes[2];

static void write_later(int signal)
{
    handled++;
    if (handled > 1)
        write(pipes[1], "x", 1);
}

static void arm(int flags)
{
    struct sigaction action = { .sa_handler = write_later, .sa_flags = flags };
    sigaction(SIGALRM, &action, NULL);
    handled = 0;
    // Fires until something is there to be read.
    struct itimerval timer = { { 0, 60000 }, { 0, 60000 } };
    setitimer(ITIMER_REAL, &timer, NULL);
}

static void disarm(const char *name, int flags, long result)
{
    int number = errno;
    struct itimerval none = { 0 };
    setitimer(ITIMER_REAL, &none, NULL);
    printf("%s%s: %s\n", name, flags ? " restarted" : "", result < 0 ? errno_name(number) : "done");
    fcntl(pipes[0], F_SETFL, O_NONBLOCK);
    char bytes[64];
    while (read(pipes[0], bytes, sizeof bytes) > 0)
        ;
    fcntl(pipes[0], F_SETFL, 0);
}

int main(void)
{
    char byte;
    NEED(pipe(pipes) == 0);
    for (int i = 0; i < 2; i++) {
        int flags = i ? SA_RESTART : 0;
        arm(flags);
        disarm("read", flags, read(pipes[0], &byte, 1));

        struct pollfd entry = { .fd = pipes[0], .events = POLLIN };
        arm(flags);
        disarm("poll", flags, poll(&entry, 1, 5000));
        arm(flags);
        disarm("endless poll", flags, poll(&entry, 1, -1));

        fd_set set;
        FD_ZERO(&set);
        FD_SET(pipes[0], &set);
        arm(flags);
        disarm("select", flags, select(pipes[0] + 1, &set, NULL, NULL, NULL));

        int epoll = epoll_create1(0);
        struct epoll_event event = { .events = EPOLLIN }, got;
        epoll_ctl(epoll, EPOLL_CTL_ADD, pipes[0], &event);
        arm(flags);
        disarm("epoll_wait", flags, epoll_wait(epoll, &got, 1, 5000));
        close(epoll);

        struct timespec time = { 5, 0 }, left = { 0, 0 };
        arm(flags);
        long result = nanosleep(&time, &left);
        disarm("nanosleep", flags, result);
        printf("left %d\n", left.tv_sec == 4);

        time = (struct timespec){ 0, 100000000 };
        arm(flags);
        result = clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL);
        errno = (int)result;
        disarm("clock_nanosleep", flags, result ? -1 : 0);

        int word = 1;
        time = (struct timespec){ 5, 0 };
        arm(flags);
        disarm("futex with time", flags, syscall(SYS_futex, &word, FUTEX_WAIT, 1, &time, NULL, 0));

        arm(flags);
        disarm("pause", flags, pause());

        sigset_t none;
        sigemptyset(&none);
        arm(flags);
        disarm("sigsuspend", flags, sigsuspend(&none));

        sigemptyset(&none);
        sigaddset(&none, SIGUSR2);
        time = (struct timespec){ 5, 0 };
        arm(flags);
        disarm("sigtimedwait", flags, sigtimedwait(&none, NULL, &time));

        int sockets[2];
        NEED(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0);
        int saved = pipes[1];
        pipes[1] = sockets[1];
        arm(flags);
        result = recv(sockets[0], &byte, 1, 0);
        pipes[1] = saved;
        disarm("recv", flags, result);

        pid_t child = fork();
        if (child == 0) {
            usleep(250000);
            _exit(3);
        }
        arm(flags);
        int status = 0;
        result = waitpid(child, &status, 0);
        disarm("waitpid", flags, result);
        if (result < 0)
            waitpid(child, &status, 0);
        printf("status %d\n", WEXITSTATUS(status));

        int *lock = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        child = fork();
        if (child == 0) {
            syscall(SYS_futex, lock, FUTEX_LOCK_PI, 0, NULL, NULL, 0);
            usleep(250000);
            syscall(SYS_futex, lock, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
            _exit(0);
        }
        while (*(volatile int *)lock == 0)
            usleep(1000);
        arm(flags);
        disarm("futex with owner", flags, syscall(SYS_futex, lock, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
        waitpid(child, NULL, 0);
    }
    return 0;
}
