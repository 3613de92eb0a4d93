// A program that is linked to where Linux lets nobody map anything but the superuser.
// build: -Wl,-Ttext-segment=0x0
// only: static
// oracle: none
#include "user.h"
#include <setjmp.h>

extern char __executable_start;

static sigjmp_buf escape;
static char zeros[100000];

static void leave(int signal)
{
    siglongjmp(escape, signal);
}

static void fill(void *page)
{
    NEED(page != MAP_FAILED);
    memset(page, 7, 4096);
    NEED(munmap(page, 4096) == 0);
}

int main(void)
{
    NEED((uintptr_t)&__executable_start == 0);
    uintptr_t function = (uintptr_t)main;
    NEED(function < 0x10000000 && *(volatile uint32_t *)(uintptr_t)&__executable_start == 0x464c457f);
    for (unsigned i = 0; i < sizeof zeros; i++)
        NEED(zeros[i] == 0);
    char *heap = malloc(1 << 20);
    NEED(heap != NULL);
    memset(heap, 1, 1 << 20);
    fill(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    fill(mmap((void *)0x40000000, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
    struct sigaction action = { .sa_handler = leave, .sa_flags = SA_NODEFER };
    NEED(sigaction(SIGSEGV, &action, NULL) == 0);
    if (sigsetjmp(escape, 1) == 0) {
        *(volatile char *)0x50000000 = 1;
        NEED(false);
    }
    if (sigsetjmp(escape, 1) == 0) {
        *(volatile char *)(uintptr_t)&__executable_start = 1;
        NEED(false);
    }
    int value = 0, ends[2];
    // Address 0 itself is a null pointer for system calls.
    const char *inside = (const char *)4 + (uintptr_t)&__executable_start;
    NEED(pipe(ends) == 0 && write(ends[1], inside, 4) == 4 && read(ends[0], &value, 4) == 4);
    // The ABI behind them is GNU where the C library chooses functions at the start.
    NEED((value & 0xffffff) == 0x010102);
    IN_CHILD("a child", exit(*(volatile int *)inside != value));
    return 0;
}
