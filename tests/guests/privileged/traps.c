// guest: traps machine=spike harts=2
// Two harts, because QEMU splits an atomic into load and store when there is one, and reports the wrong cause.
// Every exception that the base machine raises, from each mode, and what the trap CSRs then say.
#include "machine.h"

#define HOLE 0x0040000000000000ul

static u64 memory[2] __attribute__((aligned(64)));

static void check_trap(u64 cause, u64 expected_cause, u64 epc, u64 tval)
{
    CHECK_EQUAL(cause, expected_cause);
    CHECK_EQUAL(this_hart()->epc, epc);
    CHECK_EQUAL(this_hart()->tval, tval);
}

/* Traps that do not depend on the mode; `mode` is where this runs. */
static u64 common_traps(u64 mode)
{
    struct hart *hart = this_hart();
    u64 at, cause;

    cause = TRY_VALUE(at, "lla t1, 8f\n li a7, 0\n 8: ecall");
    check_trap(cause, mode == MODE_M ? CAUSE_ECALL_M : mode == MODE_S ? CAUSE_ECALL_S : CAUSE_ECALL_U, at, 0);
    CHECK_EQUAL(hart->level, MODE_M);
    CHECK_EQUAL((hart->status & MSTATUS_MPP) >> 11, mode);

    cause = TRY_VALUE(at, "lla t1, 8f\n .option push\n .option norvc\n 8: ebreak\n .option pop");
    CHECK_EQUAL(cause, CAUSE_BREAKPOINT);
    CHECK_EQUAL(hart->epc, at);
    CHECK(hart->tval == 0 || hart->tval == at);
    cause = TRY_VALUE(at, "lla t1, 8f\n 8: c.ebreak");
    CHECK_EQUAL(cause, CAUSE_BREAKPOINT);
    CHECK_EQUAL(hart->epc, at);

    cause = TRY_VALUE(at, "lla t1, 8f\n 8: .4byte 0xffffffff");
    check_trap(cause, CAUSE_ILLEGAL, at, 0xffffffff);
    cause = TRY_VALUE(at, "lla t1, 8f\n 8: .2byte 0x8002\n nop");
    check_trap(cause, CAUSE_ILLEGAL, at, 0x8002);
    cause = TRY_VALUE(at, "lla t1, 8f\n 8: .2byte 0\n .2byte 0");
    check_trap(cause, CAUSE_ILLEGAL, at, 0);

    cause = TRY_VALUE(at, "lla t1, 8f\n .option push\n .option norvc\n 8: lw t0, 4(%2)\n .option pop", "r"(HOLE));
    check_trap(cause, CAUSE_LOAD_ACCESS, at, HOLE + 4);
    cause = TRY_VALUE(at, "lla t1, 8f\n .option push\n .option norvc\n 8: sd t0, 8(%2)\n .option pop", "r"(HOLE));
    check_trap(cause, CAUSE_STORE_ACCESS, at, HOLE + 8);
    cause = TRY_VALUE(at, "lla t1, 8f\n 8: fld ft0, 0(%2)", "r"(HOLE));
    check_trap(cause, CAUSE_LOAD_ACCESS, at, HOLE);
    CHECK_EQUAL(try_call(HOLE), CAUSE_FETCH_ACCESS);
    CHECK_EQUAL(hart->epc, HOLE);
    CHECK_EQUAL(hart->tval, HOLE);

    u64 address = (u64)memory;
    cause = TRY_VALUE(at, "lla t1, 8f\n 8: lr.w t0, (%2)", "r"(address + 2));
    check_trap(cause, CAUSE_LOAD_MISALIGNED, at, address + 2);
    cause = TRY_VALUE(at, "lla t1, 8f\n 8: lr.d t0, (%2)", "r"(address + 4));
    check_trap(cause, CAUSE_LOAD_MISALIGNED, at, address + 4);
    cause = TRY_VALUE(at, "lla t1, 8f\n 8: amoadd.w t0, t0, (%2)", "r"(address + 1));
    check_trap(cause, CAUSE_STORE_MISALIGNED, at, address + 1);
    cause = TRY_VALUE(at, "lla t1, 8f\n 8: amoswap.d t0, t0, (%2)", "r"(address + 4));
    check_trap(cause, CAUSE_STORE_MISALIGNED, at, address + 4);
    cause = TRY_VALUE(at, "lla t1, 8f\n 8: lr.d t0, (%2)", "r"(HOLE));
    check_trap(cause, CAUSE_LOAD_ACCESS, at, HOLE);
    return 0;
}

static void test_interrupt_stack(void)
{
    test_case("mstatus at a trap and after mret");
    CSR_SET(mstatus, MSTATUS_MIE);
    (void)TRY("csrr t1, mstatus\n ebreak");
    CHECK_EQUAL(this_hart()->status & (MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP), MSTATUS_MPIE | MSTATUS_MPP);
    u64 after = CSR_READ(mstatus);
    CHECK_EQUAL(after & (MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP), MSTATUS_MIE | MSTATUS_MPIE);
    CSR_CLEAR(mstatus, MSTATUS_MIE);
    (void)TRY("ebreak");
    CHECK_EQUAL(this_hart()->status & (MSTATUS_MIE | MSTATUS_MPIE), 0);
}

static void test_registers_survive(void)
{
    test_case("a trapping load leaves its destination alone");
    u64 value = 0x1234;
    (void)TRY_VALUE(value, "li t1, 77\n ld t1, 0(%2)", "r"(HOLE));
    CHECK_EQUAL(value, 77);
    (void)TRY_VALUE(value, "mv t1, %2\n ld t1, 0(t1)", "r"(HOLE));
    CHECK_EQUAL(value, HOLE);
}

/* Where each vector entry leaves its number. */
asm(".text\n.balign 256\nvectors:\n.option push\n.option norvc\n"
    ".irp n, 0,1,2,3,4,5,6,7,8,9,10,11\n j 1f + 16 * \\n\n.endr\n"
    ".balign 16\n"
    "1:\n.irp n, 0,1,2,3,4,5,6,7,8,9,10,11\n .balign 16\n li a0, \\n\n j vector_taken\n.endr\n"
    "vector_taken: csrw mie, x0\n csrw mepc, a1\n mret\n.option pop\n");
extern u8 vectors[];

static u64 vector_of_interrupt(u64 number)
{
    u64 taken;
    asm volatile(
        "li a0, -1\n lla a1, 1f\n csrrw a2, mtvec, %2\n csrw mie, %1\n csrsi mstatus, 8\n nop\n nop\n nop\n li a0, -2\n"
        "1: csrci mstatus, 8\n csrw mtvec, a2\n mv %0, a0"
        : "=r"(taken) : "r"(1ul << number), "r"((u64)vectors | 1) : "a0", "a1", "a2", "memory");
    return taken;
}

static void test_vectored(void)
{
    test_case("vectored interrupts");
    CSR_WRITE(mip, 1 << IRQ_SSI);
    CHECK_EQUAL(vector_of_interrupt(IRQ_SSI), IRQ_SSI);
    CSR_WRITE(mip, 1 << IRQ_STI);
    CHECK_EQUAL(vector_of_interrupt(IRQ_STI), IRQ_STI);
    CSR_WRITE(mip, 1 << IRQ_SEI);
    CHECK_EQUAL(vector_of_interrupt(IRQ_SEI), IRQ_SEI);
    CSR_WRITE(mip, 0);
    *CLINT_MSIP(0) = 1;
    CHECK_EQUAL(vector_of_interrupt(IRQ_MSI), IRQ_MSI);
    *CLINT_MSIP(0) = 0;

    test_case("vectored exceptions go to the base");
    u64 taken;
    asm volatile("li a0, -1\n lla a1, 1f\n csrrw a2, mtvec, %1\n ebreak\n1: csrw mtvec, a2\n mv %0, a0"
        : "=r"(taken) : "r"((u64)vectors | 1) : "a0", "a1", "a2", "memory");
    CHECK_EQUAL(taken, 0);
}

void test_main(void)
{
    test_case("traps in machine mode");
    common_traps(MODE_M);
    test_case("traps in supervisor mode");
    run_in(MODE_S, common_traps, MODE_S);
    test_case("traps in user mode");
    run_in(MODE_U, common_traps, MODE_U);
    test_interrupt_stack();
    test_registers_survive();
    test_vectored();
}
