// Pointers that QEMU does not look at, or misses; signals that look like faults of its own; and what a host denies.
// build: -pthread
#include "user.h"
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>

enum { Nobody = 65534 };

static volatile int seen, code;
static volatile long sender;

static void on_signal(int number, siginfo_t *info, void *context)
{
    seen = number, code = info->si_code, sender = info->si_pid;
}

static void handle(int number)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
    NEED(sigaction(number, &action, NULL) == 0);
    seen = code = sender = 0;
}

// A child whose end is told by a signal of a fault: its code is CLD_EXITED, which stands for SEGV_MAPERR too. When another
// thread of the emulator gets the signal first, it comes a little later.
static void end_of_child(int number)
{
    int status = 0;
    handle(number);
    int child = syscall(SYS_clone, number, NULL, NULL, NULL, NULL);
    NEED(child >= 0);
    if (child == 0)
        _exit(3);
    while (waitpid(child, &status, __WALL) < 0)
        NEED(errno == EINTR);
    for (int i = 0; i < 1000 && !seen; i++)
        usleep(1000);
    printf("child told by %s: seen %s, code %d, sender is %s, status %d\n", sigabbrev_np(number),
        seen == number ? "yes" : "no", code, sender == child ? "child" : "other", WEXITSTATUS(status));
}

static void *fault_address;

static void queue(int number, int with)
{
    siginfo_t info = {.si_code = with, .si_addr = fault_address};
    handle(number);
    long result = syscall(SYS_rt_sigqueueinfo, getpid(), number, &info);
    printf("queued %s with code %d: %ld, seen %s, code %d\n", sigabbrev_np(number), with, result, seen == number ? "yes" : "no", code);
}

static void signals_like_faults(void)
{
    const int numbers[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
    // Neither the program's nor any other: nothing has ever faulted there.
    fault_address = (void *)0x123456789abc;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        end_of_child(numbers[i]);
        queue(numbers[i], 1);
        queue(numbers[i], SI_KERNEL);
        signal(numbers[i], SIG_DFL);
        code = 0;
    }
    IN_CHILD("a child's end by SIGSEGV", {
        int child = syscall(SYS_clone, SIGSEGV, NULL, NULL, NULL, NULL);
        if (child == 0)
            _exit(0);
        waitpid(child, NULL, __WALL);
    });
}

// What an emulator has open for itself is not to be met, closed or used up here.
static void foreign_descriptors(void)
{
    int found = 0;
    for (int i = 3; i < 1024; i++) {
        char name[64], target[64] = "";
        snprintf(name, sizeof name, "/proc/self/fd/%d", i);
        readlink(name, target, sizeof target - 1);
        found += strcmp(target, "/dev/urandom") == 0;
    }
    printf("descriptors of random numbers: %d\n", found);
}

static void *nothing(void *unused)
{
    return unused;
}

// Runs long enough for the emulator to want threads of its own.
static void without_threads(void)
{
    IN_CHILD("without threads", {
        if (getuid() == 0)
            NEED(setgroups(0, NULL) == 0 && setresgid(Nobody, Nobody, Nobody) == 0 && setresuid(Nobody, Nobody, Nobody) == 0);
        NEED(setrlimit(RLIMIT_NPROC, &(struct rlimit){0, 0}) == 0);
        pthread_t thread;
        printf("pthread_create: %s\n", errno_name(pthread_create(&thread, NULL, nothing, NULL)));
        volatile unsigned sum = 0;
        for (unsigned i = 0; i < 3000000; i++)
            sum += i ^ sum;
        printf("sum %u\n", sum);
    });
}

// The lowest real-time signal is the emulator's own as well; with nothing left to queue it in, it still ends a process.
static void death_without_queue(void)
{
    IN_CHILD("a real-time signal that cannot be queued", {
        NEED(setrlimit(RLIMIT_SIGPENDING, &(struct rlimit){0, 0}) == 0);
        syscall(SYS_kill, getpid(), 32);
        pause();
    });
}

// The first process of a namespace, which the host's kernel protects from signals. Where no namespace can be made, nothing
// is tried.
static void fault_of_first_process(void)
{
    int child = syscall(SYS_clone, CLONE_NEWUSER | CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0)
        *(volatile int *)8 = 1;
    int status = 0;
    if (child > 0)
        waitpid(child, &status, 0);
    printf("the first process has ended: %s\n", child < 0 || WIFSIGNALED(status) || WEXITSTATUS(status) == 128 + SIGSEGV ? "yes" : "no");
}

int main(void)
{
    signals_like_faults();
    foreign_descriptors();
    without_threads();
    death_without_queue();
    fault_of_first_process();
    char *unmapped = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(unmapped != MAP_FAILED && munmap(unmapped, 4096) == 0);
    char *head;
    size_t size;
    TRY(syscall(SYS_getitimer, 0, NULL));
    TRY(syscall(SYS_sysinfo, NULL));
    TRY(syscall(SYS_nanosleep, NULL, NULL));
    TRY(syscall(SYS_nanosleep, unmapped, NULL));
    TRY(syscall(SYS_clock_getres, CLOCK_MONOTONIC, unmapped));
    TRY(syscall(SYS_get_robust_list, 0, &head, &size));
    SHOW(size);
    TRY(syscall(SYS_get_robust_list, 0, unmapped, &size));
    return 0;
}
