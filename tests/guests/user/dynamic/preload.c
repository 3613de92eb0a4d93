// only: dynamic
// options: -E LD_PRELOAD=@/libpreload.so
// Functions of a preloaded library win.
#include "user.h"

int main(void)
{
    puts("hello");
    SHOW(getppid());
    return 0;
}
