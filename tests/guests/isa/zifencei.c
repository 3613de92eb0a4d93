// guest: zifencei-p env=p machine=spike
// guest: zifencei-v env=v machine=spike
// Zifencei: code that the program writes itself, seen after fence.i.
#include "isa.h"

enum { PAGE = 4096 };

/* li a0, imm; ret */
static u32 load_immediate(u32 value)
{
    return value << 20 | 0x00000513;
}

static u32 code[3 * PAGE / 4] __attribute__((aligned(4096)));

static u64 run(const u32 *entry)
{
    asm volatile("fence.i" : : : "memory");
    return ((u64 (*)(void))entry)();
}

void test_main(void)
{
    test_case("new code runs");
    code[0] = load_immediate(1);
    code[1] = 0x00008067;
    CHECK_EQUAL(run(code), 1);

    test_case("changed code runs");
    for (u32 i = 2; i < 200; i++) {
        code[0] = load_immediate(i);
        CHECK_EQUAL(run(code), i);
    }

    test_case("code changed by a byte store");
    code[0] = load_immediate(0x111);
    CHECK_EQUAL(run(code), 0x111);
    ((volatile u8 *)code)[3] = 0x22;
    CHECK_EQUAL(run(code), 0x221);

    test_case("code changed by an atomic");
    asm volatile("amoadd.w x0, %0, (%1)" : : "r"(1 << 20), "r"(code) : "memory");
    CHECK_EQUAL(run(code), 0x222);

    test_case("the same word in two places");
    u32 *second = code + PAGE / 4;
    second[0] = load_immediate(5);
    second[1] = 0x00008067;
    code[0] = load_immediate(6);
    CHECK_EQUAL(run(second), 5);
    CHECK_EQUAL(run(code), 6);

    test_case("an instruction over two pages, each half changed");
    u16 *across = (u16 *)((u8 *)code + 2 * PAGE - 2);
    for (u32 i = 0; i < 50; i++) {
        u32 word = load_immediate(i);
        across[0] = (u16)word;
        across[1] = (u16)(word >> 16);
        across[2] = 0x8082; /* ret */
        CHECK_EQUAL(run((const u32 *)across), i);
        across[1] = (u16)(load_immediate(i + 1000) >> 16);
        CHECK_EQUAL(run((const u32 *)across), i + 1000);
        across[0] = 0x4505; /* li a0, 1 */
        across[1] = 0x8082;
        CHECK_EQUAL(run((const u32 *)across), 1);
    }

    test_case("code in the line that is being executed");
    u64 value;
    asm volatile(
        ".balign 4\n lla t0, 1f\n li t1, 0x02a00513\n sw t1, (t0)\n fence.i\n"
        ".option push\n .option norvc\n1: li a0, 1\n .option pop\n mv %0, a0"
        : "=r"(value) : : "t0", "t1", "a0", "memory");
    CHECK_EQUAL(value, 42);

    test_case("a loop that rewrites its own body");
    u64 sum;
    asm volatile(
        ".balign 4\n .option push\n .option norvc\n"
        " lla t0, 1f\n lw t1, (t0)\n lui t2, 0x100\n li t3, 20\n li %0, 0\n li a0, 0\n"
        "1: addi a0, x0, 0\n add %0, %0, a0\n addw t1, t1, t2\n sw t1, (t0)\n fence.i\n addi t3, t3, -1\n bnez t3, 1b\n"
        ".option pop" : "=&r"(sum) : : "t0", "t1", "t2", "t3", "a0", "memory");
    CHECK_EQUAL(sum, 190);
}
