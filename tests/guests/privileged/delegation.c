// guest: delegation machine=spike
// medeleg and mideleg: which mode a trap is taken in.
#include "machine.h"

static u64 provoke_breakpoint(u64 unused)
{
    (void)unused;
    return TRY("ebreak");
}

static u64 provoke_illegal(u64 unused)
{
    (void)unused;
    return TRY(".4byte 0xffffffff");
}

static u64 provoke_ecall(u64 unused)
{
    (void)unused;
    return TRY("li a7, 0\n ecall");
}

static u64 spin(u64 loops)
{
    for (u64 i = 0; i < loops; i++)
        asm volatile("nop");
    return 0;
}

static u64 spin_with_sie(u64 enabled)
{
    if (enabled)
        asm volatile("csrsi sstatus, 2");
    spin(100);
    asm volatile("csrci sstatus, 2");
    return 0;
}

static void test_exceptions(void)
{
    struct hart *hart = this_hart();

    test_case("nothing delegated: machine mode handles");
    CSR_WRITE(medeleg, 0);
    CHECK_EQUAL(run_in(MODE_S, provoke_breakpoint, 0), CAUSE_BREAKPOINT);
    CHECK_EQUAL(hart->level, MODE_M);

    test_case("a delegated breakpoint is handled in supervisor mode");
    CSR_WRITE(medeleg, 1 << CAUSE_BREAKPOINT);
    CHECK_EQUAL(CSR_READ(medeleg), 1 << CAUSE_BREAKPOINT);
    CHECK_EQUAL(run_in(MODE_S, provoke_breakpoint, 0), CAUSE_BREAKPOINT);
    CHECK_EQUAL(hart->level, MODE_S);
    CHECK_EQUAL(hart->status & MSTATUS_SPP, MSTATUS_SPP);
    CHECK_EQUAL(run_in(MODE_U, provoke_breakpoint, 0), CAUSE_BREAKPOINT);
    CHECK_EQUAL(hart->level, MODE_S);
    CHECK_EQUAL(hart->status & MSTATUS_SPP, 0);

    test_case("a trap from machine mode is never delegated");
    CHECK_EQUAL(provoke_breakpoint(0), CAUSE_BREAKPOINT);
    CHECK_EQUAL(hart->level, MODE_M);

    test_case("other exceptions stay");
    CHECK_EQUAL(run_in(MODE_U, provoke_illegal, 0), CAUSE_ILLEGAL);
    CHECK_EQUAL(hart->level, MODE_M);

    test_case("delegated illegal instructions and user calls");
    CSR_WRITE(medeleg, 1 << CAUSE_ILLEGAL | 1 << CAUSE_ECALL_U);
    CHECK_EQUAL(run_in(MODE_S, provoke_illegal, 0), CAUSE_ILLEGAL);
    CHECK_EQUAL(hart->level, MODE_S);
    CHECK_EQUAL(hart->tval, 0xffffffff);
    CHECK_EQUAL(run_in(MODE_U, provoke_ecall, 0), CAUSE_ECALL_U);
    CHECK_EQUAL(hart->level, MODE_S);
    CHECK_EQUAL(run_in(MODE_S, provoke_ecall, 0), CAUSE_ECALL_S);
    CHECK_EQUAL(hart->level, MODE_M);
    CSR_WRITE(medeleg, 0);
}

static void test_interrupts(void)
{
    struct hart *hart = this_hart();
    CSR_WRITE(mideleg, 1 << IRQ_SSI | 1 << IRQ_STI | 1 << IRQ_SEI);

    test_case("a delegated interrupt waits for sstatus.SIE in supervisor mode");
    hart->irq_count = 0;
    CSR_WRITE(mie, 1 << IRQ_SSI);
    CSR_WRITE(mip, 1 << IRQ_SSI);
    run_in(MODE_S, spin_with_sie, 0);
    CHECK_EQUAL(hart->irq_count, 0);
    run_in(MODE_S, spin_with_sie, 1);
    CHECK_EQUAL(hart->irq_count, 1);
    CHECK_EQUAL(hart->irq_level, MODE_S);
    CHECK_EQUAL(hart->irq_cause, INTERRUPT | IRQ_SSI);

    test_case("a delegated interrupt is taken in user mode whatever SIE says");
    CSR_WRITE(mie, 1 << IRQ_SSI);
    run_in(MODE_U, spin, 100);
    CHECK_EQUAL(hart->irq_count, 2);
    CHECK_EQUAL(hart->irq_level, MODE_S);

    test_case("a delegated interrupt is not taken in machine mode");
    CSR_WRITE(mie, 1 << IRQ_SSI);
    CSR_SET(mstatus, MSTATUS_MIE);
    spin(100);
    CSR_CLEAR(mstatus, MSTATUS_MIE);
    CHECK_EQUAL(hart->irq_count, 2);

    test_case("an interrupt that is not delegated preempts supervisor mode");
    CSR_WRITE(mideleg, 0);
    CSR_WRITE(mip, 1 << IRQ_SSI);
    CSR_WRITE(mie, 1 << IRQ_SSI);
    u64 count = hart->irq_count;
    run_in(MODE_S, spin, 100);
    CHECK_EQUAL(hart->irq_count, count + 1);
    CHECK_EQUAL(hart->irq_level, MODE_M);
    CSR_WRITE(mie, 0);
    CSR_WRITE(mip, 0);
}

static u64 read_sie_sip(u64 which)
{
    return which ? CSR_READ(sie) : CSR_READ(sip);
}

static void test_views(void)
{
    test_case("sie and sip show delegated interrupts only");
    CSR_WRITE(mideleg, 1 << IRQ_SSI);
    CSR_WRITE(mie, 1 << IRQ_SSI | 1 << IRQ_STI);
    CSR_WRITE(mip, 1 << IRQ_SSI | 1 << IRQ_STI);
    CSR_WRITE(mstatus, CSR_READ(mstatus) & ~(MSTATUS_SIE | MSTATUS_MIE));
    CHECK_EQUAL(read_sie_sip(1), 1 << IRQ_SSI);
    CHECK_EQUAL(read_sie_sip(0), 1 << IRQ_SSI);
    CSR_WRITE(sie, 0);
    CHECK_EQUAL(CSR_READ(mie), 1 << IRQ_STI);
    CSR_WRITE(sip, 0);
    CHECK_EQUAL(CSR_READ(mip) & (1 << IRQ_SSI | 1 << IRQ_STI), 1 << IRQ_STI);

    test_case("sip lets software write SSIP alone");
    CSR_WRITE(mideleg, 1 << IRQ_SSI | 1 << IRQ_STI | 1 << IRQ_SEI);
    CSR_WRITE(mip, 0);
    CSR_WRITE(sip, ~0ul);
    CHECK_EQUAL(CSR_READ(mip) & (1 << IRQ_SSI | 1 << IRQ_STI | 1 << IRQ_SEI), 1 << IRQ_SSI);
    CSR_WRITE(mip, 0);

    test_case("machine-level interrupts cannot be delegated, and are read-only in mip");
    CSR_WRITE(mideleg, ~0ul);
    CHECK_EQUAL(CSR_READ(mideleg) & (1 << IRQ_MSI | 1 << IRQ_MTI | 1 << IRQ_MEI), 0);
    CSR_WRITE(mideleg, 0);
    CSR_WRITE(mie, 0);
    CSR_WRITE(mip, 1 << IRQ_MSI);
    CHECK_EQUAL(CSR_READ(mip) & 1 << IRQ_MSI, 0);
}

void test_main(void)
{
    CSR_WRITE(stvec, (u64)s_trap);
    test_exceptions();
    test_interrupts();
    test_views();
}
