/* The interrupt controller and the serial port of the virt machine. */
#ifndef PLIC_H
#define PLIC_H

#include "machine.h"

#define UART ((volatile u8 *)0x10000000)
#define PLIC(offset) (*(volatile u32 *)(0xc000000ul + (offset)))
#define PRIORITY(irq) PLIC(4 * (irq))
#define PENDING(irq) (PLIC(0x1000 + 4 * ((irq) / 32)) >> ((irq) & 31) & 1)
#define ENABLE(context) PLIC(0x2000 + 0x80 * (context))
#define THRESHOLD(context) PLIC(0x200000 + 0x1000 * (context))
#define CLAIM(context) PLIC(0x200004 + 0x1000 * (context))

enum { UART_IRQ = 10, MACHINE = 0, SUPERVISOR = 1 };

static inline u64 external_pending(u64 irq)
{
    return CSR_READ(mip) >> irq & 1;
}

#endif
