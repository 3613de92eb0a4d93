// guest: atomic-p env=p machine=spike
// guest: atomic-v env=v machine=spike
// A: read-modify-write operations, and load-reserved / store-conditional on one hart.
#include "isa.h"

#define SWAP(a, b) (b)
#define ADD(a, b) ((a) + (b))
#define AND(a, b) ((a) & (b))
#define OR(a, b) ((a) | (b))
#define XOR(a, b) ((a) ^ (b))
#define MAX(a, b) ((s64)(a) > (s64)(b) ? (a) : (b))
#define MAXU(a, b) ((a) > (b) ? (a) : (b))
#define MIN(a, b) ((s64)(a) < (s64)(b) ? (a) : (b))
#define MINU(a, b) ((a) < (b) ? (a) : (b))
#define MAX32(a, b) ((s32)(a) > (s32)(b) ? (a) : (b))
#define MAXU32(a, b) ((u32)(a) > (u32)(b) ? (a) : (b))
#define MIN32(a, b) ((s32)(a) < (s32)(b) ? (a) : (b))
#define MINU32(a, b) ((u32)(a) < (u32)(b) ? (a) : (b))

static u64 cell[2];

#define CHECK_AMO(mnemonic, first, second, result, is_word) do { \
    u64 a_ = (first), b_ = (second), old_, memory_ = (result); \
    u64 loaded_ = (is_word) ? SIGN32(a_) : a_; \
    if (is_word) \
        memory_ = (a_ & ~0xfffffffful) | (u32)memory_; \
    set_operands(a_, b_); \
    cell[0] = a_, cell[1] = 0x5a5a5a5a5a5a5a5a; \
    asm volatile(mnemonic " %0, %1, (%2)" : "=&r"(old_) : "r"(b_), "r"(cell) : "memory"); \
    CHECK_EQUAL(old_, loaded_); \
    CHECK_EQUAL(cell[0], memory_); \
    CHECK_EQUAL(cell[1], 0x5a5a5a5a5a5a5a5a); \
    cell[0] = a_, old_ = b_; \
    asm volatile(mnemonic ".aqrl %0, %0, (%1)" : "+&r"(old_) : "r"(cell) : "memory"); \
    CHECK_EQUAL(old_, loaded_); \
    CHECK_EQUAL(cell[0], memory_); \
    cell[0] = a_, old_ = (u64)cell; \
    asm volatile(mnemonic ".aq %0, %1, (%0)" : "+&r"(old_) : "r"(b_) : "memory"); \
    CHECK_EQUAL(old_, loaded_); \
    CHECK_EQUAL(cell[0], memory_); \
    cell[0] = a_; \
    asm volatile(mnemonic ".rl x0, %0, (%1)" : : "r"(b_), "r"(cell) : "memory"); \
    CHECK_EQUAL(cell[0], memory_); \
} while (0)

#define TEST_AMO(mnemonic, F, is_word) do { \
    static const u64 expected_[] = { EDGE_LIST(CROSS_ROW_, F) }; \
    test_case(mnemonic); \
    for (u64 i_ = 0; i_ < EDGE_COUNT; i_++) \
        for (u64 j_ = 0; j_ < EDGE_COUNT; j_++) \
            CHECK_AMO(mnemonic, edges[i_], edges[j_], expected_[i_ * EDGE_COUNT + j_], is_word); \
} while (0)

#define LR(mnemonic, address) ({ \
    u64 loaded_; \
    asm volatile(mnemonic " %0, (%1)" : "=r"(loaded_) : "r"(address) : "memory"); \
    loaded_; })

#define SC(mnemonic, address, value) ({ \
    u64 failed_; \
    asm volatile(mnemonic " %0, %1, (%2)" : "=&r"(failed_) : "r"((u64)(value)), "r"(address) : "memory"); \
    failed_; })

/* Whether the store-conditional eventually succeeds: the architecture lets single attempts fail. */
#define LR_SC(lr, sc, address, value) ({ \
    u64 loaded_, failed_ = 1; \
    for (int tries_ = 0; failed_ != 0 && tries_ < 1000; tries_++) \
        asm volatile(lr " %0, (%2)\n " sc " %1, %3, (%2)" \
            : "=&r"(loaded_), "=&r"(failed_) : "r"(address), "r"((u64)(value)) : "memory"); \
    CHECK_EQUAL(failed_, 0); \
    loaded_; })

static void test_reservations(void)
{
    test_case("lr.d and sc.d");
    cell[0] = 0x1122334455667788;
    CHECK_EQUAL(LR_SC("lr.d", "sc.d", cell, 0x8877665544332211), 0x1122334455667788);
    CHECK_EQUAL(cell[0], 0x8877665544332211);

    test_case("lr.w and sc.w");
    cell[0] = 0x11223344ffeeddcc;
    CHECK_EQUAL(LR_SC("lr.w.aq", "sc.w.rl", cell, 0xaabbccdd12345678), 0xffffffffffeeddcc);
    CHECK_EQUAL(cell[0], 0x1122334412345678);
    CHECK_EQUAL(LR_SC("lr.w", "sc.w", (u8 *)cell + 4, 0x9abcdef0), 0x11223344);
    CHECK_EQUAL(cell[0], 0x9abcdef012345678);

    test_case("sc without a reservation fails and does not store");
    cell[0] = 5;
    (void)SC("sc.d", &cell[1], 0); /* whatever was reserved is no longer */
    CHECK_EQUAL(SC("sc.d", cell, 6), 1);
    CHECK_EQUAL(SC("sc.w", cell, 6), 1);
    CHECK_EQUAL(cell[0], 5);

    test_case("a second sc fails");
    (void)LR_SC("lr.d", "sc.d", cell, 7);
    CHECK_EQUAL(SC("sc.d", cell, 8), 1);
    CHECK_EQUAL(cell[0], 7);

    test_case("a failed sc ends the reservation");
    (void)LR("lr.d", cell);
    static u64 far[1024];
    CHECK_EQUAL(SC("sc.d", &far[512], 1), 1);
    CHECK_EQUAL(far[512], 0);
    CHECK_EQUAL(SC("sc.d", cell, 9), 1);
    CHECK_EQUAL(cell[0], 7);

    test_case("sc into x0 stores");
    u64 loaded;
    for (int tries = 0; tries < 1000 && cell[0] != 10; tries++)
        asm volatile("lr.d %0, (%1)\n sc.d x0, %2, (%1)" : "=&r"(loaded) : "r"(cell), "r"(10ul) : "memory");
    CHECK_EQUAL(cell[0], 10);
}

static void test_loops(void)
{
    test_case("a counter by lr/sc");
    cell[0] = 0;
    for (int i = 0; i < 1000; i++) {
        u64 scratch, failed;
        asm volatile("1: lr.d %0, (%2)\n addi %0, %0, 3\n sc.d %1, %0, (%2)\n bnez %1, 1b"
            : "=&r"(scratch), "=&r"(failed) : "r"(cell) : "memory");
    }
    CHECK_EQUAL(cell[0], 3000);
}

void test_main(void)
{
    TEST_AMO("amoswap.d", SWAP, 0);
    TEST_AMO("amoadd.d", ADD, 0);
    TEST_AMO("amoand.d", AND, 0);
    TEST_AMO("amoor.d", OR, 0);
    TEST_AMO("amoxor.d", XOR, 0);
    TEST_AMO("amomax.d", MAX, 0);
    TEST_AMO("amomaxu.d", MAXU, 0);
    TEST_AMO("amomin.d", MIN, 0);
    TEST_AMO("amominu.d", MINU, 0);
    TEST_AMO("amoswap.w", SWAP, 1);
    TEST_AMO("amoadd.w", ADD, 1);
    TEST_AMO("amoand.w", AND, 1);
    TEST_AMO("amoor.w", OR, 1);
    TEST_AMO("amoxor.w", XOR, 1);
    TEST_AMO("amomax.w", MAX32, 1);
    TEST_AMO("amomaxu.w", MAXU32, 1);
    TEST_AMO("amomin.w", MIN32, 1);
    TEST_AMO("amominu.w", MINU32, 1);
    test_reservations();
    test_loops();
}
