// /proc/self/maps shows the guest's address space and nothing of what runs it.
#include "user.h"

typedef struct {
    unsigned long start, end, offset;
    char flags[5], path[300];
} Mapping;

static Mapping find(const void *address)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    NEED(maps);
    char line[500];
    while (fgets(line, sizeof line, maps)) {
        Mapping m = {0};
        NEED(sscanf(line, "%lx-%lx %4s %lx %*s %*s %299s", &m.start, &m.end, m.flags, &m.offset, m.path) >= 4);
        if (m.start <= (uintptr_t)address && (uintptr_t)address < m.end) {
            fclose(maps);
            return m;
        }
    }
    fclose(maps);
    return (Mapping){0};
}

static void show_mapping(const char *name, const void *address)
{
    Mapping m = find(address);
    char *file = strrchr(m.path, '/');
    const char *shown = m.path[0] == '[' ? m.path : file && strncmp(file, "/maps.", 6) == 0 ? "the program" : file ? "a file" : "";
    printf("%s: %s %s\n", name, m.end ? m.flags : "(none)", shown);
}

int global = 5;

int main(void)
{
    int local;
    char *block = malloc(10);
    show_mapping("main", (void *)main);
    show_mapping("global", &global);
    show_mapping("stack", &local);
    show_mapping("heap", block);
    char *area = mmap(NULL, 6 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(area + 4096, 4096, PROT_READ);
    mprotect(area + 2 * 4096, 4096, PROT_NONE);
    mprotect(area + 3 * 4096, 4096, PROT_READ | PROT_EXEC);
    munmap(area + 4 * 4096, 4096);
    for (int i = 0; i < 6; i++) {
        printf("%d ", i);
        show_mapping("area", area + i * 4096);
    }
    char *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    printf("shared: %s\n", find(shared).flags);
    int file = open("mapped", O_RDWR | O_CREAT, 0600);
    NEED(ftruncate(file, 3 * 4096) == 0);
    char *mapped = mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 8192);
    Mapping m = find(mapped);
    printf("file: %s %lx %s\n", m.flags, m.offset, strrchr(m.path, '/'));
    SHOW(find((void *)8).end);
    unsigned long last = 0, lines = 0, high = 0, foreign = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[500];
    while (fgets(line, sizeof line, maps)) {
        unsigned long start, end;
        sscanf(line, "%lx-%lx", &start, &end);
        if (start < last || end <= start)
            printf("out of order: %s", line);
        last = end;
        lines++;
        high += end > (1UL << 47);
        foreign += strstr(line, "/emu") || strstr(line, "/qemu-") || strstr(line, "x86_64-linux-gnu");
    }
    printf("%d %lu %lu\n", lines > 5 && lines < 100, high, foreign);
    return 0;
}
