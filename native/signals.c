/*
 * Signals of a user-mode guest on the host (docs/decisions/0010-user-mode.md). A handler only notes what has arrived,
 * and blocks what else may come until the thread, on its way back to the program, has built the guest's frame: so the
 * host's kernel queues, in its order. Nothing here is in use before emu_signals_begin.
 */
#include "signals.h"

#include "ending.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ALTERNATE_STACK = 64 * 1024, INTERRUPT_REQUEST = 1, MAIL_REQUEST = 4, RESTART_ALWAYS = -513, RESTORER = 0x04000000 };

/* Behind the emulator's own descriptors (Emu.Linux.Files.ReservedDescriptors). */
enum { HIGHEST_DESCRIPTOR = 1023 };

/* The value of a signal that the guest has sent with the runtime's number, by the call with which the runtime sends it. */
#define GUEST_MARK ((void *)0x656d75677565)

/* The value of one by which another process of the emulator's says that it writes to this one's memory. */
#define ASK_MARK ((void *)0x6b6361706f656d75)

extern const char emu_interruptible_begin[], emu_interruptible_call[], emu_interruptible_end[];
extern const char emu_interruptible_skip[], emu_interruptible_again[];
#if defined(__x86_64__)
extern void emu_signal_return(void) __attribute__((visibility("hidden")));
#endif

uint64_t emu_open_signals;

/* As the process was started, before the runtime's own changes. */
static struct {
    int is_user_mode;
    uint64_t mask, ignored;
} start;

static int runtime_signal;
static struct kernel_action runtime_action;

static __thread struct guest_signals *current __attribute__((tls_model("initial-exec")));

/* All guest threads; the lock is held with all signals blocked. first_thread is the id of the first, or 0. */
static struct guest_signals *threads;
static volatile int32_t threads_lock, first_thread;

int emu_kernel_action(int signal, const struct kernel_action *action, struct kernel_action *old)
{
    return syscall(SYS_rt_sigaction, signal, action, old, sizeof(uint64_t)) < 0 ? -errno : 0;
}

void emu_kernel_mask(uint64_t mask, uint64_t *old)
{
    (void)syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, old, sizeof mask);
}

struct guest_signals *emu_current_signals(void)
{
    return current;
}

/* While there is one thread, the kernel's table of descriptors grows at once; later it waits for all processors to have
 * passed a quiet state, which takes longer than a short program. */
static void make_room_for_descriptors(void)
{
    int root = open("/", O_PATH | O_CLOEXEC);
    if (root < 0)
        return;
    int high = fcntl(root, F_DUPFD_CLOEXEC, HIGHEST_DESCRIPTOR);
    if (high >= 0)
        close(high);
    close(root);
}

/*
 * Before the runtime starts: what the program inherits is what this process was started with. The runtime's own threads
 * inherit a mask that keeps the guest's signals from them.
 */
__attribute__((constructor)) static void remember_start(int count, char **arguments)
{
    if (!emu_is_user_mode(count, arguments))
        return;
    start.is_user_mode = 1;
    for (int signal = 1; signal <= SIGNAL_COUNT; signal++) {
        struct kernel_action action;
        if (emu_kernel_action(signal, 0, &action) == 0 && action.handler.plain == SIG_IGN)
            start.ignored |= SIGNAL_BIT(signal);
    }
    make_room_for_descriptors();
    /* 32 is the runtime's own here (runtime_signal.c). */
    emu_kernel_mask(~(FAULT_SIGNALS | SIGNAL_BIT(32)), &start.mask);
}

/*
 * On the first thread, before the program runs: what is sent meanwhile does to the process what it would do to a program
 * that has just been executed, instead of waiting for a file or a lock with it.
 */
void emu_signals_let_in(void)
{
    if (start.is_user_mode)
        emu_kernel_mask(start.mask & ~FAULT_SIGNALS, 0);
}

static void request_attention(struct guest_signals *self)
{
    self->pending = 1;
    if (self->requests)
        (void)__atomic_or_fetch(self->requests, INTERRUPT_REQUEST, __ATOMIC_SEQ_CST);
}

/* A standard signal that has arrived already is not noted twice, as in the kernel. */
static void note(struct guest_signals *self, int signal, const siginfo_t *info)
{
    int count = self->count;
    for (int i = 0; signal < 32 && i < count; i++)
        if (self->entries[i].si_signo == signal)
            return;
    if (count == ENTRY_COUNT)
        return;
    self->entries[count] = *info;
    self->entries[count].si_signo = signal;
    self->count = count + 1;
}

/* After a call that a signal has ended, though the guest is not to notice. */
static void hide_interruption(const struct guest_signals *self, ucontext_t *context)
{
    if (!self->pending && CONTEXT_PC(context) == (uint64_t)emu_interruptible_end && CONTEXT_RESULT(context) == -EINTR)
        CONTEXT_RESULT(context) = RESTART_ALWAYS;
}

/*
 * Sends on what was sent to the process, or to a thread when it is not 0. The kernel lets nobody but the receiver say
 * that it is the kernel or kill(2) that sends: a thread gets that as a mark. What cannot be queued arrives all the same, as
 * one sent from here.
 */
static void send_on(int thread, int signal, siginfo_t *info)
{
    int process = getpid();
    if (thread != 0) {
        siginfo_t passed = *info;
        if (info->si_code >= 0 || info->si_code == SI_TKILL)
            passed.si_code = PASSED_MARK - info->si_code;
        if (syscall(SYS_rt_tgsigqueueinfo, process, thread, signal, &passed) < 0)
            (void)syscall(SYS_tgkill, process, thread, signal);
    } else if (syscall(SYS_rt_sigqueueinfo, process, signal, info) < 0) {
        (void)syscall(SYS_kill, process, signal);
    }
}

/* A thread that is no guest's passes the signal on, and sees none of its kind again. */
static void pass_on(int signal, siginfo_t *info, ucontext_t *context)
{
    int thread = first_thread, is_open = (emu_open_signals & SIGNAL_BIT(signal)) != 0;
    *context_mask(context) |= ~emu_open_signals;
    if (!is_open || thread != 0)
        send_on(is_open ? thread : 0, signal, info);
}

/* Takes off what send_on, emu_signals_kill_thread and emu_signals_mark have put on. */
void emu_signals_unmark(siginfo_t *info)
{
    if (info->si_code < PASSED_MARK / 2)
        info->si_code = PASSED_MARK - info->si_code;
    if (info->si_code == KERNEL_MARK) {
        info->si_code = SI_KERNEL;
    } else if (info->si_code == SI_QUEUE && info->si_value.sival_ptr == GUEST_MARK) {
        info->si_code = SI_TKILL;
        info->si_value.sival_ptr = 0;
    }
}

void emu_signal_arrived(int signal, siginfo_t *info, ucontext_t *context)
{
    struct guest_signals *self = current;
    int saved_errno = errno;
    if (!self) {
        pass_on(signal, info, context);
        errno = saved_errno;
        return;
    }
    emu_signals_unmark(info);
    if (self->mask & SIGNAL_BIT(signal))
        hide_interruption(self, context);
    note(self, signal, info);
    request_attention(self);
    *context_mask(context) |= ~emu_open_signals;

    uint64_t pc = CONTEXT_PC(context);
    if (pc >= (uint64_t)emu_interruptible_begin && pc < (uint64_t)emu_interruptible_call)
        CONTEXT_PC(context) = (uint64_t)emu_interruptible_skip;
    else if (pc == (uint64_t)emu_interruptible_call)
        CONTEXT_PC(context) = CONTEXT_HAS_CALLED(context) ? (uint64_t)emu_interruptible_again
                                                          : (uint64_t)emu_interruptible_skip;
    errno = saved_errno;
}

static void on_signal(int signal, siginfo_t *info, void *context)
{
    emu_signal_arrived(signal, info, context);
}

/* The runtime asks a thread of managed code to stop for a collection. */
static void on_runtime_signal(int signal, siginfo_t *info, void *context)
{
    if (info->si_code == SI_QUEUE && info->si_value.sival_ptr == ASK_MARK) {
        emu_watch_asked();
        if (current && current->requests)
            (void)__atomic_or_fetch(current->requests, MAIL_REQUEST, __ATOMIC_SEQ_CST);
        if (current)
            hide_interruption(current, context);
        return;
    }
    if (info->si_code != SI_TKILL || info->si_pid != getpid()) {
        emu_signal_arrived(signal, info, context);
        return;
    }
    int saved_errno = errno;
    runtime_action.handler.full(signal, info, context);
    if (current)
        hide_interruption(current, context);
    errno = saved_errno;
}

static int install(int signal, void (*handler)(int, siginfo_t *, void *), unsigned long flags)
{
    struct kernel_action action = { .handler.full = handler, .flags = SA_SIGINFO | SA_RESTART | flags, .mask = ~0ull };
#if defined(__x86_64__)
    action.flags |= RESTORER;
    action.restorer = emu_signal_return;
#endif
    return emu_kernel_action(signal, &action, 0);
}

static void find_runtime_signal(void)
{
    for (int signal = 32; signal <= 34; signal += 2) {
        struct kernel_action action;
        if (emu_kernel_action(signal, 0, &action) == 0 && (action.flags & SA_SIGINFO)) {
            runtime_signal = signal;
            runtime_action = action;
            emu_open_signals |= SIGNAL_BIT(signal);
            return;
        }
    }
}

static void install_open(void)
{
    for (int signal = 1; signal < 32; signal++)
        if (FAULT_SIGNALS & SIGNAL_BIT(signal))
            (void)install(signal, emu_on_fault, SA_ONSTACK);
    /* On the stack that the runtime expects. */
    if (runtime_signal != 0)
        (void)install(runtime_signal, on_runtime_signal, runtime_action.flags & SA_ONSTACK);
}

/* What the guest has for a signal: 0 its default, 1 nothing, 2 a handler. Returns 0 or -errno. */
int emu_signals_set_action(int signal, int kind, unsigned flags)
{
    if (emu_open_signals & SIGNAL_BIT(signal))
        return 0;
    if (kind == 2)
        return install(signal, on_signal, SA_ONSTACK | flags);
    struct kernel_action action = { .handler.plain = kind == 1 ? SIG_IGN : SIG_DFL, .flags = flags };
#if defined(__x86_64__)
    action.flags |= RESTORER;
    action.restorer = emu_signal_return;
#endif
    return emu_kernel_action(signal, &action, 0);
}

/*
 * Once, before the first guest thread: faults are looked at here from now on, and signals have the dispositions with
 * which the process was started. The guest's memory is at base, limit bytes. Tells the mask and the ignored signals.
 */
void emu_signals_begin(uint64_t base, uint64_t limit, uint64_t *mask, uint64_t *ignored)
{
    if (!start.is_user_mode)
        (void)syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, &start.mask, sizeof start.mask);
    emu_open_signals = FAULT_SIGNALS;
    emu_faults_begin(base, limit);
    find_runtime_signal();
    install_open();
    for (int signal = 1; signal <= SIGNAL_COUNT; signal++)
        if (signal != SIGKILL && signal != SIGSTOP && signal != 33)
            (void)emu_signals_set_action(signal, (start.ignored & SIGNAL_BIT(signal)) != 0, 0);
    *mask = start.mask;
    *ignored = start.ignored;
}

static void lock_threads(uint64_t *mask)
{
    emu_kernel_mask(~0ull, mask);
    while (__atomic_exchange_n(&threads_lock, 1, __ATOMIC_ACQUIRE))
        (void)syscall(SYS_sched_yield);
}

static void unlock_threads(uint64_t mask)
{
    first_thread = threads ? threads->thread : 0;
    __atomic_store_n(&threads_lock, 0, __ATOMIC_RELEASE);
    emu_kernel_mask(mask, 0);
}

/* The calling thread becomes a guest's, with the mask that self tells. */
int emu_signals_attach(struct guest_signals *self)
{
    uint64_t mask;
    void *stack = mmap(0, ALTERNATE_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (stack == MAP_FAILED)
        return -errno;
    stack_t alternate = { .ss_sp = stack, .ss_size = ALTERNATE_STACK };
    (void)sigaltstack(&alternate, 0);

    lock_threads(&mask);
    self->thread = (int32_t)syscall(SYS_gettid);
    self->next = threads;
    threads = self;
    current = self;
    unlock_threads(self->mask & ~emu_open_signals);
    return 0;
}

/* The calling thread is no guest's any more and takes no signals; those sent to the process go to its other threads. */
void emu_signals_detach(struct guest_signals *self)
{
    uint64_t mask;
    stack_t stack, none = { .ss_flags = SS_DISABLE };
    lock_threads(&mask);
    current = 0;
    for (struct guest_signals **link = &threads; *link; link = &(*link)->next) {
        if (*link == self) {
            *link = self->next;
            break;
        }
    }
    unlock_threads(~emu_open_signals);
    for (int i = 0; i < self->count; i++) {
        siginfo_t *info = &self->entries[i];
        if (info->si_code != SI_TKILL)
            send_on(0, info->si_signo, info);
    }
    if (sigaltstack(&none, &stack) == 0 && stack.ss_size == ALTERNATE_STACK)
        (void)munmap(stack.ss_sp, ALTERNATE_STACK);
}

/* In a child process, whose only thread calls: nothing has arrived for it. Its mask is left as it is. */
void emu_signals_forked(struct guest_signals *self)
{
    uint64_t mask;
    emu_kernel_mask(~0ull, &mask);
    threads = self;
    threads_lock = 0;
    self->next = 0;
    self->thread = first_thread = (int32_t)syscall(SYS_gettid);
    self->count = 0;
    self->patch_count = 0;
    self->pending = 0;
    emu_watch_forked();
    emu_kernel_mask(self->mask & ~emu_open_signals, 0);
}

/* Moves what has arrived to the caller, who has room for all; afterwards all signals but the open ones are blocked. */
int emu_signals_take(struct guest_signals *self, siginfo_t *entries, struct patch *patches, int *patch_count)
{
    emu_kernel_mask(~0ull, 0);
    int count = self->count;
    memcpy(entries, self->entries, (size_t)count * sizeof *entries);
    *patch_count = self->patch_count;
    memcpy(patches, self->patches, (size_t)*patch_count * sizeof *patches);
    self->count = 0;
    self->patch_count = 0;
    self->pending = 0;
    emu_kernel_mask(~emu_open_signals, 0);
    return count;
}

/* The guest's mask becomes the host thread's. */
void emu_signals_set_mask(struct guest_signals *self, uint64_t mask)
{
    self->mask = mask;
    emu_kernel_mask(mask & ~emu_open_signals, 0);
}

/* Before another program is executed: the mask as the guest has it; what has arrived is for that program. */
void emu_signals_exec(struct guest_signals *self)
{
    emu_kernel_mask(~0ull, 0);
    for (int i = 0; i < self->count; i++)
        (void)syscall(SYS_rt_tgsigqueueinfo, getpid(), self->thread, self->entries[i].si_signo, &self->entries[i]);
    self->count = 0;
    self->pending = 0;
    emu_stack_limit_restore();
    emu_kernel_mask(self->mask, 0);
}

/* The program to be executed ignores the signal. */
void emu_signals_release(int signal)
{
    struct kernel_action action = { .handler.plain = SIG_IGN };
    if (emu_open_signals & SIGNAL_BIT(signal))
        (void)emu_kernel_action(signal, &action, 0);
}

/* It was not executed. */
void emu_signals_reclaim(void)
{
    emu_stack_limit_raise();
    install_open();
}

/*
 * Keeps the guest's signals from a thread that the calling one is about to start, which inherits the mask. Tells the mask
 * to come back to. Does nothing in a process without a guest program.
 */
uint64_t emu_signals_keep(void)
{
    uint64_t old = 0, wanted = emu_open_signals ? ~emu_open_signals : 0;
    (void)syscall(SYS_rt_sigprocmask, SIG_BLOCK, &wanted, &old, sizeof old);
    return old;
}

/* Signals that the host never blocks. */
uint64_t emu_signals_open(void)
{
    return emu_open_signals;
}

/* Before the guest sends information of its own making: what the kernel alone sends stays apart from it. */
void emu_signals_mark(siginfo_t *info)
{
    if (info->si_code == SI_KERNEL)
        info->si_code = KERNEL_MARK;
}

/*
 * tgkill for the guest, or tkill when process is 0. Tells the runtime's signal from the guest's with its number by a mark,
 * which the kernel takes for another thread only as queued (sigqueue(3)); what is told of it is tgkill's again.
 */
int emu_signals_kill_thread(int process, int thread, int signal)
{
    long result;
    if (signal == runtime_signal && signal != 0 && (process == 0 || process == getpid())) {
        siginfo_t info = { .si_signo = signal, .si_code = SI_QUEUE };
        info.si_pid = getpid();
        info.si_uid = getuid();
        info.si_value.sival_ptr = GUEST_MARK;
        result = syscall(SYS_rt_tgsigqueueinfo, getpid(), thread, signal, &info);
        if (result == 0 || process != 0)
            return result < 0 ? -errno : 0;
    }
    result = process == 0 ? syscall(SYS_tkill, thread, signal) : syscall(SYS_tgkill, process, thread, signal);
    return result < 0 ? -errno : 0;
}

/* Tells another process of the emulator's that its memory is written to. Returns the signal that does it, or -errno. */
int emu_signals_ask(int process)
{
    siginfo_t info = { .si_signo = runtime_signal, .si_code = SI_QUEUE };
    info.si_pid = getpid();
    info.si_uid = getuid();
    info.si_value.sival_ptr = ASK_MARK;
    if (runtime_signal == 0)
        return -ENOSYS;
    return syscall(SYS_rt_sigqueueinfo, process, runtime_signal, &info) < 0 ? -errno : runtime_signal;
}

/*
 * Ends the process as the signal's default does, so that the parent sees why. Returns if that is not to end it: the kernel
 * spares the first process of a namespace, but not for a fault of its own.
 */
void emu_signals_die(int signal, int is_fault)
{
    const uint64_t survived =
        SIGNAL_BIT(SIGSTOP) | SIGNAL_BIT(SIGTSTP) | SIGNAL_BIT(SIGTTIN) | SIGNAL_BIT(SIGTTOU) | SIGNAL_BIT(SIGCONT);
    struct kernel_action action = { .handler.plain = SIG_DFL };
    emu_kernel_mask(~0ull, 0);
    (void)emu_kernel_action(signal, &action, 0);
    (void)syscall(SYS_tgkill, getpid(), (int)syscall(SYS_gettid), signal);
    emu_kernel_mask(~SIGNAL_BIT(signal), 0);
    if (survived & SIGNAL_BIT(signal))
        return;
    /* What is sent to a thread has to be queued, for which RLIMIT_SIGPENDING may leave no room. */
    (void)syscall(SYS_kill, getpid(), signal);
    if (is_fault)
        (void)syscall(SYS_exit_group, 128 + signal);
}
