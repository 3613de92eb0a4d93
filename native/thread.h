/* What the files about threads share. */
#pragma once

#include <stdint.h>

/* Blocks all signals of the calling thread; returns those that were blocked. */
uint64_t emu_signals_block(void);

void emu_signals_restore(uint64_t blocked);

/* Where the C library keeps the calling thread's id; null when the place is not found. */
int *emu_own_tid_field(void);

/* Ends the kernel's thread of the caller; returns on a new one (rest.c). */
void emu_rest(void);

/* Waits until the kernel knows a thread of this process no more. */
void emu_rest_await(int tid);

/* Makes the thread that rests a new kernel thread. Returns 0 or a negative error. */
long emu_rest_end(void);
