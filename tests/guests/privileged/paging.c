// guest: paging-sv39 machine=spike harts=2 -DLEVELS=3
// guest: paging-sv48 machine=spike harts=2 -DLEVELS=4
// guest: paging-sv57 machine=spike harts=2 -DLEVELS=5
// Address translation: permissions, A and D, superpages, reserved entries, faults and the addresses that they report.
// Two harts for QEMU's sake, as in traps.c.
#include "paging.h"

#define HOLE 0x0000010000000000ul /* physical addresses without memory */

static void test_mapping(void)
{
    test_case("a page shows its frame");
    *(u64 *)frames[0] = 0x1122334455667788;
    map(TEST_VA, (u64)frames[0], PTE_RW, 0);
    CHECK_EQUAL(load_in(MODE_S, TEST_VA), 0x1122334455667788);
    store_in(MODE_S, TEST_VA + 4088, 42);
    CHECK_EQUAL(*(u64 *)(frames[0] + 4088), 42);

    test_case("two pages may share a frame");
    map(TEST_VA + PAGE, (u64)frames[0], PTE_RW, 0);
    store_in(MODE_S, TEST_VA + PAGE + 8, 43);
    CHECK_EQUAL(load_in(MODE_S, TEST_VA + 8), 43);

    test_case("an address in the upper half");
    map(-(u64)PAGE, (u64)frames[0], PTE_RW, 0);
    CHECK_EQUAL(load_in(MODE_S, -(u64)PAGE), 0x1122334455667788);

    test_case("unmapped addresses fault");
    for (u64 kind = LOAD; kind <= LOAD_RESERVED; kind++) {
        check_fault(MODE_S, kind, TEST_VA + 16 * PAGE, page_fault_of(kind));
        check_fault(MODE_U, kind, TEST_VA + 16 * PAGE, page_fault_of(kind));
        check_fault(MODE_S, kind, TEST_VA + 8 * GIGA, page_fault_of(kind));
    }
}

static void test_canonical(void)
{
    test_case("addresses must be sign-extended");
    u64 top = 1ul << (12 + 9 * LEVELS - 1);
    *(u64 *)frames[0] = 1;
    map(-(u64)PAGE, (u64)frames[0], PTE_RWX, 0);
    static const int kinds[] = { LOAD, STORE, FETCH };
    for (u64 i = 0; i < 3; i++) {
        u64 kind = kinds[i];
        check_fault(MODE_S, kind, TEST_VA | 1ul << 63, page_fault_of(kind));
        check_fault(MODE_S, kind, TEST_VA | top << 1, page_fault_of(kind));
        check_fault(MODE_S, kind, top, page_fault_of(kind));
        check_fault(MODE_S, kind, 2 * top - PAGE, page_fault_of(kind));
        check_fault(MODE_S, kind, -2 * top, page_fault_of(kind));
        check_fault(MODE_S, kind, 0x7ffffffffffffff0, page_fault_of(kind));
    }
    CHECK_EQUAL(load_in(MODE_S, -(u64)PAGE), 1);
}

static void test_permissions(void)
{
    test_case("read, write and execute");
    fill_with_returns(frames[1]);
    for (u64 user = 0; user < 2; user++)
        for (u64 rwx = 0; rwx < 8; rwx++) {
            u64 flags = PTE_V | PTE_A | PTE_D | rwx << 1 | (user ? PTE_U : 0);
            if (rwx == 0)
                flags &= ~(PTE_A | PTE_D | PTE_U); /* a pointer at level 0 */
            u64 mode = user ? MODE_U : MODE_S;
            int valid = rwx != 0 && (rwx & 3) != 2; /* writable, not readable is reserved */
            map(TEST_VA, (u64)frames[1], flags, 0);
            access_value = 0x8082808280828082;
            set_operands(user, rwx);
            CHECK_EQUAL(access(mode, LOAD, TEST_VA), valid && rwx & 1 ? NO_TRAP : CAUSE_LOAD_PAGE);
            access_value = 0x8082808280828082;
            CHECK_EQUAL(access(mode, STORE, TEST_VA), valid && rwx & 2 ? NO_TRAP : CAUSE_STORE_PAGE);
            CHECK_EQUAL(access(mode, FETCH, TEST_VA), valid && rwx & 4 ? NO_TRAP : CAUSE_FETCH_PAGE);
            CHECK_EQUAL(access(mode, LOAD_RESERVED, TEST_VA), valid && rwx & 1 ? NO_TRAP : CAUSE_LOAD_PAGE);
        }

    test_case("an atomic on a read-only page is a store fault");
    map(TEST_VA, (u64)frames[1], PTE_V | PTE_R | PTE_A | PTE_D, 0);
    check_fault(MODE_S, AMO, TEST_VA, CAUSE_STORE_PAGE);

    test_case("U mode needs U pages");
    map(TEST_VA, (u64)frames[1], PTE_RWX, 0);
    check_fault(MODE_U, LOAD, TEST_VA, CAUSE_LOAD_PAGE);
    check_fault(MODE_U, STORE, TEST_VA, CAUSE_STORE_PAGE);
    check_fault(MODE_U, FETCH, TEST_VA, CAUSE_FETCH_PAGE);

    test_case("S mode reaches U pages with SUM, and never executes them");
    map(TEST_VA, (u64)frames[1], PTE_RWX | PTE_U, 0);
    check_fault(MODE_S, LOAD, TEST_VA, CAUSE_LOAD_PAGE);
    check_fault(MODE_S, STORE, TEST_VA, CAUSE_STORE_PAGE);
    check_fault(MODE_S, FETCH, TEST_VA, CAUSE_FETCH_PAGE);
    CSR_SET(mstatus, MSTATUS_SUM);
    CHECK_EQUAL(load_in(MODE_S, TEST_VA), 0x8082808280828082);
    store_in(MODE_S, TEST_VA, 0x8082808280828082);
    check_fault(MODE_S, FETCH, TEST_VA, CAUSE_FETCH_PAGE);
    CSR_CLEAR(mstatus, MSTATUS_SUM);
    check_fault(MODE_S, LOAD, TEST_VA, CAUSE_LOAD_PAGE);

    test_case("MXR makes executable pages readable");
    map(TEST_VA, (u64)frames[1], PTE_V | PTE_X | PTE_A | PTE_D, 0);
    check_fault(MODE_S, LOAD, TEST_VA, CAUSE_LOAD_PAGE);
    CSR_SET(mstatus, MSTATUS_MXR);
    CHECK_EQUAL(load_in(MODE_S, TEST_VA), 0x8082808280828082);
    check_fault(MODE_S, STORE, TEST_VA, CAUSE_STORE_PAGE);
    check_fault(MODE_U, LOAD, TEST_VA, CAUSE_LOAD_PAGE);
    CSR_CLEAR(mstatus, MSTATUS_MXR);
    check_fault(MODE_S, LOAD, TEST_VA, CAUSE_LOAD_PAGE);
}

static u64 accessed_and_dirty(u64 kind, u64 flags)
{
    map(TEST_VA, (u64)frames[1], flags, 0);
    access_value = 0x8082808280828082;
    CHECK_EQUAL(access(MODE_S, kind, TEST_VA), NO_TRAP);
    u64 pte = *pte_for(TEST_VA, 0);
    CHECK_EQUAL(pte & ~(PTE_A | PTE_D), pte_of((u64)frames[1], flags) & ~(PTE_A | PTE_D));
    return pte & (PTE_A | PTE_D);
}

static void test_accessed_and_dirty(void)
{
    u64 clean = PTE_V | PTE_R | PTE_W | PTE_X;
    fill_with_returns(frames[1]);

    test_case("hardware sets A, and D on a write");
    CHECK_EQUAL(accessed_and_dirty(LOAD, clean), PTE_A);
    CHECK_EQUAL(accessed_and_dirty(FETCH, clean), PTE_A);
    CHECK_EQUAL(accessed_and_dirty(STORE, clean), PTE_A | PTE_D);
    CHECK_EQUAL(accessed_and_dirty(STORE, clean | PTE_A), PTE_A | PTE_D);
    CHECK_EQUAL(accessed_and_dirty(LOAD_RESERVED, clean), PTE_A);

    test_case("a store after a load sets D");
    CHECK_EQUAL(accessed_and_dirty(LOAD, clean), PTE_A);
    store_in(MODE_S, TEST_VA, 0x8082808280828082);
    CHECK_EQUAL(*pte_for(TEST_VA, 0) & (PTE_A | PTE_D), PTE_A | PTE_D);

    test_case("a superpage's A and D");
    u64 base = (u64)frames[1] & -MEGA2;
    map(TEST_VA + GIGA, base, clean, 1);
    u64 address = TEST_VA + GIGA + ((u64)frames[1] - base);
    CHECK_EQUAL(load_in(MODE_S, address), 0x8082808280828082);
    CHECK_EQUAL(*pte_for(TEST_VA + GIGA, 1) & (PTE_A | PTE_D), PTE_A);
    store_in(MODE_S, address, 0x8082808280828082);
    CHECK_EQUAL(*pte_for(TEST_VA + GIGA, 1) & (PTE_A | PTE_D), PTE_A | PTE_D);
    *pte_for(TEST_VA + GIGA, 1) = 0;

    test_case("an access that faults leaves A and D");
    map(TEST_VA, (u64)frames[1], PTE_V | PTE_R, 0);
    check_fault(MODE_S, STORE, TEST_VA, CAUSE_STORE_PAGE);
    check_fault(MODE_U, LOAD, TEST_VA, CAUSE_LOAD_PAGE);
    CHECK_EQUAL(*pte_for(TEST_VA, 0) & (PTE_A | PTE_D), 0);
}

static void test_superpages(void)
{
    u64 frame = (u64)frames[2];
    *(u64 *)(frames[2] + 24) = 0xfeedfacecafebeef;

    test_case("superpages at every level");
    for (int level = 1; level < LEVELS; level++) {
        u64 size = 1ul << (12 + 9 * level);
        u64 va = level < 2 ? TEST_VA + GIGA : size * (level == 2 ? 8 : 5);
        u64 saved = *pte_for(va, level);
        map(va, frame & -size, PTE_RW, level);
        CHECK_EQUAL(load_in(MODE_S, va + (frame & (size - 1)) + 24), 0xfeedfacecafebeef);
        *pte_for(va, level) = saved;
        asm volatile("sfence.vma" : : : "memory");
        CHECK_EQUAL(access(MODE_S, LOAD, va + (frame & (size - 1)) + 24), CAUSE_LOAD_PAGE);
    }

    test_case("misaligned superpages fault");
    for (int level = 1; level < LEVELS; level++) {
        u64 size = 1ul << (12 + 9 * level);
        u64 va = level < 2 ? TEST_VA + GIGA : size * (level == 2 ? 8 : 5);
        for (u64 shift = 12; shift < 12 + 9 * (u64)level; shift += 4) {
            map(va, (frame & -size) + (1ul << shift), PTE_RWX, level);
            for (u64 kind = LOAD; kind <= AMO; kind++)
                check_fault(MODE_S, kind, va + 8, page_fault_of(kind));
        }
        *pte_for(va, level) = 0;
    }
}

static void test_reserved(void)
{
    test_case("reserved bits of a leaf fault");
    fill_with_returns(frames[1]);
    for (int bit = 54; bit < 64; bit++)
        for (u64 kind = LOAD; kind <= FETCH; kind++) {
            map(TEST_VA, (u64)frames[1], PTE_RWX | 1ul << bit, 0);
            check_fault(MODE_S, kind, TEST_VA, page_fault_of(kind));
        }
    map(TEST_VA, (u64)frames[1], PTE_RWX | 3 << 8, 0);
    CHECK_EQUAL(load_in(MODE_S, TEST_VA), 0x8082808280828082); /* RSW belongs to software */

    test_case("reserved bits of a pointer fault");
    static const u64 bits[] = { PTE_A, PTE_D, PTE_U, 1ul << 54, 1ul << 60, 1ul << 61, 1ul << 63 };
    u64 *pointer = pte_for(TEST_VA, 1);
    u64 plain = *pointer;
    for (u64 i = 0; i < ARRAY_LENGTH(bits); i++) {
        *pointer = plain | bits[i];
        asm volatile("sfence.vma" : : : "memory");
        check_fault(MODE_S, LOAD, TEST_VA, CAUSE_LOAD_PAGE);
    }
    *pointer = plain;
    asm volatile("sfence.vma" : : : "memory");
    CHECK_EQUAL(access(MODE_S, LOAD, TEST_VA), NO_TRAP);
    *pointer = plain | 3 << 8;
    asm volatile("sfence.vma" : : : "memory");
    CHECK_EQUAL(access(MODE_S, LOAD, TEST_VA), NO_TRAP);
    *pointer = plain;

    test_case("V clear makes the rest of an entry meaningless");
    map(TEST_VA, (u64)frames[1], PTE_RWX & ~PTE_V, 0);
    check_fault(MODE_S, LOAD, TEST_VA, CAUSE_LOAD_PAGE);
}

static void test_missing_memory(void)
{
    test_case("a page without memory is an access fault at the virtual address");
    map(TEST_VA, HOLE, PTE_RWX, 0);
    check_fault(MODE_S, LOAD, TEST_VA + 16, CAUSE_LOAD_ACCESS);
    check_fault(MODE_S, STORE, TEST_VA + 24, CAUSE_STORE_ACCESS);
    check_fault(MODE_S, FETCH, TEST_VA + 32, CAUSE_FETCH_ACCESS);
}

static void test_page_crossing(void)
{
    u64 border = TEST_VA + 4 * PAGE;
    map(border - PAGE, (u64)frames[3], PTE_RWX, 0);
    map(border, (u64)frames[0], PTE_RWX, 0);
    memset(frames[0], 0x11, PAGE);
    memset(frames[3], 0x22, PAGE);

    test_case("data over two pages that lie apart");
    CHECK_EQUAL(load_in(MODE_S, border - 3), 0x1111111111222222);
    store_in(MODE_S, border - 2, 0x8877665544332211);
    CHECK_EQUAL(frames[3][PAGE - 2], 0x11);
    CHECK_EQUAL(frames[3][PAGE - 1], 0x22);
    CHECK_EQUAL(frames[0][0], 0x33);
    CHECK_EQUAL(frames[0][5], 0x88);

    test_case("data over two pages, the second unmapped");
    map(border, 0, 0, 0);
    CHECK_EQUAL(access(MODE_S, LOAD, border - 3), CAUSE_LOAD_PAGE);
    CHECK_EQUAL(this_hart()->tval, border);
    access_value = 0;
    CHECK_EQUAL(access(MODE_S, STORE, border - 1), CAUSE_STORE_PAGE);
    CHECK_EQUAL(this_hart()->tval, border);
    CHECK_EQUAL(frames[3][PAGE - 1], 0x22); /* nothing was stored */

    test_case("data over two pages, the second read-only");
    map(border, (u64)frames[0], PTE_V | PTE_R | PTE_A, 0);
    access_value = 0;
    CHECK_EQUAL(access(MODE_S, STORE, border - 4), CAUSE_STORE_PAGE);
    CHECK_EQUAL(this_hart()->tval, border);
    CHECK_EQUAL(frames[3][PAGE - 1], 0x22);
    CHECK_EQUAL(access(MODE_S, LOAD, border - 4), NO_TRAP);

    test_case("data over two pages, the first unmapped");
    map(border - PAGE, 0, 0, 0);
    CHECK_EQUAL(access(MODE_S, LOAD, border - 3), CAUSE_LOAD_PAGE);
    CHECK_EQUAL(this_hart()->tval, border - 3);

    test_case("an instruction over two pages");
    map(border - PAGE, (u64)frames[3], PTE_RWX, 0);
    map(border, (u64)frames[0], PTE_RWX, 0);
    u32 word = 0x00000013; /* nop, of which the second half is 0 */
    *(u16 *)(frames[3] + PAGE - 2) = (u16)word;
    *(u16 *)frames[0] = (u16)(word >> 16);
    *(u16 *)(frames[0] + 2) = 0x8082;
    asm volatile("fence.i" : : : "memory");
    CHECK_EQUAL(access(MODE_S, FETCH, border - 2), NO_TRAP);

    test_case("an instruction over two pages, the second unmapped");
    map(border, 0, 0, 0);
    CHECK_EQUAL(access(MODE_S, FETCH, border - 2), CAUSE_FETCH_PAGE);
    CHECK_EQUAL(this_hart()->epc, border - 2);
    CHECK_EQUAL(this_hart()->tval, border);

    test_case("the second page mapped elsewhere is seen");
    *(u16 *)frames[1] = 0;
    *(u16 *)(frames[1] + 2) = 0x8082;
    map(border, (u64)frames[1], PTE_RWX, 0);
    asm volatile("fence.i" : : : "memory");
    CHECK_EQUAL(access(MODE_S, FETCH, border - 2), NO_TRAP);
    *(u16 *)frames[2] = 0xffff; /* an illegal instruction's second half: addi x0, x31, -1 is fine, but the next is not */
    *(u16 *)(frames[2] + 2) = 0;
    map(border, (u64)frames[2], PTE_RWX, 0);
    asm volatile("fence.i" : : : "memory");
    CHECK_EQUAL(access(MODE_S, FETCH, border - 2), CAUSE_ILLEGAL);
    CHECK_EQUAL(this_hart()->epc, border + 2);

    test_case("a compressed instruction at the end of a page needs no second page");
    map(border, 0, 0, 0);
    *(u16 *)(frames[3] + PAGE - 2) = 0x8082;
    asm volatile("fence.i" : : : "memory");
    CHECK_EQUAL(access(MODE_S, FETCH, border - 2), NO_TRAP);

    test_case("running into an unmapped page");
    *(u16 *)(frames[3] + PAGE - 2) = 0x0001;
    asm volatile("fence.i" : : : "memory");
    CHECK_EQUAL(access(MODE_S, FETCH, border - 2), CAUSE_FETCH_PAGE);
    CHECK_EQUAL(this_hart()->epc, border);
    CHECK_EQUAL(this_hart()->tval, border);
}

static void test_mprv(void)
{
    u64 value;
    *(u64 *)frames[0] = 0x5566;
    map(TEST_VA, (u64)frames[0], PTE_RW, 0);

    test_case("MPRV translates for the mode in MPP");
    CSR_CLEAR(mstatus, MSTATUS_MPP);
    CSR_SET(mstatus, MSTATUS_MPP_S);
    CHECK_EQUAL(try_load_as_mpp(TEST_VA, &value), NO_TRAP);
    CHECK_EQUAL(value, 0x5566);
    CSR_CLEAR(mstatus, MSTATUS_MPP);
    CHECK_EQUAL(try_load_as_mpp(TEST_VA, &value), CAUSE_LOAD_PAGE);
    CSR_SET(mstatus, MSTATUS_MPP);
    CHECK_EQUAL(try_load_as_mpp((u64)frames[0], &value), NO_TRAP);
    CHECK_EQUAL(value, 0x5566);
    CHECK_EQUAL(try_load_as_mpp(TEST_VA + (1ul << 50), &value), CAUSE_LOAD_ACCESS);
}

static void test_bare(void)
{
    test_case("satp = 0 turns translation off");
    CSR_WRITE(satp, 0);
    asm volatile("sfence.vma" : : : "memory");
    *(u64 *)frames[0] = 0x7788;
    CHECK_EQUAL(load_in(MODE_S, (u64)frames[0]), 0x7788);
    user_alias = 0;
    CHECK_EQUAL(load_in(MODE_U, (u64)frames[0]), 0x7788);
}

void test_main(void)
{
    paging_on();
    test_mapping();
    test_canonical();
    test_permissions();
    test_accessed_and_dirty();
    test_superpages();
    test_reserved();
    test_missing_memory();
    test_page_crossing();
    test_mprv();
    test_bare();
}
