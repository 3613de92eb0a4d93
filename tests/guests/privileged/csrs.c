// guest: csrs machine=virt
// Control and status registers: what writes leave, what is read-only, what does not exist.
#include "machine.h"

#define HOLDS(csr, value, mask) do { \
    CSR_WRITE(csr, value); \
    CHECK_EQUAL(CSR_READ(csr) & (mask), (u64)(value) & (mask)); \
} while (0)

static void test_identity(void)
{
    test_case("identification registers are readable and read-only");
    CHECK_EQUAL(CSR_READ(mhartid), 0);
    CHECK_EQUAL(TRY("csrr t1, mvendorid\n csrr t1, marchid\n csrr t1, mimpid\n csrr t1, 0xf15"), NO_TRAP);
    CHECK_EQUAL(TRY("csrw mhartid, x0"), CAUSE_ILLEGAL);
    CHECK_EQUAL(TRY("csrw mvendorid, t1"), CAUSE_ILLEGAL);
    CHECK_EQUAL(TRY("csrrs t1, mhartid, t0"), CAUSE_ILLEGAL);
    CHECK_EQUAL(TRY("csrrc t1, mhartid, x0"), NO_TRAP);
    CHECK_EQUAL(TRY("csrrsi t1, mhartid, 0"), NO_TRAP);
    CHECK_EQUAL(TRY("csrrsi t1, mhartid, 1"), CAUSE_ILLEGAL);
    CHECK_EQUAL(TRY("csrrwi x0, mhartid, 0"), CAUSE_ILLEGAL);
    CHECK_EQUAL(TRY("csrw cycle, x0"), CAUSE_ILLEGAL);
    CHECK_EQUAL(TRY("csrs time, t0"), CAUSE_ILLEGAL);

    test_case("misa");
    u64 misa = CSR_READ(misa);
    CHECK_EQUAL(misa >> 62, 2);
    for (const char *letter = "acdfimsu"; *letter; letter++) {
        set_operands((u64)*letter, misa);
        CHECK_EQUAL(misa >> (*letter - 'a') & 1, 1);
    }
    CSR_WRITE(misa, 0);
    CHECK_EQUAL(CSR_READ(misa) >> 62, 2);
    CHECK_EQUAL(CSR_READ(misa) >> ('i' - 'a') & 1, 1);
    CSR_WRITE(misa, misa);
    CHECK_EQUAL(CSR_READ(misa), misa);
}

static void test_plain_registers(void)
{
    test_case("scratch registers hold 64 bits");
    u64 mscratch = CSR_READ(mscratch);
    u64 value;
    asm volatile("csrw mscratch, %1\n csrr %0, mscratch\n csrw mscratch, %2"
        : "=&r"(value) : "r"(0x8123456789abcdeful), "r"(mscratch));
    CHECK_EQUAL(value, 0x8123456789abcdef);
    HOLDS(sscratch, 0xfedcba9876543210, ~0ul);
    HOLDS(mtval, 0xfedcba9876543210, ~0ul);
    HOLDS(stval, 0x0123456789abcdef, ~0ul);
    HOLDS(mepc, 0x123456789abcdef0, ~0ul);
    HOLDS(sepc, 0x123456789abcdef2, ~0ul);
    HOLDS(mcause, INTERRUPT | 7, ~0ul);
    HOLDS(scause, 13, ~0ul);

    test_case("read-modify-write forms");
    CSR_WRITE(sscratch, 0xf0);
    asm volatile("csrrw %0, sscratch, %1" : "=r"(value) : "r"(0x0ful));
    CHECK_EQUAL(value, 0xf0);
    asm volatile("csrrs %0, sscratch, %1" : "=r"(value) : "r"(0x100ul));
    CHECK_EQUAL(value, 0x0f);
    asm volatile("csrrc %0, sscratch, %1" : "=r"(value) : "r"(0x003ul));
    CHECK_EQUAL(value, 0x10f);
    asm volatile("csrrwi %0, sscratch, 21" : "=r"(value));
    CHECK_EQUAL(value, 0x10c);
    asm volatile("csrrsi %0, sscratch, 10" : "=r"(value));
    CHECK_EQUAL(value, 21);
    asm volatile("csrrci %0, sscratch, 16" : "=r"(value));
    CHECK_EQUAL(value, 31);
    CHECK_EQUAL(CSR_READ(sscratch), 15);
    value = 99;
    asm volatile("csrrw %0, sscratch, %0" : "+r"(value));
    CHECK_EQUAL(value, 15);
    CHECK_EQUAL(CSR_READ(sscratch), 99);
}

static void test_status(void)
{
    test_case("mstatus");
    u64 mstatus = CSR_READ(mstatus);
    CHECK_EQUAL(mstatus >> 32 & 3, 2); /* UXL */
    CHECK_EQUAL(mstatus >> 34 & 3, 2); /* SXL */
    CSR_WRITE(mstatus, ~0ul & ~(MSTATUS_MIE | MSTATUS_SIE | MSTATUS_MPRV));
    u64 all = CSR_READ(mstatus);
    u64 writable = MSTATUS_SPIE | MSTATUS_MPIE | MSTATUS_SPP | MSTATUS_MPP | MSTATUS_FS | MSTATUS_SUM | MSTATUS_MXR
        | MSTATUS_TVM | MSTATUS_TW | MSTATUS_TSR | MSTATUS_SD;
    CHECK_EQUAL(all & writable, writable);
    CHECK_EQUAL(all >> 15 & 3, 0); /* XS */
    CHECK_EQUAL(all & (1 | 1 << 2 | 1 << 4), 0);
    CHECK_EQUAL(all >> 23 & 0x1ff, 0);
    CSR_WRITE(mstatus, mstatus);

    test_case("sstatus is a view of mstatus");
    CSR_WRITE(sstatus, ~0ul & ~MSTATUS_SIE);
    u64 sstatus = CSR_READ(sstatus);
    u64 visible = MSTATUS_SPIE | MSTATUS_SPP | MSTATUS_FS | MSTATUS_SUM | MSTATUS_MXR | MSTATUS_SD;
    CHECK_EQUAL(sstatus & visible, visible);
    CHECK_EQUAL(sstatus & (MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP | MSTATUS_MPRV | MSTATUS_TVM | MSTATUS_TW
        | MSTATUS_TSR), 0);
    CHECK_EQUAL(CSR_READ(mstatus) & MSTATUS_SUM, MSTATUS_SUM);
    CHECK_EQUAL(CSR_READ(mstatus) & (MSTATUS_TVM | MSTATUS_TW | MSTATUS_TSR), 0);
    CSR_WRITE(mstatus, mstatus);
}

static void test_vectors_and_translation(void)
{
    test_case("mtvec and stvec");
    CSR_WRITE(mtvec, 0x80000000 | 3);
    CHECK((CSR_READ(mtvec) & 3) < 2);
    CSR_WRITE(mtvec, (u64)m_trap);
    CHECK_EQUAL(CSR_READ(mtvec), (u64)m_trap);
    HOLDS(stvec, 0xffffffc080000001, ~0ul);
    HOLDS(stvec, 0x80000000, ~0ul);

    test_case("satp");
    CSR_WRITE(satp, 8ul << 60 | 0x123);
    CHECK_EQUAL(CSR_READ(satp), 8ul << 60 | 0x123);
    static const u8 reserved_modes[] = { 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 };
    for (u64 i = 0; i < sizeof reserved_modes; i++) {
        CSR_WRITE(satp, (u64)reserved_modes[i] << 60 | 0x456);
        set_operands(reserved_modes[i], 0);
        CHECK_EQUAL(CSR_READ(satp), 8ul << 60 | 0x123); /* the whole write has no effect */
    }
    for (u64 mode = 8; mode <= 10; mode++) {
        CSR_WRITE(satp, mode << 60 | 0xfffffffffff);
        CHECK_EQUAL(CSR_READ(satp) >> 60, mode);
        CHECK_EQUAL(CSR_READ(satp) & 0xfffffffffff, 0xfffffffffff);
    }
    CSR_WRITE(satp, 8ul << 60 | 0xfffful << 44);
    u64 asid = CSR_READ(satp) >> 44 & 0xffff;
    CHECK_EQUAL(asid & (asid + 1), 0); /* the implemented bits are the lowest ones */
    CSR_WRITE(satp, 0);
    CHECK_EQUAL(CSR_READ(satp), 0);
}

static void test_counters(void)
{
    test_case("counter configuration");
    HOLDS(mcounteren, 7, 7);
    HOLDS(mcounteren, 0, 7);
    HOLDS(scounteren, 7, 7);
    CSR_WRITE(mcountinhibit, 0);
    CHECK_EQUAL(CSR_READ(mcountinhibit) & 5, 0);

    test_case("performance counters exist");
    CHECK_EQUAL(TRY("csrr t1, mhpmcounter3\n csrr t1, mhpmevent3"), NO_TRAP);
    CHECK_EQUAL(TRY("csrr t1, hpmcounter3"), NO_TRAP);

    test_case("the upper halves of RV32 do not exist");
    CHECK_EQUAL(TRY("csrr t1, 0xc80"), CAUSE_ILLEGAL);
    CHECK_EQUAL(TRY("csrr t1, 0xb80"), CAUSE_ILLEGAL);
    CHECK_EQUAL(TRY("csrr t1, 0x310"), CAUSE_ILLEGAL);
}

static void test_environment(void)
{
    test_case("menvcfg and senvcfg");
    HOLDS(menvcfg, 1, 1);
    HOLDS(menvcfg, 0, 1);
    HOLDS(senvcfg, 1, 1);
    HOLDS(senvcfg, 0, 1);
}

#define MISSING(csr) do { \
    set_operands(csr, 0); \
    CHECK_EQUAL(TRY("csrr t1, " #csr), CAUSE_ILLEGAL); \
    CHECK_EQUAL(TRY("csrw " #csr ", x0"), CAUSE_ILLEGAL); \
    CHECK_EQUAL(TRY("csrrsi x0, " #csr ", 0"), CAUSE_ILLEGAL); \
} while (0)

static void test_missing(void)
{
    test_case("registers that do not exist");
    MISSING(0x000);
    MISSING(0x004);
    MISSING(0x040);
    MISSING(0x080);
    MISSING(0x0ff);
    MISSING(0x110);
    MISSING(0x145);
    MISSING(0x181);
    MISSING(0x1ff);
    MISSING(0x307);
    MISSING(0x345);
    MISSING(0x3f0);
    MISSING(0x3ff);
    MISSING(0x500);
    MISSING(0x5c0);
    MISSING(0x5ff);
    MISSING(0x700);
    MISSING(0x7c0);
    MISSING(0x7b0);
    MISSING(0x7b1);
    MISSING(0x800);
    MISSING(0x8ff);
    MISSING(0x900);
    MISSING(0x9ff);
    MISSING(0xa00);
    MISSING(0xb01);
    MISSING(0xbc0);
    MISSING(0xbff);
    MISSING(0xcc0);
    MISSING(0xd00);
    MISSING(0xdc0);
    MISSING(0xf00);
    MISSING(0xf10);
    MISSING(0xfc0);
    MISSING(0xfff);
}

void test_main(void)
{
    test_identity();
    test_plain_registers();
    test_status();
    test_vectors_and_translation();
    test_counters();
    test_environment();
    test_missing();

    test_case("tselect is writable only to triggers that exist");
    CSR_WRITE(tselect, 0);
    CHECK_EQUAL(CSR_READ(tselect), 0);
    CSR_WRITE(tselect, ~0ul);
    CHECK(CSR_READ(tselect) < 1024);
    CSR_WRITE(tselect, 0);
}
