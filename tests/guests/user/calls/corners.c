// Pointers that QEMU does not look at, or misses.
#include "user.h"
#include <sys/syscall.h>
#include <time.h>

int main(void)
{
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
