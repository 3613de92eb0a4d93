/*
 * Threads in containers whose profile is older than clone3: the C library falls back on clone when the kernel has no such
 * call (ENOSYS), but such profiles answer EPERM. Published executables are linked with --wrap for the function that calls.
 */
#include <errno.h>
#include <linux/sched.h>
#include <stddef.h>

int __wrap___clone3(struct clone_args *arguments, size_t size, int (*function)(void *), void *argument);

/* Absent from the shared library that serves the tests, where nothing is wrapped. */
extern int __real___clone3(struct clone_args *arguments, size_t size, int (*function)(void *), void *argument)
    __attribute__((weak));

/* Without privileges, and for plain threads, clone3 itself has no reason to answer EPERM. */
int __wrap___clone3(struct clone_args *arguments, size_t size, int (*function)(void *), void *argument)
{
    int result = __real___clone3(arguments, size, function, argument);
    if (result < 0 && errno == EPERM)
        errno = ENOSYS;
    return result;
}
