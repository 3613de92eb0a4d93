/* Random functions of arithmetic on constants and addresses relative to the pc, of which each is known what it returns:
   whoever writes them computes along, from numbers that nothing can fold. For machines and for user mode. */
#ifndef CHAINS_H
#define CHAINS_H

#include <stddef.h>
#include <stdint.h>

enum { CHAIN_WORDS = 64, CHAIN_STEPS = 16, CHAIN_FIRST = 10, CHAIN_REGISTERS = 6, CHAIN_CALLS = 40 };

struct chain {
    uint32_t *code; /* where it is written */
    uint64_t pc; /* where that will be when it runs */
    uint64_t data, other; /* two places of 8 bytes that it accesses, where it will find them */
    uint64_t before; /* what the first one holds */
    uint64_t result; /* what the function returns */
    uint64_t after; /* what the first place holds then */
    int length;
    uint64_t x[CHAIN_REGISTERS]; /* a0 to a5 so far */
};

static volatile uint64_t chain_seed = 0x243f6a8885a308d3u;

static inline uint64_t chain_draw(uint64_t limit)
{
    uint64_t seed = chain_seed;
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    chain_seed = seed;
    return (seed >> 11) % limit;
}

static inline void chain_add(struct chain *chain, uint32_t word)
{
    chain->code[chain->length++] = word;
}

static inline uint64_t chain_here(const struct chain *chain)
{
    return chain->pc + 4 * (uint64_t)chain->length;
}

static inline uint32_t chain_r(uint32_t function, int b, int a, uint32_t kind, int to, uint32_t opcode)
{
    return function << 25 | (uint32_t)b << 20 | (uint32_t)a << 15 | kind << 12 | (uint32_t)to << 7 | opcode;
}

static inline uint32_t chain_i(int64_t immediate, int a, uint32_t kind, int to, uint32_t opcode)
{
    return (uint32_t)immediate << 20 | (uint32_t)a << 15 | kind << 12 | (uint32_t)to << 7 | opcode;
}

static inline uint64_t chain_word(uint64_t value)
{
    return (uint64_t)(int64_t)(int32_t)(uint32_t)value;
}

/* lui, addiw, and shifts and sums behind them, into a register by its number. */
static inline void chain_constant(struct chain *chain, int to, uint64_t value)
{
    int64_t low = (int64_t)(value << 52) >> 52;
    if (value == chain_word(value)) {
        uint32_t upper = ((uint32_t)value + 0x800) & 0xfffff000;
        if (upper != 0)
            chain_add(chain, upper | (uint32_t)to << 7 | 0x37);
        if (low != 0 || upper == 0)
            chain_add(chain, chain_i(low, upper != 0 ? to : 0, 0, to, upper != 0 ? 0x1b : 0x13));
        return;
    }
    chain_constant(chain, to, (uint64_t)((int64_t)(value - (uint64_t)low) >> 12));
    chain_add(chain, chain_i(12, to, 1, to, 0x13));
    if (low != 0)
        chain_add(chain, chain_i(low, to, 0, to, 0x13));
}

/* Around the numbers at which a type of 32 bits goes wrong. */
static inline uint64_t chain_boundary(const struct chain *chain)
{
    static const uint64_t near[] = {
        0, 1ul << 31, -(1ul << 31), 1ul << 32, -(1ul << 32), 1ul << 63, 0xffffffff, 1ul << 12, 1ul << 38, 1ul << 47,
    };
    uint64_t which = chain_draw(12);
    uint64_t value = which == 10 ? chain->pc : which == 11 ? chain->data - chain->pc : near[which];
    return chain_draw(3) == 0 ? value : value + chain_draw(8193) - 4096;
}

static inline int64_t chain_immediate(void)
{
    static const int16_t near[] = { 0, 1, -1, 2047, -2048, 8, -8, 1024 };
    return chain_draw(2) ? near[chain_draw(8)] : (int64_t)chain_draw(4096) - 2048;
}

/* auipc or lui. */
static inline void chain_step_upper(struct chain *chain, int to, uint32_t opcode)
{
    static const uint32_t near[] = { 0, 1, 0xfffff, 0x7ffff, 0x80000, 0x7fffe, 0x80001, 0xc0000 };
    uint32_t upper = chain_draw(2) ? near[chain_draw(8)] : (uint32_t)chain_draw(1 << 20);
    chain->x[to] = (opcode == 0x17 ? chain_here(chain) : 0) + chain_word(upper << 12);
    chain_add(chain, upper << 12 | (uint32_t)(CHAIN_FIRST + to) << 7 | opcode);
}

static inline void chain_step_immediate(struct chain *chain, int to, int a)
{
    static const uint32_t kinds[] = { 0, 0, 4, 6, 7, 2, 3 };
    uint64_t x = chain->x[a];
    int64_t immediate = chain_immediate();
    uint32_t kind = kinds[chain_draw(7)], shift = (uint32_t)chain_draw(64), opcode = 0x13;
    uint64_t i = (uint64_t)immediate;
    switch (chain_draw(6)) {
    case 0:
        chain->x[to] = x << shift;
        chain_add(chain, chain_i(shift, CHAIN_FIRST + a, 1, CHAIN_FIRST + to, opcode));
        return;
    case 1:
        chain->x[to] = (uint64_t)((int64_t)x >> shift);
        chain_add(chain, chain_i(0x400 | shift, CHAIN_FIRST + a, 5, CHAIN_FIRST + to, opcode));
        return;
    case 2:
        chain->x[to] = chain_word(x + i);
        opcode = 0x1b, kind = 0;
        break;
    default:
        chain->x[to] = kind == 0 ? x + i : kind == 4 ? x ^ i : kind == 6 ? x | i : kind == 7 ? x & i
            : kind == 2 ? (int64_t)x < immediate : x < i;
    }
    chain_add(chain, chain_i(immediate, CHAIN_FIRST + a, kind, CHAIN_FIRST + to, opcode));
}

static inline void chain_step_registers(struct chain *chain, int to, int a, int b)
{
    static const struct {
        uint32_t function, kind, opcode;
    } operations[] = {
        { 0x00, 0, 0x33 }, { 0x20, 0, 0x33 }, { 0x00, 4, 0x33 }, { 0x00, 6, 0x33 }, { 0x00, 7, 0x33 }, { 0x00, 0, 0x3b },
        { 0x20, 0, 0x3b }, { 0x00, 2, 0x33 }, { 0x00, 3, 0x33 }, { 0x01, 0, 0x33 }, { 0x10, 2, 0x33 }, { 0x10, 4, 0x33 },
        { 0x10, 6, 0x33 }, { 0x04, 0, 0x3b }, { 0x05, 4, 0x33 }, { 0x05, 5, 0x33 }, { 0x05, 6, 0x33 }, { 0x05, 7, 0x33 },
        { 0x00, 0, 0x33 }, { 0x20, 0, 0x33 },
    };
    uint64_t x = chain->x[a], y = chain->x[b], which = chain_draw(20);
    uint64_t results[] = {
        x + y, x - y, x ^ y, x | y, x & y, chain_word(x + y), chain_word(x - y), (int64_t)x < (int64_t)y, x < y, x * y,
        (x << 1) + y, (x << 2) + y, (x << 3) + y, (uint32_t)x + y, (int64_t)x < (int64_t)y ? x : y, x < y ? x : y,
        (int64_t)x < (int64_t)y ? y : x, x < y ? y : x, x + y, x - y,
    };
    chain->x[to] = results[which];
    chain_add(chain, chain_r(operations[which].function, CHAIN_FIRST + b, CHAIN_FIRST + a, operations[which].kind,
        CHAIN_FIRST + to, operations[which].opcode));
}

/* Brings a register to a value, by a sum or difference with a constant in t0. */
static inline void chain_adjust(struct chain *chain, int to, uint64_t wanted)
{
    uint64_t distance = wanted - chain->x[to], subtract = chain_draw(2);
    chain_constant(chain, 5, subtract ? -distance : distance);
    chain_add(chain, chain_r(subtract ? 0x20 : 0, 5, CHAIN_FIRST + to, 0, CHAIN_FIRST + to, 0x33));
    chain->x[to] = wanted;
}

/* Over two instructions that would spoil the result. The place to land at depends on how long the constant is. */
static inline void chain_jump(struct chain *chain, int through)
{
    int64_t immediate = chain_immediate();
    int start = chain->length, behind = start;
    uint64_t value = chain->x[through], seed = chain_seed;
    do {
        int tried = behind;
        chain->length = start;
        chain->x[through] = value;
        chain_seed = seed;
        chain_adjust(chain, through, chain->pc + 4 * (uint64_t)(tried + 3) - (uint64_t)immediate);
        while (chain->length < tried)
            chain_add(chain, 0x13);
        behind = chain->length;
        if (behind == tried)
            break;
    } while (1);
    chain_add(chain, chain_i(immediate, CHAIN_FIRST + through, 0, 5, 0x67));
    chain_add(chain, chain_i(-1, 0, 0, CHAIN_FIRST, 0x13));
    chain_add(chain, 0x8067);
}

static inline void chain_access(struct chain *chain, int through, int to)
{
    int64_t immediate = chain_immediate();
    uint64_t kind = chain_draw(4);
    if (kind >= 2)
        immediate = 0;
    chain_adjust(chain, through, chain->data - (uint64_t)immediate);
    if (kind == 0) {
        chain_add(chain, chain_i(immediate, CHAIN_FIRST + through, 3, CHAIN_FIRST + to, 0x03));
        chain->x[to] = chain->after;
    } else if (kind == 1) {
        uint32_t upper = (uint32_t)immediate >> 5 & 0x7f, lower = (uint32_t)immediate & 31;
        chain_add(chain, chain_r(upper, CHAIN_FIRST + to, CHAIN_FIRST + through, 3, (int)lower, 0x23));
        chain->after = chain->x[to];
    } else if (kind == 2) {
        /* amoadd.d of the pointer itself */
        chain_add(chain, chain_r(0, CHAIN_FIRST + through, CHAIN_FIRST + through, 3, CHAIN_FIRST + to, 0x2f));
        uint64_t sum = chain->after + chain->x[through];
        chain->x[to] = chain->after;
        chain->after = sum;
    } else {
        /* lr.d x0; sc.d elsewhere, which fails */
        chain_add(chain, chain_r(2 << 2, 0, CHAIN_FIRST + through, 3, 0, 0x2f));
        chain_adjust(chain, through, chain->other);
        chain_add(chain, chain_r(3 << 2, CHAIN_FIRST + to, CHAIN_FIRST + through, 3, CHAIN_FIRST + to, 0x2f));
        chain->x[to] = 1;
    }
}

/* A function without arguments. */
static inline void chain_write(struct chain *chain)
{
    chain->length = 0;
    chain->after = chain->before;
    for (int i = 0; i < CHAIN_REGISTERS; i++) {
        chain->x[i] = 0;
        chain_add(chain, chain_i(0, 0, 0, CHAIN_FIRST + i, 0x13));
    }
    for (uint64_t steps = 2 + chain_draw(CHAIN_STEPS - 1); steps > 0; steps--) {
        int to = (int)chain_draw(CHAIN_REGISTERS), a = (int)chain_draw(CHAIN_REGISTERS), b = (int)chain_draw(CHAIN_REGISTERS);
        switch (chain_draw(8)) {
        case 0:
        case 1:
            chain_step_upper(chain, to, 0x17);
            break;
        case 2:
            chain_step_upper(chain, to, 0x37);
            break;
        case 3:
            if (chain->length > CHAIN_WORDS / 2)
                break;
            chain->x[to] = chain_boundary(chain);
            chain_constant(chain, CHAIN_FIRST + to, chain->x[to]);
            break;
        case 4:
        case 5:
            chain_step_registers(chain, to, a, b);
            break;
        default:
            chain_step_immediate(chain, to, a);
        }
    }
    int through = (int)chain_draw(CHAIN_REGISTERS), to = (int)chain_draw(CHAIN_REGISTERS);
    if (chain_draw(2))
        chain_access(chain, through, to);
    else
        chain_jump(chain, through);
    /* a0 becomes the sum of all, of which some counts twice. */
    uint64_t sum = chain->x[0];
    for (int i = 1; i < CHAIN_REGISTERS; i++) {
        chain_add(chain, chain_r(0x10, CHAIN_FIRST + i, CHAIN_FIRST, 2, CHAIN_FIRST, 0x33));
        sum = (sum << 1) + chain->x[i];
    }
    chain_add(chain, 0x8067);
    chain->result = sum;
}

#endif
