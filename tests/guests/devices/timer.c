// guest: timer machine=virt
// The CLINT's timer, the supervisor's own timer (Sstc) and waiting for them.
#include "machine.h"

static void arm(u64 ticks)
{
    *CLINT_MTIMECMP(0) = *CLINT_MTIME + ticks;
}

static u64 pending(u64 irq)
{
    return CSR_READ(mip) >> irq & 1;
}

static void test_clint(void)
{
    struct hart *hart = this_hart();

    test_case("mtime advances and is what rdtime reads");
    u64 first = *CLINT_MTIME, second = CSR_READ(time), third = *CLINT_MTIME;
    CHECK(first <= second && second <= third);
    while (*CLINT_MTIME == third) { }

    test_case("MTIP follows mtimecmp");
    *CLINT_MTIMECMP(0) = ~0ul;
    CHECK_EQUAL(pending(IRQ_MTI), 0);
    *CLINT_MTIMECMP(0) = 0;
    while (!pending(IRQ_MTI)) { }
    *CLINT_MTIMECMP(0) = ~0ul;
    CHECK_EQUAL(pending(IRQ_MTI), 0);
    CHECK_EQUAL(*CLINT_MTIMECMP(0), ~0ul);

    test_case("mtimecmp by halves");
    volatile u32 *half = (volatile u32 *)CLINT_MTIMECMP(0);
    half[0] = 0x12345678;
    half[1] = 0x9abcdef0;
    CHECK_EQUAL(*CLINT_MTIMECMP(0), 0x9abcdef012345678);
    CHECK_EQUAL(half[1], 0x9abcdef0);
    CHECK_EQUAL(half[0], 0x12345678);
    CHECK_EQUAL(((volatile u32 *)CLINT_MTIME)[1], *CLINT_MTIME >> 32);

    test_case("the timer interrupt is taken");
    hart->irq_count = 0;
    arm(1000);
    CSR_WRITE(mie, 1 << IRQ_MTI);
    CSR_SET(mstatus, MSTATUS_MIE);
    while (*(volatile u64 *)&hart->irq_count == 0) { }
    CSR_CLEAR(mstatus, MSTATUS_MIE);
    CHECK_EQUAL(hart->irq_cause, INTERRUPT | IRQ_MTI);
    CHECK(*CLINT_MTIME >= *CLINT_MTIMECMP(0));

    /* Waits with MIE clear: an interrupt taken between the look and the wfi would be missed. */
    test_case("wfi ends at the timer, which is then taken");
    for (int i = 0; i < 5; i++) {
        hart->irq_count = 0;
        arm(5000);
        CSR_WRITE(mie, 1 << IRQ_MTI);
        while (*(volatile u64 *)&hart->irq_count == 0) {
            asm volatile("wfi");
            CSR_SET(mstatus, MSTATUS_MIE);
            CSR_CLEAR(mstatus, MSTATUS_MIE);
        }
    }

    test_case("wfi ends at the timer, interrupts masked by MIE");
    hart->irq_count = 0;
    for (int i = 0; i < 5; i++) {
        arm(5000);
        CSR_WRITE(mie, 1 << IRQ_MTI);
        while (!pending(IRQ_MTI))
            asm volatile("wfi");
    }
    CHECK_EQUAL(hart->irq_count, 0);

    test_case("wfi with something pending does not wait");
    for (int i = 0; i < 100; i++)
        asm volatile("wfi");
    CSR_WRITE(mie, 0);
    *CLINT_MTIMECMP(0) = ~0ul;
}

#define MENVCFG_STCE (1ul << 63)

static u64 write_stimecmp(u64 value) { return TRY("csrw 0x14d, %1", "r"(value)); }

static u64 wait_for_interrupt(u64 unused)
{
    (void)unused;
    u64 count = this_hart()->irq_count;
    while (*(volatile u64 *)&this_hart()->irq_count == count) {
        asm volatile("wfi");
        CSR_SET(sstatus, MSTATUS_SIE);
        CSR_CLEAR(sstatus, MSTATUS_SIE);
    }
    return 0;
}

static u64 arm_supervisor(u64 ticks)
{
    return write_stimecmp(CSR_READ(time) + ticks);
}

static void test_sstc(void)
{
    struct hart *hart = this_hart();
    CSR_WRITE(stvec, (u64)s_trap);
    CSR_WRITE(mcounteren, 7);
    CSR_WRITE(mideleg, 1 << IRQ_STI);

    test_case("stimecmp needs STCE");
    CSR_WRITE(menvcfg, 0);
    CHECK_EQUAL(run_in(MODE_S, write_stimecmp, ~0ul), CAUSE_ILLEGAL);
    CSR_WRITE(menvcfg, MENVCFG_STCE);
    CHECK_EQUAL(CSR_READ(menvcfg), MENVCFG_STCE);
    CHECK_EQUAL(run_in(MODE_S, write_stimecmp, ~0ul), NO_TRAP);
    CHECK_EQUAL(run_in(MODE_U, write_stimecmp, ~0ul), CAUSE_ILLEGAL);

    test_case("stimecmp needs mcounteren.TM");
    CSR_WRITE(mcounteren, 5);
    CHECK_EQUAL(run_in(MODE_S, write_stimecmp, ~0ul), CAUSE_ILLEGAL);
    CSR_WRITE(mcounteren, 7);

    test_case("STIP follows stimecmp");
    CHECK_EQUAL(write_stimecmp(~0ul), NO_TRAP);
    CHECK_EQUAL(CSR_READ(0x14d), ~0ul);
    CHECK_EQUAL(pending(IRQ_STI), 0);
    CHECK_EQUAL(write_stimecmp(0), NO_TRAP);
    while (!pending(IRQ_STI)) { }
    CHECK_EQUAL(write_stimecmp(~0ul), NO_TRAP);
    CHECK_EQUAL(pending(IRQ_STI), 0);

    test_case("STIP is read-only with STCE");
    CSR_SET(mip, 1 << IRQ_STI);
    CHECK_EQUAL(pending(IRQ_STI), 0);

    test_case("the supervisor takes its timer interrupt");
    for (int i = 0; i < 5; i++) {
        CSR_WRITE(mie, 1 << IRQ_STI);
        CHECK_EQUAL(run_in(MODE_S, arm_supervisor, 3000), NO_TRAP);
        run_in(MODE_S, wait_for_interrupt, 0);
        CHECK_EQUAL(hart->irq_cause, INTERRUPT | IRQ_STI);
        CHECK_EQUAL(hart->irq_level, MODE_S);
    }
    CHECK_EQUAL(write_stimecmp(~0ul), NO_TRAP);

    test_case("without STCE software owns STIP again");
    CSR_WRITE(menvcfg, 0);
    CSR_SET(mip, 1 << IRQ_STI);
    CHECK_EQUAL(pending(IRQ_STI), 1);
    CSR_CLEAR(mip, 1 << IRQ_STI);
    CHECK_EQUAL(pending(IRQ_STI), 0);
}

void test_main(void)
{
    test_clint();
    test_sstc();
}
