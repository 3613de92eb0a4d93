/*
 * Copies from and to guest memory, which may not be there. Every access of guest memory stands between
 * emu_guest_copy_begin and emu_guest_copy_end; a handler of SIGSEGV and SIGBUS that meets a pc there lets execution go
 * on at emu_guest_copy_fault, with all registers as they are. There the counter register holds how much is left.
 */
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

/* Copies n bytes forwards; returns how many were not copied: 0, or what is left from the fault on. An aligned copy of 4
 * or 8 bytes is one access. */
size_t emu_guest_copy(void *to, const void *from, size_t n);

/* Looks for a zero in the first n bytes; returns ~length, which is negative, or after a fault what was left of n, which
 * is positive. Without a zero the length is n. */
int64_t emu_guest_strnlen(const char *text, size_t n);

extern const char emu_guest_copy_begin[] __attribute__((visibility("hidden")));
extern const char emu_guest_copy_end[] __attribute__((visibility("hidden")));
extern const char emu_guest_copy_fault[] __attribute__((visibility("hidden")));

#define FUNCTION(name) ".globl " name "\n.type " name ", %function\n" name ":\n"
#define LABEL(name) ".globl " name "\n.hidden " name "\n" name ":\n"

#if defined(__x86_64__)
__asm__(
    ".text\n"
    FUNCTION("emu_guest_copy")
    "  movq %rdx, %rcx\n"
    "  cmpq $8, %rdx\n"
    "  je 8f\n"
    "  cmpq $4, %rdx\n"
    "  je 4f\n"
    LABEL("emu_guest_copy_begin")
    "  rep movsb\n"
    "  jmp 1f\n"
    "8: movq (%rsi), %rax\n"
    "  movq %rax, (%rdi)\n"
    "  xorl %eax, %eax\n"
    "  ret\n"
    "4: movl (%rsi), %eax\n"
    "  movl %eax, (%rdi)\n"
    "  xorl %eax, %eax\n"
    "  ret\n"
    "2: cmpb $0, (%rdi,%rsi)\n"
    "  je 3f\n"
    "  incq %rdi\n"
    "  decq %rcx\n"
    "  jnz 2b\n"
    "3: movq %rdi, %rax\n"
    "  notq %rax\n"
    "  ret\n"
    LABEL("emu_guest_copy_end")
    LABEL("emu_guest_copy_fault")
    "1: movq %rcx, %rax\n"
    "  ret\n"
    ".size emu_guest_copy, .-emu_guest_copy\n"
    FUNCTION("emu_guest_strnlen")
    "  movq %rsi, %rcx\n"
    "  movq %rdi, %rsi\n"
    "  xorl %edi, %edi\n"
    "  testq %rcx, %rcx\n"
    "  jnz 2b\n"
    "  jmp 3b\n"
    ".size emu_guest_strnlen, .-emu_guest_strnlen\n"
    ".section .note.GNU-stack,\"\",%progbits\n"
    ".text\n");

#define CONTEXT_PC(context) ((context)->uc_mcontext.gregs[REG_RIP])

#elif defined(__aarch64__)
__asm__(
    ".text\n"
    FUNCTION("emu_guest_copy")
    "  cmp x2, #8\n"
    "  b.eq 8f\n"
    "  cmp x2, #4\n"
    "  b.eq 4f\n"
    "  cbz x2, 1f\n"
    LABEL("emu_guest_copy_begin")
    "7: ldrb w3, [x1], #1\n"
    "  strb w3, [x0], #1\n"
    "  subs x2, x2, #1\n"
    "  b.ne 7b\n"
    "  b 1f\n"
    "8: ldr x3, [x1]\n"
    "  str x3, [x0]\n"
    "  mov x0, #0\n"
    "  ret\n"
    "4: ldr w3, [x1]\n"
    "  str w3, [x0]\n"
    "  mov x0, #0\n"
    "  ret\n"
    "2: ldrb w3, [x0, x1]\n"
    "  cbz w3, 3f\n"
    "  add x1, x1, #1\n"
    "  subs x2, x2, #1\n"
    "  b.ne 2b\n"
    "3: mvn x0, x1\n"
    "  ret\n"
    LABEL("emu_guest_copy_end")
    LABEL("emu_guest_copy_fault")
    "1: mov x0, x2\n"
    "  ret\n"
    ".size emu_guest_copy, .-emu_guest_copy\n"
    FUNCTION("emu_guest_strnlen")
    "  mov x2, x1\n"
    "  mov x1, #0\n"
    "  cbnz x2, 2b\n"
    "  b 3b\n"
    ".size emu_guest_strnlen, .-emu_guest_strnlen\n"
    ".section .note.GNU-stack,\"\",%progbits\n"
    ".text\n");

#define CONTEXT_PC(context) ((context)->uc_mcontext.pc)

#else
#error "copies that survive faults are not written for this host"
#endif

/* For a signal handler: when the fault is of a copy, lets the copy end, and returns 1. */
int emu_guest_copy_recover(void *context)
{
    ucontext_t *interrupted = context;
    uintptr_t pc = (uintptr_t)CONTEXT_PC(interrupted);
    if (pc < (uintptr_t)emu_guest_copy_begin || pc >= (uintptr_t)emu_guest_copy_end)
        return 0;
    CONTEXT_PC(interrupted) = (uintptr_t)emu_guest_copy_fault;
    return 1;
}
