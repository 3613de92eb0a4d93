// guest: integer-p env=p machine=spike
// guest: integer-v env=v machine=spike
// RV64I: computation, upper immediates, branches and jumps.
#include "isa.h"

#define ADD(a, b) ((a) + (b))
#define SUB(a, b) ((a) - (b))
#define SLL(a, b) ((a) << ((b) & 63))
#define SRL(a, b) ((a) >> ((b) & 63))
#define SRA(a, b) ((s64)(a) >> ((b) & 63))
#define SLT(a, b) ((s64)(a) < (s64)(b))
#define SLTU(a, b) ((a) < (b))
#define AND(a, b) ((a) & (b))
#define OR(a, b) ((a) | (b))
#define XOR(a, b) ((a) ^ (b))
#define ADDW(a, b) SIGN32((a) + (b))
#define SUBW(a, b) SIGN32((a) - (b))
#define SLLW(a, b) SIGN32((u32)(a) << ((b) & 31))
#define SRLW(a, b) SIGN32((u32)(a) >> ((b) & 31))
#define SRAW(a, b) SIGN32((s32)(u32)(a) >> ((b) & 31))

static void test_register_operations(void)
{
    TEST_RR("add", ADD);
    TEST_RR("sub", SUB);
    TEST_RR("sll", SLL);
    TEST_RR("srl", SRL);
    TEST_RR("sra", SRA);
    TEST_RR("slt", SLT);
    TEST_RR("sltu", SLTU);
    TEST_RR("and", AND);
    TEST_RR("or", OR);
    TEST_RR("xor", XOR);
    TEST_RR("addw", ADDW);
    TEST_RR("subw", SUBW);
    TEST_RR("sllw", SLLW);
    TEST_RR("srlw", SRLW);
    TEST_RR("sraw", SRAW);
}

#define TEST_IMMEDIATES(mnemonic, F) \
    test_case(mnemonic); \
    TEST_RI(mnemonic, F, 0); TEST_RI(mnemonic, F, 1); TEST_RI(mnemonic, F, -1); TEST_RI(mnemonic, F, 2047); \
    TEST_RI(mnemonic, F, -2048); TEST_RI(mnemonic, F, 0x555); TEST_RI(mnemonic, F, -1366)

#define TEST_SHIFTS32(mnemonic, F) \
    test_case(mnemonic); \
    TEST_RI(mnemonic, F, 0); TEST_RI(mnemonic, F, 1); TEST_RI(mnemonic, F, 7); TEST_RI(mnemonic, F, 16); \
    TEST_RI(mnemonic, F, 30); TEST_RI(mnemonic, F, 31)

#define TEST_SHIFTS64(mnemonic, F) \
    TEST_SHIFTS32(mnemonic, F); TEST_RI(mnemonic, F, 32); TEST_RI(mnemonic, F, 33); TEST_RI(mnemonic, F, 62); \
    TEST_RI(mnemonic, F, 63)

static void test_immediate_operations(void)
{
    TEST_IMMEDIATES("addi", ADD);
    TEST_IMMEDIATES("addiw", ADDW);
    TEST_IMMEDIATES("slti", SLT);
    TEST_IMMEDIATES("sltiu", SLTU);
    TEST_IMMEDIATES("andi", AND);
    TEST_IMMEDIATES("ori", OR);
    TEST_IMMEDIATES("xori", XOR);
    TEST_SHIFTS64("slli", SLL);
    TEST_SHIFTS64("srli", SRL);
    TEST_SHIFTS64("srai", SRA);
    TEST_SHIFTS32("slliw", SLLW);
    TEST_SHIFTS32("srliw", SRLW);
    TEST_SHIFTS32("sraiw", SRAW);
}

static void test_upper_immediates(void)
{
    u64 value, pc;

    test_case("lui");
    asm volatile("lui %0, 0" : "=r"(value));
    CHECK_EQUAL(value, 0);
    asm volatile("lui %0, 1" : "=r"(value));
    CHECK_EQUAL(value, 0x1000);
    asm volatile("lui %0, 0x7ffff" : "=r"(value));
    CHECK_EQUAL(value, 0x7ffff000);
    asm volatile("lui %0, 0x80000" : "=r"(value));
    CHECK_EQUAL(value, 0xffffffff80000000);
    asm volatile("lui %0, 0xfffff" : "=r"(value));
    CHECK_EQUAL(value, 0xfffffffffffff000);

    test_case("auipc");
    asm volatile("1: auipc %0, 0\n lla %1, 1b" : "=&r"(value), "=&r"(pc));
    CHECK_EQUAL(value, pc);
    asm volatile("1: auipc %0, 0x7ffff\n lla %1, 1b" : "=&r"(value), "=&r"(pc));
    CHECK_EQUAL(value - pc, 0x7ffff000);
    asm volatile("1: auipc %0, 0x80000\n lla %1, 1b" : "=&r"(value), "=&r"(pc));
    CHECK_EQUAL(value - pc, 0xffffffff80000000);
    asm volatile("1: auipc %0, 0xfffff\n lla %1, 1b" : "=&r"(value), "=&r"(pc));
    CHECK_EQUAL(value - pc, 0xfffffffffffff000);
}

#define TAKEN(mnemonic, a, b) ({ \
    u64 taken_; \
    asm volatile("li %0, 1\n .option push\n .option norvc\n " mnemonic " %1, %2, 1f\n li %0, 0\n1: .option pop" \
        : "=&r"(taken_) : "r"((u64)(a)), "r"((u64)(b))); \
    taken_; })

#define TEST_BRANCH(mnemonic, F) do { \
    static const u64 expected_[] = { EDGE_LIST(CROSS_ROW_, F) }; \
    test_case(mnemonic); \
    for (u64 i_ = 0; i_ < EDGE_COUNT; i_++) \
        for (u64 j_ = 0; j_ < EDGE_COUNT; j_++) { \
            set_operands(edges[i_], edges[j_]); \
            CHECK_EQUAL(TAKEN(mnemonic, edges[i_], edges[j_]), expected_[i_ * EDGE_COUNT + j_]); \
        } \
} while (0)

#define EQ(a, b) ((a) == (b))
#define NE(a, b) ((a) != (b))
#define GE(a, b) ((s64)(a) >= (s64)(b))
#define GEU(a, b) ((a) >= (b))

static void test_branches(void)
{
    TEST_BRANCH("beq", EQ);
    TEST_BRANCH("bne", NE);
    TEST_BRANCH("blt", SLT);
    TEST_BRANCH("bge", GE);
    TEST_BRANCH("bltu", SLTU);
    TEST_BRANCH("bgeu", GEU);

    test_case("backward branch");
    u64 sum = 0, counter = 100;
    asm volatile("1: add %0, %0, %1\n addi %1, %1, -1\n bne %1, x0, 1b" : "+&r"(sum), "+&r"(counter));
    CHECK_EQUAL(sum, 5050);

    test_case("branch range");
    u64 marks;
    asm volatile(
        ".option push\n .option norvc\n li %0, 1\n beq x0, x0, 2f\n"
        "1: slli %0, %0, 4\n ori %0, %0, 3\n beq x0, x0, 3f\n"
        " .skip 4094 - 16, 0\n"
        "2: slli %0, %0, 4\n ori %0, %0, 2\n beq x0, x0, 1b\n"
        "3: .option pop" : "=&r"(marks));
    CHECK_EQUAL(marks, 0x123);
}

static void test_jumps(void)
{
    u64 link, expected, marks;

    test_case("jal");
    asm volatile(
        ".option push\n .option norvc\n li %2, 0\n jal %0, 1f\n2: j 3f\n .skip 0x10000, 0\n"
        "1: lla %1, 2b\n li %2, 7\n jal x0, 3f\n .4byte 0\n3: .option pop"
        : "=&r"(link), "=&r"(expected), "=&r"(marks));
    CHECK_EQUAL(link, expected);
    CHECK_EQUAL(marks, 7);

    test_case("jalr");
    asm volatile(
        ".option push\n .option norvc\n lla %1, 1f\n jalr %0, 0(%1)\n2: .4byte 0\n1: lla %1, 2b\n .option pop"
        : "=&r"(link), "=&r"(expected));
    CHECK_EQUAL(link, expected);

    test_case("jalr clears bit 0");
    asm volatile(
        ".option push\n .option norvc\n lla %1, 1f\n jalr %0, 1(%1)\n2: .4byte 0\n1: lla %1, 2b\n .option pop"
        : "=&r"(link), "=&r"(expected));
    CHECK_EQUAL(link, expected);

    test_case("jalr with negative offset");
    asm volatile(
        ".option push\n .option norvc\n lla %1, 1f\n addi %1, %1, 2000\n jalr %0, -2000(%1)\n2: .4byte 0\n"
        "1: lla %1, 2b\n .option pop" : "=&r"(link), "=&r"(expected));
    CHECK_EQUAL(link, expected);

    test_case("jalr with rd equal to rs1");
    asm volatile(
        ".option push\n .option norvc\n lla %0, 1f\n jalr %0, 0(%0)\n2: .4byte 0\n1: lla %1, 2b\n .option pop"
        : "=&r"(link), "=&r"(expected));
    CHECK_EQUAL(link, expected);
}

static void test_hints(void)
{
    test_case("hints and fences change nothing");
    u64 value = 0x1234;
    asm volatile(
        "addi x0, %0, 5\n lui x0, 5\n auipc x0, 5\n add x0, %0, %0\n slli x0, %0, 3\n"
        "fence\n fence rw, rw\n fence.tso\n fence w, w\n .4byte 0x0100000f\n" /* pause */
        ".4byte 0x0ff78f8f\n" /* a fence with reserved rd and rs1 is a fence */
        "nop" : "+r"(value));
    CHECK_EQUAL(value, 0x1234);
}

void test_main(void)
{
    test_register_operations();
    test_immediate_operations();
    test_upper_immediates();
    test_branches();
    test_jumps();
    test_hints();
}
