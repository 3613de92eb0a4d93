// The smallest program, also timed by bench/user-mode.sh.
#include <stdio.h>

int main(void)
{
    puts("Hello, world!");
    return 0;
}
