// What differs between the guests in programs that make code, or look at what has stopped them.
#pragma once
#include <stdint.h>

#ifdef __riscv
#define BREAKPOINT ".option push\n .option norvc\n ebreak\n .option pop"
#define PRIVILEGED "csrr t0, mstatus"
#define PC_OF(context) ((context)->uc_mcontext.__gregs[REG_PC])
enum { Return = 0x00008067 };
#else
#define BREAKPOINT "brk #0"
#define PRIVILEGED "mrs x9, vbar_el1"
#define PC_OF(context) ((context)->uc_mcontext.pc)
enum { Return = (int)0xd65f03c0 };
#endif

// An instruction that adds a number, 0 to 2047, to the first argument, which is the result too.
static inline uint32_t add_to_argument(int value)
{
#ifdef __riscv
    return (uint32_t)value << 20 | 10 << 15 | 10 << 7 | 0x13;
#else
    return 0x91000000 | (uint32_t)value << 10;
#endif
}

// An instruction that makes a number, 0 to 2047, the result.
static inline uint32_t set_result(int value)
{
#ifdef __riscv
    return (uint32_t)value << 20 | 10 << 7 | 0x13;
#else
    return 0xd2800000 | (uint32_t)value << 5;
#endif
}

// Lets this thread run what was stored in a range, by whichever way there is that says no more than that.
static inline void fetch_anew(void *start, unsigned long size)
{
#ifdef __riscv
    __asm__ volatile("fence.i" ::: "memory");
#else
    __builtin___clear_cache((char *)start, (char *)start + size);
#endif
}
