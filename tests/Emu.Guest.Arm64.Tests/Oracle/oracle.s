// Runs the cases behind `cases`: enters each by returning from a signal, and writes the state in which it stopped.
        .equ    CONTEXT, 176 + 8        // of the general registers in a ucontext
        .equ    FLOATS, 176 + 288 + 8   // of FPSR, FPCR and the vectors
        .equ    MEMORY, 0x50000000
        .equ    CODE, 0x40000800
        .equ    GENERAL_WORDS, 34
        .equ    FLOAT_WORDS, 65
        .equ    MEMORY_WORDS, 32
        .equ    REST_WORDS, 480         // of the page
        .equ    CODE_WORDS, 32
        .equ    RESULT_SIZE, 8 * (1 + GENERAL_WORDS + FLOAT_WORDS + MEMORY_WORDS)

        .macro  copy to, from, count
        mov     x15, \count
1:      ldr     x16, [\from], #8
        str     x16, [\to], #8
        subs    x15, x15, #1
        b.ne    1b
        .endm

        .text
        .global _start
_start: ldr     x0, =stack
        mov     x1, #0
        mov     x8, #132                // sigaltstack
        svc     #0
        mov     x20, #4                 // SIGILL
        bl      catch
        mov     x20, #5                 // SIGTRAP
        bl      catch
        mov     x20, #7                 // SIGBUS
        bl      catch
        mov     x20, #11                // SIGSEGV
        bl      catch
        brk     #0

catch:  mov     x0, x20
        ldr     x1, =action
        mov     x2, #0
        mov     x3, #8
        mov     x8, #134                // rt_sigaction
        svc     #0
        ret

handler:
        mov     x21, x2
        ldr     x22, =next
        ldr     x23, [x22]
        cbz     x23, begin
        ldr     x1, =result
        mov     x2, x1
        str     x0, [x2], #8
        add     x3, x21, #CONTEXT
        copy    x2, x3, #GENERAL_WORDS
        add     x3, x21, #FLOATS
        copy    x2, x3, #FLOAT_WORDS
        ldr     x3, =MEMORY
        copy    x2, x3, #MEMORY_WORDS
        mov     x0, #1
        mov     x2, #RESULT_SIZE
        mov     x8, #64                 // write
        svc     #0
        b       more
begin:  ldr     x23, =cases
more:   ldr     x3, =end
        cmp     x23, x3
        b.ne    enter
        mov     x0, #0
        mov     x8, #94                 // exit_group
        svc     #0
enter:  add     x2, x21, #CONTEXT
        copy    x2, x23, #GENERAL_WORDS
        add     x2, x21, #FLOATS
        copy    x2, x23, #FLOAT_WORDS
        ldr     x2, =MEMORY
        copy    x2, x23, #MEMORY_WORDS
        mov     x15, #REST_WORDS
1:      str     xzr, [x2], #8
        subs    x15, x15, #1
        b.ne    1b
        ldr     x2, =CODE
        copy    x2, x23, #CODE_WORDS
        str     x23, [x22]
        clrex
        mov     x8, #139                // rt_sigreturn
        svc     #0

        .data
        .balign 8
next:   .quad   0
action: .quad   handler, 0x48000004, 0, 0  // SA_NODEFER, SA_ONSTACK, SA_SIGINFO
stack:  .quad   stack_memory, 0, 0x10000
result: .skip   RESULT_SIZE
        .balign 16
stack_memory:
        .skip   0x10000

        .section .rodata
        .balign 8
cases:  .incbin "cases.bin"
end:

        .section .case, "awx"
        .rept   1024
        brk     #0
        .endr
        .section .memory, "aw"
        .skip   4096
