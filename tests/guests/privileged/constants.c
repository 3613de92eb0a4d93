// guest: constants machine=spike harts=2
// Arithmetic on constants and on addresses relative to the pc, with jumps, loads, stores and atomics through the results, in
// pages around the addresses at which a narrower type than 64 bits goes wrong, a kernel's among them. Each function runs
// often enough to be translated.
#include "paging.h"
#include "chains.h"

enum { FUNCTIONS = 12 };

/* Of each page with code, the page before is data: it ends where the code begins. */
static const u64 places[] = { 0x100000000, 0x7ffff000, 0xfffffffff0000000, 0xffffffff80000000, 0xffffffff00000000,
    0xfffffffffffff000, 0x3ffffff000, 0xffffffc000001000, 0x1000 };

static struct chain chains[FUNCTIONS];

static u64 run_all(u64 place)
{
    for (u64 i = 0; i < FUNCTIONS; i++) {
        struct chain *chain = &chains[i];
        u64 *data = (u64 *)chain->data;
        for (u64 call = 0; call < CHAIN_CALLS; call++) {
            *data = chain->before;
            u64 result = ((u64 (*)(void))chain->pc)();
            set_operands(chain->pc, i);
            CHECK_EQUAL(result, chain->result);
            CHECK_EQUAL(*data, chain->after);
        }
    }
    return place;
}

static void test_place(u64 place)
{
    map(place - PAGE, (u64)frames[0], PTE_RW, 0);
    map(place, (u64)frames[1], PTE_RWX, 0);
    for (u64 i = 0; i < FUNCTIONS; i++) {
        u64 offset = i * CHAIN_WORDS * 4;
        chains[i] = (struct chain){ .code = (u32 *)(frames[1] + offset), .pc = place + offset,
            .data = place - 8 * (1 + chain_draw(PAGE / 8 - 1)), .other = place - PAGE, .before = chain_draw(1u << 30) };
        chain_write(&chains[i]);
        CHECK(chains[i].length <= CHAIN_WORDS);
    }
    asm volatile("fence.i" : : : "memory");
    CHECK_EQUAL(run_in(MODE_S, run_all, place), place);
}

void test_main(void)
{
    paging_on();
    *pte_for(USER_RAM, 2) = 0; /* nothing runs in U mode, and a page is wanted there */
    for (u64 i = 0; i < ARRAY_LENGTH(places); i++) {
        test_case("a page at an end of the address space");
        test_place(places[i]);
    }
}
