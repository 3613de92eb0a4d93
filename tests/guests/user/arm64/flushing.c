// Arithmetic in loops while subnormal numbers are zeros, in every state of the accrued exceptions that it depends on; SIGFPE, by
// which a host may tell of such numbers, still reaches a program that somebody sends it to.
// guest: aarch64
#include "user.h"
#include <signal.h>

enum { Count = 24, Rounds = 400, FlushToZero = 1 << 24, SubnormalOperand = 1 << 7, Inexact = 1 << 4 };

static const uint64_t doubles[Count] = {
    0, 0x8000000000000000, 1, 0x800fffffffffffff, 0x000fffffffffffff, 0x0010000000000000, 0x8010000000000001,
    0x3ff0000000000000, 0xbff8000000000000, 0x3fefffffffffffff, 0x7fefffffffffffff, 0x7ff0000000000000, 0xfff0000000000000,
    0x7ff8000000000001, 0xfff0000000000001, 0x0018000000000000, 0x0020000000000000, 0x3810000000000000, 0x380fffffffffffff,
    0x36a0000000000000, 0x3fe0000000000000, 0x4000000000000000, 0x43f0000000000000, 0xc3e0000000000000,
};

static uint64_t hash;

static void add(uint64_t value)
{
    hash = (hash ^ value) * 0x100000001b3;
}

static void set(uint64_t control, uint64_t status)
{
    __asm__ volatile("msr fpcr, %0; msr fpsr, %1" : : "r"(control), "r"(status) : "memory");
}

static uint64_t status(void)
{
    uint64_t value;
    __asm__ volatile("mrs %0, fpsr" : "=r"(value) : : "memory");
    return value;
}

#define ONE(name, code) \
    static void name(uint64_t a, uint64_t b) \
    { \
        uint64_t r; \
        __asm__ volatile("fmov d1, %1; fmov d2, %2; fmov d0, d2; dup v1.2d, v1.d[0]; dup v2.2d, v2.d[0]; " code "; fmov %0, d0" \
            : "=r"(r) : "r"(a), "r"(b) : "v0", "v1", "v2", "v3", "cc"); \
        add(r); \
    }

ONE(sum, "fadd d0, d1, d2")
ONE(difference, "fsub d0, d1, d2")
ONE(product, "fmul d0, d1, d2")
ONE(quotient, "fdiv d0, d1, d2")
ONE(fused, "fmadd d0, d1, d2, d1")
ONE(root, "fsqrt d0, d1")
ONE(least, "fmin d0, d1, d2")
ONE(greatest, "fmaxnm d0, d1, d2")
ONE(compared, "fcmp d1, d2; cset x9, hi; cset x10, vs; add x9, x9, x10, lsl 1; fmov d0, x9")
ONE(narrow, "fcvt s0, d1")
ONE(wide, "fcvt s0, d1; fcvt d0, s0")
ONE(whole, "fcvtzs x9, d1; fmov d0, x9")
ONE(integral, "frintp d0, d1")
ONE(sums, "fadd v0.2d, v1.2d, v2.2d")
ONE(products, "fmul v0.4s, v1.4s, v2.4s")
ONE(quotients, "fdiv v0.2d, v1.2d, v2.2d")
ONE(masks, "fcmgt v0.2d, v1.2d, v2.2d")
ONE(least_lanes, "fmin v0.4s, v1.4s, v2.4s")
ONE(integers, "fcvtns v0.2d, v1.2d")
ONE(mixed, "fadd d0, d1, d2; fmul d3, d1, d2; fadd d0, d0, d3; fdiv d3, d3, d2; fmin d0, d0, d3")

static const struct {
    const char *name;
    void (*run)(uint64_t a, uint64_t b);
} operations[] = {
    {"sum", sum}, {"difference", difference}, {"product", product}, {"quotient", quotient}, {"fused", fused}, {"root", root},
    {"least", least}, {"greatest", greatest}, {"compared", compared}, {"narrow", narrow}, {"wide", wide}, {"whole", whole},
    {"integral", integral}, {"sums", sums}, {"products", products}, {"quotients", quotients}, {"masks", masks},
    {"least lanes", least_lanes}, {"integers", integers}, {"mixed", mixed},
};

static volatile int received;

static void note(int signal)
{
    received++;
}

int main(void)
{
    static const uint64_t first[] = {0, Inexact, Inexact | SubnormalOperand, SubnormalOperand};
    signal(SIGFPE, note);
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        for (int mode = 0; mode < 4; mode++)
            for (size_t f = 0; f < sizeof first / sizeof *first; f++) {
                hash = 0;
                for (int a = 0; a < Count; a++)
                    for (int b = 0; b < Count; b++) {
                        set(FlushToZero | mode << 22, first[f]);
                        operations[i].run(doubles[a], doubles[b]);
                        operations[i].run(doubles[b], doubles[a]);
                        add(status());
                    }
                /* As programs do: the exceptions accrue. */
                set(FlushToZero | mode << 22, first[f]);
                for (int round = 0; round < Rounds; round++)
                    operations[i].run(doubles[round % Count], doubles[round / 7 % Count]);
                add(status());
                if (mode == 0 && f == 1)
                    raise(SIGFPE);
                set(0, 0);
                printf("%s mode %d first %02x: %016lx\n", operations[i].name, mode, (unsigned)first[f], hash);
            }
    printf("SIGFPE came %d times\n", received);
    return 0;
}
