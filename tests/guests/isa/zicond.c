// guest: zicond-p env=p machine=spike qemu=deviates
// guest: zicond-v env=v machine=spike qemu=deviates
// Zicond: conditional zeroing. The assembler does not know it, hence macros over .insn.
#include "isa.h"

asm(".macro czero_eqz rd, rs1, rs2\n .insn r 0x33, 5, 7, \\rd, \\rs1, \\rs2\n .endm\n"
    ".macro czero_nez rd, rs1, rs2\n .insn r 0x33, 7, 7, \\rd, \\rs1, \\rs2\n .endm\n");

#define CZERO_EQZ(a, b) ((b) == 0 ? 0 : (a))
#define CZERO_NEZ(a, b) ((b) != 0 ? 0 : (a))

void test_main(void)
{
    TEST_RR("czero_eqz", CZERO_EQZ);
    TEST_RR("czero_nez", CZERO_NEZ);
}
