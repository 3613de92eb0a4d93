// guest: interrupt-priority machine=spike qemu=deviates
// Simultaneous interrupts are taken in the order external, software, timer; machine level before supervisor level.
#include "machine.h"

static u64 nothing(u64 unused)
{
    return unused;
}

static void check_order(const u64 *order, u64 count, void (*take)(void))
{
    struct hart *hart = this_hart();
    for (u64 first = 0; first < count; first++) {
        u64 enabled = 0;
        for (u64 i = first; i < count; i++)
            enabled |= 1ul << order[i];
        CSR_WRITE(mie, enabled);
        u64 before = hart->irq_count;
        take();
        set_operands(first, before);
        CHECK_EQUAL(hart->irq_count - before, count - first);
        CHECK_EQUAL(hart->irq_cause, INTERRUPT | order[count - 1]); /* the handler masks each: the last is recorded */
    }
}

static void take_in_user_mode(void)
{
    run_in(MODE_U, nothing, 0);
}

static void take_in_machine_mode(void)
{
    CSR_SET(mstatus, MSTATUS_MIE);
    CSR_CLEAR(mstatus, MSTATUS_MIE);
}

void test_main(void)
{
    CSR_WRITE(stvec, (u64)s_trap);
    static const u64 supervisor[] = { IRQ_SEI, IRQ_SSI, IRQ_STI };
    CSR_WRITE(mip, 1 << IRQ_SSI | 1 << IRQ_STI | 1 << IRQ_SEI);

    test_case("supervisor interrupts, delegated");
    CSR_WRITE(mideleg, 1 << IRQ_SSI | 1 << IRQ_STI | 1 << IRQ_SEI);
    check_order(supervisor, 3, take_in_user_mode);

    test_case("supervisor interrupts, not delegated");
    CSR_WRITE(mideleg, 0);
    check_order(supervisor, 3, take_in_machine_mode);

    test_case("machine interrupts come first");
    static const u64 all[] = { IRQ_MSI, IRQ_MTI, IRQ_SEI, IRQ_SSI, IRQ_STI };
    *CLINT_MSIP(0) = 1;
    *CLINT_MTIMECMP(0) = 0;
    check_order(all, 5, take_in_machine_mode);
    *CLINT_MSIP(0) = 0;
    *CLINT_MTIMECMP(0) = ~0ul;
    CSR_WRITE(mip, 0);
}
