// guest: smp-atomics machine=spike harts=2
// Atomics and reservations between two harts.
#include "harts.h"

enum { ROUNDS = 20000 };

static volatile u64 counter64 __attribute__((aligned(64)));
static volatile u32 counter32[2] __attribute__((aligned(64)));
static volatile u64 lock_word __attribute__((aligned(64)));
static u64 guarded[2] __attribute__((aligned(64)));

static void add_by_amo(u64 hart)
{
    meet(hart);
    for (int i = 0; i < ROUNDS; i++) {
        asm volatile("amoadd.d x0, %0, (%1)" : : "r"(1ul), "r"(&counter64) : "memory");
        asm volatile("amoadd.w x0, %0, (%1)" : : "r"(1ul), "r"(&counter32[i & 1]) : "memory");
    }
}

static void add_by_reservation(u64 hart)
{
    meet(hart);
    for (int i = 0; i < ROUNDS; i++) {
        u64 scratch, failed;
        asm volatile("1: lr.d %0, (%2)\n addi %0, %0, 1\n sc.d %1, %0, (%2)\n bnez %1, 1b"
            : "=&r"(scratch), "=&r"(failed) : "r"(&counter64) : "memory");
        asm volatile("1: lr.w %0, (%2)\n addi %0, %0, 1\n sc.w %1, %0, (%2)\n bnez %1, 1b"
            : "=&r"(scratch), "=&r"(failed) : "r"(&counter32[i & 1]) : "memory");
    }
}

static void mix_amo_and_reservation(u64 hart)
{
    meet(hart);
    for (int i = 0; i < ROUNDS; i++) {
        u64 scratch, failed;
        if (hart == 0)
            asm volatile("amoadd.d x0, %0, (%1)" : : "r"(1ul), "r"(&counter64) : "memory");
        else
            asm volatile("1: lr.d %0, (%2)\n addi %0, %0, 1\n sc.d %1, %0, (%2)\n bnez %1, 1b"
                : "=&r"(scratch), "=&r"(failed) : "r"(&counter64) : "memory");
    }
}

static void guard_by_lock(u64 hart)
{
    meet(hart);
    for (int i = 0; i < ROUNDS / 4; i++) {
        u64 taken;
        do
            asm volatile("amoswap.d.aq %0, %1, (%2)" : "=r"(taken) : "r"(1ul), "r"(&lock_word) : "memory");
        while (taken);
        guarded[0]++;
        guarded[1] += 2;
        asm volatile("amoswap.d.rl x0, x0, (%0)" : : "r"(&lock_word) : "memory");
    }
}

static volatile u64 turn;
static volatile u64 cell __attribute__((aligned(64)));

static void store_in_between(u64 hart)
{
    (void)hart;
    while (turn != 1) { }
    cell = 200;
    asm volatile("fence rw, rw" : : : "memory");
    turn = 2;
}

static void test_lost_reservation(void)
{
    test_case("a store by the other hart makes sc fail");
    for (int i = 0; i < 20; i++) {
        turn = 0;
        cell = 100;
        start_hart(1, store_in_between, 0);
        u64 loaded, failed;
        asm volatile(
            "lr.d %0, (%2)\n fence rw, rw\n sd %4, (%3)\n"
            "1: ld t0, (%3)\n bne t0, %5, 1b\n fence rw, rw\n sc.d %1, x0, (%2)"
            : "=&r"(loaded), "=&r"(failed) : "r"(&cell), "r"(&turn), "r"(1ul), "r"(2ul) : "t0", "memory");
        join_hart(1);
        CHECK_EQUAL(loaded, 100);
        CHECK_EQUAL(failed, 1);
        CHECK_EQUAL(cell, 200);
    }
}

void test_main(void)
{
    test_case("amoadd");
    on_both_harts(add_by_amo);
    CHECK_EQUAL(counter64, 2 * ROUNDS);
    CHECK_EQUAL(counter32[0], ROUNDS);
    CHECK_EQUAL(counter32[1], ROUNDS);

    test_case("lr and sc");
    counter64 = 0, counter32[0] = 0, counter32[1] = 0;
    on_both_harts(add_by_reservation);
    CHECK_EQUAL(counter64, 2 * ROUNDS);
    CHECK_EQUAL(counter32[0], ROUNDS);
    CHECK_EQUAL(counter32[1], ROUNDS);

    test_case("amoadd against lr and sc");
    counter64 = 0;
    on_both_harts(mix_amo_and_reservation);
    CHECK_EQUAL(counter64, 2 * ROUNDS);

    test_case("a lock by amoswap");
    on_both_harts(guard_by_lock);
    CHECK_EQUAL(guarded[0], 2 * (ROUNDS / 4));
    CHECK_EQUAL(guarded[1], 4 * (ROUNDS / 4));

    test_lost_reservation();
}
