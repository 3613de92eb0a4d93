// Executes what its arguments name, which may be a program for another guest. Without any it says so.
#include "user.h"

int main(int count, char **arguments)
{
    if (count == 1) {
        puts("nothing to execute");
        return 0;
    }
    execv(arguments[1], arguments + 1);
    printf("%s: %s\n", arguments[1], errno_name(errno));
    return 1;
}
