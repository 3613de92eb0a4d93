/*
 * The border between managed code and translated guest code: the floating-point environment is switched here, on the
 * way in, out, and around every helper that is managed code. Managed code needs the host's default environment.
 */
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

/* The handler of user mode's faults, which calls emu_float_trap. */
extern void emu_on_fault(int signal, siginfo_t *info, void *context) __attribute__((weak, visibility("hidden")));

/*
 * Emu.Isa.CpuState; a test compares the offsets. The guest's registers follow it, and generated code has a pointer to the
 * first of them.
 */
struct helpers;
struct jump;
struct cpu_state {
    uint64_t vector_places[2 * 96];
    uint64_t reservation_value_high;
    void *recovery[5];
    void *engine;
    uint64_t fault_address;
    void *memory_base;
    const struct jump *jump_overflow;
    void *returns;
    uint64_t pc;
    void *data_tlb, *current_block;
    uint64_t instructions_retired;
    void *jump_table;
    uint64_t jump_context;
    const struct helpers *helpers;
    uint64_t helper_result, entered;
    uint64_t reservation_host, reservation_value, reservation_address;
    int32_t requests;
    uint32_t exit_cause;
    int32_t fault_offset;
    uint8_t mode, float_enabled, float_dirty, float_flags, float_rounding, reservation_width, is_direct;
    volatile uint8_t in_translated, fault_signal;
    uint8_t helper_outcome, float_rules, padding[1];
};
_Static_assert(sizeof(struct cpu_state) % 16 == 0, "the registers that follow are aligned to 16 bytes");

static inline struct cpu_state *state_of(void *registers)
{
    return (struct cpu_state *)registers - 1;
}

typedef void *fill_helper(void *registers, uint64_t address, uint32_t access, uint64_t value)
    __attribute__((preserve_most));
typedef void *managed_fill_helper(void *registers, uint64_t address, uint32_t access, uint64_t value);
typedef uint32_t system_helper(
    void *registers, uint64_t first, uint64_t second, uint32_t operation, uint32_t word);
typedef uint64_t float_helper(void *registers, uint32_t operation, uint64_t a, uint64_t b, uint64_t c);
typedef uint32_t zero_helper(void *registers, uint64_t address);
typedef void vector_helper(void *registers, uint32_t operation, uint64_t places);
typedef uint64_t compute_helper(void *registers, uint32_t function, uint64_t a, uint64_t b, uint64_t c);

/* Stores 16 bytes where they are what is expected, which becomes what was there; 1 when it stored. */
#if defined(__x86_64__)
__attribute__((target("cx16")))
#endif
int emu_compare_exchange_16(unsigned __int128 *place, uint64_t expected[2], const uint64_t value[2])
{
    unsigned __int128 wanted = (unsigned __int128)expected[1] << 64 | expected[0];
    unsigned __int128 found = __sync_val_compare_and_swap(place, wanted, (unsigned __int128)value[1] << 64 | value[0]);
    expected[0] = (uint64_t)found;
    expected[1] = (uint64_t)(found >> 64);
    return found == wanted;
}

/* What translated code calls, at permanent positions (Emu.Translate.Abi.HelperId), then the managed functions. */
struct helpers {
    fill_helper *fill;
    system_helper *system;
    float_helper *arithmetic;
    zero_helper *zero_block;
    vector_helper *vector;
    compute_helper *compute;
    managed_fill_helper *managed_fill;
    system_helper *managed_system;
    float_helper *managed_arithmetic;
    zero_helper *managed_zero_block;
    vector_helper *managed_vector;
    compute_helper *managed_compute;
};

/* Emu.FloatingPoint.FloatRules.FlushToZero and FloatExceptions.SubnormalOperand. */
enum { FLUSH_TO_ZERO = 32, SUBNORMAL_OPERAND = 32 };

/* The CPU whose code the thread runs; null on other threads. */
static __thread struct cpu_state *current __attribute__((tls_model("initial-exec")));

#if defined(__x86_64__)
#include <immintrin.h>

enum { DEFAULT_ENVIRONMENT = 0x1f80, EXCEPTIONS = 0x3f };

/* In the host's control register: subnormal operands are zeros, their exception is masked, tiny results are zeros. */
enum { OPERANDS_ARE_ZEROS = 0x40, OPERANDS_MASKED = 0x100, RESULTS_ARE_ZEROS = 0x8000 };

/*
 * Of RNE, RTZ, RDN, RUP; the host has no RMM, which translated code leaves to the interpreter. Where subnormal numbers are
 * zeros, the host would not tell of the first such operand: so that one traps, and is noted by emu_float_trap.
 */
static unsigned environment_of(const struct cpu_state *state)
{
    static const unsigned host_rounding[4] = { 0, 3, 1, 2 };
    unsigned rounding = state->float_rounding;
    unsigned environment = DEFAULT_ENVIRONMENT | (rounding < 4 ? host_rounding[rounding] << 13 : 0);
    if (!(state->float_rules & FLUSH_TO_ZERO))
        return environment;
    return state->float_flags & SUBNORMAL_OPERAND
        ? environment | RESULTS_ARE_ZEROS | OPERANDS_ARE_ZEROS
        : (environment | RESULTS_ARE_ZEROS) & ~OPERANDS_MASKED;
}

/* Guest order: inexact, underflow, overflow, division by zero, invalid. Nothing answers to the host's bit 1 (denormal). */
static uint8_t guest_flags(unsigned exceptions)
{
    return (uint8_t)((exceptions >> 5 & 1) | (exceptions >> 3 & 2) | (exceptions >> 1 & 4) | (exceptions << 1 & 8) |
                     (exceptions << 4 & 16));
}

/* Whether the next subnormal operand traps. */
static inline int traps(const struct cpu_state *state)
{
    return (state->float_rules & FLUSH_TO_ZERO) && !(state->float_flags & SUBNORMAL_OPERAND);
}

/*
 * For the handler of SIGFPE: when translated code has met the first subnormal operand that counts as zero, notes it and
 * lets the instruction compute once more, with zeros. Returns 1 then.
 */
int emu_float_trap(ucontext_t *context)
{
    struct cpu_state *state = current;
    if (state == NULL || !state->in_translated || !traps(state))
        return 0;
    context->uc_mcontext.fpregs->mxcsr |= OPERANDS_ARE_ZEROS | OPERANDS_MASKED;
    state->float_flags |= SUBNORMAL_OPERAND;
    state->float_dirty = 1;
    return 1;
}

static struct sigaction action_before_traps;

static void on_trap(int signal, siginfo_t *info, void *context)
{
    const struct sigaction *before = &action_before_traps;
    if (info->si_code > 0 && emu_float_trap(context))
        return;
    if (before->sa_flags & SA_SIGINFO)
        before->sa_sigaction(signal, info, context);
    else if (before->sa_handler == SIG_DFL)
        (void)sigaction(signal, before, NULL);
    else if (before->sa_handler != SIG_IGN)
        before->sa_handler(signal);
}

/* In user mode the handler of all faults is there already, and knows of traps. */
static void catch_traps(void)
{
    static int caught;
    if (__atomic_load_n(&caught, __ATOMIC_RELAXED) || __atomic_exchange_n(&caught, 1, __ATOMIC_ACQ_REL))
        return;
    struct sigaction action = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART };
    (void)sigaction(SIGFPE, NULL, &action_before_traps);
    if (emu_on_fault == NULL || action_before_traps.sa_sigaction != emu_on_fault)
        (void)sigaction(SIGFPE, &action, NULL);
}

/* Managed code leaves flags behind, which are none of the guest's. */
static inline void switch_to_guest(const struct cpu_state *state)
{
    if (traps(state))
        catch_traps();
    unsigned wanted = environment_of(state);
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

/* The host takes note of subnormal operands by itself. */
int emu_float_trap(ucontext_t *context)
{
    (void)context;
    return 0;
}

static inline void switch_to_guest(const struct cpu_state *state)
{
    static const uint64_t host_rounding[4] = { 0, 3, 2, 1 };
    unsigned rounding = state->float_rounding;
    uint64_t control = rounding < 4 ? host_rounding[rounding] << 22 : 0;
    if (state->float_rules & FLUSH_TO_ZERO)
        control |= 1 << 24;
    __asm__ volatile("msr fpcr, %0" : : "r"(control));
    if (get_status() != 0)
        __asm__ volatile("msr fpsr, %0" : : "r"(0ul));
}

static inline void switch_to_host(struct cpu_state *state)
{
    uint64_t status = get_status();
    uint64_t overflow = status & 4;
    uint8_t flags = (uint8_t)((status >> 4 & 1) | (status >> 2 & 2) | overflow | (status << 2 & 8) | (status << 4 & 16) |
                              (status >> 2 & SUBNORMAL_OPERAND));
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

/*
 * Where a fault in translated code goes on, on the stack of the way in. Of the two ways to get there, the compiler's own
 * saves three registers and the library's all that a callee keeps; clang has the first for x86-64 only.
 */
#if defined(__x86_64__)
#define RECOVERY_POINT(state) __builtin_setjmp((state)->recovery)
#define RECOVERY_STORAGE(state) ((void)0)
#define GO_TO_RECOVERY_POINT(state) __builtin_longjmp((state)->recovery, 1)
#else
#define RECOVERY_STORAGE(state) jmp_buf saved; (state)->recovery[0] = saved
#define RECOVERY_POINT(state) _setjmp(*(jmp_buf *)(state)->recovery[0])
#define GO_TO_RECOVERY_POINT(state) _longjmp(*(jmp_buf *)(state)->recovery[0], 1)
#endif

__attribute__((noreturn)) static void recover(void)
{
    GO_TO_RECOVERY_POINT(current);
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
typedef void region(void *registers, void *tlb, uint64_t pc) __attribute__((preserve_none));

/* Emu.Translate.Abi.JumpCacheEntry. */
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

/* Runs translated code until it leaves; the state's pc is then where execution goes on. */
void emu_run_translated(void *registers, region *code)
{
    struct cpu_state *state = state_of(registers);
    RECOVERY_STORAGE(state);
    current = state;
    if (RECOVERY_POINT(state) == 0) {
        enter_guest(state);
        do
            code(registers, state->is_direct ? state->memory_base : state->data_tlb, state->pc);
        while ((code = overflowed(state)) != NULL);
    }
    leave_guest(current);
}

/* Stands in the jump cache for code that is not translated. */
__attribute__((preserve_none)) static void leave_translated(void *registers, void *tlb, uint64_t pc)
{
    (void)tlb;
    state_of(registers)->pc = pc;
}

/* Called from each load and store: keeps the integer registers, so that translated code need not save any around it. */
__attribute__((preserve_most)) static void *fill(
    void *registers, uint64_t address, uint32_t access, uint64_t value)
{
    struct cpu_state *state = state_of(registers);
    leave_guest(state);
    void *host = state->helpers->managed_fill(registers, address, access, value);
    enter_guest(state);
    return host;
}

static uint32_t system_instruction(
    void *registers, uint64_t first, uint64_t second, uint32_t operation, uint32_t word)
{
    struct cpu_state *state = state_of(registers);
    leave_guest(state);
    uint32_t outcome = state->helpers->managed_system(registers, first, second, operation, word);
    enter_guest(state);
    return outcome;
}

static uint64_t arithmetic(void *registers, uint32_t operation, uint64_t a, uint64_t b, uint64_t c)
{
    struct cpu_state *state = state_of(registers);
    leave_guest(state);
    uint64_t result = state->helpers->managed_arithmetic(registers, operation, a, b, c);
    enter_guest(state);
    return result;
}

static uint32_t zero_block(void *registers, uint64_t address)
{
    struct cpu_state *state = state_of(registers);
    leave_guest(state);
    uint32_t outcome = state->helpers->managed_zero_block(registers, address);
    enter_guest(state);
    return outcome;
}

static void vector(void *registers, uint32_t operation, uint64_t places)
{
    struct cpu_state *state = state_of(registers);
    leave_guest(state);
    state->helpers->managed_vector(registers, operation, places);
    enter_guest(state);
}

static uint64_t compute(void *registers, uint32_t function, uint64_t a, uint64_t b, uint64_t c)
{
    struct cpu_state *state = state_of(registers);
    leave_guest(state);
    uint64_t result = state->helpers->managed_compute(registers, function, a, b, c);
    enter_guest(state);
    return result;
}

/* Fills in the first half of the table; the caller owns it and has written the second. */
void emu_init_helpers(struct helpers *helpers)
{
    helpers->fill = fill;
    helpers->system = system_instruction;
    helpers->arithmetic = arithmetic;
    helpers->zero_block = zero_block;
    helpers->vector = vector;
    helpers->compute = compute;
}

void *emu_untranslated_stub(void)
{
    return (void *)leave_translated;
}

/* Offsets in bytes of the fields from pc on, from the first register; 0 behind the last one. */
int emu_cpu_state_offset(unsigned field)
{
#define OFFSET(name) (int)offsetof(struct cpu_state, name) - (int)sizeof(struct cpu_state)
    static const int offsets[] = {
        OFFSET(pc), OFFSET(data_tlb), OFFSET(current_block), OFFSET(instructions_retired), OFFSET(jump_table),
        OFFSET(jump_context), OFFSET(helpers), OFFSET(helper_result), OFFSET(entered), OFFSET(reservation_host),
        OFFSET(reservation_value), OFFSET(reservation_address), OFFSET(requests), OFFSET(exit_cause),
        OFFSET(fault_offset), OFFSET(mode), OFFSET(float_enabled), OFFSET(float_dirty), OFFSET(float_flags),
        OFFSET(float_rounding), OFFSET(reservation_width), OFFSET(is_direct), OFFSET(in_translated),
        OFFSET(fault_signal), OFFSET(helper_outcome), OFFSET(float_rules),
    };
#undef OFFSET
    return field < sizeof offsets / sizeof offsets[0] ? offsets[field] : 0;
}
