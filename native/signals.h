/* What the parts of user mode's signals share. All of it runs inside handlers too: async-signal-safe, no managed code. */
#ifndef EMU_SIGNALS_H
#define EMU_SIGNALS_H

#include <signal.h>
#include <stdint.h>
#include <ucontext.h>

enum { SIGNAL_COUNT = 64, ENTRY_COUNT = 64, PATCH_COUNT = 16, HOST_PAGE = 4096 };

#define SIGNAL_BIT(signal) (1ull << ((signal) - 1))

/* Signals by which the host tells of our own faults: never blocked on the host, whatever the guest does. */
#define FAULT_SIGNALS \
    (SIGNAL_BIT(SIGILL) | SIGNAL_BIT(SIGTRAP) | SIGNAL_BIT(SIGBUS) | SIGNAL_BIT(SIGFPE) | SIGNAL_BIT(SIGSEGV))

/* Stands for SI_KERNEL in what the guest sends to itself: a code that no kernel uses. */
enum { KERNEL_MARK = SI_KERNEL - 1 };

/* Less the code, stands for one that the kernel lets only the receiver send, in what a thread passes on to another. */
enum { PASSED_MARK = -0x2000000 };

/* A page that was put in place of one that the guest has lost while managed code was using it. */
struct patch {
    uint64_t address; /* the host's, of the access */
    int32_t signal, code;
};

/*
 * A guest thread's signals between their arrival and their delivery; the managed Emu.Linux.Signals.ArrivedSignals.
 * Written by handlers on the thread itself, and by the thread while its signals are blocked.
 */
struct guest_signals {
    volatile int32_t pending; /* set by each arrival; from then on all signals but the open ones are blocked */
    volatile int32_t count;   /* of entries */
    int32_t *requests;        /* the hart's, or null */
    volatile uint64_t mask;   /* what the guest blocks */
    volatile int32_t patch_count;
    int32_t thread;
    struct guest_signals *next;
    struct patch patches[PATCH_COUNT];
    siginfo_t entries[ENTRY_COUNT];
};

/* struct sigaction as the host's kernel has it. */
struct kernel_action {
    union {
        void (*plain)(int);
        void (*full)(int, siginfo_t *, void *);
    } handler;
    unsigned long flags;
#if defined(__x86_64__)
    void (*restorer)(void);
#endif
    uint64_t mask;
};

/* Returns 0 or -errno; past the C library, which keeps two signals to itself. */
int emu_kernel_action(int signal, const struct kernel_action *action, struct kernel_action *old)
    __attribute__((visibility("hidden")));

/* Blocks exactly these signals on the calling thread. */
void emu_kernel_mask(uint64_t mask, uint64_t *old) __attribute__((visibility("hidden")));

/* Signals that the host never blocks: those of faults, and the runtime's. */
extern uint64_t emu_open_signals __attribute__((visibility("hidden")));

/* The calling thread's, null when it is no guest's. */
struct guest_signals *emu_current_signals(void) __attribute__((visibility("hidden")));

/* Notes a signal sent to the guest. */
void emu_signal_arrived(int signal, siginfo_t *info, ucontext_t *context) __attribute__((visibility("hidden")));

/* The handler of faults; calls what the runtime had installed for those that are not the guest's doing. */
void emu_on_fault(int signal, siginfo_t *info, void *context) __attribute__((visibility("hidden")));

/* Before emu_on_fault can be called. */
void emu_faults_begin(uint64_t base, uint64_t limit) __attribute__((visibility("hidden")));

/* Before emu_watch_fault can be called. */
void emu_watch_begin(uint64_t base, uint64_t limit) __attribute__((visibility("hidden")));

/* Returns 1 when a fault is to be made again: code was stored to (watch.c). */
int emu_watch_fault(int signal, const siginfo_t *info, ucontext_t *context) __attribute__((visibility("hidden")));

/* Another process is about to write to this one's memory, or has. */
void emu_watch_asked(void) __attribute__((visibility("hidden")));

void emu_watch_forked(void) __attribute__((visibility("hidden")));

static inline uint64_t *context_mask(ucontext_t *context)
{
    return (uint64_t *)&context->uc_sigmask;
}

/*
 * CONTEXT_FAULT: the address of the thread's last fault. CONTEXT_HAS_CALLED: at the instruction that enters the kernel, whether
 * the kernel has been entered and put the pc back: then the processor has left its flags, a small number, where
 * emu_syscall_interruptible keeps a pointer.
 */
#if defined(__x86_64__)
#define CONTEXT_PC(context) (*(uint64_t *)&(context)->uc_mcontext.gregs[REG_RIP])
#define CONTEXT_FAULT(context) (*(const uint64_t *)&(context)->uc_mcontext.gregs[REG_CR2])
#define CONTEXT_RESULT(context) (*(int64_t *)&(context)->uc_mcontext.gregs[REG_RAX])
#define CONTEXT_HAS_CALLED(context) ((uint64_t)(context)->uc_mcontext.gregs[REG_R11] >> 32 == 0)
#elif defined(__aarch64__)
#define CONTEXT_PC(context) (*(uint64_t *)&(context)->uc_mcontext.pc)
#define CONTEXT_FAULT(context) (*(const uint64_t *)&(context)->uc_mcontext.fault_address)
#define CONTEXT_RESULT(context) (*(int64_t *)&(context)->uc_mcontext.regs[0])
#define CONTEXT_HAS_CALLED(context) 1
#endif

#endif
