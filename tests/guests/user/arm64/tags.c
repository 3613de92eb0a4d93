// The highest byte of an address is ignored by loads, stores and branches, and by system calls once a program has asked for it;
// what lies behind a tagged address faults as without the tag. A branch to half an instruction is a bus error.
// guest: aarch64
#include "user.h"
#include <setjmp.h>
#include <sys/prctl.h>

static sigjmp_buf back;
static volatile siginfo_t last;
static char *page;

static void handle(int number, siginfo_t *info, void *context)
{
    last = *info;
    siglongjmp(back, 1);
}

static char *tagged(const void *address, unsigned tag)
{
    return (char *)((uint64_t)address | (uint64_t)tag << 56);
}

#define FAULT(statement, base) do { \
    if (sigsetjmp(back, 1) == 0) { statement; printf("%s: no fault\n", #statement); } \
    else printf("%s: signal %d, code %d, %ld\n", #statement, last.si_signo, last.si_code, (char *)last.si_addr - (char *)(base)); \
} while (0)

static int forty_two(void)
{
    return 42;
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    sigaction(SIGILL, &action, NULL);
    page = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(page + 8192, 4096);
    uint64_t sum = 0;
    for (unsigned i = 0; i < 3000; i++) {
        volatile uint64_t *place = (uint64_t *)tagged(page, i * 7 & 255);
        place[i % 512] += i;
        sum += place[i % 512];
    }

    uint64_t plain = 0;
    for (int i = 0; i < 512; i++) plain += ((uint64_t *)page)[i];
    printf("%lu %lu\n", sum, plain);
    volatile uint64_t *counter = (uint64_t *)tagged(page, 0x81);
    *counter = 5;
    printf("%lu %lu\n", __atomic_fetch_add(counter, 3, __ATOMIC_SEQ_CST), *(uint64_t *)page);
    memcpy(tagged(page + 4090, 9), tagged("over the page's end", 3), 20);
    printf("%s\n", page + 4090);
    FAULT(*(volatile char *)tagged(page + 8192, 0x42) = 1, page);
    FAULT(printf("%d\n", *(volatile char *)tagged(page + 8192, 0xff)), page);
    mprotect(page, 4096, PROT_READ);
    FAULT(*(volatile char *)tagged(page + 7, 0x10) = 1, page);
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
    printf("%d\n", ((int (*)(void))tagged((void *)forty_two, 0x77))());
    FAULT(((int (*)(void))((char *)forty_two + 2))(), forty_two);
    int zeros = open("/dev/zero", O_RDONLY);
    TRY(read(zeros, tagged(page, 1), 8));
    TRY(prctl(PR_GET_TAGGED_ADDR_CTRL, 0, 0, 0, 0));
    TRY(prctl(PR_SET_TAGGED_ADDR_CTRL, 1, 0, 1, 0));
    TRY(prctl(PR_SET_TAGGED_ADDR_CTRL, PR_TAGGED_ADDR_ENABLE, 0, 0, 0));
    TRY(prctl(PR_GET_TAGGED_ADDR_CTRL, 0, 0, 0, 0));
    TRY(read(zeros, tagged(page, 1), 8));
    printf("%d\n", open(tagged("/dev/null", 0x3c), O_RDONLY) >= 0);
    return 0;
}
