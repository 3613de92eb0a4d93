/* Directed tests of instructions: each operation runs over edge operands in every register aliasing and is compared with
   values that the compiler folded on the build machine, so the guest's own arithmetic is no part of the expectation. */
#ifndef ISA_H
#define ISA_H

#include "guest.h"

asm(".option arch, +zba, +zbb, +zbs\n");

#define EDGE_LIST(F, x) \
    F(x, 0ul) F(x, 1ul) F(x, ~0ul) F(x, 31ul) F(x, 32ul) F(x, 63ul) F(x, 64ul) F(x, 0x7ffffffful) F(x, 0x80000000ul) \
    F(x, 0xfffffffful) F(x, 0xffffffff80000000ul) F(x, 0x7ffffffffffffffful) F(x, 0x8000000000000000ul) \
    F(x, 0x0123456789abcdeful) F(x, 0xaaaaaaaa55555555ul) F(x, 0x00ff00807f01fe10ul)

/* The list once more under another name: the preprocessor does not expand a macro within itself. */
#define EDGE_LIST2(F, x) \
    F(x, 0ul) F(x, 1ul) F(x, ~0ul) F(x, 31ul) F(x, 32ul) F(x, 63ul) F(x, 64ul) F(x, 0x7ffffffful) F(x, 0x80000000ul) \
    F(x, 0xfffffffful) F(x, 0xffffffff80000000ul) F(x, 0x7ffffffffffffffful) F(x, 0x8000000000000000ul) \
    F(x, 0x0123456789abcdeful) F(x, 0xaaaaaaaa55555555ul) F(x, 0x00ff00807f01fe10ul)

#define EDGE_VALUE_(x, value) value,
#define EDGE_COUNT 16

static const u64 edges[] = { EDGE_LIST(EDGE_VALUE_, 0) };
_Static_assert(ARRAY_LENGTH(edges) == EDGE_COUNT, "edges");

#define SIGN32(value) ((u64)(s64)(s32)(u32)(value))

/* Tables of F(a, b) over all pairs and of F(a) over all edges. */
#define CROSS_ROW_(F, a) EDGE_LIST2(CROSS_CELL_, (F, a))
#define CROSS_CELL_(pair, b) CROSS_CELL2_(b, CROSS_UNPACK_ pair)
#define CROSS_UNPACK_(F, a) F, a
#define CROSS_CELL2_(b, ...) CROSS_CELL3_(b, __VA_ARGS__)
#define CROSS_CELL3_(b, F, a) (u64)(F(a, b)),

/* register-register */
#define TEST_RR(mnemonic, F) do { \
    static const u64 expected_[] = { EDGE_LIST(CROSS_ROW_, F) }; \
    test_case(mnemonic); \
    for (u64 i_ = 0; i_ < EDGE_COUNT; i_++) \
        for (u64 j_ = 0; j_ < EDGE_COUNT; j_++) \
            CHECK_RR_(mnemonic, edges[i_], edges[j_], expected_[i_ * EDGE_COUNT + j_]); \
} while (0)

#define CHECK_RR_(mnemonic, first, second, expected) do { \
    u64 a_ = (first), b_ = (second), e_ = (expected), r_; \
    set_operands(a_, b_); \
    asm volatile(mnemonic " %0, %1, %2" : "=&r"(r_) : "r"(a_), "r"(b_)); \
    CHECK_EQUAL(r_, e_); \
    r_ = a_; \
    asm volatile(mnemonic " %0, %0, %1" : "+&r"(r_) : "r"(b_)); \
    CHECK_EQUAL(r_, e_); \
    r_ = b_; \
    asm volatile(mnemonic " %0, %1, %0" : "+&r"(r_) : "r"(a_)); \
    CHECK_EQUAL(r_, e_); \
    if (a_ == b_) { \
        r_ = a_; \
        asm volatile(mnemonic " %0, %0, %0" : "+&r"(r_)); \
        CHECK_EQUAL(r_, e_); \
    } \
    if (a_ == 0) { \
        asm volatile(mnemonic " %0, x0, %1" : "=&r"(r_) : "r"(b_)); \
        CHECK_EQUAL(r_, e_); \
    } \
    if (b_ == 0) { \
        asm volatile(mnemonic " %0, %1, x0" : "=&r"(r_) : "r"(a_)); \
        CHECK_EQUAL(r_, e_); \
    } \
    asm volatile(mnemonic " x0, %1, %2\n mv %0, x0" : "=&r"(r_) : "r"(a_), "r"(b_)); \
    CHECK_EQUAL(r_, 0); \
} while (0)

/* one register operand */
#define TEST_R(mnemonic, F) do { \
    static const u64 expected_[] = { EDGE_LIST(UNARY_ROW_, F) }; \
    test_case(mnemonic); \
    for (u64 i_ = 0; i_ < EDGE_COUNT; i_++) \
        CHECK_R_(mnemonic " %0, %1", mnemonic " %0, %0", edges[i_], expected_[i_]); \
} while (0)

#define UNARY_ROW_(F, a) (u64)(F(a)),

#define CHECK_R_(apart, same, operand, expected) do { \
    u64 a_ = (operand), e_ = (expected), r_; \
    set_operands(a_, 0); \
    asm volatile(apart : "=&r"(r_) : "r"(a_)); \
    CHECK_EQUAL(r_, e_); \
    r_ = a_; \
    asm volatile(same : "+&r"(r_)); \
    CHECK_EQUAL(r_, e_); \
} while (0)

/* register-immediate: the expectation is F(register, immediate) */
#define TEST_RI(mnemonic, F, immediate) do { \
    static const u64 expected_[] = { EDGE_LIST(IMMEDIATE_ROW_, (F, immediate)) }; \
    for (u64 i_ = 0; i_ < EDGE_COUNT; i_++) \
        CHECK_R_(mnemonic " %0, %1, " #immediate, mnemonic " %0, %0, " #immediate, edges[i_], expected_[i_]); \
} while (0)

#define IMMEDIATE_ROW_(pair, a) IMMEDIATE_ROW2_(a, IMMEDIATE_UNPACK_ pair)
#define IMMEDIATE_UNPACK_(F, immediate) F, immediate
#define IMMEDIATE_ROW2_(a, ...) IMMEDIATE_ROW3_(a, __VA_ARGS__)
#define IMMEDIATE_ROW3_(a, F, immediate) (u64)(F(a, (u64)(s64)(immediate))),

#endif
