// Numbers to integers and back: saturation, NaN, flags, in each static and dynamic rounding mode.
// guest: riscv64
#include "user.h"

static const uint64_t doubles[] = {
    0, 0x8000000000000000, 0x3fe0000000000000, 0x3ff8000000000000, 0xbff8000000000000, 0xbfe0000000000000,
    0x4004000000000000, 0x41dfffffffc00000, 0x41dfffffffffffff, 0x41e0000000000000, 0xc1e0000000000000,
    0xc1e0000000200000, 0xc1e0000000000001, 0x41efffffffe00000, 0x41efffffffffffff, 0x41f0000000000000,
    0x43dfffffffffffff, 0x43e0000000000000, 0xc3e0000000000000, 0xc3e0000000000001, 0x43efffffffffffff,
    0x43f0000000000000, 0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000, 0xfff8000000000000,
    0x7ff0000000000001, 0x0000000000000001, 0x8000000000000001, 0xbfefffffffffffff, 0xbff0000000000000,
    0x40f86a0000000000, 0xc0f86a1999999999,
};

#define TO_INTEGER(name, mode) ({ \
    long r_; \
    unsigned flags_; \
    __asm__ volatile("csrw fflags, x0; fcvt." name " %0, %2, " mode "; csrr %1, fflags" : "=&r"(r_), "=&r"(flags_) : "f"(v)); \
    printf(" %lx/%x", r_, flags_); \
})
#define ALL_MODES(name) \
    do { \
        printf("\n  " name); \
        TO_INTEGER(name, "rne"); \
        TO_INTEGER(name, "rtz"); \
        TO_INTEGER(name, "rdn"); \
        TO_INTEGER(name, "rup"); \
        TO_INTEGER(name, "rmm"); \
        for (int mode = 0; mode < 5; mode++) { \
            __asm__ volatile("fsrm %0" ::"r"(mode)); \
            TO_INTEGER(name, "dyn"); \
        } \
    } while (0)

#define FROM_INTEGER(name, type, bits_type) \
    do { \
        for (int mode = 0; mode < 5; mode++) { \
            type r_; \
            unsigned flags_; \
            bits_type bits_; \
            __asm__ volatile("fsrm %0" ::"r"(mode)); \
            __asm__ volatile("csrw fflags, x0; fcvt." name " %0, %2; csrr %1, fflags" : "=f"(r_), "=&r"(flags_) : "r"(integer)); \
            memcpy(&bits_, &r_, sizeof r_); \
            printf(" %lx/%x", (uint64_t)bits_, flags_); \
        } \
        printf(" " name "\n"); \
    } while (0)

int main(void)
{
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++) {
        printf("%016lx", doubles[i]);
        {
            double v;
            memcpy(&v, &doubles[i], 8);
            ALL_MODES("w.d");
            ALL_MODES("wu.d");
            ALL_MODES("l.d");
            ALL_MODES("lu.d");
        }
        __asm__ volatile("fsrm x0");
        {
            double wide;
            memcpy(&wide, &doubles[i], 8);
            float v = wide;
            ALL_MODES("w.s");
            ALL_MODES("wu.s");
            ALL_MODES("l.s");
            ALL_MODES("lu.s");
        }
        printf("\n");
    }
    static const uint64_t integers[] = {0, 1, -1, 0x7fffffff, 0x80000000, 0xffffffff, 0x7fffffffffffffff, 0x8000000000000000,
        0x20000000000001, 0x3fffffffffffff, 0x1000001, 0x7fffff8000000001, 0xdeadbeefcafebabe};
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        uint64_t integer = integers[i];
        printf("%lx\n", integer);
        FROM_INTEGER("d.w", double, uint64_t);
        FROM_INTEGER("d.wu", double, uint64_t);
        FROM_INTEGER("d.l", double, uint64_t);
        FROM_INTEGER("d.lu", double, uint64_t);
        FROM_INTEGER("s.w", float, uint32_t);
        FROM_INTEGER("s.wu", float, uint32_t);
        FROM_INTEGER("s.l", float, uint32_t);
        FROM_INTEGER("s.lu", float, uint32_t);
    }
    return 0;
}
