// guest: zbb-p env=p machine=spike
// guest: zbb-v env=v machine=spike
// Zbb: basic bit manipulation, but for ctzw (zbb_ctzw.c).
#include "isa.h"

#define ANDN(a, b) ((a) & ~(b))
#define ORN(a, b) ((a) | ~(b))
#define XNOR(a, b) (~((a) ^ (b)))
#define MAX(a, b) ((s64)(a) > (s64)(b) ? (a) : (b))
#define MAXU(a, b) ((a) > (b) ? (a) : (b))
#define MIN(a, b) ((s64)(a) < (s64)(b) ? (a) : (b))
#define MINU(a, b) ((a) < (b) ? (a) : (b))
#define ROL(a, b) ((a) << ((b) & 63) | (a) >> (-(b) & 63))
#define ROR(a, b) ((a) >> ((b) & 63) | (a) << (-(b) & 63))
#define ROLW(a, b) SIGN32((u32)(a) << ((b) & 31) | (u32)(a) >> (-(b) & 31))
#define RORW(a, b) SIGN32((u32)(a) >> ((b) & 31) | (u32)(a) << (-(b) & 31))

#define CLZ(a) ((a) == 0 ? 64 : __builtin_clzl((a) | ((a) == 0)))
#define CTZ(a) ((a) == 0 ? 64 : __builtin_ctzl((a) | ((a) == 0)))
#define CPOP(a) (__builtin_popcountl(a))
#define CLZW(a) ((u32)(a) == 0 ? 32 : __builtin_clz((u32)(a) | ((u32)(a) == 0)))
#define CPOPW(a) (__builtin_popcount((u32)(a)))
#define SEXT_B(a) ((u64)(s64)(s8)(u8)(a))
#define SEXT_H(a) ((u64)(s64)(s16)(u16)(a))
#define ZEXT_H(a) ((u64)(u16)(a))
#define REV8(a) (__builtin_bswap64(a))
#define OR_BYTE(a, n) (((a) >> (8 * (n)) & 0xff ? 0xfful : 0) << (8 * (n)))
#define ORC_B(a) (OR_BYTE(a, 0) | OR_BYTE(a, 1) | OR_BYTE(a, 2) | OR_BYTE(a, 3) | OR_BYTE(a, 4) | OR_BYTE(a, 5) \
    | OR_BYTE(a, 6) | OR_BYTE(a, 7))

void test_main(void)
{
    TEST_RR("andn", ANDN);
    TEST_RR("orn", ORN);
    TEST_RR("xnor", XNOR);
    TEST_RR("max", MAX);
    TEST_RR("maxu", MAXU);
    TEST_RR("min", MIN);
    TEST_RR("minu", MINU);
    TEST_RR("rol", ROL);
    TEST_RR("ror", ROR);
    TEST_RR("rolw", ROLW);
    TEST_RR("rorw", RORW);
    TEST_R("clz", CLZ);
    TEST_R("ctz", CTZ);
    TEST_R("cpop", CPOP);
    TEST_R("clzw", CLZW);
    TEST_R("cpopw", CPOPW);
    TEST_R("sext.b", SEXT_B);
    TEST_R("sext.h", SEXT_H);
    TEST_R("zext.h", ZEXT_H);
    TEST_R("rev8", REV8);
    TEST_R("orc.b", ORC_B);
    test_case("rori");
    TEST_RI("rori", ROR, 0);
    TEST_RI("rori", ROR, 1);
    TEST_RI("rori", ROR, 31);
    TEST_RI("rori", ROR, 32);
    TEST_RI("rori", ROR, 63);
    test_case("roriw");
    TEST_RI("roriw", RORW, 0);
    TEST_RI("roriw", RORW, 1);
    TEST_RI("roriw", RORW, 31);
}
