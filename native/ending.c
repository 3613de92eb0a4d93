/*
 * The last line that the emulator prints, whatever ends it: signals, faults of its own, what the runtime gives up on. All of
 * it runs in signal handlers, with the heap in any state.
 */
#include "ending.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

/* A reader who is merely slow gets the line; one who does not read is not waited for. */
enum { STANDARD_ERROR = 2, LINE = 2048, READER_MILLISECONDS = 50 };

int emu_has_standard_error = 1;
int emu_owns_process;

/* The id of the thread that ends the process; 0 while none does. */
static atomic_int ending_thread;
static atomic_flag is_signal_said = ATOMIC_FLAG_INIT;

/* Where the linker puts the executable's first byte. */
extern const char __ehdr_start[] __attribute__((weak, visibility("hidden")));

static void say(const char *text)
{
    char line[LINE];
    if (!emu_has_standard_error)
        return;
    /* As Emu.Host.StandardError: the name that the program was started by, if that is one of QEMU's. */
    const char *name = program_invocation_short_name;
    if (strncmp(name, "qemu-", 5) != 0)
        name = "emu";
    size_t prefix = strnlen(name, sizeof line / 2), length = strnlen(text, sizeof line / 2 - 3);
    memcpy(line, name, prefix);
    line[prefix++] = ':';
    line[prefix++] = ' ';
    memcpy(line + prefix, text, length);
    length += prefix;
    line[length++] = '\n';
    struct pollfd entry = { .fd = STANDARD_ERROR, .events = POLLOUT };
    if (poll(&entry, 1, READER_MILLISECONDS) > 0 && (entry.revents & POLLOUT))
        (void)!write(STANDARD_ERROR, line, length);
}

/* What the message is written to may be a pipe without readers, and that signal must not decide the exit status. */
static void block_broken_pipes(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    sigaddset(&set, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &set, 0);
}

_Noreturn static void leave(int status)
{
    for (;;)
        syscall(SYS_exit_group, status);
}

_Noreturn void emu_end(int status, const char *text)
{
    int self = (int)syscall(SYS_gettid), nobody = 0;
    if (!atomic_compare_exchange_strong(&ending_thread, &nobody, self)) {
        if (nobody == self)
            leave(status);
        for (;;)
            pause();
    }
    block_broken_pipes();
    emu_terminal_restore();
    say(text);
    leave(status);
}

void emu_say_signal(int signal)
{
    char text[48];
    if (atomic_flag_test_and_set(&is_signal_said))
        return;
    snprintf(text, sizeof text, "terminated by signal %d", signal);
    say(text);
}

_Noreturn void emu_end_by_signal(int signal)
{
    block_broken_pipes();
    emu_terminal_restore();
    emu_say_signal(signal);
    leave(END_SIGNAL + signal);
}

static uint64_t program_counter(const ucontext_t *context)
{
#if defined(__x86_64__)
    return (uint64_t)context->uc_mcontext.gregs[REG_RIP];
#else
    return context->uc_mcontext.pc;
#endif
}

static uint64_t stack_pointer(const ucontext_t *context)
{
#if defined(__x86_64__)
    return (uint64_t)context->uc_mcontext.gregs[REG_RSP];
#else
    return context->uc_mcontext.sp;
#endif
}

static const char *name_of(int signal)
{
    switch (signal) {
    case SIGSEGV: return "segmentation fault";
    case SIGBUS: return "bus error";
    case SIGILL: return "illegal instruction";
    case SIGFPE: return "arithmetic fault";
    default: return "fault";
    }
}

void emu_on_crash(int signal, siginfo_t *info, void *opaque)
{
    enum { STACK_REACH = 1 << 16, LARGEST_EXECUTABLE = 1 << 28 };
    const ucontext_t *context = opaque;
    char text[256], place[64] = "";
    if (info->si_code <= 0)
        emu_end_by_signal(signal);
    uint64_t pc = program_counter(context), address = (uint64_t)info->si_addr, stack = stack_pointer(context);
    if (pc - (uint64_t)__ehdr_start < LARGEST_EXECUTABLE)
        snprintf(place, sizeof place, " (0x%llx in the executable)", (unsigned long long)(pc - (uint64_t)__ehdr_start));
    const char *kind = signal == SIGSEGV && address + STACK_REACH > stack && address < stack + STACK_REACH
        ? "stack overflow" : name_of(signal);
    snprintf(text, sizeof text, "internal error: %s at address 0x%llx, instruction 0x%llx%s; please report it", kind,
        (unsigned long long)address, (unsigned long long)pc, place);
    emu_end(END_INTERNAL, text);
}
