// The C library's string functions, at all alignments and up to the last byte of a page.
#include "user.h"
#include <ctype.h>
#include <wchar.h>

static uint64_t hash = 14695981039346656037u;

static void mix(uint64_t value)
{
    hash = (hash ^ value) * 1099511628211u;
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

int main(void)
{
    long page = sysconf(_SC_PAGESIZE);
    char *area = mmap(NULL, page * 3, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(area != MAP_FAILED && munmap(area + page * 2, page) == 0);
    char *end = area + page * 2;
    for (int length = 0; length < 80; length++)
        for (int shift = 0; shift < 16; shift++) {
            char *text = end - length - 1 - shift * 0;
            char *copy = area + shift;
            for (int i = 0; i < length; i++)
                text[i] = 'a' + (i * 7 + shift) % 26;
            text[length] = 0;
            mix(strlen(text));
            mix(strnlen(text, length / 2));
            mix(stpcpy(copy, text) - copy);
            mix(sign(strcmp(text, copy)));
            if (length)
                copy[length - 1] ^= 1;
            mix(sign(strcmp(text, copy)) + 1);
            mix(sign(memcmp(text, copy, length)) + 1);
            char *found = strchr(text, 'k');
            mix(found ? found - text : 999);
            found = strrchr(text, 'k');
            mix(found ? found - text : 999);
            found = memchr(text, 'z', length);
            mix(found ? found - text : 999);
            mix(strspn(text, "abcdefgh"));
            mix(strcspn(text, "xyz"));
            memmove(copy + 3, copy, length + 1);
            mix(strlen(copy + 3));
            memset(copy, length, length);
            mix((unsigned char)copy[length / 2]);
        }
    printf("%016lx\n", hash);
    char words[] = "one,two;;three", *rest = words, *word;
    while ((word = strsep(&rest, ",;")))
        printf("[%s]", word);
    printf("\n%s\n", strstr("a needle in haystack needle", "needle in"));
    printf("%ld %lu %ld\n", strtol("-0x7fz", &rest, 0), strtoul("18446744073709551615", NULL, 10), strtol("zz", NULL, 36));
    errno = 0;
    printf("%ld", strtol("9999999999999999999999", NULL, 10));
    printf(" %s\n", errno_name(errno));
    printf("%d %d\n", strcasecmp("HeLLo", "hEllO"), strverscmp("file9", "file10") < 0);
    wchar_t wide[40];
    swprintf(wide, 40, L"%ls-%d", L"wide", 42);
    printf("%zu %d\n", wcslen(wide), wcscmp(wide, L"wide-42"));
    for (int c = 0; c < 256; c++)
        mix(isalpha(c) * 2 + isdigit(c) * 4 + toupper(c));
    printf("%016lx\n%s\n", hash, strerror(ENOENT));
    return 0;
}
