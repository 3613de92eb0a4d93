// guest: memory-p env=p machine=spike
// guest: memory-v env=v machine=spike
// Loads and stores: every width, sign extension, offsets, misaligned accesses within and across pages.
#include "isa.h"

enum { PAGE = 4096 };

static u8 pages[3 * PAGE] __attribute__((aligned(4096)));

static void fill(u64 seed)
{
    for (u64 i = 0; i < sizeof pages; i++)
        pages[i] = (u8)(i * 7 + (i >> 8) * 13 + seed);
}

/* The expected value of a load, put together from bytes. */
static u64 bytes_at(u64 offset, u64 width)
{
    u64 value = 0;
    for (u64 i = width; i-- > 0;)
        value = value << 8 | pages[offset + i];
    return value;
}

#define LOAD(mnemonic, address) ({ \
    u64 loaded_; \
    asm volatile(mnemonic " %0, 0(%1)" : "=r"(loaded_) : "r"(address) : "memory"); \
    loaded_; })

#define STORE(mnemonic, address, value) \
    asm volatile(mnemonic " %0, 0(%1)" : : "r"((u64)(value)), "r"(address) : "memory")

#define TEST_LOAD(mnemonic, width, TYPE) do { \
    test_case(mnemonic); \
    fill(width); \
    for (u64 start_ = PAGE - 80; start_ < PAGE + 80; start_++) { \
        set_operands(start_, 0); \
        CHECK_EQUAL(LOAD(mnemonic, pages + start_), (u64)(TYPE)bytes_at(start_, width)); \
    } \
} while (0)

#define TEST_STORE(mnemonic, width) do { \
    test_case(mnemonic); \
    for (u64 start_ = PAGE - 24; start_ < PAGE + 24; start_++) { \
        u64 value_ = 0x8796a5b4c3d2e1f0ul * (start_ | 1); \
        fill(width); \
        u64 before_ = bytes_at(start_ - 8, 8), after_ = bytes_at(start_ + (width), 8); \
        set_operands(start_, value_); \
        STORE(mnemonic, pages + start_, value_); \
        CHECK_EQUAL(bytes_at(start_, width), (width) == 8 ? value_ : value_ & ((1ul << 8 * (width & 7)) - 1)); \
        CHECK_EQUAL(bytes_at(start_ - 8, 8), before_); \
        CHECK_EQUAL(bytes_at(start_ + (width), 8), after_); \
    } \
} while (0)

#define TEST_OFFSET(offset) do { \
    u64 loaded_; \
    asm volatile("ld %0, " #offset "(%1)" : "=r"(loaded_) : "r"(pages + PAGE) : "memory"); \
    CHECK_EQUAL(loaded_, bytes_at(PAGE + (offset), 8)); \
    asm volatile("sw %0, " #offset "(%1)" : : "r"(~loaded_), "r"(pages + PAGE) : "memory"); \
    CHECK_EQUAL(bytes_at(PAGE + (offset), 4), (u32)~loaded_); \
} while (0)

static void test_misaligned_far_pages(void)
{
    test_case("a store across two pages lands in both");
    fill(3);
    STORE("sd", pages + 2 * PAGE - 3, 0x1122334455667788);
    CHECK_EQUAL(pages[2 * PAGE - 3], 0x88);
    CHECK_EQUAL(pages[2 * PAGE - 1], 0x66);
    CHECK_EQUAL(pages[2 * PAGE], 0x55);
    CHECK_EQUAL(pages[2 * PAGE + 4], 0x11);
    CHECK_EQUAL(LOAD("ld", pages + 2 * PAGE - 3), 0x1122334455667788);
}

void test_main(void)
{
    TEST_LOAD("lb", 1, s8);
    TEST_LOAD("lbu", 1, u8);
    TEST_LOAD("lh", 2, s16);
    TEST_LOAD("lhu", 2, u16);
    TEST_LOAD("lw", 4, s32);
    TEST_LOAD("lwu", 4, u32);
    TEST_LOAD("ld", 8, u64);
    TEST_STORE("sb", 1);
    TEST_STORE("sh", 2);
    TEST_STORE("sw", 4);
    TEST_STORE("sd", 8);
    test_case("offsets");
    fill(0);
    TEST_OFFSET(-2048);
    TEST_OFFSET(2047);
    TEST_OFFSET(-1);
    TEST_OFFSET(0);
    TEST_OFFSET(2040);
    test_misaligned_far_pages();
    test_case("a load into its own base register, and into x0");
    u64 pointer = (u64)pages;
    asm volatile("ld %0, 8(%0)" : "+r"(pointer) : : "memory");
    CHECK_EQUAL(pointer, bytes_at(8, 8));
    u64 zero;
    asm volatile("ld x0, 8(%1)\n mv %0, x0" : "=r"(zero) : "r"(pages) : "memory");
    CHECK_EQUAL(zero, 0);
}
