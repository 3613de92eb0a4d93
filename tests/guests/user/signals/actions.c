// What sigaction, sigprocmask, sigaltstack and their kin answer, with good and bad arguments; what fork and exec keep.
#include "user.h"
#include <sys/syscall.h>

static void handler(int signal)
{
    (void)signal;
}

struct kernel_action {
    void (*handler)(int);
    unsigned long flags;
#ifdef __aarch64__
    void *restorer;
#endif
    uint64_t mask;
};

static long action(int signal, struct kernel_action *wanted, struct kernel_action *old, size_t size)
{
    return syscall(SYS_rt_sigaction, signal, wanted, old, size);
}

int main(int count, char **arguments)
{
    if (count > 1) {
        for (int signal = 1; signal < 32; signal++) {
            struct kernel_action now;
            if (action(signal, NULL, &now, 8) == 0 && now.handler != SIG_DFL)
                printf("after exec %d: %s\n", signal, now.handler == SIG_IGN ? "ignored" : "handled");
        }
        uint64_t mask = 0;
        syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &mask, 8);
        printf("after exec: mask %#llx\n", (unsigned long long)mask);
        return 0;
    }
    struct kernel_action wanted = { .handler = handler, .flags = ~0ul, .mask = ~0ul }, old;
    memset(&old, 0x55, sizeof old);
    TRY(action(SIGUSR1, &wanted, NULL, 8));
    TRY(action(SIGUSR1, NULL, &old, 8));
    printf("mask %#llx\n", (unsigned long long)old.mask);
    TRY(action(SIGKILL, &wanted, NULL, 8));
    TRY(action(SIGSTOP, &wanted, NULL, 8));
    TRY(action(SIGKILL, NULL, &old, 8));
    TRY(action(0, &wanted, NULL, 8));
    TRY(action(65, &wanted, NULL, 8));
    TRY(action(-1, NULL, NULL, 8));
    TRY(action(SIGUSR1, NULL, NULL, 4));
    TRY(action(SIGUSR1, (void *)8, NULL, 8));
    TRY(action(SIGUSR1, NULL, (void *)8, 8));

    uint64_t set = 1ull << (SIGHUP - 1) | 1ull << (SIGKILL - 1) | 1ull << (SIGSTOP - 1), seen = 0;
    TRY(syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, NULL, 8));
    TRY(syscall(SYS_rt_sigprocmask, 77, NULL, &seen, 8));
    printf("mask %#llx\n", (unsigned long long)seen);
    TRY(syscall(SYS_rt_sigprocmask, 77, &set, NULL, 8));
    TRY(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, NULL, 16));
    TRY(syscall(SYS_rt_sigprocmask, SIG_BLOCK, (void *)8, NULL, 8));
    TRY(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, (void *)8, 8));

    TRY(kill(getpid(), 65));
    TRY(kill(getpid(), 0));
    TRY(syscall(SYS_tgkill, getpid(), 0, SIGUSR1));
    TRY(syscall(SYS_tgkill, -1, getpid(), SIGUSR1));
    TRY(syscall(SYS_tkill, -5, SIGUSR1));
    TRY(syscall(SYS_tkill, 0x3fffffff, SIGUSR1));

    stack_t stack = { .ss_flags = 0, .ss_size = 100 }, now;
    static char room[65536];
    TRY(sigaltstack(NULL, &now));
    printf("flags %d size %zu\n", now.ss_flags, now.ss_size);
    TRY(sigaltstack(&stack, NULL));
    stack = (stack_t){ .ss_sp = room, .ss_size = sizeof room };
    TRY(sigaltstack(&stack, NULL));
    TRY(sigaltstack(NULL, &now));
    printf("flags %d size %zu\n", now.ss_flags, now.ss_size);
    stack.ss_flags = 8;
    TRY(sigaltstack(&stack, NULL));
    TRY(sigaltstack((void *)8, NULL));
    stack.ss_flags = SS_DISABLE;
    TRY(sigaltstack(&stack, NULL));

    pid_t child = fork();
    if (child == 0) {
        signal(SIGUSR2, SIG_IGN);
        signal(SIGSEGV, SIG_IGN);
        // Whoever started this may have ignored these.
        for (int other = 1; other < 32; other++)
            if (other != SIGUSR2 && other != SIGSEGV)
                signal(other, SIG_DFL);
        execl(arguments[0], arguments[0], "again", (char *)NULL);
        _exit(1);
    }
    int status;
    waitpid(child, &status, 0);
    printf("status %d\n", status);
    return 0;
}
