/*
 * The border between managed code and translated guest code: the floating-point environment is switched here, on the
 * way in, out, and around every helper that is managed code. Managed code needs the host's default environment.
 */
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

/* The end of Emu.Isa.CpuState, as far as it is used here; a test compares the offsets. */
struct helpers;
struct jump;
struct cpu_state {
    uint64_t x[32], f[32];
    uint64_t pc;
    void *data_tlb, *current_block;
    int32_t requests;
    uint8_t mode, float_enabled, float_dirty, float_flags, float_rounding, reservation_width;
    uint64_t reservation_host, reservation_value, instructions_retired;
    void *jump_table;
    uint64_t jump_context;
    const struct helpers *helpers;
    void *engine;
    uint64_t helper_result;
    uint32_t exit_cause;
    uint8_t is_direct;
    volatile uint8_t in_translated, fault_signal;
    uint64_t fault_address;
    void *memory_base;
    uint64_t entered;
    uint32_t fault_offset;
    const struct jump *jump_overflow;
    uint64_t reservation_address;
    void *recovery[5];
};

typedef void *fill_helper(struct cpu_state *, uint64_t address, uint32_t access) __attribute__((preserve_most));
typedef void *managed_fill_helper(struct cpu_state *, uint64_t address, uint32_t access);
typedef uint32_t system_helper(
    struct cpu_state *, uint64_t first, uint64_t second, uint32_t operation, uint32_t word);
typedef uint64_t float_helper(struct cpu_state *, uint32_t operation, uint64_t a, uint64_t b, uint64_t c);
typedef uint32_t zero_helper(struct cpu_state *, uint64_t address);

/* What translated code calls, at permanent positions (Emu.Engine.Translator.HelperId), then the managed functions. */
struct helpers {
    fill_helper *fill;
    system_helper *system;
    float_helper *arithmetic;
    zero_helper *zero_block;
    managed_fill_helper *managed_fill;
    system_helper *managed_system;
    float_helper *managed_arithmetic;
    zero_helper *managed_zero_block;
};

#if defined(__x86_64__)
#include <immintrin.h>

enum { DEFAULT_ENVIRONMENT = 0x1f80, EXCEPTIONS = 0x3f };

/* Of RNE, RTZ, RDN, RUP; the host has no RMM, which translated code leaves to the interpreter. */
static unsigned environment_of(unsigned rounding)
{
    static const unsigned host_rounding[4] = { 0, 3, 1, 2 };
    return DEFAULT_ENVIRONMENT | (rounding < 4 ? host_rounding[rounding] << 13 : 0);
}

/* Guest order: inexact, underflow, overflow, division by zero, invalid. Nothing answers to the host's bit 1 (denormal). */
static uint8_t guest_flags(unsigned exceptions)
{
    return (uint8_t)((exceptions >> 5 & 1) | (exceptions >> 3 & 2) | (exceptions >> 1 & 4) | (exceptions << 1 & 8) |
                     (exceptions << 4 & 16));
}

/* Managed code leaves flags behind, which are none of the guest's. */
static inline void switch_to_guest(const struct cpu_state *state)
{
    unsigned wanted = environment_of(state->float_rounding);
    if (_mm_getcsr() != wanted)
        _mm_setcsr(wanted);
}

static inline void switch_to_host(struct cpu_state *state)
{
    unsigned environment = _mm_getcsr();
    if (environment == DEFAULT_ENVIRONMENT)
        return;
    uint8_t flags = guest_flags(environment & EXCEPTIONS);
    if (flags != 0) {
        state->float_flags |= flags;
        state->float_dirty = 1;
    }
    _mm_setcsr(DEFAULT_ENVIRONMENT);
}

#elif defined(__aarch64__)

static inline uint64_t get_status(void)
{
    uint64_t value;
    __asm__ volatile("mrs %0, fpsr" : "=r"(value));
    return value;
}

static inline void switch_to_guest(const struct cpu_state *state)
{
    static const uint64_t host_rounding[4] = { 0, 3, 2, 1 };
    unsigned rounding = state->float_rounding;
    __asm__ volatile("msr fpcr, %0" : : "r"(rounding < 4 ? host_rounding[rounding] << 22 : 0));
    if (get_status() != 0)
        __asm__ volatile("msr fpsr, %0" : : "r"(0ul));
}

static inline void switch_to_host(struct cpu_state *state)
{
    uint64_t status = get_status();
    uint64_t overflow = status & 4;
    uint8_t flags = (uint8_t)((status >> 4 & 1) | (status >> 2 & 2) | overflow | (status << 2 & 8) | (status << 4 & 16));
    if (flags != 0) {
        state->float_flags |= flags;
        state->float_dirty = 1;
        __asm__ volatile("msr fpsr, %0" : : "r"(0ul));
    }
    __asm__ volatile("msr fpcr, %0" : : "r"(0ul));
}

#else
#error "this host's floating-point control register is not known here"
#endif

/* Helpers are not in translated code: a fault in one is the emulator's own. */
static inline void enter_guest(struct cpu_state *state)
{
    switch_to_guest(state);
    state->in_translated = 1;
}

static inline void leave_guest(struct cpu_state *state)
{
    state->in_translated = 0;
    switch_to_host(state);
}

/* The CPU whose code the thread runs; null on other threads. */
static __thread struct cpu_state *current __attribute__((tls_model("initial-exec")));

/* Where a fault in translated code goes on, on the stack of the way in. */
__attribute__((noreturn)) static void recover(void)
{
    __builtin_longjmp(current->recovery, 1);
}

/*
 * For the handler of a synchronous signal: when it has come from translated code, makes the context go on at the way out
 * of it, and returns 1. The guest's registers are lost then.
 */
int emu_translated_fault(ucontext_t *context, const siginfo_t *info)
{
    struct cpu_state *state = current;
    if (state == NULL || !state->in_translated)
        return 0;
    state->in_translated = 0;
    state->fault_signal = (uint8_t)info->si_signo;
    state->fault_address = (uint64_t)info->si_addr;
    mcontext_t *machine = &context->uc_mcontext;
#if defined(__x86_64__)
    /* As after a call, and clear of what lies below the stack pointer. */
    machine->gregs[REG_RSP] = ((machine->gregs[REG_RSP] - 256) & ~15ll) - 8;
    machine->gregs[REG_RIP] = (greg_t)recover;
#else
    machine->sp = (machine->sp - 256) & ~15ull;
    machine->pc = (uint64_t)recover;
#endif
    return 1;
}

/* Translated code keeps nothing in registers that a caller expects to find again. */
typedef void region(struct cpu_state *state, void *tlb, uint64_t pc) __attribute__((preserve_none));

/* Emu.Engine.Interpreter.JumpCacheEntry. */
struct jump {
    uint64_t pc, context;
    void *block;
    region *code;
};
enum { JUMP_OVERFLOW_ENTRIES = 1024 };

/* The code at the CPU's pc when only the jump cache's first level did not have it, or null. */
static region *overflowed(const struct cpu_state *state)
{
    if (state->exit_cause != 0 || __atomic_load_n(&state->requests, __ATOMIC_RELAXED) != 0)
        return NULL;
    uint64_t pc = state->pc;
    const struct jump *jump = &state->jump_overflow[(pc >> 1 ^ pc >> 13) % JUMP_OVERFLOW_ENTRIES];
    return jump->pc == pc && jump->context == state->jump_context ? jump->code : NULL;
}

/* Runs translated code until it leaves; state->pc is then where execution goes on. */
void emu_run_translated(struct cpu_state *state, region *code)
{
    current = state;
    if (__builtin_setjmp(state->recovery) == 0) {
        enter_guest(state);
        do
            code(state, state->is_direct ? state->memory_base : state->data_tlb, state->pc);
        while ((code = overflowed(state)) != NULL);
    }
    leave_guest(current);
}

/* Stands in the jump cache for code that is not translated. */
__attribute__((preserve_none)) static void leave_translated(struct cpu_state *state, void *tlb, uint64_t pc)
{
    (void)tlb;
    state->pc = pc;
}

/* Called from each load and store: keeps the integer registers, so that translated code need not save any around it. */
__attribute__((preserve_most)) static void *fill(struct cpu_state *state, uint64_t address, uint32_t access)
{
    leave_guest(state);
    void *host = state->helpers->managed_fill(state, address, access);
    enter_guest(state);
    return host;
}

static uint32_t system_instruction(
    struct cpu_state *state, uint64_t first, uint64_t second, uint32_t operation, uint32_t word)
{
    leave_guest(state);
    uint32_t outcome = state->helpers->managed_system(state, first, second, operation, word);
    enter_guest(state);
    return outcome;
}

static uint64_t arithmetic(struct cpu_state *state, uint32_t operation, uint64_t a, uint64_t b, uint64_t c)
{
    leave_guest(state);
    uint64_t result = state->helpers->managed_arithmetic(state, operation, a, b, c);
    enter_guest(state);
    return result;
}

static uint32_t zero_block(struct cpu_state *state, uint64_t address)
{
    leave_guest(state);
    uint32_t outcome = state->helpers->managed_zero_block(state, address);
    enter_guest(state);
    return outcome;
}

/* Fills in the first half of the table; the caller owns it and has written the second. */
void emu_init_helpers(struct helpers *helpers)
{
    helpers->fill = fill;
    helpers->system = system_instruction;
    helpers->arithmetic = arithmetic;
    helpers->zero_block = zero_block;
}

void *emu_untranslated_stub(void)
{
    return (void *)leave_translated;
}

/* Offsets in bytes of the fields from requests on, for the test that the managed structure agrees. */
unsigned emu_cpu_state_offset(unsigned field)
{
    static const unsigned offsets[] = {
        offsetof(struct cpu_state, pc), offsetof(struct cpu_state, data_tlb), offsetof(struct cpu_state, requests),
        offsetof(struct cpu_state, float_dirty), offsetof(struct cpu_state, float_flags),
        offsetof(struct cpu_state, float_rounding), offsetof(struct cpu_state, helpers), sizeof(struct cpu_state),
    };
    return field < sizeof offsets / sizeof offsets[0] ? offsets[field] : 0;
}
