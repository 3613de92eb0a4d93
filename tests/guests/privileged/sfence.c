// guest: sfence machine=spike
// sfence.vma: changed entries are seen after it, by address, by address space, and for global pages.
#include "paging.h"

static void fence_all(void) { asm volatile("sfence.vma" : : : "memory"); }
static void fence_address(u64 va) { asm volatile("sfence.vma %0, x0" : : "r"(va) : "memory"); }
static void fence_asid(u64 asid) { asm volatile("sfence.vma x0, %0" : : "r"(asid) : "memory"); }
static void fence_both(u64 va, u64 asid) { asm volatile("sfence.vma %0, %1" : : "r"(va), "r"(asid) : "memory"); }

static void set_satp(const u64 *table, u64 asid) { CSR_WRITE(satp, satp_for(table, asid)); }

static void switch_frame(u64 *table, u64 va, u64 frame, u64 flags)
{
    *pte_in(table, va, 0) = pte_of((u64)frames[frame], PTE_RW | flags);
}

void test_main(void)
{
    paging_on();
    for (u64 i = 0; i < 4; i++)
        *(u64 *)frames[i] = i;

    test_case("after a fence for everything");
    switch_frame(root, TEST_VA, 0, 0);
    fence_all();
    CHECK_EQUAL(load_in(MODE_S, TEST_VA), 0);
    switch_frame(root, TEST_VA, 1, 0);
    fence_all();
    CHECK_EQUAL(load_in(MODE_S, TEST_VA), 1);

    test_case("after a fence for the address");
    for (u64 i = 0; i < 40; i++) {
        switch_frame(root, TEST_VA + i % 3 * PAGE, i % 4, 0);
        fence_address(TEST_VA + i % 3 * PAGE + i);
        CHECK_EQUAL(load_in(MODE_S, TEST_VA + i % 3 * PAGE), i % 4);
    }

    test_case("after a fence for an address within a superpage");
    u64 base = (u64)frames & -MEGA2;
    u64 va = TEST_VA + GIGA;
    map(va, base, PTE_RW, 1);
    CHECK_EQUAL(load_in(MODE_S, va + ((u64)frames[2] - base)), 2);
    *pte_for(va, 1) = 0;
    fence_address(va + 5 * PAGE);
    CHECK_EQUAL(access(MODE_S, LOAD, va + ((u64)frames[2] - base)), CAUSE_LOAD_PAGE);
    CHECK_EQUAL(access(MODE_S, LOAD, va + 5 * PAGE), CAUSE_LOAD_PAGE);

    test_case("an entry that becomes valid needs a fence at most");
    switch_frame(root, TEST_VA + 9 * PAGE, 3, 0);
    fence_address(TEST_VA + 9 * PAGE);
    CHECK_EQUAL(load_in(MODE_S, TEST_VA + 9 * PAGE), 3);

    test_case("revoked permissions");
    fence_all();
    *pte_for(TEST_VA, 0) &= ~PTE_W;
    fence_address(TEST_VA);
    CHECK_EQUAL(access(MODE_S, STORE, TEST_VA), CAUSE_STORE_PAGE);
    *pte_for(TEST_VA, 0) &= ~PTE_V;
    fence_address(TEST_VA);
    CHECK_EQUAL(access(MODE_S, LOAD, TEST_VA), CAUSE_LOAD_PAGE);

    CSR_WRITE(satp, satp_for(root, 0xffff));
    u64 has_asids = CSR_READ(satp) >> 44 & 0xffff;
    if (has_asids < 3)
        return;
    u64 *first = root, *second = new_address_space();
    switch_frame(first, TEST_VA, 1, 0);
    switch_frame(second, TEST_VA, 2, 0);
    set_satp(first, 1);
    fence_all();

    test_case("address spaces need no fence between them");
    for (int i = 0; i < 10; i++) {
        set_satp(first, 1);
        CHECK_EQUAL(load_in(MODE_S, TEST_VA), 1);
        set_satp(second, 2);
        CHECK_EQUAL(load_in(MODE_S, TEST_VA), 2);
    }

    test_case("a fence for one address space");
    switch_frame(first, TEST_VA, 3, 0);
    fence_asid(1);
    set_satp(first, 1);
    CHECK_EQUAL(load_in(MODE_S, TEST_VA), 3);
    switch_frame(first, TEST_VA, 0, 0);
    fence_both(TEST_VA, 1);
    CHECK_EQUAL(load_in(MODE_S, TEST_VA), 0);
    set_satp(second, 2);
    CHECK_EQUAL(load_in(MODE_S, TEST_VA), 2);

    test_case("a global page after a fence for every address space");
    switch_frame(first, TEST_VA + PAGE, 1, PTE_G);
    switch_frame(second, TEST_VA + PAGE, 1, PTE_G);
    fence_all();
    set_satp(first, 1);
    CHECK_EQUAL(load_in(MODE_S, TEST_VA + PAGE), 1);
    set_satp(second, 2);
    CHECK_EQUAL(load_in(MODE_S, TEST_VA + PAGE), 1);
    switch_frame(first, TEST_VA + PAGE, 3, PTE_G);
    switch_frame(second, TEST_VA + PAGE, 3, PTE_G);
    fence_address(TEST_VA + PAGE);
    CHECK_EQUAL(load_in(MODE_S, TEST_VA + PAGE), 3);
    set_satp(first, 1);
    CHECK_EQUAL(load_in(MODE_S, TEST_VA + PAGE), 3);

    test_case("the same number for another table, after a fence");
    set_satp(first, 1);
    (void)load_in(MODE_S, TEST_VA);
    set_satp(second, 1);
    fence_asid(1);
    CHECK_EQUAL(load_in(MODE_S, TEST_VA), 2);
}
