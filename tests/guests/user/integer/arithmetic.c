// Integer instructions at their corners: division by zero and overflow, high products, shifts, 32-bit forms.
// guest: riscv64
#include "user.h"

static const uint64_t values[] = {0, 1, 2, -1, -2, 3, 7, 31, 32, 63, 64, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
    0xffffffff80000000, 0x7fffffffffffffff, 0x8000000000000000, 0x8000000000000001, 0x5555555555555555, 0xaaaaaaaaaaaaaaaa,
    0x123456789abcdef0, 0xdeadbeef, 0xfedcba9876543210};
enum { Count = sizeof values / sizeof *values };

#define ALL(name) \
    do { \
        uint64_t sum = 14695981039346656037u; \
        for (int i = 0; i < Count; i++) \
            for (int j = 0; j < Count; j++) { \
                uint64_t r; \
                __asm__ volatile(#name " %0, %1, %2" : "=r"(r) : "r"(values[i]), "r"(values[j])); \
                sum = (sum ^ r) * 1099511628211u; \
            } \
        printf("%-7s %016lx\n", #name, sum); \
    } while (0)

#define ONE(name, left, right) \
    do { \
        uint64_t r; \
        __asm__ volatile(#name " %0, %1, %2" : "=r"(r) : "r"((uint64_t)(left)), "r"((uint64_t)(right))); \
        printf(#name "(%s, %s) = %lx\n", #left, #right, r); \
    } while (0)

#define IMMEDIATE(text) \
    do { \
        uint64_t sum = 14695981039346656037u; \
        for (int i = 0; i < Count; i++) { \
            uint64_t r; \
            __asm__ volatile(text : "=r"(r) : "r"(values[i])); \
            sum = (sum ^ r) * 1099511628211u; \
        } \
        printf("%-22s %016lx\n", text, sum); \
    } while (0)

int main(void)
{
    ALL(add); ALL(sub); ALL(sll); ALL(slt); ALL(sltu); ALL(xor); ALL(srl); ALL(sra); ALL(or); ALL(and);
    ALL(addw); ALL(subw); ALL(sllw); ALL(srlw); ALL(sraw);
    ALL(mul); ALL(mulh); ALL(mulhu); ALL(mulhsu); ALL(mulw);
    ALL(div); ALL(divu); ALL(rem); ALL(remu); ALL(divw); ALL(divuw); ALL(remw); ALL(remuw);
    ONE(div, 5, 0); ONE(divu, 5, 0); ONE(rem, 5, 0); ONE(remu, 5, 0);
    ONE(divw, 5, 0); ONE(divuw, 5, 0); ONE(remw, 0x180000005, 0); ONE(remuw, 0x180000005, 0);
    ONE(div, INT64_MIN, -1); ONE(rem, INT64_MIN, -1); ONE(divw, INT32_MIN, -1); ONE(remw, INT32_MIN, -1);
    ONE(mulh, INT64_MIN, INT64_MIN); ONE(mulhu, -1, -1); ONE(mulhsu, -1, -1);
    ONE(sll, 1, 64); ONE(sllw, 1, 32); ONE(sra, INT64_MIN, 127); ONE(sraw, 0x80000000, 31);
    IMMEDIATE("addi %0, %1, -2048");
    IMMEDIATE("addiw %0, %1, 2047");
    IMMEDIATE("slti %0, %1, -1");
    IMMEDIATE("sltiu %0, %1, -1");
    IMMEDIATE("xori %0, %1, -1");
    IMMEDIATE("ori %0, %1, 1365");
    IMMEDIATE("andi %0, %1, -16");
    IMMEDIATE("slli %0, %1, 63");
    IMMEDIATE("srli %0, %1, 63");
    IMMEDIATE("srai %0, %1, 33");
    IMMEDIATE("slliw %0, %1, 31");
    IMMEDIATE("srliw %0, %1, 1");
    IMMEDIATE("sraiw %0, %1, 31");
    unsigned __int128 wide = 1;
    for (int i = 0; i < Count; i++)
        wide = wide * (values[i] | 1) + values[i] / 3;
    printf("%016lx%016lx\n", (uint64_t)(wide >> 64), (uint64_t)wide);
    wide /= 0x123456789abcdef;
    printf("%016lx%016lx\n", (uint64_t)(wide >> 64), (uint64_t)wide);
    printf("%d %d %d\n", __builtin_clzl(values[21]), __builtin_ctzl(values[20]), __builtin_popcountl(values[22]));
    return 0;
}
