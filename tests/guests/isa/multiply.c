// guest: multiply-p env=p machine=spike
// guest: multiply-v env=v machine=spike
// M: multiplication and division, division by zero and overflow.
#include "isa.h"

typedef __int128 s128;
typedef unsigned __int128 u128;

#define MUL(a, b) ((a) * (b))
#define MULH(a, b) ((u64)(((s128)(s64)(a) * (s128)(s64)(b)) >> 64))
#define MULHU(a, b) ((u64)(((u128)(a) * (u128)(b)) >> 64))
#define MULHSU(a, b) ((u64)(((s128)(s64)(a) * (s128)(u128)(b)) >> 64))
#define MULW(a, b) SIGN32((a) * (b))

/* A divisor that the compiler may divide by, where the architecture's answer is another. */
#define OVERFLOWS(a, b) ((a) == 0x8000000000000000ul && (b) == ~0ul)
#define OVERFLOWS32(a, b) ((u32)(a) == 0x80000000u && (u32)(b) == ~0u)
#define SAFE(a, b) ((s64)((b) == 0 || OVERFLOWS(a, b) ? 1 : (b)))
#define SAFE32(a, b) ((s32)((u32)(b) == 0 || OVERFLOWS32(a, b) ? 1 : (u32)(b)))

#define DIV(a, b) ((b) == 0 ? ~0ul : (u64)((s64)(a) / SAFE(a, b)))
#define DIVU(a, b) ((b) == 0 ? ~0ul : (a) / ((b) + ((b) == 0)))
#define REM(a, b) ((b) == 0 ? (a) : OVERFLOWS(a, b) ? 0 : (u64)((s64)(a) % SAFE(a, b)))
#define REMU(a, b) ((b) == 0 ? (a) : (a) % ((b) + ((b) == 0)))
#define DIVW(a, b) ((u32)(b) == 0 ? ~0ul : SIGN32((s32)(u32)(a) / SAFE32(a, b)))
#define DIVUW(a, b) ((u32)(b) == 0 ? ~0ul : SIGN32((u32)(a) / ((u32)(b) + ((u32)(b) == 0))))
#define REMW(a, b) ((u32)(b) == 0 ? SIGN32(a) : OVERFLOWS32(a, b) ? 0 : SIGN32((s32)(u32)(a) % SAFE32(a, b)))
#define REMUW(a, b) ((u32)(b) == 0 ? SIGN32(a) : SIGN32((u32)(a) % ((u32)(b) + ((u32)(b) == 0))))

void test_main(void)
{
    TEST_RR("mul", MUL);
    TEST_RR("mulh", MULH);
    TEST_RR("mulhu", MULHU);
    TEST_RR("mulhsu", MULHSU);
    TEST_RR("mulw", MULW);
    TEST_RR("div", DIV);
    TEST_RR("divu", DIVU);
    TEST_RR("rem", REM);
    TEST_RR("remu", REMU);
    TEST_RR("divw", DIVW);
    TEST_RR("divuw", DIVUW);
    TEST_RR("remw", REMW);
    TEST_RR("remuw", REMUW);
}
