// What a program finds at its start: arguments, environment, auxiliary vector.
// arguments: one two-three
// options: -E GUEST_ONLY=yes -U HOME
#include "user.h"
#include <elf.h>
#include <sys/auxv.h>

extern char **environ;

static void show_strings(int argc, char **argv)
{
    SHOW(argc);
    for (int i = 1; i < argc; i++)
        printf("argv[%d] = \"%s\"\n", i, argv[i]);
    printf("argv[0] ends in start.: %d\n", strstr(argv[0], "/start.") != NULL);
    SHOW(argv[argc] == NULL);
    SHOW(environ == argv + argc + 1);
    const char *names[] = {"LC_ALL", "GUEST_ONLY", "HOME", "PATH", "LD_LIBRARY_PATH"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        printf("%s: %s\n", names[i], value ? value : "(unset)");
    }
}

int main(int argc, char **argv)
{
    show_strings(argc, argv);
    SHOW((uintptr_t)__builtin_frame_address(0) % 16);
    SHOW(getauxval(AT_PAGESZ));
    SHOW(getauxval(AT_PHENT));
    SHOW(getauxval(AT_PHDR) != 0);
    SHOW(getauxval(AT_PHNUM) > 3);
    SHOW(getauxval(AT_CLKTCK));
    SHOW(getauxval(AT_SECURE));
    SHOW(getauxval(AT_UID) == getuid());
    SHOW(getauxval(AT_EUID) == geteuid());
    SHOW(getauxval(AT_GID) == getgid());
    SHOW(getauxval(AT_EGID) == getegid());
#ifdef __riscv
    SHOW(getauxval(AT_HWCAP) & (1 << 0 | 1 << 2 | 1 << 3 | 1 << 5 | 1 << 8 | 1 << 12)); // a c d f i m
#else
    SHOW(getauxval(AT_HWCAP) & (HWCAP_FP | HWCAP_ASIMD | HWCAP_CPUID));
    puts((const char *)getauxval(AT_PLATFORM));
#endif
    SHOW(getauxval(AT_FLAGS));
    const char *file = (const char *)getauxval(AT_EXECFN);
    SHOW(file != NULL && strcmp(file, argv[0]) == 0);
    SHOW(getauxval(AT_RANDOM) != 0);
    const uint64_t *random = (const uint64_t *)getauxval(AT_RANDOM);
    SHOW(random[0] != 0 && random[0] != random[1]);
    const Elf64_Phdr *headers = (const Elf64_Phdr *)getauxval(AT_PHDR);
    bool has_load = false, has_stack = false;
    for (unsigned long i = 0; i < getauxval(AT_PHNUM); i++) {
        has_load |= headers[i].p_type == PT_LOAD;
        has_stack |= headers[i].p_type == PT_GNU_STACK;
    }
    SHOW(has_load);
    SHOW(has_stack);
    return 7;
}
