/* System calls by number, past the C library: the results are the kernel's. */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

long emu_syscall(long number, long a0, long a1, long a2, long a3, long a4, long a5)
{
    long result = syscall(number, a0, a1, a2, a3, a4, a5);
    return result == -1 ? -errno : result;
}

/*
 * long emu_syscall_interruptible(volatile int *pending, long number, long a0, ... long a5): not entered while *pending
 * is set; the result is then -513. A handler that sets *pending and finds the pc between emu_interruptible_begin and
 * emu_interruptible_call lets execution go on at emu_interruptible_skip, for that. The kernel is entered by the
 * instruction at emu_interruptible_call, and puts the pc back on it when the call is to be made again after the handler,
 * which then goes on at emu_interruptible_again, for -512: so a signal is either seen by this function, or has ended a
 * call whose result stands.
 */
#define LABEL(name) ".globl " name "\n.hidden " name "\n" name ":\n"
#define BEGIN_FUNCTION(name) ".text\n.p2align 4\n.globl " name "\n.type " name ", %function\n" name ":\n.cfi_startproc\n"
#define END_FUNCTION(name) ".cfi_endproc\n.size " name ", .-" name "\n"

#if defined(__x86_64__)
__asm__(BEGIN_FUNCTION("emu_syscall_interruptible")
        "movq %rdi, %r11\n"
        "movq %rsi, %rax\n"
        "movq %rdx, %rdi\n"
        "movq %rcx, %rsi\n"
        "movq %r8, %rdx\n"
        "movq %r9, %r10\n"
        "movq 8(%rsp), %r8\n"
        "movq 16(%rsp), %r9\n"
        LABEL("emu_interruptible_begin")
        "cmpl $0, (%r11)\n"
        "jne emu_interruptible_skip\n"
        LABEL("emu_interruptible_call")
        "syscall\n"
        LABEL("emu_interruptible_end")
        "ret\n"
        LABEL("emu_interruptible_skip")
        "movq $-513, %rax\n"
        "ret\n"
        LABEL("emu_interruptible_again")
        "movq $-512, %rax\n"
        "ret\n"
        END_FUNCTION("emu_syscall_interruptible"));

/* Where the kernel lets a handler return to. */
__asm__(BEGIN_FUNCTION("emu_signal_return")
        "movl $15, %eax\n"
        "syscall\n"
        END_FUNCTION("emu_signal_return")
        ".hidden emu_signal_return\n");

#elif defined(__aarch64__)
__asm__(BEGIN_FUNCTION("emu_syscall_interruptible")
        "mov x9, x0\n"
        "mov x8, x1\n"
        "mov x0, x2\n"
        "mov x1, x3\n"
        "mov x2, x4\n"
        "mov x3, x5\n"
        "mov x4, x6\n"
        "mov x5, x7\n"
        LABEL("emu_interruptible_begin")
        "ldr w10, [x9]\n"
        "cbnz w10, emu_interruptible_skip\n"
        LABEL("emu_interruptible_call")
        "svc #0\n"
        LABEL("emu_interruptible_end")
        "ret\n"
        LABEL("emu_interruptible_skip")
        "mov x0, #-513\n"
        "ret\n"
        LABEL("emu_interruptible_again")
        "mov x0, #-512\n"
        "ret\n"
        END_FUNCTION("emu_syscall_interruptible"));

#else
#error "this host's system calls are not known here"
#endif
