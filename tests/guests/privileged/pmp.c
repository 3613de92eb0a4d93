// guest: pmp machine=spike
// Physical memory protection: address modes, priority, permissions by mode, locks.
#include "machine.h"

#define R 1
#define W 2
#define X 4
#define OFF 0x00
#define TOR 0x08
#define NA4 0x10
#define NAPOT 0x18
#define LOCK 0x80

static u8 area[3 * 4096] __attribute__((aligned(4096)));

static u64 access_address;

enum kind { LOAD, STORE, FETCH };

static u64 do_access(u64 kind)
{
    u64 value;
    switch (kind) {
    case LOAD: return try_load32(access_address, &value);
    case STORE: return try_store32(access_address, 0x80828082);
    default: return try_call(access_address);
    }
}

static u64 do_load64(u64 address)
{
    u64 value;
    return try_load64(address, &value);
}

static u64 do_store64(u64 address) { return try_store64(address, 0x8082808280828082); }

static u64 access(u64 mode, u64 kind, u64 address)
{
    access_address = address;
    set_operands(address, kind);
    return mode == MODE_M ? do_access(kind) : run_in(mode, do_access, kind);
}

static void check(u64 mode, u64 address, u64 permissions)
{
    CHECK_EQUAL(access(mode, LOAD, address), permissions & R ? NO_TRAP : CAUSE_LOAD_ACCESS);
    CHECK_EQUAL(access(mode, STORE, address), permissions & W ? NO_TRAP : CAUSE_STORE_ACCESS);
    CHECK_EQUAL(access(mode, FETCH, address), permissions & X ? NO_TRAP : CAUSE_FETCH_ACCESS);
}

/* Entry 7 lets everything through; entries 0 to 3 are the tests'. */
static void set_entries(u64 config0to3)
{
    CSR_WRITE(pmpcfg0, 0x1ful << 56 | config0to3);
}

static u64 napot(u64 base, u64 size)
{
    return base >> 2 | (size / 8 - 1);
}

void test_main(void)
{
    u64 base = (u64)area;
    for (u64 i = 0; i < sizeof area; i += 2)
        *(u16 *)(area + i) = 0x8082;
    asm volatile("fence.i");
    CSR_WRITE(pmpaddr7, ~0ul);
    set_entries(0);

    test_case("registers");
    CSR_WRITE(pmpaddr0, 0x12345678);
    CHECK_EQUAL(CSR_READ(pmpaddr0), 0x12345678);
    CHECK_EQUAL(CSR_READ(pmpcfg0), 0x1ful << 56);
    CHECK_EQUAL(TRY("csrr t1, 0x3a1"), CAUSE_ILLEGAL); /* odd ones do not exist on RV64 */
    CHECK_EQUAL(TRY("csrr t1, pmpcfg2"), NO_TRAP);

    test_case("NAPOT, every permission");
    CSR_WRITE(pmpaddr0, napot(base, 4096));
    for (u64 permissions = 0; permissions < 8; permissions++) {
        if ((permissions & (R | W)) == W)
            continue; /* reserved */
        set_entries(NAPOT | permissions);
        check(MODE_S, base, permissions);
        check(MODE_U, base + 4092, permissions);
        check(MODE_M, base, R | W | X);
        check(MODE_S, base + 4096, R | W | X);
    }

    test_case("NAPOT of 8 bytes, NA4");
    CSR_WRITE(pmpaddr0, napot(base + 64, 8));
    set_entries(NAPOT | R);
    check(MODE_S, base + 64, R);
    check(MODE_S, base + 68, R);
    check(MODE_S, base + 60, R | W | X);
    check(MODE_S, base + 72, R | W | X);
    CSR_WRITE(pmpaddr0, (base + 64) >> 2);
    set_entries(NA4 | X);
    check(MODE_S, base + 64, X);
    check(MODE_S, base + 68, R | W | X);

    test_case("TOR");
    CSR_WRITE(pmpaddr0, (base + 4096) >> 2);
    CSR_WRITE(pmpaddr1, (base + 8192) >> 2);
    set_entries(OFF | (TOR | R) << 8);
    check(MODE_S, base + 4092, R | W | X);
    check(MODE_S, base + 4096, R);
    check(MODE_S, base + 8188, R);
    check(MODE_S, base + 8192, R | W | X);

    test_case("an empty TOR range matches nothing");
    CSR_WRITE(pmpaddr1, (base + 4096) >> 2);
    set_entries(OFF | TOR << 8);
    check(MODE_S, base + 4096, R | W | X);

    test_case("the lowest entry decides");
    CSR_WRITE(pmpaddr0, napot(base, 4096));
    CSR_WRITE(pmpaddr1, napot(base, 8192));
    set_entries((NAPOT | R) | (NAPOT | R | W) << 8);
    check(MODE_S, base + 8, R);
    check(MODE_S, base + 4096 + 8, R | W);

    test_case("an access that an entry covers in part fails");
    CSR_WRITE(pmpaddr0, napot(base + 64, 8));
    set_entries(NAPOT | R | W | X);
    CHECK_EQUAL(run_in(MODE_S, do_load64, base + 64), NO_TRAP);
    CSR_WRITE(pmpaddr0, (base + 64) >> 2);
    set_entries(NA4 | R | W | X);
    CHECK_EQUAL(run_in(MODE_S, do_load64, base + 64), CAUSE_LOAD_ACCESS);
    CHECK_EQUAL(run_in(MODE_S, do_store64, base + 64), CAUSE_STORE_ACCESS);

    test_case("MPRV is checked as the mode in MPP");
    CSR_WRITE(pmpaddr0, napot(base, 4096));
    set_entries(NAPOT);
    u64 value;
    CSR_CLEAR(mstatus, MSTATUS_MPP);
    CHECK_EQUAL(try_load_as_mpp(base, &value), CAUSE_LOAD_ACCESS);
    CHECK_EQUAL(value, 0);
    CHECK_EQUAL(TRY("ld t1, (%1)", "r"(base)), NO_TRAP);

    test_case("a locked entry binds machine mode and cannot be changed");
    CSR_WRITE(pmpaddr2, (base + 4096) >> 2);
    CSR_WRITE(pmpaddr3, (base + 8192) >> 2);
    set_entries((u64)(LOCK | TOR | R) << 24);
    check(MODE_M, base + 4096, R);
    check(MODE_S, base + 4096, R);
    check(MODE_M, base, R | W | X);
    set_entries(0);
    CHECK_EQUAL(CSR_READ(pmpcfg0) >> 24 & 0xff, LOCK | TOR | R);
    CSR_WRITE(pmpaddr3, 0);
    CHECK_EQUAL(CSR_READ(pmpaddr3), (base + 8192) >> 2);
    CSR_WRITE(pmpaddr2, 0); /* the bottom of a locked TOR range is locked too */
    CHECK_EQUAL(CSR_READ(pmpaddr2), (base + 4096) >> 2);
    check(MODE_M, base + 4096, R);
}
