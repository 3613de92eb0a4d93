// Compressed instructions in their own words, with branches to half-word addresses and over page ends.
// guest: riscv64
#include "user.h"

int main(void)
{
    long a, b, c;
    __asm__ volatile(
        ".option push; .option rvc\n"
        "c.li a0, -32; c.addi a0, 31; c.mv a1, a0; c.add a1, a0; c.slli a1, 3; c.lui a2, 0xfffe1; c.addiw a2, 5\n"
        "c.srai a2, 2; c.srli a1, 60; c.andi a1, 13; c.sub a2, a1; c.xor a2, a0; c.or a2, a1; c.and a1, a2\n"
        "c.subw a2, a1; c.addw a1, a2; c.nop\n"
        "mv %0, a0; mv %1, a1; mv %2, a2\n"
        ".option pop"
        : "=r"(a), "=r"(b), "=r"(c)::"a0", "a1", "a2");
    printf("%lx %lx %lx\n", a, b, c);
    uint64_t memory[8] = {0x1122334455667788, 0x99aabbccddeeff00, 3, 4, 5, 6, 7, 8};
    __asm__ volatile(
        ".option push; .option rvc\n"
        "mv a5, %3; c.ld a0, 8(a5); c.lw a1, 4(a5); c.sd a1, 16(a5); c.sw a0, 28(a5); c.fld fa0, 0(a5); c.fsd fa0, 40(a5)\n"
        "c.addi16sp sp, -64; c.sdsp a0, 24(sp); c.swsp a1, 8(sp); c.fsdsp fa0, 0(sp); c.ldsp a2, 24(sp); c.lwsp a3, 8(sp)\n"
        "c.fldsp fa1, 0(sp); c.addi4spn a4, sp, 24; c.ld a4, 0(a4); c.addi16sp sp, 64; c.xor a2, a4; c.add a2, a3\n"
        "mv %0, a0; mv %1, a1; mv %2, a2\n"
        ".option pop"
        : "=&r"(a), "=&r"(b), "=&r"(c)
        : "r"(memory)
        : "a0", "a1", "a2", "a3", "a4", "a5", "fa0", "fa1", "memory");
    printf("%lx %lx %lx\n", a, b, c);
    for (int i = 0; i < 8; i++)
        printf("%016lx\n", memory[i]);
    long loops = 0;
    __asm__ volatile(
        ".option push; .option rvc\n"
        "li a0, 1000; c.li a1, 0; j 1f; .p2align 12; .space 4094 - 8, 1\n"
        "1: c.addi a1, 1; c.addi a0, -1; addi a1, a1, 2; beqz a0, 3f; c.j 2f; ebreak\n"
        "2: c.bnez a0, 1b; ebreak\n"
        "3: mv %0, a1\n"
        ".option pop"
        : "=r"(loops)::"a0", "a1");
    SHOW(loops);
    return 0;
}
