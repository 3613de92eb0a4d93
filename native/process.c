/*
 * Fork of a process that has a runtime with threads in it, the gate that keeps threads still meanwhile, and what wakes
 * the parent of a vfork. docs/decisions/0011-fork.md says why it is done this way.
 *
 * Invariant: a thread whose word reads 1 is in here or in the kernel, holds no lock, and comes back to managed code only
 * while the gate is open.
 */
#include <errno.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "thread.h"

long emu_syscall_interruptible(volatile int *pending, long number, long a0, long a1, long a2, long a3, long a4, long a5);

/* Of the kernel's signal sets; the C library's own signals are among them. */
#define SIGNAL_SET_BYTES 8

static _Atomic int gate;
static _Atomic int arrivals;
static _Thread_local _Atomic int *own_word;
static _Thread_local int holds_gate;

static long wait_for(_Atomic int *word, int value, const struct timespec *timeout)
{
    return syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, timeout, 0, 0);
}

static void wake_all(_Atomic int *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 0x7fffffff, 0, 0, 0);
}

static void enter(_Atomic int *word)
{
    atomic_store(word, 1);
    if (atomic_load(&gate)) {
        atomic_fetch_add(&arrivals, 1);
        wake_all(&arrivals);
    }
}

static void leave(_Atomic int *word)
{
    for (;;) {
        atomic_store(word, 0);
        if (!atomic_load(&gate) || holds_gate)
            return;
        enter(word);
        wait_for(&gate, 1, 0);
    }
}

/* The calling thread's word from here on; null when the thread leaves those that the gate keeps still. */
void emu_gate_attach(_Atomic int *word)
{
    own_word = word;
}

/* Closes the gate; 0 when another thread has closed it first, and opened it again. */
int emu_gate_close(void)
{
    int open = 0;
    if (atomic_compare_exchange_strong(&gate, &open, 1)) {
        holds_gate = 1;
        return 1;
    }
    if (own_word) {
        enter(own_word);
        leave(own_word);
    }
    return 0;
}

void emu_gate_open(void)
{
    holds_gate = 0;
    atomic_store(&gate, 0);
    wake_all(&gate);
}

/* Waits at a closed gate. */
void emu_gate_pass(void)
{
    if (own_word && atomic_load(&gate)) {
        enter(own_word);
        leave(own_word);
    }
}

int emu_gate_arrivals(void)
{
    return atomic_load(&arrivals);
}

/* Waits until a thread has arrived since `seen` was read, for some milliseconds at most. */
void emu_gate_await(int seen)
{
    static const struct timespec limit = { .tv_nsec = 5000000 };
    wait_for(&arrivals, seen, &limit);
}

/* As emu_syscall_interruptible, and the thread counts as standing still for as long as the kernel has it. */
long emu_syscall_waiting(volatile int *pending, long number, long a0, long a1, long a2, long a3, long a4, long a5)
{
    _Atomic int *word = own_word;
    if (!word)
        return emu_syscall_interruptible(pending, number, a0, a1, a2, a3, a4, a5);
    enter(word);
    long result = emu_syscall_interruptible(pending, number, a0, a1, a2, a3, a4, a5);
    leave(word);
    return result;
}

/* A futex of this process only, for waits between the emulator's own threads. */
void emu_futex_wait(_Atomic int *word, int value)
{
    wait_for(word, value, 0);
}

void emu_futex_wake(_Atomic int *word)
{
    wake_all(word);
}

enum { HOLD_STILL = 1, HOLD_ENDS = 2, HOLD_RESTS = 3 };

static int *finalizer_tid;

/* Holds the calling thread, the runtime's finalizer: *word is HOLD_STILL from when it stands still. */
void emu_finalizer_hold(_Atomic int *word)
{
    finalizer_tid = emu_own_tid_field();
    atomic_store(word, HOLD_STILL);
    wake_all(word);
    for (int value; (value = atomic_load(word)) != HOLD_ENDS;) {
        if (value == HOLD_RESTS)
            emu_rest();
        else
            wait_for(word, value, 0);
    }
}

/* The finalizer, which is held, has no kernel thread any more; false when there is none whose end can be seen. */
int emu_finalizer_rest(_Atomic int *word)
{
    if (!finalizer_tid)
        return 0;
    int tid = *(volatile int *)finalizer_tid;
    atomic_store(word, HOLD_RESTS);
    wake_all(word);
    emu_rest_await(tid);
    return 1;
}

/* The finalizer is held as before. Returns 0, or a negative error when the kernel makes no thread. */
long emu_finalizer_resume(_Atomic int *word)
{
    atomic_store(word, HOLD_STILL);
    return emu_rest_end();
}

void emu_finalizer_release(_Atomic int *word)
{
    atomic_store(word, HOLD_ENDS);
    wake_all(word);
}

/* Waits, some milliseconds at most, until the finalizer is held. */
int emu_finalizer_await(_Atomic int *word)
{
    static const struct timespec limit = { .tv_nsec = 5000000 };
    if (atomic_load(word) == 0)
        wait_for(word, 0, &limit);
    return atomic_load(word) == HOLD_STILL;
}

static void set_mask(const void *mask, void *old)
{
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, mask, old, SIGNAL_SET_BYTES);
}

/* Blocks all signals of the calling thread; returns those that were blocked. */
uint64_t emu_signals_block(void)
{
    uint64_t all = ~0ull, old = 0;
    set_mask(&all, &old);
    return old;
}

void emu_signals_restore(uint64_t blocked)
{
    set_mask(&blocked, 0);
}

/*
 * What a vfork's parent waits on, in memory shared with the child. The child owns the word as it would own a robust mutex:
 * the kernel marks it when the child executes another program or dies, whatever it dies of.
 */
struct vfork {
    struct robust_list_head head;
    struct robust_list entry;
    _Atomic uint32_t word;
};

_Static_assert(sizeof(struct vfork) <= 64, "HostProcess.VforkSize");

static void own_until_exec(struct vfork *shared)
{
    atomic_store(&shared->word, (uint32_t)syscall(SYS_gettid) | FUTEX_WAITERS);
    shared->entry.next = &shared->head.list;
    shared->head.list.next = &shared->entry;
    shared->head.futex_offset = (char *)&shared->word - (char *)&shared->entry;
    shared->head.list_op_pending = 0;
    syscall(SYS_set_robust_list, &shared->head, sizeof shared->head);
}

/* Where the C library keeps a thread's id: the kernel writes that of a new task there, which the C library does not make. */
int *emu_own_tid_field(void)
{
    enum { LIMIT = 2048, USUAL = 0x2d0 };
    static _Atomic long offset;
    char *self = (char *)pthread_self();
    long at = atomic_load(&offset);
    if (at == 0) {
        int tid = (int)syscall(SYS_gettid);
        at = USUAL;
        if (*(int *)(self + at) != tid)
            for (at = 0; at < LIMIT && *(int *)(self + at) != tid; at += (long)sizeof tid) {
            }
        if (at == LIMIT)
            return 0;
        atomic_store(&offset, at);
    }
    return (int *)(self + at);
}

/*
 * Forks with the flags of clone(2), but neither the C library nor the runtime take part. Nothing happens, and the result is
 * -ERESTARTNOINTR, when a signal has been taken from the kernel and not been delivered. Returns the child's id, 0 in the
 * child, whose signals stay blocked until it has forgotten what had arrived for the parent, or a negative error number.
 */
long emu_fork(volatile int *pending, unsigned long flags, int *pidfd, struct vfork *shared)
{
    enum { RESTART_ALWAYS = 513 };
    int *tid = emu_own_tid_field();
    if (!tid)
        return -ENOSYS;
    if (shared)
        atomic_store(&shared->word, FUTEX_WAITERS);
    uint64_t blocked = emu_signals_block();
    long result = -RESTART_ALWAYS;
    if (!*pending) {
        result = syscall(SYS_clone, flags | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID, 0L, pidfd, tid, 0L);
        if (result < 0)
            result = -errno;
        if (result == 0 && shared)
            own_until_exec(shared);
    }
    if (result != 0)
        emu_signals_restore(blocked);
    return result;
}

static int has_ended(int pid)
{
    siginfo_t info = { .si_pid = 0 };
    if (syscall(SYS_waitid, P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT | __WALL, 0) == 0)
        return info.si_pid == pid;
    return kill(pid, 0) < 0 && errno == ESRCH;
}

/* Waits until a child made with `shared` has executed a program or ended. Signals wait as well, as in the kernel. */
void emu_vfork_wait(struct vfork *shared, int pid)
{
    /* The limit is for a child that is killed before it owns the word. */
    static const struct timespec limit = { .tv_nsec = 100000000 };
    _Atomic int *own = own_word;
    if (own)
        enter(own);
    for (;;) {
        uint32_t value = atomic_load(&shared->word);
        if (value & FUTEX_OWNER_DIED)
            break;
        long result = syscall(SYS_futex, &shared->word, FUTEX_WAIT, value, &limit, 0, 0);
        if (result < 0 && errno == ETIMEDOUT && has_ended(pid))
            break;
    }
    if (own)
        leave(own);
}

/* Ends the calling thread at once; the runtime, like the gate, goes on believing that it is in native code. */
_Noreturn void emu_exit_thread(int code)
{
    if (own_word)
        enter(own_word);
    for (;;)
        syscall(SYS_exit, code);
}

_Noreturn void emu_exit_process(int code)
{
    for (;;)
        syscall(SYS_exit_group, code);
}
