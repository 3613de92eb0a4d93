// Forks, how children end, groups, sessions, pipes between processes.
#include "user.h"
#include <sys/resource.h>
#include <sys/syscall.h>

static void statuses(void)
{
    for (int code = 0; code < 300; code += 51) {
        pid_t child = fork();
        if (child == 0)
            _exit(code);
        int status = 0;
        SHOW(waitpid(child, &status, 0) == child);
        SHOW(WIFEXITED(status));
        SHOW(WEXITSTATUS(status));
    }
    static const int signals[] = { SIGTERM, SIGKILL, SIGUSR1 };
    for (unsigned i = 0; i < 3; i++) {
        pid_t child = fork();
        if (child == 0)
            for (;;)
                pause();
        kill(child, signals[i]);
        struct rusage usage;
        int status = 0;
        SHOW(wait4(child, &status, 0, &usage) == child);
        SHOW(WIFSIGNALED(status) ? WTERMSIG(status) : -1);
    }
}

static void stops(void)
{
    pid_t child = fork();
    if (child == 0)
        for (;;)
            pause();
    siginfo_t info = { 0 };
    kill(child, SIGSTOP);
    TRY(waitid(P_PID, child, &info, WSTOPPED));
    SHOW(info.si_code == CLD_STOPPED && info.si_status == SIGSTOP && info.si_pid == child);
    kill(child, SIGCONT);
    TRY(waitid(P_PID, child, &info, WCONTINUED));
    SHOW(info.si_code == CLD_CONTINUED);
    SHOW(waitpid(child, NULL, WNOHANG));
    kill(child, SIGKILL);
    TRY(waitid(P_PID, child, &info, WEXITED | WNOWAIT));
    SHOW(info.si_code == CLD_KILLED && info.si_status == SIGKILL);
    SHOW(waitpid(child, NULL, 0) == child);
    TRY(waitpid(child, NULL, 0));
    TRY(waitpid(-1, NULL, WNOHANG));
    TRY(waitid(99, 0, &info, WEXITED));
    TRY(wait4(-1, NULL, 0x100, NULL));
}

static int tree(int depth)
{
    if (depth == 0)
        return 1;
    int sum = 1;
    for (int i = 0; i < 2; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(tree(depth - 1));
        int status;
        waitpid(child, &status, 0);
        sum += WEXITSTATUS(status);
    }
    return sum;
}

static void pipes(void)
{
    int there[2], back[2];
    NEED(pipe(there) == 0 && pipe(back) == 0);
    pid_t child = fork();
    if (child == 0) {
        close(there[1]), close(back[0]);
        char c;
        while (read(there[0], &c, 1) == 1) {
            c ^= 0x20;
            NEED(write(back[1], &c, 1) == 1);
        }
        _exit(0);
    }
    close(there[0]), close(back[1]);
    NEED(write(there[1], "Hello", 5) == 5);
    close(there[1]);
    char text[16] = "";
    size_t length = 0;
    ssize_t count;
    while ((count = read(back[0], text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)count;
    printf("%s\n", text);
    SHOW(waitpid(child, NULL, 0) == child);
}

static void groups(void)
{
    pid_t child = fork();
    if (child == 0) {
        SHOW(setsid() == getpid());
        SHOW(getpgrp() == getpid() && getsid(0) == getpid());
        TRY(setsid());
        TRY(setpgid(0, 0));
        pid_t grandchild = fork();
        if (grandchild == 0) {
            SHOW(getsid(0) == getppid());
            TRY(setpgid(0, 0));
            SHOW(getpgrp() == getpid());
            _exit(0);
        }
        waitpid(grandchild, NULL, 0);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    TRY(setpgid(-1, 0));
    TRY(getpgid(0x7ffffff0));
}

static void ids(void)
{
    pid_t before = getpid();
    pid_t child = fork();
    if (child == 0)
        _exit(getpid() != before && getppid() == before && getpid() == syscall(SYS_gettid) ? 7 : 8);
    int status;
    waitpid(child, &status, 0);
    SHOW(WEXITSTATUS(status));
}

int main(void)
{
    statuses();
    stops();
    SHOW(tree(4));
    pipes();
    groups();
    ids();
    int pids = 0;
    for (int i = 0; i < 50; i++)
        if (fork() == 0)
            _exit(0);
    while (wait(NULL) > 0)
        pids++;
    SHOW(pids);
    return 0;
}
