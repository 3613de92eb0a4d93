// Mapping calls that QEMU answers otherwise than Linux does.
#include "user.h"
#include <sys/resource.h>

int main(void)
{
    char *area = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(area != MAP_FAILED);
    strcpy(area, "kept");
    TRY(mprotect(area, 0, PROT_READ));
    TRY(mmap(area, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0));
    TRY(mremap(area, 4096, 0, MREMAP_MAYMOVE));
    printf("%s\n", area);

    int fd = memfd_create("validated", 0);
    NEED(fd >= 0 && ftruncate(fd, 4096) == 0);
    char *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED_VALIDATE, fd, 0);
    NEED(shared != MAP_FAILED);
    strcpy(shared, "shared");
    char text[7] = "";
    pread(fd, text, 6, 0);
    puts(text);
    TRY(mmap(NULL, 4096, PROT_READ, MAP_SHARED_VALIDATE | 0x200000, fd, 0));

    struct rlimit limit = { 4096, RLIM_INFINITY };
    TRY(setrlimit(RLIMIT_DATA, &limit));
    TRY(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    TRY(brk((char *)sbrk(0) + 65536));
    TRY_OK(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    TRY(setrlimit(RLIMIT_AS, &limit));
    TRY(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    return 0;
}
