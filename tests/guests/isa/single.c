// guest: single-p env=p machine=spike
// guest: single-v env=v machine=spike
// F: single precision.
#define FMT "s"
#define MOVE_TO "fmv.w.x"
#define MOVE_FROM "fmv.x.w"
#define AS_REGISTER(bits) ((u64)(s64)(s32)(u32)(bits))
#define SIGN 0x80000000ul
#define HALF 0x3f000000ul
#define ONE 0x3f800000ul
#define ONE_AND_HALF 0x3fc00000ul
#define TWO 0x40000000ul
#define THREE 0x40400000ul
#define FOUR 0x40800000ul
#define FIVE 0x40a00000ul
#define MIN_NORMAL 0x00800000ul
#define MAX_NORMAL 0x7f7ffffful
#define QNAN 0x7fc00000ul
#define HALF_ULP 0x33800000ul /* 2^-24 */
#define THIRD_NEAREST 0x3eaaaaabul
#define THIRD_DOWN 0x3eaaaaaaul
#define SQRT2_NEAREST 0x3fb504f3ul
#define TWO_TO_31 0x4f000000ul
#define TWO_TO_32 0x4f800000ul
#define TWO_TO_63 0x5f000000ul
#define TWO_TO_64 0x5f800000ul
#define NOT_TINY_A 0x3f800400ul /* 1 + 2^-13 */
#define NOT_TINY_B 0x007ffc00ul /* (1 - 2^-13) 2^-126 */
#define FUSED_A 0x3f800800ul /* 1 + 2^-12 */
#define FUSED_B 0x3f7ff000ul /* 1 - 2^-12 */
#define FUSED_RESULT 0xb3800000ul /* -2^-24 */
#include "floating.h"

static u8 area[64] __attribute__((aligned(64)));

void test_main(void)
{
    test_format();

    test_case("flw and fsw");
    u64 r;
    for (u64 offset = 0; offset < 8; offset++) {
        memset(area, 0, sizeof area);
        for (u64 i = 0; i < 4; i++)
            area[offset + i] = (u8)(0x81 + i);
        asm volatile("flw ft0, 0(%1)\n fmv.x.w %0, ft0" : "=r"(r) : "r"(area + offset) : "memory");
        CHECK_EQUAL(r, 0xffffffff84838281);
        asm volatile("fsw ft0, 20(%0)" : : "r"(area + offset) : "memory");
        CHECK_EQUAL(area[offset + 19], 0);
        CHECK_EQUAL(area[offset + 20], 0x81);
        CHECK_EQUAL(area[offset + 23], 0x84);
        CHECK_EQUAL(area[offset + 24], 0);
    }
}
