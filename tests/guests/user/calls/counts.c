// Of counts that the kernel declares as int it looks at 32 bits; negative ones are refused before anything is read.
#include "user.h"
#include <grp.h>
#include <sched.h>
#include <sys/ipc.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>

static const long high = 0x7eadbeef00000000;

int main(void)
{
    int set = semget(IPC_PRIVATE, 1, 0600), end = socket(AF_UNIX, SOCK_STREAM, 0);
    NEED(set >= 0 && end >= 0);
    struct sembuf give = { 0, 1, 0 };
    TRY(syscall(SYS_semop, set, &give, high + 1));
    TRY(syscall(SYS_semtimedop, set, &give, high + 1, NULL));
    TRY(syscall(SYS_semop, set, &give, high));
    TRY(semctl(set, 0, IPC_RMID));

    struct sockaddr_un name = { AF_UNIX, "name" };
    TRY(syscall(SYS_bind, end, &name, high + sizeof name));
    TRY(syscall(SYS_bind, end, &name, -1));
    TRY(syscall(SYS_connect, end, &name, high - 1));
    TRY(syscall(SYS_getrlimit, RLIM_NLIMITS, NULL));
    TRY(syscall(SYS_getrlimit, RLIMIT_CORE, NULL));

    char affinity[8192] = "";
    TRY(syscall(SYS_sched_getaffinity, 0, high + sizeof affinity, affinity) > 0);

    // Without a bit for it a segment may not be executed, but by the superuser.
    int segment = shmget(IPC_PRIVATE, 4096, 0600);
    NEED(segment >= 0);
    IN_CHILD("execute", {
        TRY(setresuid(-1, 65534, -1));
        TRY(shmat(segment, NULL, SHM_RDONLY | SHM_EXEC) == (void *)-1);
    });
    TRY(shmctl(segment, IPC_RMID, NULL));
    segment = shmget(IPC_PRIVATE, 4096, 0700);
    TRY_OK(shmat(segment, NULL, SHM_EXEC));
    TRY(shmctl(segment, IPC_RMID, NULL));
    return 0;
}
