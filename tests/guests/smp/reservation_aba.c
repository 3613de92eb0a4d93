// guest: smp-reservation-aba machine=spike harts=2 qemu=deviates emu=deviates
// A reservation is lost by another hart's stores even if they leave the value that was there. Our machine compares values,
// as QEMU does: noticing stores of the same value would put a check into every store.
#include "harts.h"

static volatile u64 turn;
static volatile u64 cell __attribute__((aligned(64)));

static void store_there_and_back(u64 hart)
{
    (void)hart;
    while (turn != 1) { }
    cell = 200;
    cell = 100;
    asm volatile("fence rw, rw" : : : "memory");
    turn = 2;
}

void test_main(void)
{
    test_case("a value that went away and came back");
    for (int i = 0; i < 20; i++) {
        turn = 0;
        cell = 100;
        start_hart(1, store_there_and_back, 0);
        u64 loaded, failed;
        asm volatile(
            "lr.d %0, (%2)\n fence rw, rw\n sd %4, (%3)\n"
            "1: ld t0, (%3)\n bne t0, %5, 1b\n fence rw, rw\n sc.d %1, x0, (%2)"
            : "=&r"(loaded), "=&r"(failed) : "r"(&cell), "r"(&turn), "r"(1ul), "r"(2ul) : "t0", "memory");
        join_hart(1);
        CHECK_EQUAL(failed, 1);
        CHECK_EQUAL(cell, 100);
    }
}
