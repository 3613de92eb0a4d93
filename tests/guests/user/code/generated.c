// A small just-in-time compiler: thousands of functions made, run, thrown away, and made again in the same place.
#include "user.h"
#include "code.h"

typedef long (*Function)(long, long);

static uint32_t *next;

static void emit(uint32_t word)
{
    *next++ = word;
}

// One of eight operations on the two arguments; 6 skips an instruction when the first is less.
static void emit_operation(int kind, int immediate)
{
#ifdef __riscv
    switch (kind) {
    case 0: emit((uint32_t)immediate << 20 | 10 << 15 | 10 << 7 | 0x13); break; // addi
    case 1: emit(11 << 20 | 10 << 15 | 10 << 7 | 0x33); break; // add
    case 2: emit(0x40000033 | 11 << 20 | 10 << 15 | 11 << 7); break; // sub a1
    case 3: emit(0x02000033 | 11 << 20 | 10 << 15 | 10 << 7); break; // mul
    case 4: emit((uint32_t)(immediate & 31) << 20 | 11 << 15 | 1 << 12 | 11 << 7 | 0x13); break; // slli a1
    case 5: emit(0x40000000 | (uint32_t)(immediate & 31) << 20 | 10 << 15 | 5 << 12 | 10 << 7 | 0x13); break; // srai
    case 6:
        emit(8 / 2 << 8 | 4 << 12 | 10 << 15 | 11 << 20 | 0x63); // blt
        emit((uint32_t)immediate << 20 | 10 << 15 | 4 << 12 | 10 << 7 | 0x13); // xori
        break;
    default: emit((uint32_t)immediate << 20 | 11 << 15 | 6 << 12 | 11 << 7 | 0x13); // ori a1
    }
#else
    switch (kind) {
    case 0: emit(0x91000000 | (uint32_t)immediate << 10); break; // add x0, x0, #
    case 1: emit(0x8b010000); break; // add x0, x0, x1
    case 2: emit(0xcb010001); break; // sub x1, x0, x1
    case 3: emit(0x9b017c00); break; // mul x0, x0, x1
    case 4: emit(0xd3400021 | (uint32_t)(-immediate & 63) << 16 | (uint32_t)(63 - (immediate & 63)) << 10); break; // lsl x1, x1, #
    case 5: emit(0x9340fc00 | (uint32_t)(immediate & 63) << 16); break; // asr x0, x0, #
    case 6:
        emit(0xeb01001f); // cmp x0, x1
        emit(0x5400004b); // b.lt, +8
        emit(0xd1000000 | (uint32_t)immediate << 10); // sub x0, x0, #
        break;
    default: emit(0xb2400021 | (uint32_t)(immediate % 63) << 10); // orr x1, x1, # of low bits
    }
#endif
}

static Function compile(uint32_t seed)
{
    uint32_t *start = next;
    int operations = 3 + seed % 20;
    for (int i = 0; i < operations; i++) {
        seed = seed * 1664525 + 1013904223;
        emit_operation(seed >> 8 & 7, seed >> 20);
    }
    emit(Return);
    return (Function)start;
}

int main(void)
{
    uint32_t *area = mmap(NULL, 65536, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(area != MAP_FAILED);
    uint64_t sum = 1;
    for (int round = 0; round < 60; round++) {
        Function functions[100];
        next = area + round % 7;
        for (int i = 0; i < 100; i++)
            functions[i] = compile(round * 1000 + i);
        __builtin___clear_cache((char *)area, (char *)next);
        for (int i = 0; i < 100; i++)
            for (int k = 0; k < 3; k++)
                sum = sum * 31 + functions[i](sum, i + k);
        if (round % 10 == 0)
            printf("%d %016lx\n", round, sum);
    }
    printf("%016lx\n", sum);
    return 0;
}
