// guest: pmp-default machine=spike
// Without a matching entry machine mode may do everything, and the other modes nothing.
#include "machine.h"

static u64 word[2];

static u64 nothing(u64 unused) { return unused; }

static u64 do_load(u64 address)
{
    u64 value;
    return try_load64(address, &value);
}

void test_main(void)
{
    test_case("a hole between two entries");
    CSR_WRITE(pmpaddr1, (u64)word >> 2);
    CSR_WRITE(pmpaddr2, ((u64)(word + 1)) >> 2);
    CSR_WRITE(pmpaddr3, ~0ul);
    CSR_WRITE(pmpaddr0, 0);
    CSR_WRITE(pmpcfg0, 0x0ful << 24 | 0x0ful << 8);
    CHECK_EQUAL(run_in(MODE_S, do_load, (u64)word), CAUSE_LOAD_ACCESS);
    CHECK_EQUAL(run_in(MODE_S, do_load, (u64)(word + 1)), NO_TRAP);
    CHECK_EQUAL(do_load((u64)word), NO_TRAP);

    test_case("a fetch without an entry");
    CSR_WRITE(pmpaddr0, 0x1000);
    CSR_WRITE(pmpcfg0, 0x1f);
    CSR_CLEAR(mstatus, MSTATUS_MPP);
    CSR_SET(mstatus, MSTATUS_MPP_S);
    u64 cause, epc, tval; /* a vector of its own: the usual one would return to supervisor mode, which cannot fetch */
    asm volatile(
        "lla t0, 1f\n csrrw t1, mtvec, t0\n csrw mepc, %3\n mret\n"
        ".balign 4\n1: csrw mtvec, t1\n csrr %0, mcause\n csrr %1, mepc\n csrr %2, mtval"
        : "=&r"(cause), "=&r"(epc), "=&r"(tval) : "r"((u64)nothing) : "t0", "t1", "memory");
    CHECK_EQUAL(cause, CAUSE_FETCH_ACCESS);
    CHECK_EQUAL(epc, (u64)nothing);
    CHECK_EQUAL(tval, (u64)nothing);
}
