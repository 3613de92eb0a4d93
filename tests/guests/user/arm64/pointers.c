// Signed pointers: what does not depend on keys, which are random; what the C library's own functions sign comes back.
// guest: aarch64
// options: -cpu max,pauth-impdef=on
// build: -march=armv8.3-a -mbranch-protection=standard
#include "user.h"
#include <sys/auxv.h>
#include <sys/prctl.h>

#define PAIR(sign, authenticate, pointer, modifier) ({ \
    uint64_t value_ = (pointer); \
    __asm__ volatile(sign " %0, %1\n\t" authenticate " %0, %1" : "+r"(value_) : "r"((uint64_t)(modifier))); \
    value_; })

static const uint64_t pointers[] = {0, 0x123456789abc, 0x7fffffffffff, 0x5a00123456789abc, 0xff00000000001000};

static __attribute__((noinline)) uint64_t sum(int depth)
{
    return depth == 0 ? 1 : (uint64_t)depth + sum(depth - 1) * 3;
}

static uint64_t code_of(uint64_t value, uint64_t modifier)
{
    uint64_t code;
    __asm__ volatile("pacga %0, %1, %2" : "=r"(code) : "r"(value), "r"(modifier));
    return code;
}

static uint64_t branch(uint64_t target)
{
    uint64_t result;
    __asm__ volatile(
        "adr x9, 1f; mov x10, #33; pacia x9, x10; blraa x9, x10; b 2f\n"
        "1: hint #34; hint #25; mov x11, x30; retaa\n" // bti c, paciasp
        "2: xpaci x11; adr x12, 2b; sub %0, x12, x11"
        : "=r"(result) : "r"(target) : "x9", "x10", "x11", "x12", "x30", "memory");
    return result;
}

static uint64_t load(void)
{
    static uint64_t numbers[4] = {5, 6, 7, 8};
    uint64_t *signed_pointer = numbers, first, second;
    __asm__ volatile(
        "pacdza %0; ldraa %1, [%0, #8]; ldraa %2, [%0, #16]!" : "+r"(signed_pointer), "=r"(first), "=&r"(second)::"memory");
    return first * 100 + second * 10 + (uint64_t)(signed_pointer - numbers);
}

int main(void)
{
    printf("%lu %lu\n", getauxval(AT_HWCAP) >> 30 & 1, getauxval(AT_HWCAP) >> 31 & 1);
    uint64_t features;
    __asm__("mrs %0, id_aa64isar1_el1" : "=r"(features));
    printf("%lx\n", features & 0xff000ff0);
    for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++) {
        uint64_t p = pointers[i];
        printf("%lx %lx %lx %lx\n", PAIR("pacia", "autia", p, i), PAIR("pacib", "autib", p, i), PAIR("pacda", "autda", p, i),
            PAIR("pacdb", "autdb", p, i));
        uint64_t signed_pointer = p, same = p, wrong, stripped;
        __asm__("pacia %0, %1" : "+r"(signed_pointer) : "r"(i));
        __asm__("pacia %0, %1" : "+r"(same) : "r"(i));
        wrong = signed_pointer ^ 1ul << (48 + i);
        __asm__("autia %0, %1" : "+r"(wrong) : "r"(i));
        stripped = signed_pointer;
        __asm__("xpacd %0" : "+r"(stripped));
        printf("%d %lx %lx %lx\n", signed_pointer == same, (signed_pointer ^ p) & 0xff80ffffffffffff, wrong, stripped);
        wrong = p;
        __asm__("pacib %0, %1" : "+r"(wrong) : "r"(i));
        wrong ^= 1ul << 50;
        __asm__("autib %0, %1" : "+r"(wrong) : "r"(i));
        printf("%lx\n", wrong);
    }

    printf("%d %x\n", code_of(1, 2) == code_of(1, 2), (unsigned)code_of(1, 2));
    printf("%lu %ld %lu\n", sum(30), branch(1), load());
    uint64_t before = code_of(7, 7);
    TRY(prctl(PR_PAC_RESET_KEYS, PR_PAC_APIBKEY | PR_PAC_APDBKEY, 0, 0, 0));
    printf("%d\n", before == code_of(7, 7));
    TRY(prctl(PR_PAC_RESET_KEYS, PR_PAC_APGAKEY, 0, 0, 0));
    printf("%d\n", before == code_of(7, 7));
    TRY(prctl(PR_PAC_RESET_KEYS, 32, 0, 0, 0));
    TRY(prctl(PR_PAC_RESET_KEYS, 0, 1, 0, 0));
    return 0;
}
