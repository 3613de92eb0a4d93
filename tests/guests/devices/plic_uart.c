// guest: plic-uart machine=virt
// The interrupt controller with the serial port's transmitter as its source.
#include "plic.h"

static void test_registers(void)
{
    test_case("PLIC registers");
    CHECK_EQUAL(CLAIM(MACHINE), 0);
    PRIORITY(UART_IRQ) = 5;
    CHECK_EQUAL(PRIORITY(UART_IRQ), 5);
    PRIORITY(0) = 7;
    CHECK_EQUAL(PRIORITY(0), 0);
    ENABLE(MACHINE) = 1 << UART_IRQ;
    CHECK_EQUAL(ENABLE(MACHINE), 1 << UART_IRQ);
    CHECK_EQUAL(ENABLE(SUPERVISOR), 0);
    THRESHOLD(MACHINE) = 3;
    CHECK_EQUAL(THRESHOLD(MACHINE), 3);
    THRESHOLD(MACHINE) = 0;
    CLAIM(MACHINE) = 33; /* completing what was not claimed does nothing */
    CHECK_EQUAL(CLAIM(MACHINE), 0);
}

static void test_uart_registers(void)
{
    test_case("UART registers");
    UART[7] = 0x5a;
    CHECK_EQUAL(UART[7], 0x5a);
    UART[1] = 0;
    CHECK_EQUAL(UART[1], 0);
    CHECK_EQUAL(UART[2] & 0x0f, 1); /* no interrupt */
    CHECK_EQUAL(UART[5] & 0x60, 0x60); /* transmitter empty */
    UART[3] = 0x83; /* the divisor latch hides data and interrupt enable */
    UART[0] = 0x12;
    UART[1] = 0x34;
    CHECK_EQUAL(UART[0], 0x12);
    CHECK_EQUAL(UART[1], 0x34);
    UART[3] = 0x03;
    CHECK_EQUAL(UART[3], 0x03);
    CHECK_EQUAL(UART[1], 0);
    UART[3] = 0x83;
    CHECK_EQUAL(UART[0], 0x12);
    UART[3] = 0x03;

    test_case("UART loopback");
    UART[4] = 0x10 | 0x0b;
    CHECK_EQUAL(UART[6] & 0xf0, 0xb0); /* DTR -> DSR, RTS -> CTS, OUT2 -> DCD */
    UART[4] = 0x0b;
}

static void test_interrupts(void)
{
    struct hart *hart = this_hart();

    test_case("an empty transmitter interrupts");
    UART[1] = 2;
    CHECK_EQUAL(external_pending(IRQ_MEI), 1);
    CHECK_EQUAL(PENDING(UART_IRQ), 1);

    test_case("priority 0 and the threshold mask");
    PRIORITY(UART_IRQ) = 0;
    CHECK_EQUAL(external_pending(IRQ_MEI), 0);
    PRIORITY(UART_IRQ) = 2;
    CHECK_EQUAL(external_pending(IRQ_MEI), 1);
    THRESHOLD(MACHINE) = 2;
    CHECK_EQUAL(external_pending(IRQ_MEI), 0);
    THRESHOLD(MACHINE) = 1;
    CHECK_EQUAL(external_pending(IRQ_MEI), 1);

    test_case("the interrupt is taken");
    hart->irq_count = 0;
    CSR_WRITE(mie, 1 << IRQ_MEI);
    CSR_SET(mstatus, MSTATUS_MIE);
    asm volatile("nop\n nop");
    CSR_CLEAR(mstatus, MSTATUS_MIE);
    CHECK_EQUAL(hart->irq_count, 1);
    CHECK_EQUAL(hart->irq_cause, INTERRUPT | IRQ_MEI);

    test_case("claim and complete");
    CHECK_EQUAL(CLAIM(MACHINE), UART_IRQ);
    CHECK_EQUAL(external_pending(IRQ_MEI), 0);
    CHECK_EQUAL(CLAIM(MACHINE), 0);
    CHECK_EQUAL(UART[2] & 0x0f, 2); /* reading IIR acknowledges the empty transmitter */
    CHECK_EQUAL(UART[2] & 0x0f, 1);
    CLAIM(MACHINE) = UART_IRQ;
    CHECK_EQUAL(external_pending(IRQ_MEI), 0);

    test_case("the next interrupt, in the supervisor's context");
    ENABLE(MACHINE) = 0;
    ENABLE(SUPERVISOR) = 1 << UART_IRQ;
    THRESHOLD(SUPERVISOR) = 0;
    UART[1] = 0;
    UART[1] = 2;
    CHECK_EQUAL(external_pending(IRQ_SEI), 1);
    CHECK_EQUAL(external_pending(IRQ_MEI), 0);
    CHECK_EQUAL(CLAIM(SUPERVISOR), UART_IRQ);
    CHECK_EQUAL(external_pending(IRQ_SEI), 0);
    (void)UART[2];
    UART[1] = 0;
    CLAIM(SUPERVISOR) = UART_IRQ;
    CHECK_EQUAL(external_pending(IRQ_SEI), 0);

    test_case("SEIP is software's bit or the PLIC's");
    CSR_SET(mip, 1 << IRQ_SEI);
    CHECK_EQUAL(external_pending(IRQ_SEI), 1);
    CSR_CLEAR(mip, 1 << IRQ_SEI);
    CHECK_EQUAL(external_pending(IRQ_SEI), 0);
}

void test_main(void)
{
    test_registers();
    test_uart_registers();
    test_interrupts();
}
