// A compiler that makes one function at a time, fences, and calls it: pages of code, 8 functions a page.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

typedef int (*function)(void);

int main(int count, char **arguments)
{
    int pages = count > 1 ? atoi(arguments[1]) : 100;
    long sum = 0;
    char *memory = mmap(0, (size_t)pages << 12, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < pages * 8; i++) {
        uint32_t *code = (uint32_t *)(memory + (size_t)i * 512);
#ifdef __aarch64__
        code[0] = 0x52800000 | (uint32_t)(i & 0x7ff) << 5; // mov w0, i
        code[1] = 0xd65f03c0;                              // ret
#else
        code[0] = 0x513 | (uint32_t)(i & 0x7ff) << 20; // li a0, i
        code[1] = 0x8067;                              // ret
#endif
        __builtin___clear_cache((char *)code, (char *)(code + 2));
        sum += ((function)code)();
    }
    printf("%ld\n", sum);
}
