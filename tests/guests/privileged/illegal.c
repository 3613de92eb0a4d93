// guest: illegal machine=spike
// Reserved encodings, and encodings of extensions that the machine lacks, raise illegal instruction with the word in tval.
#include "machine.h"

#define ILLEGAL(word) do { \
    set_operands(word, 0); \
    CHECK_EQUAL(CAUSE_OF_INSTRUCTION(word), CAUSE_ILLEGAL); \
    CHECK_EQUAL(this_hart()->tval, word); \
} while (0)

#define ILLEGAL16(half) do { \
    set_operands(half, 0); \
    CHECK_EQUAL(TRY(".balign 4\n .2byte " #half "\n nop"), CAUSE_ILLEGAL); \
    CHECK_EQUAL(this_hart()->tval, half); \
} while (0)

static void test_base(void)
{
    test_case("integer operations");
    ILLEGAL(0x04000033); /* OP, funct7 2 */
    ILLEGAL(0x40001033); /* sll, funct7 0x20 */
    ILLEGAL(0x40002033);
    ILLEGAL(0x40003033);
    ILLEGAL(0x80000033);
    ILLEGAL(0xfe000033);
    ILLEGAL(0x04001013); /* slli, funct6 1 */
    ILLEGAL(0x04005013);
    ILLEGAL(0x44005013);
    ILLEGAL(0x0200101b); /* slliw by 32 */
    ILLEGAL(0x0200501b);
    ILLEGAL(0x4200501b);
    ILLEGAL(0x0000201b);
    ILLEGAL(0x0000301b);
    ILLEGAL(0x0000203b);
    ILLEGAL(0x0000303b);
    ILLEGAL(0x4000103b);
    ILLEGAL(0x0200103b); /* M, word, mulh */
    ILLEGAL(0x0200203b);
    ILLEGAL(0x0200303b);

    test_case("loads, stores, branches, jumps, fences");
    ILLEGAL(0x00007003);
    ILLEGAL(0x00004023);
    ILLEGAL(0x00005023);
    ILLEGAL(0x00006023);
    ILLEGAL(0x00007023);
    ILLEGAL(0x00002063);
    ILLEGAL(0x00003063);
    ILLEGAL(0x00001067);
    ILLEGAL(0x00007067);
    ILLEGAL(0x0000300f);
    ILLEGAL(0x0000400f);
    ILLEGAL(0x0000700f);

    test_case("opcodes without a meaning");
    ILLEGAL(0x0000000b);
    ILLEGAL(0x0000002b);
    ILLEGAL(0x0000005b);
    ILLEGAL(0x0000007b);
    ILLEGAL(0x0000006b);
    ILLEGAL(0x00000077);
    ILLEGAL(0x00000057); /* V */
    ILLEGAL(0x00000007); /* V load */
    ILLEGAL(0x00005027); /* V store */
    ILLEGAL(0x0000001f);
    ILLEGAL(0x0000003f);
    ILLEGAL(0x0000007f);
    ILLEGAL(0xffffffff);
}

static void test_atomic_and_floating(void)
{
    test_case("atomics");
    ILLEGAL(0x0000002f);
    ILLEGAL(0x0000102f);
    ILLEGAL(0x0000402f);
    ILLEGAL(0x0000702f);
    ILLEGAL(0x1010202f); /* lr.w with rs2 */
    ILLEGAL(0x1010302f);
    ILLEGAL(0x3000202f);
    ILLEGAL(0x4800202f);
    ILLEGAL(0xf800302f);

    test_case("floating point");
    ILLEGAL(0x00005053); /* fadd.s with rounding mode 5 */
    ILLEGAL(0x00006053);
    ILLEGAL(0x02005053);
    ILLEGAL(0x04000053); /* half precision */
    ILLEGAL(0x06000053); /* quad precision */
    ILLEGAL(0x58100053); /* fsqrt.s with rs2 */
    ILLEGAL(0x5a100053);
    ILLEGAL(0xc0400053); /* fcvt.?.s with rs2 4 */
    ILLEGAL(0xd2400053);
    ILLEGAL(0x40000053); /* fcvt.s.s */
    ILLEGAL(0x42100053); /* fcvt.d.d */
    ILLEGAL(0xe0100053); /* fmv.x.w with rs2 */
    ILLEGAL(0xe0002053); /* fclass with funct3 2 */
    ILLEGAL(0xf0001053);
    ILLEGAL(0x20003053); /* fsgnj with funct3 3 */
    ILLEGAL(0x28002053); /* fmin with funct3 2 */
    ILLEGAL(0xa0003053); /* feq with funct3 3 */
    ILLEGAL(0x06000043);
    ILLEGAL(0x00005043);
    ILLEGAL(0x00001007);
    ILLEGAL(0x00004007);
    ILLEGAL(0x00001027);
    ILLEGAL(0x00004027);

    test_case("a reserved dynamic rounding mode");
    for (u64 rm = 5; rm < 8; rm++) {
        CSR_WRITE(frm, rm);
        set_operands(rm, 0);
        CHECK_EQUAL(TRY("fadd.s ft0, ft0, ft0"), CAUSE_ILLEGAL);
        CHECK_EQUAL(TRY("fcvt.w.d t1, ft0"), CAUSE_ILLEGAL);
        CHECK_EQUAL(TRY("fmadd.d ft0, ft0, ft0, ft0"), CAUSE_ILLEGAL);
        CHECK_EQUAL(TRY("fadd.s ft0, ft0, ft0, rtz"), NO_TRAP);
        CHECK_EQUAL(TRY("fsgnj.s ft0, ft0, ft0"), NO_TRAP);
        CHECK_EQUAL(TRY("feq.d t1, ft0, ft0"), NO_TRAP);
    }
    CSR_WRITE(frm, 0);
}

static void test_system(void)
{
    test_case("system");
    ILLEGAL(0x00004073);
    ILLEGAL(0x00200073); /* uret */
    ILLEGAL(0x00300073);
    ILLEGAL(0x000000f3); /* ecall with rd */
    ILLEGAL(0x00108073); /* ebreak with rs1 */
    ILLEGAL(0x302000f3); /* mret with rd */
    ILLEGAL(0x10208073); /* sret with rs1 */
    ILLEGAL(0x105000f3); /* wfi with rd */
    ILLEGAL(0x120000f3); /* sfence.vma with rd */
    ILLEGAL(0x7b200073); /* dret */
    ILLEGAL(0x16000073); /* sinval.vma */
    ILLEGAL(0x10400073); /* sfence.vm of an old draft */
    ILLEGAL(0x20200073); /* hret of an old draft */
}

static void test_compressed(void)
{
    test_case("compressed");
    ILLEGAL16(0x0000);
    ILLEGAL16(0x0004); /* c.addi4spn with immediate 0 */
    ILLEGAL16(0x001c);
    ILLEGAL16(0x8000);
    ILLEGAL16(0x9ffc);
    ILLEGAL16(0x2001); /* c.addiw x0 */
    ILLEGAL16(0x6081); /* c.lui with immediate 0 */
    ILLEGAL16(0x6101); /* c.addi16sp with immediate 0 */
    ILLEGAL16(0x9c41);
    ILLEGAL16(0x9c61);
    ILLEGAL16(0x4002); /* c.lwsp x0 */
    ILLEGAL16(0x6002); /* c.ldsp x0 */
    ILLEGAL16(0x8002); /* c.jr x0 */
}

void test_main(void)
{
    test_base();
    test_atomic_and_floating();
    test_system();
    test_compressed();
}
