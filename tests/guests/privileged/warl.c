// guest: warl machine=spike qemu=deviates
// Bits that the specification fixes at zero and QEMU 7.2 lets software set.
#include "machine.h"

void test_main(void)
{
    test_case("bit 0 of mepc and sepc is zero");
    CSR_WRITE(mepc, ~0ul);
    CHECK_EQUAL(CSR_READ(mepc), ~1ul);
    CSR_WRITE(sepc, ~0ul);
    CHECK_EQUAL(CSR_READ(sepc), ~1ul);

    test_case("a machine-mode call cannot be delegated");
    CSR_WRITE(medeleg, ~0ul);
    CHECK_EQUAL(CSR_READ(medeleg) >> CAUSE_ECALL_M & 1, 0);
    CSR_WRITE(medeleg, 0);

    test_case("reserved bits of a PMP configuration");
    CSR_WRITE(pmpcfg2, 0x60);
    CHECK_EQUAL(CSR_READ(pmpcfg2), 0);

    test_case("a PMP address has 54 bits");
    CSR_WRITE(pmpaddr8, ~0ul);
    CHECK_EQUAL(CSR_READ(pmpaddr8), 0x3ffffffffffffful);

    test_case("mcountinhibit has no bit for time");
    CSR_WRITE(mcountinhibit, ~0ul);
    CHECK_EQUAL(CSR_READ(mcountinhibit) & 2, 0);
    CSR_WRITE(mcountinhibit, 0);

    test_case("there are 29 performance counters, if only as zeros");
    CHECK_EQUAL(TRY("csrr t1, mhpmcounter31\n csrr t1, mhpmevent31\n csrr t1, hpmcounter31"), NO_TRAP);
}
