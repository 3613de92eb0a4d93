// guest: forged-pages machine=spike
// Pages of one XXH3-128, made by the guest: code of one never runs in place of the other's, neither in one mode nor from user
// mode to machine mode.
#include "machine.h"
#include "forge.h"

#define MANY 3000

static u8 page[4][4096] __attribute__((aligned(4096)));

/* Fills a page with noise, and a function that returns a value at its beginning. */
static void make(u8 *page, u32 value)
{
    u64 noise = 88172645463325252ul;
    for (int i = 0; i < 512; i++) {
        noise ^= noise << 13, noise ^= noise >> 7, noise ^= noise << 17;
        ((u64 *)page)[i] = noise;
    }
    ((u32 *)page)[0] = value << 20 | 10 << 7 | 0x13; /* li a0, value */
    ((u32 *)page)[1] = 0x00008067; /* ret */
}

/* Makes it return another value, and keeps its hash. */
static void make_forged(u8 *forged, const u8 *original, u32 value)
{
    memcpy(forged, original, 4096);
    ((u32 *)forged)[0] = value << 20 | 10 << 7 | 0x13;
    forge((const u64 *)original, (u64 *)forged);
}

static u64 call(u64 which)
{
    u64 sum = 0;
    for (int i = 0; i < MANY; i++)
        sum += ((u64(*)(void))page[which])();
    return sum;
}

void test_main(void)
{
    make(page[0], 1);
    make_forged(page[1], page[0], 2);
    make_forged(page[2], page[0], 3);
    make_forged(page[3], page[0], 4);
    asm volatile("fence.i" ::: "memory");

    test_case("a forged page in user mode, then the page itself in machine mode");
    CHECK_EQUAL(run_in(MODE_U, call, 1), 2 * MANY);
    CHECK_EQUAL(call(0), MANY);

    test_case("further pages of that hash, and the first ones again");
    CHECK_EQUAL(call(2), 3 * MANY);
    CHECK_EQUAL(run_in(MODE_S, call, 3), 4 * MANY);
    CHECK_EQUAL(call(0), MANY);
    CHECK_EQUAL(call(1), 2 * MANY);

    test_case("one after the other in the same place");
    for (u32 value = 5; value < 9; value++) {
        make_forged(page[1], page[0], value);
        asm volatile("fence.i" ::: "memory");
        CHECK_EQUAL(call(1), value * MANY);
        memcpy(page[1], page[0], 4096);
        asm volatile("fence.i" ::: "memory");
        CHECK_EQUAL(call(1), MANY);
    }
}
