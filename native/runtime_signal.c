/*
 * The runtime brings threads to a stop by the first real-time signal, which programs like to use as well. Published
 * executables are linked with --wrap for these three functions, which gives it the C library's signal for cancelling
 * threads in its stead: nothing here cancels threads, and a guest that does sends it to one thread, never to a process.
 */
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { RUNTIME_SIGNAL = 32 };

/* Absent from the shared library that serves the tests, where nothing is wrapped. */
extern int __real_sigaction(int, const struct sigaction *, struct sigaction *) __attribute__((weak));
extern int __pthread_kill_internal(pthread_t, int) __attribute__((weak));

int __wrap___libc_current_sigrtmin(void);
int __wrap_sigaction(int signal, const struct sigaction *action, struct sigaction *old);
int __wrap_pthread_kill(pthread_t thread, int signal);

struct kernel_action {
    void *handler;
    unsigned long flags;
#if defined(__x86_64__)
    void *restorer;
#endif
    uint64_t mask;
};

#if defined(__x86_64__)
extern void emu_signal_return(void) __attribute__((visibility("hidden")));
enum { RESTORER = 0x04000000 };
#endif

int __wrap___libc_current_sigrtmin(void)
{
    return RUNTIME_SIGNAL;
}

/* The C library keeps its own signals to itself: the kernel is asked directly. */
int __wrap_sigaction(int signal, const struct sigaction *action, struct sigaction *old)
{
    if (signal != RUNTIME_SIGNAL)
        return __real_sigaction(signal, action, old);

    struct kernel_action wanted = { 0 }, previous = { 0 };
    if (action) {
        wanted.handler = (void *)action->sa_sigaction;
        wanted.flags = (unsigned long)(unsigned)action->sa_flags;
        wanted.mask = *(const uint64_t *)&action->sa_mask;
#if defined(__x86_64__)
        wanted.flags |= RESTORER;
        wanted.restorer = (void *)emu_signal_return;
#endif
    }
    if (syscall(SYS_rt_sigaction, signal, action ? &wanted : 0, old ? &previous : 0, sizeof(uint64_t)) < 0)
        return -1;
    if (old) {
        sigemptyset(&old->sa_mask);
        *(uint64_t *)&old->sa_mask = previous.mask;
        old->sa_sigaction = (void (*)(int, siginfo_t *, void *))previous.handler;
        old->sa_flags = (int)previous.flags;
    }
    return 0;
}

/* As the C library's own function, which refuses the signals that the library keeps to itself. */
int __wrap_pthread_kill(pthread_t thread, int signal)
{
    return __pthread_kill_internal(thread, signal);
}
