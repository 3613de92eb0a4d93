// Zba, Zbb, Zbs: QEMU's default processor has them.
// guest: riscv64
#include "user.h"

static const uint64_t values[] = {0, 1, -1, 0x80, 0xff, 0x8000, 0x7fffffff, 0x80000000, 0xffffffff, 0x8000000000000000,
    0x123456789abcdef0, 0x00ff00ff00ff00ff, 0xdeadbeef00000000, 63, 64, 31};
enum { Count = sizeof values / sizeof *values };

#define TWO(name, bits) \
    do { \
        uint64_t sum = 14695981039346656037u; \
        for (int i = 0; i < Count; i++) \
            for (int j = 0; j < Count; j++) { \
                register uint64_t r __asm__("a0") = values[i]; \
                register uint64_t s __asm__("a1") = values[j]; \
                __asm__ volatile(".word " #bits " | 10 << 7 | 10 << 15 | 11 << 20" : "+r"(r) : "r"(s)); \
                sum = (sum ^ r) * 1099511628211u; \
            } \
        printf("%-9s %016lx\n", name, sum); \
    } while (0)

#define ONE(name, bits) \
    do { \
        uint64_t sum = 14695981039346656037u; \
        for (int i = 0; i < Count; i++) { \
            register uint64_t r __asm__("a0") = values[i]; \
            __asm__ volatile(".word " #bits " | 10 << 7 | 10 << 15" : "+r"(r)); \
            sum = (sum ^ r) * 1099511628211u; \
        } \
        printf("%-9s %016lx\n", name, sum); \
    } while (0)

int main(void)
{
    TWO("sh1add", 0x20002033); TWO("sh2add", 0x20004033); TWO("sh3add", 0x20006033); TWO("add.uw", 0x0800003b);
    TWO("sh1add.uw", 0x2000203b); TWO("sh3add.uw", 0x2000603b);
    TWO("andn", 0x40007033); TWO("orn", 0x40006033); TWO("xnor", 0x40004033);
    TWO("min", 0x0a004033); TWO("minu", 0x0a005033); TWO("max", 0x0a006033); TWO("maxu", 0x0a007033);
    TWO("rol", 0x60001033); TWO("ror", 0x60005033); TWO("rolw", 0x6000103b); TWO("rorw", 0x6000503b);
    ONE("clz", 0x60001013); ONE("ctz", 0x60101013); ONE("cpop", 0x60201013); ONE("clzw", 0x6000101b); ONE("cpopw", 0x6020101b);
    ONE("sext.b", 0x60401013); ONE("sext.h", 0x60501013); ONE("zext.h", 0x0800403b); ONE("rev8", 0x6b805013); ONE("orc.b", 0x28705013);
    ONE("rori", 0x62505013); ONE("roriw", 0x6050501b); ONE("slli.uw", 0x0850101b);
    TWO("bclr", 0x48001033); TWO("bext", 0x48005033); TWO("binv", 0x68001033); TWO("bset", 0x28001033);
    return 0;
}
