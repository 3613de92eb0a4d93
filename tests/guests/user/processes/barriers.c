// What a process has registered for with membarrier, a forked child has registered for too; nothing else.
#include "user.h"
#include <linux/membarrier.h>
#include <sys/syscall.h>

static long barrier(int command)
{
    return syscall(SYS_membarrier, command, 0, 0);
}

int main(void)
{
    SHOW((barrier(MEMBARRIER_CMD_QUERY) & MEMBARRIER_CMD_PRIVATE_EXPEDITED) != 0);
    TRY(barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED));
    TRY(barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE));
    TRY(barrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED));
    TRY(barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED));
    TRY(barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE));
    IN_CHILD("child", {
        TRY(barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED));
        TRY(barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE));
    });
    TRY(barrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE));
    TRY(barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE));
    TRY(barrier(-1));
    return 0;
}
