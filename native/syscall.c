/* System calls by number, past the C library: the results are the kernel's. */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

long emu_syscall(long number, long a0, long a1, long a2, long a3, long a4, long a5)
{
    long result = syscall(number, a0, a1, a2, a3, a4, a5);
    return result == -1 ? -errno : result;
}

/* Not entered while *pending is set. */
long emu_syscall_interruptible(volatile int *pending, long number, long a0, long a1, long a2, long a3, long a4, long a5)
{
    if (*pending)
        return -512;
    return emu_syscall(number, a0, a1, a2, a3, a4, a5);
}
