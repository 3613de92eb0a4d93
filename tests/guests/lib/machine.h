/* The environment "p" (start_machine.S): for programs that run in machine mode and test privileged behaviour. */
#ifndef MACHINE_H
#define MACHINE_H

#include "guest.h"

struct hart {
    u64 resume; /* where a trap continues; 0 means that no trap is expected */
    u64 cause, epc, tval, status; /* of the last exception */
    u64 level; /* the mode that handled it: 3 or 1 */
    u64 count;
    u64 irq_cause, irq_epc, irq_level, irq_count; /* of the last interrupt, which is masked by now */
    u64 spill[4];
    u64 callee[15];
    u64 id;
    volatile u64 job;
    volatile u64 job_argument;
    volatile u64 jobs_done;
    u64 unused[30];
};

_Static_assert(offsetof(struct hart, irq_count) == HART_IRQ_COUNT, "layout.h");
_Static_assert(offsetof(struct hart, callee) == HART_CALLEE, "layout.h");
_Static_assert(offsetof(struct hart, id) == HART_ID, "layout.h");
_Static_assert(offsetof(struct hart, jobs_done) == HART_JOBS_DONE, "layout.h");
_Static_assert(sizeof(struct hart) == HART_SIZE, "layout.h");

extern struct hart harts[MAX_HARTS];

/* Added to every address that U mode uses while translation is on, because S must not see U's pages. */
extern u64 user_alias;

void m_trap(void);
void s_trap(void);

enum mode { MODE_U = 0, MODE_S = 1, MODE_M = 3 };

/* Calls a function in S or U mode. Interrupts of machine mode are masked on return. */
u64 run_in(u64 mode, u64 (*function)(u64), u64 argument);

/* Starts a function on another hart / waits until it returned. */
void start_hart(u64 id, void (*function)(u64), u64 argument);
void join_hart(u64 id);

static inline struct hart *this_hart(void)
{
    struct hart *hart;
    asm volatile("mv %0, tp" : "=r"(hart));
    return hart;
}

#define NO_TRAP (~0ul)
#define INTERRUPT (1ul << 63)

enum cause {
    CAUSE_FETCH_MISALIGNED = 0,
    CAUSE_FETCH_ACCESS = 1,
    CAUSE_ILLEGAL = 2,
    CAUSE_BREAKPOINT = 3,
    CAUSE_LOAD_MISALIGNED = 4,
    CAUSE_LOAD_ACCESS = 5,
    CAUSE_STORE_MISALIGNED = 6,
    CAUSE_STORE_ACCESS = 7,
    CAUSE_ECALL_U = 8,
    CAUSE_ECALL_S = 9,
    CAUSE_ECALL_M = 11,
    CAUSE_FETCH_PAGE = 12,
    CAUSE_LOAD_PAGE = 13,
    CAUSE_STORE_PAGE = 15,
};

/* Runs assembly that may trap and returns the cause, or NO_TRAP. `here` is the label of its first byte.
   t0 and t1 are the assembly's own; operands start at %1. */
#define TRY(assembly, ...) ({ \
    u64 cause_; \
    asm volatile( \
        "lla t0, 9f\n sd t0, 0(tp)\n li t0, -1\n sd t0, 8(tp)\n" \
        assembly "\n" \
        ".option push\n.option norvc\n nop\n9:\n.option pop\n" \
        "sd zero, 0(tp)\n ld %0, 8(tp)\n" \
        : "=&r"(cause_) : __VA_ARGS__ : "t0", "t1", "a7", "memory"); \
    cause_; })

/* As TRY, for assembly that leaves a value in t1. */
#define TRY_VALUE(value, assembly, ...) ({ \
    u64 cause_, value_; \
    asm volatile( \
        "lla t0, 9f\n sd t0, 0(tp)\n li t0, -1\n sd t0, 8(tp)\n li t1, 0\n" \
        assembly "\n" \
        "9: sd zero, 0(tp)\n ld %0, 8(tp)\n mv %1, t1\n" \
        : "=&r"(cause_), "=&r"(value_) : __VA_ARGS__ : "t0", "t1", "a7", "memory"); \
    (value) = value_; \
    cause_; })

#define CAUSE_OF_INSTRUCTION(word) TRY(".balign 4\n .4byte " STRINGIFY(word))

static inline u64 try_load8(u64 address, u64 *value) { return TRY_VALUE(*value, "lbu t1, (%2)", "r"(address)); }
static inline u64 try_load16(u64 address, u64 *value) { return TRY_VALUE(*value, "lhu t1, (%2)", "r"(address)); }
static inline u64 try_load32(u64 address, u64 *value) { return TRY_VALUE(*value, "lwu t1, (%2)", "r"(address)); }
static inline u64 try_load64(u64 address, u64 *value) { return TRY_VALUE(*value, "ld t1, (%2)", "r"(address)); }
static inline u64 try_store8(u64 address, u64 value) { return TRY("sb %2, (%1)", "r"(address), "r"(value)); }
static inline u64 try_store16(u64 address, u64 value) { return TRY("sh %2, (%1)", "r"(address), "r"(value)); }
static inline u64 try_store32(u64 address, u64 value) { return TRY("sw %2, (%1)", "r"(address), "r"(value)); }
static inline u64 try_store64(u64 address, u64 value) { return TRY("sd %2, (%1)", "r"(address), "r"(value)); }

/* Jumps to an address; code there returns by `ret` (in ra). */
static inline u64 try_call(u64 address)
{
    u64 cause;
    asm volatile(
        "lla t0, 9f\n sd t0, 0(tp)\n li t0, -1\n sd t0, 8(tp)\n"
        "jalr ra, 0(%1)\n"
        "9: sd zero, 0(tp)\n ld %0, 8(tp)\n"
        : "=&r"(cause) : "r"(address) : "t0", "t1", "ra", "memory");
    return cause;
}

/* Loads with MPRV set, as the mode in MPP sees memory. A trap sets MPP to U, so MPRV goes before anything else is stored. */
static inline u64 try_load_as_mpp(u64 address, u64 *value)
{
    u64 cause;
    asm volatile(
        "lla t0, 9f\n sd t0, 0(tp)\n li t0, -1\n sd t0, 8(tp)\n li t1, 0\n"
        "csrs mstatus, %2\n ld t1, (%3)\n"
        "9: csrc mstatus, %2\n sd zero, 0(tp)\n ld %0, 8(tp)\n mv %1, t1\n"
        : "=&r"(cause), "=&r"(*value) : "r"(1ul << 17), "r"(address) : "t0", "t1", "memory");
    return cause;
}

#define MSTATUS_SIE (1ul << 1)
#define MSTATUS_MIE (1ul << 3)
#define MSTATUS_SPIE (1ul << 5)
#define MSTATUS_MPIE (1ul << 7)
#define MSTATUS_SPP (1ul << 8)
#define MSTATUS_MPP (3ul << 11)
#define MSTATUS_MPP_S (1ul << 11)
#define MSTATUS_FS (3ul << 13)
#define MSTATUS_MPRV (1ul << 17)
#define MSTATUS_SUM (1ul << 18)
#define MSTATUS_MXR (1ul << 19)
#define MSTATUS_TVM (1ul << 20)
#define MSTATUS_TW (1ul << 21)
#define MSTATUS_TSR (1ul << 22)
#define MSTATUS_SD (1ul << 63)

#define IRQ_SSI 1
#define IRQ_MSI 3
#define IRQ_STI 5
#define IRQ_MTI 7
#define IRQ_SEI 9
#define IRQ_MEI 11

#define CLINT_MSIP(hart) ((volatile u32 *)(0x2000000ul + 4 * (hart)))
#define CLINT_MTIMECMP(hart) ((volatile u64 *)(0x2004000ul + 8 * (hart)))
#define CLINT_MTIME ((volatile u64 *)0x200bff8ul)

#endif
