// Pages of one XXH3-128, which a program makes for itself: each runs its own code.
#include "user.h"
#include "code.h"
#include "../../lib/forge.h"

enum { MANY = 20000, PAGES = 4 };

static void *page[PAGES];

static void make(int which, int value)
{
    uint64_t *words = page[which];
    if (which == 0)
        for (int i = 0; i < 512; i++)
            words[i] = (uint64_t)i * 0x9e3779b97f4a7c15;
    else
        memcpy(words, page[0], 4096);
    words[0] = ((uint64_t)(uint32_t)Return << 32) | set_result(value);
    if (which != 0)
        forge(page[0], words);
    __builtin___clear_cache((char *)words, (char *)words + 4096);
}

static void print_sum(int which)
{
    long sum = 0;
    for (int i = 0; i < MANY; i++)
        sum += ((long (*)(void))page[which])();
    printf("page %d: %ld\n", which, sum);
}

int main(void)
{
    for (int i = 0; i < PAGES; i++) {
        page[i] = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        make(i, i + 1);
    }
    for (int i = PAGES - 1; i >= 0; i--)
        print_sum(i);
    for (int value = 10; value < 13; value++) {
        make(1, value);
        print_sum(1);
        print_sum(0);
    }
    return 0;
}
