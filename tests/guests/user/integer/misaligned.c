// Loads and stores of every size at every alignment, across pages too; atomics must not be misaligned.
// guest: riscv64
#include "user.h"
#include <sys/uio.h>

int main(void)
{
    char *area = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(area != MAP_FAILED);
    for (int i = 0; i < 3 * 4096; i++)
        area[i] = i * 7 + (i >> 8);
    uint64_t sum = 14695981039346656037u;
    for (int offset = 4096 - 24; offset < 4096 + 24; offset++) {
        char *p = area + offset;
        long b, h, w, d, hu, wu;
        double f;
        __asm__ volatile("lb %0, (%6); lh %1, (%6); lw %2, (%6); ld %3, (%6); lhu %4, (%6); lwu %5, (%6)"
                         : "=&r"(b), "=&r"(h), "=&r"(w), "=&r"(d), "=&r"(hu), "=&r"(wu)
                         : "r"(p)
                         : "memory");
        __asm__ volatile("fld %0, (%1)" : "=f"(f) : "r"(p) : "memory");
        sum = (sum ^ b ^ h * 3 ^ w * 5 ^ d * 7 ^ hu * 11 ^ wu * 13) * 1099511628211u;
        memcpy(&d, &f, 8);
        sum = (sum ^ d) * 1099511628211u;
        __asm__ volatile("sd %0, -2040(%1)" ::"r"(d ^ offset), "r"(p) : "memory");
    }
    printf("%016lx\n", sum);
    for (int offset = 8192 - 16; offset < 8192 + 8; offset++) {
        char *p = area + offset;
        __asm__ volatile("sh %0, (%1)" ::"r"(0x1234L + offset), "r"(p) : "memory");
        __asm__ volatile("sw %0, 1(%1)" ::"r"(0x12345678L * offset), "r"(p) : "memory");
        __asm__ volatile("sd %0, -3(%1)" ::"r"(0x123456789abcdefL * offset), "r"(p) : "memory");
        __asm__ volatile("fsw ft0, 5(%0)" ::"r"(p) : "memory");
        __asm__ volatile("fcvt.d.l ft0, %0" ::"r"((long)offset) : "ft0");
    }
    for (int i = 8192 - 32; i < 8192 + 32; i++)
        sum = (sum ^ (unsigned char)area[i]) * 1099511628211u;
    printf("%016lx\n", sum);
    NEED(mprotect(area + 4096, 4096, PROT_READ) == 0);
    IN_CHILD("load into readable", {
        printf("%x\n", *(volatile unsigned *)(area + 4094) & 0xff);
    });
    IN_CHILD("store half into read-only", *(volatile uint64_t *)(area + 4092) = 1);
    NEED(munmap(area + 8192, 4096) == 0);
    IN_CHILD("load half into nothing", printf("%lx\n", *(volatile uint64_t *)(area + 8188)));
    IN_CHILD("last word", printf("%d\n", *(volatile int *)(area + 8188) != 0));
    return 0;
}
