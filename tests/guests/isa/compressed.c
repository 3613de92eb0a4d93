// guest: compressed-p env=p machine=spike
// guest: compressed-v env=v machine=spike
// C: every compressed instruction, at the edges of its immediates.
#include "isa.h"

static u64 area[128] __attribute__((aligned(4096)));

/* op on a register of x8..x15 that starts with a value; %1 is free for a second operand */
#define C2(text, first, second) ({ \
    register u64 a0_ asm("a0") = (u64)(first); \
    register u64 a1_ asm("a1") = (u64)(second); \
    asm volatile(text : "+r"(a0_), "+r"(a1_) : : "memory"); \
    a0_; })

#define C1(text, first) C2(text, first, 0)

static void test_arithmetic(void)
{
    test_case("c.li c.lui");
    CHECK_EQUAL(C1("c.li %0, -32", 5), -32l);
    CHECK_EQUAL(C1("c.li %0, 31", 5), 31);
    CHECK_EQUAL(C1("c.li %0, 0", 5), 0);
    CHECK_EQUAL(C1("c.lui %0, 1", 5), 0x1000);
    CHECK_EQUAL(C1("c.lui %0, 31", 5), 0x1f000);
    CHECK_EQUAL(C1("c.lui %0, 0xfffe0", 5), 0xfffffffffffe0000);
    CHECK_EQUAL(C1("c.lui %0, 0xfffff", 5), 0xfffffffffffff000);

    test_case("c.addi c.addiw");
    CHECK_EQUAL(C1("c.addi %0, -32", 5), -27l);
    CHECK_EQUAL(C1("c.addi %0, 31", 5), 36);
    CHECK_EQUAL(C1("c.addiw %0, -1", 0x100000000), ~0ul);
    CHECK_EQUAL(C1("c.addiw %0, 0", 0x180000000), 0xffffffff80000000);
    CHECK_EQUAL(C1("c.addiw %0, 31", 0x7fffffff), 0xffffffff8000001e);

    test_case("c.slli c.srli c.srai c.andi");
    CHECK_EQUAL(C1("c.slli %0, 1", 3), 6);
    CHECK_EQUAL(C1("c.slli %0, 63", 3), 1ul << 63);
    CHECK_EQUAL(C1("c.srli %0, 63", 1ul << 63), 1);
    CHECK_EQUAL(C1("c.srli %0, 32", 1ul << 63), 1ul << 31);
    CHECK_EQUAL(C1("c.srai %0, 63", 1ul << 63), ~0ul);
    CHECK_EQUAL(C1("c.srai %0, 1", 1ul << 63), 3ul << 62);
    CHECK_EQUAL(C1("c.andi %0, -32", ~0ul), -32l);
    CHECK_EQUAL(C1("c.andi %0, 31", ~0ul), 31);

    test_case("c.mv c.add and kin");
    CHECK_EQUAL(C2("c.mv %0, %1", 1, 2), 2);
    CHECK_EQUAL(C2("c.add %0, %1", ~0ul, 3), 2);
    CHECK_EQUAL(C2("c.sub %0, %1", 1, 2), ~0ul);
    CHECK_EQUAL(C2("c.xor %0, %1", 0xff, 0x0f), 0xf0);
    CHECK_EQUAL(C2("c.or %0, %1", 0xf0, 0x0f), 0xff);
    CHECK_EQUAL(C2("c.and %0, %1", 0xf3, 0x1f), 0x13);
    CHECK_EQUAL(C2("c.addw %0, %1", 0x7fffffff, 1), 0xffffffff80000000);
    CHECK_EQUAL(C2("c.subw %0, %1", 0, 1), ~0ul);

    test_case("c.addi4spn c.addi16sp");
    u64 sp, r;
    asm volatile("mv %0, sp\n c.addi4spn a0, sp, 4\n mv %1, a0" : "=&r"(sp), "=r"(r) : : "a0");
    CHECK_EQUAL(r - sp, 4);
    asm volatile("mv %0, sp\n c.addi4spn a0, sp, 1020\n mv %1, a0" : "=&r"(sp), "=r"(r) : : "a0");
    CHECK_EQUAL(r - sp, 1020);
    asm volatile("mv %0, sp\n c.addi16sp sp, -512\n mv %1, sp\n mv sp, %0" : "=&r"(sp), "=&r"(r));
    CHECK_EQUAL(r - sp, -512l);
    asm volatile("mv %0, sp\n c.addi16sp sp, 496\n mv %1, sp\n mv sp, %0" : "=&r"(sp), "=&r"(r));
    CHECK_EQUAL(r - sp, 496);

    test_case("hints do nothing");
    CHECK_EQUAL(C1("c.nop\n .2byte 0x0005 /* c.nop 1 */\n .2byte 0x4005 /* c.li x0, 1 */\n .2byte 0x6005 /* c.lui x0 */\n"
        ".2byte 0x0006 /* c.slli x0, 1 */\n .2byte 0x802a /* c.mv x0, a0 */\n .2byte 0x902a /* c.add x0, a0 */\n"
        ".2byte 0x0501 /* c.addi a0, 0 */\n .2byte 0x0502 /* c.slli a0, 0 */\n .2byte 0x8101 /* c.srli a0, 0 */\n"
        ".2byte 0x8501 /* c.srai a0, 0 */", 0x123456789abcdef0), 0x123456789abcdef0);
}

static void test_memory(void)
{
    for (u64 i = 0; i < ARRAY_LENGTH(area); i++)
        area[i] = 0x8000000180000000 * (i + 1) + i;
    u8 *bytes = (u8 *)area;

    test_case("c.lw c.ld c.fld");
    CHECK_EQUAL(C2("c.lw %0, 0(%1)", 0, area), 0xffffffff80000000);
    CHECK_EQUAL(C2("c.lw %0, 124(%1)", 0, area), (u64)(s64)*(s32 *)(bytes + 124));
    CHECK_EQUAL(C2("c.ld %0, 0(%1)", 0, area), area[0]);
    CHECK_EQUAL(C2("c.ld %0, 248(%1)", 0, area), area[31]);
    CHECK_EQUAL(C2("c.fld fa0, 248(%1)\n fmv.x.d %0, fa0", 0, area), area[31]);

    test_case("c.sw c.sd c.fsd");
    (void)C2("c.sw %1, 64(%0)", area, 0x1122334455667788);
    CHECK_EQUAL((u32)area[8], 0x55667788);
    CHECK_EQUAL(area[8] >> 32, (0x8000000180000000 * 9 + 8) >> 32);
    (void)C2("c.sd %1, 248(%0)", area, 0x1122334455667788);
    CHECK_EQUAL(area[31], 0x1122334455667788);
    (void)C2("fmv.d.x fa0, %1\n c.fsd fa0, 240(%0)", area, 0x99aabbccddeeff00);
    CHECK_EQUAL(area[30], 0x99aabbccddeeff00);

    test_case("c.lwsp c.ldsp c.fldsp");
    u64 sp, r;
    asm volatile("mv %0, sp\n mv sp, %2\n c.lwsp %1, 252(sp)\n mv sp, %0" : "=&r"(sp), "=&r"(r) : "r"(area) : "memory");
    CHECK_EQUAL(r, (u64)(s64)*(s32 *)(bytes + 252));
    asm volatile("mv %0, sp\n mv sp, %2\n c.ldsp %1, 504(sp)\n mv sp, %0" : "=&r"(sp), "=&r"(r) : "r"(area) : "memory");
    CHECK_EQUAL(r, area[63]);
    asm volatile("mv %0, sp\n mv sp, %2\n c.fldsp ft0, 504(sp)\n mv sp, %0\n fmv.x.d %1, ft0"
        : "=&r"(sp), "=&r"(r) : "r"(area) : "memory");
    CHECK_EQUAL(r, area[63]);

    test_case("c.swsp c.sdsp c.fsdsp");
    asm volatile("mv %0, sp\n mv sp, %1\n c.swsp %2, 252(sp)\n c.sdsp %2, 504(sp)\n fmv.d.x ft0, %2\n"
        " c.fsdsp ft0, 496(sp)\n mv sp, %0" : "=&r"(sp) : "r"(area), "r"(0xfedcba9876543210) : "memory");
    CHECK_EQUAL(*(u32 *)(bytes + 252), 0x76543210);
    CHECK_EQUAL(area[63], 0xfedcba9876543210);
    CHECK_EQUAL(area[62], 0xfedcba9876543210);
}

static void test_control(void)
{
    u64 r, link, expected;

    test_case("c.beqz c.bnez");
    CHECK_EQUAL(C1("c.beqz %0, 1f\n c.li %0, 9\n1:", 0), 0);
    CHECK_EQUAL(C1("c.beqz %0, 1f\n c.li %0, 9\n1:", 1), 9);
    CHECK_EQUAL(C1("c.bnez %0, 1f\n c.li %0, 9\n1:", 1ul << 63), 1ul << 63);
    CHECK_EQUAL(C1("c.bnez %0, 1f\n c.li %0, 9\n1:", 0), 9);
    CHECK_EQUAL(C1("c.li %1, 10\n1: c.addi %0, 3\n c.addi %1, -1\n c.bnez %1, 1b", 0), 30);

    test_case("c.beqz reaches 254 bytes ahead and 256 back");
    CHECK_EQUAL(C1("c.li %1, 0\n c.j 3f\n1: c.li %0, 7\n c.j 2f\n .skip 252, 0\n3: c.beqz %1, 1b\n2:", 0), 7);
    CHECK_EQUAL(C1("c.li %1, 0\n c.beqz %1, 1f\n .skip 252, 0\n1: c.li %0, 8", 0), 8);

    test_case("c.j c.jr c.jalr");
    CHECK_EQUAL(C1("c.j 1f\n .2byte 0\n1: c.addi %0, 1", 4), 5);
    CHECK_EQUAL(C1("c.j 1f\n .skip 2044, 0\n1: c.addi %0, 1", 4), 5);
    CHECK_EQUAL(C1("j 2f\n1: c.addi %0, 1\n j 3f\n .skip 2000, 0\n2: c.j 1b\n3:", 4), 5);
    CHECK_EQUAL(C1("lla %1, 1f\n c.jr %1\n .2byte 0\n1: c.addi %0, 1", 4), 5);
    asm volatile("lla %0, 1f\n c.jalr %0\n2: .2byte 0\n1: mv %1, ra\n lla %2, 2b"
        : "=&r"(r), "=&r"(link), "=&r"(expected) : : "ra");
    CHECK_EQUAL(link, expected);

    test_case("a full-size instruction at an address that is 2 modulo 4");
    CHECK_EQUAL(C1(".balign 4\n c.nop\n .option push\n .option norvc\n addi %0, %0, 1\n jal x0, 1f\n .4byte 0\n"
        "1: addi %0, %0, 1\n .option pop", 4), 6);
}

void test_main(void)
{
    test_arithmetic();
    test_memory();
    test_control();
}
