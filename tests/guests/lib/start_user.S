// The environment "v": the program runs in U mode under Sv39, on pages that supervisor.c hands out on demand.
#include "layout.h"

#define KERNEL_ALIAS 0xffffffff00000000 // the supervisor's address of a physical address in RAM, less that address

    .section .text.start, "ax"
    .globl _start
_start:
    csrw mie, zero
    lla t0, m_trap
    csrw mtvec, t0
    csrr a0, mhartid
1:  bnez a0, 1b
    lla sp, supervisor_stack_end
    li t0, -1
    csrw pmpaddr0, t0
    csrw mcounteren, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    li t0, 0xb3ff                   // every exception that a user program can raise goes to the supervisor
    csrw medeleg, t0
    li t0, 0x6000                   // FS = dirty
    csrs mstatus, t0
    csrw fcsr, zero
    li t0, 0xf0                     // CBZE, CBCFE, CBIE
    csrw menvcfg, t0
    call supervisor_build_tables    // returns satp
    csrw satp, a0
    sfence.vma
    li t1, KERNEL_ALIAS
    lla t0, supervisor_start
    add t0, t0, t1
    csrw mepc, t0
    li t0, 0x1800
    csrc mstatus, t0
    li t0, 0x0800                   // MPP = S
    csrs mstatus, t0
    mret

    .balign 4
m_trap:
    csrr a1, mcause
    csrr a2, mepc
    csrr a3, mtval
    lla sp, supervisor_stack_end
    lla a0, machine_name
    tail report_trap

    .text
supervisor_start:
    lla sp, supervisor_stack_end
    lla t0, s_trap
    csrw stvec, t0
    lla t0, frame
    csrw sscratch, t0
    li t0, -1
    csrw scounteren, t0
    li t0, 0xf0
    csrw senvcfg, t0
    li t0, 0x100                    // SPP = U
    csrc sstatus, t0
    lla t0, user_start
    li t1, KERNEL_ALIAS
    sub t0, t0, t1
    csrw sepc, t0
    sret

user_start:
    lla sp, user_stack_end
    call test_main
    li a0, 0
    li a7, CALL_EXIT
    ecall

    .balign 4
s_trap:
    csrrw tp, sscratch, tp
    .irp n, 1,2,3,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    sd x\n, 8*\n(tp)
    .endr
    csrr t0, sscratch
    sd t0, 8*4(tp)
    csrr t0, sepc
    sd t0, 0(tp)
    csrw sscratch, tp
    mv a0, tp
    csrr a1, scause
    csrr a2, stval
    lla sp, supervisor_stack_end
    call supervisor_trap
    csrr tp, sscratch
    ld t0, 0(tp)
    csrw sepc, t0
    .irp n, 1,2,3,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    ld x\n, 8*\n(tp)
    .endr
    ld tp, 8*4(tp)
    sret

    .section .rodata
machine_name:
    .asciz "M"

    .bss
    .balign 16
frame:
    .zero 8 * 32
    .zero 8192
supervisor_stack_end:
    .zero STACK_BYTES
user_stack_end:
