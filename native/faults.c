/*
 * Faults of a user-mode process, by where they happen: in copies from and to the guest, in translated code, in managed
 * code that uses a page which another thread takes from the guest at that moment, and the runtime's own.
 */
#include "signals.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's lowest address for mappings, below which a fault is the runtime's: a null reference. */
enum { LOWEST_MAPPING = 65536, INTERRUPT_REQUEST = 1 };

extern const char emu_guest_copy_begin[] __attribute__((weak)), emu_guest_copy_end[] __attribute__((weak)),
    emu_guest_copy_fault[] __attribute__((weak));

/* Returns 1 when the fault was translated code's, and the context now leads out of it. */
extern int emu_translated_fault(ucontext_t *context, siginfo_t *info) __attribute__((weak));

/* Returns 1 when the instruction is to be computed once more: translated code has met a subnormal operand. */
extern int emu_float_trap(ucontext_t *context) __attribute__((weak));

static uint64_t guest_base, guest_limit;
static struct kernel_action runtime_actions[32];

void emu_faults_begin(uint64_t base, uint64_t limit)
{
    guest_base = base;
    guest_limit = limit;
    emu_watch_begin(base, limit);
    for (int signal = 1; signal < 32; signal++)
        if (FAULT_SIGNALS & SIGNAL_BIT(signal))
            (void)emu_kernel_action(signal, 0, &runtime_actions[signal]);
}

/*
 * The repeated access works, on a page of zeros or on one whose new protection is ignored once more. What another thread
 * has mapped there meanwhile stays.
 */
static int put_page(uint64_t address, int signal, int code)
{
    void *page = (void *)(address & ~(uint64_t)(HOST_PAGE - 1));
    if (signal == SIGSEGV && code == SEGV_ACCERR)
        return mprotect(page, HOST_PAGE, PROT_READ | PROT_WRITE) == 0;
    int how = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (signal == SIGBUS ? MAP_FIXED : MAP_FIXED_NOREPLACE);
    return mmap(page, HOST_PAGE, PROT_READ | PROT_WRITE, how, -1, 0) != MAP_FAILED || errno == EEXIST;
}

/* Managed code has looked the page up, and lost it to another thread before it got there. */
static int patch_guest_page(int signal, const siginfo_t *info)
{
    uint64_t address = (uint64_t)info->si_addr;
    if (address < LOWEST_MAPPING || address < guest_base || address - guest_base >= guest_limit)
        return 0;
    if (signal != SIGBUS && !(signal == SIGSEGV && (info->si_code == SEGV_MAPERR || info->si_code == SEGV_ACCERR)))
        return 0;
    int saved_errno = errno, done = put_page(address, signal, info->si_code);
    struct guest_signals *self = emu_current_signals();
    if (done && self) {
        if (self->patch_count < PATCH_COUNT) {
            self->patches[self->patch_count] = (struct patch){ address, signal, info->si_code };
            self->patch_count++;
        }
        self->pending = 1;
        if (self->requests)
            (void)__atomic_or_fetch(self->requests, INTERRUPT_REQUEST, __ATOMIC_SEQ_CST);
    }
    errno = saved_errno;
    return done;
}

/* Not ours: what would have happened if nobody had asked. */
static void call_runtime(int signal, siginfo_t *info, void *context)
{
    struct kernel_action *action = &runtime_actions[signal];
    if (action->handler.plain == SIG_DFL || action->handler.plain == SIG_IGN) {
        struct kernel_action none = { .handler.plain = SIG_DFL };
        (void)emu_kernel_action(signal, &none, 0);
    } else if (action->flags & SA_SIGINFO) {
        action->handler.full(signal, info, context);
    } else {
        action->handler.plain(signal);
    }
}

/*
 * What was sent may look like a fault: a child whose exit signal is one of these tells CLD_EXITED, which is SEGV_MAPERR, and
 * a thread may send to itself whatever it likes. But where a fault happens, the context knows of it.
 */
static int is_sent(int signal, const siginfo_t *info, ucontext_t *context)
{
    if (info->si_code <= 0 || info->si_code == KERNEL_MARK)
        return 1;
    uint64_t address = (uint64_t)info->si_addr;
    if (info->si_code == SI_KERNEL)
        return 0;
    if (signal == SIGSEGV)
        return address != CONTEXT_FAULT(context);
    /* Some accesses that are not aligned have no address. */
    if (signal == SIGBUS)
        return address != CONTEXT_FAULT(context) && address != 0 && info->si_code != BUS_MCEERR_AR;
    return address != CONTEXT_PC(context);
}

void emu_on_fault(int signal, siginfo_t *info, void *opaque)
{
    ucontext_t *context = opaque;
    if (is_sent(signal, info, context)) {
        emu_signal_arrived(signal, info, context);
        return;
    }
    if (emu_watch_fault(signal, info, context))
        return;
    uint64_t pc = CONTEXT_PC(context);
    if (emu_guest_copy_begin && pc >= (uint64_t)emu_guest_copy_begin && pc < (uint64_t)emu_guest_copy_end) {
        CONTEXT_PC(context) = (uint64_t)emu_guest_copy_fault;
        return;
    }
    if (signal == SIGFPE && emu_float_trap && emu_float_trap(context))
        return;
    if (emu_translated_fault && emu_translated_fault(context, info))
        return;
    if (patch_guest_page(signal, info))
        return;
    call_runtime(signal, info, context);
}
