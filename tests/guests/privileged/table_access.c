// guest: table-access machine=spike qemu=deviates
// A page table where there is no memory: an access fault of the access at hand, at its virtual address.
#include "paging.h"

#define HOLE 0x0000010000000000ul

static void check_all(void)
{
    check_fault(MODE_S, LOAD, TEST_VA + 16, CAUSE_LOAD_ACCESS);
    check_fault(MODE_S, STORE, TEST_VA + 24, CAUSE_STORE_ACCESS);
    check_fault(MODE_S, FETCH, TEST_VA + 32, CAUSE_FETCH_ACCESS);
}

void test_main(void)
{
    paging_on();
    map(TEST_VA, (u64)frames[0], PTE_RWX, 0);
    u64 *pointer = pte_for(TEST_VA, 1);
    u64 plain = *pointer;

    test_case("beyond memory");
    *pointer = pte_of(HOLE, PTE_V);
    asm volatile("sfence.vma" : : : "memory");
    check_all();

    test_case("beyond the physical address space");
    *pointer = pte_of(0xfffffffffff000, PTE_V);
    asm volatile("sfence.vma" : : : "memory");
    check_all();

    test_case("memory again");
    *pointer = plain;
    asm volatile("sfence.vma" : : : "memory");
    CHECK_EQUAL(access(MODE_S, LOAD, TEST_VA), NO_TRAP);
}
