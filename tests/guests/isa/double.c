// guest: double-p env=p machine=spike
// guest: double-v env=v machine=spike
// D: double precision, conversions between the formats, NaN boxing.
#define FMT "d"
#define MOVE_TO "fmv.d.x"
#define MOVE_FROM "fmv.x.d"
#define AS_REGISTER(bits) (bits)
#define SIGN 0x8000000000000000ul
#define HALF 0x3fe0000000000000ul
#define ONE 0x3ff0000000000000ul
#define ONE_AND_HALF 0x3ff8000000000000ul
#define TWO 0x4000000000000000ul
#define THREE 0x4008000000000000ul
#define FOUR 0x4010000000000000ul
#define FIVE 0x4014000000000000ul
#define MIN_NORMAL 0x0010000000000000ul
#define MAX_NORMAL 0x7feffffffffffffful
#define QNAN 0x7ff8000000000000ul
#define HALF_ULP 0x3ca0000000000000ul /* 2^-53 */
#define THIRD_NEAREST 0x3fd5555555555555ul
#define THIRD_DOWN 0x3fd5555555555555ul
#define SQRT2_NEAREST 0x3ff6a09e667f3bcdul
#define TWO_TO_31 0x41e0000000000000ul
#define TWO_TO_32 0x41f0000000000000ul
#define TWO_TO_63 0x43e0000000000000ul
#define TWO_TO_64 0x43f0000000000000ul
#define NOT_TINY_A 0x3ff0000001000000ul /* 1 + 2^-28 */
#define NOT_TINY_B 0x000fffffff000000ul /* (1 - 2^-28) 2^-1022 */
#define FUSED_A 0x3ff0000004000000ul /* 1 + 2^-26 */
#define FUSED_B 0x3feffffff8000000ul /* 1 - 2^-26 */
#define FUSED_RESULT 0xbcb0000000000000ul /* -2^-52 */
#include "floating.h"

#define BOXED(bits) (0xffffffff00000000ul | (bits))

static u8 area[64] __attribute__((aligned(64)));

static void test_between_formats(void)
{
    test_case("double to single");
    FP1("fcvt.s.d", "", ONE, BOXED(0x3f800000), 0);
    FP1("fcvt.s.d", ",rne", THIRD_NEAREST, BOXED(0x3eaaaaab), NX);
    FP1("fcvt.s.d", ",rtz", THIRD_NEAREST, BOXED(0x3eaaaaaa), NX);
    FP1("fcvt.s.d", ",rne", MAX_NORMAL, BOXED(0x7f800000), OF | NX);
    FP1("fcvt.s.d", ",rtz", MAX_NORMAL, BOXED(0x7f7fffff), OF | NX);
    FP1("fcvt.s.d", ",rne", MIN_NORMAL, BOXED(0), UF | NX);
    FP1("fcvt.s.d", ",rup", MIN_NORMAL, BOXED(1), UF | NX);
    FP1("fcvt.s.d", "", 0x36a0000000000000ul, BOXED(1), 0); /* 2^-149 */
    FP1("fcvt.s.d", "", QNAN_PAYLOAD, BOXED(0x7fc00000), 0);
    FP1("fcvt.s.d", "", SNAN, BOXED(0x7fc00000), NV);
    FP1("fcvt.s.d", "", MINUS(INF), BOXED(0xff800000), 0);
    FP1("fcvt.s.d", "", N0, BOXED(0x80000000), 0);

    test_case("single to double");
    FP1("fcvt.d.s", "", BOXED(0x3f800000), ONE, 0);
    FP1("fcvt.d.s", "", BOXED(1), 0x36a0000000000000ul, 0);
    FP1("fcvt.d.s", "", BOXED(0x7f7fffff), 0x47efffffe0000000ul, 0);
    FP1("fcvt.d.s", "", BOXED(0x7f800001), QNAN, NV);
    FP1("fcvt.d.s", "", BOXED(0xffc12345), QNAN, 0);
    FP1("fcvt.d.s", "", BOXED(0xff800000), MINUS(INF), 0);
}

static void test_boxing(void)
{
    u64 r;

    test_case("single results are boxed");
    FP2("fadd.s", "", BOXED(0x3f800000), BOXED(0x3f800000), BOXED(0x40000000), 0);
    FROM_INTEGER("fcvt.s.w", "", 1, BOXED(0x3f800000), 0);
    asm volatile("fmv.w.x ft0, %1\n fmv.x.d %0, ft0" : "=r"(r) : "r"(0x1234567812345678));
    CHECK_EQUAL(r, BOXED(0x12345678));
    asm volatile("flw ft0, 0(%1)\n fmv.x.d %0, ft0" : "=r"(r) : "r"(area) : "memory");
    CHECK_EQUAL(r, BOXED(0));

    test_case("an unboxed single operand is a NaN");
    FP2("fadd.s", "", 0x000000003f800000, BOXED(0x3f800000), BOXED(0x7fc00000), 0);
    FP2("fadd.s", "", BOXED(0x3f800000), ONE, BOXED(0x7fc00000), 0);
    FP3("fmadd.s", "", BOXED(0x3f800000), BOXED(0x3f800000), 0xfffffffe3f800000, BOXED(0x7fc00000), 0);
    FP2("fsgnj.s", "", ONE, BOXED(0x80000000), BOXED(0xffc00000), 0);
    FP2("fmin.s", "", ONE, BOXED(0x3f800000), BOXED(0x3f800000), 0);
    FP1("fsqrt.s", "", 0x0000000040800000, BOXED(0x7fc00000), 0);
    FP1("fcvt.d.s", "", 0x000000003f800000, QNAN, 0);
    TO_INTEGER1("fclass.s", "", ONE, 1 << 9, 0);
    TO_INTEGER1("fcvt.w.s", ",rtz", ONE, 0x7fffffff, NV);
    TO_INTEGER2("feq.s", 0x000000003f800000, 0x000000003f800000, 0, 0);

    test_case("moves and stores take the lower half as it is");
    asm volatile("fmv.d.x ft0, %1\n fmv.x.w %0, ft0" : "=r"(r) : "r"(0x1234567887654321));
    CHECK_EQUAL(r, 0xffffffff87654321);
    asm volatile("fmv.d.x ft0, %0\n fsw ft0, 8(%1)" : : "r"(0x1234567887654321), "r"(area) : "memory");
    asm volatile("lwu %0, 8(%1)" : "=r"(r) : "r"(area) : "memory");
    CHECK_EQUAL(r, 0x87654321);
}

void test_main(void)
{
    test_format();
    test_between_formats();
    test_boxing();

    test_case("fld and fsd");
    u64 r;
    for (u64 offset = 0; offset < 8; offset++) {
        memset(area, 0, sizeof area);
        for (u64 i = 0; i < 8; i++)
            area[offset + i] = (u8)(0x81 + i);
        asm volatile("fld ft0, 0(%1)\n fmv.x.d %0, ft0" : "=r"(r) : "r"(area + offset) : "memory");
        CHECK_EQUAL(r, 0x8887868584838281);
        asm volatile("fsd ft0, 24(%1)\n ld %0, 24(%1)" : "=r"(r) : "r"(area + offset) : "memory");
        CHECK_EQUAL(r, 0x8887868584838281);
        CHECK_EQUAL(area[offset + 23], 0);
        CHECK_EQUAL(area[offset + 32], 0);
    }
}
