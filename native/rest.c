/*
 * Threads that rest: their stack, their thread-local memory and what the C library and the runtime know of them stay, but
 * the kernel has no thread for them, until another thread makes it a new one. So a process can have one thread for as long as
 * a system call demands that (docs/decisions/0016-single-threaded.md). The runtime takes them for threads in native code.
 *
 * Invariant: a thread rests with all signals blocked, with no lock held, and with its registers on its own stack, which
 * nobody else touches. There is one at a time.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/rseq.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "thread.h"

#define BEGIN_FUNCTION(name) ".text\n.p2align 4\n.globl " name "\n.hidden " name "\n.type " name ", %function\n" name ":\n"
#define END_FUNCTION(name) ".size " name ", .-" name "\n"

/* Saves what a function has to keep on the stack, stores the stack pointer, and ends the kernel's thread. Returns when
 * emu_rest_clone has made another. */
void emu_rest_leave(void **stack);

/* clone(2) of a thread that goes on behind emu_rest_leave; in the caller its id or a negative error. */
long emu_rest_clone(unsigned long flags, void *stack, int *parent_tid, int *child_tid, void *tls);

#if defined(__x86_64__)
__asm__(BEGIN_FUNCTION("emu_rest_leave")
        "pushq %rbp\n"
        "pushq %rbx\n"
        "pushq %r12\n"
        "pushq %r13\n"
        "pushq %r14\n"
        "pushq %r15\n"
        "subq $8, %rsp\n"
        "stmxcsr (%rsp)\n"
        "fnstcw 4(%rsp)\n"
        "movq %rsp, (%rdi)\n"
        "movl $60, %eax\n"
        "xorl %edi, %edi\n"
        "syscall\n"
        "hlt\n"
        END_FUNCTION("emu_rest_leave"));

__asm__(BEGIN_FUNCTION("emu_rest_clone")
        "movl $56, %eax\n"
        "movq %rcx, %r10\n"
        "syscall\n"
        "testq %rax, %rax\n"
        "jz 1f\n"
        "ret\n"
        "1: ldmxcsr (%rsp)\n"
        "fldcw 4(%rsp)\n"
        "addq $8, %rsp\n"
        "popq %r15\n"
        "popq %r14\n"
        "popq %r13\n"
        "popq %r12\n"
        "popq %rbx\n"
        "popq %rbp\n"
        "ret\n"
        END_FUNCTION("emu_rest_clone"));

#elif defined(__aarch64__)
__asm__(BEGIN_FUNCTION("emu_rest_leave")
        "stp x29, x30, [sp, #-176]!\n"
        "stp x19, x20, [sp, #16]\n"
        "stp x21, x22, [sp, #32]\n"
        "stp x23, x24, [sp, #48]\n"
        "stp x25, x26, [sp, #64]\n"
        "stp x27, x28, [sp, #80]\n"
        "stp d8, d9, [sp, #96]\n"
        "stp d10, d11, [sp, #112]\n"
        "stp d12, d13, [sp, #128]\n"
        "stp d14, d15, [sp, #144]\n"
        "mrs x9, fpcr\n"
        "str x9, [sp, #160]\n"
        "mov x9, sp\n"
        "str x9, [x0]\n"
        "mov x8, #93\n"
        "mov x0, #0\n"
        "svc #0\n"
        "brk #0\n"
        END_FUNCTION("emu_rest_leave"));

/* The kernel takes the last two in the other order here. */
__asm__(BEGIN_FUNCTION("emu_rest_clone")
        "mov x8, #220\n"
        "mov x9, x3\n"
        "mov x3, x4\n"
        "mov x4, x9\n"
        "svc #0\n"
        "cbz x0, 1f\n"
        "ret\n"
        "1: ldr x9, [sp, #160]\n"
        "msr fpcr, x9\n"
        "ldp x19, x20, [sp, #16]\n"
        "ldp x21, x22, [sp, #32]\n"
        "ldp x23, x24, [sp, #48]\n"
        "ldp x25, x26, [sp, #64]\n"
        "ldp x27, x28, [sp, #80]\n"
        "ldp d8, d9, [sp, #96]\n"
        "ldp d10, d11, [sp, #112]\n"
        "ldp d12, d13, [sp, #128]\n"
        "ldp d14, d15, [sp, #144]\n"
        "ldp x29, x30, [sp], #176\n"
        "ret\n"
        END_FUNCTION("emu_rest_clone"));
#endif

static struct {
    void *stack, *tls;
    int *tid;
} resting;

/* The kernel's thread gives up its place in the list of those that restart sequences, and so does the C library's copy. */
static void register_sequences(void)
{
    struct rseq *area = (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);
    if (__rseq_size == 0)
        return;
    area->cpu_id = (uint32_t)RSEQ_CPU_ID_UNINITIALIZED;
    area->rseq_cs = 0;
    if (syscall(SYS_rseq, area, sizeof *area, 0, RSEQ_SIG) < 0)
        area->cpu_id = (uint32_t)RSEQ_CPU_ID_REGISTRATION_FAILED;
}

/* Ends the kernel's thread of the caller; returns on a new one, which is as the old one was. */
void emu_rest(void)
{
    char name[16];
    stack_t alternate;
    void *robust;
    size_t robust_size;
    uint64_t blocked = emu_signals_block();
    resting.tls = __builtin_thread_pointer();
    resting.tid = emu_own_tid_field();
    (void)prctl(PR_GET_NAME, name);
    (void)sigaltstack(0, &alternate);
    long has_robust = syscall(SYS_get_robust_list, 0, &robust, &robust_size);
    emu_rest_leave(&resting.stack);
    if (has_robust == 0)
        (void)syscall(SYS_set_robust_list, robust, robust_size);
    register_sequences();
    if (!(alternate.ss_flags & SS_DISABLE))
        (void)sigaltstack(&alternate, 0);
    (void)prctl(PR_SET_NAME, name);
    emu_signals_restore(blocked);
}

/* Waits until the kernel knows a thread of this process no more. */
void emu_rest_await(int tid)
{
    static const struct timespec moment = { .tv_nsec = 20000 };
    while (syscall(SYS_tgkill, getpid(), tid, 0) == 0 || errno != ESRCH)
        (void)nanosleep(&moment, 0);
}

/* Makes the thread that rests a new kernel thread, with the caller's rights and namespaces. Returns 0 or a negative error. */
long emu_rest_end(void)
{
    const unsigned long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM
        | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
    uint64_t blocked = emu_signals_block();
    long result = emu_rest_clone(flags, resting.stack, resting.tid, resting.tid, resting.tls);
    emu_signals_restore(blocked);
    return result < 0 ? result : 0;
}
