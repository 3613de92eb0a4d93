// guest: smp-ordering machine=spike harts=2
// Fences order memory between two harts: message passing and store buffering.
#include "harts.h"

enum { ROUNDS = 20000 };

static volatile u64 data __attribute__((aligned(64)));
static volatile u64 flag __attribute__((aligned(64)));
static volatile u64 broken;

static void pass_messages(u64 hart)
{
    meet(hart);
    for (u64 i = 1; i <= ROUNDS; i++) {
        if (hart == 0) {
            data = i * 3;
            asm volatile("fence w, w" : : : "memory");
            flag = i;
        } else {
            u64 seen = flag;
            asm volatile("fence r, r" : : : "memory");
            if (data < seen * 3)
                broken = 1;
        }
    }
}

static volatile u64 x __attribute__((aligned(64))), y __attribute__((aligned(64)));
static volatile u64 seen[2] __attribute__((aligned(64)));

static void buffer_stores(u64 hart)
{
    for (int i = 0; i < ROUNDS / 10; i++) {
        meet(hart);
        if (hart == 0) {
            x = 1;
            asm volatile("fence rw, rw" : : : "memory");
            seen[0] = y;
        } else {
            y = 1;
            asm volatile("fence rw, rw" : : : "memory");
            seen[1] = x;
        }
        meet(hart);
        if (hart == 0) {
            if (seen[0] == 0 && seen[1] == 0)
                broken = 1;
            x = 0;
            y = 0;
        }
    }
}

void test_main(void)
{
    test_case("message passing");
    on_both_harts(pass_messages);
    CHECK_EQUAL(broken, 0);

    test_case("store buffering");
    on_both_harts(buffer_stores);
    CHECK_EQUAL(broken, 0);
}
