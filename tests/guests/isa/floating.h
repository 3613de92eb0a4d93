/* Floating-point cases that both formats share. A program defines FMT ("s" or "d"), MOVE_TO ("fmv.w.x"), MOVE_FROM and
   the constants below, then calls test_format(). */
#ifndef FLOATING_H
#define FLOATING_H

#include "isa.h"

#define NX 1
#define UF 2
#define OF 4
#define DZ 8
#define NV 16

#define MINUS(x) ((x) | SIGN)
#define P0 0ul
#define N0 SIGN
#define MIN_SUBNORMAL 1ul
#define MAX_SUBNORMAL (MIN_NORMAL - 1)
#define INF (MAX_NORMAL + 1)
#define SNAN (INF | 1)
#define QNAN_PAYLOAD (MINUS(QNAN) | 0x123)

#define CLEAR "fsflags x0\n"
#define IN(f, n) MOVE_TO " " f ", %" #n "\n"
#define OUT MOVE_FROM " %0, ft0\n frflags %1"

#define CHECK_RESULT_(expected, expected_flags) do { \
    CHECK_EQUAL(r_, AS_REGISTER(expected)); \
    CHECK_EQUAL(flags_, expected_flags); \
} while (0)

#define FP1(op, rm, a, expected, flags) do { \
    u64 r_, flags_; \
    set_operands(a, 0); \
    asm volatile(CLEAR IN("fa0", 2) op " ft0, fa0" rm "\n" OUT : "=&r"(r_), "=&r"(flags_) : "r"(a)); \
    CHECK_RESULT_(expected, flags); \
    asm volatile(CLEAR IN("ft0", 2) op " ft0, ft0" rm "\n" OUT : "=&r"(r_), "=&r"(flags_) : "r"(a)); \
    CHECK_RESULT_(expected, flags); \
} while (0)

#define FP2(op, rm, a, b, expected, flags) do { \
    u64 r_, flags_; \
    set_operands(a, b); \
    asm volatile(CLEAR IN("fa0", 2) IN("fa1", 3) op " ft0, fa0, fa1" rm "\n" OUT \
        : "=&r"(r_), "=&r"(flags_) : "r"(a), "r"(b)); \
    CHECK_RESULT_(expected, flags); \
    asm volatile(CLEAR IN("ft0", 2) IN("fa1", 3) op " ft0, ft0, fa1" rm "\n" OUT \
        : "=&r"(r_), "=&r"(flags_) : "r"(a), "r"(b)); \
    CHECK_RESULT_(expected, flags); \
    asm volatile(CLEAR IN("fa0", 2) IN("ft0", 3) op " ft0, fa0, ft0" rm "\n" OUT \
        : "=&r"(r_), "=&r"(flags_) : "r"(a), "r"(b)); \
    CHECK_RESULT_(expected, flags); \
} while (0)

#define FP3(op, rm, a, b, c, expected, flags) do { \
    u64 r_, flags_; \
    set_operands(a, b); \
    asm volatile(CLEAR IN("fa0", 2) IN("fa1", 3) IN("fa2", 4) op " ft0, fa0, fa1, fa2" rm "\n" OUT \
        : "=&r"(r_), "=&r"(flags_) : "r"(a), "r"(b), "r"(c)); \
    CHECK_RESULT_(expected, flags); \
} while (0)

/* result in an integer register */
#define TO_INTEGER2(op, a, b, expected, expected_flags) do { \
    u64 r_, flags_; \
    set_operands(a, b); \
    asm volatile(CLEAR IN("fa0", 2) IN("fa1", 3) op " %0, fa0, fa1\n frflags %1" \
        : "=&r"(r_), "=&r"(flags_) : "r"(a), "r"(b)); \
    CHECK_EQUAL(r_, expected); \
    CHECK_EQUAL(flags_, expected_flags); \
} while (0)

#define TO_INTEGER1(op, rm, a, expected, expected_flags) do { \
    u64 r_, flags_; \
    set_operands(a, 0); \
    asm volatile(CLEAR IN("fa0", 2) op " %0, fa0" rm "\n frflags %1" : "=&r"(r_), "=&r"(flags_) : "r"(a)); \
    CHECK_EQUAL(r_, (u64)(expected)); \
    CHECK_EQUAL(flags_, expected_flags); \
} while (0)

#define FROM_INTEGER(op, rm, a, expected, flags) do { \
    u64 r_, flags_; \
    set_operands((u64)(a), 0); \
    asm volatile(CLEAR op " ft0, %2" rm "\n" OUT : "=&r"(r_), "=&r"(flags_) : "r"((u64)(a))); \
    CHECK_RESULT_(expected, flags); \
} while (0)

static inline void test_add_and_subtract(void)
{
    test_case("fadd");
    FP2("fadd." FMT, "", ONE, ONE, TWO, 0);
    FP2("fadd." FMT, ",rne", ONE, MIN_SUBNORMAL, ONE, NX);
    FP2("fadd." FMT, ",rtz", ONE, MIN_SUBNORMAL, ONE, NX);
    FP2("fadd." FMT, ",rdn", ONE, MIN_SUBNORMAL, ONE, NX);
    FP2("fadd." FMT, ",rup", ONE, MIN_SUBNORMAL, ONE + 1, NX);
    FP2("fadd." FMT, ",rmm", ONE, MIN_SUBNORMAL, ONE, NX);
    FP2("fadd." FMT, ",rne", ONE, HALF_ULP, ONE, NX);
    FP2("fadd." FMT, ",rmm", ONE, HALF_ULP, ONE + 1, NX);
    FP2("fadd." FMT, ",rne", ONE + 1, HALF_ULP, ONE + 2, NX);
    FP2("fadd." FMT, ",rmm", MINUS(ONE), MINUS(HALF_ULP), MINUS(ONE + 1), NX);
    FP2("fadd." FMT, ",rne", MAX_NORMAL, MAX_NORMAL, INF, OF | NX);
    FP2("fadd." FMT, ",rtz", MAX_NORMAL, MAX_NORMAL, MAX_NORMAL, OF | NX);
    FP2("fadd." FMT, ",rdn", MAX_NORMAL, MAX_NORMAL, MAX_NORMAL, OF | NX);
    FP2("fadd." FMT, ",rup", MAX_NORMAL, MAX_NORMAL, INF, OF | NX);
    FP2("fadd." FMT, ",rmm", MAX_NORMAL, MAX_NORMAL, INF, OF | NX);
    FP2("fadd." FMT, ",rup", MINUS(MAX_NORMAL), MINUS(MAX_NORMAL), MINUS(MAX_NORMAL), OF | NX);
    FP2("fadd." FMT, "", INF, INF, INF, 0);
    FP2("fadd." FMT, "", INF, MINUS(INF), QNAN, NV);
    FP2("fadd." FMT, "", SNAN, ONE, QNAN, NV);
    FP2("fadd." FMT, "", ONE, QNAN_PAYLOAD, QNAN, 0);
    FP2("fadd." FMT, "", QNAN_PAYLOAD, SNAN, QNAN, NV);
    FP2("fadd." FMT, ",rne", P0, N0, P0, 0);
    FP2("fadd." FMT, ",rdn", P0, N0, N0, 0);
    FP2("fadd." FMT, "", N0, N0, N0, 0);
    FP2("fadd." FMT, "", MIN_SUBNORMAL, MIN_SUBNORMAL, 2ul, 0);
    FP2("fadd." FMT, "", MAX_SUBNORMAL, MIN_SUBNORMAL, MIN_NORMAL, 0);

    test_case("fsub");
    FP2("fsub." FMT, ",rne", ONE, ONE, P0, 0);
    FP2("fsub." FMT, ",rdn", ONE, ONE, N0, 0);
    FP2("fsub." FMT, "", INF, INF, QNAN, NV);
    FP2("fsub." FMT, "", MIN_NORMAL, MIN_SUBNORMAL, MAX_SUBNORMAL, 0);
    FP2("fsub." FMT, ",rtz", ONE, MIN_SUBNORMAL, ONE - 1, NX);
    FP2("fsub." FMT, "", N0, P0, N0, 0);
}

static inline void test_multiply_and_divide(void)
{
    test_case("fmul");
    FP2("fmul." FMT, "", TWO, HALF, ONE, 0);
    FP2("fmul." FMT, "", MIN_NORMAL, HALF, MIN_NORMAL >> 1, 0);
    FP2("fmul." FMT, ",rne", MIN_SUBNORMAL, HALF, P0, UF | NX);
    FP2("fmul." FMT, ",rup", MIN_SUBNORMAL, HALF, MIN_SUBNORMAL, UF | NX);
    FP2("fmul." FMT, ",rmm", MIN_SUBNORMAL, HALF, MIN_SUBNORMAL, UF | NX);
    FP2("fmul." FMT, ",rdn", MIN_SUBNORMAL, MINUS(HALF), MINUS(MIN_SUBNORMAL), UF | NX);
    FP2("fmul." FMT, ",rne", MIN_NORMAL, ONE - 1, MIN_NORMAL, UF | NX); /* tiny after rounding */
    FP2("fmul." FMT, ",rne", NOT_TINY_A, NOT_TINY_B, MIN_NORMAL, NX); /* tiny before rounding only */
    FP2("fmul." FMT, "", INF, P0, QNAN, NV);
    FP2("fmul." FMT, "", INF, MINUS(TWO), MINUS(INF), 0);
    FP2("fmul." FMT, "", MAX_NORMAL, TWO, INF, OF | NX);
    FP2("fmul." FMT, "", N0, TWO, N0, 0);
    FP2("fmul." FMT, "", SNAN, P0, QNAN, NV);

    test_case("fdiv");
    FP2("fdiv." FMT, "", ONE, TWO, HALF, 0);
    FP2("fdiv." FMT, "", ONE, P0, INF, DZ);
    FP2("fdiv." FMT, "", MINUS(ONE), P0, MINUS(INF), DZ);
    FP2("fdiv." FMT, "", ONE, N0, MINUS(INF), DZ);
    FP2("fdiv." FMT, "", P0, P0, QNAN, NV);
    FP2("fdiv." FMT, "", INF, INF, QNAN, NV);
    FP2("fdiv." FMT, "", INF, P0, INF, 0);
    FP2("fdiv." FMT, "", ONE, INF, P0, 0);
    FP2("fdiv." FMT, ",rne", ONE, THREE, THIRD_NEAREST, NX);
    FP2("fdiv." FMT, ",rtz", ONE, THREE, THIRD_DOWN, NX);
    FP2("fdiv." FMT, ",rup", ONE, THREE, THIRD_DOWN + 1, NX);
    FP2("fdiv." FMT, ",rdn", MINUS(ONE), THREE, MINUS(THIRD_DOWN + 1), NX);
    FP2("fdiv." FMT, "", MIN_NORMAL, TWO, MIN_NORMAL >> 1, 0);
    FP2("fdiv." FMT, ",rne", MIN_SUBNORMAL, TWO, P0, UF | NX);
    FP2("fdiv." FMT, "", QNAN_PAYLOAD, P0, QNAN, 0);

    test_case("fsqrt");
    FP1("fsqrt." FMT, "", FOUR, TWO, 0);
    FP1("fsqrt." FMT, ",rne", TWO, SQRT2_NEAREST, NX);
    FP1("fsqrt." FMT, "", MINUS(ONE), QNAN, NV);
    FP1("fsqrt." FMT, "", N0, N0, 0);
    FP1("fsqrt." FMT, "", P0, P0, 0);
    FP1("fsqrt." FMT, "", INF, INF, 0);
    FP1("fsqrt." FMT, "", MINUS(INF), QNAN, NV);
    FP1("fsqrt." FMT, "", SNAN, QNAN, NV);
    FP1("fsqrt." FMT, "", QNAN_PAYLOAD, QNAN, 0);
}

static inline void test_fused(void)
{
    test_case("fmadd and its kin");
    FP3("fmadd." FMT, "", TWO, TWO, ONE, FIVE, 0);
    FP3("fmsub." FMT, "", TWO, TWO, ONE, THREE, 0);
    FP3("fnmsub." FMT, "", TWO, TWO, ONE, MINUS(THREE), 0);
    FP3("fnmadd." FMT, "", TWO, TWO, ONE, MINUS(FIVE), 0);
    FP3("fmadd." FMT, "", INF, P0, QNAN_PAYLOAD, QNAN, NV);
    FP3("fmadd." FMT, "", INF, ONE, MINUS(INF), QNAN, NV);
    FP3("fmsub." FMT, "", INF, ONE, INF, QNAN, NV);
    FP3("fmadd." FMT, "", ONE, ONE, SNAN, QNAN, NV);
    FP3("fmadd." FMT, "", QNAN_PAYLOAD, ONE, ONE, QNAN, 0);
    FP3("fmadd." FMT, "", MAX_NORMAL, TWO, MINUS(MAX_NORMAL), MAX_NORMAL, 0);
    FP3("fmadd." FMT, "", MAX_NORMAL, TWO, P0, INF, OF | NX);
    FP3("fmadd." FMT, "", FUSED_A, FUSED_B, MINUS(ONE), FUSED_RESULT, 0); /* exact only if rounded once */
    FP3("fmadd." FMT, ",rne", ONE, ONE, MINUS(ONE), P0, 0);
    FP3("fmadd." FMT, ",rdn", ONE, ONE, MINUS(ONE), N0, 0);
    FP3("fnmadd." FMT, ",rne", ONE, ONE, MINUS(ONE), P0, 0);
    FP3("fnmsub." FMT, ",rne", ONE, ONE, ONE, P0, 0);
    FP3("fmadd." FMT, ",rup", ONE, ONE, MIN_SUBNORMAL, ONE + 1, NX);
    FP3("fnmadd." FMT, ",rdn", ONE, ONE, MIN_SUBNORMAL, MINUS(ONE + 1), NX);
}

static inline void test_select_and_compare(void)
{
    test_case("fmin and fmax");
    FP2("fmin." FMT, "", ONE, TWO, ONE, 0);
    FP2("fmax." FMT, "", ONE, TWO, TWO, 0);
    FP2("fmin." FMT, "", N0, P0, N0, 0);
    FP2("fmin." FMT, "", P0, N0, N0, 0);
    FP2("fmax." FMT, "", N0, P0, P0, 0);
    FP2("fmax." FMT, "", P0, N0, P0, 0);
    FP2("fmin." FMT, "", QNAN_PAYLOAD, ONE, ONE, 0);
    FP2("fmax." FMT, "", ONE, QNAN, ONE, 0);
    FP2("fmin." FMT, "", SNAN, ONE, ONE, NV);
    FP2("fmax." FMT, "", ONE, SNAN, ONE, NV);
    FP2("fmin." FMT, "", QNAN_PAYLOAD, QNAN_PAYLOAD, QNAN, 0);
    FP2("fmax." FMT, "", SNAN, QNAN, QNAN, NV);
    FP2("fmin." FMT, "", MINUS(INF), INF, MINUS(INF), 0);

    test_case("fsgnj");
    FP2("fsgnj." FMT, "", ONE, N0, MINUS(ONE), 0);
    FP2("fsgnjn." FMT, "", ONE, N0, ONE, 0);
    FP2("fsgnjx." FMT, "", MINUS(ONE), N0, ONE, 0);
    FP2("fsgnj." FMT, "", SNAN, N0, MINUS(SNAN), 0);
    FP2("fsgnjn." FMT, "", QNAN_PAYLOAD, MINUS(INF), QNAN_PAYLOAD & ~SIGN, 0);
    FP2("fsgnjx." FMT, "", SNAN, SNAN, SNAN, 0);

    test_case("comparisons");
    TO_INTEGER2("feq." FMT, ONE, ONE, 1, 0);
    TO_INTEGER2("feq." FMT, N0, P0, 1, 0);
    TO_INTEGER2("feq." FMT, QNAN, QNAN, 0, 0);
    TO_INTEGER2("feq." FMT, SNAN, ONE, 0, NV);
    TO_INTEGER2("flt." FMT, ONE, TWO, 1, 0);
    TO_INTEGER2("flt." FMT, TWO, ONE, 0, 0);
    TO_INTEGER2("flt." FMT, N0, P0, 0, 0);
    TO_INTEGER2("flt." FMT, MINUS(INF), INF, 1, 0);
    TO_INTEGER2("flt." FMT, QNAN, ONE, 0, NV);
    TO_INTEGER2("fle." FMT, ONE, ONE, 1, 0);
    TO_INTEGER2("fle." FMT, N0, P0, 1, 0);
    TO_INTEGER2("fle." FMT, ONE, QNAN_PAYLOAD, 0, NV);
    TO_INTEGER2("fle." FMT, SNAN, SNAN, 0, NV);
    TO_INTEGER2("fle." FMT, MINUS(MIN_SUBNORMAL), MIN_SUBNORMAL, 1, 0);

    test_case("fclass");
    TO_INTEGER1("fclass." FMT, "", MINUS(INF), 1 << 0, 0);
    TO_INTEGER1("fclass." FMT, "", MINUS(MAX_NORMAL), 1 << 1, 0);
    TO_INTEGER1("fclass." FMT, "", MINUS(MAX_SUBNORMAL), 1 << 2, 0);
    TO_INTEGER1("fclass." FMT, "", N0, 1 << 3, 0);
    TO_INTEGER1("fclass." FMT, "", P0, 1 << 4, 0);
    TO_INTEGER1("fclass." FMT, "", MIN_SUBNORMAL, 1 << 5, 0);
    TO_INTEGER1("fclass." FMT, "", MIN_NORMAL, 1 << 6, 0);
    TO_INTEGER1("fclass." FMT, "", INF, 1 << 7, 0);
    TO_INTEGER1("fclass." FMT, "", SNAN, 1 << 8, 0);
    TO_INTEGER1("fclass." FMT, "", QNAN, 1 << 9, 0);
    TO_INTEGER1("fclass." FMT, "", MINUS(QNAN), 1 << 9, 0);
}

static inline void test_conversions(void)
{
    test_case("to signed words");
    TO_INTEGER1("fcvt.w." FMT, ",rtz", MINUS(ONE), -1l, 0);
    TO_INTEGER1("fcvt.w." FMT, ",rtz", ONE_AND_HALF, 1, NX);
    TO_INTEGER1("fcvt.w." FMT, ",rne", ONE_AND_HALF, 2, NX);
    TO_INTEGER1("fcvt.w." FMT, ",rne", HALF, 0, NX);
    TO_INTEGER1("fcvt.w." FMT, ",rmm", HALF, 1, NX);
    TO_INTEGER1("fcvt.w." FMT, ",rup", HALF, 1, NX);
    TO_INTEGER1("fcvt.w." FMT, ",rdn", MINUS(HALF), -1l, NX);
    TO_INTEGER1("fcvt.w." FMT, ",rup", MINUS(HALF), 0, NX);
    TO_INTEGER1("fcvt.w." FMT, ",rtz", INF, 0x7fffffff, NV);
    TO_INTEGER1("fcvt.w." FMT, ",rtz", MINUS(INF), 0xffffffff80000000, NV);
    TO_INTEGER1("fcvt.w." FMT, ",rtz", QNAN, 0x7fffffff, NV);
    TO_INTEGER1("fcvt.w." FMT, ",rtz", MINUS(QNAN), 0x7fffffff, NV);
    TO_INTEGER1("fcvt.w." FMT, ",rtz", TWO_TO_31, 0x7fffffff, NV);
    TO_INTEGER1("fcvt.w." FMT, ",rtz", MINUS(TWO_TO_31), 0xffffffff80000000, 0);

    test_case("to unsigned words");
    TO_INTEGER1("fcvt.wu." FMT, ",rtz", TWO_TO_31, 0xffffffff80000000, 0);
    TO_INTEGER1("fcvt.wu." FMT, ",rtz", MINUS(ONE), 0, NV);
    TO_INTEGER1("fcvt.wu." FMT, ",rtz", MINUS(HALF), 0, NX);
    TO_INTEGER1("fcvt.wu." FMT, ",rdn", MINUS(HALF), 0, NV);
    TO_INTEGER1("fcvt.wu." FMT, ",rtz", TWO_TO_32, ~0ul, NV);
    TO_INTEGER1("fcvt.wu." FMT, ",rtz", QNAN, ~0ul, NV);
    TO_INTEGER1("fcvt.wu." FMT, ",rtz", MINUS(INF), 0, NV);

    test_case("to doublewords");
    TO_INTEGER1("fcvt.l." FMT, ",rtz", TWO_TO_32, 1l << 32, 0);
    TO_INTEGER1("fcvt.l." FMT, ",rtz", TWO_TO_63, 0x7fffffffffffffff, NV);
    TO_INTEGER1("fcvt.l." FMT, ",rtz", MINUS(TWO_TO_63), 1ul << 63, 0);
    TO_INTEGER1("fcvt.l." FMT, ",rtz", QNAN, 0x7fffffffffffffff, NV);
    TO_INTEGER1("fcvt.l." FMT, ",rtz", MINUS(INF), 1ul << 63, NV);
    TO_INTEGER1("fcvt.lu." FMT, ",rtz", TWO_TO_63, 1ul << 63, 0);
    TO_INTEGER1("fcvt.lu." FMT, ",rtz", TWO_TO_64, ~0ul, NV);
    TO_INTEGER1("fcvt.lu." FMT, ",rtz", MINUS(ONE), 0, NV);
    TO_INTEGER1("fcvt.lu." FMT, ",rmm", MINUS(HALF), 0, NV);
    TO_INTEGER1("fcvt.lu." FMT, ",rne", MINUS(HALF), 0, NX);

    test_case("from integers");
    FROM_INTEGER("fcvt." FMT ".w", "", -1l, MINUS(ONE), 0);
    FROM_INTEGER("fcvt." FMT ".w", "", 0xdeadbeef00000002, TWO, 0);
    FROM_INTEGER("fcvt." FMT ".wu", "", 0xffffffff80000000, TWO_TO_31, 0);
    FROM_INTEGER("fcvt." FMT ".l", "", 1ul << 63, MINUS(TWO_TO_63), 0);
    FROM_INTEGER("fcvt." FMT ".lu", "", 1ul << 63, TWO_TO_63, 0);
    FROM_INTEGER("fcvt." FMT ".l", ",rne", 0x7fffffffffffffff, TWO_TO_63, NX);
    FROM_INTEGER("fcvt." FMT ".l", ",rtz", 0x7fffffffffffffff, TWO_TO_63 - 1, NX);
    FROM_INTEGER("fcvt." FMT ".lu", ",rup", ~0ul, TWO_TO_64, NX);
    FROM_INTEGER("fcvt." FMT ".lu", ",rdn", ~0ul, TWO_TO_64 - 1, NX);
    FROM_INTEGER("fcvt." FMT ".l", ",rdn", 0, P0, 0);
}

static inline void test_rounding_register(void)
{
    u64 r, flags;

    test_case("the dynamic rounding mode is frm");
    static const u64 expected[5] = { ONE, ONE, ONE, ONE + 1, ONE + 1 };
    for (u64 rm = 0; rm < 5; rm++) {
        asm volatile("fsrm %4\n" CLEAR IN("fa0", 2) IN("fa1", 3) "fadd." FMT " ft0, fa0, fa1\n" OUT "\n fsrm x0"
            : "=&r"(r), "=&r"(flags) : "r"(ONE), "r"(HALF_ULP), "r"(rm));
        set_operands(rm, 0);
        CHECK_EQUAL(r, AS_REGISTER(expected[rm]));
        CHECK_EQUAL(flags, NX);
    }

    test_case("flags accumulate");
    asm volatile(CLEAR IN("fa0", 1) IN("fa1", 2) IN("fa2", 3)
        "fdiv." FMT " ft0, fa0, fa1\n fadd." FMT " ft0, fa0, fa2\n fadd." FMT " ft0, fa0, fa0\n frflags %0"
        : "=&r"(flags) : "r"(ONE), "r"(P0), "r"(MIN_SUBNORMAL));
    CHECK_EQUAL(flags, DZ | NX);

    test_case("fcsr is frm and fflags");
    CSR_WRITE(fcsr, ~0ul);
    CHECK_EQUAL(CSR_READ(fcsr), 0xff);
    CHECK_EQUAL(CSR_READ(frm), 7);
    CHECK_EQUAL(CSR_READ(fflags), 0x1f);
    CSR_WRITE(frm, 2);
    CHECK_EQUAL(CSR_READ(fcsr), 0x5f);
    CSR_WRITE(fflags, 0xe4);
    CHECK_EQUAL(CSR_READ(fcsr), 0x44);
    CSR_WRITE(fcsr, 0);
}

static inline void test_format(void)
{
    test_add_and_subtract();
    test_multiply_and_divide();
    test_fused();
    test_select_and_compare();
    test_conversions();
    test_rounding_register();
}

#endif
