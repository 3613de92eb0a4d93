// What riscv_hwprobe tells of the processors; QEMU 7.2 does not have the call.
// guest: riscv64
#include "user.h"
#include <sys/syscall.h>

enum { PROBE = 258, UNKNOWN_KEY = -5, EXTENSIONS = 4, SINGLE_DOUBLE_AND_C = 3, VECTORS = 4, WHICH = 1 };

struct pair {
    long key;
    unsigned long value;
};

int main(void)
{
    struct pair pairs[3] = { { 3, 7 }, { EXTENSIONS, 7 }, { UNKNOWN_KEY, 7 } };
    TRY(syscall(PROBE, pairs, 3L, 0L, NULL, 0L));
    SHOW(pairs[0].value);
    SHOW((pairs[1].value & (SINGLE_DOUBLE_AND_C | VECTORS)) == SINGLE_DOUBLE_AND_C);
    SHOW(pairs[2].key);
    SHOW(pairs[2].value);

    unsigned long set = 0;
    struct pair wanted = { EXTENSIONS, SINGLE_DOUBLE_AND_C };
    TRY(syscall(PROBE, &wanted, 1L, sizeof set, &set, (long)WHICH));
    SHOW(set & 1);
    set = 1;
    wanted = (struct pair){ EXTENSIONS, VECTORS };
    TRY(syscall(PROBE, &wanted, 1L, sizeof set, &set, (long)WHICH));
    SHOW(set);
    TRY(syscall(PROBE, pairs, 1L, sizeof set, &set, 0L));
    TRY(syscall(PROBE, 8L, 1L, 0L, NULL, 0L));
    TRY(syscall(PROBE, pairs, 1L, 0L, NULL, 4L));
    return 0;
}
