// guest: smp-interrupts machine=virt harts=2
// Software interrupts from hart to hart, and code that one hart writes and another runs.
#include "harts.h"

static volatile u64 acknowledged;

/* Takes a software interrupt `rounds` times. Waits with MIE clear: one taken between the look and the wfi would be missed. */
static void take_interrupts(u64 rounds)
{
    struct hart *hart = this_hart();
    hart->irq_count = 0;
    for (u64 i = 1; i <= rounds; i++) {
        CSR_SET(mie, 1 << IRQ_MSI);
        while (*(volatile u64 *)&hart->irq_count < i) {
            asm volatile("wfi");
            CSR_SET(mstatus, MSTATUS_MIE);
            CSR_CLEAR(mstatus, MSTATUS_MIE);
        }
        *CLINT_MSIP(hart->id) = 0;
        asm volatile("fence rw, rw" : : : "memory");
        acknowledged = i;
    }
}

static u32 code[4] __attribute__((aligned(4096)));
static volatile u64 generation, executed, result;

/* Runs the code again and again, each time after a fence.i of its own. */
static void execute_generations(u64 count)
{
    for (u64 i = 1; i <= count; i++) {
        while (generation != i) { }
        asm volatile("fence rw, rw\n fence.i" : : : "memory");
        result = ((u64 (*)(void))(u64)code)();
        asm volatile("fence rw, rw" : : : "memory");
        executed = i;
    }
}

void test_main(void)
{
    test_case("software interrupts arrive");
    start_hart(1, take_interrupts, 50);
    while (harts[1].job) { } /* the start itself is a software interrupt */
    for (u64 i = 1; i <= 50; i++) {
        *CLINT_MSIP(1) = 1;
        while (acknowledged != i) { }
    }
    join_hart(1);
    CHECK_EQUAL(harts[1].irq_cause, INTERRUPT | IRQ_MSI);
    CHECK_EQUAL(this_hart()->irq_count, 0);

    test_case("msip is one bit");
    *CLINT_MSIP(0) = ~0u;
    CHECK_EQUAL(*CLINT_MSIP(0), 1);
    CHECK_EQUAL(CSR_READ(mip) >> IRQ_MSI & 1, 1);
    *CLINT_MSIP(0) = 0;
    CHECK_EQUAL(*CLINT_MSIP(0), 0);

    test_case("code written by another hart");
    code[1] = 0x00008067;
    start_hart(1, execute_generations, 200);
    for (u64 i = 1; i <= 200; i++) {
        code[0] = (u32)(i << 20 | 0x513); /* li a0, i */
        asm volatile("fence rw, rw" : : : "memory");
        generation = i;
        while (executed != i) { }
        CHECK_EQUAL(result, i);
    }
    join_hart(1);
}
