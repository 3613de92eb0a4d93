// What /proc/self/smaps says of pages that are present and locked.
#include "user.h"

enum { PAGES = 10 };

static void show_usage(const char *what, char *area)
{
    char line[512];
    bool is_here = false;
    FILE *file = fopen("/proc/self/smaps", "r");
    NEED(file != NULL);
    puts(what);
    while (fgets(line, sizeof line, file)) {
        unsigned long start, end, size;
        char label[32];
        if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
            is_here = start == (unsigned long)area;
        else if (is_here && sscanf(line, "%31s %lu kB", label, &size) == 2
            && (!strcmp(label, "Size:") || !strcmp(label, "Rss:") || !strcmp(label, "Locked:")))
            printf("  %s %lu\n", label, size);
        else if (is_here && !strncmp(line, "VmFlags:", 8))
            printf("  locked %d\n", strstr(line, " lo") != NULL);
    }
    fclose(file);
}

int main(void)
{
    char *area = mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    NEED(area != MAP_FAILED);
    show_usage("mapped", area);
    area[0] = area[5 * 4096] = 1;
    show_usage("touched", area);
    NEED(mlock(area, PAGES * 4096) == 0);
    show_usage("locked", area);
    NEED(munlock(area, PAGES * 4096) == 0);
    show_usage("unlocked", area);
    return 0;
}
