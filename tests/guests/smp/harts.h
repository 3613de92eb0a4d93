/* Two harts that do the same thing at the same time. */
#ifndef HARTS_H
#define HARTS_H

#include "machine.h"

/* Runs a function on harts 0 and 1 at once; the argument is the hart's number. */
static inline void on_both_harts(void (*function)(u64))
{
    start_hart(1, function, 1);
    function(0);
    join_hart(1);
}

/* Waits until both harts are here. The barrier is used again by counting up. */
static inline void meet(u64 hart)
{
    static volatile u64 arrived[2];
    u64 round = arrived[hart] + 1;
    asm volatile("fence rw, rw" : : : "memory");
    arrived[hart] = round;
    while (arrived[1 - hart] < round) { }
    asm volatile("fence rw, rw" : : : "memory");
}

#endif
