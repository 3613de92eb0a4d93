// guest: zba-p env=p machine=spike
// guest: zba-v env=v machine=spike
// Zba: address generation.
#include "isa.h"

#define SH1ADD(a, b) (((a) << 1) + (b))
#define SH2ADD(a, b) (((a) << 2) + (b))
#define SH3ADD(a, b) (((a) << 3) + (b))
#define ADD_UW(a, b) ((u64)(u32)(a) + (b))
#define SH1ADD_UW(a, b) (((u64)(u32)(a) << 1) + (b))
#define SH2ADD_UW(a, b) (((u64)(u32)(a) << 2) + (b))
#define SH3ADD_UW(a, b) (((u64)(u32)(a) << 3) + (b))
#define SLLI_UW(a, b) ((u64)(u32)(a) << (b))

void test_main(void)
{
    TEST_RR("sh1add", SH1ADD);
    TEST_RR("sh2add", SH2ADD);
    TEST_RR("sh3add", SH3ADD);
    TEST_RR("add.uw", ADD_UW);
    TEST_RR("sh1add.uw", SH1ADD_UW);
    TEST_RR("sh2add.uw", SH2ADD_UW);
    TEST_RR("sh3add.uw", SH3ADD_UW);
    test_case("slli.uw");
    TEST_RI("slli.uw", SLLI_UW, 0);
    TEST_RI("slli.uw", SLLI_UW, 1);
    TEST_RI("slli.uw", SLLI_UW, 31);
    TEST_RI("slli.uw", SLLI_UW, 32);
    TEST_RI("slli.uw", SLLI_UW, 63);
}
