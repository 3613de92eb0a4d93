// System V shared memory, semaphores and message queues.
#include "user.h"
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

union semun {
    int val;
    struct semid_ds *buf;
    unsigned short *array;
};

static void shared_memory(void)
{
    int id = shmget(IPC_PRIVATE, 10000, IPC_CREAT | 0600);
    NEED(id >= 0);
    int *memory = shmat(id, NULL, 0);
    NEED(memory != (void *)-1);
    memory[0] = 5;
    IN_CHILD("child", memory[0] *= 3);
    SHOW(memory[0]);
    int *again = shmat(id, NULL, SHM_RDONLY);
    SHOW(again[0]);
    IN_CHILD("write to read-only", again[0] = 1);
    struct shmid_ds info;
    TRY(shmctl(id, IPC_STAT, &info));
    printf("%zu %lu %o %d %d\n", info.shm_segsz, (unsigned long)info.shm_nattch, info.shm_perm.mode, info.shm_cpid == getpid(),
        info.shm_perm.uid == getuid());
    int *fixed = mmap(NULL, 4 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(fixed, 4 * 4096);
    SHOW(shmat(id, fixed, 0) == fixed);
    SHOW(fixed[0]);
    TRY(shmat(id, (char *)fixed + 1, 0));
    SHOW(shmat(id, (char *)fixed + 5, SHM_RND | SHM_REMAP) == fixed);
    TRY(shmdt(fixed));
    TRY(shmdt(fixed));
    IN_CHILD("detached", fixed[0] = 1);
    TRY(shmctl(id, IPC_RMID, NULL));
    SHOW(again[0]);
    TRY(shmdt(memory));
    TRY(shmdt(again));
    TRY(shmctl(id, IPC_STAT, &info));
    TRY(shmget(0x7654321, 100, 0600));
    TRY(shmget(IPC_PRIVATE, 0, IPC_CREAT | 0600));
}

static void semaphores(void)
{
    int id = semget(IPC_PRIVATE, 3, IPC_CREAT | 0600);
    NEED(id >= 0);
    unsigned short values[3] = {1, 0, 7};
    TRY(semctl(id, 0, SETALL, (union semun){.array = values}));
    TRY(semctl(id, 2, GETVAL));
    TRY(semctl(id, 1, SETVAL, (union semun){.val = 4}));
    TRY(semctl(id, 5, GETVAL));
    struct sembuf operations[] = {{0, -1, IPC_NOWAIT | SEM_UNDO}, {1, 2, 0}};
    IN_CHILD("child", TRY(semop(id, operations, 2)));
    TRY(semctl(id, 0, GETALL, (union semun){.array = values}));
    printf("%d %d %d\n", values[0], values[1], values[2]);
    struct sembuf take = {2, -8, IPC_NOWAIT};
    TRY(semop(id, &take, 1));
    take.sem_flg = 0;
    struct timespec limit = {0, 5000000};
    TRY(semtimedop(id, &take, 1, &limit));
    pid_t child = fork();
    if (child == 0)
        _exit(semop(id, &take, 1));
    struct sembuf give = {2, 1, 0};
    TRY(semop(id, &give, 1));
    int status;
    waitpid(child, &status, 0);
    show_end("waited", status);
    struct semid_ds info;
    TRY(semctl(id, 0, IPC_STAT, (union semun){.buf = &info}));
    printf("%lu %o\n", (unsigned long)info.sem_nsems, info.sem_perm.mode);
    TRY(semctl(id, 2, GETPID) == child);
    TRY(semctl(id, 0, IPC_RMID));
    TRY(semop(id, &give, 1));
}

static void messages(void)
{
    int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    NEED(id >= 0);
    struct {
        long type;
        char text[20];
    } message = {3, "three"};
    TRY(msgsnd(id, &message, 6, 0));
    message.type = 1, strcpy(message.text, "one");
    TRY(msgsnd(id, &message, 4, 0));
    TRY(msgsnd(id, &message, -1, 0));
    message.type = 0;
    TRY(msgsnd(id, &message, 4, 0));
    struct msqid_ds info;
    TRY(msgctl(id, IPC_STAT, &info));
    printf("%lu %lu %d\n", (unsigned long)info.msg_qnum, (unsigned long)info.__msg_cbytes, info.msg_lspid == getpid());
    TRY(msgrcv(id, &message, 20, 1, 0));
    printf("%ld %s\n", message.type, message.text);
    TRY(msgrcv(id, &message, 2, 0, 0));
    TRY(msgrcv(id, &message, 2, 0, MSG_NOERROR));
    TRY(msgrcv(id, &message, 20, 0, IPC_NOWAIT));
    TRY(msgctl(id, IPC_RMID, NULL));
    TRY(msgrcv(id, &message, 20, 0, IPC_NOWAIT));
}

int main(void)
{
    shared_memory();
    semaphores();
    messages();
    return 0;
}
