// How a program ends: handlers at exit, status, abort, signals.
#include "user.h"
#include "code.h"

static void first(void)
{
    puts("first");
}

static void second(void)
{
    puts("second");
}

static void with_status(int status, void *argument)
{
    printf("status %d, %s\n", status, (char *)argument);
}

static void crash_at(uintptr_t address)
{
    *(volatile int *)address = 1;
}

int main(void)
{
    IN_CHILD("exit", {
        atexit(first);
        atexit(second);
        on_exit(with_status, "argument");
        exit(300);
    });
    IN_CHILD("_exit", {
        atexit(first);
        _exit(-1);
    });
    IN_CHILD("abort", abort());
    IN_CHILD("null", crash_at(0));
    IN_CHILD("low", crash_at(64));
    IN_CHILD("high", crash_at(0x4000000000));
    IN_CHILD("kernel", crash_at(0xffffffc000000000));
    IN_CHILD("non-canonical", crash_at(0x5555555555555555));
    IN_CHILD("breakpoint", __asm__ volatile(BREAKPOINT));
    IN_CHILD("illegal", __asm__ volatile(".word 0"));
    IN_CHILD("privileged", __asm__ volatile(PRIVILEGED ::: "memory"));
    IN_CHILD("jump to null", ((void (*)(void))0)());
    IN_CHILD("kill", kill(getpid(), SIGKILL));
    IN_CHILD("term", raise(SIGTERM));
    IN_CHILD("quit", raise(SIGQUIT));
    IN_CHILD("alarm", raise(SIGALRM));
    IN_CHILD("real-time", raise(SIGRTMIN + 3));
    IN_CHILD("ignored", raise(SIGURG));
    raise(SIGSEGV);
    return 0;
}
