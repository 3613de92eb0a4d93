// Arithmetic on constants and on addresses relative to the pc, with jumps, loads, stores and atomics through the results, in
// pages around the addresses at which a narrower type than 64 bits goes wrong. Each function runs often enough to be
// translated.
// guest: riscv64
#include "user.h"
#include "../../lib/chains.h"

enum { Page = 4096, Rounds = 2, Functions = 12 };
enum { How = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE };

// Of each, the page before is data: it ends where the code begins.
static const uint64_t places[] = { 0x80000000, 0x100000000, 0x7ffff000, 0xfffff000, 0x1000000000, 0x3000001000 };

static void run(struct chain *chain, uint64_t *data)
{
    uint64_t (*function)(void) = (uint64_t (*)(void))chain->pc;
    for (int i = 0; i < CHAIN_CALLS; i++) {
        *data = chain->before;
        uint64_t result = function();
        if (result == chain->result && *data == chain->after)
            continue;
        printf("call %d of the function at %lx returns %lx, not %lx; data is %lx, not %lx:", i, chain->pc, result,
            chain->result, *data, chain->after);
        for (int j = 0; j < chain->length; j++)
            printf(" %08x", chain->code[j]);
        printf("\n");
        exit(1);
    }
}

static void test(uint64_t place)
{
    uint8_t *area = mmap((void *)(place - Page), 2 * Page, PROT_READ | PROT_WRITE | PROT_EXEC, How, -1, 0);
    NEED(area == (void *)(place - Page));
    for (int round = 0; round < Rounds; round++) {
        struct chain chains[Functions] = { 0 };
        for (int i = 0; i < Functions; i++) {
            uint64_t offset = (uint64_t)(i * CHAIN_WORDS * 4);
            uint64_t data = place - 8 * (1 + chain_draw(Page / 8 - 1));
            chains[i] = (struct chain){ .code = (uint32_t *)(place + offset), .pc = place + offset, .data = data,
                .other = place - Page, .before = chain_draw(1u << 30) };
            chain_write(&chains[i]);
            NEED(chains[i].length <= CHAIN_WORDS);
        }
        __builtin___clear_cache((char *)place, (char *)place + Page);
        for (int i = 0; i < Functions; i++)
            run(&chains[i], (uint64_t *)chains[i].data);
    }
    NEED(munmap(area, 2 * Page) == 0);
    printf("functions at %lx are right\n", place);
}

int main(void)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        test(places[i]);
    return 0;
}
