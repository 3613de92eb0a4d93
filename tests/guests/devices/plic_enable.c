// guest: plic-enable machine=virt qemu=deviates
// Disabling a source withdraws its interrupt at once.
#include "plic.h"

void test_main(void)
{
    test_case("an interrupt withdrawn by its enable bit");
    PRIORITY(UART_IRQ) = 1;
    ENABLE(MACHINE) = 1 << UART_IRQ;
    UART[1] = 2;
    CHECK_EQUAL(external_pending(IRQ_MEI), 1);
    ENABLE(MACHINE) = 0;
    CHECK_EQUAL(external_pending(IRQ_MEI), 0);
    CHECK_EQUAL(PENDING(UART_IRQ), 1);
    ENABLE(MACHINE) = 1 << UART_IRQ;
    CHECK_EQUAL(external_pending(IRQ_MEI), 1);
    ENABLE(SUPERVISOR) = 1 << UART_IRQ;
    CHECK_EQUAL(external_pending(IRQ_SEI), 1);
    CHECK_EQUAL(CLAIM(SUPERVISOR), UART_IRQ);
    CHECK_EQUAL(external_pending(IRQ_MEI), 0);
}
