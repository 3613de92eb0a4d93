// guest: zbb-ctzw-p env=p machine=spike qemu=deviates
// guest: zbb-ctzw-v env=v machine=spike qemu=deviates
// Zbb: ctzw, which looks at the lower 32 bits alone.
#include "isa.h"

#define CTZW(a) ((u32)(a) == 0 ? 32 : __builtin_ctz((u32)(a) | ((u32)(a) == 0)))

void test_main(void)
{
    TEST_R("ctzw", CTZW);
}
