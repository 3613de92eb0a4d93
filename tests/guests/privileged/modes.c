// guest: modes machine=virt
// mret, sret and the mstatus bits that guard supervisor and user mode.
#include "machine.h"

static u64 attempt_mret(u64 unused) { (void)unused; return TRY("mret"); }
static u64 attempt_sret(u64 unused) { (void)unused; return TRY("sret"); }
static u64 attempt_wfi(u64 unused) { (void)unused; return TRY("wfi"); }
static u64 attempt_satp_read(u64 unused) { (void)unused; return TRY("csrr t1, satp"); }
static u64 attempt_satp_write(u64 unused) { (void)unused; return TRY("csrw satp, x0"); }
static u64 attempt_fence(u64 unused) { (void)unused; return TRY("sfence.vma"); }
static u64 attempt_mscratch(u64 unused) { (void)unused; return TRY("csrr t1, mscratch"); }
static u64 attempt_sscratch(u64 unused) { (void)unused; return TRY("csrr t1, sscratch"); }
static u64 attempt_cycle(u64 unused) { (void)unused; return TRY("rdcycle t1"); }
static u64 attempt_time(u64 unused) { (void)unused; return TRY("rdtime t1"); }
static u64 attempt_instret(u64 unused) { (void)unused; return TRY("rdinstret t1"); }

static void test_privilege(void)
{
    test_case("returns and CSRs of a higher mode are illegal");
    CHECK_EQUAL(run_in(MODE_S, attempt_mret, 0), CAUSE_ILLEGAL);
    CHECK_EQUAL(this_hart()->tval, 0x30200073);
    CHECK_EQUAL(run_in(MODE_U, attempt_mret, 0), CAUSE_ILLEGAL);
    CHECK_EQUAL(run_in(MODE_U, attempt_sret, 0), CAUSE_ILLEGAL);
    CHECK_EQUAL(run_in(MODE_U, attempt_fence, 0), CAUSE_ILLEGAL);
    CHECK_EQUAL(run_in(MODE_S, attempt_mscratch, 0), CAUSE_ILLEGAL);
    CHECK_EQUAL(run_in(MODE_U, attempt_mscratch, 0), CAUSE_ILLEGAL);
    CHECK_EQUAL(run_in(MODE_U, attempt_sscratch, 0), CAUSE_ILLEGAL);
    CHECK_EQUAL(run_in(MODE_S, attempt_sscratch, 0), NO_TRAP);
    CHECK_EQUAL(run_in(MODE_U, attempt_satp_read, 0), CAUSE_ILLEGAL);
}

static void test_guards(void)
{
    test_case("TVM");
    CSR_SET(mstatus, MSTATUS_TVM);
    CHECK_EQUAL(run_in(MODE_S, attempt_satp_read, 0), CAUSE_ILLEGAL);
    CHECK_EQUAL(run_in(MODE_S, attempt_satp_write, 0), CAUSE_ILLEGAL);
    CHECK_EQUAL(run_in(MODE_S, attempt_fence, 0), CAUSE_ILLEGAL);
    CHECK_EQUAL(attempt_satp_write(0), NO_TRAP);
    CHECK_EQUAL(attempt_fence(0), NO_TRAP);
    CSR_CLEAR(mstatus, MSTATUS_TVM);
    CHECK_EQUAL(run_in(MODE_S, attempt_satp_read, 0), NO_TRAP);
    CHECK_EQUAL(run_in(MODE_S, attempt_fence, 0), NO_TRAP);

    test_case("TSR");
    CSR_SET(mstatus, MSTATUS_TSR);
    CHECK_EQUAL(run_in(MODE_S, attempt_sret, 0), CAUSE_ILLEGAL);
    CSR_CLEAR(mstatus, MSTATUS_TSR);

    test_case("TW");
    CSR_SET(mstatus, MSTATUS_TW);
    CHECK_EQUAL(run_in(MODE_S, attempt_wfi, 0), CAUSE_ILLEGAL);
    CHECK_EQUAL(run_in(MODE_U, attempt_wfi, 0), CAUSE_ILLEGAL);
    CSR_WRITE(mie, 1 << IRQ_SSI);
    CSR_WRITE(mip, 1 << IRQ_SSI);
    CHECK_EQUAL(attempt_wfi(0), NO_TRAP);
    CSR_CLEAR(mstatus, MSTATUS_TW);
    CSR_WRITE(mideleg, 1 << IRQ_SSI);
    CSR_CLEAR(mstatus, MSTATUS_SIE);
    CHECK_EQUAL(run_in(MODE_S, attempt_wfi, 0), NO_TRAP);
    CSR_WRITE(mie, 0);
    CSR_WRITE(mip, 0);
    CSR_WRITE(mideleg, 0);
}

static void test_counter_access(void)
{
    test_case("mcounteren and scounteren");
    static u64 (*const attempts[3])(u64) = { attempt_cycle, attempt_time, attempt_instret };
    for (u64 m = 0; m < 8; m++)
        for (u64 s = 0; s < 8; s++) {
            CSR_WRITE(mcounteren, m);
            CSR_WRITE(scounteren, s);
            set_operands(m, s);
            for (u64 i = 0; i < 3; i++) {
                CHECK_EQUAL(attempts[i](0), NO_TRAP);
                CHECK_EQUAL(run_in(MODE_S, attempts[i], 0), m >> i & 1 ? NO_TRAP : CAUSE_ILLEGAL);
                CHECK_EQUAL(run_in(MODE_U, attempts[i], 0), (m & s) >> i & 1 ? NO_TRAP : CAUSE_ILLEGAL);
            }
        }
}

/* Executes mret to the next instruction with MPP = M and returns mstatus after it. */
static u64 mret_in_place(u64 mstatus)
{
    u64 after;
    asm volatile("csrw mstatus, %1\n lla t0, 1f\n csrw mepc, t0\n mret\n1: csrr %0, mstatus"
        : "=r"(after) : "r"(mstatus) : "t0", "memory");
    return after;
}

static u64 sret_in_place(u64 sstatus)
{
    u64 after;
    asm volatile("csrw sstatus, %1\n lla t0, 1f\n csrw sepc, t0\n sret\n1: csrr %0, sstatus"
        : "=r"(after) : "r"(sstatus) : "t0", "memory");
    return after;
}

static u64 sret_bits(u64 sstatus)
{
    u64 mask = MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP;
    return sret_in_place((CSR_READ(sstatus) & ~mask) | sstatus) & mask;
}

static void test_return_bits(void)
{
    u64 mask = MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP;
    u64 others = CSR_READ(mstatus) & ~mask;

    test_case("mret moves MPIE to MIE and leaves MPP = U");
    CHECK_EQUAL(mret_in_place(others | MSTATUS_MPP) & mask, MSTATUS_MPIE);
    CHECK_EQUAL(mret_in_place(others | MSTATUS_MPP | MSTATUS_MIE) & mask, MSTATUS_MPIE);
    CHECK_EQUAL(mret_in_place(others | MSTATUS_MPP | MSTATUS_MPIE) & mask, MSTATUS_MPIE | MSTATUS_MIE);
    CSR_CLEAR(mstatus, MSTATUS_MIE);

    test_case("MPRV survives mret to M and is cleared by mret to S or U");
    CHECK_EQUAL(mret_in_place(others | MSTATUS_MPP | MSTATUS_MPRV) & MSTATUS_MPRV, MSTATUS_MPRV);
    CSR_CLEAR(mstatus, MSTATUS_MPRV);

    test_case("sret moves SPIE to SIE and leaves SPP = U");
    CHECK_EQUAL(run_in(MODE_S, sret_bits, MSTATUS_SPP), MSTATUS_SPIE);
    CHECK_EQUAL(run_in(MODE_S, sret_bits, MSTATUS_SPP | MSTATUS_SPIE), MSTATUS_SPIE | MSTATUS_SIE);
    CHECK_EQUAL(run_in(MODE_S, sret_bits, MSTATUS_SPP | MSTATUS_SIE), MSTATUS_SPIE);

    test_case("MPP holds U, S or M");
    CSR_CLEAR(mstatus, MSTATUS_MPP);
    CHECK_EQUAL(CSR_READ(mstatus) & MSTATUS_MPP, 0);
    CSR_SET(mstatus, MSTATUS_MPP_S);
    CHECK_EQUAL(CSR_READ(mstatus) & MSTATUS_MPP, MSTATUS_MPP_S);
    CSR_SET(mstatus, MSTATUS_MPP);
    CHECK_EQUAL(CSR_READ(mstatus) & MSTATUS_MPP, MSTATUS_MPP);
}

static void test_floating_state(void)
{
    test_case("FS off makes floating point illegal");
    CSR_CLEAR(mstatus, MSTATUS_FS);
    CHECK_EQUAL(TRY("fadd.s ft0, ft0, ft0"), CAUSE_ILLEGAL);
    CHECK_EQUAL(TRY("fld ft0, 0(%1)", "r"(harts)), CAUSE_ILLEGAL);
    CHECK_EQUAL(TRY("fsd ft0, 0(%1)", "r"(harts)), CAUSE_ILLEGAL);
    CHECK_EQUAL(TRY("c.fldsp ft0, 0(sp)"), CAUSE_ILLEGAL);
    CHECK_EQUAL(TRY("csrr t1, fcsr"), CAUSE_ILLEGAL);
    CHECK_EQUAL(TRY("csrw fflags, x0"), CAUSE_ILLEGAL);
    CHECK_EQUAL(TRY("csrr t1, frm"), CAUSE_ILLEGAL);
    CHECK_EQUAL(CSR_READ(mstatus) & MSTATUS_SD, 0);

    test_case("FS becomes dirty, and SD with it");
    CSR_SET(mstatus, 1 << 13);
    CHECK_EQUAL(CSR_READ(mstatus) & MSTATUS_SD, 0);
    CHECK_EQUAL(TRY("fmv.d.x ft0, x0"), NO_TRAP);
    CHECK_EQUAL(CSR_READ(mstatus) & (MSTATUS_FS | MSTATUS_SD), MSTATUS_FS | MSTATUS_SD);
    CHECK_EQUAL(CSR_READ(sstatus) & (MSTATUS_FS | MSTATUS_SD), MSTATUS_FS | MSTATUS_SD);
    CSR_CLEAR(mstatus, MSTATUS_FS);
    CSR_SET(mstatus, 1 << 14);
    CSR_WRITE(fflags, 1);
    CHECK_EQUAL(CSR_READ(mstatus) & MSTATUS_FS, MSTATUS_FS);
}

void test_main(void)
{
    test_privilege();
    test_guards();
    test_counter_access();
    test_return_bits();
    test_floating_state();
}
