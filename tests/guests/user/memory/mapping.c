// mmap, munmap, mprotect, mremap: results, errors and contents.
#include "user.h"
#include <setjmp.h>

static sigjmp_buf out;

static void fault(int signal)
{
    siglongjmp(out, signal);
}

// The signal that an access raises; 0 is none.
static int access_signal(volatile char *address, bool write)
{
    int signal = sigsetjmp(out, 1);
    if (signal)
        return signal;
    if (write)
        *address = *address + 1;
    else
        (void)*address;
    return 0;
}

static void show_pages(const char *what, char *area, int pages)
{
    printf("%s:", what);
    for (int i = 0; i < pages; i++) {
        int read = access_signal(area + i * 4096L, false), write = access_signal(area + i * 4096L + 1, true);
        printf(" %d/%d", read, write);
    }
    printf("\n");
}

static void protections(void)
{
    char *area = mmap(NULL, 8 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(area != MAP_FAILED);
    show_pages("fresh", area, 8);
    TRY(mprotect(area + 4096, 4096, PROT_READ));
    TRY(mprotect(area + 2 * 4096, 4096, PROT_NONE));
    TRY(mprotect(area + 3 * 4096, 4096, PROT_EXEC | PROT_READ));
    TRY(munmap(area + 4 * 4096, 4096));
    show_pages("changed", area, 8);
    TRY(mprotect(area + 3 * 4096, 3 * 4096, PROT_READ));
    show_pages("over a hole", area, 8);
    TRY(mprotect(area + 1, 4096, PROT_READ));
    TRY(munmap(area + 1, 4096));
    TRY(munmap(area, 0));
    TRY(munmap(area, 8 * 4096));
    show_pages("unmapped", area, 8);
    TRY(munmap(area, 8 * 4096));
    TRY(mprotect(area, 4096, PROT_READ));
}

static void fixed(void)
{
    char *area = mmap(NULL, 16 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    char *p = mmap(area + 4096, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    SHOW(p == area + 4096);
    strcpy(p, "kept");
    munmap(area + 8 * 4096, 4096);
    p = mmap(area + 8 * 4096, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    SHOW(p == area + 8 * 4096);
    p = mmap(area + 4096, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    SHOW(*p);
    p = mmap(area + 4096, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    SHOW(p != area + 4096 && p != MAP_FAILED);
    SHOW((uintptr_t)p % 4096);
    TRY(mmap(area + 5, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
    TRY(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    TRY(mmap(NULL, 4096, PROT_READ, MAP_ANONYMOUS, -1, 0));
    TRY(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, -1, 0));
    TRY(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 0, 1));
    TRY(mmap(NULL, (size_t)1 << 60, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    show_pages("fixed", area, 10);
}

static void remapping(void)
{
    char *area = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 4; i++)
        memset(area + i * 4096, 'a' + i, 4096);
    char *grown = mremap(area, 4 * 4096, 64 * 4096, MREMAP_MAYMOVE);
    NEED(grown != MAP_FAILED);
    printf("%c%c%c%c %d\n", grown[0], grown[4096], grown[8192], grown[12288 + 4095], grown[63 * 4096]);
    char *shrunk = mremap(grown, 64 * 4096, 2 * 4096, 0);
    SHOW(shrunk == grown);
    show_pages("shrunk", shrunk, 4);
    char *target = mmap(NULL, 8 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *moved = mremap(shrunk, 2 * 4096, 3 * 4096, MREMAP_MAYMOVE | MREMAP_FIXED, target + 4096);
    SHOW(moved == target + 4096);
    printf("%c%c%d\n", moved[10], moved[4096 + 10], moved[8192 + 10]);
    show_pages("moved", target, 8);
    show_pages("left", shrunk, 2);
    TRY(mremap(moved, 3 * 4096, 5 * 4096, 0));
    TRY(mremap(moved + 1, 4096, 8192, MREMAP_MAYMOVE));
    TRY(mremap(moved, 4096, 8192, MREMAP_FIXED, target));
    TRY(mremap(moved, 4096, 8192, 64));
    TRY(mremap(shrunk, 4096, 8192, MREMAP_MAYMOVE));
}

static void program_break(void)
{
    char *start = sbrk(0);
    SHOW(sbrk(100000) == start);
    memset(start, 7, 100000);
    SHOW((char *)sbrk(0) - start);
    SHOW(brk(start + 4096 * 3 + 5));
    SHOW(start[4096 * 3]);
    SHOW(sbrk(100000) != (void *)-1);
    SHOW(start[4096 * 10]);
    SHOW(brk(start));
    SHOW((char *)sbrk(0) - start);
    SHOW(brk((char *)1) == 0);
    SHOW((char *)sbrk(0) == start);
}

static void advice(void)
{
    char *area = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(area, 'x', 4 * 4096);
    TRY(madvise(area, 4096, MADV_DONTNEED));
    printf("%d %c\n", area[0], area[4096]);
    TRY(madvise(area, 4 * 4096, MADV_WILLNEED));
    TRY(madvise(area, 4 * 4096, MADV_SEQUENTIAL));
    TRY(madvise(area + 1, 4096, MADV_DONTNEED));
    unsigned char resident[4];
    TRY(mincore(area, 4 * 4096, resident));
    TRY(mincore(area + 1, 4096, resident));
    TRY(mlock(area, 4096));
    TRY(munlock(area, 4096));
    TRY(msync(area, 4096, MS_SYNC));
    TRY(msync(area, 4096, 1024));
    munmap(area, 4 * 4096);
    TRY(msync(area, 4096, MS_SYNC));
    TRY(mincore(area, 4096, resident));
}

int main(void)
{
    struct sigaction action = {.sa_handler = fault, .sa_flags = SA_NODEFER};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    protections();
    fixed();
    remapping();
    program_break();
    advice();
    return 0;
}
