// guest: counters machine=virt qemu=icount
// minstret counts instructions exactly; counters can be written and stopped.
#include "machine.h"

#define COUNT_OF(csr, text) ({ \
    u64 first_, second_; \
    asm volatile(".option push\n.option norvc\n csrr %0, " csr "\n" text "\n csrr %1, " csr "\n.option pop" \
        : "=&r"(first_), "=&r"(second_) : : "t0", "t1", "memory"); \
    second_ - first_; })

void test_main(void)
{
    test_case("straight-line code");
    CHECK_EQUAL(COUNT_OF("minstret", ""), 1);
    CHECK_EQUAL(COUNT_OF("minstret", "nop\n nop\n nop"), 4);
    CHECK_EQUAL(COUNT_OF("minstret", ".rept 100\n addi t0, x0, 1\n .endr"), 101);
    CHECK_EQUAL(COUNT_OF("instret", ".rept 10\n nop\n .endr"), 11);
    CHECK_EQUAL(COUNT_OF("minstret", ".option rvc\n.rept 10\n c.nop\n .endr\n.option norvc"), 11);

    test_case("loops and branches");
    CHECK_EQUAL(COUNT_OF("minstret", "li t0, 50\n1: addi t0, t0, -1\n bnez t0, 1b"), 102);
    CHECK_EQUAL(COUNT_OF("minstret", "j 1f\n nop\n nop\n1: nop"), 3);

    test_case("loads and stores");
    CHECK_EQUAL(COUNT_OF("minstret", "addi t0, sp, -64\n sd x0, 0(t0)\n ld t1, 0(t0)"), 4);

    test_case("an instruction that traps does not retire");
    u64 before, after;
    asm volatile("lla t0, 9f\n sd t0, 0(tp)\n .balign 4\n csrr %0, minstret\n .4byte 0xffffffff\n9: csrr %1, minstret\n sd x0, 0(tp)"
        : "=&r"(before), "=&r"(after) : : "t0", "memory");
    u64 handled = after - before;
    asm volatile("lla t0, 9f\n sd t0, 0(tp)\n .balign 4\n csrr %0, minstret\n nop\n .4byte 0xffffffff\n9: csrr %1, minstret\n sd x0, 0(tp)"
        : "=&r"(before), "=&r"(after) : : "t0", "memory");
    CHECK_EQUAL(after - before, handled + 1);
}
