// guest: zicntr-p env=p machine=virt
// guest: zicntr-v env=v machine=virt
// Zicntr: the counters as a program sees them.
#include "isa.h"

#define MONOTONE(csr) do { \
    test_case(#csr " does not run backwards"); \
    u64 last_ = CSR_READ(csr); \
    for (int i_ = 0; i_ < 1000; i_++) { \
        u64 now_ = CSR_READ(csr); \
        set_operands(last_, now_); \
        CHECK(now_ >= last_); \
        last_ = now_; \
    } \
} while (0)

void test_main(void)
{
    MONOTONE(cycle);
    MONOTONE(time);
    MONOTONE(instret);

    test_case("time advances");
    u64 start = CSR_READ(time);
    for (u64 i = 0; i < 1000000000 && CSR_READ(time) - start < 100; i++) { }
    CHECK(CSR_READ(time) - start >= 100);

    test_case("instret advances");
    start = CSR_READ(instret);
    for (int i = 0; i < 100; i++)
        asm volatile("nop");
    CHECK(CSR_READ(instret) - start >= 200);
}
