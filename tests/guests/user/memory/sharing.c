// Memory shared between parent and child, and memory that is not; memfd; zero pages after fork.
// build: -pthread
#include "user.h"
#include <pthread.h>

int main(void)
{
    int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int *private = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int memory = memfd_create("guest", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    NEED(memory >= 0 && ftruncate(memory, 8192) == 0);
    int *file = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutex_t *mutex = (pthread_mutex_t *)(shared + 100);
    NEED(pthread_mutex_init(mutex, &attributes) == 0);
    pid_t children[4];
    for (int c = 0; c < 4; c++)
        if ((children[c] = fork()) == 0) {
            for (int i = 0; i < 5000; i++) {
                __atomic_fetch_add(&shared[0], 1, __ATOMIC_RELAXED);
                pthread_mutex_lock(mutex);
                shared[1]++;
                pthread_mutex_unlock(mutex);
                private[0]++;
            }
            file[c] = private[0];
            _exit(0);
        }
    for (int c = 0; c < 4; c++)
        waitpid(children[c], NULL, 0);
    SHOW(shared[0]), SHOW(shared[1]), SHOW(private[0]);
    for (int c = 0; c < 4; c++)
        SHOW(file[c]);
    TRY(fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW));
    SHOW(fcntl(memory, F_GET_SEALS));
    TRY(ftruncate(memory, 100));
    TRY(ftruncate(memory, 100000));
    TRY(fcntl(memory, F_ADD_SEALS, F_SEAL_WRITE));
    return 0;
}
