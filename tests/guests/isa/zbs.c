// guest: zbs-p env=p machine=spike
// guest: zbs-v env=v machine=spike
// Zbs: single bits.
#include "isa.h"

#define BIT(b) (1ul << ((b) & 63))
#define BCLR(a, b) ((a) & ~BIT(b))
#define BEXT(a, b) ((a) >> ((b) & 63) & 1)
#define BINV(a, b) ((a) ^ BIT(b))
#define BSET(a, b) ((a) | BIT(b))

#define TEST_BIT_IMMEDIATES(mnemonic, F) \
    test_case(mnemonic); \
    TEST_RI(mnemonic, F, 0); TEST_RI(mnemonic, F, 1); TEST_RI(mnemonic, F, 31); TEST_RI(mnemonic, F, 32); \
    TEST_RI(mnemonic, F, 63)

void test_main(void)
{
    TEST_RR("bclr", BCLR);
    TEST_RR("bext", BEXT);
    TEST_RR("binv", BINV);
    TEST_RR("bset", BSET);
    TEST_BIT_IMMEDIATES("bclri", BCLR);
    TEST_BIT_IMMEDIATES("bexti", BEXT);
    TEST_BIT_IMMEDIATES("binvi", BINV);
    TEST_BIT_IMMEDIATES("bseti", BSET);
}
