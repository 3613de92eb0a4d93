// A program that starts itself again through /proc/self/exe, as many do.
#include "user.h"

int main(int argc, char **argv)
{
    printf("%d arguments, the last %s\n", argc - 1, argc > 1 ? argv[argc - 1] : "(none)");
    if (argc < 4) {
        char *arguments[] = {argv[0], "one", argc > 1 ? "two" : NULL, argc > 2 ? "three" : NULL, NULL};
        fflush(stdout);
        execv("/proc/self/exe", arguments);
        printf("%s\n", strerror(errno));
    }
    return 0;
}
