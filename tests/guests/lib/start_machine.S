// The environment "p": the program runs in machine mode, translation off. Traps are recorded in the hart's structure
// and resume where the program said; interrupts are recorded and masked. run_in() enters S and U mode.
#include "layout.h"

#define MSTATUS_FS 0x6000
#define MSTATUS_MPP 0x1800
#define MIE_MSIE 8

    .section .text.start, "ax"
    .globl _start
_start:
    csrw mie, zero
    lla t0, m_trap
    csrw mtvec, t0
    csrr a0, mhartid
    li t0, MAX_HARTS
1:  bgeu a0, t0, 1b
    lla tp, harts
    slli t1, a0, HART_SHIFT
    add tp, tp, t1
    sd a0, HART_ID(tp)
    csrw mscratch, tp
    csrw sscratch, tp
    lla sp, stacks
    li t2, STACK_BYTES
    addi t3, a0, 1
    mul t2, t2, t3
    add sp, sp, t2
    li t0, MSTATUS_FS
    csrs mstatus, t0
    csrw fcsr, zero
    li t0, -1                       // one PMP entry over everything: S and U may do what M may
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    bnez a0, park
    call test_main
    li a0, 0
    li a7, CALL_EXIT
    ecall

    // A secondary hart runs one job after the other, each announced by a software interrupt.
park:
    li t0, MIE_MSIE
    csrw mie, t0
1:  wfi
    ld t0, HART_JOB(tp)
    beqz t0, 1b
    fence rw, rw
    li t1, 0x2000000                // its own msip
    ld t2, HART_ID(tp)
    slli t2, t2, 2
    add t1, t1, t2
    sw zero, (t1)
    sd zero, HART_JOB(tp)
    ld a0, HART_JOB_ARGUMENT(tp)
    fence.i
    jalr t0
    fence rw, rw
    addi t0, tp, HART_JOBS_DONE
    li t1, 1
    amoadd.d zero, t1, (t0)
    j park

    .text

    // u64 run_in(u64 mode, u64 (*function)(u64), u64 argument): calls it in S (1) or U (0) mode.
    .globl run_in
run_in:
    sd ra, HART_CALLEE(tp)
    sd sp, HART_CALLEE+8(tp)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11
    sd s\n, HART_CALLEE+16+8*\n(tp)
    .endr
    li t0, MSTATUS_MPP
    csrc mstatus, t0
    slli t0, a0, 11
    csrs mstatus, t0
    lla ra, return_from_mode
    bnez a0, 1f
    ld t0, user_alias               // U mode sees the image through pages of its own
    add ra, ra, t0
    add sp, sp, t0
    add tp, tp, t0
    add a1, a1, t0
1:  csrw mepc, a1
    mv a0, a2
    mret

return_from_mode:
    li a7, CALL_RETURN
    ecall

    .balign 4
    .globl m_trap
m_trap:
    csrrw tp, mscratch, tp
    sd t0, HART_SPILL(tp)
    sd t1, HART_SPILL+8(tp)
    csrr t0, mcause
    bltz t0, m_interrupt
    addi t1, t0, -8
    sltiu t1, t1, 4
    beqz t1, 1f
    li t1, CALL_FIRST
    sub t1, a7, t1
    sltiu t1, t1, CALL_COUNT
    bnez t1, m_call
1:  sd t0, HART_CAUSE(tp)
    csrr t0, mepc
    sd t0, HART_EPC(tp)
    csrr t0, mtval
    sd t0, HART_TVAL(tp)
    csrr t0, mstatus
    sd t0, HART_STATUS(tp)
    li t0, 3
    sd t0, HART_LEVEL(tp)
    ld t0, HART_COUNT(tp)
    addi t0, t0, 1
    sd t0, HART_COUNT(tp)
    ld t0, HART_RESUME(tp)
    beqz t0, m_unexpected
    csrw mepc, t0
m_leave:
    ld t0, HART_SPILL(tp)
    ld t1, HART_SPILL+8(tp)
    csrrw tp, mscratch, tp
    mret

m_interrupt:
    sd t0, HART_IRQ_CAUSE(tp)
    li t1, 1
    sll t1, t1, t0
    csrc mie, t1
    csrr t0, mepc
    sd t0, HART_IRQ_EPC(tp)
    li t0, 3
    sd t0, HART_IRQ_LEVEL(tp)
    ld t0, HART_IRQ_COUNT(tp)
    addi t0, t0, 1
    sd t0, HART_IRQ_COUNT(tp)
    j m_leave

m_call:
    li t1, CALL_CASE
    beq a7, t1, m_case
    li t1, CALL_RETURN
    bne a7, t1, m_end
    ld ra, HART_CALLEE(tp)
    ld sp, HART_CALLEE+8(tp)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11
    ld s\n, HART_CALLEE+16+8*\n(tp)
    .endr
    csrw mscratch, tp
    ret

m_case:
    lla t0, report
    sd a0, (t0)
    sd a1, 8(t0)
    csrr t0, mepc
    addi t0, t0, 4
    csrw mepc, t0
    j m_leave

m_end:
    lla sp, emergency_stack_end
    csrw mscratch, tp
    li t0, 0x20000                  // no MPRV: the report is written with M's own eyes
    csrc mstatus, t0
    addi sp, sp, -48
    sd a0, 0(sp)
    sd a1, 8(sp)
    sd a2, 16(sp)
    sd a3, 24(sp)
    sd a4, 32(sp)
    mv a0, a7
    mv a1, sp
    tail machine_call

m_unexpected:
    li a7, CALL_TRAP_UNEXPECTED
    j m_end

    .balign 4
    .globl s_trap
s_trap:
    csrrw tp, sscratch, tp
    sd t0, HART_SPILL+16(tp)
    sd t1, HART_SPILL+24(tp)
    csrr t0, scause
    bltz t0, s_interrupt
    addi t1, t0, -8
    sltiu t1, t1, 2
    beqz t1, 1f
    li t1, CALL_FIRST
    sub t1, a7, t1
    sltiu t1, t1, CALL_COUNT
    beqz t1, 1f
    ecall                           // a delegated ecall that is meant for the environment
    csrr t0, sepc
    addi t0, t0, 4
    csrw sepc, t0
    j s_leave
1:  sd t0, HART_CAUSE(tp)
    csrr t0, sepc
    sd t0, HART_EPC(tp)
    csrr t0, stval
    sd t0, HART_TVAL(tp)
    csrr t0, sstatus
    sd t0, HART_STATUS(tp)
    li t0, 1
    sd t0, HART_LEVEL(tp)
    ld t0, HART_COUNT(tp)
    addi t0, t0, 1
    sd t0, HART_COUNT(tp)
    ld t0, HART_RESUME(tp)
    beqz t0, s_unexpected
    csrw sepc, t0
s_leave:
    ld t0, HART_SPILL+16(tp)
    ld t1, HART_SPILL+24(tp)
    csrrw tp, sscratch, tp
    sret

s_interrupt:
    sd t0, HART_IRQ_CAUSE(tp)
    li t1, 1
    sll t1, t1, t0
    csrc sie, t1
    csrr t0, sepc
    sd t0, HART_IRQ_EPC(tp)
    li t0, 1
    sd t0, HART_IRQ_LEVEL(tp)
    ld t0, HART_IRQ_COUNT(tp)
    addi t0, t0, 1
    sd t0, HART_IRQ_COUNT(tp)
    j s_leave

s_unexpected:
    li a7, CALL_TRAP_UNEXPECTED
    ecall

    .bss
    .balign HART_SIZE
    .globl harts
harts:
    .zero HART_SIZE * MAX_HARTS
    .balign 16
    .globl stacks
stacks:
    .zero STACK_BYTES * MAX_HARTS
emergency_stack:
    .zero 4096
emergency_stack_end:
    .globl user_alias
user_alias:
    .dword 0
