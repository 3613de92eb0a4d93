// guest: smp-remote-fence machine=spike harts=2
// A page that one hart moves while the other uses it: after the other's sfence.vma the new frame is seen.
#include "../privileged/paging.h"

static volatile u64 generation, seen_generation, seen_value;

static u64 load_test_page(u64 unused)
{
    (void)unused;
    return *(volatile u64 *)TEST_VA;
}

static void follow(u64 count)
{
    CSR_WRITE(satp, satp_for(root, 0));
    CSR_WRITE(stvec, (u64)s_trap);
    asm volatile("sfence.vma" : : : "memory");
    for (u64 i = 1; i <= count; i++) {
        while (generation != i) { }
        asm volatile("fence rw, rw\n sfence.vma %0, x0" : : "r"(TEST_VA) : "memory");
        seen_value = run_in(MODE_S, load_test_page, 0);
        asm volatile("fence rw, rw" : : : "memory");
        seen_generation = i;
    }
}

void test_main(void)
{
    test_case("a page moved by another hart");
    paging_on();
    for (u64 i = 0; i < 4; i++)
        *(u64 *)frames[i] = 100 + i;
    map(TEST_VA, (u64)frames[0], PTE_RW, 0);
    start_hart(1, follow, 100);
    for (u64 i = 1; i <= 100; i++) {
        *pte_for(TEST_VA, 0) = pte_of((u64)frames[i % 4], PTE_RW);
        asm volatile("fence rw, rw" : : : "memory");
        generation = i;
        while (seen_generation != i) { }
        CHECK_EQUAL(seen_value, 100 + i % 4);
    }
    join_hart(1);
}
