// guest: counter-writes machine=virt qemu=deviates
// mcycle and minstret can be written, and stopped by mcountinhibit.
#include "machine.h"

void test_main(void)
{
    u64 value;

    test_case("a written count is the next one read");
    asm volatile("csrw minstret, %1\n csrr %0, minstret" : "=&r"(value) : "r"(1000ul));
    CHECK_EQUAL(value, 1000);
    asm volatile("csrw minstret, %1\n nop\n csrr %0, minstret" : "=&r"(value) : "r"(~0ul));
    CHECK_EQUAL(value, 0);

    test_case("mcountinhibit stops the counts");
    CSR_WRITE(mcountinhibit, 5);
    if ((CSR_READ(mcountinhibit) & 5) != 5)
        return; /* the bits may be hard-wired to zero */
    u64 first = CSR_READ(minstret), cycle = CSR_READ(mcycle);
    for (int i = 0; i < 100; i++)
        asm volatile("nop");
    CHECK_EQUAL(CSR_READ(minstret), first);
    CHECK_EQUAL(CSR_READ(mcycle), cycle);
    CSR_WRITE(mcountinhibit, 0);
    value = CSR_READ(minstret);
    CHECK(CSR_READ(minstret) > value);
}
