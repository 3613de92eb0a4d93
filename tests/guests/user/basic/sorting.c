// qsort, bsearch, search trees: calls back from the library into the program.
#include "user.h"
#include <search.h>

static unsigned long comparisons;

static int by_value(const void *left, const void *right)
{
    comparisons++;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static unsigned long visited;

static void visit(const void *node, VISIT order, int level)
{
    if (order == postorder || order == leaf)
        visited = visited * 31 + **(uint32_t *const *)node;
}

int main(void)
{
    static uint32_t values[20000];
    uint32_t state = 12345;
    for (int i = 0; i < 20000; i++)
        values[i] = state = state * 1664525 + 1013904223;
    qsort(values, 20000, sizeof *values, by_value);
    bool sorted = true;
    uint64_t sum = 0;
    for (int i = 0; i < 20000; i++) {
        sorted &= i == 0 || values[i - 1] <= values[i];
        sum = sum * 1000003 + values[i];
    }
    printf("%d %016lx %lu\n", sorted, sum, comparisons);
    uint32_t *found = bsearch(&values[7777], values, 20000, sizeof *values, by_value);
    SHOW(found - values);
    char *words[] = {"pear", "apple", "fig", "banana", "cherry", "date"};
    qsort(words, 6, sizeof *words, by_text);
    for (int i = 0; i < 6; i++)
        printf("%s ", words[i]);
    void *root = NULL;
    for (int i = 0; i < 3000; i++)
        tsearch(&values[i * 7919 % 20000], &root, by_value);
    twalk(root, visit);
    printf("\n%016lx\n", visited);
    return 0;
}
