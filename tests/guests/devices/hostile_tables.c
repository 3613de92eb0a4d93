// guest: hostile-tables machine=virt
// Hostile: page tables in devices, in holes, in themselves, and at the edge of memory. Only the program may suffer.
#include "../privileged/paging.h"

static const u64 places[] = {
    0x0, 0x1000, 0x100000, 0x101000, 0x2000000, 0xc000000, 0x10000000, 0x10001000, 0x20000000, 0x7ffff000,
    0x87fff000, 0x88000000, 0xfffff000, 0x100000000, 0x10000000000, 0xfffffffffff000,
};

void test_main(void)
{
    paging_on();
    map(TEST_VA, (u64)frames[0], PTE_RWX, 0);
    u64 *middle = pte_for(TEST_VA, 1);
    u64 *top = pte_for(TEST_VA, 2);
    u64 plain_middle = *middle, plain_top = *top;

    test_case("tables where there are none");
    for (u64 i = 0; i < ARRAY_LENGTH(places); i++) {
        if (places[i] == 0x100000)
            continue;
        *middle = pte_of(places[i], PTE_V);
        asm volatile("sfence.vma" : : : "memory");
        for (u64 kind = LOAD; kind <= LOAD_RESERVED; kind++)
            (void)access(MODE_S, kind, TEST_VA + i * PAGE);
        *middle = plain_middle;
        *top = pte_of(places[i], PTE_V);
        asm volatile("sfence.vma" : : : "memory");
        for (u64 kind = LOAD; kind <= LOAD_RESERVED; kind++)
            (void)access(MODE_U, kind, TEST_VA + i * MEGA2);
        *top = plain_top;
    }

    test_case("leaves that point at devices and holes");
    for (u64 i = 0; i < ARRAY_LENGTH(places); i++) {
        if (places[i] == 0x100000 || places[i] == 0x10000000 || places[i] == 0x1000)
            continue; /* these would end the program, print, or run the boot ROM */
        map(TEST_VA + PAGE, places[i], PTE_RWX, 0);
        access_value = 0;
        (void)access(MODE_S, LOAD, TEST_VA + PAGE + 8);
        if (places[i] < RAM || places[i] >= 0x88000000) {
            (void)access(MODE_S, STORE, TEST_VA + PAGE + 8);
            (void)access(MODE_S, AMO, TEST_VA + PAGE + 8);
        }
        (void)access(MODE_S, FETCH, TEST_VA + PAGE + 8);
        /* across the border of a good page and this one */
        (void)access(MODE_S, LOAD, TEST_VA + PAGE - 3);
    }

    test_case("a table that is its own child");
    u64 *self = new_table();
    self[0] = pte_of((u64)self, PTE_V);
    u64 saved = root[(TEST_VA + 4 * GIGA) >> 30 & 511];
    root[(TEST_VA + 4 * GIGA) >> 30 & 511] = pte_of((u64)self, PTE_V);
    asm volatile("sfence.vma" : : : "memory");
    check_fault(MODE_S, LOAD, TEST_VA + 4 * GIGA, CAUSE_LOAD_PAGE);
    root[(TEST_VA + 4 * GIGA) >> 30 & 511] = saved;

    test_case("a page that holds its own entry");
    u64 *table = (u64 *)(*pte_for(TEST_VA, 1) >> 10 << 12);
    map(TEST_VA + 2 * PAGE, (u64)table, PTE_V | PTE_R | PTE_W, 0);
    u64 entry = TEST_VA + 2 * PAGE + 8 * (TEST_VA >> 12 & 511) + 16;
    CHECK_EQUAL(load_in(MODE_S, entry) & PTE_A, PTE_A);
    store_in(MODE_S, entry, 0);
    asm volatile("sfence.vma" : : : "memory");
    check_fault(MODE_S, LOAD, entry, CAUSE_LOAD_PAGE);

    test_case("root tables in odd places");
    for (u64 i = 0; i < ARRAY_LENGTH(places); i++) {
        if (places[i] == 0x100000)
            continue;
        u64 cause;
        CSR_WRITE(satp, satp_for((u64 *)places[i], 0));
        asm volatile("sfence.vma" : : : "memory");
        CSR_CLEAR(mstatus, MSTATUS_MPP);
        CSR_SET(mstatus, MSTATUS_MPP_S);
        u64 value;
        cause = try_load_as_mpp(TEST_VA, &value);
        set_operands(places[i], value);
        CHECK(cause != CAUSE_ILLEGAL);
    }
    CSR_WRITE(satp, 0);
}
