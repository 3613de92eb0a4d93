// guest: zicboz-p env=p machine=spike qemu=deviates
// guest: zicboz-v env=v machine=spike qemu=deviates
// Zicboz: cbo.zero clears the 64-byte block that holds the address.
#include "isa.h"

asm(".option arch, +zicboz\n");

static u8 area[4096] __attribute__((aligned(4096)));

void test_main(void)
{
    test_case("cbo.zero");
    for (u64 offset = 0; offset < 192; offset += 13) {
        memset(area, 0xa5, sizeof area);
        asm volatile("cbo.zero (%0)" : : "r"(area + offset) : "memory");
        set_operands(offset, 0);
        u64 block = offset & ~63ul;
        for (u64 i = 0; i < 320; i++)
            CHECK_EQUAL(area[i], i >= block && i < block + 64 ? 0 : 0xa5);
    }
    test_case("the last block of a page");
    memset(area, 0xff, sizeof area);
    asm volatile("cbo.zero (%0)" : : "r"(area + 4095) : "memory");
    CHECK_EQUAL(area[4031], 0xff);
    CHECK_EQUAL(area[4032], 0);
    CHECK_EQUAL(area[4095], 0);
}
