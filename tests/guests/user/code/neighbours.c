// Loops over the ends of pages, of which one or the other page is changed, replaced and taken away between runs that are
// long enough for all translators. The pages are a file's: code from elsewhere is not taken to lie together.
// guest: riscv64
#include "user.h"
#include <setjmp.h>

enum { Page = 4096, Count = 3000000 };

typedef long (*Function)(long, long);

static uint8_t *code;
static sigjmp_buf back;

static void fault(int number)
{
    siglongjmp(back, number);
}

static uint32_t addi(int rd, int rs1, int value)
{
    return (uint32_t)value << 20 | rs1 << 15 | rd << 7 | 0x13;
}

static void protect(int page, int protection)
{
    NEED(mprotect(code + page * Page, Page, protection) == 0);
}

static void change(int at, uint32_t word)
{
    protect(at / Page, PROT_READ | PROT_WRITE);
    memcpy(code + at, &word, 4);
    protect(at / Page, PROT_READ | PROT_EXEC);
    __builtin___clear_cache((char *)code + at, (char *)code + at + 4);
}

static uint32_t jump(int distance)
{
    uint32_t offset = distance;
    return (offset >> 20 & 1) << 31 | (offset >> 1 & 0x3ff) << 21 | (offset >> 11 & 1) << 20 |
        (offset >> 12 & 0xff) << 12 | 0x6f;
}

// Adds up what the three pages say: the loop begins in the first one, goes on in the second one, and jumps to the third
// one and back.
static Function write_loop(void)
{
    uint32_t words[] = {addi(10, 10, 1), addi(11, 11, -1), addi(10, 10, 2), jump(Page - 4)};
    memcpy(code + Page - 8, words, sizeof words);
    uint32_t rest[] = {addi(10, 10, 4), 0x00058463, jump(-Page - 16), 0x00008067}; // beqz a1, +8
    memcpy(code + 2 * Page, rest, sizeof rest);
    return (Function)(code + Page - 8);
}

// A loop whose second instruction lies over the end of a page.
static Function write_straddling(void)
{
    uint32_t words[] = {addi(10, 10, 3), addi(10, 10, 5), addi(11, 11, -1), 0xfe059ae3, 0x00008067}; // bnez a1, -12
    memcpy(code + Page - 6, words, sizeof words);
    return (Function)(code + Page - 6);
}

int main(void)
{
    struct sigaction action = {.sa_handler = fault};
    NEED(sigaction(SIGSEGV, &action, NULL) == 0);
    int file = open("pages", O_RDWR | O_CREAT | O_TRUNC, 0644);
    NEED(file >= 0 && ftruncate(file, 3 * Page) == 0);
    code = mmap(NULL, 3 * Page, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    NEED(code != MAP_FAILED);
    Function loop = write_loop();
    NEED(mprotect(code, 3 * Page, PROT_READ | PROT_EXEC) == 0);
    __builtin___clear_cache((char *)code, (char *)code + 3 * Page);
    SHOW(loop(0, Count));
    for (int i = 0; i < 4; i++) {
        change(Page, addi(10, 10, 10 + i));
        SHOW(loop(0, Count));
        change(2 * Page, addi(10, 10, 100 + i));
        SHOW(loop(0, Count));
        change(Page - 8, addi(10, 10, 1000 + i));
        SHOW(loop(0, Count));
    }

    uint8_t copy[Page];
    for (int page = 1; page < 3; page++) {
        memcpy(copy, code + page * Page, Page);
        NEED(munmap(code + page * Page, Page) == 0);
        int number = sigsetjmp(back, 1);
        if (number == 0)
            loop(0, Count);
        SHOW(number);
        NEED(mmap(code + page * Page, Page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, file, page * Page) ==
            code + page * Page);
        memcpy(code + page * Page, copy, Page);
        protect(page, PROT_READ | PROT_EXEC);
        __builtin___clear_cache((char *)code, (char *)code + 3 * Page);
        SHOW(loop(0, Count));
        protect(page, PROT_READ);
        if ((number = sigsetjmp(back, 1)) == 0)
            loop(0, Count);
        SHOW(number);
        protect(page, PROT_READ | PROT_EXEC);
        SHOW(loop(0, Count));
    }

    NEED(mprotect(code, 3 * Page, PROT_READ | PROT_WRITE) == 0);
    Function straddling = write_straddling();
    NEED(mprotect(code, 3 * Page, PROT_READ | PROT_EXEC) == 0);
    __builtin___clear_cache((char *)code, (char *)code + 3 * Page);
    SHOW(straddling(0, Count));
    for (int i = 0; i < 3; i++) {
        uint32_t word = addi(10, 10, 7 + i * 256); // its upper half alone
        protect(1, PROT_READ | PROT_WRITE);
        memcpy(code + Page, (uint8_t *)&word + 2, 2);
        protect(1, PROT_READ | PROT_EXEC);
        __builtin___clear_cache((char *)code, (char *)code + 3 * Page);
        SHOW(straddling(0, Count));
    }
    NEED(unlink("pages") == 0);
    return 0;
}
