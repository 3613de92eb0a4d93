// A program that is open for writing is not executed.
#include "user.h"
#include <sys/sendfile.h>

int main(void)
{
    int own = open("/proc/self/exe", O_RDONLY), copy = open("copy", O_CREAT | O_RDWR, 0700);
    int script = open("script", O_CREAT | O_WRONLY, 0700);
    NEED(own >= 0 && copy >= 0 && script >= 0);
    while (sendfile(copy, own, NULL, 1 << 20) > 0)
        ;
    write(script, "#!./copy\n", 9);
    char *again[] = { "copy", NULL }, *environment[] = { NULL };
    TRY(execve("copy", again, environment));
    TRY(execve("script", again, environment));
    return 0;
}
