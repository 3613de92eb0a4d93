// Other files below /proc/self answer for the guest.
// arguments: first second
#include "user.h"
#include <elf.h>
#include <sys/auxv.h>

int main(int argc, char **argv)
{
    char text[4096];
    ssize_t length = readlink("/proc/self/exe", text, sizeof text - 1);
    NEED(length > 0);
    text[length] = 0;
    printf("exe %.6s\n", strrchr(text, '/'));
    char named[64];
    snprintf(named, sizeof named, "/proc/%d/exe", getpid());
    length = readlink(named, text, sizeof text - 1);
    text[length > 0 ? length : 0] = 0;
    printf("exe by id %.6s\n", strrchr(text, '/'));
    SHOW(readlink("/proc/self/exe", text, 3));
    unsigned char magic[20];
    int file = open("/proc/self/exe", O_RDONLY);
    NEED(file >= 0 && read(file, magic, 20) == 20);
    printf("machine %d\n", magic[18] | magic[19] << 8);
    close(file);

    file = open("/proc/self/cmdline", O_RDONLY);
    length = read(file, text, sizeof text);
    close(file);
    const char *end = text + length;
    const char *argument = strchr(text, 0) + 1;
    for (; argument < end; argument = strchr(argument, 0) + 1)
        printf("argument %s\n", argument);
    file = open("/proc/self/auxv", O_RDONLY);
    NEED(file >= 0);
    Elf64_auxv_t entries[64];
    length = read(file, entries, sizeof entries);
    close(file);
    int agreeing = 0, differing = 0;
    for (size_t i = 0; i < length / sizeof *entries && entries[i].a_type != AT_NULL; i++)
        if (getauxval(entries[i].a_type) == entries[i].a_un.a_val)
            agreeing++;
        else
            differing++;
    printf("auxv %d %d\n", agreeing > 10, differing);

    FILE *stat = fopen("/proc/self/stat", "r");
    int pid;
    char name[300], state;
    NEED(stat && fscanf(stat, "%d (%299[^)]) %c", &pid, name, &state) == 3);
    unsigned long start_of_stack = 0;
    for (int field = 4; field <= 28; field++)
        fscanf(stat, "%lu", &start_of_stack);
    fclose(stat);
    printf("stat %d %.5s\n", pid == getpid(), name);
    SHOW(access("/proc/self/fd/0", F_OK));
    SHOW(access("/proc/self/task", F_OK));
    return argc;
}
